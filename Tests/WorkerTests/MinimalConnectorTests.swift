import HostChannel
import HostPlugins
import Testing

@Suite("A connector in C, by the header alone, does its job in a worker") struct MinimalConnectorTests {
  static let authorization = [HTTPHeader("Authorization", "Bearer {{secret.token}}")]

  @Test("It fetches every page and declares the total") func fetches() throws {
    var host = try TestHost(TestConnectors.minimal)
    host.pages = [
      "/people": "{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"total\":3,\"next\":\"/people?page=2\"}",
      "/people?page=2": "{\"items\":[{\"id\":\"3\"}],\"total\":3,\"next\":null}",
    ]
    #expect(try host.create() == 0)
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    #expect(
      host.heard == [
        .http([HTTPAsk(url: "/people", headers: Self.authorization)]), .read(handle: 1, pointer: "/total"),
        .read(handle: 1, pointer: "/next"), .emitPage(handle: 1, pointer: "/items"),
        .http([HTTPAsk(url: "/people?page=2", headers: Self.authorization)]), .read(handle: 2, pointer: "/total"),
        .read(handle: 2, pointer: "/next"), .emitPage(handle: 2, pointer: "/items"), .complete(total: 3, flags: 0),
        .end(status: 0),
      ])
    #expect(try host.run(.check) == 0)
  }

  @Test("What is sent along with an answer is read without a question, and is told when the answer is used up")
  func glimpses() throws {
    var host = try TestHost(TestConnectors.minimal)
    host.pages = ["/people": "{\"items\":[{\"id\":\"1\"}],\"total\":7,\"next\":null}"]
    host.glimpses = [
      .init(pointer: "/other", bytes: Array("1".utf8)), .init(pointer: "/next", bytes: Array("null".utf8)),
      .init(pointer: "/total", bytes: Array("7".utf8)),
    ]
    #expect(try host.create() == 0)
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    #expect(
      host.heard == [
        .http([HTTPAsk(url: "/people", headers: Self.authorization)]),
        .emitPage(handle: 1, pointer: "/items", glimpsed: 0b110), .complete(total: 7, flags: 0), .end(status: 0),
      ])
  }

  @Test("A fetch with a limit is not called complete") func limited() throws {
    var host = try TestHost(TestConnectors.minimal)
    host.pages = ["/people": "{\"items\":[],\"total\":3,\"next\":\"/people?page=2\"}"]
    _ = try host.create()
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 1)) == 0)
    #expect(host.heard.suffix(2) == [.emitPage(handle: 1, pointer: "/items"), .end(status: 0)])
  }

  @Test("A status of a host service comes back as the job's") func passesStatus() throws {
    var host = try TestHost(TestConnectors.minimal)
    _ = try host.create()
    #expect(try host.run(.check) == 8)
    // After an error only destroy may follow.
    #expect(try host.run(.check) == 11)
    #expect(
      host.heard == [
        .setError(status: 11, sentence: "'check' is not possible at this point"), .end(status: 11),
      ])
  }

  @Test("An unknown data type is told in its own words") func unknownType() throws {
    var host = try TestHost(TestConnectors.minimal)
    _ = try host.create()
    #expect(try host.run(.fetch(dataType: "rooms", cursor: [], limit: 0)) == 10)
    #expect(host.heard == [.setError(status: 10, sentence: "Minimal has people only."), .end(status: 10)])
  }

  @Test("It describes itself, and a job before create is refused") func describes() throws {
    var host = try TestHost(TestConnectors.minimal)
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 11)
    #expect(try host.run(.describe) == 0)
    guard case .described(let document) = host.heard.first else {
      Issue.record("no document")
      return
    }
    #expect(String(decoding: document, as: UTF8.self).hasPrefix("{\"id\":\"minimal\",\"name\":\"Minimal\""))
  }

  @Test("It ends when told to, and when its host closes") func ends() throws {
    let host = try TestHost(TestConnectors.minimal)
    try host.worker.send(.shutdown)
    #expect(throws: WorkerFault.exited(code: 0)) { try host.worker.next() }
    #expect(host.worker.close()?.code == 0)

    let other = try TestHost(TestConnectors.minimal)
    let exit = try #require(other.worker.close())
    #expect(exit.signal == 15)
    #expect(exit.peakResident > 0)
    #expect(other.worker.close() == exit)
  }
}
