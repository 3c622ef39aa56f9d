import Foundation
import TestSupport
import Testing

/// What goes when it is old enough, with a clock that a test sets.
@Suite("A home of an event that goes on for years") struct AgeTests {
  private static let eid = Operator.eid
  private let stand: ScriptedDesk
  private let clock: Clock

  init() throws {
    stand = try ScriptedDesk()
    clock = try Clock(in: stand.folder)
    stand.desk.environment.merge(clock.environment) { $1 }
  }

  /// Runs `patchbay` so many days from today.
  private func patchbay(_ day: Int, _ words: String...) throws -> Finished {
    try clock.set(day * 86_400)
    return try Launch.run(
      "/usr/bin/env", clock.words + [Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
  }

  private func sync(_ day: Int, _ people: [String], _ options: String = "") throws -> RunReport {
    stand.vendor.serveAll("people", people, options)
    return try RunReport(patchbay(day, "sync", "v/people", "--json", "--force"))
  }

  /// The day so many days from today in the event's zone.
  private func day(_ offset: Int) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Zurich") ?? .gmt
    let parts = calendar.dateComponents(
      [.year, .month, .day], from: Date().addingTimeInterval(Double(offset) * 86_400))
    func two(_ number: Int?) -> String { String("0\(number ?? 0)".suffix(2)) }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  private func people(_ name: String, _ more: String = "") -> [String] {
    [ScriptedDesk.person("a1", name: name, more), ScriptedDesk.person("a2"), ScriptedDesk.person("a3")]
  }

  /// Runs that are kept, and beside each how many of its lines there are and how many of these have values.
  private func kept() throws -> String {
    try stand.desk.sqlite(
      "SELECT r.id, count(c.id), count(c.fields) FROM run r LEFT JOIN change c ON c.run=r.id GROUP BY r.id ORDER BY r.id"
    )
  }

  @Test("keeps runs for 400 days, and for longer those that something still rests on") func runs() throws {
    #expect(try sync(-500, people("Ada")).words == "received 3, created 3")
    #expect(try sync(-499, people("Bea")).words == "received 3, unchanged 2, updated 1")
    #expect(try patchbay(-498, "records", "set", Self.eid, "person", "a3", "name=Cy").code == 0)
    #expect(try sync(-450, people("Dora")).words == "received 3, unchanged 2, updated 1")
    let view = "SELECT id, name FROM person ORDER BY id"
    let before = try stand.desk.sqlite(view)
    #expect(before == "a1|Dora\na2|Ada\na3|Cy")
    #expect(try kept() == "1|3|0\n2|1|1\n3|1|1\n4|1|1")

    // What a person applied last stays, and so does the run of what is kept by hand: without values.
    #expect(try sync(0, people("Dora")).words == "received 3, unchanged 3")
    #expect(try kept() == "3|1|0\n4|1|0\n5|0|0")
    #expect(try stand.desk.sqlite(view) == before)

    let gone =
      "is not kept any more, and can be neither shown nor undone: what runs before \(day(-400)) did was removed"
      + " after 400 days. 'patchbay runs list \(Self.eid)' shows what is kept.\n"
    for words in [["undo", "2"], ["runs", "show", "1"], ["runs", "report", "2", "-o", stand.folder + "/r.xlsx"]] {
      let finished = try stand.raw(words)
      #expect(finished.error == "Run \(words[0] == "runs" && words[1] == "show" ? 1 : 2) \(gone)", "\(words)")
      #expect(finished.code == 2)
    }
    #expect(try stand.raw(["runs", "show", "99"]).error == "There is no run 99. See 'patchbay runs list EID'.\n")
    let account = try stand.raw(["records", "explain", Self.eid, "person", "a1"]).output
    #expect(account.contains("What was done to it before \(day(-400)) is not kept."))
    #expect(account.contains("What run 4 changed in it is no longer kept."))
    // Nothing rests on it since the last sync, so that it goes with the next run, which is this.
    #expect(try stand.raw(["undo", "4"]).error == "Run 4 \(gone)")
    #expect(try kept() == "3|1|0\n5|0|0")
    #expect(try RunReport(stand.raw(["undo", "3", "--json"])).words == "received 1, unchanged 1")
    #expect(try stand.problems() == ["a3: Left as it is: its earlier values are no longer kept."])

    #expect(try sync(1, people("Eve")).words == "received 3, unchanged 2, updated 1")
    #expect(try kept() == "3|1|0\n5|0|0\n6|0|0\n7|1|1")
    #expect(try stand.desk.sqlite(view) == "a1|Eve\na2|Ada\na3|Cy")
    #expect(try patchbay(2, "records", "release", Self.eid, "person", "a3").code == 0)
    #expect(try sync(3, people("Eve")).words == "received 3, unchanged 2, updated 1")
    #expect(try stand.desk.sqlite(view) == "a1|Eve\na2|Ada\na3|Ada")
    // Now nothing rests on the hand's work either. Of what is old by then, the last sync stays.
    #expect(try patchbay(2000, "events", "tidy").code == 0)
    #expect(try kept() == "9|1|0")
  }

  @Test("keeps the run that a hold names for as long as it is held") func held() throws {
    let cursor = "\"cursor\": \"c\""
    #expect(try sync(-450, ScriptedDesk.people(1...12), cursor).words == "received 12, created 12")
    #expect(try sync(-449, ScriptedDesk.people(1...2), cursor).words == "received 2, unchanged 2, heldDeletions 10")
    // Runs that ask for changes only do not hold anew.
    stand.vendor.serve("people", [], since: "c", cursor)
    for day in 0...1 {
      let run = try RunReport(patchbay(day, "sync", "v/people", "--json", "--force", "--incremental"))
      #expect(run.words == "heldDeletions 10")
    }
    #expect(try stand.desk.sqlite("SELECT DISTINCT run FROM hold") == "2")
    #expect(try kept() == "2|0|0\n3|0|0\n4|0|0")
    // Discarded, it can be held again as it was.
    #expect(try patchbay(1, "deletions", "discard", Self.eid).code == 0)
    #expect(try patchbay(2, "events", "tidy").code == 0)
    #expect(try kept() == "2|0|0\n3|0|0\n4|0|0\n5|10|0")
    // Released, nothing names it.
    for number in 3...12 {
      #expect(try patchbay(2, "records", "release", Self.eid, "person", "a\(number)").code == 0)
    }
    #expect(try patchbay(3, "events", "tidy").code == 0)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run WHERE id=2") == "0")
    #expect(try stand.ids("person").count == 12)
  }

  @Test("keeps what runs found for 90 days, and counts for longer") func problems() throws {
    let odd = "\"seats\": \"about six\""
    let said = "a1 seats: 'about six' is not a number. The value was left out; what is stored stays."
    #expect(try sync(-100, people("Ada", odd)).status == "partial")
    let problem = try stand.problems()
    #expect(problem.count == 1, "\(problem) \(said)")
    for day in -99 ... -97 { #expect(try sync(day, people("Ada", odd)).status == "partial") }
    // Four runs, one row.
    #expect(try stand.desk.sqlite("SELECT count(*) FROM problem_span") == "1")
    #expect(try sync(-96, people("Ada")).status == "completed")
    #expect(try sync(-7, people("Ada")).status == "completed")
    for run in 1...4 {
      let shown = try stand.raw(["runs", "show", "\(run)", "--json"]).output
      #expect(shown.contains("\"problemCount\":1,\"problems\":[{\"record\":\"a1\",\"field\":\"seats\","))
    }
    #expect(try stand.raw(["runs", "show", "5", "--json"]).output.contains("\"problemCount\":0,\"problems\":[]"))
    #expect(try sync(0, people("Ada")).status == "completed")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM problem_span") == "0")
    #expect(try stand.raw(["runs", "show", "4", "--json"]).output.contains("\"problemCount\":1,\"problems\":[]"))
  }
}
