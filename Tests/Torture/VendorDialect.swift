import Foundation
import HostModel
import RecordJSON
import TestSupport

/// How a vendor gives a list, and what its connector says of it: each a line of the table of DESIGN §2, rule 1.
enum VendorDialect: String, CaseIterable {
  /// Pages begin after a key, so that nothing shifts; the total is announced; changes since a cursor can be asked for.
  case keyed
  /// Pages are counted, so that what is taken away shifts all that follows; the total is announced.
  case counted
  /// The same, and nobody says how many there are.
  case endless
  /// One answer is the whole list.
  case single
  /// As pretalx has it, for the connector that is shipped: pages are counted, and led to by absolute links.
  case pretalx

  /// The view in which an operator finds them.
  var view: String {
    switch self {
    case .keyed: "person"
    case .counted, .pretalx: "session"
    case .endless: "presenter"
    case .single: "exhibitor"
    }
  }

  var isTotalAnnounced: Bool { self != .endless && self != .single }

  /// Whether what is added or taken away in between moves what follows to other pages.
  var shifts: Bool { self != .keyed && self != .single }

  /// Readings after which a record that is gone has left.
  var readings: Int { shifts ? 2 : 1 }

  /// What the connector calls the list.
  var dataType: String { self == .pretalx ? "sessions" : rawValue }

  /// Under which a record's name is stored.
  var nameField: String { self == .pretalx ? "title" : "name" }

  /// What an answer has the records and their number under.
  private var members: (items: String, total: String) { self == .pretalx ? ("results", "count") : ("items", "total") }

  private var path: String { self == .pretalx ? "/api/events/sandbox/submissions/" : "/\(rawValue)" }

  /// The data types of the connector.
  static var dataTypes: String {
    let lists = allCases.filter { $0 != .pretalx }.map { dialect in
      let word =
        switch dialect {
        case .keyed: #""total": "announced", "stableOrder": true, "incremental": true"#
        case .counted: #""total": "announced", "stableOrder": false"#
        case .endless: #""total": "none", "stableOrder": false"#
        default: #""total": "none", "paged": false"#
        }
      return """
        {"id": "\(dialect.rawValue)", "fpType": "\(dialect.view)", "primaryKey": ["id"], \(word),
         "skip": [{"field": "status", "in": ["cancelled"]}], "mapping": [{"from": "name", "to": "name"}]}
        """
    }
    return "[\(lists.joined(separator: ", "))]"
  }

  // MARK: A page

  /// A page of the list, before anybody tampers with it.
  struct Page {
    /// What the records and their number stand under.
    let (list, total): (String, String)
    var items: [[UInt8]]
    /// Member and JSON text.
    var members: [(name: String, value: String)]

    func encoded() -> [UInt8] {
      var bytes = Array("{\"\(list)\": [".utf8)
      for (index, item) in items.enumerated() { bytes += (index > 0 ? [0x2C] : []) + item }
      bytes.append(0x5D)
      for member in members { bytes += Array(", \"\(member.name)\": \(member.value)".utf8) }
      return bytes + [0x7D]
    }

    mutating func set(_ name: String, _ value: String?) {
      members.removeAll { $0.name == name }
      if let value { members.append((name, value)) }
    }
  }

  /// What the vendor answers to a target of this list; nil: it has no such.
  func page(_ target: String, of truth: VendorTruth, size: Int, at address: String) -> Page? {
    if self == .pretalx, target.hasPrefix("/api/events/sandbox/answers/") {
      // Which only those see who may see everything.
      return Page(list: members.items, total: members.total, items: [], members: [("count", "0"), ("next", "null")])
    }
    guard target.hasPrefix(path + "?") else { return nil }
    func parameter(_ name: String) -> String? {
      target.split(separator: "?").last?.split(separator: "&").first { $0.hasPrefix(name + "=") }
        .map { String($0.dropFirst(name.count + 1)) }
    }
    let since = parameter("since").flatMap { Int($0) } ?? 0
    let people = truth.people.filter { $0.changed > since }
    var (part, next) = (people, nil as String?)
    switch self {
    case .keyed:
      let after = parameter("after").flatMap { Int($0) } ?? 0
      let rest = people.sorted { $0.key < $1.key }.filter { $0.key > after }
      part = Array(rest.prefix(size))
      if let last = part.last, rest.count > size {
        next = "\(path)?since=\(parameter("since") ?? "")&after=\(last.key)"
      }
    case .counted, .endless, .pretalx:
      let size = min(size, parameter("page_size").flatMap { Int($0) } ?? size)
      let number = max(1, parameter("page").flatMap { Int($0) } ?? 1)
      let start = (number - 1).multipliedReportingOverflow(by: size)
      part = start.overflow ? [] : Array(people.dropFirst(start.partialValue).prefix(size))
      if !start.overflow, people.count - size > start.partialValue {
        next =
          self == .pretalx
          ? "\(address)\(path)?page_size=\(size)&page=\(number + 1)"
          : "\(path)?since=\(parameter("since") ?? "")&page=\(number + 1)"
      }
    case .single: break
    }
    var page = Page(
      list: members.items, total: members.total, items: part.map(record), members: [("rights", "true")])
    if isTotalAnnounced { page.set(page.total, "\(people.count)") }
    if self == .keyed { page.set("cursor", "\"\(truth.clock)\"") }
    page.set("next", next.map { "\"\($0)\"" } ?? "null")
    if self == .keyed, since > 0, parameter("after") == nil {
      let here = Set(truth.people.map(\.id))
      let gone = truth.gone.filter { $0.at > since && !here.contains($0.id) }.prefix(500).map {
        JSONTree.array([.string($0.id)])
      }
      if !gone.isEmpty { page.set("deleted", String(decoding: JSONTree.array(Array(gone)).encoded(), as: UTF8.self)) }
    }
    // A cursor that the first page gave holds for all that follow.
    if parameter("after") != nil { page.set("cursor", nil) }
    if people.isEmpty, since == 0 { page.set("empty", "true") }
    return page
  }

  private func record(_ person: VendorTruth.Person) -> [UInt8] {
    if self == .pretalx {
      return JSONTree.object([
        .init("code", .string(person.id)), .init("title", .string(person.name)),
        .init("state", .string(person.isCancelled ? "canceled" : "confirmed")), .init("pending_state", .null),
        .init("slots", .array([])), .init("tags", .array([])),
      ]).encoded()
    }
    return JSONTree.object([
      .init("id", .string(person.id)), .init("name", .string(person.name)),
      .init("status", .string(person.isCancelled ? "cancelled" : "ok")),
    ]).encoded()
  }
}
