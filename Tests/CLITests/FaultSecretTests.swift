import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Where a secret never shows") struct FaultSecretTests {
  /// The only token that the sandbox takes; it stands in no path and no setting.
  private let canary = "sandbox-token"

  private func isIn(_ bytes: Data, _ text: String) -> Bool { bytes.range(of: Data(text.utf8)) != nil }

  /// Every file below a folder that holds a text, or its base64.
  private func files(below folder: String, holding text: String) throws -> [String] {
    let coded = Data(text.utf8).base64EncodedString()
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return false }
      return isIn(bytes, text) || isIn(bytes, coded)
    }
  }

  @Test("neither words nor JSON of any command, nor a file of the home, hold it") func outputsAndFiles() throws {
    let vendor = try Vendor("pretalx", people: 30)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let commands: [[String]] = [
      ["connections", "list", Operator.eid], ["connections", "list", Operator.eid, "--json"],
      ["connections", "show", "pretalx"], ["connections", "show", "pretalx", "--json"],
      ["connections", "test", "pretalx"],
      ["preview", "pretalx/sessions"], ["sync", "pretalx/sessions", "--json"], ["sync", "pretalx/presenters"],
      ["runs", "show", "1"], ["runs", "show", "2", "--json"], ["runs", "list", Operator.eid, "--json"],
      ["configs", "show", "pretalx/sessions"], ["configs", "list", Operator.eid, "--json"], ["doctor"],
      ["connectors", "info", "pretalx", "--json"],
    ]
    let all = try commands.map { words in
      let finished = try Launch.run(Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home])
      #expect(finished.code == 0, "\(words) \(finished.error)")
      return finished.output + finished.error
    }
    #expect(all.allSatisfy { !isIn(Data($0.utf8), canary) })
    #expect(try files(below: desk.home, holding: canary) == [])
    // The search finds what is there: the connection's event, in the event's file.
    #expect(try files(below: desk.home, holding: "sandbox").contains("events/\(Operator.eid).db"))
  }

  @Test("a vendor that repeats it in an error is not quoted") func repeated() async throws {
    let vendor = try Vendor("pretalx", people: 30)
    let echo = try FaultEcho()
    let desk = try Operator()
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "canary-7Qx+/=% \"x\""), to: echo.address + "/api")
    let finished = try await desk.start("sync", "pretalx/sessions", "--json").finished()
    #expect(finished.code == 1)
    let run = try RunReport(finished)
    #expect(
      run.reason.replacing(echo.address, with: "VENDOR")
        == #"GET VENDOR/api/events/sandbox/answers/?page_size=1 was answered 400 ("you sent Token <secret>"): the vendor does"#
        + " not accept the request. Check the settings of the connection.")
    let shown = try desk.patchbay("runs", "show", "1", "--json")
    #expect(!shown.output.contains("canary"))
    #expect(try files(below: desk.home, holding: "canary-7Qx") == [])
    withExtendedLifetime(vendor) {}
  }

  /// How a vendor may spell `canary-7Qx+/=% "x"`, as the server writes it, and what of it must not be found.
  static let spellings: [(form: String, traces: [String])] = [
    ("s.upper()", ["CANARY"]), ("s.encode().hex()", ["63616e617279"]), ("s.encode().hex().upper()", ["63616E617279"]),
    (#"''.join('\\u%04x' % ord(c) for c in s)"#, [#"\u0061"#, "u0061"]),
    ("''.join('&#%d;' % ord(c) for c in s)", ["&#97;"]), ("''.join('&#x%x;' % ord(c) for c in s)", ["&#x61;"]),
    ("html.escape(s)", ["7Qx"]), ("''.join('%%%02x' % ord(c) for c in s)", ["%61"]), ("quote(quote(s))", ["7Qx"]),
    ("base64.b64encode(('you sent ' + s).encode()).decode()", ["Y2FuYX", "NhbmFye", "jYW5hcn"]),
    ("base64.urlsafe_b64encode(('!' + s).encode()).decode()", ["Y2FuYX", "NhbmFye", "jYW5hcn"]),
    // Where what is kept of an answer ends in the middle of it.
    ("' ' * (16384 - 10) + s", ["canary"]),
  ]

  @Test("nor in another spelling, by a command, a report, or a file of the home", arguments: spellings.indices)
  func respelt(_ number: Int) throws {
    let c = Self.spellings[number]
    let echo = try FaultEcho(c.form)
    let desk = try Operator()
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "canary-7Qx+/=% \"x\""), to: echo.address + "/api")
    let synced = try desk.patchbay("sync", "pretalx/sessions", "--json")
    #expect(
      try RunReport(synced).reason.hasPrefix(
        "GET \(echo.address)/api/events/sandbox/answers/?page_size=1 was answered 400"))
    let report = desk.folder.path + "/report.xlsx"
    let tested = try desk.patchbay("connections", "test", "pretalx")
    let listed = try desk.patchbay("runs", "list", Operator.eid, "--json")
    let shown = try desk.patchbay("runs", "show", "1", "--json")
    let reported = try desk.patchbay("runs", "report", "1", "-o", report)
    #expect([tested, listed, shown, reported].map(\.code) == [1, 0, 0, 0])
    let cells = try OpenedWorkbook(report).sheets.flatMap(\.rows).joined().joined(separator: " ")
    let texts = [synced, tested, listed, shown, reported].map { $0.output + $0.error } + [cells]
    #expect(texts[0].contains("<secret>"), "\(texts[0])")
    for trace in c.traces {
      for text in texts { #expect(!text.contains(trace)) }
      #expect(try files(below: desk.home, holding: trace) == [])
    }
  }

  @Test("nor does the worker have it, nor the command line and the environment of either") func processes() async throws
  {
    let vendor = try Vendor("pretalx", people: 30, ["--faults", "stall:submissions"])
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    // Longer than the test takes, however slow the machine is.
    desk.environment["PATCHBAY_STALL_SECONDS"] = "3600"
    let running = try desk.start("sync", "pretalx/sessions")
    defer { running.signal(SIGKILL) }
    let host = FaultProcess(running.process.processIdentifier)
    // Answers have been read, so the token went out; the list is stalled.
    try await eventually { try vendor.logged("requests") ?? 0 >= 2 }
    let worker = try #require(host.children.first)
    #expect(String(decoding: worker.arguments, as: UTF8.self).contains("patchbay-worker"))
    for bytes in [host.arguments, host.environment, worker.arguments, worker.environment] {
      #expect(!isIn(Data(bytes), canary))
    }
    #expect(!isIn(Data(worker.environment), "PATCHBAY_HOME"))
    if let holds = worker.memoryHolds(Array(canary.utf8)) {
      #expect(!holds)
      // What it does know is found.
      #expect(worker.memoryHolds(Array("events/sandbox/submissions".utf8)) == true)
    }
  }
}

/// A server on loopback that answers 400 with the `Authorization` header that it got, in a form that is an expression of
/// Python's in which the secret is `s`.
private final class FaultEcho {
  let address: String
  private let running: Running

  init(_ form: String = "s") throws {
    running = try Launch.start("/usr/bin/env", ["python3", "-u", "-c", Self.program, form])
    var line = ""
    // Waits for a condition, not for time: the server prints its port once it listens.
    for _ in 0..<4000 where !line.contains("\n") {
      line = running.outputSoFar
      usleep(5000)
    }
    address = "http://127.0.0.1:" + line.trimmingCharacters(in: .newlines)
  }

  deinit { running.signal(SIGKILL) }

  private static let program = """
    import base64, html, http.server, sys
    from urllib.parse import quote
    class Echo(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            word, s = self.headers["Authorization"].split(" ", 1)
            spelt = eval(sys.argv[1])
            body = (spelt if s != spelt and len(spelt) > 16000 else "you sent " + word + " " + spelt).encode("latin-1")
            self.send_response(400)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *args): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Echo)
    print(server.server_address[1])
    server.serve_forever()
    """
}
