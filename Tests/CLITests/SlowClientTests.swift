import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Whoever asks a serve keeps nobody else waiting") struct SlowClientTests {
  /// What every script begins with: `ask` gives the status of an answer, `were_closed` says how many of some connections the
  /// serve has closed that began within half of the time for which it bears silence; a busy machine makes all older.
  private static let beginning = """
    import select, socket, sys, time
    place = (sys.argv[1], int(sys.argv[2]))
    began = {}
    def connect():
        now = time.monotonic()
        s = socket.create_connection(place, 600)
        began[s] = now
        return s
    def head(path): return b"GET " + path.encode() + b" HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer " + sys.argv[3].encode() + b"\\r\\n"
    def ask(path):
        s = connect()
        s.sendall(head(path) + b"Connection: close\\r\\n\\r\\n")
        answer = b""
        while part := s.recv(65536): answer += part
        return answer.split(b" ")[1].decode() if answer else "none"
    def is_open(s): return s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1
    def were_closed(these): return sum(not is_open(s) and time.monotonic() - began[s] < 5 for s in these)
    def is_answered(s): return select.select([s], [], [], 0)[0] != []
    scheduler, held = sys.argv[4], []

    """

  private func python(_ script: String, _ stand: ListenerTests.Stand) async throws -> String {
    let parts = stand.address.split(separator: ":").map(String.init)
    let running = try Launch.start(
      "/usr/bin/python3",
      ["-u", "-c", Self.beginning + script, parts[0], parts[1], stand.token, "/api/v1/eid/\(Operator.eid)/scheduler"])
    let finished = try await running.finished()
    return finished.output + finished.error
  }

  /// How each of these begins, as the words of a script.
  static let slow = [
    "nothing": #"pass"#,
    "half a head": #"s.sendall(b"GET /health HTTP/1.1\r\nX: ")"#,
    "half a body": #"s.sendall(b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")"#,
    "an answer that nobody reads":
      #"s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1); s.sendall(head("/metrics") + b"\r\n")"#,
  ]

  @Test("by being slow", arguments: slow.keys.sorted()) func slowly(_ kind: String) async throws {
    let stand = try await ListenerTests.Stand()
    // As many as it once took in all.
    let few = try await python(
      """
      for _ in range(64):
          s = connect()
          \(Self.slow[kind] ?? "")
          held.append(s)
      print(ask("/health"), ask(scheduler), ask("/metrics"), were_closed(held))
      """, stand)
    #expect(few == "200 200 200 0\n")
    // And more than it takes: the oldest make room.
    let many = try await python(
      """
      for _ in range(700):
          s = connect()
          \(Self.slow[kind] ?? "")
          held.append(s)
      print(ask("/health"), ask(scheduler), ask("/metrics"), were_closed(held[-200:]), is_open(held[0]))
      """, stand)
    #expect(many == "200 200 200 0 False\n")
  }

  @Test("by asking for what another program keeps") func kept() async throws {
    let stand = try await ListenerTests.Stand()
    let other = "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0"
    let added = try stand.desk.stand.raw([
      "events", "add", "Other", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid", other,
    ])
    #expect(added.code == 0)
    let kept = try await KeptFile("\(stand.desk.stand.desk.home)/events/\(Operator.eid).db", from: .reading)
    defer { kept.letGo() }
    let second = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    #expect(
      try stand.desk.stand.raw([
        "events", "add", "Second", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
        second,
      ]).code == 0)
    let alsoKept = try await KeptFile("\(stand.desk.stand.desk.home)/events/\(second).db", from: .reading)
    defer { alsoKept.letGo() }
    // When the first of them is told to come again, others are answered before most of them are; though two such files could
    // have all threads.
    let told = try await python(
      """
      for _ in range(64):
          for path in [scheduler, "/api/v1/eid/\(second)/scheduler"]:
              s = connect()
              s.sendall(head(path) + b"\\r\\n")
              held.append(s)
      select.select(held, [], [])
      answers = [ask("/health"), ask("/api/v1/eid/\(other)/scheduler"), ask("/metrics")]
      early = sum(map(is_answered, held))
      print(*answers, "early" if early < 96 else early)
      print(*sorted({s.recv(65536).split(b" ")[1].decode() for s in held}))
      """, stand)
    #expect(told == "200 200 200 early\n503\n")
  }

  @Test("and a serve that is told to stop refuses what it has not begun to answer") func stopped() async throws {
    let stand = try await ListenerTests.Stand()
    let kept = try await KeptFile("\(stand.desk.stand.desk.home)/events/\(Operator.eid).db", from: .reading)
    defer { kept.letGo() }
    // To wait for the file for each of them would take the serve half a minute.
    let told = try await python(
      """
      import os, signal
      for _ in range(128):
          s = connect()
          s.sendall(head(scheduler) + b"\\r\\n")
          held.append(s)
      select.select(held, [], [])
      os.kill(\(stand.serve.process.processIdentifier), signal.SIGTERM)
      def rest(s):
          answer = b""
          try:
              while part := s.recv(65536): answer += part
          except ConnectionError: pass
          return answer
      answers = [rest(s) for s in held]
      waited = sum(b"Another program keeps what was asked for." in a for a in answers)
      print("few" if waited < 64 else waited, any(b"This cannot be answered any more. Ask again." in a for a in answers))
      """, stand)
    #expect(told == "few True\n")
    #expect(try await stand.serve.finished().code == 0)
  }
}
