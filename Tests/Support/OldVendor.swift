/// The vendor of the homes in `Tests/Homes`: what it answered while they were made, the same in other spellings, and what
/// its operator did meanwhile. Never changed: a home that lies there was made from it.
package enum OldVendor {
  /// A value as the vendor wrote it, and the same value written otherwise: JSON.
  struct Value {
    let first: String
    let other: String

    init(_ first: String, _ other: String? = nil) {
      self.first = first
      self.other = other ?? first
    }
  }

  /// How values are spelt.
  package enum Spelling: Sendable { case first, other }

  typealias Record = [(key: String, value: Value)]

  // MARK: The lists

  private static func person(
    _ id: String, _ name: Value, birth: Value, arrives: Value, seats: Value, fee: Value, note: String = "",
    status: String = "ok", modified: String = "2030-01-01T00:00:00Z"
  ) -> Record {
    [
      ("id", Value("\"\(id)\"")), ("name", name), ("email", Value("\"\(id)@example.org\"")), ("birth", birth),
      ("arrives", arrives), ("seats", seats), ("fee", fee), ("note", Value("\"\(note)\"")),
      ("seat", Value("\"\(id.uppercased())\"")), ("badge", Value("\"B-\(id)\"")), ("vip", Value("true")),
      ("tags", Value(#"["speaker", "workshop"]"#)), ("title", Value("\" Dr. \"")), ("status", Value("\"\(status)\"")),
      ("modified", Value("\"\(modified)\"")),
    ]
  }

  private static func plain(_ number: Int, _ name: String, status: String = "ok") -> Record {
    person(
      "p\(number)", Value("\"\(name)\""), birth: Value(#""1980-02-03""#, #""1980-02-03T12:00:00""#),
      arrives: Value(#""2030-12-01T14:11:00Z""#, #""2030-12-01T15:11:00+01:00""#), seats: Value("2", "2.0"),
      fee: Value("10.00", "\"10\""), status: status)
  }

  /// Ada's and Grace's values before and after the vendor changed them.
  private static func ada(_ isChanged: Bool) -> Record {
    isChanged
      ? person(
        "p1", Value(#""Ada King""#), birth: Value(#""1815-12-10""#),
        arrives: Value(#""2030-12-02T09:30:00+01:00""#, #""2030-12-02T08:30:00.000Z""#), seats: Value("4", "\"4.0\""),
        fee: Value("20.50", "20.5"), modified: "2030-02-01T00:00:00Z")
      : person(
        "p1", Value(#""Ada Lovelace""#), birth: Value(#""1815-12-10""#), arrives: Value(#""2030-12-01T14:11:00Z""#),
        seats: Value("2"), fee: Value("10.00"))
  }

  private static func grace(_ isChanged: Bool) -> Record {
    isChanged
      ? person(
        "p2", Value(#""Grace Murray Hopper""#), birth: Value(#""1906-12-09T00:00:00""#, #""1906-12-09""#),
        arrives: Value(#""2030-12-01T18:00:00+01:00""#, #""2030-12-01 17:00:00Z""#), seats: Value("\"5\"", "5"),
        fee: Value("\"30.00\"", "3e1"), modified: "2030-03-01T00:00:00Z")
      : person(
        "p2", Value(#""Grace Hopper""#), birth: Value(#""1906-12-08T00:00:00""#),
        arrives: Value(#""2030-12-01T15:11:00+01:00""#), seats: Value("\"3\""), fee: Value("\"12.50\""))
  }

  private static let constant: [Record] = [
    person(
      "p3", Value(#""Alan Turing""#), birth: Value(#""1912-06-23""#, #""1912-06-23T00:00:00Z""#),
      arrives: Value(#""2030-12-01T09:00""#, #""2030-12-01T08:00:00Z""#), seats: Value("1", "1e0"),
      fee: Value("0.30", "0.3")),
    person(
      "p4", Value("\"Zo\u{EB} Quinn\"", "\"Zoe\u{308} Quinn\""), birth: Value(#""1987-01-01 00:00""#, #""1987-01-01""#),
      arrives: Value(#""2030-12-01T14:11:00.250Z""#, #""2030-12-01T14:11:00.250000+00:00""#), seats: Value("0", "-0"),
      fee: Value("-0.0", "0"), note: "Vegan"),
    person(
      "p5", Value(#""Linus Pauling""#), birth: Value("null"), arrives: Value("null"), seats: Value("null"),
      fee: Value("1500", "1.5E+3")),
    person(
      "p6", Value(#""Marie Curie""#), birth: Value(#""1867-11-07""#),
      arrives: Value(#""2030-11-30T23:30:00-05:00""#, #""2030-12-01T04:30:00+00:00""#),
      seats: Value("12345678901234567", "12345678901234567.0"), fee: Value("0.000001", "1e-6")),
    plain(7, "Rosalind Franklin"), plain(8, "Emmy Noether"), plain(9, "Sofja Kowalewskaja"),
    plain(10, "Erased Person"), plain(13, "Cancelled Person", status: "cancelled"),
  ]

  /// The people after so many changes, 0 to 2.
  private static func people(_ changes: Int) -> [Record] {
    var people = [ada(changes > 0), grace(changes > 1)] + constant
    if changes < 1 { people.append(plain(11, "Hedy Lamarr")) }
    if changes < 2 { people.append(plain(12, "Karen Jones")) }
    if changes > 0 { people.append(plain(14, "Barbara Liskov")) }
    if changes > 1 { people.append(plain(15, "Frances Allen")) }
    return people
  }

  private static let sessions: [Record] = (1...3).map { number in
    [
      ("id", Value("\"s\(number)\"")), ("title", Value("\"Talk \(number)\"")),
      ("start", Value("\"2030-12-0\(number)T10:00:00+01:00\"", "\"2030-12-0\(number)T09:00:00Z\"")),
      ("capacity", Value("\(number)00", "\(number)e2")),
    ]
  }

  private static let registrations: [Record] = ["p1 s1", "p2 s1", "p3 s2", "p10 s3", "p13 s1", "p99 s1"].map { pair in
    let ids = pair.split(separator: " ")
    return [
      ("person", Value("\"\(ids[0])\"")), ("session", Value("\"\(ids[1])\"")), ("state", Value("\"confirmed\"")),
      ("at", Value(#""2030-10-01T08:00:00+02:00""#, #""2030-10-01T06:00:00.0Z""#)), ("price", Value("99.90", "99.9")),
    ]
  }

  private static func stands(_ letter: String) -> [Record] {
    (1...5).map { number in
      [
        ("id", Value("\"\(letter)\(number)\"")), ("name", Value("\"Stand \(letter)\(number)\"")),
        ("size", Value("\(number).50", "\(number).5")),
        ("opens", Value(#""2030-12-01T08:00:00+01:00""#, #""2030-12-01T07:00:00Z""#)),
      ]
    }
  }

  private static func json(_ records: [Record], _ spelling: Spelling) -> [String] {
    records.map { record in
      let members = record.map { "\"\($0.key)\": \(spelling == .first ? $0.value.first : $0.value.other)" }
      return "{\(members.joined(separator: ", "))}"
    }
  }

  /// Answers as at the end of the story, in this spelling.
  package static func serve(on vendor: ScriptedVendor, _ spelling: Spelling) {
    vendor.serveAll("people", json(people(2), spelling), #""cursor": "c3""#)
    vendor.serveAll("sessions", json(sessions, spelling))
    vendor.serveAll("registrations", json(registrations, spelling))
    vendor.serveAll("stands", json(stands("y"), spelling))
  }

  // MARK: The story

  /// What the operator of a home did: its runs are numbered as `Tests/Homes/README.md` tells.
  static func live(on stand: ScriptedDesk) throws {
    func must(_ words: String...) throws {
      let finished = try stand.raw(words)
      // 5: applied, with problems or holds.
      guard finished.code == 0 || finished.code == 5 else { throw StepFailed(finished: finished) }
    }
    let (vendor, eid) = (stand.vendor, Operator.eid)
    let token = try stand.desk.patchbay("connections", "set", "\(eid)/v", "--secret", "token", input: "old-token")
    guard token.code == 0 else { throw StepFailed(finished: token) }
    try must("metadata", "add", eid, "person", "job_title", "--kind", "text")
    try must("mapping", "set", "v/people", "title", "job_title", "--transform", "trim")

    serve(on: vendor, .first)
    vendor.serveAll("people", json(people(0), .first), #""cursor": "c1""#)
    vendor.serveAll("stands", json(stands("x"), .first))
    for list in ["people", "sessions", "registrations", "stands"] { try must("sync", "v/\(list)") }
    vendor.serveAll("people", json(people(1), .first), #""cursor": "c2""#)
    try must("sync", "v/people", "--force")
    try must("undo", "5")
    vendor.serveAll("people", json(people(2), .first), #""cursor": "c3""#)
    try must("preview", "v/people")
    try must("sync", "v/people", "--plan", "7")
    try must(
      "records", "set", eid, "person", "p3", "name=Alan M. Turing", "birth=1912-06-24", "arrives=2030-12-01T10:00",
      "seats=6", "fee=7.5")
    vendor.serveAll("stands", json(stands("y"), .first))
    try must("sync", "v/stands", "--force")
    try must("deletions", "discard", "v/stands", "x1", "y1")
    try must("records", "erase", eid, "person", "p10", "--yes", "p10")

    try must(
      "connections", "add", eid, "scripted", "--name", "former", "--endpoint", vendor.address, "--set", "user=former")
    vendor.answer("/people?since=&page=1&user=former", ScriptedAnswer(formerPeople))
    try must("sync", "former/people")
    try must("connections", "remove", "former", "--keep-records", "--yes", "former")

    try must("autosync", "on", "v/people", "--every", "30m", "--yes")
    try must("autosync", "on", "v/sessions", "--yes")
    try must("subscribers", "add", eid, "desk", "--when", "error", "desk@example.org")
    try must("subscribers", "attach", eid, "desk", "v/people")
    try must("tokens", "add", "prometheus", "--role", "viewer")
  }

  private static let formerPeople =
    #"{"items": [{"id": "f1", "name": "Former Person", "status": "ok"}], "total": 1, "rights": true}"#

  // MARK: The connector

  static let dataTypes = """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "modified": "modified", \(order),
      "skip": [{"field": "status", "in": ["cancelled"]}],
      "mapping": [{"from": "name", "to": "name"}, {"from": "email", "to": "email", "kind": "email"},
        {"from": "birth", "to": "birth", "kind": "date"}, {"from": "arrives", "to": "arrives", "kind": "date-time"},
        {"from": "seats", "to": "seats", "kind": "number"}, {"from": "fee", "to": "fee", "kind": "number"},
        {"from": "note", "to": "note", "kind": "long-text", "mode": "overwrite_with_empty"},
        {"from": "seat", "to": "seat", "mode": "only_if_empty"},
        {"from": "badge", "to": "badge", "mode": "only_on_create"},
        {"from": "vip", "to": "vip", "kind": "boolean"}, {"from": "tags", "to": "tags", "kind": "list"}]},
     {"id": "sessions", "fpType": "session", "primaryKey": ["id"], \(order),
      "mapping": [{"from": "title", "to": "title"}, {"from": "start", "to": "start", "kind": "date-time"},
        {"from": "capacity", "to": "capacity", "kind": "number"}]},
     {"id": "registrations", "fpType": "registration", "primaryKey": ["person", "session"], \(order),
      "references": [{"target": "person", "to": "people", "key": ["person"]},
        {"target": "session", "to": "sessions", "key": ["session"]}],
      "requires": ["people", "sessions"],
      "mapping": [{"from": "state", "to": "state"}, {"from": "at", "to": "registered", "kind": "date-time"},
        {"from": "price", "to": "price", "kind": "number"}]},
     {"id": "stands", "fpType": "exhibitor", "primaryKey": ["id"], \(order),
      "mapping": [{"from": "name", "to": "name"}, {"from": "size", "to": "size", "kind": "number"},
        {"from": "opens", "to": "opens", "kind": "date-time"}]}]
    """
  private static let order = #""total": "announced", "stableOrder": true, "incremental": true"#
}
