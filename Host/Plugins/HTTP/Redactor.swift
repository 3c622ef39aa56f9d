/// Replaces secret values in text for people, in every form in which this module sends them.
///
/// A value of one to three bytes is replaced only where no letter or digit stands beside its own: within the words around
/// it, it could not be told from them. Opened with a connection's credentials and gaining the Basic pairs made of them.
/// One thread at a time.
final class Redactor {
  static let mark = Array("<secret>".utf8)
  /// Longest first, so that a secret that holds another one goes as a whole.
  private var forms: [[UInt8]] = []

  init(_ credentials: Credentials) {
    for secret in credentials.secrets.values { add(secret.reveal { Array($0) }) }
  }

  /// Adds a value and its percent-encoded, form-encoded, base64 and JSON-escaped forms; the empty value is ignored.
  func add(_ value: [UInt8]) {
    guard !value.isEmpty else { return }
    var found = [value, Base64.encode(value)]
    found += [Self.json(value), Self.json(value, escapingSlash: true), Self.json(value, escapingBeyondASCII: true)]
    for text in [PercentCoding.encode(value), PercentCoding.encodeForm(value)] {
      found += [text, Self.withLowerCaseEscapes(text)]
    }
    for form in found where !forms.contains(form) { forms.append(form) }
    forms.sort { $0.count > $1.count }
  }

  /// The text with every known secret as `<secret>`.
  func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if let form = forms.first(where: { bytes[position...].starts(with: $0) && stands($0, in: bytes, at: position) }) {
        result += Self.mark
        position += form.count
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Bytes after a place in a text that must be known to tell whether a secret begins there.
  var reach: Int { forms.first?.count ?? 0 }

  private static let shortest = 4

  /// Whether a form that was found is the value, and not a part of another word.
  private func stands(_ form: [UInt8], in bytes: [UInt8], at position: Int) -> Bool {
    guard form.count < Self.shortest else { return true }
    let end = position + form.count
    let joinsBefore = position > 0 && Self.isInWord(bytes[position - 1]) && Self.isInWord(form[0])
    let joinsAfter = end < bytes.count && Self.isInWord(bytes[end]) && Self.isInWord(form[form.count - 1])
    return !joinsBefore && !joinsAfter
  }

  /// Letters, digits, `_`, and every byte beyond ASCII.
  private static func isInWord(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 0x5F || byte >= 0x80
  }

  /// As a JSON writer may put the value into a string.
  private static func json(
    _ value: [UInt8], escapingSlash: Bool = false, escapingBeyondASCII: Bool = false
  ) -> [UInt8] {
    String(decoding: value, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
      let text = Array(String(scalar).utf8)
      switch scalar {
      case "\"", "\\": return [0x5C] + text
      case "/" where escapingSlash: return [0x5C] + text
      default: break
      }
      guard escapingBeyondASCII, !scalar.isASCII else { return text }
      return String(scalar).utf16.flatMap { unit in
        let digits = String(unit, radix: 16)
        return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      }
    }
  }

  /// `%2f` for `%2F`.
  private static func withLowerCaseEscapes(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for index in text.indices where text[index] == 0x25 && index + 2 < text.count {
      for digit in [index + 1, index + 2] where (65...70).contains(text[digit]) { text[digit] |= 0x20 }
    }
    return text
  }
}
