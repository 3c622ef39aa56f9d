import HostModel
import HostStorage

// The target fields of an event.
extension PatchbayHost {
  /// A metadata field and the data configs that map something to it, `CONNECTION/DATATYPE`.
  package struct MappedField: Sendable, Equatable {
    package let field: MetadataField
    package let mappedBy: [String]
  }

  /// A target that a data config maps and the event does not have.
  package struct MissingField: Sendable, Equatable {
    package let config: DataConfig
    package let name: String
  }

  /// The metadata of an event, or of one fp_type of it, and what is mapped and missing.
  package func metadata(
    _ event: String, type: String?
  ) throws -> (fields: [MappedField], missing: [MissingField]) {
    let types = try type.map { [try Self.fpType($0)] } ?? FPType.allCases
    let store = try store(event)
    let configs = try store.configs().filter { types.contains($0.fpType) }
    let targets = try configs.map { ($0, Set(try store.mapping(of: $0.id).map { Array($0.target.utf8) })) }
    let fields = try types.flatMap { try store.metadata(of: $0) }.map { field in
      let mapping = targets.filter { $0.0.fpType == field.fpType && $0.1.contains(Array(field.name.utf8)) }
      return MappedField(field: field, mappedBy: mapping.map { "\($0.0.connectionName)/\($0.0.dataType)" })
    }
    let missing = try configs.filter { $0.frozen == nil }.flatMap { config in
      try store.missingTargets(of: config).map { MissingField(config: config, name: $0) }
    }
    return (fields, missing)
  }

  /// Adds a metadata field. One whose name is nearly that of another is refused unless `anyway`; one that a view could not
  /// tell from another is refused in any case.
  package func addMetadata(
    _ event: String, _ type: String, _ name: String, kind: String, anyway: Bool
  ) throws -> MetadataField {
    let type = try Self.fpType(type)
    guard let fieldKind = FieldKind(rawValue: kind) else {
      let near = Spelling.suggestion(for: kind, among: FieldKind.allCases.map(\.rawValue))
      throw InputRefused("'\(kind)' is no kind of field.\(near) Known are \(FieldKind.all). Nothing was changed.")
    }
    let store = try store(event)
    return try store.database.write {
      let known = try store.metadata(of: type)
      if let same = known.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        throw InputRefused(
          "The event has a \(type.rawValue) field '\(name)' already (\(same.kind.rawValue)). Nothing was changed.")
      }
      if let problem = Self.problem(withName: name, known) {
        throw InputRefused("'\(name)' cannot be a \(type.rawValue) field: \(problem). Nothing was changed.")
      }
      if !anyway, let twin = Spelling.twin(of: name, among: known.map(\.name)) {
        throw RunRefused(
          "The event has a \(type.rawValue) field '\(twin)', and '\(name)' is nearly the same. Did you mean '\(twin)'? If it"
            + " is to be another field, add --anyway. Nothing was changed.")
      }
      return try store.add([(name: name, kind: fieldKind)], to: type)[0]
    }
  }

  /// Adds what the mapping of a data config needs and the event lacks, with the kinds that the connector gives (see
  /// `DataType.kind(of:)`), else as text. Gives what was added, and a sentence for each that cannot be.
  package func addMissingMetadata(
    _ name: String
  ) throws -> (config: DataConfig, added: [MetadataField], refused: [String]) {
    let (store, config) = try config(name)
    let (added, refused) = try store.database.write { try addMissing(of: config, in: store) }
    return (config, added, refused)
  }

  /// The same, as part of a transaction; a kind that a file names comes before the connector's.
  func addMissing(
    of config: DataConfig, _ named: NamedKinds = NamedKinds(), in store: EventStore
  ) throws -> (added: [MetadataField], refused: [String]) {
    let kind = try named.orElse(kindOfNewField(of: config))
    var known = try store.metadata(of: config.fpType)
    var added: [MetadataField] = []
    var refused: [String] = []
    for row in try store.unmetRows(of: config) {
      let target = row.target
      if let problem = Self.problem(withName: target, known) {
        refused.append("'\(target)' was not added: \(problem). Map to another name.")
        continue
      }
      added += try store.add([(name: target, kind: kind(row))], to: config.fpType)
      known = try store.metadata(of: config.fpType)
    }
    return (added, refused)
  }

  /// What kind a field would get that is added for a mapping row: the one that the connector gives it, as far as it is
  /// known, also if the connector is disabled.
  func kindOfNewField(of config: DataConfig) throws -> (MappingRow) -> FieldKind {
    let document = try hostStore().lastDescribe(of: config.connector)
    let type = try document.map { try Describe(document: $0) }?.dataType(config.dataType)
    return { type?.kind(of: $0) ?? .text }
  }

  /// What removing a metadata field came to.
  package struct RemovedField: Sendable, Equatable {
    package let field: MetadataField
    /// Records that lost a value.
    package let records: Int
    /// Data configs that still map something to it, `CONNECTION/DATATYPE`.
    package let mappedBy: [String]
    /// What a person must know if traces of it could not be wiped yet.
    package let left: String?
  }

  /// Removes a metadata field with all values that are stored in it, also in the change log and in what is held, waits or
  /// is kept. Its name is wanted if records hold a value.
  package func removeMetadata(
    _ event: String, _ type: String, _ name: String, _ confirmation: Confirmation
  ) throws -> RemovedField {
    let type = try Self.fpType(type)
    let found = try store(event)
    let field = try Self.field(name, of: type, among: found.metadata(of: type))
    let count = try found.recordsHolding(field)
    if count > 0 {
      try confirmation.check(
        Removal(
          consequence: "The \(type.rawValue) field '\(name)' would be removed for good, with its value in"
            + " \(count) record\(count == 1 ? "" : "s"), also from the change log and from what is held or kept.",
          word: name))
    }
    // A run that began with the field would write into its slot; and none of the others is to meet a file that is busy
    // for long when it applies.
    let configs = try found.configs()
    return try whileIdle(configs, "a removal") {
      let store = try EventStore.open(found.event, in: home)
      guard try store.metadata(of: type).contains(field), try store.configs().map(\.id) == configs.map(\.id) else {
        throw RunRefused(
          "The \(type.rawValue) field '\(name)', or what feeds it, was changed meanwhile. Nothing was changed. Run the"
            + " command again.")
      }
      let feeding = configs.filter { $0.fpType == type }
      let records = try store.remove(field, stalePlans: keptPlans(of: feeding, in: store))
      let mapping = try feeding.filter { config in
        try config.frozen == nil && store.missingTargets(of: config).contains { $0.utf8.elementsEqual(name.utf8) }
      }
      return RemovedField(
        field: field, records: records, mappedBy: mapping.map { "\($0.connectionName)/\($0.dataType)" },
        left: wiped(store))
    }
  }

  /// SQLite's views have at most 2,000 columns.
  private static let mostFields = 1000

  /// Why a name cannot be that of another field beside those that are known, or nil.
  private static func problem(withName name: String, _ known: [MetadataField]) -> String? {
    if let problem = MetadataField.problem(withName: name) { return problem }
    if name.first?.isWhitespace ?? true || name.last?.isWhitespace ?? true {
      return "a metadata name neither begins nor ends with white space"
    }
    // Values are typed as NAME=VALUE.
    if name.contains("=") { return "a metadata name has no '='" }
    if known.count >= Self.mostFields { return "an fp_type has at most \(Self.mostFields) fields" }
    return known.first { $0.sharesColumn(with: name) }.map {
      "the view could not tell its column from that of '\($0.name)'"
    }
  }
}
