import HostModel
import HostStorage
import RecordJSON

/// What is known of the records that a data config's references point to, by the hash of their ids.
struct ReferenceIndex: ~Copyable {
  enum Verdict { case known, skipped, erased, unknown }

  private var tables: [String: Table] = [:]
  private let idHash: KeyedHash

  /// A class, because a dictionary cannot hold what is not copyable.
  private final class Table {
    var live: Set<UInt64> = []
    var skipped: Set<UInt64> = []
    var erased = ErasedIndex()
  }

  init(store: EventStore, config: DataConfig, compiled: CompiledConfig) throws {
    let idHash = compiled.idHash
    self.idHash = idHash
    for type in Set(compiled.dataType.references.map(\.to)) {
      let table = Table()
      guard
        let other = try store.configs().first(where: { $0.connection == config.connection && $0.dataType == type })
      else { continue }
      try store.forEachState(of: other.id) { id, _, _, status in
        let hash = idHash.hash(id).lo
        switch status {
        case 1: table.live.insert(hash)
        case 3: table.skipped.insert(hash)
        default: break
        }
      }
      // A record that a person keeps out is left out as one that the skip rule names.
      try store.forEachKept(of: other.id) { kept in
        if kept.subject == .creation { table.skipped.insert(kept.record.withUnsafeBytes { idHash.hash($0).lo }) }
      }
      table.erased = try ErasedIndex(store: store, config: other, identity: compiled.identity)
      tables[type] = table
    }
  }

  func verdict(on id: [UInt8], of dataType: String) -> Verdict {
    guard let table = tables[dataType] else { return .unknown }
    let whole = id.withUnsafeBytes { idHash.hash($0) }
    if table.erased.contains(whole) { return .erased }
    let hash = whole.lo
    if table.live.contains(hash) { return .known }
    return table.skipped.contains(hash) ? .skipped : .unknown
  }
}
