import Glibc

/// Whether someone other than root and the current user could put other content into a file.
enum FileSafety {
  /// Checks a file and the folder it lies in.
  ///
  /// A folder in which anyone may write is fine if it is sticky: there only an owner can replace a file.
  static func check(file: stat, at path: String) throws(ConnectorFile.Refusal.Reason) {
    guard isOurs(file), file.st_mode & othersWrite == 0 else { throw .unsafePermissions(path) }
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var folder = stat()
    guard stat(parent, &folder) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    let isSticky = folder.st_mode & S_ISVTX != 0
    guard isOurs(folder), folder.st_mode & othersWrite == 0 || isSticky else { throw .unsafePermissions(parent) }
  }

  private static let othersWrite = S_IWGRP | S_IWOTH

  private static func isOurs(_ info: stat) -> Bool { info.st_uid == 0 || info.st_uid == geteuid() }
}
