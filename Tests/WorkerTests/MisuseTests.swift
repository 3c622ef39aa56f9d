import HostChannel
import HostPlugins
import Testing

@Suite("A call that the contract forbids fails the job and names itself") struct MisuseTests {
  static let cases: [(fault: String, sentence: String)] = [
    ("null-pointer", "'emit_records' got NULL as page"),
    ("too-long", "'emit_records' got a page of 8388609 bytes; at most 8388608 are allowed"),
    ("bad-handle", "'read' got handle 7, which was never given, or was released or emitted before"),
    ("bad-text", "'http' got a url that is not UTF-8"),
    ("too-many", "'http' got 17 requests; 1 to 16 are allowed"),
    ("unsized", "'http' got requests whose struct_size is 8"),
    ("emit-twice", "'emit_page' got handle 1, which was never given, or was released or emitted before"),
    ("after-complete", "'emit_records' was called after 'complete'"),
    ("other-thread", "a host service was called from a thread that is not the job's"),
  ]

  @Test("In a fetch, even if the connector says that all is well", arguments: cases)
  func inFetch(_ fault: String, _ sentence: String) throws {
    var host = try TestHost(TestConnectors.faulty)
    host.pages = ["/people": "{}"]
    _ = try host.create(fault: fault)
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 11)
    #expect(host.heard.suffix(2) == [.setError(status: 11, sentence: sentence), .end(status: 11)])
  }

  @Test("Records belong to fetch") func inCheck() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "null-pointer")
    #expect(try host.run(.check) == 11)
    #expect(
      host.heard == [
        .setError(status: 11, sentence: "'emit_records' was called outside of fetch"), .end(status: 11),
      ])
  }

  @Test("OK without 'complete' is for the host to judge") func notComplete() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "not-complete")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    #expect(host.heard == [.end(status: 0)])
  }

  @Test("A refused configuration comes with the connector's sentence") func refusedConfiguration() throws {
    var host = try TestHost(TestConnectors.faulty)
    #expect(try host.create(fault: "create-refuses") == 6)
    #expect(
      host.heard == [.setError(status: 6, sentence: "Setting 'fault' is not to be had."), .end(status: 6)])
  }
}
