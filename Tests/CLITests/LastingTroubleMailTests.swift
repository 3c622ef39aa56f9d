import TestSupport
import Testing

/// Between two runs that ask for everything others ask for changes, and cannot look at what was wrong.
@Suite("Mail while something stays wrong") struct LastingTroubleMailTests: MailStand {
  private static let name = "of Nördlicher Gipfel 🎪 <b> (v)"

  /// What a full run of people finds, and how it ends.
  struct Cause: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: String
    /// True if the next sync by hand takes it as the new order.
    var isOnce = false
    let serve: @Sendable (ScriptedVendor) -> Void
  }

  private static let nine = ScriptedDesk.people(1...9)
  static let causes = [
    Cause(testDescription: "held deletions", status: "Partial") { $0.serveAll("people", ScriptedDesk.people(1...1)) },
    Cause(testDescription: "a value that does not fit", status: "Partial") {
      $0.serveAll("people", [ScriptedDesk.person("a1", "\"birth\": \"33.33.1990\"")] + ScriptedDesk.people(2...9))
    },
    Cause(testDescription: "a record without id", status: "Partial") {
      $0.serveAll("people", nine + ["{\"name\": \"?\"}"])
    },
    Cause(testDescription: "a record that comes twice", status: "Partial") {
      $0.serve("people", [nine + [ScriptedDesk.person("a1", name: "Eve")]], total: 9)
    },
    Cause(testDescription: "a list that is short", status: "Partial") { $0.serve("people", [nine], total: 12) },
    Cause(testDescription: "rights that are not proven", status: "Partial") {
      $0.serve("people", [ScriptedDesk.people(1...8)], total: 8, rights: false)
    },
    Cause(testDescription: "a field that is gone", status: "Partial", isOnce: true) {
      $0.serveAll("people", (1...9).map { "{\"id\": \"a\($0)\", \"name\": \"Ada\", \"status\": \"ok\"}" })
    },
    Cause(testDescription: "a list that the vendor cuts", status: "Incomplete") {
      $0.serve("people", [ScriptedDesk.people(1...5), []], total: 9)
      $0.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", status: 400))
    },
    Cause(testDescription: "a list that fails", status: "Failed") {
      $0.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("{}", status: 400))
    },
  ]

  /// A desk with mail, of which the people were synced once; and what makes a run and gives its mails' subjects.
  private func begin(_ office: PostOffice, list: String = "people") throws -> (
    stand: ScriptedDesk, run: (_ options: [String]) throws -> [String]
  ) {
    let stand = try stand(office)
    stand.vendor.serveAll("people", Self.nine, "\"cursor\": \"c1\"")
    stand.vendor.serve("people", [[]], since: "c1")
    try stand.sync("people")
    if list != "people" { try must(stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/\(list)"])) }
    return (
      stand,
      { options in
        _ = try stand.raw(["sync", "v/\(list)", "--force"] + options)
        let before = try office.letters().count
        try send(stand)
        return try office.letters().dropFirst(before).map(\.subject)
      }
    )
  }

  @Test("comes once, and says that it is over when a run that asked for everything found it so", arguments: causes)
  func lasts(_ cause: Cause) throws {
    let office = try PostOffice()
    let (stand, run) = try begin(office)
    cause.serve(stand.vendor)
    #expect(try run([]) == ["\(cause.status): people \(Self.name)"])
    #expect(try run(["--incremental"]) == [])
    if !cause.isOnce {
      #expect(try run([]) == [])
      #expect(try run(["--incremental"]) == [])
      _ = try stand.desk.sqlite("UPDATE subscription SET told=told-64800")
      #expect(try run([]) == ["Still \(cause.status.lowercased()): people \(Self.name)"])
    }
    stand.vendor.serveAll("people", Self.nine, "\"cursor\": \"c1\"")
    #expect(try run([]) == ["In order again: people \(Self.name)"])
    #expect(try run(["--incremental"]) == [])
  }

  @Test("says daily what is held, and that it is over with the first run after it was decided") func held() throws {
    let office = try PostOffice()
    let (stand, run) = try begin(office)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1), "\"cursor\": \"c1\"")
    #expect(try run([]) == ["Partial: people \(Self.name)"])
    _ = try stand.desk.sqlite("UPDATE subscription SET told=told-86400")
    #expect(try run(["--incremental"]) == ["Still partial: people \(Self.name)"])
    let text = try #require(try office.letters().last).text
    #expect(text.contains("Held for approval since run 2: 8 deletions. Let them happen with "))
    #expect(text.contains("  Held deletions: 8\n"))
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try run(["--incremental"]) == ["In order again: people \(Self.name)"])
    #expect(try run([]) == [])
  }

  @Test("says anew what ended and began again, beside something that lasts") func anew() throws {
    let office = try PostOffice()
    let (stand, run) = try begin(office)
    let odd = [ScriptedDesk.person("a1", "\"birth\": \"33.33.1990\"")]
    stand.vendor.serveAll("people", odd, "\"cursor\": \"c1\"")
    #expect(try run([]) == ["Partial: people \(Self.name)"])
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    // What does not fit is there still, though this run has not seen it.
    #expect(try run(["--incremental"]) == [])
    stand.vendor.serveAll("people", odd + ScriptedDesk.people(2...9), "\"cursor\": \"c1\"")
    #expect(try run([]) == [])
    stand.vendor.serveAll("people", odd, "\"cursor\": \"c1\"")
    #expect(try run([]) == ["Partial: people \(Self.name)"])
  }

  @Test("says of what changed that it failed, and that it came after all") func changes() throws {
    let office = try PostOffice()
    let (stand, run) = try begin(office)
    stand.vendor.serve("people", [ScriptedDesk.people(1...2), []], since: "c1")
    stand.vendor.answer(ScriptedVendor.target("people", page: 2, since: "c1"), ScriptedAnswer("{}", status: 400))
    #expect(try run(["--incremental"]) == ["Incomplete: people \(Self.name)"])
    stand.vendor.answer(ScriptedVendor.target("people", page: 1, since: "c1"), ScriptedAnswer("{}", status: 400))
    #expect(try run(["--incremental"]) == ["Failed: people \(Self.name)"])
    stand.vendor.serve("people", [[]], since: "c1")
    #expect(try run(["--incremental"]) == ["In order again: people \(Self.name)"])
    // More than announced, which the next run asks for again.
    stand.vendor.serve("people", [ScriptedDesk.people(1...2)], total: 1, since: "c1")
    #expect(try run(["--incremental"]) == ["Partial: people \(Self.name)"])
    stand.vendor.serve("people", [[]], since: "c1")
    #expect(try run(["--incremental"]) == ["In order again: people \(Self.name)"])
  }

  @Test("says once that registrations wait for people who are not there") func waiting() throws {
    let office = try PostOffice()
    let (stand, run) = try begin(office, list: "registrations")
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "One"}"#])
    try stand.sync("sessions")
    stand.vendor.serveAll(
      "registrations", [#"{"person": "a1", "session": "s1"}"#, #"{"person": "new", "session": "s1"}"#],
      "\"cursor\": \"c1\"")
    stand.vendor.serve("registrations", [[]], since: "c1")
    #expect(try run([]) == ["Partial: registrations \(Self.name)"])
    #expect(try run(["--incremental"]) == [])
    #expect(try run([]) == [])
    stand.vendor.serveAll("people", Self.nine + [ScriptedDesk.person("new")])
    try stand.sync("people")
    #expect(try run(["--incremental"]) == [])
    #expect(try stand.ids("registration") == ["a1/s1", "new/s1"])
    #expect(try run([]) == ["In order again: registrations \(Self.name)"])
  }
}
