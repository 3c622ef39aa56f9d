import Foundation
import HostMapping
import HostModel
import RecordJSON
import TestSupport

/// What a connector could say of itself, and then what a vendor could send: a describe document with odd members, and
/// records with odd values that are mapped by it.
struct DescribeTrial: Trial {
  static let name = "describes"
  static let share = (cases: 135, seconds: 130)

  private let document: JSONTree
  private let records: JSONTree

  init(in folder: String) throws {
    document = try JSONTree.parse(Self.document)
    records = try JSONTree.parse(Self.records)
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    var text = Self.odd(document, &chance).encoded()
    if Int.random(in: 0..<20, using: &chance) == 0 { Odd.damage(&text, &chance) }
    let describe: Describe
    do throws(DescribeError) { describe = try Describe(document: String(decoding: text, as: UTF8.self)) } catch {
      _ = error.description
      return false
    }
    var page = Self.odd(records, &chance).encoded()
    if Int.random(in: 0..<20, using: &chance) == 0 { Odd.damage(&page, &chance) }
    try use(describe, on: page, &chance)
    return true
  }

  /// Asks the document everything that a host asks it.
  private func use(_ describe: Describe, on page: [UInt8], _ chance: inout SeededGenerator) throws {
    let word = Odd.word(&chance)
    var words = describe.identityKeys.joined() + describe.loginKeys.joined()
    for field in describe.auth + describe.settings { words += field.accepts(word) ? "y" : "n" }
    if let quota = describe.quota { words += "\(quota.cost(of: "/" + word)) \(quota.words) \(quota.automaticCredits)" }
    for type in describe.dataTypes {
      for condition in type.skip + (type.explode?.conditions ?? []) { words += condition.sentence }
      for row in type.mapping { words += row.sentence }
      try map(type, page)
    }
    guard !words.utf8.isEmpty else { throw NotTheSame(what: "a document of which nothing can be said") }
  }

  private func map(_ type: DataType, _ bytes: [UInt8]) throws {
    let fields = RecordFields(
      judged: type.primaryKey + type.mapping.flatMap(\.paths) + type.skip.flatMap(\.paths), others: [], explode: nil)
    let metadata = type.mapping.enumerated().map { slot, row in
      MetadataField(fpType: type.fpType, name: row.target, kind: type.targetKinds[row.target] ?? .text, slot: slot)
    }
    let mapping = CompiledMapping(
      type.mapping, fields: fields, metadata: metadata, zone: TimeZone(identifier: "Europe/Zurich") ?? .gmt,
      language: "en")
    let slots = RecordSlots()
    var offer = Offer()
    do throws(JSONError) {
      let page = try PageBuffer(bytes)
      try RecordScanner().scan(page, records: JSONPointer("/items"), paths: fields.source, into: slots)
      for record in 0..<slots.count { mapping.map(RecordRow(page: page, slots: slots.row(record)), into: &offer) }
    } catch {}
  }

  // MARK: Making it odd

  /// The document with one to three of its values replaced, doubled or left out.
  static func odd(_ tree: JSONTree, _ chance: inout SeededGenerator) -> JSONTree {
    var tree = tree
    for _ in 0..<([1, 1, 1, 2, 3].randomElement(using: &chance) ?? 1) {
      var place = Int.random(in: 0..<count(tree), using: &chance)
      tree = changed(tree, &place, &chance)
    }
    return tree
  }

  private static func count(_ tree: JSONTree) -> Int {
    1 + (tree.elements ?? tree.members?.map(\.value) ?? []).reduce(0) { $0 + count($1) }
  }

  private static func changed(_ tree: JSONTree, _ place: inout Int, _ chance: inout SeededGenerator) -> JSONTree {
    defer { place -= 1 }
    if place == 0 { return replacement(tree, &chance) }
    switch tree {
    case .array(var elements):
      for index in elements.indices {
        place -= 1
        guard place >= 0 else { break }
        elements[index] = changed(elements[index], &place, &chance)
        place += 1
      }
      return .array(elements)
    case .object(var members):
      for index in members.indices {
        place -= 1
        guard place >= 0 else { break }
        members[index].value = changed(members[index].value, &place, &chance)
        place += 1
      }
      return .object(members)
    default: return tree
    }
  }

  private static func replacement(_ tree: JSONTree, _ chance: inout SeededGenerator) -> JSONTree {
    switch (tree, Int.random(in: 0..<8, using: &chance)) {
    case (_, 0): return .null
    case (_, 1): return .number(plain(Odd.number(&chance)))
    case (_, 2): return .string(Odd.word(&chance))
    case (_, 3): return .array([tree, tree])
    case (_, 4): return .object([.init(Odd.word(&chance), tree)])
    case (.string(let text), _): return .string(Odd.changed(text, &chance))
    case (.number, _): return .number(plain(Odd.number(&chance)))
    case (.array(let elements), 5): return .array(elements + elements)
    case (.array(let elements), _): return .array(Array(elements.dropFirst()))
    case (.object(let members), 5): return .object(Array(members.dropLast()))
    case (.object(let members), _): return .object(members + members.suffix(1))
    default: return .bool(false)
    }
  }

  /// What JSON takes for a number.
  private static func plain(_ text: String) -> String {
    (try? JSONTree.parse(text)).map(\.text) ?? "0"
  }

  // MARK: As it should be

  private static let document = """
    {"id": "odd", "name": "Odd", "vendor": "Odd", "version": "1.0.0", "hosts": ["files.odd.example"],
     "endpoint": {"default": "https://odd.example", "editable": true, "help": "Its address."},
     "auth": [{"key": "user", "kind": "text"}, {"key": "token", "kind": "secret", "required": false}],
     "settings": [{"key": "event", "kind": "text", "identity": true, "pattern": "[A-Za-z0-9._-]{1,64}"},
       {"key": "mode", "kind": "choice", "choices": ["a", "b"], "default": "a", "required": false},
       {"key": "pages", "kind": "text", "pattern": "(/[^/]{0,9}){1,3}|[1-9]\\\\d{0,2}", "required": false}],
     "limits": {"requestsPerMinute": 360, "concurrency": 4, "quota": {"credits": 2000, "seconds": 600, "perCall": 2,
       "calls": [{"path": "events/*/orders", "credits": 10}]}},
     "dataTypes": [{"id": "people", "name": "People", "fpType": "person", "primaryKey": ["id", "no"],
       "modified": "updated", "total": "announced", "stableOrder": true, "paged": true, "incremental": true,
       "patience": {"repeated": 60, "empty": 2000}, "requires": [], "skip": [
         {"field": "status", "in": ["cancelled", "refunded"]}, {"all": [{"field": "vip", "is": "empty"},
         {"field": "tags[*].name", "not-in": ["x"]}]}],
       "fields": [{"path": "a.b[0].c", "kind": "number", "label": "C", "example": "5"}],
       "mapping": [{"from": "email", "to": "email", "kind": "email", "transforms": ["trim", "lower"]},
         {"from": "born", "to": "born", "kind": "date", "transforms": ["date(DD.MM.YYYY)"]},
         {"from": "at", "to": "at", "kind": "date-time"}, {"from": "fee", "to": "fee", "kind": "number",
          "transforms": ["number(de)"]}, {"from": "stamp", "to": "stamp", "kind": "date-time", "transforms": ["date(unix)"]},
         {"from": "country", "to": "country", "transforms": ["country"], "mode": "only_if_empty"},
         {"from": "vip", "to": "vip", "kind": "boolean", "transforms": ["boolean"]},
         {"from": "tags[*].name", "to": "tags", "kind": "list", "transforms": ["join(, )"]},
         {"from": "answers[q.code=D].answer | note", "to": "diet", "transforms": ["strip-html", "default(none)"]},
         {"from": "size", "to": "size", "transforms": ["lookup(s=Small; m=Medium; l=Large)"]},
         {"from": "id", "to": "label", "transforms": ["template({title} {profile.first} {no})"]}]},
      {"id": "orders", "fpType": "registration", "primaryKey": ["code"], "requires": ["people"],
       "explode": {"path": "positions", "key": ["no"], "where": [{"field": "kind", "not-in": ["fee"]}]},
       "references": [{"target": "person", "to": "people", "key": ["person | ^buyer", "no"]}],
       "mapping": [{"from": "price", "to": "price", "kind": "number", "mode": "overwrite_with_empty"}]}]}
    """

  private static let records = """
    {"items": [{"id": "R1", "no": 7, "email": "Ada@Example.org", "updated": "2026-03-10T17:11:00+01:00", "born": "10.03.1990",
      "at": "2026-09-14T09:00:00.123456789-11:30", "fee": "1.234.567,50", "stamp": 1789376400123, "country": "Österreich",
      "vip": "yes", "tags": [{"name": "a"}, {"name": "b"}], "answers": [{"q": {"code": "D", "id": 4}, "answer": "<p>No &amp; nuts</p>"}],
      "size": "m", "title": "Dr.", "profile": {"first": "Ada"}, "status": "ok", "price": 1e3, "code": "X",
      "positions": [{"no": 1, "kind": "seat"}]},
     {"id": 9007199254740993, "no": -0.0, "email": "a@b", "born": "2026-02-30", "at": 1e19, "fee": 12.50, "stamp": "99", "vip": 1}]}
    """
}
