import HostPlugins
import Testing

@Suite("Redirects are followed only at home") struct RedirectTests {
  static func moved(_ status: Int, to location: String) -> [LoopbackServer.Step] {
    [.answer(status, "", headers: ["Location: \(location)"])]
  }

  @Test(arguments: [301, 302, 303, 307, 308]) func withCredentialsOnTheSameServer(status: Int) throws {
    let server = try LoopbackServer { $0.target == "/a" ? Self.moved(status, to: "/b?x=1") : [.answer()] }
    defer { server.stop() }
    let client = try client(server.url, secrets: ["token": "canary"])
    let request = HTTPRequest(url: "/a", headers: [.init("Authorization", "Token {{secret.token}}")])
    #expect(try client.bodies(request) == ["[]"])
    #expect(server.asked.map(\.target) == ["/a", "/b?x=1"])
    #expect(server.asked.map { $0.headers["authorization"] } == ["Token canary", "Token canary"])
  }

  @Test func neverToAnotherHost() throws {
    let thief = try LoopbackServer { _ in [.answer()] }
    let server = try LoopbackServer { _ in Self.moved(302, to: "http://localhost:\(thief.port)/steal?t=canary") }
    defer {
      server.stop()
      thief.stop()
    }
    let client = try client(server.url, secrets: ["token": "canary"])
    let fault = try client.fault(HTTPRequest(url: "/a", headers: [.init("Authorization", "{{secret.token}}")]))
    #expect(fault.reason == .redirect(status: 302, to: "http://localhost:\(thief.port)", isHost: true))
    #expect(thief.connections == 0)
  }

  @Test func atMostFiveTimes() throws {
    let server = try LoopbackServer { Self.moved(302, to: "/\($0.number)") }
    defer { server.stop() }
    let fault = try client(server.url).fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .tooManyRedirects(limit: 5))
    #expect(server.asked.count == 6)
  }

  @Test func notForAPost() throws {
    let server = try LoopbackServer { _ in Self.moved(302, to: "/b") }
    defer { server.stop() }
    let fault = try client(server.url).fault(HTTPRequest(method: "POST", url: "/a"))
    #expect(fault.reason == .redirect(status: 302, to: "'/b'", isHost: false))
    #expect(server.asked.count == 1)
  }
}
