/// A JSON Pointer (RFC 6901): the way to one value in a document, such as `/data/items`; empty is the whole document.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// One step: a key in an object or, if it is a number without leading zeros, an index in an array.
  struct Token: Sendable, Hashable {
    let key: [UInt8]
    let index: Int?
  }

  /// The pointer as it was written.
  public let description: String
  let tokens: [Token]

  /// The pointer to the whole document.
  public static let root = JSONPointer(description: "", tokens: [])

  /// Reads a pointer; throws ``JSONError/Reason/badPointer`` with the position, in UTF-8 bytes, of what is wrong.
  public init(_ text: String) throws(JSONError) {
    var tokens: [Token] = []
    var key: [UInt8] = []
    var isTilde = false
    for (position, byte) in text.utf8.enumerated() {
      if position == 0 {
        guard byte == UInt8(ascii: "/") else { throw JSONError(offset: 0, reason: .badPointer) }
      } else if isTilde {
        guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else {
          throw JSONError(offset: position - 1, reason: .badPointer)
        }
        key.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        isTilde = false
      } else if byte == UInt8(ascii: "~") {
        isTilde = true
      } else if byte == UInt8(ascii: "/") {
        tokens.append(Token(key))
        key = []
      } else {
        key.append(byte)
      }
    }
    guard !isTilde else { throw JSONError(offset: text.utf8.count - 1, reason: .badPointer) }
    if !text.isEmpty { tokens.append(Token(key)) }
    self.init(description: text, tokens: tokens)
  }

  private init(description: String, tokens: [Token]) {
    self.description = description
    self.tokens = tokens
  }

  /// Two pointers are equal when they lead the same way, byte for byte.
  public static func == (left: JSONPointer, right: JSONPointer) -> Bool { left.tokens == right.tokens }

  /// Hashes the way, as `==` compares it.
  public func hash(into hasher: inout Hasher) { hasher.combine(tokens) }

  /// The value at the pointer, or nil where there is none; the whole page is validated.
  ///
  /// A key of the way that stands twice throws ``JSONError/Reason/duplicateKey(_:)``: either value could be meant.
  /// The value refers to the page and means nothing once the page has been changed.
  ///
  /// - Parameter known: a value of this page that was validated before, such as ``RecordSlots/array``; it is passed over.
  public func find(
    in page: PageBuffer, passingOver known: JSONSlot = .missing, depthLimit: Int = RecordScanner.defaultDepthLimit
  ) throws(JSONError) -> JSONValue? {
    var grammar = Grammar(page, depthLimit: depthLimit)
    if !known.isMissing, known.offset + known.length <= page.count {
      grammar.known = (page.base + known.offset, page.base + known.offset + known.length)
    }
    var found: JSONSlot?
    var reached = grammar.start
    do throws(Fault) {
      try grammar.document { grammar, place, depth throws(Fault) in
        try grammar.locate(place, tokens[...], depth: depth, reached: &reached) { grammar, p, depth throws(Fault) in
          let slot = try grammar.slot(p, of: page, depth: depth)
          found = slot
          return p + slot.length
        }
      }
    } catch { throw grammar.error(error, origin: page.base) }
    return found.map { JSONValue(page: page, slot: $0) }
  }

  /// The first value at the pointer, or nil where there is none; the page is validated only as far as it is read.
  ///
  /// For a page that will be validated whole later: then `find` tells whether this was the right value.
  public func peek(
    in page: PageBuffer, depthLimit: Int = RecordScanner.defaultDepthLimit
  ) throws(JSONError) -> JSONValue? {
    var grammar = Grammar(page, depthLimit: depthLimit)
    do throws(Fault) {
      guard let place = try grammar.peek(tokens) else { return nil }
      return JSONValue(page: page, slot: try grammar.slot(place, of: page, depth: tokens.count))
    } catch { throw grammar.error(error, origin: page.base) }
  }

  /// The value at the pointer, or nil where there is none, in bytes that need no padding: they are copied to a page.
  public func find(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue? {
    try find(in: PageBuffer(copying: bytes))
  }
}

extension Grammar {
  /// Reads one value that lies in containers `depth` deep.
  fileprivate mutating func slot(_ p: BytePointer, of page: PageBuffer, depth: Int) throws(Fault) -> JSONSlot {
    let string = p.pointee == .quote ? try string(p + 1) : nil
    let end = if let string { string.end } else { try skip(p, depth: depth) }
    return JSONSlot(offset: p - page.base, length: end - p, kind: string?.kind ?? JSONKind.starting(with: p.pointee))
  }
}

extension JSONPointer.Token {
  fileprivate init(_ key: [UInt8]) {
    self.key = key
    let isIndex = key.count <= 9 && key.allSatisfy(\.isDigit) && (key.count == 1 || key.first != 0x30)
    index = isIndex ? Int(String(decoding: key, as: UTF8.self)) : nil
  }

  /// Whether the key between two places is this one.
  func matches(_ from: BytePointer, to: BytePointer, isEscaped: Bool) -> Bool {
    let raw = UnsafeRawBufferPointer(start: from, count: to - from)
    guard isEscaped else { return raw.elementsEqual(key) }
    var text: [UInt8] = []
    EscapedText.append(raw, to: &text, escaping: false)
    return text == key
  }
}
