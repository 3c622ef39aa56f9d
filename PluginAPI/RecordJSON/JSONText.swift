/// Appends a text as a JSON string with its quotes; only `"`, `\` and control characters are escaped.
public func appendJSONString(_ text: some StringProtocol, to out: inout [UInt8]) {
  var text = String(text)
  text.withUTF8 { appendJSONString(utf8: UnsafeRawBufferPointer($0), to: &out) }
}

/// Appends UTF-8 as a JSON string with its quotes; only `"`, `\` and control characters are escaped.
///
/// The bytes are not checked: what is not UTF-8 makes a document that readers refuse.
public func appendJSONString(utf8: UnsafeRawBufferPointer, to out: inout [UInt8]) {
  out.append(.quote)
  var start = 0
  for i in 0..<utf8.count where JSONText.mustEscape(utf8[i]) {
    out.append(contentsOf: UnsafeRawBufferPointer(rebasing: utf8[start..<i]))
    JSONText.appendEscape(utf8[i], to: &out)
    start = i + 1
  }
  out.append(contentsOf: UnsafeRawBufferPointer(rebasing: utf8[start...]))
  out.append(.quote)
}

/// The one way in which this module writes characters that may not stand in a string as they are.
enum JSONText {
  static func mustEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == .quote || byte == .backslash }

  static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 && mustEscape(UInt8(truncatingIfNeeded: scalar.value))
  }

  /// Appends the two-letter escape of a byte where there is one, otherwise `\u00xx`.
  static func appendEscape(_ byte: UInt8, to out: inout [UInt8]) {
    out.append(.backslash)
    switch byte {
    case .quote, .backslash: out.append(byte)
    case 0x08: out.append(UInt8(ascii: "b"))
    case 0x0C: out.append(UInt8(ascii: "f"))
    case 0x0A: out.append(UInt8(ascii: "n"))
    case 0x0D: out.append(UInt8(ascii: "r"))
    case 0x09: out.append(UInt8(ascii: "t"))
    default:
      out.append(contentsOf: "u00".utf8)
      out.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      out.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
    }
  }
}
