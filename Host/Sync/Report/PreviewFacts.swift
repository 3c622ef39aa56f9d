import HostModel
import HostStorage
import RecordJSON

/// What a preview was made with and saw, kept with its plan, so that its report says the same however often and however
/// late it is written.
struct PreviewFacts {
  let setup: RunSetup
  /// The event's fields of the fp_type.
  let metadata: [MetadataField]
  /// What the connector said of itself.
  let describe: String
  let seen: SeenFields
  /// What the last whole preview before it saw; nil if there was none.
  let seenBefore: [String]?

  init(setup: RunSetup, metadata: [MetadataField], describe: String, seen: SeenFields, seenBefore: [String]?) {
    self.setup = setup
    self.metadata = metadata
    self.describe = describe
    self.seen = seen
    self.seenBefore = seenBefore
  }

  var json: JSONTree {
    func texts(_ texts: [String]) -> JSONTree { .array(texts.map { .string($0) }) }
    return .object([
      .init("setup", EventStore.json(setup)),
      .init(
        "metadata",
        .array(metadata.map { .array([.string($0.name), .string($0.kind.rawValue), .number(String($0.slot))]) })),
      .init("describe", .string(describe)), .init("fields", texts(seen.paths)),
      .init("moreFields", .number(String(seen.more))), .init("fieldsBefore", seenBefore.map(texts) ?? .null),
    ])
  }

  /// Nil if it is not what `json` gave: kept by an earlier version, which kept less.
  init?(_ json: JSONTree?, fpType: FPType, in store: EventStore) throws {
    guard let json, let setup = json["setup"], let metadata = json["metadata"]?.elements,
      let describe = json["describe"]?.string, let fields = json["fields"]?.elements, let more = json["moreFields"]?.int
    else { return nil }
    self.init(
      setup: try store.runSetup(setup.text),
      metadata: try metadata.map { field in
        guard let parts = field.elements, parts.count == 3, let name = parts[0].string, let slot = parts[2].int,
          MetadataField.slots.contains(slot), let kind = parts[1].string.flatMap({ FieldKind(rawValue: $0) })
        else { throw store.damaged("a field of a plan", field.text) }
        return MetadataField(fpType: fpType, name: name, kind: kind, slot: slot)
      }, describe: describe, seen: SeenFields(paths: fields.compactMap(\.string), more: more),
      seenBefore: json["fieldsBefore"]?.elements.map { $0.compactMap(\.string) })
  }
}
