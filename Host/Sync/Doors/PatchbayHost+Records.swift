import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

extension PatchbayHost {
  /// A stored record's fields with a value, by name.
  package typealias NamedValues = [(name: String, value: String)]

  /// Gives `each` the live records of an fp_type, or of one data config of it, until it says false.
  package func records(
    _ event: String, _ type: String, config: String?, each: (DataConfig, String, NamedValues) throws -> Bool
  ) throws {
    let (store, configs) = try configs(event, type, config)
    for config in configs {
      let names = try store.metadata(of: config.fpType)
      var goesOn = true
      try store.forEachLive(of: config.id) { id, body in
        let values = StoredValues.slots(of: Array(body))
        let named = names.compactMap { field -> (name: String, value: String)? in
          guard values.indices.contains(field.slot), values[field.slot] != StoredValues.null else { return nil }
          return (field.name, Self.text(values[field.slot]))
        }
        goesOn = try each(config, String(decoding: id, as: UTF8.self), named)
        return goesOn
      }
      if !goesOn { return }
    }
  }

  /// Gives a live record other values; an empty text empties a field. What the vendor offers for these fields now is not
  /// taken again until it offers something else.
  package func set(
    _ values: [(name: String, text: String)], of record: String, _ event: String, _ type: String, config: String?
  ) throws -> RunResult {
    let (store, found) = try find(record, event, type, config: config)
    let metadata = try store.metadata(of: found.fpType)
    let zone = rules.zone(try store.eventRow().timeZone) ?? .gmt
    var wanted: [Int: [UInt8]] = [:]
    for (name, text) in values {
      let field = try Self.field(name, of: found.fpType, among: metadata)
      guard wanted[field.slot] == nil else { throw InputRefused("'\(name)' is given twice. Nothing was changed.") }
      do throws(TypedEntry.Unfit) {
        wanted[field.slot] = try TypedEntry.value(text, for: field.kind, zone: zone)
      } catch {
        throw InputRefused("'\(name)' was not set: the value \(error.reason). Nothing was changed.")
      }
    }
    guard try store.stored(Array(record.utf8), of: found.id)?.status == .live else {
      throw InputRefused(
        "Record '\(record)' of \(found.name) is not live, so it cannot be edited. See 'patchbay records explain"
          + " \(store.event) \(found.fpType.rawValue) \(record)'.")
    }
    return try locked(found.name, .edit) { store, config in
      try DecisionRun(host: self, store: store, config: config).set(wanted, of: Array(record.utf8))
    }
  }

  /// Ends what is kept of a record, or only of these fields of it, so that the next sync takes what the vendor offers.
  package func release(
    _ fields: [String], of record: String, _ event: String, _ type: String, config: String?
  ) throws -> RunResult {
    let (store, found) = try find(record, event, type, config: config) { store, config in
      try !store.kept(of: Array(record.utf8), in: config.id).isEmpty
    }
    let metadata = try store.metadata(of: found.fpType)
    var slots: Set<Int> = []
    for name in fields {
      slots.insert(try Self.field(name, of: found.fpType, among: metadata).slot)
    }
    return try locked(found.name, .edit) { store, config in
      let kept = try store.kept(of: Array(record.utf8), in: config.id).filter { kept in
        if case .field(let slot) = kept.subject { fields.isEmpty || slots.contains(slot) } else { fields.isEmpty }
      }
      guard !kept.isEmpty else {
        let what = fields.isEmpty ? "" : " in \(fields.map { "'\($0)'" }.joined(separator: ", "))"
        throw InputRefused("Nothing of record '\(ShortText.shown(record))' is kept\(what) against the vendor's offers.")
      }
      return try DecisionRun(host: self, store: store, config: config).release(kept, of: Array(record.utf8))
    }
  }

  // MARK: Finding

  /// A stored value as a person reads it.
  package static func text(_ json: [UInt8]) -> String {
    guard let tree = try? JSONTree.parse(json), tree != .null else { return "" }
    return tree.string ?? tree.text
  }

  static func fpType(_ text: String) throws(InputRefused) -> FPType {
    if let type = FPType(rawValue: text) { return type }
    let known = FPType.allCases.map(\.rawValue)
    throw InputRefused(
      "'\(text)' is no fp_type.\(Spelling.suggestion(for: text, among: known)) Known are"
        + " \(known.joined(separator: ", ")).")
  }

  /// The metadata field with exactly this name.
  static func field(
    _ name: String, of type: FPType, among metadata: [MetadataField]
  ) throws(InputRefused) -> MetadataField {
    if let field = metadata.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return field }
    throw InputRefused(
      "The event has no \(type.rawValue) field '\(name)'.\(Spelling.suggestion(for: name, among: metadata.map(\.name)))"
        + " Nothing was changed.")
  }

  /// The data configs that feed an fp_type, or one of them.
  func configs(_ event: String, _ type: String, _ name: String?) throws -> (store: EventStore, configs: [DataConfig]) {
    let store = try store(event)
    return (store, try configs(in: store, type, name).configs)
  }

  func configs(
    in store: EventStore, _ type: String, _ name: String?
  ) throws -> (type: FPType, configs: [DataConfig]) {
    let fpType = try Self.fpType(type)
    let all = try store.configs().filter { $0.fpType == fpType }
    guard let name else { return (fpType, all) }
    let chosen = all.filter { config in
      [config.name, "\(config.connectionName)/\(config.dataType)", config.dataType].contains(name)
    }
    guard !chosen.isEmpty else {
      let known = all.map { "\($0.connectionName)/\($0.dataType)" }
      throw InputRefused(
        "No data config '\(name)' feeds \(type) of event \(store.event)."
          + "\(Spelling.suggestion(for: name, among: known)) See 'patchbay configs list \(store.event)'.")
    }
    return (fpType, chosen)
  }

  /// The data config that knows a record. Of several it is the one that `isMeant` names, if one does.
  func find(
    _ record: String, _ event: String, _ type: String, config: String?,
    isMeant: (EventStore, DataConfig) throws -> Bool
  ) throws -> (store: EventStore, config: DataConfig) {
    let (store, all) = try configs(event, type, config)
    let id = Array(record.utf8)
    var found = try all.filter { config in
      try store.knows(id, in: config.id) || erasure(of: id, in: config, store) != nil
    }
    guard !found.isEmpty else {
      throw InputRefused(
        "Event \(store.event) knows no \(type) '\(record)'. See 'patchbay records list \(store.event) \(type)'.")
    }
    let meant = try found.filter { try isMeant(store, $0) }
    if !meant.isEmpty { found = meant }
    guard found.count == 1 else {
      let names = found.map { "\($0.connectionName)/\($0.dataType)" }
      throw InputRefused(
        "\(found.count) data configs have a \(type) '\(record)': \(names.joined(separator: ", ")). Say which with --config"
          + " \(names[0]).")
    }
    return (store, found[0])
  }

  /// The same, of several the one in which the record is live: one that is gone, skipped or waits elsewhere is not in the
  /// way.
  func find(
    _ record: String, _ event: String, _ type: String, config: String?
  ) throws -> (store: EventStore, config: DataConfig) {
    try find(record, event, type, config: config) { store, config in
      try store.stored(Array(record.utf8), of: config.id)?.status == .live
    }
  }
}
