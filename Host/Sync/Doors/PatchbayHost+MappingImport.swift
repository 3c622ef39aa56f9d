import HostModel
import HostStorage

/// A data type's whole mapping, as a file has it.
package struct ImportedMapping: Sendable, Equatable {
  package let dataType: String
  package let rows: [MappingRow]

  package init(dataType: String, rows: [MappingRow]) {
    self.dataType = dataType
    self.rows = rows
  }
}

/// What an import would change in one data config.
package struct ImportedChange: Sendable {
  package let config: String
  package let differences: [MappingDifference]
  /// One sentence each: what will not work as it stands.
  package let notes: [String]
  /// Mapped target fields that the event does not have, each with a question if one that it has is nearly the same:
  /// ` Did you mean 'email'?`.
  package let missingMetadata: [(name: String, question: String)]
}

extension PatchbayHost {
  /// A connection's data configs with their mappings, for a file.
  package func mappings(
    of connection: String
  ) throws -> (connection: Connection, event: EventID, configs: [(config: DataConfig, rows: [MappingRow])]) {
    let (store, connection) = try self.connection(connection)
    let configs = try store.configs().filter { $0.connection == connection.id }
    return (connection, store.event, try configs.map { ($0, try store.mapping(of: $0.id)) })
  }

  /// What importing these mappings into a connection would change; data types that they do not name stay as they are.
  /// Refuses a data type that the connection does not have.
  package func importChanges(_ mappings: [ImportedMapping], into connection: String) throws -> [ImportedChange] {
    let (store, connection) = try self.connection(connection)
    return try matched(mappings, connection, in: store).map { config, rows in
      let differences = MappingDifference.between(try store.mapping(of: config.id), rows)
      for row in rows { try refuseForeignParent(row.from, config, in: store, ofFile: true) }
      let names = try store.metadata(of: config.fpType).map(\.name)
      return ImportedChange(
        config: config.name, differences: differences,
        notes: try notes(on: differences.compactMap(\.after), of: config, in: store),
        missingMetadata: rows.map(\.target).filter { target in
          !names.contains { $0.utf8.elementsEqual(target.utf8) }
        }.map { target in
          (target, Spelling.twin(of: target, among: names).map { " Did you mean '\($0)'?" } ?? "")
        })
    }
  }

  /// Gives each data config that the file names exactly the file's mapping, and the event the target fields that it lacks
  /// if it `addsMetadata`: all of it or nothing. A target that cannot be a field is an error.
  package func importMappings(
    _ mappings: [ImportedMapping], into connection: String, from file: String, addsMetadata: Bool
  ) throws {
    let (store, connection) = try self.connection(connection)
    let matched = try matched(mappings, connection, in: store)
    try lockedAll(matched.map(\.config.name)) {
      try store.database.write {
        let changed = try matched.filter { config, rows in try store.mapping(of: config.id) != rows }
        try store.replaceMappings(
          changed.map { ($0.config.id, $0.rows) }, who: user, what: "import of \(file)", at: now)
        guard addsMetadata else { return }
        let refused = try matched.flatMap { try addMissing(of: $0.config, in: store).refused }
        guard refused.isEmpty else {
          throw InputRefused("\(refused.joined(separator: " ")) Nothing was imported.")
        }
      }
    }
  }

  private func matched(
    _ mappings: [ImportedMapping], _ connection: Connection, in store: EventStore
  ) throws -> [(config: DataConfig, rows: [MappingRow])] {
    let configs = try store.configs().filter { $0.connection == connection.id }
    return try mappings.map { mapping in
      guard let config = configs.first(where: { $0.dataType == mapping.dataType }) else {
        let known = configs.map(\.dataType)
        throw InputRefused(
          "Connection '\(connection.name)' has no data type '\(mapping.dataType)'."
            + "\(Spelling.suggestion(for: mapping.dataType, among: known)) It has \(known.joined(separator: ", ")). Nothing was"
            + " imported.")
      }
      return (config, mapping.rows)
    }
  }

  /// Does something while no run uses any of these data configs.
  func lockedAll(_ names: [String], _ body: () throws -> Void) throws {
    guard let first = names.first else { return try body() }
    try locked(first, .edit) { _, _ in try lockedAll(Array(names.dropFirst()), body) }
  }
}
