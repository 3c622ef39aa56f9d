import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Why a record is left out though the vendor offers it: perhaps because of the person or the session that it points at.
extension PatchbayHost {
  /// How far a reason is followed from one record to the next.
  private static let farthest = 3

  /// Something that a record points at and that is not there.
  struct LeftOutTarget {
    /// `its person 'b1' is skipped: the skip rule of EID/v/people names it`
    let words: String
    /// True if what points at it is skipped with it; otherwise that waits.
    let isSkipped: Bool
  }

  /// What a record points at and is not there, each with its own reason. Empty if all is there, or if nobody can tell what
  /// it points at.
  func targetsLeftOut(
    of id: [UInt8], _ config: DataConfig, in store: EventStore, depth: Int = 0
  ) throws -> [LeftOutTarget] {
    guard depth < Self.farthest else { return [] }
    return try targets(of: id, config, in: store).compactMap { target in
      let why = try whyLeftOut(target.id, target.config, in: store, depth: depth)
      let name = ShortText.shown(String(decoding: target.id, as: UTF8.self))
      return why.map { LeftOutTarget(words: "its \(target.name) '\(name)' \($0.words)", isSkipped: $0.isSkipped) }
    }
  }

  /// `its person 'b1' is skipped: …, and because its session 's1' …`
  static func joined(_ targets: [LeftOutTarget]) -> String {
    targets.map(\.words).joined(separator: ", and because ")
  }

  /// True if records of a data config can point at others.
  func pointsAtOthers(_ config: DataConfig) throws -> Bool { try lastDataType(of: config)?.references.isEmpty == false }

  /// A data config's data type as its connector last described it, enabled or not.
  private func lastDataType(of config: DataConfig) throws -> DataType? {
    try hostStore().lastDescribe(of: config.connector).flatMap { try Describe(document: $0).dataType(config.dataType) }
  }

  private func whyLeftOut(
    _ id: [UInt8], _ config: DataConfig, in store: EventStore, depth: Int
  ) throws -> (words: String, isSkipped: Bool)? {
    let stored = try store.stored(id, of: config.id)
    if stored?.status == .live { return nil }
    if let kept = try store.kept(of: id, in: config.id).first(where: { $0.subject == .creation }) {
      return ("is kept out since run \(kept.run), though the vendor offers it", true)
    }
    if let hold = try store.hold(String(decoding: id, as: UTF8.self), of: config.id) {
      return ("is held since run \(hold.run), see 'patchbay deletions list \(config.name)'", false)
    }
    let elsewhere = try targetsLeftOut(of: id, config, in: store, depth: depth + 1).filter(\.isSkipped)
    if !elsewhere.isEmpty { return ("is skipped because \(Self.joined(elsewhere))", true) }
    switch stored?.status {
    case .skipped: return ("is skipped: the skip rule of \(config.name) names it", true)
    case .gone:
      let end = try store.changes(of: id, in: config.id).last { $0.kind == .deleted }
      return ("is gone\(end.map { " since run \($0.run)" } ?? "")", false)
    case .live, nil: return nil
    }
  }

  // MARK: What it points at

  private func targets(
    of id: [UInt8], _ config: DataConfig, in store: EventStore
  ) throws -> [(name: String, config: DataConfig, id: [UInt8])] {
    guard let type = try lastDataType(of: config), !type.references.isEmpty else { return [] }
    let others = try store.configs().filter { $0.connection == config.connection }
    let known =
      try store.pendingReferences(of: id, in: config.id)
      ?? store.references(of: id, in: config.id).map {
        ReferenceText.ids($0)
      }
    let values = StoredValues.slots(of: try store.stored(id, of: config.id)?.body ?? [])
    return try type.references.enumerated().compactMap { number, reference in
      guard let other = others.first(where: { $0.dataType == reference.to }) else { return nil }
      let found: [UInt8]?
      if let known, known.count == type.references.count {
        found = known[number].isEmpty ? nil : known[number]
      } else {
        found = try target(of: reference, type, id, values, config, in: store)
      }
      return found.map { (reference.target, other, $0) }
    }
  }

  /// Of a record that was stored before what it points at was: the id that a reference has, by the record's own id, of which it is often a part, or by a value that is the reference.
  private func target(
    of reference: DataType.Reference, _ type: DataType, _ id: [UInt8], _ values: [[UInt8]], _ config: DataConfig,
    in store: EventStore
  ) throws -> [UInt8]? {
    let own = type.explode == nil ? type.primaryKey : type.primaryKey.map(\.seenFromChild)
    let key = own + (type.explode?.key ?? [])
    let parts = RecordID.split(String(decoding: id, as: UTF8.self), parts: key.count)
    // A part that may stand in several places is in no one place of a key.
    let places = reference.key.compactMap { part in
      part.alternatives.count == 1 ? part.alternatives.first.flatMap { key.firstIndex(of: $0) } : nil
    }
    if places.count == reference.key.count, parts.count == key.count {
      return Array(RecordID.join(places.map { parts[$0] }).utf8)
    }
    guard reference.key.count == 1, let part = reference.key.first else { return nil }
    let row = try store.mapping(of: config.id).first { row in
      row.from.alternatives == part.alternatives && row.transforms.allSatisfy { $0.step == .trim }
    }
    guard let slot = try store.metadata(of: config.fpType).first(where: { $0.name == row?.target })?.slot,
      values.indices.contains(slot), values[slot] != StoredValues.null
    else { return nil }
    return Array(Self.text(values[slot]).utf8)
  }
}
