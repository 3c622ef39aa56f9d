import Foundation
import TestSupport
import Testing

@Suite("A frame that a connector writes past its worker is held to every limit that the worker keeps")
struct ForgedFrameTests {
  /// What a frame has too much of, and what a sync says of it.
  static let tooMuch = [
    ("headers", "a frame with more than 64 headers"), ("requests", "a frame with more than 16 requests"),
    ("accept", "a frame with more than 64 codes to accept"),
    ("method", "a frame with a method of more than 16 bytes"), ("url", "a frame with a url of more than 8192 bytes"),
    ("name", "a frame with a header name of more than 16384 bytes"),
    ("value", "a frame with a header value of more than 16384 bytes"),
    ("body", "a frame with a body of more than 8388608 bytes"),
    ("read", "a frame with a pointer of more than 4096 bytes"),
    ("page", "a frame with a pointer of more than 4096 bytes"),
    ("records", "a frame with a page of records of more than 8388608 bytes"),
    ("keys", "a frame with a list of keys of more than 8388608 bytes"),
    ("join", "a frame with a join of more than 8388608 bytes"),
    ("state", "a frame with a state of more than 65536 bytes"),
    ("sentence", "a frame with a sentence of more than 4096 bytes"),
    ("line", "a frame with a line of more than 4096 bytes"),
    ("document", "a frame with a document of more than 1048576 bytes"),
    ("refusal", "a frame with a text of more than 4096 bytes"),
  ]

  static let outOfPlace = [
    ("greeting", "a greeting where there is no place for it"),
    ("describe", "a describe document where there is no place for it"),
    ("unusable", "a refusal of the library where there is no place for it"),
    ("late-records", "'emit_records' where there is no place for it"),
    ("late-read", "'read' where there is no place for it"), ("twice", "'complete' where there is no place for it"),
  ]

  static let unknown = [
    ("unknown-read", "it read an answer that it does not have (any more)"),
    ("unknown-body", "it read an answer that it does not have (any more)"),
    ("unknown-page", "it emitted an answer that it does not have (any more)"),
  ]

  @Test("Too large, too many: the run fails and names the limit", arguments: tooMuch)
  func limit(_ frame: String, _ what: String) throws { try breaks(frame, what) }

  @Test("At a time when no worker sends it", arguments: outOfPlace)
  func order(_ frame: String, _ what: String) throws { try breaks(frame, what) }

  @Test("About an answer that was never given", arguments: unknown)
  func handle(_ frame: String, _ what: String) throws {
    try ends(frame, "faulty failed while fetching people: \(what).")
  }

  private func breaks(_ frame: String, _ what: String) throws {
    try ends(frame, "faulty broke the protocol while fetching people: it sent \(what).")
  }

  private func ends(_ frame: String, _ happened: String) throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "frame-\(frame)")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed",
          "\(happened) \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)"))
    withExtendedLifetime(vendor) {}
  }
}
