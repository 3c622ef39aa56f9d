import Foundation
import Glibc

// Names that last.
extension Home {
  /// Sees to it that what was made, renamed or removed in a folder stays so when the machine goes down: what is on the disk
  /// of a file does not say which name it has.
  package static func settle(_ folder: String) throws(StoreError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // A parent of the home may let others pass and not look.
      if errno == EACCES { return }
      throw .other(path: folder, detail: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    // Some file systems write names at once, and know no such call.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw .other(
        path: folder, detail: "its names cannot be written to the disk (\(String(cString: strerror(errno))))")
    }
  }

  /// The folders that get a new entry when this one, which is not there, is made with all that are missing above it.
  static func missing(above folder: String) -> [String] {
    var parents: [String] = []
    var path = folder
    repeat {
      path = (path as NSString).deletingLastPathComponent
      parents.append(path)
    } while path.count > 1 && access(path, F_OK) != 0
    return parents
  }
}
