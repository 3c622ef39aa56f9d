import Foundation
import Glibc

// Copies in the home that nothing refers to any more.
extension Catalog {
  /// For so long a run that began with a copy may still load it.
  private static let grace = 86_400.0

  /// Notes that a copy is in use until now: what began with it may go on.
  package func noteUse(of digest: String) { utimensat(AT_FDCWD, "\(libraries)/\(digest)", nil, 0) }

  /// Removes copies with other digests than these that were not in use for a day, and drafts of programs that were killed. What
  /// cannot be removed stays.
  package func removeCopies(except used: Set<String>, now: Double) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? [] {
      let isDraft = name.hasPrefix(".new-")
      guard isDraft || name.utf8.count == 64 && name.utf8.allSatisfy(Self.isHexDigit), !used.contains(name) else {
        continue
      }
      let folder = "\(libraries)/\(name)"
      var facts = stat()
      guard lstat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR,
        now - Double(facts.st_mtim.tv_sec) > Self.grace
      else { continue }
      chmod(folder, 0o700)
      for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] { unlink("\(folder)/\(file)") }
      rmdir(folder)
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}
