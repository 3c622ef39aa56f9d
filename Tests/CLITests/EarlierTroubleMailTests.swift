import TestSupport
import Testing

/// Files in which a list's row says how the last run ended that it was told of, and nothing else.
@Suite("Mail after versions that knew less of what was wrong") struct EarlierTroubleMailTests: MailStand {
  private static let name = "of Nördlicher Gipfel 🎪 <b> (v)"

  /// The lists' tables of then, in which `rows` are: list, data config, status, cause, count, when it was told.
  private func makeEarlier(_ stand: ScriptedDesk, _ rows: String) throws {
    _ = try stand.desk.sqlite(
      """
      DROP TABLE subscription;
      CREATE TABLE subscription(
        list INTEGER NOT NULL REFERENCES subscriber_list(id), config INTEGER NOT NULL REFERENCES config(id),
        status TEXT, cause TEXT, count INTEGER, told REAL, PRIMARY KEY(list, config)) WITHOUT ROWID;
      INSERT INTO subscription VALUES \(rows);
      ALTER TABLE hold DROP COLUMN decided;
      ALTER TABLE kept DROP COLUMN hold_decided;
      CREATE VIEW badge AS SELECT id, badge FROM person;
      PRAGMA user_version=\(Self.version)
      """)
  }

  /// Before lists knew what was wrong.
  private static let version = 21

  /// Nine people of whom so many have a day of birth that is none.
  private func serve(_ stand: ScriptedDesk, odd: Int) {
    let people = (1...9).map { $0 > odd ? ScriptedDesk.person("a\($0)") : Self.odd("a\($0)") }
    stand.vendor.serveAll("people", people, "\"cursor\": \"c1\"")
  }

  private static func odd(_ id: String) -> String { ScriptedDesk.person(id, "\"birth\": \"33.33.1990\"") }

  /// Syncs, and gives the mails there were: `list: subject`.
  private func run(_ stand: ScriptedDesk, _ office: PostOffice, _ options: String...) throws -> [String] {
    let sync = try stand.raw(["sync", "v/people", "--force"] + options)
    #expect(!sync.error.contains("were not yet"), "\(sync)")
    let before = try office.letters().count
    try send(stand)
    return try office.letters().dropFirst(before).map { "\($0.to.prefix { $0 != "@" }): \($0.subject)" }
  }

  private func begin(_ office: PostOffice, lists: [String]) throws -> ScriptedDesk {
    let stand = try stand(office)
    for list in lists {
      try must(stand.raw(["subscribers", "add", Operator.eid, list, "--when", "error", "\(list)@example.org"]))
      try must(stand.raw(["subscribers", "attach", Operator.eid, list, "v/people"]))
    }
    serve(stand, odd: 0)
    stand.vendor.serve("people", [[]], since: "c1")
    try stand.sync("people")
    return stand
  }

  @Test("says nothing anew that is no more than then, whatever stands in the file beside it") func upgraded() throws {
    let office = try PostOffice()
    let stand = try begin(office, lists: ["unknown", "words", "bytes", "refused", "odd", "new"])
    let status = "'partial', ''"
    try makeEarlier(
      stand,
      """
      (1, 1, \(status), 3, 1.9e9), (2, 1, \(status), NULL, 1.9e9), (3, 1, \(status), 'three', 1.9e9),
      (4, 1, \(status), x'00ff', 1.9e9), (5, 1, 'refused', 'No.', 0, 1.9e9), (6, 1, x'00ff', NULL, 9, 1.9e9),
      (7, 1, NULL, NULL, NULL, NULL), (1, 77, \(status), 3, 1.9e9)
      """)
    #expect(try stand.raw(["events", "list"]).code == 0)
    func earlier(_ count: Int) -> String {
      #"[{"kind":"earlier","what":"partial","count":\#(count),"needsAll":true}]"#
    }
    #expect(
      try stand.desk.sqlite("SELECT list, config, troubles FROM subscription") == """
        1|1|\(earlier(3))
        2|1|\(earlier(0))
        3|1|\(earlier(0))
        4|1|\(earlier(0))
        5|1|[{"kind":"ended","what":"refused: No.","count":1,"needsAll":true}]
        6|1|[]
        7|1|[]
        """)
    _ = try stand.desk.sqlite("UPDATE subscription SET told=unixepoch()-60 WHERE told IS NOT NULL")
    #expect(try run(stand, office, "--incremental") == [])
    serve(stand, odd: 3)
    let told = ["unknown", "words", "bytes", "refused", "odd", "new"].map { "\($0): Partial: people \(Self.name)" }
    #expect(try run(stand, office).sorted() == told.sorted())
    serve(stand, odd: 0)
    #expect(
      try run(stand, office).sorted()
        == (told + ["desk: "]).map { "\($0.prefix { $0 != ":" }): In order again: people \(Self.name)" }.sorted())
  }

  @Test("says when it is more than then") func worse() throws {
    let office = try PostOffice()
    let stand = try begin(office, lists: [])
    try makeEarlier(stand, "(1, 1, 'partial', '', 3, unixepoch()-60)")
    serve(stand, odd: 4)
    #expect(try run(stand, office) == ["desk: Partial: people \(Self.name)"])
    #expect(try run(stand, office) == [])
  }

  @Test("says that something is held, however much was wrong then") func held() throws {
    let office = try PostOffice()
    let stand = try begin(office, lists: [])
    try makeEarlier(stand, "(1, 1, 'partial', '', 99, unixepoch()-60)")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1), "\"cursor\": \"c1\"")
    #expect(try run(stand, office) == ["desk: Partial: people \(Self.name)"])
    #expect(try run(stand, office, "--incremental") == [])
  }

  @Test("takes a list for new of which it cannot be read what it knows, and no other waits for that") func unreadable()
    throws
  {
    let office = try PostOffice()
    let stand = try begin(office, lists: ["boss", "eve"])
    _ = try stand.desk.sqlite(
      """
      UPDATE subscription SET told=unixepoch()-60, troubles=CASE list
        WHEN 1 THEN '[{"kind":"records","what":"","count":null,"needsAll":true}]' WHEN 2 THEN 'partial'
        ELSE '[{"kind":"records","what":"","count":2,"needsAll":true}]' END
      """)
    serve(stand, odd: 2)
    #expect(
      try run(stand, office) == ["boss: Partial: people \(Self.name)", "desk: Partial: people \(Self.name)"])
    serve(stand, odd: 3)
    #expect(try run(stand, office).count == 3)
  }
}
