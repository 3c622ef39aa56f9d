import Foundation
import Glibc
import TestSupport
import Testing

@Suite("How far an erasure reaches: a record") struct ErasureReachTests {
  private static let eid = Operator.eid
  private static let canaries = ["canary-1", "Canary", "canary@", "canary note"]

  private func erase(_ stand: ScriptedDesk, _ id: String = "canary-1", _ type: String = "person") throws -> Finished {
    try stand.raw(["records", "erase", Self.eid, type, id, "--yes", id])
  }

  private func canary() -> String { ScriptedDesk.person("canary-1", name: "Canary", email: "canary@x.org") }

  @Test("that is held, gone, skipped or waiting goes, too") func others() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    // Gone.
    #expect(try stand.desk.files(holding: Self.canaries) == ["events/\(Self.eid).db"])
    #expect(try erase(stand).output.contains(" Deleted 0 "))
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    // Held, to come and to leave.
    let held = (1...20).map { ScriptedDesk.person("canary-h\($0)", name: "Canary", email: "canary@x.org") }
    stand.vendor.serveAll("people", held)
    #expect(try stand.sync("people").words == "received 20, heldDeletions 3, heldCreations 20")
    #expect(try erase(stand, "canary-h1").code == 5)
    #expect(try erase(stand, "a1").code == 5)
    #expect(try stand.held().count == 21)
    #expect(try stand.sync("people").words == "received 20, skipped 1, heldDeletions 2, heldCreations 19")
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try stand.ids("person").count == 19)
    #expect(try stand.desk.files(holding: ["canary-h1\u{0}", "pa1@x.org"]) == [])
    // Skipped.
    let cancelled = (2...19).map { ScriptedDesk.person("canary-h\($0)", name: "Canary", email: "canary@x.org") }
    stand.vendor.serveAll(
      "people", cancelled + [ScriptedDesk.person("canary-h20", name: "Canary", status: "cancelled")])
    #expect(try stand.sync("people").words == "received 19, unchanged 18, deleted 1, skipped 1")
    #expect(try erase(stand, "canary-h20").code == 0)
    #expect(try stand.desk.files(holding: ["canary-h20"]) == [])
    #expect(try stand.sync("people").words == "received 19, unchanged 18, skipped 1")
    #expect(try stand.desk.files(holding: ["canary-h20"]) == [])
  }

  @Test("in a list that is exploded is one of its parent's, the others stay") func exploded() throws {
    let stand = try ScriptedDesk()
    func order(_ title: String) -> String {
      #"{"code": "o/1", "company": "X", "positions": [{"no": 1, "title": "\#(title)"}, {"no": 2, "title": "Other"}]}"#
    }
    stand.vendor.serveAll("positions", [order("Canary")])
    #expect(try stand.sync("positions").words == "received 2, created 2")
    #expect(try stand.ids("exhibitor") == ["o~11/1", "o~11/2"])
    #expect(try erase(stand, "o~11/1", "exhibitor").code == 0)
    #expect(try stand.sync("positions").words == "received 2, unchanged 1, skipped 1")
    #expect(try stand.desk.files(holding: ["Canary", "o~11/1"]) == [])
    #expect(try stand.ids("exhibitor") == ["o~11/2"])
  }

  /// The raw data of a preview, and what its stats say last.
  private func raw(_ stand: ScriptedDesk, _ type: String) throws -> (rows: [[String]], last: [String]) {
    let path = stand.desk.folder.path + "/p.xlsx"
    let finished = try stand.raw(["preview", "v/\(type)", "-o", path])
    #expect([0, 5].contains(finished.code), "\(finished.error)")
    let book = try OpenedWorkbook(path)
    return (book["Raw API Data"], book["Stats"].last ?? [])
  }

  @Test("is left out of the raw data of previews, with what points at it or holds its id; the others stay")
  func previews() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...2))
    let sessions = [
      #"{"id": "s1", "title": "One", "speakers": [{"id": "canary-1", "name": "Canary"}]}"#,
      #"{"id": "s2", "title": "Two", "seats": {"canary-1": "front"}}"#, #"{"id": "s3", "title": "Three"}"#,
    ]
    stand.vendor.serveAll("sessions", sessions)
    for type in ["people", "sessions"] { try stand.sync(type) }
    stand.vendor.serveAll(
      "registrations", ["canary-1", "a1"].map { "{\"person\": \"\($0)\", \"session\": \"s3\", \"state\": \"in\"}" })
    #expect(try raw(stand, "sessions").rows.count == 4)
    #expect(try stand.desk.files(holding: ["Canary"]).contains { $0.hasPrefix("plans/") })
    // What an earlier preview kept of another type goes, too.
    #expect(try erase(stand).code == 0)
    #expect(try stand.desk.files(holding: Self.canaries) == [])

    let people = try raw(stand, "people")
    #expect(people.rows.map { $0.first ?? "" } == ["id", "a1", "a2"])
    #expect(people.last == ["1 record that was erased, or names one that was."])
    let talks = try raw(stand, "sessions")
    #expect(talks.rows == [["id", "title"], ["s3", "Three"]])
    #expect(talks.last == ["2 records that were erased, or name one that was."])
    #expect(try raw(stand, "registrations").rows == [["person", "session", "state"], ["a1", "s3", "in"]])
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    // They are counted all the same.
    #expect(
      try stand.raw(["configs", "set", "v/people", "--skip", "name is one of Ada", "--dry-run"]).output.contains(
        "It would skip 2 of 3 records of preview "))
  }

  @Test("of an exploded list takes its parent out of the raw data") func explodedPreview() throws {
    let stand = try ScriptedDesk()
    func order(_ code: String, _ title: String) -> String {
      #"{"code": "\#(code)", "company": "\#(title)", "positions": [{"no": 1, "title": "\#(title)"}, {"no": 2}]}"#
    }
    stand.vendor.serveAll("positions", [order("o/1", "Canary"), order("o2", "Other")])
    try stand.sync("positions")
    #expect(try erase(stand, "o~11/1", "exhibitor").code == 0)
    let kept = try raw(stand, "positions")
    #expect(
      kept.rows == [["no", "title", "^code", "^company"], ["1", "Other", "o2", "Other"], ["2", "", "o2", "Other"]])
    #expect(kept.last == ["1 record that was erased, or names one that was."])
    // The other position of the same order stays as it is stored.
    #expect(try stand.desk.files(holding: Self.canaries) == ["events/\(Self.eid).db"])
    #expect(try stand.ids("exhibitor") == ["o2/1", "o2/2", "o~11/2"])
  }

  @Test("is left out where another data type is made of the same records and does not take it") func sameRecords()
    throws
  {
    func type(_ id: String, _ fpType: String, _ condition: String, key: String = "code") -> String {
      #"""
      {"id": "\#(id)", "fpType": "\#(fpType)", "primaryKey": ["\#(key)"], \#(condition)
        "mapping": [{"from": "title", "to": "title"}]}
      """#
    }
    func exploded(_ kind: String) -> String {
      #""explode": {"path": "positions", "key": ["no"], "where": [{"field": "kind", "in": ["\#(kind)"]}]},"#
    }
    let stand = try ScriptedDesk(
      dataTypes: "[\(type("people", "person", exploded("seat"))), \(type("visits", "registration", exploded("visit"))),"
        + " \(type("orders", "exhibitor", ""))]")
    let orders = [
      #"{"code": "o/1", "title": "A", "positions": [{"no": 7, "kind": "seat", "title": "Canary"}, {"no": 8, "kind": "visit"}]}"#,
      #"{"code": "o2", "title": "B", "positions": [{"no": 7, "kind": "seat", "title": "Ada"}, {"no": 8, "kind": "visit"}]}"#,
    ]
    for list in ["people", "visits", "orders"] { stand.vendor.serveAll(list, orders) }
    try stand.sync("people")
    #expect(try erase(stand, "o~11/7").code == 0)
    for (list, count) in [("people", 2), ("visits", 2), ("orders", 2)] {
      let kept = try raw(stand, list)
      #expect(kept.rows.count == count)
      #expect(kept.last == ["1 record that was erased, or names one that was."])
    }
    #expect(try stand.desk.files(holding: ["Canary"]) == [])
  }

  @Test("tells of others with its e-mail, which may be the same person, and leaves them") func equalEmails() throws {
    let stand = try ScriptedDesk()
    let twin = ScriptedDesk.person("twin", name: "Canary", email: "CANARY@x.org")
    stand.vendor.serveAll("people", [canary(), twin] + ScriptedDesk.people(1...2))
    try stand.sync("people")
    let words = "Another record has the same e-mail address and stays: twin (v/people)."
    #expect(
      try stand.raw(["records", "erase", Self.eid, "person", "canary-1"]).error.contains(
        " taken back. \(words) Nothing "))
    let erased = try erase(stand)
    #expect(erased.error == words + "\n")
    #expect(erased.code == 0)
    #expect(try stand.ids("person") == ["a1", "a2", "twin"])
    #expect(try erase(stand, "twin").error == "")
    // In another fp_type, too, and several.
    #expect(try stand.raw(["metadata", "add", Self.eid, "session", "mail", "--kind", "email"]).code == 0)
    #expect(try stand.raw(["mapping", "set", "v/sessions", "host", "mail"]).code == 0)
    stand.vendor.serveAll("sessions", ["s1", "s2"].map { "{\"id\": \"\($0)\", \"host\": \"pa1@x.org\"}" })
    try stand.sync("sessions")
    #expect(
      try erase(stand, "a1").error
        == "2 other records have the same e-mail address and stay: s1 (v/sessions), s2 (v/sessions).\n")
  }

  @Test("is erased once by two who ask at the same time") func twice() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...3))
    try stand.sync("people")
    let target = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(target, ScriptedAnswer(#"{"items": [], "total": 4}"#, stalls: true))
    let asked = stand.vendor.requests.count
    let preview = try stand.desk.start("preview", "v/people")
    while stand.vendor.requests.count == asked, preview.process.isRunning { usleep(5000) }
    let words = ["records", "erase", Self.eid, "person", "canary-1", "--yes", "canary-1"]
    let environment = ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 }
    let both = try (0..<2).map { _ in try Launch.start(Products.patchbay, words, environment: environment) }
    // Both have found the record, and wait for the preview's lock.
    for one in both { while one.process.isRunning, !hasOpenLock(one) { usleep(5000) } }
    stand.vendor.release()
    _ = preview.wait()
    let ended = both.map { $0.wait() }.sorted { $0.code < $1.code }
    #expect(ended.map(\.code) == [0, 2])
    #expect(ended[1].error == "Record 'canary-1' of \(Self.eid)/v/people is erased already.\n")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run WHERE kind='edit'") == "1")
  }

  /// True if a process has a lock's file open, which it waits for or holds.
  private func hasOpenLock(_ running: Running) -> Bool {
    let folder = "/proc/\(running.process.processIdentifier)/fd"
    let open = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return open.contains { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"))?.hasSuffix(".lock") ?? false
    }
  }

  @Test("is found by whichever field names it, where a reference has alternatives") func alternatives() throws {
    let stand = try ScriptedDesk(
      dataTypes: #"""
        [{"id": "tickets", "fpType": "person", "primaryKey": ["id"], "mapping": [{"from": "name", "to": "name"}]},
         {"id": "places", "fpType": "registration", "primaryKey": ["no"],
          "references": [{"target": "person", "to": "tickets", "key": ["addon_to | id"]}],
          "mapping": [{"from": "state", "to": "state"}]}]
        """#)
    func place(_ no: String, _ more: String) -> String { "{\"no\": \"\(no)\", \"state\": \"in\", \(more)}" }
    stand.vendor.serveAll("tickets", ["17", "18"].map { "{\"id\": \"\($0)\", \"name\": \"N\"}" })
    stand.vendor.serveAll(
      "places",
      [
        place("a", #""addon_to": "17", "id": "90""#), place("b", #""id": "17""#), place("c", #""addon_to": "18""#),
      ])
    try stand.sync("tickets")
    #expect(try stand.sync("places").words == "received 3, created 3")
    #expect(try erase(stand, "17").output.contains(" Deleted 1 "))
    #expect(try stand.ids("registration") == ["c"])
    #expect(try stand.sync("places").words == "received 3, unchanged 1, skipped 2")
  }

  @Test("is found by what it points at where neither key nor values hold it") func mappedReference() throws {
    let stand = try ScriptedDesk()
    try ScriptedConnector.build(
      "scripted",
      dataTypes: #"""
        [{"id": "people", "fpType": "person", "primaryKey": ["id"], "mapping": [{"from": "name", "to": "name"}]},
         {"id": "rooms", "fpType": "session", "primaryKey": ["id"], "mapping": [{"from": "name", "to": "title"}]},
         {"id": "visits", "fpType": "registration", "primaryKey": ["no"], "modified": "at",
          "references": [{"target": "person", "to": "people", "key": ["who"]}],
          "mapping": [{"from": "who", "to": "person", "transforms": ["trim"]}]},
         {"id": "calls", "fpType": "registration", "primaryKey": ["no"],
          "references": [{"target": "person", "to": "people", "key": ["who"]},
            {"target": "session", "to": "rooms", "key": ["room"]}],
          "mapping": [{"from": "no", "to": "number"}]}]
        """#, into: stand.folder, remark: "two")
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(
      try stand.raw(["connections", "add", Self.eid, "scripted", "--name", "w", "--endpoint", stand.vendor.address])
        .code
        == 0)
    func sync(_ type: String) throws -> String {
      try RunReport(stand.raw(["sync", "w/\(type)", "--force", "--json"])).words
    }
    func visit(_ no: String, _ who: Int, _ more: String = "") -> String {
      "{\"no\": \"\(no)\", \"who\": \(who)\(more)}"
    }
    func people(_ ids: [Int]) -> [String] { ids.map { "{\"id\": \($0), \"name\": \"N\($0)\"}" } }
    stand.vendor.serveAll("people", people([18]))
    stand.vendor.serveAll("rooms", ["{\"id\": \"r1\", \"name\": \"R\"}"])
    stand.vendor.serveAll("visits", [visit("x17", 17), visit("x18", 18)])
    let room = #", "room": "r1""#
    stand.vendor.serveAll(
      "calls", [visit("x17", 17, room), visit("x18", 18, room), visit("x19", 17, #", "room": "r9""#)])
    for type in ["people", "rooms"] { #expect(try sync(type) == "received 1, created 1") }
    #expect(try sync("visits") == "received 2, created 1, invalid 1")
    #expect(try sync("calls") == "received 3, created 1, invalid 2")
    stand.vendor.serveAll("people", people([17, 18]))
    #expect(try sync("people") == "received 2, created 1, unchanged 1")
    #expect(try sync("visits") == "received 2, created 1, unchanged 1")
    #expect(try sync("calls") == "received 3, created 1, unchanged 1, invalid 1")
    #expect(try stand.desk.sqlite("SELECT rid FROM pending") == "x19")

    #expect(try erase(stand, "17").output.contains(" Deleted 1 "))
    #expect(
      try stand.desk.sqlite("SELECT data_type, id FROM registration ORDER BY 1, 2")
        == "calls|x18\nvisits|x18")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
    #expect(try stand.desk.sqlite("SELECT rid, reason FROM problem WHERE rid<>'' ORDER BY run") == "")
    #expect(try sync("visits") == "received 2, unchanged 1, skipped 1")
    // The newer of two counts, and both come to nothing.
    stand.vendor.serve(
      "visits",
      [
        [
          visit("x17", 17, #", "at": "2026-01-01T00:00:00Z""#), visit("x17", 17, #", "at": "2026-01-02T00:00:00Z""#),
          visit("x18", 18),
        ]
      ])
    #expect(try sync("visits") == "received 3, unchanged 1, skipped 1, duplicated 1")
    #expect(try sync("calls") == "received 3, unchanged 1, skipped 2")
  }

  @Test("goes also from where an SQLite that does not overwrite what it deletes left it") func leftInFreeSpace() throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...3))
    try stand.sync("people")
    let words = "PRAGMA secure_delete=OFF; INSERT INTO pending VALUES(1, 'canary-1', 'canary note', '', '', 1, 0, 0);"
    _ = try stand.desk.sqlite(words + "DELETE FROM pending")
    #expect(try stand.desk.files(holding: ["canary note"]) == ["events/\(Self.eid).db"])
    #expect(try erase(stand).code == 0)
    #expect(try stand.desk.files(holding: Self.canaries) == [])
  }

  @Test("of a frozen connection goes, too") func frozen() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...3))
    try stand.sync("people")
    #expect(try stand.raw(["connections", "remove", "v", "--keep-records", "--yes", "v"]).code == 0)
    #expect(try erase(stand).code == 0)
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }

  @Test("is gone from the event while someone reads the file, and from the disk as soon as that ends")
  func readMeanwhile() async throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...3))
    try stand.sync("people")
    let reader = try await KeptFile(stand.desk.database, from: .cleaning)
    let erased = try erase(stand)
    #expect(erased.code == 5)
    #expect(
      erased.error
        == "What was removed is gone from the event, but may still be readable in free space of its file:"
        + " '\(stand.desk.database)' is in use by another process and was not free within 10 seconds. Run the command again"
        + " when that one has ended. 'patchbay events tidy \(Self.eid)' tries again, and so does every run.\n")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
    #expect(try stand.desk.files(holding: Self.canaries) != [])
    reader.letGo()
    #expect(try stand.sync("people").words == "received 4, unchanged 3, skipped 1")
    #expect(try stand.desk.files(holding: Self.canaries) == [])
  }
}
