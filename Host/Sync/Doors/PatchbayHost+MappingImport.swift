import HostModel
import HostStorage

/// What an import would change in one data config.
package struct ImportedChange: Sendable {
  package let config: String
  package let differences: [MappingDifference]
  /// One sentence each: what will not work as it stands.
  package let notes: [String]
  /// Mapped target fields that the event does not have, each with the kind that it would get, and a question if one that
  /// the event has is nearly the same: ` Did you mean 'email'?`.
  package let missingMetadata: [(name: String, kind: FieldKind, question: String)]
}

extension PatchbayHost {
  /// A connection's data configs with their mappings, for a file.
  package func mappings(
    of connection: String
  ) throws -> (connection: Connection, event: EventID, configs: [(config: DataConfig, lines: [MappingLine])]) {
    let (store, connection) = try self.connection(connection)
    let configs = try store.configs().filter { $0.connection == connection.id }
    return (
      connection, store.event,
      try configs.map { config in
        let metadata = try store.metadata(of: config.fpType)
        let lines = try store.mapping(of: config.id).map { row in
          MappingLine(row: row, kind: metadata.first { $0.name.utf8.elementsEqual(row.target.utf8) }?.kind)
        }
        return (config, lines)
      }
    )
  }

  /// What importing these mappings into a connection would change; data types that they do not name stay as they are.
  /// Refuses a data type that the connection does not have, and a kind that is not that of the event's field.
  package func importChanges(
    _ mappings: [ImportedMapping], into connection: String, from file: String
  ) throws -> [ImportedChange] {
    let (store, connection) = try self.connection(connection)
    let matched = try matched(mappings, connection, in: store)
    let kinds = try namedKinds(matched, from: file, in: store)
    return try matched.map { config, lines in
      let rows = lines.map(\.row)
      let differences = MappingDifference.between(try store.mapping(of: config.id), rows)
      for row in rows { try refuseForeignParent(row.from, config, in: store, ofFile: true) }
      let names = try store.metadata(of: config.fpType).map(\.name)
      let kind = try kinds[config.fpType, default: NamedKinds()].orElse(kindOfNewField(of: config))
      return ImportedChange(
        config: config.name, differences: differences,
        notes: try notes(on: differences.compactMap(\.after), of: config, in: store, kind: kind),
        missingMetadata: rows.filter { row in
          !names.contains { $0.utf8.elementsEqual(row.target.utf8) }
        }.map { row in
          (row.target, kind(row), Spelling.twin(of: row.target, among: names).map { " Did you mean '\($0)'?" } ?? "")
        })
    }
  }

  /// Gives each data config that the file names exactly the file's mapping, and the event the target fields that it lacks
  /// if it `addsMetadata`: all of it or nothing. A target that cannot be a field is an error, and so is a kind that is not
  /// that of the event's field.
  package func importMappings(
    _ mappings: [ImportedMapping], into connection: String, from file: String, addsMetadata: Bool
  ) throws {
    let (found, connection) = try self.connection(connection)
    let configs = try matched(mappings, connection, in: found).map(\.config)
    try whileIdle(configs, RunKind.edit.withArticle) {
      // The event's file may be another by now, and what the file names may be gone.
      let store = try EventStore.open(found.event, in: home)
      let matched = try matched(mappings, connection, in: store)
      try tidyBeforeRun(store)
      try store.database.write {
        let kinds = try namedKinds(matched, from: file, in: store)
        let changed = try matched.filter { config, lines in try store.mapping(of: config.id) != lines.map(\.row) }
        try store.replaceMappings(
          changed.map { ($0.config.id, $0.lines.map(\.row)) }, who: user, what: "import of \(file)", at: now)
        guard addsMetadata else { return }
        let refused = try matched.flatMap { config, _ in
          try addMissing(of: config, kinds[config.fpType] ?? NamedKinds(), in: store).refused
        }
        guard refused.isEmpty else {
          throw InputRefused("\(refused.joined(separator: " ")) Nothing was imported.")
        }
      }
    }
  }

  private func matched(
    _ mappings: [ImportedMapping], _ connection: Connection, in store: EventStore
  ) throws -> [(config: DataConfig, lines: [MappingLine])] {
    let configs = try store.configs().filter { $0.connection == connection.id }
    return try mappings.map { mapping in
      guard let config = configs.first(where: { $0.dataType == mapping.dataType }) else {
        let known = configs.map(\.dataType)
        throw InputRefused(
          "Connection '\(connection.name)' has no data type '\(mapping.dataType)'."
            + "\(Spelling.suggestion(for: mapping.dataType, among: known)) It has \(known.joined(separator: ", ")). Nothing was"
            + " imported.")
      }
      return (config, mapping.lines)
    }
  }

  /// The kinds that a file names, by fp_type; refuses those that cannot be.
  private func namedKinds(
    _ matched: [(config: DataConfig, lines: [MappingLine])], from file: String, in store: EventStore
  ) throws -> [FPType: NamedKinds] {
    var kinds: [FPType: NamedKinds] = [:]
    for (config, lines) in matched {
      let metadata = try store.metadata(of: config.fpType)
      try kinds[config.fpType, default: NamedKinds()].add(lines, of: config.fpType, metadata, file: file)
    }
    return kinds
  }
}
