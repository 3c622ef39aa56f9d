import RecordJSON

/// What a connector says of itself: the describe document, read and checked.
///
/// The form is documented in PluginAPI/README.md. Unknown members are ignored.
package struct Describe: Sendable {
  package let id: String
  package let name: String
  package let vendor: String
  package let version: String
  package let endpoint: EndpointDefault
  /// Host names beside the endpoint's.
  package let hosts: [String]
  package let auth: [InputField]
  package let settings: [InputField]
  package let requestsPerMinute: Int?
  /// 1 to 16.
  package let concurrency: Int
  package let quota: Quota?
  package let dataTypes: [DataType]
  /// The document as the connector gave it.
  package let document: String

  package struct EndpointDefault: Sendable, Hashable {
    package let url: String
    package let editable: Bool
    package let help: String
  }

  /// Reads a document of at most 1 MiB.
  ///
  /// One that a connector gives now, `isNew`, must say of each credential of which kind it is. One that was taken before hosts
  /// asked for that stays good.
  package init(document: String, isNew: Bool = false) throws(DescribeError) {
    let json: JSONTree
    do throws(JSONError) { json = try JSONTree.parse(Array(document.utf8)) } catch {
      throw DescribeError(place: "document", problem: "is not JSON: \(error.description)")
    }
    guard case .object = json else { throw DescribeError(place: "document", problem: "must be an object") }
    let reader = try DescribeReader(json, "")
    id = try reader.text("id")
    guard Self.isID(id) else { throw reader.fail("id", "'\(id)' must match [a-z][a-z0-9-]{1,31}") }
    name = try reader.text("name")
    vendor = try reader.optionalText("vendor") ?? name
    version = try reader.text("version")
    let place = try DescribeReader(json["endpoint"] ?? .null, "endpoint")
    endpoint = EndpointDefault(
      url: try place.optionalText("default") ?? "", editable: try place.flag("editable", default: false),
      help: try place.optionalText("help") ?? "")
    hosts = try reader.texts("hosts")
    auth = try Self.fields("auth", reader, saysKind: isNew)
    settings = try Self.fields("settings", reader)
    if let limits = json["limits"], limits != .null {
      let limitsReader = try DescribeReader(limits, "limits")
      requestsPerMinute = try limitsReader.positiveInteger("requestsPerMinute")
      concurrency = min(16, try limitsReader.positiveInteger("concurrency") ?? 4)
      quota = if let given = limits["quota"], given != .null { try Quota(given) } else { nil }
    } else {
      requestsPerMinute = nil
      concurrency = 4
      quota = nil
    }
    dataTypes = try Self.dataTypes(reader)
    self.document = document
  }

  /// The data type with this id.
  package func dataType(_ id: String) -> DataType? { dataTypes.first { $0.id == id } }

  /// Keys of the fields whose values tell one account and event of the vendor's from another, sorted: those that are marked
  /// or, where none is, all that must be given and are no secret.
  package var identityKeys: [String] {
    let fields = (auth + settings).filter { $0.kind != .secret }
    let marked = fields.filter(\.isIdentity)
    return (marked.isEmpty ? fields.filter(\.required) : marked).map(\.key).sorted()
  }

  package static func isID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (2...32).contains(bytes.count), let first = bytes.first, (97...122).contains(first) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  private static func fields(
    _ key: String, _ reader: DescribeReader, saysKind: Bool = false
  ) throws(DescribeError) -> [InputField] {
    var fields: [InputField] = []
    for (index, item) in try reader.list(key).enumerated() {
      let field = try InputField(item, at: "\(key)[\(index)]", saysKind: saysKind)
      guard !fields.contains(where: { $0.key == field.key }) else {
        throw reader.fail("\(key)[\(index)].key", "'\(field.key)' is used twice")
      }
      fields.append(field)
    }
    return fields
  }

  private static func dataTypes(_ reader: DescribeReader) throws(DescribeError) -> [DataType] {
    var types: [DataType] = []
    for (index, item) in try reader.list("dataTypes").enumerated() {
      let type = try DataType(item, at: "dataTypes[\(index)]")
      guard !types.contains(where: { $0.id == type.id }) else {
        throw reader.fail("dataTypes[\(index)].id", "'\(type.id)' is used twice")
      }
      types.append(type)
    }
    guard !types.isEmpty else { throw reader.fail("dataTypes", "needs at least one data type") }
    for (index, type) in types.enumerated() {
      for other in type.requires + type.references.map(\.to) where !types.contains(where: { $0.id == other }) {
        throw reader.fail("dataTypes[\(index)]", "names data type '\(other)', which is not in the document")
      }
    }
    return types
  }
}
