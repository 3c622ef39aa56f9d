import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Whoever asks a serve keeps nobody else waiting") struct SlowClientTests {
  /// What every script begins with: `ask` gives the status of an answer, `is_open` says whether the serve has closed a
  /// connection.
  private static let beginning = """
    import select, socket, sys
    place = (sys.argv[1], int(sys.argv[2]))
    def connect(): return socket.create_connection(place, 600)
    def head(path): return b"GET " + path.encode() + b" HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer " + sys.argv[3].encode() + b"\\r\\n"
    def ask(path):
        s = connect()
        s.sendall(head(path) + b"Connection: close\\r\\n\\r\\n")
        answer = b""
        while part := s.recv(65536): answer += part
        return answer.split(b" ")[1].decode() if answer else "none"
    def is_open(s): return s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1
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
      print(ask("/health"), ask(scheduler), ask("/metrics"), sum(map(is_open, held)))
      """, stand)
    #expect(few == "200 200 200 64\n")
    // And more than it takes: the oldest make room.
    let many = try await python(
      """
      for _ in range(700):
          s = connect()
          \(Self.slow[kind] ?? "")
          held.append(s)
      print(ask("/health"), ask(scheduler), ask("/metrics"), sum(map(is_open, held[-200:])), is_open(held[0]))
      """, stand)
    #expect(many == "200 200 200 200 False\n")
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
    // When the first of them is told to come again, others are answered before most of them are.
    let told = try await python(
      """
      for _ in range(64):
          s = connect()
          s.sendall(head(scheduler) + b"\\r\\n")
          held.append(s)
      select.select(held, [], [])
      answers = [ask("/health"), ask("/api/v1/eid/\(other)/scheduler"), ask("/metrics")]
      early = sum(map(is_answered, held))
      print(*answers, "early" if early < 48 else early)
      print(*sorted({s.recv(65536).split(b" ")[1].decode() for s in held}))
      """, stand)
    #expect(told == "200 200 200 early\n503\n")
  }
}
