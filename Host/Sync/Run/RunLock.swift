import Foundation
import Glibc
import HostModel
import HostStorage

/// The right to run some data configs, each held by at most one process of this machine: locks that the kernel gives back
/// when their holder ends, however it ends.
///
/// Whoever needs several takes them with one `RunLock`, which takes them in one order; nobody takes another while holding
/// one, or two programs could wait for each other. What else is locked is locked after them, in this order: the folder of
/// events (`Home.namingEvents`), an event's file, `host.db`.
struct RunLock: ~Copyable {
  private let descriptors: [Int32]

  /// Who holds a lock, as it says so in the lock's file.
  struct Holder: Equatable {
    /// `an automatic sync of node root, process 17`
    let words: String
    /// The number of the serve that holds it; nil for another program.
    let serve: Int64?

    var text: String { words + (serve.map { "\nserve \($0)" } ?? "") }

    init(_ words: String, serve: Int64? = nil) {
      self.words = words
      self.serve = serve
    }

    init(text: String) {
      let lines = text.split(separator: "\n")
      words = lines.first.map(String.init) ?? ""
      serve = lines.dropFirst().first.flatMap { $0.hasPrefix("serve ") ? Int64($0.dropFirst(6)) : nil }
    }
  }

  /// Waits up to `patience` seconds for all of the locks in `folder`; writes into each who holds it. `waiting` is told once
  /// for each lock for whom it waits.
  ///
  /// A serve that stands still holds its locks: if `isGone` says so of it, its lock is taken over. What it does when it
  /// wakes is told by its run, which has been written down as ended by then (``RunTaken``).
  init(
    _ configs: [DataConfig], folder: String, patience: Int, holder: Holder, isGone: (Int64) -> Bool = { _ in false },
    waiting: (String) -> Void = { _ in }
  ) throws {
    let deadline = MachineClock.uptime + Double(patience)
    var taken: [Int32] = []
    do {
      for config in configs.sorted(by: { ($0.event.description, $0.id) < ($1.event.description, $1.id) }) {
        taken.append(try Self.take(config, folder, patience, until: deadline, holder, isGone, waiting))
      }
    } catch {
      for descriptor in taken { close(descriptor) }
      throw error
    }
    descriptors = taken
  }

  private static func take(
    _ config: DataConfig, _ folder: String, _ patience: Int, until deadline: Double, _ holder: Holder,
    _ isGone: (Int64) -> Bool, _ waiting: (String) -> Void
  ) throws -> Int32 {
    let path = path(of: config, in: folder)
    var descriptor = try open(path)
    var looks = 0
    while true {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        if isFile(descriptor, at: path) {
          // Where a file system has no such locks, nobody can look whether this one is held (``isHeld(_:in:)``).
          show(descriptor)
          // At once, not when the others are taken too: what stands there still is of one who may be gone.
          ftruncate(descriptor, 0)
          _ = holder.text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
          return descriptor
        }
        // Its holder removed the data config, and this file with it.
        close(descriptor)
        descriptor = try open(path)
        continue
      }
      let problem = errno
      let who = Holder(text: read(descriptor))
      if problem == EWOULDBLOCK, let serve = who.serve, isGone(serve), remove(path, of: who, descriptor, folder) {
        close(descriptor)
        descriptor = try open(path)
        continue
      }
      guard problem == EWOULDBLOCK || problem == EINTR, MachineClock.uptime < deadline else {
        close(descriptor)
        throw RunRefused(
          "\(config.name) is being run by \(who.words.isEmpty ? "another process" : who.words), which did not end within"
            + " \(patience) second\(patience == 1 ? "" : "s"). Run the command again when it has ended.", .busy)
      }
      // Not at the first look: what is over in a moment is not worth a word, and whoever has just got the lock has not
      // written yet that it is theirs.
      looks += 1
      if looks == 3, !who.words.isEmpty { waiting(who.words) }
      usleep(100_000)
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// True if a program has the lock of a data config now, or if that cannot be seen. It only looks: whoever wants the lock at
  /// the same moment gets it.
  static func isHeld(_ config: DataConfig, in folder: String) -> Bool {
    let descriptor = Glibc.open(path(of: config, in: folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return errno != ENOENT }
    defer { close(descriptor) }
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    return fcntl(descriptor, lookForOwner, &lock) != 0 || lock.l_type != Int16(F_UNLCK)
  }

  /// Takes a second lock of the same file, which the kernel keeps as long: unlike the first it can be looked at without being
  /// taken (fcntl(2), open file description locks). Nobody else can have it.
  private static func show(_ descriptor: Int32) {
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    _ = fcntl(descriptor, takeForOwner, &lock)
  }

  /// `F_OFD_GETLK` and `F_OFD_SETLK` of the kernel's fcntl.h, which glibc shows to C with GNU extensions alone.
  private static let (lookForOwner, takeForOwner): (Int32, Int32) = (36, 37)

  /// Removes the file of a lock whose holder is gone, so that the next one who opens it makes another; false if that was
  /// another's lock by then. One at a time, or a second would remove what the first has made.
  private static func remove(_ path: String, of holder: Holder, _ descriptor: Int32, _ folder: String) -> Bool {
    guard let turn = try? open("\(folder)/takeover.lock") else { return false }
    defer { close(turn) }
    guard flock(turn, LOCK_EX | LOCK_NB) == 0 else { return false }
    // Whoever has just got the lock has not written yet that it is theirs.
    usleep(100_000)
    guard isFile(descriptor, at: path), Holder(text: read(descriptor)) == holder,
      flock(descriptor, LOCK_EX | LOCK_NB) != 0
    else { return false }
    return unlink(path) == 0
  }

  /// The lock's file, which goes with the data config.
  static func path(of config: DataConfig, in folder: String) -> String { "\(folder)/\(config.event)-\(config.id).lock" }

  private static func open(_ path: String) throws -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else {
      if errno == ELOOP { throw isElsewhere(path) }
      if errno == EACCES || errno == EROFS { throw StoreError.readOnly(path: path) }
      throw RunRefused("'\(path)' cannot be opened: \(String(cString: strerror(errno))).")
    }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_nlink <= 1 else {
      close(descriptor)
      throw isElsewhere(path)
    }
    return descriptor
  }

  /// What a link leads to would be emptied, and is no lock of this home.
  private static func isElsewhere(_ path: String) -> RunRefused {
    RunRefused(
      "'\(path)' is a link or no file, and cannot be a lock. Nothing was changed. Remove it and run the command again.")
  }

  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var (mine, named) = (stat(), stat())
    guard fstat(descriptor, &mine) == 0, lstat(path, &named) == 0 else { return false }
    return mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
  }

  private static func read(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
  }
}

/// A run that must not start, and why.
package struct RunRefused: Error, Equatable, CustomStringConvertible {
  package let description: String
  package let cause: Cause

  package enum Cause: Sendable, Equatable {
    /// Another run of the same data config goes on.
    case busy
    /// The last sync is less than an hour old; what it stored is good.
    case early
    case other
  }

  package init(_ sentence: String, _ cause: Cause = .other) {
    description = sentence
    self.cause = cause
  }
}
