import Foundation
import Glibc
import HostModel

extension Home {
  /// The file of an event, or what is beside it, belongs to an event that is being removed from the moment when it has
  /// this name.
  private static let removed = ".removed"

  /// Removes an event's file with everything that lies beside it: log, plans, locks. The file's change of name decides;
  /// what a crash leaves behind is removed by ``finishRemovals()``.
  ///
  /// The caller holds the locks of all data configs and has closed the file.
  package func remove(_ event: EventID) throws(StoreError) {
    let path = eventFile(event)
    guard rename(path, path + Self.removed) == 0 else {
      switch errno {
      case ENOENT: throw .missing(path: path)
      case EROFS: throw .readOnly(path: path)
      default: throw .noPermission(path: path)
      }
    }
    // Nothing beside it may go before that name lasts: the file would come back without its log.
    try Self.settle(events)
    finishRemovals()
  }

  /// Removes what removals that were cut short left behind; what cannot be removed is tried again by the next call.
  package func finishRemovals() {
    for name in (try? files(in: events)) ?? [] where name.hasSuffix(".db" + Self.removed) {
      let event = name.dropLast(3 + Self.removed.count)
      for end in ["-wal", "-shm", "-journal"] { unlink("\(events)/\(event).db\(end)") }
      // What cannot be seen cannot be removed: then the name stays, and with it the work.
      guard let plans = try? files(in: plans), let locks = try? files(in: locks) else { continue }
      for file in plans where file.hasPrefix("\(event)-") { unlink("\(self.plans)/\(file)") }
      for file in locks where file.hasPrefix("\(event)-") { unlink("\(self.locks)/\(file)") }
      guard (try? Self.settle(self.plans)) != nil else { continue }
      // Last, because it says that the others must go.
      unlink("\(events)/\(name)")
    }
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
