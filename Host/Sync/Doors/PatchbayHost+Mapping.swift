import Foundation
import HostModel
import HostStorage

/// A data config's mapping after a change, and what a person should know of it.
package struct MappingChange: Sendable {
  package let config: String
  package let version: Int64
  package let differences: [MappingDifference]
  /// One sentence each: what will not work as it stands.
  package let notes: [String]
}

extension PatchbayHost {
  /// The mapping of a data config, with a note for each row that cannot work as it stands.
  package func mapping(of name: String) throws -> (config: DataConfig, rows: [MappingRow], notes: [String]) {
    let (store, config) = try config(name)
    let rows = try store.mapping(of: config.id)
    return (config, rows, try notes(on: rows, of: config, in: store))
  }

  /// Maps an API field to a target field, in place of what was mapped to it before, or as a new last row.
  ///
  /// - Parameters:
  ///   - api: an API field path, or several joined by ` | `.
  ///   - transforms: nil keeps those of the row that is replaced.
  ///   - mode: nil keeps the mode of the row that is replaced.
  package func map(
    _ api: String, to target: String, of name: String, transforms: [String]?, mode: String?
  ) throws -> MappingChange {
    if let problem = MetadataField.problem(withName: target) {
      throw InputRefused("'\(target)' cannot be a target field: \(problem). Nothing was changed.")
    }
    let source: FieldSource
    do { source = try FieldSource(api) } catch { throw InputRefused("\(error) Nothing was changed.") }
    let steps: [Transform]?
    do { steps = try transforms?.map { try Transform($0) } } catch {
      throw InputRefused("\(error) Nothing was changed.")
    }
    let wanted = try mode.map { text in
      guard let mode = MappingMode(rawValue: text) else {
        let known = MappingMode.allCases.map(\.rawValue)
        throw InputRefused(
          "'\(text)' is no mode.\(Spelling.suggestion(for: text, among: known)) Known are"
            + " \(known.joined(separator: ", ")). Nothing was changed.")
      }
      return mode
    }
    return try change(name, "set \(target)") { rows, store, config in
      try refuseForeignParent(source, config, in: store)
      let index = rows.firstIndex { $0.target.utf8.elementsEqual(target.utf8) }
      let row = MappingRow(
        from: source, target: target, transforms: steps ?? index.map { rows[$0].transforms } ?? [],
        mode: wanted ?? index.map { rows[$0].mode } ?? .overwrite)
      if let index { rows[index] = row } else { rows.append(row) }
    }
  }

  /// Ends the mapping to a target field; the values that it wrote stay.
  package func unmap(_ target: String, of name: String) throws -> MappingChange {
    try change(name, "remove \(target)") { rows, _, config in
      guard let index = rows.firstIndex(where: { $0.target.utf8.elementsEqual(target.utf8) }) else {
        throw InputRefused(
          "Nothing of \(config.name) is mapped to '\(target)'."
            + "\(Spelling.suggestion(for: target, among: rows.map(\.target))) Nothing was changed. See 'patchbay mapping"
            + " list \(config.name)'.")
      }
      rows.remove(at: index)
    }
  }

  /// Gives a data config the mapping that its connector suggests.
  package func resetMapping(of name: String) throws -> MappingChange {
    try change(name, "reset") { rows, _, config in
      guard let type = try describe(config.connector).describe.dataType(config.dataType) else {
        throw InputRefused(
          "Connector '\(config.connector)' has no data type '\(config.dataType)' any more, so it has no preset. Nothing was"
            + " changed.")
      }
      rows = type.mapping
    }
  }

  /// Every mapping that the data config has had, oldest first, each with what was different from the one before.
  package func mappingHistory(
    of name: String
  ) throws -> [(version: MappingVersion, differences: [MappingDifference])] {
    let (store, config) = try config(name)
    var before: [MappingRow]?
    return try store.mappingVersions(of: config.id).map { version in
      defer { before = version.rows }
      return (version, before.map { MappingDifference.between($0, version.rows) } ?? [])
    }
  }

  /// How today's mapping differs from a version of it.
  package func mappingDifference(of name: String, since version: Int64) throws -> [MappingDifference] {
    let (store, config) = try config(name)
    return MappingDifference.between(
      try self.version(version, of: config, in: store).rows, try store.mapping(of: config.id))
  }

  /// Gives a data config a mapping that it had before, as a new version.
  package func rollbackMapping(of name: String, to version: Int64) throws -> MappingChange {
    try change(name, "rollback to \(version)") { rows, store, config in
      rows = try self.version(version, of: config, in: store).rows
    }
  }

  private func version(_ number: Int64, of config: DataConfig, in store: EventStore) throws -> MappingVersion {
    let versions = try store.mappingVersions(of: config.id)
    guard let found = versions.first(where: { $0.number == number }) else {
      throw InputRefused(
        versions.isEmpty
          ? "The mapping of \(config.name) was never changed: there is no version \(number)."
          : "The mapping of \(config.name) has no version \(number), only 1 to \(versions.count). See 'patchbay mapping"
            + " history \(config.name)'.")
    }
    return found
  }

  /// Replaces the mapping of a data config while no run uses it.
  func change(
    _ name: String, _ what: String, _ body: (inout [MappingRow], EventStore, DataConfig) throws -> Void
  ) throws -> MappingChange {
    try locked(name, .edit) { store, config in
      let before = try store.mapping(of: config.id)
      var rows = before
      try body(&rows, store, config)
      let differences = MappingDifference.between(before, rows)
      let isSame = differences.isEmpty && before.map(\.target) == rows.map(\.target)
      let version =
        try isSame
        ? store.newestMappingVersion(of: config.id)
        : store.database.write {
          try store.replaceMappings([(config.id, rows)], who: user, what: what, at: now).first ?? 0
        }
      return MappingChange(
        config: config.name, version: version, differences: differences,
        notes: try notes(on: differences.compactMap(\.after), of: config, in: store))
    }
  }

  // MARK: What should be known of a row

  /// `^` leads to the parent of an element, which only exploded data types have.
  func refuseForeignParent(
    _ source: FieldSource, _ config: DataConfig, in store: EventStore, ofFile: Bool = false
  ) throws {
    let type = try? describe(config.connector).describe.dataType(config.dataType)
    guard type != nil, type?.explode == nil, let path = source.alternatives.first(where: \.fromParent) else { return }
    throw InputRefused(
      "'\(path)' starts with '^', at the record around an element, and the records of \(config.name) are no elements of a"
        + " list. Leave '^' out. Nothing was \(ofFile ? "imported" : "changed").")
  }

  /// One sentence for each row that cannot work as it stands; `kind` is what a field would get that is added for it, nil for
  /// the connector's.
  func notes(
    on rows: [MappingRow], of config: DataConfig, in store: EventStore, kind: ((MappingRow) -> FieldKind)? = nil
  ) throws -> [String] {
    let metadata = try store.metadata(of: config.fpType).map(\.name)
    let kind = try kind ?? kindOfNewField(of: config)
    var notes: [String] = []
    for row in rows {
      if !metadata.contains(where: { $0.utf8.elementsEqual(row.target.utf8) }) {
        notes.append(
          "The event has no \(config.fpType.rawValue) field '\(row.target)', so its values are left out."
            + "\(Spelling.suggestion(for: row.target, among: metadata)) Add it with 'patchbay metadata add"
            + " \(config.event) \(config.fpType.rawValue) \(ShellWord.quoted(row.target)) --kind"
            + " \(kind(row).rawValue)'.")
      }
      notes += self.notes(onFields: row.from.alternatives, of: config)
    }
    return notes
  }

  /// A note for each API field that the connector does not list, if it lists any.
  func notes(onFields paths: [FieldPath], of config: DataConfig) -> [String] {
    let fields = (try? describe(config.connector).describe.dataType(config.dataType))?.fields.map(\.path) ?? []
    guard !fields.isEmpty else { return [] }
    return paths.map(\.description).filter { path in
      !fields.contains { $0 == path || Self.isWithin(path, $0) || Self.isWithin($0, path) }
    }.map { path in
      "\(config.connector) lists no API field '\(path)'.\(Spelling.suggestion(for: path, among: fields)) If the vendor"
        + " sends it all the same, it is used; a preview tells."
    }
  }

  private static func isWithin(_ inner: String, _ outer: String) -> Bool {
    inner.hasPrefix(outer) && [".", "["].contains(inner.dropFirst(outer.count).first)
  }
}
