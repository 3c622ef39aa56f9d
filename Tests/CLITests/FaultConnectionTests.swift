import Foundation
import TestSupport
import Testing

@Suite("What 'connections test' says of a connection") struct FaultConnectionTests {
  static let first = "VENDOR/api/events/sandbox/answers/?page_size=1"

  static let cases: [(fault: String, code: Int32, sentence: String)] = [
    (
      "401", 4,
      "VENDOR/api does not accept the API token (401 for event 'sandbox'). Copy it again, or make a new one. Set it with 'patchbay connections set"
        + " \(Operator.eid)/pretalx --secret token'."
    ),
    (
      "403", 4,
      "The API token is valid at VENDOR/api but may not read all of event 'sandbox' (403). Add the event to the token, with the right to read"
        + " submissions and speakers."
    ),
    (
      "404", 1,
      "There is no event 'sandbox' at VENDOR/api (404). Compare both with the event's web address; the endpoint of most servers ends in /api."
    ),
    (
      "429-retry", 1,
      #"GET \#(first) was answered 429 4 times ("{"detail":"Request was throttled."}"): the vendor's limit is used up for"#
        + " 1 second. Run it again then."
    ),
    (
      "html200", 1,
      "GET \(first) answered with a web page instead of JSON. Check the endpoint, or try again later."
    ),
    ("500", 1, "GET \(first) was answered 500 4 times: the vendor has a fault. Try again later."),
    (
      "stall", 1,
      "GET \(first) failed 4 times: the vendor sent nothing for 1 second, after 0 bytes of the answer. Try again later."
    ),
    (
      "wrong-shape", 1,
      "The answer to /events/sandbox/answers/?page_size=1 has not the expected form: '/results' is not a list."
        + " Check the endpoint, or try again later; if it stays so, tell the connector's maker."
    ),
  ]

  private func desk() throws -> (vendor: Vendor, desk: Operator) {
    let vendor = try Vendor("pretalx", people: 10)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    return (vendor, desk)
  }

  private func test(_ desk: Operator, _ vendor: Vendor) async throws -> (code: Int32, sentence: String) {
    let finished = try await desk.start("connections", "test", "pretalx").finished()
    #expect(finished.code == 0 ? finished.error == "" : finished.output == "")
    let text = (finished.output + finished.error).replacing(vendor.address, with: "VENDOR")
    return (finished.code, text.trimmingCharacters(in: .newlines))
  }

  @Test("what the vendor answers is told apart", arguments: cases)
  func answers(_ c: (fault: String, code: Int32, sentence: String)) async throws {
    let (vendor, desk) = try desk()
    desk.environment["PATCHBAY_STALL_SECONDS"] = "1"
    try vendor.fault(c.fault)
    let said = try await test(desk, vendor)
    #expect(said == (c.code, c.sentence))
  }

  @Test("a program reads the same as JSON") func json() async throws {
    let (vendor, desk) = try desk()
    func object(_ ok: Bool, _ credentials: Bool, _ finding: String) -> String {
      "{\"connection\":\"pretalx\",\"ok\":\(ok),\"credentials\":\(credentials),\"finding\":\"\(finding)\"}\n"
    }
    let fine = try desk.patchbay("connections", "test", "pretalx", "--json")
    #expect(fine.code == 0)
    #expect(
      fine.output.replacing(vendor.address, with: "VENDOR")
        == object(
          true, false, "pretalx at VENDOR/api answers, and the credentials see what a sync needs: sessions, presenters."
        ))
    try vendor.fault("401")
    let refused = try desk.patchbay("connections", "test", "pretalx", "--json")
    #expect(refused.code == 4)
    #expect(refused.error == "")
    let sentence = try await test(desk, vendor).sentence
    #expect(
      refused.output.replacing(vendor.address, with: "VENDOR")
        == object(false, true, sentence.replacing("\"", with: "\\\"")))
  }

  @Test("and so is a connection that is fine") func fine() async throws {
    let (vendor, desk) = try desk()
    let said = try await test(desk, vendor)
    #expect(
      said == (
        0,
        "pretalx at VENDOR/api answers, and the credentials see what a sync needs: sessions,"
          + " presenters."
      ))
  }

  @Test(
    "a wrong address is told apart from a vendor who is away",
    arguments: [
      (
        "http://127.0.0.1:1/api",
        "GET http://127.0.0.1:1/api/events/sandbox/answers/?page_size=1 failed 4 times: '127.0.0.1' refuses connections on"
          + " port 1. Check the endpoint's host and port, or try again when the vendor is back."
      ),
      (
        "https://nowhere.invalid/api",
        "GET https://nowhere.invalid/api/events/sandbox/answers/?page_size=1 failed 4 times: no address is known for"
          + " 'nowhere.invalid'. Check the endpoint's spelling and this computer's name service."
      ),
      (
        "VENDOR/wrong",
        "There is no event 'sandbox' at VENDOR/wrong (404). Compare both with the event's web address; the endpoint of most servers ends in /api."
      ),
    ]) func address(_ endpoint: String, _ sentence: String) async throws
  {
    let (vendor, desk) = try desk()
    let moved = try desk.patchbay(
      "connections", "set", "pretalx", "--endpoint", endpoint.replacing("VENDOR", with: vendor.address))
    #expect(moved.output == "Connection pretalx is changed.\n")
    let said = try await test(desk, vendor)
    #expect(said == (1, sentence))
  }

  @Test("a server that would show its public part to a wrong token is not taken for one that shows all")
  func publicPart() async throws {
    let (vendor, desk) = try desk()
    let list = vendor.address + "/api/events/sandbox/submissions/"
    let anonymous = try Launch.run("/usr/bin/curl", ["-sS", "-o", "/dev/null", "-w", "%{http_code}", list])
    #expect(anonymous.output == "200")
    _ = try desk.patchbay("connections", "set", "pretalx", "--secret", "token", input: "another-token\n")
    let said = try await test(desk, vendor)
    #expect(
      said
        == (
          4,
          "VENDOR/api does not accept the API token (401 for event 'sandbox'). Copy it again, or make a new one. Set it with"
            + " 'patchbay connections set \(Operator.eid)/pretalx --secret token'."
        ))
    let finished = try await desk.start("sync", "pretalx/sessions", "--json").finished()
    #expect(finished.code == 4)
    #expect(
      try RunReport(finished).reason.replacing(vendor.address, with: "VENDOR")
        == "VENDOR/api does not accept the API token (401 for event 'sandbox'). Copy it again, or make a new one.")
    #expect(try desk.sqlite("SELECT count(*) FROM state") == "0")
  }

  @Test("a token without the right to this event, and an event that is not there")
  func event() async throws {
    let (vendor, desk) = try desk()
    _ = try desk.patchbay("connections", "set", "pretalx", "--set", "event=sandbox-other")
    let other = try await test(desk, vendor)
    #expect(
      other == (
        4,
        "The API token is valid at VENDOR/api but may not read all of event 'sandbox-other' (403). Add the event to the token, with the right to"
          + " read submissions and speakers."
      ))
    _ = try desk.patchbay("connections", "set", "pretalx", "--set", "event=nope")
    let missing = try await test(desk, vendor)
    #expect(
      missing
        == (
          1,
          "There is no event 'nope' at VENDOR/api (404). Compare both with the event's web address; the endpoint of most"
            + " servers ends in /api."
        ))
  }

  @Test("a limit for stalls that is no number is refused before the vendor is asked") func stallSeconds() async throws {
    let (vendor, desk) = try desk()
    desk.environment["PATCHBAY_STALL_SECONDS"] = "soon"
    let said = try await test(desk, vendor)
    #expect(
      said == (2, "PATCHBAY_STALL_SECONDS is 'soon', which is not a number of seconds from 1 to 3600. Correct it."))
  }
}
