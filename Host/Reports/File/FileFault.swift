import Glibc

/// Why a file was not written; what was under its name before is untouched.
package struct FileFault: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case noFolder(String)
    case isFolder
    /// A device, a pipe or a socket.
    case notAFile
    case noPermission
    case readOnly
    case full
    case nameTooLong
    case tooWide(sheet: String, columns: Int, limit: Int)
    /// What came out is not what went in; the detail is a clause.
    case notWhole(String)
    case other(Int32)
  }

  /// As the person gave it.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// The fault that an error number of the system stands for.
  init(path: String, folder: String, code: Int32) {
    self.path = path
    reason =
      switch code {
      case ENOENT, ENOTDIR: .noFolder(folder)
      case EISDIR: .isFolder
      case EACCES, EPERM: .noPermission
      case EROFS: .readOnly
      case ENOSPC, EDQUOT, EFBIG: .full
      case ENAMETOOLONG: .nameTooLong
      default: .other(code)
      }
  }

  package var description: String {
    switch reason {
    case .noFolder(let folder):
      "'\(path)' was not written: there is no folder '\(folder)'. Make it, or choose another name."
    case .isFolder: "'\(path)' is a folder. Give the name of a file in it."
    case .notAFile: "'\(path)' is a device, a pipe or a socket. Give the name of a file."
    case .noPermission:
      "'\(path)' was not written: this user may not write there. Choose another name, or ask for the right to write."
    case .readOnly: "'\(path)' was not written: the file system there is read-only. Choose another name."
    case .full:
      "'\(path)' was not written: the disk is full or a size limit was reached. Free space and run the command again."
    case .nameTooLong: "'\(path)' was not written: the name is too long. Choose a shorter one."
    case .tooWide(let sheet, let columns, let limit):
      "'\(path)' was not written: sheet '\(sheet)' would have \(columns) columns, and a sheet holds \(limit). Choose fewer."
    case .notWhole(let detail):
      "'\(path)' was not written: \(detail). Check that the disk has space and is sound, and run the command again."
    case .other(let code):
      "'\(path)' was not written: \(String(cString: strerror(code))). Choose another name, or run the command again."
    }
  }
}
