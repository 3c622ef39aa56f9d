typealias BytePointer = UnsafePointer<UInt8>

/// A breach of the grammar as the scan meets it: small and trivial, so that it travels in registers.
///
/// `@unchecked Sendable`, which `Error` asks for, because it never leaves the scan: callers get a ``JSONError``.
struct Fault: Error, @unchecked Sendable {
  enum Code: UInt8 {
    case unexpected, truncated, invalidUTF8, control, escape, number, depth, trailing, duplicateKey, slots
  }
  var at: BytePointer
  var code: Code
}

/// The grammar of RFC 8259 over zero-padded bytes: each function takes the place of a token and gives the next.
///
/// Nothing tests for the end: the zero behind the last byte fits no token, so every loop stops there.
struct Grammar {
  let start: BytePointer
  let end: BytePointer
  let depthLimit: Int
  /// A value that was validated before and need not be again, while documents are read: where it begins and ends.
  var known: (start: BytePointer, end: BytePointer)?
  /// `\u` escapes met that are half of a surrogate pair; RFC 8259 lets them pass.
  var loneSurrogates = 0

  /// Reads a range of a page; what lies behind the range counts as the end only where the grammar breaks.
  init(_ page: PageBuffer, from: Int = 0, to: Int? = nil, depthLimit: Int) {
    start = page.base + from
    end = page.base + (to ?? page.count)
    self.depthLimit = depthLimit
  }

  /// A fault here, or "truncated" when here is the end.
  func fault(_ code: Fault.Code, at place: BytePointer) -> Fault {
    Fault(at: place, code: place >= end ? .truncated : code)
  }

  // MARK: Space and separators

  @inline(__always) func space(_ p: BytePointer) -> BytePointer {
    p.pointee > 0x20 ? p : longSpace(p)
  }

  @inline(never) private func longSpace(_ place: BytePointer) -> BytePointer {
    var p = place
    while true {
      switch p.pointee {
      case 0x20:
        p += 1
        // Indented pages: runs of blanks are a quarter of their bytes.
        while loadWord(p) == 0x2020_2020_2020_2020 { p += 8 }
      case 0x0A, 0x0D, 0x09: p += 1
      default: return p
      }
    }
  }

  /// From behind a key to the start of its value.
  @inline(__always) func colon(_ place: BytePointer) throws(Fault) -> BytePointer {
    var p = place
    if p.pointee != .colon {
      p = space(p)
      guard p.pointee == .colon else { throw fault(.unexpected, at: p) }
    }
    return space(p + 1)
  }

  /// From behind a member to the next one, or to behind the closing bracket.
  @inline(__always) func separator(
    _ place: BytePointer, close: UInt8
  ) throws(Fault) -> (place: BytePointer, closed: Bool) {
    let p = space(place)
    if p.pointee == .comma { return (space(p + 1), false) }
    guard p.pointee == close else { throw fault(.unexpected, at: p) }
    return (p + 1, true)
  }

  // MARK: Values that are only validated

  /// Passes over one value that lies in containers `depth` deep.
  mutating func skip(_ p: BytePointer, depth: Int) throws(Fault) -> BytePointer {
    switch p.pointee {
    case .quote: return try string(p + 1).end
    case .openBrace: return try skipObject(p, depth: depth + 1)
    case .openBracket: return try skipArray(p, depth: depth + 1)
    default: return try scalar(p)
    }
  }

  private mutating func skipObject(_ open: BytePointer, depth: Int) throws(Fault) -> BytePointer {
    guard depth <= depthLimit else { throw Fault(at: open, code: .depth) }
    var p = space(open + 1)
    if p.pointee == .closeBrace { return p + 1 }
    while true {
      guard p.pointee == .quote else { throw fault(.unexpected, at: p) }
      p = try colon(string(p + 1).end)
      p = p.pointee == .quote ? try string(p + 1).end : try skip(p, depth: depth)
      let next = try separator(p, close: .closeBrace)
      if next.closed { return next.place }
      p = next.place
    }
  }

  private mutating func skipArray(_ open: BytePointer, depth: Int) throws(Fault) -> BytePointer {
    guard depth <= depthLimit else { throw Fault(at: open, code: .depth) }
    var p = space(open + 1)
    if p.pointee == .closeBracket { return p + 1 }
    while true {
      p = try skip(p, depth: depth)
      let next = try separator(p, close: .closeBracket)
      if next.closed { return next.place }
      p = next.place
    }
  }

  // MARK: Scalars other than strings

  /// Passes over a number, `true`, `false` or `null`.
  func scalar(_ p: BytePointer) throws(Fault) -> BytePointer {
    switch p.pointee {
    case UInt8(ascii: "-"), 0x30...0x39: return try number(p)
    case UInt8(ascii: "n"): return try literal(p, 0x6C6C_756E, count: 4)
    case UInt8(ascii: "t"): return try literal(p, 0x6575_7274, count: 4)
    case UInt8(ascii: "f"): return try literal(p + 1, 0x6573_6C61, count: 4)
    default: throw fault(.unexpected, at: p)
    }
  }

  /// Compares four letters at once; on a difference finds the letter that is wrong.
  private func literal(_ p: BytePointer, _ letters: UInt32, count: Int) throws(Fault) -> BytePointer {
    let difference = loadHalf(p) ^ letters
    guard difference != 0 else { return p + count }
    throw fault(.unexpected, at: p + difference.trailingZeroBitCount / 8)
  }

  private func number(_ place: BytePointer) throws(Fault) -> BytePointer {
    var p = place
    if p.pointee == UInt8(ascii: "-") { p += 1 }
    if p.pointee == UInt8(ascii: "0") {
      p += 1
      if p.pointee.isDigit { throw Fault(at: p, code: .number) }
    } else {
      p = try digits(p)
    }
    if p.pointee == UInt8(ascii: ".") { p = try digits(p + 1) }
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      p += 1
      if p.pointee == UInt8(ascii: "+") || p.pointee == UInt8(ascii: "-") { p += 1 }
      p = try digits(p)
    }
    return p
  }

  @inline(__always) private func digits(_ place: BytePointer) throws(Fault) -> BytePointer {
    guard place.pointee.isDigit else { throw fault(.number, at: place) }
    var p = place + 1
    while p.pointee.isDigit { p += 1 }
    return p
  }
}
