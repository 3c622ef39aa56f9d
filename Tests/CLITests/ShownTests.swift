import TestSupport
import Testing

@Suite("What a vendor's people call themselves, on an operator's terminal") struct ShownTests {
  /// Clears the screen, sets a title, rings, turns text round, and starts a line that looks like the report's.
  private let name = #"\u001b[2J\u001b]0;x\u0007\u009b5m\u202eEve\n  Problems (9):"#
  /// What is left of it once most of that was taken out of the value, on one line.
  private let shown = "[2J]0;x�5mEve   Problems (9):"

  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a\\u001b1", name: name, email: "e@x.org", "\"birth\": \"\\u009b1m\\n  Skipped 1\"")])
    return stand
  }

  @Test("a preview shows it on one line, without control characters") func preview() throws {
    let stand = try stand()
    let finished = try stand.desk.patchbay("preview", "v/people")
    #expect(
      finished.output.split(separator: "\n").dropFirst(3).dropLast() == [
        "  New, for example:", "    a�1: name '\(shown)', email 'e@x.org'", "  Problems (1):",
        "    a�1 · birth: Left out: '�1m   Skipped 1' is not a date.",
      ])
  }

  @Test("JSON has all of it, escaped") func json() throws {
    let stand = try stand()
    _ = try stand.desk.patchbay("sync", "v/people")
    let finished = try stand.desk.patchbay("runs", "show", "1", "--json")
    #expect(finished.output.contains(#""record":"a\u001b1""#))
    #expect(finished.output.contains(#"'\u009b1m\n  Skipped 1'"#))
    #expect(!finished.output.dropLast().unicodeScalars.contains { $0.properties.generalCategory == .control })
  }

  @Test("so do lists and refusals") func lists() throws {
    let stand = try stand()
    _ = try stand.desk.patchbay("sync", "v/people")
    stand.vendor.serve("people", [[]], total: 0)
    _ = try stand.desk.patchbay("sync", "v/people", "--force")
    let list = try stand.desk.patchbay("deletions", "list", Operator.eid)
    #expect(list.output.split(separator: "\n").count == 2)
    #expect(list.output.hasSuffix("  a�1  \(shown), e@x.org\n"))
    #expect(
      try stand.desk.patchbay("events", "show", "\u{1B}[2J").error
        == "There is no event '�[2J'. See 'patchbay events list'.\n")
  }

  @Test("lists show the beginning of a long value") func long() throws {
    let stand = try ScriptedDesk()
    let name = String(repeating: "é", count: 61)
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: name)])
    try stand.sync("people")
    let shown = String(repeating: "é", count: 59) + "…"
    let list = ["records", "list", Operator.eid, "person"]
    #expect(try stand.raw(list).output == "a1  \(shown)  pa1@x.org\n")
    #expect(try stand.raw(list + ["--json"]).output.contains(name))
    stand.vendor.serve("people", [[]], total: 0, "\"empty\": true")
    try stand.sync("people")
    #expect(
      try stand.raw(["deletions", "list", Operator.eid]).output.hasSuffix("  a1  \(shown), pa1@x.org\n"))
  }

  @Test(
    "output that cannot be written is told by the exit code, and a reader that has enough is no fault",
    arguments: [("> /dev/full", 1), (">&-", 1), ("| true", 0)]) func lost(_ target: String, _ code: Int32) throws
  {
    let desk = try Operator()
    let finished = try Launch.run(
      "/usr/bin/env", ["bash", "-c", "set -o pipefail; '\(Products.patchbay)' connectors list --json \(target)"],
      environment: ["PATCHBAY_HOME": desk.home])
    let problem = target.contains("full") ? "No space left on device" : "Bad file descriptor"
    let sentence = "The output could not be written: \(problem). It is not whole; what the command did stays done.\n"
    #expect(finished == Finished(code: code, output: "", error: code == 0 ? "" : sentence))
  }
}
