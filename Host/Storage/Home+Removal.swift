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
    let folder = open(events, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    finishRemovals()
  }

  /// Removes what removals that were cut short left behind; what cannot be removed is tried again by the next call.
  package func finishRemovals() {
    for name in files(in: events) where name.hasSuffix(".db" + Self.removed) {
      let event = name.dropLast(3 + Self.removed.count)
      for end in ["-wal", "-shm", "-journal"] { unlink("\(events)/\(event).db\(end)") }
      for folder in [plans, locks] {
        for file in files(in: folder) where file.hasPrefix("\(event)-") { unlink("\(folder)/\(file)") }
      }
      // Last, because it says that the others must go.
      unlink("\(events)/\(name)")
    }
  }

  /// The numbers of the previews of an event whose plans are kept.
  package func keptPlans(of event: EventID) -> [Int64] {
    let prefix = "\(event)-"
    let numbers = files(in: plans).filter { $0.hasPrefix(prefix) }.compactMap { name in
      Int64(name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    return Set(numbers).sorted()
  }

  private func files(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
