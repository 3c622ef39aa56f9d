import HostModel
import HostStorage
import RecordJSON

/// What is known of the records that a data config's references point to, by the hash of their ids.
struct ReferenceIndex: ~Copyable {
  /// In the order in which one outweighs another, the weakest first.
  enum Verdict: Int, Comparable {
    case known
    /// It is not stored, or has left.
    case unknown
    /// The skip rule names it, its creation is held, or a person keeps it out.
    case skipped
    case erased

    static func < (a: Verdict, b: Verdict) -> Bool { a.rawValue < b.rawValue }
  }

  /// One for each reference, in the order of the connector.
  private var tables: [Table] = []
  private let idHash: KeyedHash

  /// A class, because several references may point at one list.
  private final class Table {
    var live = IDHashes()
    var skipped = IDHashes()
    var erased = ErasedIndex()
  }

  init(store: EventStore, config: DataConfig, compiled: CompiledConfig) throws {
    let idHash = compiled.idHash
    self.idHash = idHash
    var known: [String: Table] = [:]
    for type in compiled.dataType.references.map(\.to) {
      if let table = known[type] {
        tables.append(table)
        continue
      }
      let table = Table()
      known[type] = table
      tables.append(table)
      guard
        let other = try store.configs().first(where: { $0.connection == config.connection && $0.dataType == type })
      else { continue }
      try store.forEachState(of: other.id) { id, _, status in
        let hash = idHash.hash(id).lo
        switch status {
        case .live: table.live.insert(hash)
        case .skipped: table.skipped.insert(hash)
        case .gone: break
        }
      }
      // A record that a person keeps out, or that waits for a person, is left out as one that the skip rule names.
      try store.forEachKept(of: other.id) { kept in
        if kept.subject == .creation { table.skipped.insert(kept.record.withUnsafeBytes { idHash.hash($0).lo }) }
      }
      for hold in try store.holds(of: other.id) where hold.kind == .creation {
        table.skipped.insert(Array(hold.record.utf8).withUnsafeBytes { idHash.hash($0).lo })
      }
      table.erased = try ErasedIndex(store: store, config: other, identity: compiled.identity)
    }
  }

  /// What is known of the record with this id, as a reference names it.
  func verdict(on id: UnsafeRawBufferPointer, of reference: Int) -> Verdict {
    guard tables.indices.contains(reference) else { return .unknown }
    let table = tables[reference]
    let whole = idHash.hash(id)
    if table.erased.contains(whole) { return .erased }
    if table.live.contains(whole.lo) { return .known }
    return table.skipped.contains(whole.lo) ? .skipped : .unknown
  }

  /// The weightiest verdict on all that a record points at, as the store keeps it.
  func verdict(on text: UnsafeRawBufferPointer) -> Verdict {
    var verdict = Verdict.known
    var number = 0
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == ReferenceText.separator {
      let part = UnsafeRawBufferPointer(rebasing: text[start..<index])
      let found =
        part.contains(ReferenceText.escape)
        ? ReferenceText.unescaped(part).withUnsafeBytes { self.verdict(on: $0, of: number) }
        : self.verdict(on: part, of: number)
      verdict = max(verdict, found)
      number += 1
      start = index + 1
    }
    // A connector of today may have other references than the one that this was read with.
    return number == tables.count ? verdict : max(verdict, .unknown)
  }
}
