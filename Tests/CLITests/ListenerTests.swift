import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What a serve answers over HTTP") struct ListenerTests {
  /// A serve that listens on a port of its own, and two tokens.
  final class Stand {
    let desk: ServeDesk
    let serve: Running
    let address: String
    let token: String

    init() async throws {
      desk = try ServeDesk()
      token = try desk.stand.raw(["tokens", "add", "watch", "--role", "viewer"]).output.trimmingCharacters(
        in: .newlines)
      serve = try desk.serve(["--listen", "127.0.0.1:0"], isDue: false)
      let pattern = /event=listening url=http:\/\/(127\.0\.0\.1:\d+)/
      let serve = serve
      try await eventually { serve.errorSoFar.contains(pattern) }
      address = (serve.errorSoFar.firstMatch(of: pattern)?.1).map(String.init) ?? ""
    }

    /// The answer of curl: status, content type, body.
    func ask(_ path: String, token: String?, _ options: [String] = []) throws -> String {
      let authorization = token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
      return try Launch.run(
        "/usr/bin/curl",
        ["-s", "-m", "60", "-w", "%{http_code} %{content_type}", "--path-as-is", "http://\(address)\(path)"]
          + authorization + options
      ).output
    }

    /// What comes back for these bytes on a connection of their own, until it is closed.
    func raw(_ bytes: [UInt8], closes: Bool = true) throws -> String {
      let parts = address.split(separator: ":")
      let script = """
        import socket, sys
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 60)
        s.sendall(bytes.fromhex(sys.argv[3]))
        if sys.argv[4] == "1": s.shutdown(socket.SHUT_WR)
        out = b""
        while True:
            try: part = s.recv(65536)
            except ConnectionError: break
            if not part: break
            out += part
        sys.stdout.write(out.decode("latin-1"))
        """
      let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return try Launch.run(
        "/usr/bin/python3", ["-c", script, String(parts[0]), String(parts[1]), hex, closes ? "1" : "0"]
      ).output
    }
  }

  private static let needed =
    "{\"error\":\"A token is needed: make one with 'patchbay tokens add NAME --role viewer', and send 'Authorization: Bearer"
    + " TOKEN'.\"}\n401 application/json"
  private static let unknown =
    "{\"error\":\"The token is not known or was removed: make one with 'patchbay tokens add NAME --role viewer', and send"
    + " 'Authorization: Bearer TOKEN'.\"}\n401 application/json"

  @Test("opens to a token alone, and closes when it is removed") func tokens() async throws {
    let stand = try await Stand()
    let scheduler = "/api/v1/eid/\(Operator.eid)/scheduler"
    #expect(try stand.ask("/health", token: nil) == "{\"status\":\"ok\"}\n200 application/json")
    for path in ["/metrics", scheduler] {
      #expect(try stand.ask(path, token: nil) == Self.needed)
      #expect(try stand.ask(path, token: stand.token + "x") == Self.unknown)
      #expect(try stand.ask(path, token: String(stand.token.dropLast())) == Self.unknown)
      #expect(try stand.ask(path, token: nil, ["-H", "Authorization: Basic \(stand.token)"]) == Self.needed)
      #expect(try stand.ask(path, token: stand.token).contains("\n200 "))
    }
    let listed = try stand.desk.stand.raw(["tokens", "list", "--json"]).output
    #expect(listed.contains(#""name":"watch","role":"viewer""#) && !listed.contains("\"used\":null"))
    // Nothing that the home keeps would open it again.
    #expect(try stand.desk.stand.desk.files(holding: [stand.token, String(stand.token.dropFirst(3))]) == [])
    #expect(try stand.desk.stand.raw(["tokens", "remove", "watch"]).code == 0)
    #expect(try stand.ask("/metrics", token: stand.token) == Self.unknown)
    #expect(!stand.serve.errorSoFar.contains(stand.token.dropFirst(3)))
  }

  @Test("says when each data config runs next, the same as the command line") func scheduler() async throws {
    let stand = try await Stand()
    try stand.desk.makeDue()
    _ = try await stand.desk.run(1)
    try await eventually { try stand.desk.state().state == "scheduled" }
    let answer = try stand.ask("/api/v1/eid/\(Operator.eid)/scheduler", token: stand.token)
    let listed = try stand.desk.stand.raw(["scheduler", Operator.eid, "--json"]).output.trimmingCharacters(
      in: .newlines)
    #expect(answer == "{\"eid\":\"\(Operator.eid)\",\"configs\":\(listed)}\n200 application/json")
    let line = try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[String: Any]] ?? []
    let facts = line.first ?? [:]
    #expect(facts["frequency"] as? String == "every day")
    #expect(facts["node"] as? String == "root")
    #expect(facts["stops"] as? String == "2030-12-06T23:00:00Z")
    #expect(facts["lastDay"] as? String == "2030-12-06")
    #expect((facts["lastRun"] as? [String: Any])?["status"] as? String == "completed")
    let next = try Date(facts["nextRun"] as? String ?? "", strategy: .iso8601)
    #expect(next > Date() - 60 && next <= Date() + 86_400)
    for (eid, sentence) in [
      ("0", "'0' is not an event's id: 32 lower-case hex digits."),
      (
        String(repeating: "f", count: 32),
        "There is no event \(String(repeating: "f", count: 32)) on this host. See 'patchbay events list'."
      ),
    ] {
      #expect(
        try stand.ask("/api/v1/eid/\(eid)/scheduler", token: stand.token)
          == "{\"error\":\"\(sentence)\"}\n404 application/json")
    }
  }

  @Test("counts what happened in Prometheus's words") func metrics() async throws {
    let stand = try await Stand()
    try stand.desk.makeDue()
    _ = try await stand.desk.run(1)
    try await eventually { stand.serve.errorSoFar.contains("event=run.ended") }
    _ = try stand.ask("/metrics", token: "wrong")
    let text = try stand.ask("/metrics", token: stand.token)
    for line in [
      "patchbay_runs_total{connector=\"scripted\",status=\"completed\"} 1",
      "patchbay_records_total{connector=\"scripted\",outcome=\"unchanged\"} 9",
      "patchbay_http_answers_total{connector=\"scripted\",status=\"200\"} 1", "patchbay_run_seconds_count 1",
      "patchbay_lag_seconds_bucket{le=\"+Inf\"} 1", "patchbay_held_records{kind=\"deletion\"} 0",
      "patchbay_unreadable_events 0", "patchbay_requests_total{status=\"401\"} 1",
    ] {
      #expect(text.contains("\n\(line)\n"))
    }
    // Each line is a comment or a sample, each sample's name was introduced, and README explains each name.
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    var known: Set<Substring> = []
    for line in text.split(separator: "\n").dropLast() {
      if let help = line.firstMatch(of: /^# (HELP|TYPE) (\w+) .+$/) {
        known.insert(help.2)
        #expect(readme.contains("`\(help.2)`"), "\(help.2)")
        continue
      }
      let sample = line.firstMatch(of: /^(\w+?)(_bucket|_sum|_count)?(\{(\w+="[^"]*",?)+\})? -?[0-9.e+-]+$/)
      #expect(sample.map { known.contains($0.1) } ?? false, "\(line)")
    }
    #expect(!text.contains(Operator.eid))
  }

  @Test("refuses what it does not do, and goes on") func refuses() async throws {
    let stand = try await Stand()
    func error(_ sentence: String, _ status: Int) -> String {
      "{\"error\":\"\(sentence)\"}\n\(status) application/json"
    }
    for path in ["/", "/nothing", "/api/v1/eid//scheduler/", "/../etc/passwd"] {
      #expect(try stand.ask(path, token: nil) == error("There is nothing at '\(path)'.", 404))
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
      #expect(
        try stand.ask("/health", token: nil, ["-X", method])
          == error("'\(method)' is not possible at '/health': it can be read, with GET.", 405))
    }
    #expect(try stand.ask("/health", token: nil, ["-I"]).contains("Content-Length: 16"))
    let body = String(repeating: "x", count: 70_000)
    #expect(
      try stand.ask("/health", token: nil, ["-H", "Expect:", "--data", body])
        == error("The request's body is larger than 65536 bytes; nothing here reads one.", 413))
    #expect(try stand.ask("/" + String(repeating: "x", count: 50_000), token: nil).contains("414"))
    // What is no HTTP at all gets no answer, and does no harm.
    _ = try stand.raw(Array("nonsense\r\n\r\n".utf8))
    _ = try stand.raw([0, 1, 2, 255, 254, 13, 10, 13, 10])
    _ = try stand.raw([])
    // Many at once, more than it takes: those that it takes are answered.
    let many = try Launch.run(
      "/usr/bin/python3",
      [
        "-c",
        """
        import socket, sys
        place = (sys.argv[1], int(sys.argv[2]))
        held = []
        for _ in range(200):
            s = socket.create_connection(place, 60)
            s.sendall(b"GET /health HTTP/1.1\\r\\nHost: x\\r\\n")
            held.append(s)
        for s in held: s.close()
        """, String(stand.address.split(separator: ":")[0]), String(stand.address.split(separator: ":")[1]),
      ])
    #expect(many.code == 0)
    try await eventually { try stand.ask("/health", token: nil) == "{\"status\":\"ok\"}\n200 application/json" }
    #expect(try stand.ask("/health", token: nil) == "{\"status\":\"ok\"}\n200 application/json")
  }

  @Test("answers though dozens send one byte now and then") func drips() async throws {
    let stand = try await Stand()
    let parts = stand.address.split(separator: ":")
    let dripper = try Launch.start(
      "/usr/bin/python3",
      [
        "-u", "-c",
        """
        import socket, sys, time
        held = [socket.create_connection((sys.argv[1], int(sys.argv[2])), 60) for _ in range(64)]
        for s in held: s.sendall(b"GET /health HTTP/1.1\\r\\nX: ")
        print("drips")
        while held:
            time.sleep(1)
            for s in list(held):
                try: s.sendall(b"x")
                except OSError: held.remove(s)
        print("shut out")
        """, String(parts[0]), String(parts[1]),
      ])
    defer { dripper.signal(SIGKILL) }
    try await eventually { dripper.outputSoFar.contains("drips") }
    try await eventually { dripper.outputSoFar.contains("shut out") }
    #expect(try stand.ask("/health", token: nil) == "{\"status\":\"ok\"}\n200 application/json")
  }

  @Test("neither waits for a file that another program keeps, nor tells who asks where files are") func files()
    async throws
  {
    let stand = try await Stand()
    let file = "\(stand.desk.stand.desk.home)/events/\(Operator.eid).db"
    let kept = try await KeptFile(file, from: .reading)
    let path = "/api/v1/eid/\(Operator.eid)/scheduler"
    #expect(
      try stand.ask(path, token: stand.token)
        == "{\"error\":\"Another program keeps what was asked for. Ask again in a moment.\"}\n503 application/json")
    // Another event's jobs do not wait for it, and it is no reason for alarm.
    let other = "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0"
    let added = try stand.desk.stand.raw([
      "events", "add", "Other", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid", other,
    ])
    #expect(added.code == 0)
    #expect(
      try stand.ask("/api/v1/eid/\(other)/scheduler", token: stand.token)
        == "{\"eid\":\"\(other)\",\"configs\":[]}\n200 application/json")
    kept.letGo()
    for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
    try "This is no database.".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(
      try stand.ask(path, token: stand.token)
        == "{\"error\":\"This cannot be answered now. The host's log says why.\"}\n500 application/json")
    #expect(stand.serve.errorSoFar.contains("event=request.failed path=\(path) msg=\"'\(file)' is "))
    try await eventually {
      try stand.ask("/metrics", token: stand.token).contains("\npatchbay_unreadable_events 1\n")
    }
  }

  @Test("stops though someone keeps a connection open") func stops() async throws {
    let stand = try await Stand()
    let parts = stand.address.split(separator: ":")
    let holder = try Launch.start(
      "/usr/bin/python3",
      [
        "-u", "-c",
        """
        import socket, sys
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 60)
        s.sendall(b"GET /health HT")
        print("holds")
        s.recv(100)
        """, String(parts[0]), String(parts[1]),
      ])
    try await eventually { holder.outputSoFar.contains("holds") }
    stand.serve.signal(SIGTERM)
    #expect(try await stand.serve.finished().code == 0)
    _ = try await holder.finished()
  }

  static let wrong = [
    (
      ["--listen", "localhost:80"], 2,
      "--listen 'localhost:80' is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080; names are not looked up, and ports end at 65535. Give one, or 'none' to listen nowhere.\n"
    ),
    (
      ["--listen", "127.0.0.1"], 2,
      "--listen '127.0.0.1' is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080; names are not looked up, and ports end at 65535. Give one, or 'none' to listen nowhere.\n"
    ),
    (
      ["--listen", "127.0.0.1:99999"], 2,
      "--listen '127.0.0.1:99999' is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080; names are not looked up, and ports end at 65535. Give one, or 'none' to listen nowhere.\n"
    ),
    (
      ["--listen", "192.0.2.1:8080"], 1,
      "Listening on 192.0.2.1:8080 failed: Cannot assign requested address. Give another address with --listen, end what listens there, or answer no HTTP with '--listen none'.\n"
    ),
    (
      ["--node", "a b"], 2,
      "--node 'a b' cannot be the name of a node: 1 to 64 bytes, no white space.\nSee 'patchbay serve --help'.\n"
    ),
    (["--jobs", "0"], 2, "--jobs '0' is not a whole number from 1 to 64.\nSee 'patchbay serve --help'.\n"),
    (["--grace", "x"], 2, "--grace 'x' is not a whole number from 0 to 3600.\nSee 'patchbay serve --help'.\n"),
  ]

  @Test("says what is wrong with how it was started", arguments: wrong)
  func started(_ words: [String], _ code: Int, _ sentence: String) throws {
    let desk = try Operator()
    mkdir(desk.home, 0o700)
    let finished = try Launch.run(
      Products.patchbay, ["serve"] + words, environment: ["PATCHBAY_HOME": desk.home])
    #expect(finished.code == Int32(code))
    #expect(finished.error == sentence)
  }

  @Test("says what is wrong with its lease before it begins") func lease() throws {
    let desk = try Operator()
    mkdir(desk.home, 0o700)
    let finished = try Launch.run(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": desk.home, "PATCHBAY_LEASE": "abc"])
    #expect(finished.code != 0)
    #expect(
      finished.error
        == "PATCHBAY_LEASE is 'abc', which is no whole number of seconds from 2 to 86400. Correct or unset it.\n")
  }

  @Test("says who has its port") func taken() async throws {
    let stand = try await Stand()
    let second = try stand.desk.stand.raw(["serve", "--listen", stand.address])
    #expect(second.code == 1)
    #expect(
      second.error
        == "Listening on \(stand.address) failed: Address already in use. Give another address with --listen, end what"
        + " listens there, or answer no HTTP with '--listen none'.\n")
  }

  static let tokenErrors = [
    (
      ["add", "a", "--role", "chief"], 2,
      "--role 'chief' is not known. Known are: viewer, operator, admin. Nothing was changed.\n"
    ),
    (
      ["add", "a b", "--role", "viewer"], 2,
      "'a b' cannot be the name of a token: 1 to 64 bytes, no white space. Nothing was changed.\n"
    ),
    (
      ["add", "watch", "--role", "admin"], 3,
      "A token named 'watch' exists already. Give another name, or remove that one with 'patchbay tokens remove'.\n"
    ),
    (["remove", "wach"], 2, "There is no token 'wach'. Did you mean 'watch'? See 'patchbay tokens list'.\n"),
  ]

  @Test("says why a token was not made or removed", arguments: tokenErrors)
  func tokenError(_ words: [String], _ code: Int, _ sentence: String) throws {
    let desk = try Operator()
    #expect(try desk.patchbay("tokens", "add", "watch", "--role", "viewer").code == 0)
    let finished = try Launch.run(Products.patchbay, ["tokens"] + words, environment: ["PATCHBAY_HOME": desk.home])
    #expect(finished.code == Int32(code))
    #expect(finished.error == sentence)
    #expect(finished.output == "")
  }
}
