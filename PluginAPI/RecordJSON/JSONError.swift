/// Why bytes could not be read as JSON, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Reason: Equatable, Sendable {
    /// This byte cannot stand here.
    case unexpectedByte(UInt8)
    /// The bytes end inside the document.
    case truncated
    /// Not UTF-8: an overlong form, a surrogate, a code point above U+10FFFF or a stray continuation byte.
    case invalidUTF8
    /// A byte below 0x20 stands unescaped in a string.
    case controlCharacter(UInt8)
    /// A backslash is not followed by one of `"\/bfnrt` or by `u` and four hexadecimal digits.
    case badEscape
    /// A number breaks RFC 8259 section 6 (leading zero, no digit after a sign, point or exponent).
    case badNumber
    /// Arrays and objects lie deeper in each other than this limit.
    case tooDeep(limit: Int)
    /// Something other than white space follows the document.
    case trailingBytes
    /// The pointer leads to a value that is not an array.
    case notAnArray(pointer: String, found: JSONKind)
    /// The pointer leads to nothing; the offset is that of the deepest value that was reached.
    case pointerNotFound(pointer: String)
    /// More bytes than this limit.
    case tooLarge(limit: Int)
    /// The records of a page need more slots than this limit.
    case tooManyRecords(slotLimit: Int)
    /// A key stands twice in one object where only one value can be meant.
    case duplicateKey(String)
    /// A JSON Pointer (RFC 6901) that is neither empty nor starts with `/`, or has a `~` that is not `~0` or `~1`.
    case badPointer
  }

  /// Bytes from the start of the page, document or pointer.
  public var offset: Int
  /// What was wrong there.
  public var reason: Reason

  /// Puts an error together from its place, in bytes, and its reason.
  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  /// One sentence part such as `invalid UTF-8 at byte 1024`; holds keys and pointers, never a value.
  public var description: String {
    if case .tooLarge = reason { what } else { "\(what) at byte \(offset)" }
  }

  private var what: String {
    switch reason {
    case .unexpectedByte(let byte): "unexpected \(Self.name(of: byte))"
    case .truncated: "the text ends early"
    case .invalidUTF8: "invalid UTF-8"
    case .controlCharacter(let byte): "unescaped control character \(Self.name(of: byte)) in a string"
    case .badEscape: "bad escape in a string"
    case .badNumber: "bad number"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .trailingBytes: "something follows the end of the document"
    case .notAnArray("", let found): "the whole document is \(found.phrase), not an array,"
    case .notAnArray(let pointer, let found): "'\(pointer)' is \(found.phrase), not an array,"
    case .pointerNotFound(let pointer): "there is no '\(pointer)' in the value"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    case .tooManyRecords(let limit): "the records need more than \(limit) slots"
    case .duplicateKey(let key): "duplicate key '\(key.prefix(80))'"
    case .badPointer: "a JSON Pointer is empty or starts with '/', and '~' stands only before 0 or 1: wrong"
    }
  }

  private static func name(of byte: UInt8) -> String {
    if byte > 0x20 && byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
    let hex = String(byte, radix: 16, uppercase: true)
    return "byte 0x\(hex.count == 1 ? "0" : "")\(hex)"
  }
}
