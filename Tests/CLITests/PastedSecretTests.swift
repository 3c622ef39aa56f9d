import TestSupport
import Testing

@Suite("What copying brings along is no part of a secret") struct PastedSecretTests {
  struct Case: CustomTestStringConvertible {
    let given: String
    /// As it reaches the vendor in a parameter.
    let sent: String
    /// What was left out.
    let leftOut: String?
    var testDescription: String { "\(given.debugDescription)" }

    init(_ given: String, _ sent: String = "tok-1", _ leftOut: String? = nil) {
      self.given = given
      self.sent = sent
      self.leftOut = leftOut
    }
  }

  private static let space = "white space at its ends"
  private static let unseen = "characters that cannot be seen"
  private static let quotes = "quotes around it"

  static let pasted = [
    Case("tok-1"), Case("  tok-1 \t", "tok-1", space), Case("\u{A0}tok-1\u{A0}", "tok-1", space),
    Case("\u{3000}tok-1\u{2007}", "tok-1", space), Case("tok\u{200B}-1\u{FEFF}", "tok-1", unseen),
    Case("\u{200E}tok\u{AD}-1\u{2060}", "tok-1", unseen), Case("\"tok-1\"", "tok-1", quotes),
    Case("'tok-1'", "tok-1", quotes),
    Case("\u{201C}tok-1\u{201D}", "tok-1", quotes), Case("`tok-1`", "tok-1", quotes),
    Case("Token tok-1", "tok-1", "'Token' in front of it"), Case("bearer  tok-1", "tok-1", "'Bearer' in front of it"),
    Case("BEARER\u{A0}tok-1", "tok-1", "'Bearer' in front of it"),
    Case("Authorization: Token tok-1", "tok-1", "'Authorization:' in front of it and 'Token' in front of it"),
    Case(
      " \"Bearer tok-1\u{200B}\" ", "tok-1", "\(unseen), \(space), \(quotes) and 'Bearer' in front of it"),
    // No more than that.
    Case("Tokens", "Tokens"), Case("Token", "Token"), Case("Bearer of good news", "Bearer%20of%20good%20news"),
    Case("it's", "it%27s"), Case("\"", "%22"), Case("\"\"", "%22%22"), Case("a b", "a%20b"), Case("\"a", "%22a"),
    Case("Bearertok", "Bearertok"), Case("é", "%C3%A9"),
  ]

  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk(
      dataTypes: ScriptedDesk.onlyPeople(#""total": "announced", "stableOrder": true"#),
      ways: "probe:/probe?key={{secret.token}}")
    stand.vendor.serve("people", [[ScriptedDesk.person("a1")]], total: 1)
    stand.vendor.answer { target, _ in target.hasPrefix("/probe?key=") ? ScriptedAnswer("{}") : nil }
    return stand
  }

  /// What the vendor gets for what was stored.
  private func sent(_ stand: ScriptedDesk) throws -> String? {
    #expect(try stand.sync("people").status == "completed")
    return stand.vendor.requests.last { $0.hasPrefix("/probe") }.map { String($0.dropFirst("/probe?key=".count)) }
  }

  private func remark(_ leftOut: String) -> String {
    "What was given for 'token' had \(leftOut), which was left out. If it belongs to it, give it again with --as-is.\n"
  }

  @Test("White space, invisible characters, quotes and the words of a header are left out, and that is said")
  func cleaned() throws {
    let stand = try stand()
    for c in Self.pasted {
      #expect(
        try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: c.given + "\n")
          == Finished(code: 0, output: "Connection v is changed.\n", error: c.leftOut.map(remark) ?? ""), "\(c)")
      #expect(try sent(stand) == c.sent, "\(c)")
    }
  }

  @Test("Who means them has them") func asGiven() throws {
    let stand = try stand()
    #expect(
      try stand.desk.patchbay(
        "connections", "set", "v", "--secret", "token", "--as-is", input: "\"Token \u{A0}x\u{200B}\" \n")
        == Finished(code: 0, output: "Connection v is changed.\n", error: ""))
    #expect(try sent(stand) == "%22Token%20%C2%A0x%E2%80%8B%22%20")
    let alone = try stand.desk.patchbay("connections", "set", "v", "--as-is")
    #expect(alone.code == 2)
    #expect(alone.error.hasPrefix("There is nothing to change. Give --endpoint, --set, --secret or --allow-private.\n"))
  }

  static let unclear: [(given: String, words: String)] = [
    (
      "tok\u{A0}1",
      "What was given for 'token' holds white space that no keyboard types (U+00A0), as it comes with copying. Nothing was"
        + " changed. Type it, or add --as-is if it belongs to it."
    ),
    (
      "tok\u{7}1",
      "What was given for 'token' holds a line break or control character. Nothing was changed. Give it on one line."
    ),
  ]

  @Test("What cannot be told from it is named", arguments: unclear.indices) func named(_ number: Int) throws {
    let c = Self.unclear[number]
    let stand = try stand()
    _ = try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: "before\n")
    #expect(
      try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: c.given + "\n")
        == Finished(code: 2, output: "", error: c.words + "\n"))
    #expect(try sent(stand) == "before")
  }

  @Test("Nothing but them is no secret", arguments: [" \t", "\u{A0}", "\u{200B}", "\u{FEFF} \u{A0}"])
  func nothing(_ given: String) throws {
    let stand = try stand()
    #expect(
      try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: given + "\n")
        == Finished(
          code: 2, output: "", error: "Secret 'token' is empty.\nSee 'patchbay connections set --help'.\n"))
  }

  @Test("A pattern that takes it as it stands decides") func pattern() throws {
    let faulty = try FaultyDesk()
    let field = #"{"key":"token","kind":"secret","label":"Header","pattern":"Bearer .+"}"#
    try faulty.put(FaultyDesk.document().replacing("\"settings\":", with: "\"auth\":[\(field)],\"settings\":"))
    try faulty.run("connectors", "enable", "faulty")
    try faulty.run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    try faulty.run("connections", "add", Operator.eid, "faulty")
    #expect(
      try faulty.desk.patchbay("connections", "set", "faulty", "--secret", "token", input: "Bearer x\n")
        == Finished(code: 0, output: "Connection faulty is changed.\n", error: ""))
  }
}
