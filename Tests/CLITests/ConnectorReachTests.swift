import Foundation
import TestSupport
import Testing

@Suite("Where a connector's secrets may go is seen, and an update does not widen it by itself")
struct ConnectorReachTests {
  let faulty: FaultyDesk

  init() throws { faulty = try FaultyDesk() }

  /// What the connector says of itself, with these hosts and credentials.
  private static func document(
    _ version: String = "1.0.0", hosts: String = "[]", auth: String = "[]", endpoint: String = "https://api.example"
  ) -> String {
    FaultyDesk.document(version: version).replacing(
      "\"settings\":", with: "\"hosts\":\(hosts),\"auth\":\(auth),\"settings\":"
    ).replacing("https://api.example", with: endpoint)
  }

  private static let token = #"{"key":"token","kind":"secret","label":"API token"}"#
  private static let user = #"{"key":"user","kind":"text","label":"User"}"#
  /// What is said of everything that the documents of these tests ask for.
  private static let former = "Faulty 2.0.0 wants more than 1.0.0, which was enabled before: it"
  private static let all = "Secrets go to every host that it may reach."
  private static let next = "Nothing was changed. If that is right, repeat the command with --yes."

  private func enable(_ options: String...) throws -> Finished {
    try Launch.run(
      Products.patchbay, ["connectors", "enable", "faulty"] + options,
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
  }

  /// The version that is enabled.
  private func version() throws -> String {
    let info = try faulty.desk.patchbay("connectors", "info", "faulty").output
    return String(info.split(separator: " ")[1])
  }

  @Test("Enabling and info say every host and every credential") func shown() throws {
    let hosts = #"["files.example","AUTH.example:8443","127.0.0.1:6379","10.0.0.5","api.example","[::1]:80"]"#
    try faulty.put(Self.document(hosts: hosts, auth: "[\(Self.user),\(Self.token)]"))
    let inner = "(this computer or a private address: only with a connection's --allow-private)"
    let lines = """
        may reach    https://api.example, files.example, auth.example:8443, 127.0.0.1:6379 \(inner), 10.0.0.5 \(inner), [::1]:80 \(inner), the endpoint that a connection names
        credentials  user (User, which it sees), token (API token)

      """
    #expect(try faulty.desk.patchbay("connectors", "info", "faulty").output.contains(lines))
    #expect(
      try enable() == Finished(code: 0, output: "Faulty 1.0.0 is enabled: people.\n" + lines, error: ""))
    #expect(try faulty.desk.patchbay("connectors", "info", "faulty").output.contains(lines))
  }

  struct Update: CustomTestStringConvertible {
    let before: String
    let after: String
    /// What it wants more; nil: nothing.
    let more: String?
    var testDescription: String { more ?? after }
  }

  static let updates = [
    Update(
      before: document(), after: document("2.0.0", hosts: #"["files.example"]"#), more: "may reach files.example."),
    Update(
      before: document(hosts: #"["files.example"]"#),
      after: document("2.0.0", hosts: #"["files.example:444","a.example"]"#),
      more: "may reach files.example:444 and a.example."),
    Update(
      before: document(hosts: #"["FILES.example:443"]"#), after: document("2.0.0", hosts: #"["files.example"]"#),
      more: nil),
    Update(
      before: document(), after: document("2.0.0", endpoint: "https://evil.example"),
      more: "may reach https://evil.example."),
    Update(
      before: document(hosts: #"["files.example"]"#), after: document("2.0.0", endpoint: "https://files.example"),
      more: nil),
    Update(
      before: document(auth: "[\(token)]"), after: document("2.0.0", auth: "[\(token),\(user)]"),
      more: "asks for user (User, which it sees)."),
    Update(
      before: document(auth: "[\(token)]"),
      after: document("2.0.0", auth: "[\(token.replacing("secret", with: "text"))]"),
      more: "asks for token (API token, which it sees)."),
    Update(
      before: document(), after: document("2.0.0", hosts: #"["127.0.0.1:22"]"#, auth: "[\(token)]"),
      more:
        "may reach 127.0.0.1:22 (this computer or a private address: only with a connection's --allow-private), and asks"
        + " for token (API token)."),
    Update(
      before: document(hosts: #"["files.example"]"#, auth: "[\(token),\(user)]"), after: document("2.0.0"), more: nil),
    Update(
      before: document(auth: "[\(token)]"),
      after: document("2.0.0", auth: "[\(token.replacing("API token", with: "Key"))]"), more: nil),
    Update(
      before: document(auth: "[\(token.replacing("secret", with: "text"))]"),
      after: document("2.0.0", auth: "[\(token)]"),
      more: "asks for token (API token)."),
  ]

  @Test(
    "An update that adds to them asks again, whether the connector was disabled meanwhile or not", arguments: updates)
  func asks(_ update: Update) throws {
    try faulty.put(update.before)
    #expect(try enable().code == 0)
    try faulty.put(update.after)
    guard let more = update.more else {
      #expect(try enable().code == 0)
      #expect(try version() == "2.0.0")
      return
    }
    let refused = Finished(code: 3, output: "", error: "\(Self.former) \(more) \(Self.all) \(Self.next)\n")
    #expect(try enable() == refused)
    #expect(try version() == "1.0.0")
    #expect(try FileManager.default.contentsOfDirectory(atPath: faulty.desk.home + "/libraries").count == 1)
    try faulty.run("connectors", "disable", "faulty")
    #expect(try enable() == refused)
    #expect(try enable("--yes").code == 0)
    #expect(try version() == "2.0.0")
    // Once agreed to, it is not asked again.
    #expect(try enable().code == 0)
  }

  @Test("On a terminal it is a question", arguments: ["n", "", "y"]) func question(_ answer: String) throws {
    try faulty.put(Self.document())
    #expect(try enable().code == 0)
    try faulty.put(Self.document("2.0.0", hosts: #"["files.example"]"#))
    let shown = try Terminal.run(
      Products.patchbay, ["connectors", "enable", "faulty"], columns: 400, keys: [("Enable it? [y/N] ", answer + "\r")],
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
    let question = "\(Self.former) may reach files.example. \(Self.all)\nEnable it? [y/N] \(answer)\n"
    #expect(
      shown
        == (answer == "y"
          ? question + """
            Faulty 2.0.0 is enabled: people.
              may reach    https://api.example, files.example, the endpoint that a connection names
              credentials  none

            """ : question + "Nothing was changed.\n"))
    #expect(try version() == (answer == "y" ? "2.0.0" : "1.0.0"))
  }

  @Test("What was enabled before hosts asked for the kind of a credential goes on") func taken() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    try faulty.put(Self.document(auth: "[\(Self.user.replacing("\"label\"", with: "\"required\":false,\"label\""))]"))
    #expect(try enable().code == 0)
    try faulty.run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    try faulty.connect(vendor)
    let changed = try Launch.run(
      "/usr/bin/sqlite3",
      [
        faulty.desk.home + "/host.db",
        #"UPDATE connector SET describe=replace(describe, '"kind":"text",', '') RETURNING instr(describe, '"user","required"')>0"#,
      ])
    #expect(changed.output == "1\n")
    #expect(try faulty.sync().code == 0)
    #expect(
      try faulty.desk.patchbay("connectors", "info", "faulty").output.contains(
        "credentials  user (User, which it sees)\n"))
  }
}
