import Testing

@testable import VendorSandbox

/// A request and what the vendor makes of it.
struct AnswerCase: Sendable, CustomTestStringConvertible {
  var connector: ConnectorName
  var target: String
  var authorization: String?
  var status: Int
  /// What the body begins with.
  var body = ""

  var testDescription: String { "\(connector.rawValue) \(target) \(authorization ?? "anonymous")" }
}

@Suite("A vendor's server") struct AnswerTests {
  private static let token = "Token sandbox-token"
  // "operator:sandbox-password"
  private static let basic = "Basic b3BlcmF0b3I6c2FuZGJveC1wYXNzd29yZA=="
  private static let talks = "/api/events/sandbox/submissions/"
  private static let orders = "/api/v1/organizers/sandbox/events/sandbox/orders/"
  private static let people = "/certainExternal/service/v1/Registration/sandbox/EVENT1"

  private static func pretalx(_ target: String, _ status: Int, _ body: String, as authorization: String? = token)
    -> AnswerCase
  {
    AnswerCase(connector: .pretalx, target: target, authorization: authorization, status: status, body: body)
  }

  private static func pretix(_ target: String, _ status: Int, _ body: String, as authorization: String? = token)
    -> AnswerCase
  {
    AnswerCase(connector: .pretix, target: target, authorization: authorization, status: status, body: body)
  }

  private static func certain(_ target: String, _ status: Int, _ body: String, as authorization: String? = basic)
    -> AnswerCase
  {
    AnswerCase(connector: .certain, target: target, authorization: authorization, status: status, body: body)
  }

  static let cases = [
    pretalx(talks, 200, #"{"count":40,"#),
    pretalx(talks, 200, #"{"count":20,"#, as: "Bearer sandbox-token"),
    pretalx(talks, 401, #"{"detail":"Invalid token."}"#, as: "Token expired-token"),
    pretalx("/api/events/sandbox/answers/", 401, #"{"detail":"Authentication"#, as: nil),
    pretalx("/api/events/sandbox/answers/", 403, #"{"detail":"You do not"#, as: "Token limited-token"),
    pretalx("/api/events/nobody/submissions/", 404, "<!DOCTYPE html>"),
    pretalx(talks + "?page=2", 404, #"{"detail":"Invalid page."}"#),
    pretalx(talks + "?state=gone", 400, #"{"state":["Select a valid choice."#),
    pretalx(talks + "?limit=9223372036854775807&offset=9223372036854775807", 200, #"{"count":40,"next":null"#),
    pretalx("/api/events/", 200, #"[{"name":"#),
    pretalx("/api/events/sandbox/submissions", 301, ""),
    pretix(orders + "?page_size=10", 200, #"{"count":24,"next":"http://127.0.0.1/api/v1/"#),
    pretix(orders + "?status=x", 200, #"{"count":0,"next":null,"previous":null,"results":[]}"#),
    pretix(orders, 401, #"{"detail":"Authentication"#, as: nil),
    pretix(orders, 403, #"{"detail":"You do not"#, as: "Token limited-token"),
    pretix("/api/v1/organizers/sandbox/events/nobody/orders/", 403, #"{"detail":"You do not"#),
    pretix(orders + "?modified_since=2026-09-01T06:00:00+02:00", 400, #"{"modified_since":["Enter a valid"#),
    pretix(orders + "?page=9223372036854775807", 404, #"{"detail":"Invalid page."}"#),
    certain(
      people + "?max_results=1", 200, #"{"etag":"\"40-1\"","transactionId":"sandbox","completeCollectionSize":40,"#),
    certain(people, 401, "Authentication failed.", as: nil),
    certain(people + "?start_index=41", 404, "no registrations found"),
    certain("/certainExternal/service/v1/Registration/sandbox/EVENT2", 404, "no registrations found"),
    certain(people + "?dateModified_after=now", 400, "Dates are written"),
    certain(people + "?start_index=9223372036854775807&max_results=-5", 404, "no registrations found"),
  ]

  private static func answer(_ c: AnswerCase, faults: String = "") throws -> Answer {
    let arguments = [c.connector.rawValue, "--people", "40", "--faults", faults]
    guard case .serve(let options) = try Options.read(arguments) else { throw Options.Misused(message: "no options") }
    let head = "GET \(c.target) HTTP/1.1" + (c.authorization.map { "\r\nAuthorization: \($0)" } ?? "")
    return Sandbox(options).answer(try #require(Request(head: head, body: [])))
  }

  @Test("answers as the real one", arguments: cases) func answers(_ c: AnswerCase) throws {
    let answer = try Self.answer(c)
    #expect(answer.status == c.status)
    #expect(String(decoding: answer.body.prefix(c.body.utf8.count), as: UTF8.self) == c.body)
  }

  static let refusals: [(String, Int)] = [
    ("401", 401), ("403", 403), ("404", 404), ("429-retry", 429), ("500", 500), ("503", 503), ("html200", 200),
    ("redirect-host", 302), ("500:items", 200), ("500@2", 200),
  ]

  @Test("gives way to a fault", arguments: refusals) func refuses(_ fault: String, _ status: Int) throws {
    let answer = try Self.answer(Self.cases[0], faults: fault)
    #expect(answer.status == status)
    #expect(answer.headers.contains { $0.name == "Retry-After" && $0.value == "1" } == (fault == "429-retry"))
    #expect(answer.headers.contains { $0.name == "Location" } == (fault == "redirect-host"))
  }

  static let journeys: [(String, Answer.Delivery)] = [
    ("reset", .reset), ("close", .close), ("stall", .stall), ("truncated", .cut),
    ("slow", .trickle(bytes: 1024, milliseconds: 50)), ("empty", .whole),
  ]

  @Test("sends a spoilt answer on its way", arguments: journeys) func travels(_ fault: String, _ way: Answer.Delivery)
    throws
  {
    #expect(try Self.answer(Self.cases[0], faults: fault).delivery == way)
  }
}
