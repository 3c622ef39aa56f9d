import Foundation
import TestSupport
import Testing

@Suite("What an operator reads before deciding") struct ReadTests {
  @Test("a connector's fields come with their choices and what holds without them") func info() throws {
    let info = try Operator().patchbay("connectors", "info", "certain")
    #expect(info.code == 0)
    let fields = info.output.split(separator: "\n").dropFirst(5).prefix(8).joined(separator: "\n")
    #expect(
      fields == """
          --set account=…             Account code. As it stands in Certain's own web address after you sign in.
          --set user=…                User name. A user with rights to the API.
          --secret password           Password.
          --set event=…               Event code. Certain: Plan, Event Details.
          --set page_size=…           Records a page (optional). From 3 to 5000. Without it: 500.
          --set session_identity=…    A session is known by (optional). Choose the instance if a session is held several \
        times and people book one of them. One of: sessionCode, sessionInstanceId. Without it: sessionCode.
          --set sessions_list=…       Advanced: where sessions stand (optional). A JSON Pointer into the answer. Without it: \
        /sessions.
          --set registrations_list=…  Advanced: where session registrations stand (optional). A JSON Pointer into the \
        answer. Without it: /registrations.
        """)
  }

  @Test("the version, for a person and for a program") func version() throws {
    #expect(try Operator().patchbay("version").output == "patchbay 0.1.0\n")
    #expect(try Operator().patchbay("version", "--json").output == "{\"version\":\"0.1.0\"}\n")
  }

  @Test("a data config as JSON has all that the text has") func config() throws {
    let stand = try ScriptedDesk()
    let shown = try stand.raw(["configs", "show", "v/people", "--json"])
    #expect(
      shown.output == """
        {"config":"\(Operator.eid)/v/people","fpType":"person","limits":{"many":50,"some":10,"percent":5},"skip":[{"field":\
        "status","in":["cancelled"]}],"dedupe":null,"mapping":[{"from":"email","target":"email","transforms":[],"mode":"overwrite"},{"from":\
        "name","target":"name","transforms":[],"mode":"overwrite"},{"from":"birth","target":"birth","transforms":[],"mode":\
        "overwrite"},{"from":"seats","target":"seats","transforms":[],"mode":"overwrite"},{"from":"note","target":"note",\
        "transforms":[],"mode":"overwrite_with_empty"},{"from":"seat","target":"seat","transforms":[],"mode":"only_if_empty"},\
        {"from":"badge","target":"badge","transforms":[],"mode":"only_on_create"}]}

        """)
  }

  @Test("the list of runs says when there are older ones") func runs() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [])
    for _ in 1...3 { _ = try stand.sync("people") }
    func list(_ words: String...) throws -> [Substring] {
      try stand.raw(["runs", "list", "v/people"] + words).output.split(separator: "\n")
    }
    #expect(try list().count == 4)
    #expect(try list("--limit", "3").count == 4)
    let two = try list("--limit", "2")
    #expect(two.map { $0.prefix { $0 != " " } } == ["RUN", "3", "2", "There"])
    #expect(two.last == "There are older ones: see them with --limit 20.")
    #expect(try list("--limit", "1", "--json").count == 1)
    for wrong in ["0", "-1", "x", "9223372036854775807"] {
      #expect(
        try stand.raw(["runs", "list", "v/people", "--limit=\(wrong)"])
          == Finished(
            code: 2, output: "",
            error: "--limit '\(wrong)' is not a number of runs from 1.\nSee 'patchbay runs list --help'.\n"))
    }
  }
}
