import TestSupport
import Testing

/// One way in which a vendor's answer is no page, and the sentence about it.
struct FaultyAnswer: Sendable, CustomTestStringConvertible {
  let fault: String
  /// With `GET …` for method and address of the page.
  let sentence: String
  /// Exit code when the first page fails.
  var code: Int32 = 1

  var testDescription: String { fault }

  static let list =
    "VENDOR/api/events/sandbox/submissions/?page_size=250&expand=slots.room%2Ctrack%2Csubmission_type%2Ctags"

  /// The sentence for a page; the first has no number in its address, and of none it is known of how many it is the first.
  func sentence(page: Int) -> String {
    let address = Self.list + (page == 1 ? "" : "&page=\(page)")
    let place = page == 1 ? "Page 1" : "Page \(page) of 2"
    let isPlaced = page > 1 && sentence.hasPrefix("GET …")
    return (isPlaced ? "\(place): " : "")
      + sentence.replacing("GET …", with: "GET \(address)").replacing("Page N", with: place)
      .replacing("PATH", with: String(address.dropFirst("VENDOR/api".count)))
  }

  static let again = "Check the endpoint, or try again later."
  static let form = "Check the endpoint, or try again later; if it stays so, tell the connector's maker."
  static let set = "Set it again: patchbay connections set EID/pretalx --secret token."

  static let all = [
    FaultyAnswer(fault: "html200", sentence: "GET … answered with a web page instead of JSON. \(again)"),
    FaultyAnswer(
      fault: "truncated-json",
      sentence: "Page N (GET …) is JSON that cannot be used: the text ends early at byte N. \(again)"),
    FaultyAnswer(
      fault: "invalid-utf8",
      sentence: "Page N (GET …) is JSON that cannot be used: invalid UTF-8 at byte N. \(again)"),
    FaultyAnswer(
      fault: "depth-bomb",
      sentence: "Page N (GET …) is JSON that cannot be used: nested deeper than 64 levels at byte N. \(again)"),
    FaultyAnswer(
      fault: "wrong-shape",
      sentence: "Page N (GET …) is JSON that cannot be used: '/results' is an object, not an array, at byte N. \(again)"
    ),
    FaultyAnswer(
      fault: "error200",
      sentence: "The answer to PATH has not the expected form: '/count' is not a whole number. \(form)"),
    FaultyAnswer(
      fault: "missing-total",
      sentence: "The answer to PATH has not the expected form: '/count' is not a whole number. \(form)"),
    FaultyAnswer(
      fault: "401",
      sentence: #"GET … was answered 401 ("{"detail":"Invalid token."}"): credential 'token' was refused. \#(set)"#,
      code: 4),
    FaultyAnswer(
      fault: "403",
      sentence:
        #"GET … was answered 403 ("{"detail":"You do not have permission to perform this action."}"): credential"#
        + " 'token' may not read this. Check the event or account code, and the rights that the vendor gave this account.",
      code: 4),
    FaultyAnswer(
      fault: "429",
      sentence:
        #"GET … was answered 429 4 times ("{"detail":"Request was throttled."}"): the vendor's limit is used up."#
        + " Run it again later."),
    FaultyAnswer(
      fault: "429-retry",
      sentence:
        #"GET … was answered 429 4 times ("{"detail":"Request was throttled."}"): the vendor's limit is used up"#
        + " for 1 second. Run it again then."),
    FaultyAnswer(
      fault: "500", sentence: "GET … was answered 500 4 times: the vendor has a fault. Try again later."),
    FaultyAnswer(
      fault: "503", sentence: "GET … was answered 503 4 times: the vendor has a fault. Try again later."),
    FaultyAnswer(
      fault: "reset",
      sentence:
        "GET … failed 4 times: the connection broke after 0 bytes of the answer (Recv failure: Connection reset by"
        + " peer). Try again later."),
    FaultyAnswer(
      fault: "close",
      sentence: "GET … failed 4 times: the connection broke after 0 bytes of the answer (Empty reply from server). Try"
        + " again later."),
    FaultyAnswer(
      fault: "stall",
      sentence: "GET … failed 4 times: the vendor sent nothing for 1 second, after 0 bytes of the answer. Try again"
        + " later."),
    FaultyAnswer(
      fault: "redirect-host",
      sentence: "GET … was answered 302, a redirect to ELSEWHERE, where no credentials are sent. If the vendor moved,"
        + " change the endpoint: patchbay connections set EID/pretalx --endpoint URL."),
  ]
}

@Suite("What a sync does when the vendor answers with no page") struct FaultAnswerTests {
  private func desk() throws -> FaultDesk {
    let fault = try FaultDesk()
    fault.desk.environment["PATCHBAY_STALL_SECONDS"] = "1"
    return fault
  }

  private func named(_ met: FaultDesk.Met, _ fault: FaultDesk) -> FaultDesk.Met {
    var met = met
    met.reason = met.reason.replacing(
      fault.vendor.address.replacing("127.0.0.1", with: "localhost"), with: "ELSEWHERE")
    return met
  }

  @Test("a first page that is none fails the run and changes nothing", arguments: FaultyAnswer.all)
  func failsOnTheFirstPage(_ answer: FaultyAnswer) async throws {
    let fault = try desk()
    try fault.vendor.fault("\(answer.fault):submissions")
    let met = named(try await fault.sync(), fault)
    #expect(
      met
        == .init(code: answer.code, status: "failed", reason: answer.sentence(page: 1), words: "", isUntouched: true))
  }

  @Test(
    "a second page that is none keeps the first, deletes nothing, and the next run repairs", arguments: FaultyAnswer.all
  )
  func keepsTheFirstPage(_ answer: FaultyAnswer) async throws {
    let fault = try desk()
    let cursor = try fault.desk.sqlite(
      "SELECT quote(cursor), applied_run, manual_at FROM config WHERE data_type='sessions'")
    try fault.vendor.fault("\(answer.fault):submissions@2")
    let met = named(try await fault.sync(), fault)
    #expect(
      met
        == .init(
          code: 5, status: "incomplete",
          reason: answer.sentence(page: 2)
            + " Before that 250 of 303 records were read; 161 of them are kept, and nothing was deleted.",
          words: "received 250, created 5, unchanged 104, updated 52, skipped 89", isUntouched: false))
    // 191 before, five more now: nobody left.
    #expect(try fault.desk.sqlite("SELECT count(*), sum(status=2) FROM state WHERE status<>3") == "196|0")
    #expect(try fault.desk.sqlite("SELECT count(*) FROM session") == "196")
    #expect(try fault.desk.sqlite("SELECT count(*) FROM change WHERE run=2 AND kind NOT IN (1,2)") == "0")
    #expect(
      try fault.desk.sqlite("SELECT quote(cursor), 1, manual_at FROM config WHERE data_type='sessions'") == cursor)

    try fault.vendor.fault("")
    let after = try await fault.sync()
    #expect(after.status == "completed")
    #expect(after.words == "received 303, created 1, unchanged 181, updated 11, deleted 3, skipped 110")
  }

  @Test("a page that comes at a later try is as good as any", arguments: ["500", "429-retry", "reset", "truncated"])
  func triesAgain(_ name: String) async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("\(name):submissions@2x2")
    let met = try await fault.sync()
    #expect(met.status == "completed")
    #expect(met.words == "received 303, created 6, unchanged 124, updated 63, deleted 3, skipped 110")
  }

  @Test("a page that is gone when its turn comes makes the list be read once more")
  func readsOnceMore() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("404:submissions@2x1")
    let met = try await fault.sync()
    #expect(met.status == "completed")
    try fault.vendor.fault("404:submissions")
    let gone = try await fault.sync()
    #expect(
      gone
        == .init(
          code: 1, status: "failed",
          reason: #"GET \#(FaultyAnswer.list) was answered 404 ("{"detail":"Not found."}"): there is nothing at this"#
            + " address. Check the event or account code, and the endpoint.", words: "", isUntouched: true))
  }

  @Test("the text for a person is the whole story") func text() throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("html200:submissions@2")
    let finished = try fault.desk.patchbay("sync", "pretalx/sessions", "--force")
    #expect(finished.error == "")
    #expect(
      fault.plain(finished.output) == """
        Sync of EID/pretalx/sessions: incomplete (run 2)
          Page 2 of 2: GET \(FaultyAnswer.list)&page=2 answered with a web page instead of JSON. Check the endpoint, or try again later. \
        Before that 250 of 303 records were read; 161 of them are kept, and nothing was deleted.
          Received 250 · Created 5 · Unchanged 104 · Updated 52 · Deleted 0 · Skipped 89
          Skipped: by the skip rule ('patchbay configs show'), for what they point at, or as erased.
          Stored now: 196.

        """)
  }
}
