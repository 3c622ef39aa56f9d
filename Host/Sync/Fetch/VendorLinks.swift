import RecordJSON

/// Texts of the vendor's in which a placeholder seems to stand, and which a connector may ask for as they are: links to the
/// next page. In them `{{` is text, or a vendor could have a secret put where it likes.
///
/// Known are values that a connector looked at by themselves, which is how a link is read. One that it cut out of a whole
/// body or of a header cannot be told from what it wrote itself; the C header tells its author to encode it.
struct VendorLinks {
  private var texts: [String] = []
  /// More would be no links: the oldest is forgotten then.
  private static let most = 64
  private static let longest = 8 << 10
  /// Bytes that one of a text may take in JSON: `\u0041`.
  private static let longestEscape = 6

  /// A JSON value that is handed to the connector.
  mutating func saw(_ json: [UInt8]) {
    guard json.first == UInt8(ascii: "\""), json.count <= Self.longest * Self.longestEscape else { return }
    // What may be a brace, as it is or as an escape.
    guard json.contains(UInt8(ascii: "{")) || json.contains(UInt8(ascii: "\\")) else { return }
    if let text = (try? JSONTree.parse(json))?.string { saw(text) }
    // As a connector may have it that takes no escapes out.
    saw(json.dropFirst().dropLast())
  }

  /// What a connector kept of an earlier run, which is often a vendor's text.
  mutating func saw(cursor: [UInt8]) {
    if cursor.count <= Self.longest { saw(cursor[...]) }
  }

  private mutating func saw(_ bytes: ArraySlice<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) { saw(text) }
  }

  private mutating func saw(_ text: String) {
    // The beginning of a placeholder alone would make text of every one that a connector writes.
    guard text.utf8.count <= Self.longest, let start = text.firstRange(of: "{{"),
      start.lowerBound > text.startIndex || text.contains("}}"), !texts.contains(text)
    else { return }
    if texts.count == Self.most { texts.removeFirst() }
    texts.append(text)
  }

  /// Whether such a text stands in an address that a connector asks for, or this is its end, without the endpoint.
  func hold(_ url: String) -> Bool {
    !texts.isEmpty && url.contains("{{") && texts.contains { url.contains($0) || $0.hasSuffix(url) }
  }
}
