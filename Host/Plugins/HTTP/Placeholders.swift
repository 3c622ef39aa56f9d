import HostModel

/// Puts credentials where `{{secret.KEY}}` and `{{basic.USER.PASSWORD}}` stand.
///
/// Other text in double braces is left alone. A value is put in once and not looked through again. USER or PASSWORD may
/// be left out (`{{basic.key.}}`), which means the empty text.
struct Placeholders {
  /// What the text around a placeholder is, which decides how a value is written.
  enum Place: Equatable {
    /// Percent-encoded.
    case url
    /// As it is.
    case header
    /// As it is.
    case plainBody
    /// Percent-encoded, blanks as `+`.
    case formBody
    /// Escaped for the inside of a JSON string.
    case jsonBody

    /// The place that a body of this Content-Type is.
    init(contentType: String?) {
      let type = contentType?.split(separator: ";").first?.lowercased().filter { !$0.isWhitespace } ?? ""
      switch type {
      case "application/x-www-form-urlencoded": self = .formBody
      case "application/json": self = .jsonBody
      default: self = type.hasSuffix("+json") ? .jsonBody : .plainBody
      }
    }
  }

  let credentials: Credentials
  let redactor: Redactor

  /// Bytes that credentials may add to one text. A body could name a long one some hundred thousand times.
  private static let most = 1 << 20

  /// Expands all placeholders; `used` gains the keys of the secrets that went in.
  func expand(_ text: [UInt8], in place: Place, used: inout [String]) throws(HTTPFault.Reason) -> [UInt8] {
    var result: [UInt8] = []
    var rest = text[...]
    while let start = Self.start(in: rest) {
      result += rest[..<start]
      let inside = rest[(start + 2)...]
      guard let end = Self.end(in: inside) else { throw .badRequest("in which a placeholder has no '}}'") }
      let name = String(decoding: inside[..<end], as: UTF8.self)
      result += Self.written(try value(of: name, used: &used), in: place)
      guard result.count <= text.count + Self.most else {
        throw .badRequest("to which its placeholders would add more than \(Self.most) bytes")
      }
      rest = rest[(end + 2)...]
    }
    return result + rest
  }

  /// The text with every placeholder as `<secret>`, for people.
  static func hidden(_ text: String) -> String {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let start = start(in: rest), let end = end(in: rest[(start + 2)...]) {
      result += rest[..<start] + Redactor.mark
      rest = rest[(end + 2)...]
    }
    return String(decoding: result + rest, as: UTF8.self)
  }

  private func value(of name: String, used: inout [String]) throws(HTTPFault.Reason) -> [UInt8] {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, parts[0] == "secret" { return try value(key: parts[1], used: &used) }
    guard parts.count == 3, parts[0] == "basic" else {
      throw .badRequest("with a placeholder that is neither {{secret.KEY}} nor {{basic.USER.PASSWORD}}")
    }
    let user = parts[1].isEmpty ? [] : try value(key: parts[1], used: &used)
    let password = parts[2].isEmpty ? [] : try value(key: parts[2], used: &used)
    // RFC 7617 section 2: a colon in the user name would shift the password.
    guard !user.contains(0x3A) else { throw .badCredential(key: parts[1], problem: "holds a colon") }
    let encoded = Base64.encode(user + [0x3A] + password)
    redactor.add(encoded)
    return encoded
  }

  private func value(key: String, used: inout [String]) throws(HTTPFault.Reason) -> [UInt8] {
    if let refusal = credentials.refusal(of: key) { throw refusal }
    guard let bytes = credentials.bytes(of: key) else { throw .credentialMissing(key: ShortText.shown(key)) }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .badCredential(key: key, problem: "holds a line break or control character")
    }
    if credentials.secrets[key] != nil, !used.contains(key) { used.append(key) }
    return bytes
  }

  private static func written(_ value: [UInt8], in place: Place) -> [UInt8] {
    switch place {
    case .header, .plainBody: value
    case .url: PercentCoding.encode(value)
    case .formBody: PercentCoding.encodeForm(value)
    case .jsonBody: value.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] }
    }
  }

  /// Where the next `{{secret.` or `{{basic.` begins.
  private static func start(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.first { index in
      text[index] == 0x7B && (text[index...].starts(with: secretMark) || text[index...].starts(with: basicMark))
    }
  }

  private static func end(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropLast().first { text[$0] == 0x7D && text[$0 + 1] == 0x7D }
  }

  private static let secretMark = Array("{{secret.".utf8)
  private static let basicMark = Array("{{basic.".utf8)
}
