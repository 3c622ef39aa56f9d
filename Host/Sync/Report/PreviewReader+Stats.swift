import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// What a preview says of all records together.
package struct PreviewStats: Sendable {
  /// How often a mapped field has a value now, and had in the last good run.
  package struct Fill: Sendable, Equatable {
    package let path: String
    /// Target fields that are fed from it.
    package let targets: [String]
    package let now: FillRate
    package let before: FillRate?
    /// What should be looked at: `fell from 98 % to 3 %`, `gone at the vendor`; empty if nothing.
    package let warning: String
  }

  package let fills: [Fill]
  /// Mapped target fields that the event does not have.
  package let missingMetadata: [String]
  /// API fields that neither the connector lists nor the preview before saw.
  package let newFields: [String]
  /// API fields that the preview before saw and this one did not.
  package let goneFields: [String]
  /// Addresses that stand under several ids, each with the ids; the most frequent first.
  package let equalEmails: [(email: String, ids: [String])]
  package let equalEmailCount: Int
  /// Received records that the raw data leaves out, because they were erased or name one that was.
  package let recordsLeftOut: Int
  package let kept: KeptList
  /// What the skip rule is, in words.
  package let skipRule: [String]
}

extension PreviewReader {
  /// Equal e-mails listed at most.
  private static var mostEmails: Int { 200 }

  /// Computes what the first sheet shows.
  package func stats() throws -> PreviewStats {
    let columns = facts.seen.paths
    let emails = try equalEmails()
    let before = Dictionary(try store.fillRates(of: config.id).map { ($0.path, $0) }) { first, _ in first }
    let rows = facts.setup.mapping
    let fills = plan.fillRates.map { rate in
      let targets = rows.filter { row in
        row.paths.contains { ($0.isPlain ? $0.scannedText : $0.description) == rate.path }
      }.map(\.target)
      return PreviewStats.Fill(
        path: rate.path, targets: targets, now: rate, before: before[rate.path],
        warning: Self.warning(rate, before[rate.path]))
    }
    let type = compiled.dataType
    // What is read is known to whoever chose it.
    let read = (compiled.judged + type.primaryKey + (type.explode?.key ?? [])).map(\.scannedText)
    let known = Set(type.fields.map(\.path) + read)
    let seenBefore = facts.seenBefore ?? []
    let earlier = Set(seenBefore)
    // Of one that was cut nobody knows what else would have come.
    let now = Set(columns)
    let gone = plan.isComplete ? seenBefore.filter { !now.contains($0) } : []
    return PreviewStats(
      fills: fills, missingMetadata: compiled.mapping.missingMetadata,
      newFields: columns.filter { path in !earlier.contains(path) && !known.contains { Self.covers($0, path) } },
      goneFields: gone, equalEmails: emails.listed,
      equalEmailCount: emails.count,
      recordsLeftOut: try recordsLeftOut(),
      kept: try KeptList(store: store, config: config) { try plan.endings() },
      skipRule: facts.setup.skip.map(\.sentence))
  }

  /// True if a listed field is this one, or holds it, or lies in it.
  private static func covers(_ known: String, _ path: String) -> Bool {
    func within(_ a: String, _ b: String) -> Bool { a.hasPrefix(b) && [".", "["].contains(a.dropFirst(b.count).first) }
    return known == path || within(path, known) || within(known, path)
  }

  private static func warning(_ now: FillRate, _ before: FillRate?) -> String {
    guard let before, before.received > 0, now.received > 0 else { return "" }
    if before.filled > 0, now.filled == 0 { return "gone at the vendor" }
    let (was, isNow) = (before.filled * 100 / before.received, now.filled * 100 / now.received)
    return was > 50 && isNow < 10 ? "fell from \(was) % to \(isNow) %" : ""
  }

  // MARK: Equal e-mails

  /// E-mails that several records would have after the sync: information, they are never merged.
  private func equalEmails() throws -> (listed: [(email: String, ids: [String])], count: Int) {
    let slots = metadata.filter { $0.kind == .email }.map(\.slot)
    guard !slots.isEmpty else { return ([], 0) }
    func forEachEmail(_ body: (UInt64, String, String) throws -> Void) throws {
      try forEachSynced { record in
        guard record.change != .deleted else { return }
        for slot in slots where record.values.indices.contains(slot) {
          let email = PatchbayHost.text(record.values[slot]).lowercased()
          guard !email.isEmpty else { continue }
          try body(Array(email.utf8).withUnsafeBytes { compiled.idHash.hash($0).lo }, email, record.id)
        }
      }
    }
    // First only hashes, so that a million addresses are a few bytes each.
    var once: Set<UInt64> = []
    var several: Set<UInt64> = []
    try forEachEmail { hash, _, _ in if !once.insert(hash).inserted { several.insert(hash) } }
    guard !several.isEmpty else { return ([], 0) }
    var ids: [String: [String]] = [:]
    try forEachEmail { hash, email, id in
      guard several.contains(hash), ids[email] != nil || ids.count < Self.mostEmails else { return }
      // The same one twice is of two fields of one record, one after the other.
      if ids[email]?.last != id { ids[email, default: []].append(id) }
    }
    let listed = ids.filter { $0.value.count > 1 }.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return (listed.map { (email: $0.key, ids: $0.value) }, several.count)
  }
}
