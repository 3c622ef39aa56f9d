import Foundation
import Glibc
import HostModel

extension Home {
  /// The file of an event, or what is beside it, belongs to an event that is being removed from the moment when it has
  /// this name.
  static let removed = ".removed"

  /// Removes an event's file with everything that lies beside it: log, plans, locks. The file's change of name decides;
  /// what a crash leaves behind is removed by ``finishRemovals()``.
  ///
  /// The caller holds the locks of all data configs and has closed the file.
  package func remove(_ event: EventID) throws(StoreError) {
    let path = eventFile(event)
    try namingEvents { () throws(StoreError) in
      guard rename(path, path + Self.removed) == 0 else {
        switch errno {
        case ENOENT: throw .missing(path: path)
        case EROFS: throw .readOnly(path: path)
        default: throw .noPermission(path: path)
        }
      }
      // Nothing beside it may go before that name lasts: the file would come back without its log.
      try Self.settle(events)
      finishNow()
    }
  }

  /// Removes what removals that were cut short left behind; what cannot be removed is tried again by the next call.
  package func finishRemovals() {
    guard !unfinishedRemovals().isEmpty else { return }
    namingEvents { finishNow() }
  }

  /// Does what gives names to events' files or takes them away, while nobody else does: whoever removes what an event left
  /// must not meet another that is made under its id.
  func namingEvents<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let folder = open(events, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    while folder >= 0, flock(folder, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }

  /// Refuses an id under which an event was removed of which something is left: it would be taken from the new one. Within
  /// ``namingEvents(_:)``.
  func checkNothingIsLeft(of event: EventID) throws(StoreError) {
    finishNow()
    let left = eventFile(event) + Self.removed
    guard access(left, F_OK) != 0 else {
      throw .exists(
        what: "'\(left)', of a removed event with this id of which something is left,",
        nextStep:
          "Give this user the right to write the folders 'plans' and 'locks' beside it, and run the command again.")
    }
  }

  /// Within ``namingEvents(_:)``.
  private func finishNow() { for path in unfinishedRemovals() { finishRemoval(path) } }

  /// The files of events that were removed and are still there.
  package func unfinishedRemovals() -> [String] {
    let names = (try? files(in: events)) ?? []
    return names.filter { $0.hasSuffix(".db" + Self.removed) }.sorted().map { "\(events)/\($0)" }
  }

  /// One program at a time, and only while the file has this name: another may have done all of this meanwhile, and a new
  /// event may have the id.
  private func finishRemoval(_ path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return }
    var (opened, named) = (stat(), stat())
    guard fstat(file, &opened) == 0, lstat(path, &named) == 0, opened.st_ino == named.st_ino,
      opened.st_dev == named.st_dev
    else { return }
    let database = String(path.dropLast(Self.removed.count))
    // What lies beside a file that is there is that file's.
    if access(database, F_OK) != 0 {
      for end in ["-wal", "-shm", "-journal"] { unlink(database + end) }
      let prefix = database.dropFirst(events.count + 1).dropLast(3) + "-"
      // What cannot be seen cannot be removed: then the name stays, and with it the work.
      guard let plans = try? files(in: plans), let locks = try? files(in: locks) else { return }
      for file in plans where file.hasPrefix(prefix) { unlink("\(self.plans)/\(file)") }
      for file in locks where file.hasPrefix(prefix) { unlink("\(self.locks)/\(file)") }
      guard (try? Self.settle(self.plans)) != nil else { return }
    }
    // Last, because it says that the others must go.
    unlink(path)
  }

  /// The numbers of the previews of an event whose plans are kept; throws if that cannot be seen.
  package func keptPlans(of event: EventID) throws(StoreError) -> [Int64] {
    let prefix = "\(event)-"
    let numbers = try files(in: plans).filter { $0.hasPrefix(prefix) }.compactMap { name in
      Int64(name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    return Set(numbers).sorted()
  }

  /// None if the folder is not there.
  private func files(in folder: String) throws(StoreError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      guard access(folder, F_OK) != 0, errno == ENOENT else { throw .unreadable(path: folder) }
      return []
    }
  }
}
