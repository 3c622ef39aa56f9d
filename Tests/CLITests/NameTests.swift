import Foundation
import TestSupport
import Testing

@Suite("What a person may call things") struct NameTests {
  private func add(_ desk: Operator, _ name: String, node: String = "root") throws -> Finished {
    try desk.patchbay(
      "events", "add", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "Europe/Zurich", "--node", node,
      "--eid", Operator.eid, "--", name)
  }

  static let events: [(name: String, node: String, sentence: String)] = [
    (" ", "root", "An event needs a name."),
    (
      "A\nB", "root", "This cannot be the name of an event: at most 500 bytes, no line break or control character."
    ),
    (
      "\u{1B}[2J", "root", "This cannot be the name of an event: at most 500 bytes, no line break or control character."
    ),
    (
      String(repeating: "x", count: 501), "root",
      "This cannot be the name of an event: at most 500 bytes, no line break or control character."
    ),
    ("A", "", "--node '' cannot be the name of a node: 1 to 64 bytes, no white space."),
    ("A", "a b", "--node 'a b' cannot be the name of a node: 1 to 64 bytes, no white space."),
  ]

  @Test("an event's name that cannot be shown is refused", arguments: events)
  func event(_ c: (name: String, node: String, sentence: String)) throws {
    let desk = try Operator()
    #expect(try add(desk, c.name, node: c.node) == Finished(code: 2, output: "", error: c.sentence + "\n"))
    #expect(((try? FileManager.default.contentsOfDirectory(atPath: desk.home + "/events")) ?? []) == [])
  }

  @Test(
    "other scripts, signs and marks are fine",
    arguments: ["Ünïcode 🎉 'x' \"y\"", "כנס", "-x", String(repeating: "x", count: 500)])
  func fine(_ name: String) throws {
    let desk = try Operator()
    #expect(try add(desk, name).code == 0)
    #expect(try desk.patchbay("events", "list").output.hasSuffix("  \(name)\n"))
  }

  @Test(
    "a connection's name that could not be typed is refused",
    arguments: ["", "a/b", "a b", "\u{7}", "--all", String(repeating: "x", count: 65)])
  func connection(_ name: String) throws {
    let desk = try Operator()
    _ = try desk.patchbay("connectors", "enable", "pretalx")
    _ = try add(desk, "A")
    let shown = name == "\u{7}" ? "�" : name
    #expect(
      try desk.patchbay("connections", "add", Operator.eid, "pretalx", "--name=\(name)")
        == Finished(
          code: 2, output: "",
          error:
            "'\(shown)' cannot be the name of a connection: 1 to 64 bytes, no '/', no white space, and no '-' in front.\n"
        ))
    #expect(try desk.patchbay("connections", "list", Operator.eid, "--json").output == "[]\n")
  }
}
