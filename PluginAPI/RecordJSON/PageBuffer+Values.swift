/// What the slots of a page hold.
///
/// A slot that reaches beyond its page, which only a slot of another page can, stops the program, as an index beyond an
/// array does.
extension PageBuffer {
  /// The bytes of the value as they stand in the page, a string with its quotes; empty for missing and duplicated.
  ///
  /// Valid until the page is changed or let go.
  @inlinable public func rawBytes(of slot: JSONSlot) -> UnsafeRawBufferPointer {
    precondition(slot.offset + slot.length <= count, "a slot of another page")
    return UnsafeRawBufferPointer(start: base + slot.offset, count: slot.length)
  }

  /// The bytes between the quotes of a string, escapes as they stand; for every other kind its raw bytes.
  @inlinable public func content(of slot: JSONSlot) -> UnsafeRawBufferPointer {
    let raw = rawBytes(of: slot)
    guard slot.kind.isString, raw.count >= 2 else { return raw }
    return UnsafeRawBufferPointer(rebasing: raw[1..<raw.count - 1])
  }

  /// The text of a string, unescaped, half surrogate pairs as U+FFFD; of every other kind its JSON text as it stands.
  ///
  /// A number is therefore exact (`9007199254740993`), and missing and duplicated give an empty text.
  public func string(of slot: JSONSlot) -> String {
    slot.kind == .escapedString
      ? EscapedText.string(content(of: slot)) : String(decoding: content(of: slot), as: UTF8.self)
  }

  /// The value of a number without point and exponent that fits 64 bits, otherwise nil; strings are not read.
  public func int64(of slot: JSONSlot) -> Int64? {
    guard slot.kind == .number else { return nil }
    let raw = rawBytes(of: slot)
    let isNegative = raw.first == UInt8(ascii: "-")
    var value: Int64 = 0
    for byte in raw.dropFirst(isNegative ? 1 : 0) {
      guard byte.isDigit else { return nil }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte - 0x30)
      let (next, overflowedToo) =
        isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      guard !overflowed, !overflowedToo else { return nil }
      value = next
    }
    return value
  }

  /// The nearest double of a number, nil when it is beyond the range of doubles; strings are not read.
  public func double(of slot: JSONSlot) -> Double? {
    guard slot.kind == .number else { return nil }
    guard let value = Double(string(of: slot)), value.isFinite else { return nil }
    return value
  }

  /// Whether a string holds half of a surrogate pair (RFC 8259, section 8.2), or a list or object does in one of its texts.
  public func holdsHalfPair(_ slot: JSONSlot) -> Bool {
    switch slot.kind {
    case .escapedString, .array, .object: EscapedText.holdsHalfPair(rawBytes(of: slot))
    default: false
    }
  }

  /// Whether the value counts as empty: missing, null, a string of Unicode white space alone, `[]` or `{}`.
  ///
  /// A duplicated slot is not blank: there is something, it only cannot be said what.
  @inlinable @inline(__always)
  public func isBlank(_ slot: JSONSlot) -> Bool {
    // Nearly all: a text that begins with a printable ASCII character other than a blank or an escape.
    if slot.kind.isString, slot.length > 2, slot.offset + slot.length <= count {
      let first = base[slot.offset + 1]
      if first > 0x20, first < 0x7F, first != 0x5C { return false }
    }
    return isReallyBlank(slot)
  }

  @usableFromInline
  func isReallyBlank(_ slot: JSONSlot) -> Bool {
    switch slot.kind {
    case .missing, .null: return true
    case .true, .false, .number, .duplicated: return false
    case .string: return WhiteSpace.fills(content(of: slot))
    case .array, .object:
      let raw = rawBytes(of: slot)
      return raw.count >= 2 && WhiteSpace.fills(UnsafeRawBufferPointer(rebasing: raw[1..<raw.count - 1]))
    case .escapedString:
      var text: [UInt8] = []
      EscapedText.append(content(of: slot), to: &text, escaping: false)
      return text.withUnsafeBytes(WhiteSpace.fills)
    }
  }

  /// Appends a string with its quotes in its one canonical form; every other kind as it stands.
  ///
  /// Only `"`, `\` and control characters stay escaped, in the shortest way; everything else becomes UTF-8, and a half
  /// surrogate pair U+FFFD. Missing and duplicated append nothing.
  public func appendCanonicalString(of slot: JSONSlot, to out: inout [UInt8]) {
    guard slot.kind == .escapedString else {
      out.append(contentsOf: rawBytes(of: slot))
      return
    }
    out.append(.quote)
    EscapedText.append(content(of: slot), to: &out, escaping: true)
    out.append(.quote)
  }
}
