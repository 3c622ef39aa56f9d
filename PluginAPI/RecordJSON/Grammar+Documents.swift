/// Whole documents, and the way along a pointer into them.
extension Grammar {
  /// What happens at the value a pointer names: passes over it, given the containers around it.
  typealias Visit = (inout Grammar, BytePointer, Int) throws(Fault) -> BytePointer

  /// Reads one value with white space around it (and a byte order mark before it, as RFC 8259 section 8.1 allows).
  mutating func document(_ body: Visit) throws(Fault) {
    let p = space(try body(&self, documentStart, 0))
    guard p == end else { throw Fault(at: p, code: p < end ? .trailing : .truncated) }
  }

  private var documentStart: BytePointer {
    space(start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF ? start + 3 : start)
  }

  /// The place of the first value that the tokens lead to, or nil; reads no further than to where it begins.
  mutating func peek(_ tokens: [JSONPointer.Token]) throws(Fault) -> BytePointer? {
    var p = documentStart
    for (depth, token) in tokens.enumerated() {
      guard depth < depthLimit else { throw Fault(at: p, code: .depth) }
      let inside: BytePointer? =
        switch p.pointee {
        case .openBrace: try peek(inObject: p, token, depth: depth + 1)
        case .openBracket: try peek(inArray: p, token, depth: depth + 1)
        default: nil
        }
      guard let inside else { return nil }
      p = inside
    }
    return p
  }

  private mutating func peek(
    inObject open: BytePointer, _ token: JSONPointer.Token, depth: Int
  ) throws(Fault) -> BytePointer? {
    var p = space(open + 1)
    if p.pointee == .closeBrace { return nil }
    while true {
      guard p.pointee == .quote else { throw fault(.unexpected, at: p) }
      let key = p
      let keyEnd = try string(p + 1)
      p = try colon(keyEnd.end)
      if token.matches(key + 1, to: keyEnd.end - 1, isEscaped: keyEnd.isEscaped) { return p }
      let next = try separator(try skip(p, depth: depth), close: .closeBrace)
      if next.closed { return nil }
      p = next.place
    }
  }

  private mutating func peek(
    inArray open: BytePointer, _ token: JSONPointer.Token, depth: Int
  ) throws(Fault) -> BytePointer? {
    var p = space(open + 1)
    if p.pointee == .closeBracket { return nil }
    var index = 0
    while index != token.index {
      let next = try separator(try skip(p, depth: depth), close: .closeBracket)
      if next.closed { return nil }
      p = next.place
      index += 1
    }
    return p
  }

  /// Passes over a value that nothing is looked for in.
  private mutating func pass(_ p: BytePointer, depth: Int) throws(Fault) -> BytePointer {
    if let known, known.start == p { return known.end }
    return try skip(p, depth: depth)
  }

  /// Passes over a value, calling `visit` at what the tokens lead to, if there is such a thing.
  ///
  /// `reached` becomes the deepest value on the way. A key of the way that stands twice in its object is a fault.
  mutating func locate(
    _ p: BytePointer, _ tokens: ArraySlice<JSONPointer.Token>, depth: Int, reached: inout BytePointer,
    _ visit: Visit
  ) throws(Fault) -> BytePointer {
    reached = p
    guard let token = tokens.first else { return try visit(&self, p, depth) }
    switch p.pointee {
    case .openBrace:
      return try locate(p, inObject: token, tokens.dropFirst(), depth: depth + 1, reached: &reached, visit)
    case .openBracket:
      return try locate(p, inArray: token, tokens.dropFirst(), depth: depth + 1, reached: &reached, visit)
    default: return try skip(p, depth: depth)
    }
  }

  private mutating func locate(
    _ open: BytePointer, inObject token: JSONPointer.Token, _ rest: ArraySlice<JSONPointer.Token>, depth: Int,
    reached: inout BytePointer, _ visit: Visit
  ) throws(Fault) -> BytePointer {
    guard depth <= depthLimit else { throw Fault(at: open, code: .depth) }
    var wasFound = false
    var p = space(open + 1)
    if p.pointee == .closeBrace { return p + 1 }
    while true {
      guard p.pointee == .quote else { throw fault(.unexpected, at: p) }
      let key = p
      let keyEnd = try string(p + 1)
      p = try colon(keyEnd.end)
      if token.matches(key + 1, to: keyEnd.end - 1, isEscaped: keyEnd.isEscaped) {
        guard !wasFound else { throw Fault(at: key, code: .duplicateKey) }
        wasFound = true
        p = try locate(p, rest, depth: depth, reached: &reached, visit)
      } else {
        p = try pass(p, depth: depth)
      }
      let next = try separator(p, close: .closeBrace)
      if next.closed { return next.place }
      p = next.place
    }
  }

  private mutating func locate(
    _ open: BytePointer, inArray token: JSONPointer.Token, _ rest: ArraySlice<JSONPointer.Token>, depth: Int,
    reached: inout BytePointer, _ visit: Visit
  ) throws(Fault) -> BytePointer {
    guard depth <= depthLimit else { throw Fault(at: open, code: .depth) }
    var index = 0
    var p = space(open + 1)
    if p.pointee == .closeBracket { return p + 1 }
    while true {
      p =
        index == token.index
        ? try locate(p, rest, depth: depth, reached: &reached, visit) : try pass(p, depth: depth)
      // Behind the element that was looked for an array has nothing more to tell.
      if index == token.index, let known, known.start == open { return known.end }
      let next = try separator(p, close: .closeBracket)
      if next.closed { return next.place }
      p = next.place
      index += 1
    }
  }

  /// The fault as it is told to callers, counted from `origin` (the start of the page).
  func error(_ fault: Fault, origin: BytePointer, slotLimit: Int = 0) -> JSONError {
    let reason: JSONError.Reason =
      switch fault.code {
      case .unexpected: .unexpectedByte(fault.at.pointee)
      case .truncated: .truncated
      case .invalidUTF8: .invalidUTF8
      case .control: .controlCharacter(fault.at.pointee)
      case .escape: .badEscape
      case .number: .badNumber
      case .depth: .tooDeep(limit: depthLimit)
      case .trailing: .trailingBytes
      case .duplicateKey: .duplicateKey(key(at: fault.at))
      case .slots: .tooManyRecords(slotLimit: slotLimit)
      }
    return JSONError(offset: fault.at - origin, reason: reason)
  }

  /// The text of a key that was already read once, from its opening quote.
  private func key(at open: BytePointer) -> String {
    var again = self
    guard let end = try? again.string(open + 1).end else { return "" }
    return EscapedText.string(UnsafeRawBufferPointer(start: open + 1, count: end - open - 2))
  }
}
