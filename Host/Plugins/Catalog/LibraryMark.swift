import Glibc

/// What tells that a file is still the one whose digest was taken, without reading it again: where it lies, how long it
/// is, and when it was last changed.
///
/// Nobody can write to a file, put another in its place or put an old one back without the time of the last change of its
/// record on the disk (`st_ctime`) moving on: it is the kernel's alone to set (inode(7)).
struct LibraryMark: Equatable {
  /// How old the last change must be before a mark counts: within one tick of the kernel's clock, at most 10 ms, a second
  /// change would leave the same time.
  private static let settled = 0.2
  /// The mark as text, for a store; another machine or disk makes another of the same file.
  let text: String
  /// Seconds since 1970.
  private let changed: Double

  /// The mark of the file at this path; nil if it is not a regular file that can be looked at.
  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The mark of an open file.
  init?(of file: Int32) {
    var facts = stat()
    guard fstat(file, &facts) == 0 else { return nil }
    self.init(facts)
  }

  private init?(_ facts: stat) {
    guard facts.st_mode & S_IFMT == S_IFREG else { return nil }
    let numbers = [
      Int(facts.st_dev), Int(facts.st_ino), Int(facts.st_size), facts.st_mtim.tv_sec, Int(facts.st_mtim.tv_nsec),
      facts.st_ctim.tv_sec, Int(facts.st_ctim.tv_nsec),
    ]
    text = numbers.map(String.init).joined(separator: " ")
    changed = Double(facts.st_ctim.tv_sec) + Double(facts.st_ctim.tv_nsec) / 1e9
  }

  /// The mark, if what is read from now on can be told by it later.
  var settled: String? {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - changed > Self.settled ? text : nil
  }
}
