import RecordJSON

/// One of a connector's lists: how its records are found, what identifies them, and what they become.
package struct DataType: Sendable {
  package let id: String
  package let name: String
  package let fpType: FPType
  /// At least one path.
  package let primaryKey: [FieldPath]
  /// Where the record says when it last changed.
  package let modified: FieldPath?
  /// True if the vendor tells how many records there are.
  package let announcesTotal: Bool
  /// True if no record can move between pages while they are read.
  package let stableOrder: Bool
  /// False if the vendor's list always comes whole, in one answer.
  package let isPaged: Bool
  package let incremental: Bool
  package let patience: Patience
  package let explode: Explode?
  package let references: [Reference]
  package let requires: [String]
  package let fields: [APIField]
  package let mapping: [MappingRow]
  /// The kinds of the preset's target fields, by name.
  package let targetKinds: [String: FieldKind]
  package let skip: [Condition]

  /// A list inside a record whose elements become records of their own.
  package struct Explode: Sendable {
    package let path: FieldPath
    /// The key of an element within its parent.
    package let key: [FieldPath]
    /// Elements that do not meet all of these are not records.
    package let conditions: [Condition]
  }

  /// How many answers of a list may come in a row before it counts as one without an end.
  package struct Patience: Sendable, Hashable {
    /// Answers whose records all came earlier in the run.
    package var repeated = 50
    /// Answers without a record.
    package var empty = 1_000
  }

  /// The key of a record of another data type, inside a record of this one.
  package struct Reference: Sendable {
    /// What the reference is called: `person`, `session`.
    package let target: String
    package let to: String
    /// A part that may stand in several places is read from the first that is not empty.
    package let key: [FieldSource]
  }

  /// A field that operators may map.
  package struct APIField: Sendable, Hashable {
    package let path: String
    package let kind: FieldKind
    package let label: String
    package let example: String
  }

  private enum Total: String, CaseIterable { case announced, none }

  init(_ json: JSONTree, at place: String) throws(DescribeError) {
    let reader = try DescribeReader(json, place)
    id = try reader.text("id")
    guard Describe.isID(id) else { throw reader.fail("id", "'\(id)' must match [a-z][a-z0-9-]{1,31}") }
    name = try reader.optionalText("name") ?? id
    fpType = try reader.choice("fpType")
    primaryKey = try reader.keyPaths("primaryKey")
    modified = json["modified"] == nil || json["modified"] == .null ? nil : try reader.plainPath("modified")
    announcesTotal = try reader.choice("total", default: Total.none) == .announced
    stableOrder = try reader.flag("stableOrder", default: false)
    isPaged = try reader.flag("paged", default: true)
    incremental = try reader.flag("incremental", default: false)
    patience = try Self.patience(json, reader)
    explode = try Self.explode(json, reader)
    references = try Self.references(reader)
    requires = try reader.texts("requires")
    fields = try Self.fields(reader)
    (mapping, targetKinds) = try Self.mapping(reader)
    var conditions: [Condition] = []
    for (index, item) in try reader.list("skip").enumerated() {
      conditions.append(try Condition(item, at: "\(place).skip[\(index)]"))
    }
    skip = conditions
  }

  /// A connector may ask for more, and not for less.
  private static func patience(_ json: JSONTree, _ reader: DescribeReader) throws(DescribeError) -> Patience {
    var patience = Patience()
    guard let part = json["patience"], part != .null else { return patience }
    let inner = try DescribeReader(part, reader.member("patience"))
    patience.repeated = max(patience.repeated, try inner.positiveInteger("repeated") ?? 0)
    patience.empty = max(patience.empty, try inner.positiveInteger("empty") ?? 0)
    return patience
  }

  private static func explode(_ json: JSONTree, _ reader: DescribeReader) throws(DescribeError) -> Explode? {
    guard let part = json["explode"], part != .null else { return nil }
    let inner = try DescribeReader(part, reader.member("explode"))
    var conditions: [Condition] = []
    for (index, item) in try inner.list("where").enumerated() {
      conditions.append(try Condition(item, at: "\(inner.place).where[\(index)]"))
    }
    return Explode(path: try inner.plainPath("path"), key: try inner.keyPaths("key"), conditions: conditions)
  }

  private static func references(_ reader: DescribeReader) throws(DescribeError) -> [Reference] {
    var references: [Reference] = []
    for (index, item) in try reader.list("references").enumerated() {
      let inner = try DescribeReader(item, reader.member("references[\(index)]"))
      references.append(
        Reference(target: try inner.text("target"), to: try inner.text("to"), key: try inner.keySources("key")))
    }
    return references
  }

  private static func fields(_ reader: DescribeReader) throws(DescribeError) -> [APIField] {
    var fields: [APIField] = []
    for (index, item) in try reader.list("fields").enumerated() {
      let inner = try DescribeReader(item, reader.member("fields[\(index)]"))
      let path = try inner.path("path").description
      fields.append(
        APIField(
          path: path, kind: try inner.choice("kind", default: .text), label: try inner.optionalText("label") ?? path,
          example: try inner.optionalText("example") ?? ""))
    }
    return fields
  }

  private static func mapping(_ reader: DescribeReader) throws(DescribeError) -> ([MappingRow], [String: FieldKind]) {
    var rows: [MappingRow] = []
    var kinds: [String: FieldKind] = [:]
    for (index, item) in try reader.list("mapping").enumerated() {
      let inner = try DescribeReader(item, reader.member("mapping[\(index)]"))
      let target = try inner.text("to")
      if let problem = MetadataField.problem(withName: target) { throw inner.fail("to", problem) }
      guard kinds[target] == nil else { throw inner.fail("to", "'\(target)' is mapped twice") }
      kinds[target] = try inner.choice("kind", default: .text)
      var transforms: [Transform] = []
      for (position, text) in try inner.texts("transforms").enumerated() {
        do throws(Transform.Malformed) { transforms.append(try Transform(text)) } catch {
          throw inner.fail("transforms[\(position)]", error.description)
        }
      }
      let from = try inner.text("from")
      let source: FieldSource
      do throws(FieldPath.Malformed) { source = try FieldSource(from) } catch {
        throw inner.fail("from", error.description)
      }
      rows.append(
        MappingRow(
          from: source, target: target, transforms: transforms,
          mode: try inner.choice("mode", default: MappingMode.overwrite)))
    }
    return (rows, kinds)
  }
}
