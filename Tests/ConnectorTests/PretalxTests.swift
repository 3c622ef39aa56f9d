import ConnectorDriver
import RecordJSON
import Testing

@Suite("pretalx") struct PretalxTests {
  private let answers = "/events/demo/answers/?page_size=1"

  private func fetch(_ dataType: String, _ change: (inout RecordedVendor) -> Void) throws -> Observation {
    let subject = try Subject.named("pretalx")
    var vendor = try subject.vendor()
    change(&vendor)
    return try subject.library().fetch(dataType, vendor)
  }

  @Test("gives presenters the sessions that take place, and nothing of those that do not")
  func joinsStates() throws {
    let seen = try fetch("presenters") { _ in }
    #expect(seen.texts("live_sessions") == [#"["AAA111"]"#, "[]", #"["CCC333"]"#])
    #expect(seen.records.last?["name"] == .string("海野 りく"))
  }

  @Test("counts a submission as live that slipped between two pages, rather than dropping its presenter")
  func keepsUnknownSubmissions() throws {
    let seen = try fetch("presenters") { vendor in
      vendor.answers["/events/demo/submissions/?page_size=250"] = Answer(
        #"{"count":3,"next":null,"results":[{"code":"BBB222","state":"canceled"}]}"#)
    }
    #expect(seen.texts("live_sessions") == [#"["AAA111"]"#, "[]", #"["CCC333"]"#])
    #expect(seen.completion == .init(total: 3, fullRights: true))
  }

  @Test("reads nothing without a valid token, though pretalx would show the public part")
  func refusesPublicPart() throws {
    let seen = try fetch("sessions") { $0.answers[answers]?.status = 401 }
    #expect(seen.status == Code.auth)
    #expect(seen.requests.map(\.url) == [answers])
    #expect(
      seen.sentence
        == "https://pretalx.example/api does not accept the API token (401 for event 'demo'). Copy it again, or make a new one."
    )
  }

  @Test("trusts a limited token that sees what only organisers see")
  func acceptsLimitedToken() throws {
    let seen = try fetch("sessions") { $0.answers[answers]?.status = 403 }
    #expect(seen.status == Code.ok)
    #expect(seen.completion == .init(total: 3, fullRights: true))
  }

  @Test("refuses a limited token that is shown the public part")
  func refusesLimitedTokenWithPublicPart() throws {
    let seen = try fetch("sessions") { vendor in
      vendor.answers[answers]?.status = 403
      vendor.answers["/events/demo/submissions/?page_size=1"] = Answer(
        #"{"count":1,"next":null,"results":[{"code":"AAA111","state":"confirmed"}]}"#)
    }
    #expect(seen.status == Code.forbidden)
    #expect(seen.records == [])
    #expect(seen.sentence?.hasPrefix("https://pretalx.example/api shows only the public part of event 'demo'") == true)
  }

  @Test("confirms that an event is empty only if it sees everything", arguments: [(200, true), (403, false)])
  func confirmsEmptiness(_ status: Int, _ isConfirmed: Bool) throws {
    let seen = try fetch("sessions") { vendor in
      for url in vendor.answers.keys { vendor.answers[url] = Answer(#"{"count":0,"next":null,"results":[]}"#) }
      vendor.answers[answers]?.status = status
    }
    #expect(seen.status == Code.ok)
    #expect(seen.completion == .init(total: 0, fullRights: isConfirmed, empty: isConfirmed))
  }

  @Test("announces the larger total when the list shrinks while it is read")
  func tellsShrinking() throws {
    let seen = try fetch("sessions") { vendor in
      for (url, answer) in vendor.answers where url.contains("page=2") {
        let body = String(decoding: answer.body, as: UTF8.self).replacing(#""count":3"#, with: #""count":2"#)
        vendor.answers[url]?.body = Array(body.utf8)
      }
    }
    #expect(seen.completion?.total == 3)
  }
}
