import Foundation
import TestSupport
import Testing

@Suite("A connector runs in a complete sandbox, or an administrator said that it need not")
struct IncompleteSandboxTests {
  /// A profile, and what of the sandbox is missing in it.
  struct Case: CustomTestStringConvertible {
    let calls: [String]
    var answer = Profile.Answer.notPermitted
    let lack: String
    var testDescription: String { calls.joined(separator: ",") + (answer == .notImplemented ? " not implemented" : "") }
  }

  static let landlock = Case(
    calls: ["landlock"], answer: .notImplemented, lack: "landlock (Function not implemented)")
  static let cases = [
    landlock, Case(calls: ["landlock"], lack: "landlock (Operation not permitted)"),
    Case(calls: ["seccomp", "prctl:22"], lack: "seccomp (Operation not permitted)"),
    Case(calls: ["prctl:4"], lack: "limits (Operation not permitted)"),
    Case(calls: ["prctl:1"], lack: "limits (Operation not permitted)"),
    Case(
      calls: ["landlock", "seccomp", "prctl:22"],
      lack: "landlock (Operation not permitted), seccomp (Operation not permitted)"),
  ]

  static let cure =
    "Give the host a kernel and a container profile that have it (README, Safety), or let an administrator allow it:"
    + " 'patchbay doctor sandbox --allow-incomplete'."

  private static func refusal(_ lack: String) -> String {
    "faulty was not run: its sandbox is not complete on this computer; missing: \(lack). Nothing was changed. \(cure)"
  }

  private static let people = [PeopleVendor.Person("1", "ann@example.org"), .init("2", "bob@example.org")]

  private func connected(_ vendor: PeopleVendor) throws -> FaultyDesk {
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    return faulty
  }

  @Test("A run is refused, naming the layer, and no code of the connector ran", arguments: cases)
  func refused(_ c: Case) throws {
    let vendor = try PeopleVendor(Self.people)
    let faulty = try connected(vendor)
    faulty.desk.launcher = try Profile(refusing: c.calls, with: c.answer, in: faulty.desk.folder.path).launcher
    #expect(try Outcome(faulty.sync()) == Outcome(code: 3, "refused", Self.refusal(c.lack)))
    let preview = try Outcome(faulty.desk.patchbay("preview", faulty.config, "--json"))
    #expect(preview == Outcome(code: 3, "refused", Self.refusal(c.lack)))
    let test = try faulty.desk.patchbay("connections", "test", "\(Operator.eid)/faulty")
    #expect(test == Finished(code: 3, output: "", error: Self.refusal(c.lack) + "\n"))
    // An update, whose constructor leaves a file where neither Landlock nor seccomp forbids it.
    let marker = faulty.desk.folder.path + "/marker"
    try faulty.put(
      FaultyDesk.document(version: "2.0.0"), ["CONSTRUCTOR=" + CConnector.literal(marker)])
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(code: 3, output: "", error: Self.refusal(c.lack) + "\n"))
    #expect(!FileManager.default.fileExists(atPath: marker))
  }

  @Test("Once that is allowed it runs, and doctor, the list and a serve say so and by whom") func allowed() async throws
  {
    let vendor = try PeopleVendor(Self.people)
    let faulty = try connected(vendor)
    let desk = faulty.desk
    let user = try Launch.run("/usr/bin/id", ["-un"]).lastLine
    desk.launcher = try Profile(refusing: ["landlock"], with: .notImplemented, in: desk.folder.path).launcher
    #expect(
      try desk.patchbay("doctor", "sandbox", "--allow-incomplete")
        == Finished(
          code: 0,
          output:
            "Connectors of this home may run though their sandbox is not complete; that it was \(user) who allowed"
            + " it is written down. Here, its sandbox is not complete on this computer; missing: \(Self.landlock.lack)."
            + " 'patchbay doctor sandbox --require-complete' takes it back.\n", error: ""))
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 2, created 2"))
    let warning =
      "Connectors may run here though their sandbox is not complete: \(user) allowed it at TIME (missing then: landlock)."
      + " 'patchbay doctor sandbox --require-complete' takes it back."
    func timeless(_ text: String) -> String { text.replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "TIME") }
    let doctor = try desk.patchbay("doctor", "sandbox")
    #expect(doctor.code == 1)
    #expect(
      timeless(doctor.output) == """
        ok   no_new_privs   in force
        ok   capabilities   in force
        ok   limits         in force
        BAD  landlock       not in force: Function not implemented
        ok   seccomp        in force
        BAD  sandbox        \(warning)

        """)
    #expect(try timeless(desk.patchbay("connectors", "list").error) == warning + "\n")
    let serve = try desk.start("serve", "--listen", "none")
    let line = "level=warning event=sandbox.incomplete msg=\"\(warning)\"\n"
    try await eventually { timeless(serve.errorSoFar).contains(line) }
    #expect(timeless(serve.errorSoFar).components(separatedBy: line).count == 2)
    serve.signal(SIGTERM)
    #expect(serve.wait().code == 0)

    #expect(
      try desk.patchbay("doctor", "sandbox", "--require-complete")
        == Finished(
          code: 0,
          output: "Connectors of this home run only in a complete sandbox. Here, its sandbox is not complete on this"
            + " computer; missing: \(Self.landlock.lack).\n", error: ""))
    #expect(try Outcome(faulty.sync()) == Outcome(code: 3, "refused", Self.refusal(Self.landlock.lack)))
    #expect(try desk.patchbay("connectors", "list").error == "")
    // Both decisions stay written down.
    let written = try Launch.run(
      "/usr/bin/sqlite3",
      [desk.home + "/host.db", "SELECT allows_incomplete, user, missing FROM sandbox_choice ORDER BY id"])
    #expect(written.output == "1|\(user)|landlock\n0|\(user)|landlock\n")
  }

  @Test("A serve on a computer that lacks a layer says once that nothing will run") func serves() async throws {
    let desk = try FaultyDesk()
    try desk.prepare()
    desk.desk.launcher = try Profile(refusing: ["landlock"], with: .notImplemented, in: desk.desk.folder.path).launcher
    let serve = try desk.desk.start("serve", "--listen", "none")
    let line =
      "level=error event=sandbox.incomplete msg=\"No connector will be run: its sandbox is not complete on this computer;"
      + " missing: \(Self.landlock.lack). \(Self.cure)\"\n"
    try await eventually { serve.errorSoFar.contains(line) }
    #expect(serve.errorSoFar.contains(line))
    serve.signal(SIGTERM)
    #expect(serve.wait().code == 0)
    #expect(serve.errorSoFar.components(separatedBy: "sandbox.incomplete").count == 2)
  }

  @Test("A process without capabilities needs no leave to give them up") func noCapabilities() throws {
    let vendor = try PeopleVendor(Self.people)
    let faulty = try connected(vendor)
    let profile = try Profile(refusing: ["capset"], with: .notPermitted, in: faulty.desk.folder.path)
    let user = try AnotherUser(for: faulty.desk)
    faulty.desk.launcher = user.launcher + profile.launcher
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 2, created 2"))
  }
}
