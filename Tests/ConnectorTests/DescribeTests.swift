import ConnectorKit
import RecordJSON
import TestSupport
import Testing

@Suite("The describe document of every connector") struct DescribeTests {
  @Test("names the connector and what it asks for", arguments: Subject.all)
  func isComplete(_ subject: Subject) throws {
    let describe = try subject.describe()
    #expect(describe["id"]?.string == subject.id)
    for key in ["name", "vendor", "version"] { #expect(describe[key]?.string?.isEmpty == false) }
    #expect(describe["version"]?.string?.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil)
    #expect(describe["endpoint"]?["default"]?.string?.hasPrefix("https://") == true)
    #expect(describe["endpoint"]?["editable"]?.bool != nil)
    #expect(describe["hosts"]?.elements == [])
    let fields = (describe["auth"]?.elements ?? []) + (describe["settings"]?.elements ?? [])
    #expect(Set(fields.compactMap { $0["key"]?.string }).count == fields.count)
    for field in fields {
      #expect(["text", "secret", "choice"].contains(field["kind"]?.string))
      #expect(field["label"]?.string?.isEmpty == false)
      #expect(field["required"]?.bool != nil)
    }
  }

  static let identities = ["pretalx": ["event"], "certain": ["account", "event"], "pretix": ["organizer", "event"]]

  @Test("marks what tells one account's event from another's, and nothing else", arguments: Subject.all)
  func marksIdentity(_ subject: Subject) throws {
    let describe = try subject.describe()
    let fields = (describe["auth"]?.elements ?? []) + (describe["settings"]?.elements ?? [])
    let marked = fields.filter { $0["identity"]?.bool == true }.compactMap { $0["key"]?.string }
    #expect(marked == Self.identities[subject.id])
  }

  @Test("lists data types that a host can map without asking further", arguments: Subject.all)
  func dataTypesAreComplete(_ subject: Subject) throws {
    let types = try #require(try subject.describe()["dataTypes"]?.elements)
    let ids = types.compactMap { $0["id"]?.string }
    #expect(
      ids == subject.expected.map(\.dataType).sorted { ids.firstIndex(of: $0) ?? 0 < ids.firstIndex(of: $1) ?? 0 })
    for type in types {
      let id = type["id"]?.string ?? ""
      #expect(id.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil)
      #expect(["person", "session", "presenter", "registration"].contains(type["fpType"]?.string))
      #expect(["announced", "none"].contains(type["total"]?.string))
      for key in ["stableOrder", "incremental"] { #expect(type[key]?.bool != nil, "\(id) \(key)") }
      for wanted in type["requires"]?.elements ?? [] { #expect(ids.contains(wanted.string ?? "")) }
      let targets = (type["references"]?.elements ?? []).compactMap { $0["target"]?.string }
      #expect(targets == (type["fpType"]?.string == "registration" ? ["person", "session"] : []))
    }
  }

  @Test("lets operators map every path that it uses itself", arguments: Subject.all)
  func pathsAreFields(_ subject: Subject) throws {
    for type in try #require(try subject.describe()["dataTypes"]?.elements) {
      let fields = (type["fields"]?.elements ?? []).compactMap { $0["path"]?.string }
      let known = Set(fields)
      #expect(known.count == fields.count, "a field stands twice")
      let used = paths(of: type)
      #expect(used.filter { !known.contains($0) } == [], "\(type["id"]?.string ?? "")")
      for path in fields { #expect(path.wholeMatch(of: Self.path) != nil, "\(path)") }
      let targets = (type["mapping"]?.elements ?? []).compactMap { $0["to"]?.string }
      #expect(Set(targets).count == targets.count, "a target field is written twice")
      for target in targets { #expect(target.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil) }
    }
  }

  @Test("writes kinds, modes, transforms and conditions as the README lists them", arguments: Subject.all)
  func usesTheGrammar(_ subject: Subject) throws {
    let names = try PluginPage.rows(below: PluginPage.transforms).map { String($0[0].prefix { $0 != "(" }) }
    for type in try #require(try subject.describe()["dataTypes"]?.elements) {
      for field in (type["fields"]?.elements ?? []) + (type["mapping"]?.elements ?? []) {
        #expect(Self.kinds.contains(field["kind"]?.string ?? ""))
      }
      for row in type["mapping"]?.elements ?? [] {
        #expect(["overwrite", "overwrite_with_empty", "only_if_empty", "only_on_create"].contains(row["mode"]?.string))
        for transform in row["transforms"]?.elements ?? [] {
          let name = String((transform.string ?? "").prefix { $0 != "(" })
          #expect(names.contains(name), "\(transform.text)")
        }
      }
    }
  }

  @Test("maps at least 25 fields of Certain's participants")
  func certainIsRich() throws {
    let types = try Subject.named("certain").describe()["dataTypes"]?.elements
    let participants = try #require(types?.first { $0["id"]?.string == "participants" })
    #expect(participants["mapping"]?.elements?.count ?? 0 >= 25)
  }

  static let kinds: Set = [
    "text", "long-text", "number", "boolean", "date", "date-time", "email", "url", "phone", "choice", "list",
  ]
  nonisolated(unsafe) static let path =
    /\^?[A-Za-z_][A-Za-z0-9_]*(\[[^\]]+\])?(\.[A-Za-z_][A-Za-z0-9_]*(\[[^\]]+\])?)*/

  /// Every path that key, mapping, conditions, explode and references read, in the scope of the fields.
  private func paths(of type: JSONTree) -> [String] {
    var paths: [String] = []
    for row in type["mapping"]?.elements ?? [] { paths += Mapping(row["from"]?.string ?? "", to: "x").paths }
    for condition in type["skip"]?.elements ?? [] { paths += conditionPaths(condition) }
    let parent = type["explode"] == nil ? "" : "^"
    paths += (type["primaryKey"]?.elements ?? []).map { parent + ($0.string ?? "") }
    paths += (type["explode"]?["key"]?.elements ?? []).compactMap(\.string)
    for condition in type["explode"]?["where"]?.elements ?? [] { paths += conditionPaths(condition) }
    for reference in type["references"]?.elements ?? [] {
      for part in reference["key"]?.elements ?? [] { paths += Mapping(part.string ?? "", to: "x").paths }
    }
    if let modified = type["modified"]?.string { paths.append(modified) }
    return paths
  }

  private func conditionPaths(_ condition: JSONTree) -> [String] {
    condition["all"]?.elements?.flatMap(conditionPaths) ?? [condition["field"]?.string ?? "?"]
  }
}
