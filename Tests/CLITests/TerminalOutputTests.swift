import Foundation
import TestSupport
import Testing

@Suite("What would steer a terminal") struct TerminalOutputTests: MailStand {
  /// A title, a cleared screen, a C1 introducer, a carriage return, a line that looks like ours, and an override.
  private static let words = "\u{1B}]0;title\u{7}\u{1B}[2J\u{9B}5m\r\n  Stored now: 12.\u{202E}\u{2028}end"
  private static let shown = "�]0;title��[2J�5m   Stored now: 12.� end"

  /// The characters of a text that steer, but line feeds.
  private func steering(_ text: String) -> [UInt32] {
    text.unicodeScalars.map(\.value).filter {
      $0 != 10
        && (($0 < 0x20) || (0x7F..<0xA0).contains($0) || (0x2028...0x202E).contains($0)
          || (0x2066...0x2069).contains($0))
    }
  }

  /// A terminal writes a carriage return before each line feed by itself.
  private func onTerminal(_ words: [String], _ keys: [(after: String, keys: String)] = [], _ stand: ScriptedDesk) throws
    -> String
  {
    try Terminal.run(
      Products.patchbay, words, columns: 200, keys: keys,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
  }

  @Test("is no part of a run's reason, which stays on its line") func reason() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    try stand.sync("people")
    _ = try stand.desk.sqlite("UPDATE run SET reason=\(Self.sql)")
    let shown = try stand.raw(["runs", "show", "1"])
    #expect(shown.output.split(separator: "\n")[1] == "  \(Self.shown)")
    #expect(steering(shown.output) == [])
    let terminal = try onTerminal(["runs", "show", "1"], [], stand)
    #expect(terminal == shown.output)
    let json = try stand.raw(["runs", "show", "1", "--json"]).output
    #expect(
      json.contains(
        #""reason":"\u001b]0;title\u0007\u001b[2J\u009b5m\r\n  Stored now: 12.\u202e\u2028end""#))
    #expect(steering(json) == [])
  }

  @Test("is no part of a question, a refusal, or a list, whatever tool wrote a name") func names() throws {
    let stand = try ScriptedDesk()
    _ = try stand.desk.sqlite("UPDATE event SET name=\(Self.sql)")
    let question = try onTerminal(["events", "remove", Operator.eid], [(after: "to do it: ", keys: "no\n")], stand)
    #expect(
      question.hasPrefix("Event '\(Self.shown)' (\(Operator.eid)) would be removed for good, with "), "\(question)")
    #expect(steering(question) == [])
    let refusal = try stand.raw(["events", "remove", Operator.eid])
    #expect(refusal.code == 3)
    #expect(refusal.error.hasPrefix("Event '\(Self.shown)' (\(Operator.eid)) would be removed for good, with "))
    #expect(refusal.error.split(separator: "\n").count == 1 && steering(refusal.error) == [])
    let list = try stand.raw(["events", "list"]).output
    #expect(list.contains(Self.shown) && steering(list) == [])
  }

  @Test("is no part of what a command was given when it is refused") func operands() throws {
    let stand = try ScriptedDesk()
    #expect(
      try stand.raw(["events", "show", Self.words]).error
        == "There is no event '\(Self.shown)'. See 'patchbay events list'.\n")
  }

  @Test("is no part of a mail server's words, in what is said, listed and logged") func server() async throws {
    let office = try PostOffice(["rude"])
    let stand = try stand(office)
    let words =
      "smtp://127.0.0.1:\(office.port) does not take it: 550 5.1.1 �[2J�]0;title�nobody. Check the address, and who the mail is"
      + " from."
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.error == "Given up to desk@example.org: \(words) See 'patchbay mail list'.\n")
    let list = try stand.raw(["mail", "list"]).output
    #expect(list.contains(words) && steering(list) == [])
    _ = try host(stand, "UPDATE mail SET dead=0, next=0")
    let serve = try Launch.start(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { serve.errorSoFar.contains("mail.given.up") }
    #expect(serve.errorSoFar.contains(#"550 5.1.1 \u001b[2J\u001b]0;title\u0007nobody."#))
    #expect(steering(serve.errorSoFar) == [])
  }

  @Test("is data in an export, but not on a terminal") func export() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: #"x\u009b5my"#)])
    try stand.sync("people")
    func export(_ format: String) -> [String] { ["records", "export", Operator.eid, "person", "--format", format] }
    #expect(try stand.raw(export("csv") + ["--raw"]).output.contains("x\u{9B}5my"))
    let csv = try onTerminal(export("csv") + ["--raw"], [], stand)
    #expect(csv.contains("x�5my") && steering(csv) == [])
    #expect(try stand.raw(export("json")).output.contains("x\u{9B}5my"))
    let json = try onTerminal(export("json"), [], stand)
    #expect(json.contains(#"x\u009b5my"#) && steering(json) == [])
  }

  /// The words as an expression of SQLite's.
  private static let sql =
    "cast(x'\(words.utf8.map { String($0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined())' AS TEXT)"
}
