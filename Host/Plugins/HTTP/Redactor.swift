/// Replaces secret values, and beginnings of them, in text for people, however a vendor spelt them: in another case, as hex, as base64 also amid
/// other text, with the escapes of URLs, forms, JSON and HTML (see ``SpeltText``), one within the other.
///
/// A value of one to three bytes is replaced only where no letter or digit stands beside its own: within the words around
/// it, it could not be told from them. Opened with a connection's credentials and gaining the Basic pairs made of them.
/// The work grows with the text's length and the number of values, and with nothing else that a vendor decides. One thread
/// at a time.
final class Redactor {
  static let mark = Array("<secret>".utf8)
  private var values: Set<[UInt8]> = []
  private var traces: [SecretTrace] = []
  /// Texts of fewer bytes hold no secret, nor enough of one.
  private var shortest = Int.max
  /// Short texts that were found to hold none: answers have the same headers again and again.
  private var clean: Set<String> = []
  private static let mostClean = 128
  private static let longestClean = 512
  /// Bytes after a place in a text that must be known to tell whether a secret begins there.
  private(set) var reach = 0

  init(_ credentials: Credentials) {
    for secret in credentials.secrets.values { add(secret.reveal { Array($0) }) }
  }

  /// Adds a value; the empty one is ignored.
  func add(_ value: [UInt8]) {
    guard !value.isEmpty, values.insert(value).inserted else { return }
    clean = []
    let new = SecretTrace.all(of: value)
    traces += new
    shortest = new.reduce(shortest) { min($0, $1.shortest) }
    reach = max(reach, value.count * Self.longestSpelling)
  }

  /// Characters that one byte of a secret may be spelt with: `\u0043` whose backslash is an entity whose signs are those of a
  /// URL.
  private static let longestSpelling = 24

  /// The text with every known secret as `<secret>`.
  func redact(_ text: String) -> String {
    if text.utf8.count < shortest || clean.contains(text) { return text }
    let bytes = Array(text.utf8)
    let places = places(in: bytes)
    guard places.isEmpty else { return Self.replacing(places, in: bytes, upTo: .max) }
    if bytes.count <= Self.longestClean {
      if clean.count >= Self.mostClean { clean = [] }
      clean.insert(text)
    }
    return text
  }

  /// The first `limit` bytes of a text with every known secret as `<secret>`; what comes after them tells whether one
  /// begins in them.
  func redact(_ text: [UInt8], upTo limit: Int) -> String {
    Self.replacing(places(in: text), in: text, upTo: limit)
  }

  private static func replacing(_ places: [Range<Int>], in text: [UInt8], upTo limit: Int) -> String {
    var result: [UInt8] = []
    var position = 0
    let end = min(limit, text.count)
    for place in places where place.lowerBound < end {
      result += text[position..<place.lowerBound] + mark
      position = place.upperBound
    }
    if position < end { result += text[position..<end] }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where secrets stand, in order, none within another.
  private func places(in text: [UInt8]) -> [Range<Int>] {
    guard !traces.isEmpty else { return [] }
    var found: [Range<Int>] = []
    var spelt: SpeltText? = SpeltText(text)
    for _ in 0..<Self.mostLayers {
      guard let layer = spelt else { break }
      let folded = Self.folded(layer.bytes)
      let coded = layer.bytes.map(Self.base64Standard)
      for trace in traces {
        found += trace.places(folded: folded, coded: coded).map(layer.source)
      }
      spelt = layer.unescaped()
    }
    return Self.merged(found)
  }

  /// Escapes within escapes that are seen through: a JSON text in a JSON text in a URL.
  private static let mostLayers = 4

  private static func merged(_ places: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for place in places.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = merged.last, place.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
      } else {
        merged.append(place)
      }
    }
    return merged
  }

  /// UTF-8 in small letters, as far as these have as many bytes: those of ASCII and Latin 1.
  static func folded(_ text: [UInt8]) -> [UInt8] {
    var previous: UInt8 = 0
    var folded = text
    for (index, byte) in text.enumerated() {
      let isCapital = (65...90).contains(byte) || (previous == 0xC3 && (0x80...0x9E).contains(byte) && byte != 0x97)
      if isCapital { folded[index] = byte | 0x20 }
      previous = byte
    }
    return folded
  }

  /// The two signs that base64 has instead in URLs (RFC 4648 section 5).
  private static func base64Standard(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "-"): UInt8(ascii: "+")
    case UInt8(ascii: "_"): UInt8(ascii: "/")
    default: byte
    }
  }
}
