/// A small document as values: describe documents, settings. Records are never read this way.
///
/// Texts compare as Swift strings do (canonical equivalence); keys are looked up and told apart byte for byte.
public enum JSONTree: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number as its text; written as it stands, so it must be one.
  case number(String)
  /// A text.
  case string(String)
  /// An array.
  case array([JSONTree])
  /// An object, its members in the order in which they stood.
  case object([Member])

  /// A key and its value.
  public struct Member: Equatable, Sendable {
    /// The key, unescaped.
    public var key: String
    /// The value.
    public var value: JSONTree

    /// Joins a key with its value.
    public init(_ key: String, _ value: JSONTree) {
      self.key = key
      self.value = value
    }

    /// Byte for byte.
    func isNamed(_ key: String) -> Bool {
      self.key.utf8.count == key.utf8.count && self.key.utf8.elementsEqual(key.utf8)
    }
  }

  /// The value of a key, nil if there is no such key or this is no object.
  public subscript(key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.isNamed(key) }?.value
  }

  /// The text of a string, otherwise nil.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The value of `true` and `false`, otherwise nil.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The value of a whole number written without point and exponent, otherwise nil.
  public var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  /// The elements of an array, otherwise nil.
  public var elements: [JSONTree]? { if case .array(let elements) = self { elements } else { nil } }
  /// The members of an object, otherwise nil.
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

  /// The document as UTF-8 without white space; escapes only what must be escaped.
  public func encoded() -> [UInt8] {
    var out: [UInt8] = []
    append(to: &out)
    return out
  }

  /// The document as text; the same as ``encoded()``.
  public var text: String { String(decoding: encoded(), as: UTF8.self) }

  private func append(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let text): out.append(contentsOf: text.utf8)
    case .string(let text): appendJSONString(text, to: &out)
    case .array(let elements):
      out.append(.openBracket)
      for (i, element) in elements.enumerated() {
        if i > 0 { out.append(.comma) }
        element.append(to: &out)
      }
      out.append(.closeBracket)
    case .object(let members):
      out.append(.openBrace)
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(.comma) }
        appendJSONString(member.key, to: &out)
        out.append(.colon)
        member.value.append(to: &out)
      }
      out.append(.closeBrace)
    }
  }
}
