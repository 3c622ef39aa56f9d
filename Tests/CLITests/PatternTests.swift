import Foundation
import TestSupport
import Testing

@Suite("What a connector's pattern does to the values of a form") struct PatternCommandTests {
  private func desk(_ pattern: String) throws -> FaultyDesk {
    let faulty = try FaultyDesk()
    try faulty.put(
      FaultyDesk.document().replacing(#""label":"Path""#, with: #""label":"Path","pattern":"\#(pattern)""#))
    return faulty
  }

  private func add(_ faulty: FaultyDesk, _ value: String) throws -> Finished {
    try faulty.run("connectors", "enable", "faulty")
    try faulty.run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    // Ends a program that never would, and the test with it.
    return try Launch.run(
      "/usr/bin/env",
      ["timeout", "60", Products.patchbay, "connections", "add", Operator.eid, "faulty", "--set", "path=\(value)"],
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
  }

  @Test(
    "one that tries every way through a value is decided in one pass",
    arguments: ["(a+)+b", "(a|a)*b", "(a*)*b", "a*a*a*a*a*a*a*a*b", "(a?){40}a{40}b"]) func bounded(_ pattern: String)
    throws
  {
    let value = String(repeating: "a", count: 2000) + "c"
    let finished = try add(try desk(pattern), value)
    #expect(
      finished
        == Finished(
          code: 2, output: "",
          error: "'\(value.prefix(60))… (2,001 bytes)' does not look like 'Path' of Faulty (\(pattern)).\n"))
  }

  @Test("a secret must fit it as well, and is not shown where it does not") func secret() throws {
    let faulty = try FaultyDesk()
    try faulty.put(
      FaultyDesk.document().replacing(
        #""settings":"#,
        with:
          #""auth":[{"key":"token","kind":"secret","label":"Token","help":"Ask for one.","pattern":"[a-f0-9]{8}"}],"settings":"#
      ))
    try faulty.run("connectors", "enable", "faulty")
    try faulty.run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    func add(_ secret: String) throws -> Finished {
      let file = "\(faulty.folder)/secret"
      try secret.write(toFile: file, atomically: true, encoding: .utf8)
      return try faulty.desk.patchbay("connections", "add", Operator.eid, "faulty", "--secret", "token=@\(file)")
    }
    #expect(
      try add("canary-7f3a")
        == Finished(
          code: 2, output: "",
          error: "What was given for 'token' does not look like 'Token' of Faulty ([a-f0-9]{8}). Ask for one.\n"))
    #expect(try add("0123abcd").code == 0)
  }

  @Test("a value too long for any field is refused") func long() throws {
    let value = String(repeating: "a", count: 4097)
    let finished = try add(try desk("a*"), value)
    #expect(
      finished
        == Finished(
          code: 2, output: "", error: "The value of 'Path' of Faulty has 4,097 bytes, and may have 4,096.\n"))
    #expect(try add(try desk("a*"), String(value.dropLast())).code == 0)
  }
}
