import HostChannel
import HostPlugins
import Testing

@Suite("Requests that a connector makes at once") struct SeveralRequestsTests {
  @Test("if one fails, what came of the others can be emitted all the same") func neighbours() throws {
    var host = try TestHost(TestConnectors.faulty)
    host.pages = ["/people": "{\"items\":[]}"]
    _ = try host.create(fault: "neighbours")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 8)
    #expect(
      host.heard == [
        .http([HTTPAsk(url: "/nowhere", place: ListPlace(page: 37, pages: 40, total: 2000)), HTTPAsk(url: "/people")]),
        .emitPage(handle: 1, pointer: "/items"), .end(status: 8),
      ])
  }

  @Test("if nothing came there is nothing to be had") func nothing() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "neighbours")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 8)
    #expect(host.heard.last == .end(status: 8))
    #expect(host.heard.count == 2)
  }

  @Test("may be of a connector that knows of no place in a list") func older() throws {
    var host = try TestHost(TestConnectors.faulty)
    host.pages = ["/people": "{}"]
    _ = try host.create(fault: "older")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    #expect(host.heard.first == .http([HTTPAsk(url: "/people"), HTTPAsk(url: "/people")]))
  }
}
