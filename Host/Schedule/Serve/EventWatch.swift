import Glibc
import HostModel
import HostStorage

/// How an event's file looked when it was last read, as far as that tells whether it has changed: the file and its
/// write-ahead log. Any program may write to it, so nothing else can say.
struct FileLook: Equatable {
  private var parts: [Part] = []
  /// When either was last changed, in seconds since 1970.
  private(set) var changed = 0.0

  private struct Part: Equatable {
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int
  }

  init(at path: String) {
    for name in [path, path + "-wal"] {
      var facts = stat()
      guard stat(name, &facts) == 0 else { continue }
      let time = facts.st_mtim
      parts.append(
        Part(inode: UInt64(facts.st_ino), size: Int64(facts.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec))
      changed = max(changed, Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }
  }

  /// Seconds for which a second change may leave the times of the first: file systems' clocks tick every few
  /// milliseconds, some every two seconds.
  static let grain = 2.1

  /// True if a change right after the look could not be seen by another look.
  func isFresh(at now: Double) -> Bool { abs(now - changed) < Self.grain }
}
