import Foundation
import TestSupport
import Testing

@Suite("How a secret is given") struct SecretInputTests {
  private func desk() throws -> (vendor: Vendor, desk: Operator) {
    let vendor = try Vendor("pretalx", people: 30)
    let desk = try Operator()
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "wrong"), to: vendor.address + "/api")
    return (vendor, desk)
  }

  private func set(_ desk: Operator, _ option: String, input: String = "") throws -> Finished {
    try desk.patchbay("connections", "set", "pretalx", "--secret", option, input: input)
  }

  /// True if the vendor takes what is stored now.
  private func isRight(_ desk: Operator) throws -> Bool {
    try desk.patchbay("connections", "test", "pretalx").code == 0
  }

  // MARK: Files

  static let files: [(name: String, bytes: [UInt8])] = [
    ("as it is", Array("sandbox-token".utf8)), ("a line", Array("sandbox-token\n".utf8)),
    ("a line of Windows", Array("sandbox-token\r\n".utf8)),
    ("several line ends", Array("\r\n\nsandbox-token\n\n".utf8)),
    ("marked as UTF-8", [0xEF, 0xBB, 0xBF] + Array("sandbox-token\r\n".utf8)),
  ]

  @Test("what editors add to a file is no part of it", arguments: files)
  func file(_ c: (name: String, bytes: [UInt8])) throws {
    let (vendor, desk) = try desk()
    defer { withExtendedLifetime(vendor) {} }
    let path = desk.folder.path + "/secret file ü"
    try Data(c.bytes).write(to: URL(filePath: path))
    #expect(try set(desk, "token=@\(path)") == Finished(code: 0, output: "Connection pretalx is changed.\n", error: ""))
    #expect(try isRight(desk))
  }

  @Test("a pipe is a file too, and two secrets are two lines") func pipes() throws {
    let (vendor, desk) = try desk()
    defer { withExtendedLifetime(vendor) {} }
    let shell = "exec '\(Products.patchbay)' connections set pretalx --secret token=@<(echo sandbox-token)"
    let finished = try Launch.run(
      "/usr/bin/env", ["bash", "-c", shell], environment: ["PATCHBAY_HOME": desk.home])
    #expect(finished == Finished(code: 0, output: "Connection pretalx is changed.\n", error: ""))
    #expect(try isRight(desk))
    let both = try desk.patchbay(
      "connections", "set", "pretalx", "--secret", "token", "--secret", "token", input: "wrong\nsandbox-token\nmore\n")
    #expect(both.code == 0)
    #expect(try isRight(desk))
  }

  static let useless: [(bytes: [UInt8], sentence: String)] = [
    ([], "Secret 'token' is empty."), (Array("\r\n".utf8), "Secret 'token' is empty."),
    ([0x70, 0xE4, 0x73, 0x73], "Secret 'token' is not UTF-8 text. Save it as UTF-8, or type it."),
    ([0xFF, 0xFE, 0x70, 0x00], "Secret 'token' is not UTF-8 text. Save it as UTF-8, or type it."),
    (
      Array(repeating: 0x61, count: 16_385),
      "Secret 'token' is longer than 16,384 bytes. Check what was given for it."
    ),
  ]

  // By number: a test's name would hold every byte.
  @Test("what cannot be a secret is refused, and the old one stays", arguments: useless.indices)
  func refuses(_ number: Int) throws {
    let c = Self.useless[number]
    let (vendor, desk) = try desk()
    defer { withExtendedLifetime(vendor) {} }
    _ = try set(desk, "token", input: "sandbox-token\n")
    let path = desk.folder.path + "/secret"
    try Data(c.bytes).write(to: URL(filePath: path))
    #expect(
      try set(desk, "token=@\(path)")
        == Finished(code: 2, output: "", error: "\(c.sentence)\nSee 'patchbay connections set --help'.\n"))
    #expect(try isRight(desk))
  }

  @Test(
    "a file that is not there, and a folder",
    arguments: [("/nonexistent", "No such file or directory"), ("/", "Is a directory")])
  func unreadable(_ path: String, _ problem: String) throws {
    let (_, desk) = try desk()
    #expect(
      try set(desk, "token=@\(path)").error
        == "The file '\(path)' for secret 'token' cannot be read: \(problem). Check its path and rights.\nSee 'patchbay connections set --help'.\n"
    )
  }

  // MARK: The terminal

  private func ask(_ desk: Operator, _ keys: [(after: String, keys: String)]) throws -> String {
    // The shell lives on, as a person's does, and says what it finds.
    let shell =
      "trap : INT; '\(Products.patchbay)' connections set pretalx --secret token; echo code $?;"
      + " stty -a | grep -o -- '-*echo '"
    return try Terminal.run(
      "/usr/bin/env", ["bash", "-c", shell], keys: keys, environment: ["PATCHBAY_HOME": desk.home])
  }

  @Test("typed on a terminal it is not shown") func typed() throws {
    let (vendor, desk) = try desk()
    defer { withExtendedLifetime(vendor) {} }
    let shown = try ask(desk, [("token for pretalx: ", "sandbox-token\r")])
    #expect(shown == "token for pretalx: \nConnection pretalx is changed.\ncode 0\necho \n")
    #expect(try isRight(desk))
  }

  @Test("Ctrl-C at the question leaves a terminal that shows what is typed, and what was stored") func interrupted()
    throws
  {
    let (vendor, desk) = try desk()
    defer { withExtendedLifetime(vendor) {} }
    let shown = try ask(desk, [("token for pretalx: ", "sandb\u{3}")])
    #expect(shown == "token for pretalx: \ncode 130\necho \n")
    #expect(try !isRight(desk))
  }

  @Test("Ctrl-D is no secret") func ended() throws {
    let (_, desk) = try desk()
    #expect(
      try ask(desk, [("token for pretalx: ", "\u{4}")])
        == "token for pretalx: \nSecret 'token' is read from standard input, which is empty. Type it, or give '--secret"
        + " token=@FILE'.\nSee 'patchbay connections set --help'.\ncode 2\necho \n")
  }
}
