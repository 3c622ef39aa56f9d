import Glibc

/// What a process that may die at any moment leaves behind: where it was, and what it had counted. A file in memory that
/// it shares with the one that watches it.
struct Board {
  private let words: UnsafeMutablePointer<UInt64>

  /// Nil if the file cannot be shared.
  init?(path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, 64) == 0 else { return nil }
    defer { close(descriptor) }
    guard let memory = mmap(nil, 64, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
      return nil
    }
    words = memory.bindMemory(to: UInt64.self, capacity: 8)
  }

  /// The case at hand.
  var number: UInt64 {
    get { words[0] }
    nonmutating set { words[0] = newValue }
  }
  var taken: UInt64 {
    get { words[1] }
    nonmutating set { words[1] = newValue }
  }
  var refused: UInt64 {
    get { words[2] }
    nonmutating set { words[2] = newValue }
  }
  /// True when the process has done what it was to do.
  var isDone: Bool {
    get { words[3] == 1 }
    nonmutating set { words[3] = newValue ? 1 : 0 }
  }
}
