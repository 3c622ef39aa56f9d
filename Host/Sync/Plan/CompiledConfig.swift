import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Everything about a data config that turns a vendor's record into an outcome, looked up once for a whole run.
struct CompiledConfig {
  struct Reference {
    /// What it is called: `person`, `session`.
    let target: String
    /// The data type that it points to.
    let to: String
    let key: CompiledKey
  }

  let dataType: DataType
  let fields: RecordFields
  /// API fields that can change what becomes of a record, as they were written.
  let judged: [FieldPath]
  let key: CompiledKey
  /// For an exploded type: the parent's key alone, as the ids of its children begin with it.
  let parentKey: CompiledKey?
  let skip: [CompiledCondition]
  /// An element of an exploded list is a record only if all of these hold.
  let conditions: [CompiledCondition]
  let references: [Reference]
  /// Where the field stands by which the newest of two records with the same id is told.
  let modified: Int?
  let dedupe: DedupeRule
  let mapping: CompiledMapping
  let idHash: KeyedHash
  /// Whose records the run reads: who was erased of them stays out.
  let identity: VendorIdentity
  /// Makes fingerprints keyed by the seed and by the version of everything that can change an outcome.
  let printer: RecordPrinter
  let outcome: OutcomeVersion
  /// The same as it was written down before there were revisions.
  let firstForm: OutcomeVersion
  private let seed: (lo: UInt64, hi: UInt64)

  init(
    dataType: DataType, rows: [MappingRow], metadata: [MetadataField], skip: [Condition], dedupe: DedupeRule,
    endpoint: String,
    settings: [String: String], event: Event, connectorDigest: String, identity: VendorIdentity,
    seed: (lo: UInt64, hi: UInt64), rules: HostRules
  ) {
    self.dataType = dataType
    self.identity = identity
    let isExploded = dataType.explode != nil
    let parentPaths = dataType.primaryKey.map { isExploded ? $0.seenFromChild : $0 }
    let keyPaths = parentPaths + (dataType.explode?.key ?? [])
    let conditions = dataType.explode?.conditions ?? []
    let mapped = rows.flatMap(\.paths)
    let referenced = dataType.references.flatMap(\.key).flatMap(\.alternatives)
    self.dedupe = dedupe
    let modifiedPath = if case .newest(let path) = dedupe { [path] } else { [FieldPath]() }
    let judged = mapped + skip.flatMap(\.paths) + referenced
    let fields = RecordFields(
      judged: judged, others: keyPaths + modifiedPath + conditions.flatMap(\.paths), explode: dataType.explode)
    self.fields = fields
    self.judged = judged
    key = CompiledKey(keyPaths, fields)
    parentKey = isExploded ? CompiledKey(parentPaths, fields, asPrefix: true) : nil
    self.skip = skip.map { CompiledCondition($0, fields) }
    self.conditions = conditions.map { CompiledCondition($0, fields) }
    references = dataType.references.map {
      Reference(target: $0.target, to: $0.to, key: CompiledKey($0.key, fields))
    }
    modified = modifiedPath.first.map { fields.position(of: $0) }
    let zone = rules.zone(event.timeZone) ?? .gmt
    mapping = CompiledMapping(
      rows, fields: fields, metadata: metadata, zone: zone, language: settings["language"] ?? "en", zones: rules.zone)
    idHash = KeyedHash(seed: (seed.lo, seed.hi))

    let zones = [zone] + rows.flatMap(\.transforms).compactMap(\.zone).compactMap(rules.zone)
    outcome = OutcomeVersion(
      [
        ("connector", [dataType.id, connectorDigest]),
        (OutcomeVersion.zones, zones.flatMap { ZoneOffsets(of: $0, about: event).texts }),
        (
          "mapping",
          rows.flatMap { [$0.from.description, $0.target, $0.mode.rawValue] + $0.transforms.map(\.description) }
        ),
        ("metadata", metadata.flatMap { [$0.name, $0.kind.rawValue, String($0.slot)] }),
        ("skip rule", skip.map(\.json.text)), ("dedupe rule", [dedupe.text]),
        ("endpoint", [endpoint]),
        ("settings", settings.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }),
      ],
      revisions: rules.revisions.used(
        by: rows, metadata, hasConditions: !skip.isEmpty || !conditions.isEmpty, hasReferences: !references.isEmpty))
    firstForm = outcome.firstForm(zone: event.timeZone)
    self.seed = seed
    printer = Self.printer(outcome, fields, seed)
  }

  /// Makes the fingerprints that the same records have under another version.
  func printer(for version: OutcomeVersion) -> RecordPrinter { Self.printer(version, fields, seed) }

  private static func printer(
    _ version: OutcomeVersion, _ fields: RecordFields, _ seed: (lo: UInt64, hi: UInt64)
  ) -> RecordPrinter {
    let whole = version.whole
    return RecordPrinter(RowHash(seed: (seed.lo ^ whole.lo, seed.hi ^ whole.hi)), fields)
  }
}

extension PatchbayHost {
  /// A data config's data type; refuses one that the connector does not have any more.
  func dataType(of config: DataConfig, _ describe: Describe) throws(RunRefused) -> DataType {
    guard let type = describe.dataType(config.dataType) else {
      throw RunRefused(
        "Connector '\(config.connector)' \(describe.version) has no data type '\(config.dataType)' any more. Use a version that"
          + " has it.")
    }
    return type
  }

  /// Looks up a data config as it is stored now, or with another setup and other metadata; refuses one whose data type the
  /// connector does not have any more.
  func compile(
    _ config: DataConfig, _ setup: RunSetup? = nil, metadata: [MetadataField]? = nil, in store: EventStore,
    _ enabled: EnabledConnector, _ describe: Describe
  ) throws -> CompiledConfig {
    let type = try dataType(of: config, describe)
    let setup = try setup ?? store.setup(of: config)
    return CompiledConfig(
      dataType: type, rows: setup.mapping, metadata: try metadata ?? store.metadata(of: config.fpType),
      skip: setup.skip,
      dedupe: setup.dedupe ?? DedupeRule(preset: type), endpoint: setup.endpoint,
      settings: settings(setup.settings, describe), event: try store.eventRow(),
      connectorDigest: enabled.digest, identity: try identity(setup, describe, in: store), seed: store.seed,
      rules: rules)
  }
}
