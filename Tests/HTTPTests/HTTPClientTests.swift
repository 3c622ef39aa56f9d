import Foundation
import HostPlugins
import RecordJSON
import Testing

@Suite("A client asks and gives back answers") struct HTTPClientTests {
  @Test func aSimpleRequestGetsItsBody() throws {
    let server = try LoopbackServer { _ in [.answer(200, #"{"a":1}"#, headers: ["X-Total: 7", "X-Total: 8"])] }
    defer { server.stop() }
    let client = try client(server.url + "/api/v1/")
    let answer = try #require(try client.perform([HTTPRequest(url: "/people?page=2")]).get().first)
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body.bytes, as: UTF8.self) == #"{"a":1}"#)
    #expect(answer.header("x-total") == "7")
    let asked = try #require(server.asked.first)
    #expect(asked.method == "GET")
    #expect(asked.target == "/api/v1/people?page=2")
    #expect(
      asked.headers == [
        "host": "127.0.0.1:\(server.port)", "user-agent": "patchbay/1.0", "accept": "application/json",
        "accept-encoding": "gzip",
      ])
    #expect(client.log.answers == [200: 1])
    #expect(client.log.bytes == 7)
  }

  @Test func aPostSendsItsBodyAndHeaders() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    _ = try client(server.url).bodies(
      HTTPRequest(
        method: "POST", url: "/search", headers: [.init("Content-Type", "text/x"), .init("X-Empty", "")],
        body: Array("hello".utf8)))
    let asked = try #require(server.asked.first)
    #expect(asked.method == "POST")
    #expect(asked.body == "hello")
    #expect(asked.headers["content-type"] == "text/x")
    #expect(asked.headers["x-empty"] == "")
    #expect(asked.headers["expect"] == nil)
  }

  @Test func aHeadRequestHasNoBody() throws {
    let server = try LoopbackServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")] }
    defer { server.stop() }
    #expect(try client(server.url).bodies(HTTPRequest(method: "HEAD", url: "/")) == [""])
  }

  @Test func aConnectionIsUsedAgain() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let client = try client(server.url)
    for _ in 0..<5 { _ = try client.bodies(HTTPRequest(url: "/")) }
    #expect(server.asked.count == 5)
    #expect(server.connections == 1)
  }

  @Test func gzipIsUnpacked() throws {
    let packed: [UInt8] = [
      0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x32, 0xac, 0x05, 0, 0xaf, 0xac, 0x1b,
      0x56, 0x07, 0, 0, 0,
    ]
    let server = try LoopbackServer { _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"), .bytes(packed)]
    }
    defer { server.stop() }
    #expect(try client(server.url).bodies(HTTPRequest(url: "/")) == [#"{"a":1}"#])
  }

  @Test func chunksAreJoined() throws {
    let server = try LoopbackServer { _ in
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n"), .send("2\r\n2]\r\n0\r\n\r\n")]
    }
    defer { server.stop() }
    #expect(try client(server.url).bodies(HTTPRequest(url: "/")) == ["[1,2]"])
  }

  @Test func aBatchRunsAtOnceAndComesBackInOrder() throws {
    let gate = Gate(count: 4)
    let server = try LoopbackServer { asked in
      // No answer leaves before four requests are here; the later ones are answered first.
      gate.pass()
      return [.answer(200, asked.target)]
    }
    defer { server.stop() }
    let client = try client(server.url, concurrency: 4)
    let answers = try client.perform((1...4).map { HTTPRequest(url: "/\($0)") }).get()
    #expect(answers.map { String(decoding: $0.body.bytes, as: UTF8.self) } == ["/1", "/2", "/3", "/4"])
  }

  @Test func noMoreRunAtOnceThanAllowed() throws {
    let gauge = Gauge()
    let server = try LoopbackServer { asked in
      gauge.enter()
      Thread.sleep(forTimeInterval: 0.02)
      gauge.leave()
      return [.answer(200, asked.target)]
    }
    defer { server.stop() }
    let client = try client(server.url, concurrency: 2)
    let answers = try client.perform((1...9).map { HTTPRequest(url: "/\($0)") }).get()
    #expect(answers.map { String(decoding: $0.body.bytes, as: UTF8.self) } == (1...9).map { "/\($0)" })
    #expect(gauge.most == 2)
    #expect(server.connections == 2)
  }

  @Test func anAcceptedStatusIsAnAnswer() throws {
    let server = try LoopbackServer { _ in [.answer(404, #"{"none":true}"#)] }
    defer { server.stop() }
    let answer = try client(server.url).perform([HTTPRequest(url: "/", accept: [404])]).get()
    #expect(answer.map(\.status) == [404])
    #expect(answer.map { String(decoding: $0.body.bytes, as: UTF8.self) } == [#"{"none":true}"#])
  }

  @Test func nothingIsAskedAfterClosing() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let client = try client(server.url)
    _ = try client.bodies(HTTPRequest(url: "/"))
    client.close()
    client.close()
    #expect(try client.fault(HTTPRequest(url: "/")).status == 5)
    #expect(server.asked.count == 1)
  }

  @Test func aCancelledRequestEndsWhileTheVendorIsSilent() throws {
    let server = try LoopbackServer { _ in [.stall] }
    defer { server.stop() }
    let client = try client(server.url, cancelled: { !server.asked.isEmpty })
    let fault = try client.fault(HTTPRequest(url: "/slow"))
    #expect(fault.reason == .cancelled)
    #expect(fault.description == "GET \(server.url)/slow was cancelled.")
    #expect(fault.status == 1)
  }
}

/// Lets nobody through before `count` have come.
private final class Gate: @unchecked Sendable {  // under the condition's lock
  private let condition = NSCondition()
  private var missing: Int
  init(count: Int) { missing = count }

  func pass() {
    condition.lock()
    missing -= 1
    if missing <= 0 { condition.broadcast() }
    // The limit only keeps a failing test from hanging.
    while missing > 0, condition.wait(until: Date(timeIntervalSinceNow: 20)) {}
    condition.unlock()
  }
}

/// The most that were inside at once.
private final class Gauge: @unchecked Sendable {  // under the lock
  private let lock = NSLock()
  private var inside = 0
  private var highest = 0
  var most: Int { lock.withLock { highest } }
  func enter() {
    lock.withLock {
      inside += 1
      highest = max(highest, inside)
    }
  }
  func leave() { lock.withLock { inside -= 1 } }
}
