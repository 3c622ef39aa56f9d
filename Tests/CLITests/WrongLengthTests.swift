import Foundation
import TestSupport
import Testing

@Suite("A length that no memory has is told with its number, and never taken for an empty text")
struct WrongLengthTests {
  private let vendor: PeopleVendor
  private static let huge = "18446744073709551615"

  static let refused = [
    ("records", "'emit_records' got a page of \(huge) bytes; at most 8388608 are allowed"),
    ("keys", "'emit_deleted' got a list of keys of \(huge) bytes; at most 8388608 are allowed"),
    ("state", "'checkpoint' got a state of \(huge) bytes; at most 65536 are allowed"),
    ("pointer", "'read' got a pointer of \(huge) bytes; at most 4096 are allowed"),
    ("url", "'http' got a url of \(huge) bytes; at most 8192 are allowed"),
    ("method", "'http' got a method of \(huge) bytes; at most 16 are allowed"),
    ("body", "'http' got a body of \(huge) bytes; at most 8388608 are allowed"),
    ("name", "'http' got a header name of \(huge) bytes; at most 16384 are allowed"),
    ("value", "'http' got a header value of \(huge) bytes; at most 16384 are allowed"),
    ("headers", "'http' got \(huge) headers; at most 64 are allowed"),
    ("accept", "'http' got \(huge) codes to accept; at most 64 are allowed"),
    ("requests", "'http' got \(huge) requests; 1 to 16 are allowed"),
    ("join", "'join' got a join of \(huge) bytes; at most 8388608 are allowed"),
    ("sentence", "'set_error' got a sentence of \(huge) bytes; at most 65536 are allowed"),
    ("long-sentence", "'set_error' got a sentence of 65537 bytes; at most 65536 are allowed"),
    ("null-sentence", "'set_error' got NULL as sentence"),
    ("good-ending", "'set_error' got a sentence of \(huge) bytes; at most 65536 are allowed"),
  ]

  @Test("in every call", arguments: refused) func refuses(_ call: String, _ sentence: String) throws {
    let faulty = try connected("length-\(call)")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed",
          "faulty failed while fetching people: \(sentence). \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)"
        ))
  }

  @Test("An extension of such a name is none", arguments: ["extension", "no-extension"])
  func extensions(_ fault: String) throws {
    #expect(try Outcome(connected("length-\(fault)").sync()) == Outcome(code: 0, "completed"))
  }

  @Test("A line for the log is left out, and the run goes on") func line() throws {
    let faulty = try connected("length-line")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed"))
    let shown = try faulty.desk.patchbay("runs", "show", "1")
    #expect(
      shown.output.split(separator: "\n").suffix(3) == [
        "  The connector logged (2 lines):",
        "    warning: 'log' got a line of \(Self.huge) bytes; at most 65536 are allowed; it was left out.",
        "    warning: 'log' got a line of 65537 bytes; at most 65536 are allowed; it was left out.",
      ])
  }

  @Test("A sentence that is only long is cut") func cut() throws {
    let kept = String(repeating: "a", count: 4096)
    #expect(
      try Outcome(connected("length-cut-sentence").sync())
        == Outcome(
          code: 1, "failed",
          "faulty failed while fetching people: \(kept). \(ConnectorFaultTests.nothing)"
            + " \(ConnectorFaultTests.report)"))
  }

  @Test("A sentence ends at its NUL: memory behind it is nobody's to read") func neighbour() throws {
    let faulty = try connected("neighbour")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed",
          "faulty failed while fetching people: It went wrong. \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)"
        ))
    #expect(
      try faulty.desk.patchbay("runs", "show", "1").output.split(separator: "\n").suffix(2) == [
        "  The connector logged (1 line):", "    warning: It went wrong.",
      ])
  }

  @Test("Bytes that are no text are replaced, and what they become is cut") func badBytes() throws {
    let bad = String(repeating: "\u{FFFD}", count: 4096 / 3)
    #expect(
      try Outcome(connected("bad-bytes").sync())
        == Outcome(
          code: 1, "failed",
          "faulty failed while fetching people: \(bad). \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)"))
  }

  init() throws { vendor = try PeopleVendor([]) }

  private func connected(_ fault: String) throws -> FaultyDesk {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    try faulty.connect(vendor, fault: fault)
    return faulty
  }
}
