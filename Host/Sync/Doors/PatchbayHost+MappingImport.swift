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
  /// Mapped target fields that the event does not have.
  package let missingMetadata: [String]
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
      let names = Set(try store.metadata(of: config.fpType).map(\.name))
      return ImportedChange(
        config: config.name, differences: differences,
        notes: try notes(on: differences.compactMap(\.after), of: config, in: store),
        missingMetadata: rows.map(\.target).filter { !names.contains($0) })
    }
  }

  /// Gives each data config that the file names exactly the file's mapping: all of them or none.
  package func importMappings(_ mappings: [ImportedMapping], into connection: String, from file: String) throws {
    let (store, connection) = try self.connection(connection)
    let matched = try matched(mappings, connection, in: store)
    try lockedAll(matched.map(\.config.name)) {
      let changed = try matched.filter { config, rows in try store.mapping(of: config.id) != rows }
      _ = try store.replaceMappings(
        changed.map { ($0.config.id, $0.rows) }, who: user, what: "import of \(file)", at: now)
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
