/// Where a request goes: `"/events/\(event)/orders/"`. What is interpolated is percent-encoded, so that an event code
/// with a slash, a space or a question mark can never lead elsewhere.
public struct Path: ExpressibleByStringInterpolation, Sendable, Equatable {
  /// As it goes to the host.
  public let text: String

  /// An address as the vendor gave it, such as the link to the next page. Braces in it are text and are percent-encoded, so
  /// that no vendor can have a secret put where it likes.
  public init(verbatim text: String) {
    self.text = text.utf8.contains(UInt8(ascii: "{")) ? encodingBraces(text) : text
  }

  /// A path written out in the code.
  public init(stringLiteral text: String) { self.text = text }

  /// A path with encoded parts.
  public init(stringInterpolation parts: Parts) { text = parts.text }

  /// Collects a path; literals as they are, values encoded.
  public struct Parts: StringInterpolationProtocol {
    var text = ""

    /// Begins empty.
    public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    /// Adds what stands in the code.
    public mutating func appendLiteral(_ literal: String) { text += literal }

    /// Adds a value as one path segment.
    public mutating func appendInterpolation(_ value: String) {
      // One or two dots would be taken for a step in the path, encoded or not; `%25.` is a name that no vendor has.
      text += (value == "." || value == ".." ? "%25" : "") + percentEncoded(value)
    }

    /// Adds a number.
    public mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }
  }
}

/// An address with `%7B` and `%7D` for braces, which mean the same in it.
private func encodingBraces(_ text: String) -> String {
  var out = ""
  for character in text.unicodeScalars {
    switch character {
    case "{": out += "%7B"
    case "}": out += "%7D"
    default: out.unicodeScalars.append(character)
    }
  }
  return out
}

/// A text with every byte but the unreserved ones of RFC 3986 section 2.3 as `%XX`; a `+` becomes `%2B`, a space `%20`.
func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var out: [UInt8] = []
  out.reserveCapacity(text.utf8.count)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      out.append(byte)
    default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: out, as: UTF8.self)
}
