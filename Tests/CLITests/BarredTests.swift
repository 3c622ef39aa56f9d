import TestSupport
import Testing

@Suite("An answer that is no matter of rights does not make anybody type a token again") struct BarredTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let answer: ScriptedAnswer
    /// Behind the request.
    let words: String
    let code: Int32
    var times = 1
  }

  static let cases = [
    Case(
      testDescription: "a firewall's page",
      answer: ScriptedAnswer(
        "<html><head><title>Attention Required! | Shield</title></head><body>Blocked</body></html>", status: 403,
        headers: ["Server: cloudflare"], type: "text/html"),
      words:
        " was answered 403 (\"Attention Required! | Shield\"), not by the vendor's API but by what stands before it, such"
        + " as a firewall. The credentials need not be wrong. Check the endpoint, and ask the vendor to let this computer in.",
      code: 1),
    Case(
      testDescription: "a limit",
      answer: ScriptedAnswer(
        #"{"detail": "Slow down."}"#, status: 403, headers: ["X-RateLimit-Remaining: 0"]),
      words:
        " was answered 403 4 times (\"{\"detail\": \"Slow down.\"}\"): the vendor's limit is used up. Run it again later.",
      code: 1, times: 4),
    Case(
      testDescription: "a limit that is over at once", answer: ScriptedAnswer("{}", status: 429),
      words: " was answered 429 4 times (\"{}\"): the vendor's limit is used up. Run it again later.", code: 1, times: 4
    ),
    Case(
      testDescription: "an encoding of its own", answer: ScriptedAnswer("{}", headers: ["Content-Encoding: zip"]),
      words:
        " was answered with Content-Encoding 'zip', which cannot be unpacked (DETAIL). Check the endpoint and what stands"
        + " between it and this computer, and tell the vendor.", code: 1),
    // Two that are, or may be.
    Case(
      testDescription: "a web page of nobody known",
      answer: ScriptedAnswer(
        "<html><head><title>HTTP Status 403</title></head><body>No.</body></html>", status: 403, type: "text/html"),
      words:
        " was answered 403 (\"HTTP Status 403\") with a web page: either credential 'token' may not read this, or what"
        + " stands before the vendor's API, such as a firewall, does not let this computer in. Check the event or"
        + " account code, and the rights that the vendor gave this account; if they are right, ask the vendor to let"
        + " this computer in.",
      code: 4),
    Case(
      testDescription: "rights", answer: ScriptedAnswer(#"{"detail": "No."}"#, status: 403),
      words:
        " was answered 403 (\"{\"detail\": \"No.\"}\"): credential 'token' may not read this. Check the event or account"
        + " code, and the rights that the vendor gave this account.", code: 4),
  ]

  @Test("It is told as what it is, in the vendor's words", arguments: cases) func told(_ c: Case) throws {
    let stand = try ScriptedDesk(
      dataTypes: ScriptedDesk.onlyPeople(#""total": "announced", "stableOrder": true"#), ways: "probe:/header")
    #expect(try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: "x").code == 0)
    stand.vendor.answer("/header", c.answer)
    let finished = try stand.raw(["sync", "v/people", "--json"])
    #expect(finished.code == c.code)
    #expect(
      try RunReport(finished).reason.replacing(/unpacked \([^)]+\)/, with: "unpacked (DETAIL)")
        == "GET \(stand.vendor.address)/header" + c.words)
    #expect(stand.vendor.requests.count == c.times)
  }
}
