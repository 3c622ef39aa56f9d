import CXlsxWriter
import Glibc

/// A file that appears under its name only when it is whole, readable by this user alone; opened and closed.
///
/// Until ``commit()`` it has no name, where the file system can do that, else one that begins with a dot; a process that is
/// killed leaves what was there before. Used by one thread at a time.
package final class WholeFile {
  /// As the person gave it.
  package let path: String
  /// Where it will lie: ``path``, behind links.
  private let target: String
  package let folder: String
  package let descriptor: Int32
  /// The name that it has for now, or nil.
  private var draft: String?

  /// Opens an empty file for what shall be at `path`.
  package init(_ path: String) throws(FileFault) {
    self.path = path
    let target = Self.resolved(path)
    self.target = target
    let slash = target.lastIndex(of: "/")
    folder = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    if let reason = Self.obstacle(at: target) { throw FileFault(path: path, reason: reason) }
    let nameless = cxlsx_open_nameless(folder)
    if nameless >= 0, access("/proc/self/fd/\(nameless)", R_OK) == 0 {
      descriptor = nameless
      return
    }
    if nameless >= 0 { close(nameless) }
    // Not every file system has files without a name.
    let name = Self.newName(in: folder)
    descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFault(path: path, folder: folder, code: errno) }
    draft = name
  }

  /// A name by which the open file can be opened again, for libraries that want one.
  package var scratchName: String { draft ?? "/proc/self/fd/\(descriptor)" }

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileFault) {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileFault(path: path, folder: folder, code: count < 0 ? errno : ENOSPC) }
      sent += count
    }
  }

  /// Puts the file under its name, in place of what was there, once it is on the disk.
  package func commit() throws(FileFault) {
    guard fsync(descriptor) == 0 else { throw FileFault(path: path, folder: folder, code: errno) }
    let name: String
    if let draft { name = draft } else { name = try named() }
    draft = name
    guard rename(name, target) == 0 else { throw FileFault(path: path, folder: folder, code: errno) }
    draft = nil
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    // That the name lasts is all that this adds; the file is whole either way.
    fsync(directory)
    close(directory)
  }

  deinit {
    if let draft { unlink(draft) }
    close(descriptor)
  }

  /// Gives the nameless file a name that nothing has, since a name cannot be taken over at once.
  private func named() throws(FileFault) -> String {
    while true {
      let name = Self.newName(in: folder)
      if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return name }
      guard errno == EEXIST else { throw FileFault(path: path, folder: folder, code: errno) }
    }
  }

  private static func newName(in folder: String) -> String {
    "\(folder)/.patchbay-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
  }

  /// The file that links lead to, so that it is replaced and not the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func obstacle(at path: String) -> FileFault.Reason? {
    if path.hasSuffix("/") { return .isFolder }
    var facts = stat()
    guard stat(path, &facts) == 0 else { return errno == ENAMETOOLONG ? .nameTooLong : nil }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: return .isFolder
    case S_IFREG:
      if access(path, W_OK) == 0 { return nil }
      return errno == EROFS ? .readOnly : .noPermission
    default: return .notAFile
    }
  }
}
