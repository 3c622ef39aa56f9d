import RecordJSON
import Testing

@Suite("Strings hold UTF-8 and nothing else") struct UTF8Tests {
  static let good: [[UInt8]] = [
    [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
    [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
  ]

  @Test(arguments: good) func accepts(_ bytes: [UInt8]) throws {
    for before in 0..<10 {
      let text = Array(repeating: UInt8(ascii: "x"), count: before) + bytes + [0x79]
      let found = try value([0x22] + text + [0x22])
      #expect(found?.kind == .string)
      #expect(found?.string == String(decoding: text, as: UTF8.self))
    }
  }

  static let bad: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x20], [0xC2, 0xC2], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
    [0xE1, 0x80, 0x20], [0xE1, 0x20, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x20], [0xF1, 0x80, 0x20, 0x80], [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80], [0xFE], [0xFF], [0xC3, 0xA9, 0xA9],
  ]

  @Test(arguments: bad) func refuses(_ bytes: [UInt8]) throws {
    // The stray byte behind a whole sequence is what is wrong in the last case.
    let inside = bytes == [0xC3, 0xA9, 0xA9] ? 2 : 0
    for before in 0..<10 {
      let start = [0x22] + Array(repeating: UInt8(ascii: "x"), count: before)
      let error = JSONError(offset: start.count + inside, reason: .invalidUTF8)
      #expect(throws: error) { try value(start + bytes + [0x22]) }
    }
    let key = Array("[{\"".utf8) + bytes + Array("\":1}]".utf8)
    #expect(throws: JSONError(offset: 3 + inside, reason: .invalidUTF8)) { try scanKeys(key) }
  }

  @Test("A sequence cut by the end of the page is told as an early end")
  func cut() {
    for bytes: [UInt8] in [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xF0]] {
      let error = JSONError(offset: 1 + bytes.count, reason: .truncated)
      #expect(throws: error) { try value([0x22] + bytes) }
    }
    #expect(throws: JSONError(offset: 1, reason: .invalidUTF8)) { try value([0x22, 0xFF]) }
    #expect(throws: JSONError(offset: 1, reason: .invalidUTF8)) { try value([0x22, 0xE2, 0x20]) }
  }

  @Test("Half surrogate pairs pass, are counted over the whole page, and read as U+FFFD")
  func loneSurrogates() throws {
    let page = try page(#"{"x":"\udc00\udc01","r":[{"a":"\ud800\ud83d\ude00\uD800x","\udfff":1}]}"#)
    let slots = RecordSlots()
    try RecordScanner().scan(
      page, records: JSONPointer("/r"), paths: CompiledPaths([[.key("a")], [.key("\u{FFFD}")]]), into: slots)
    #expect(slots.loneSurrogates == 5)
    #expect(page.string(of: slots.slot(0, 0)) == "\u{FFFD}😀\u{FFFD}x")
    #expect(page.string(of: slots.slot(0, 1)) == "1")
    try RecordScanner().scan(page, records: JSONPointer("/r"), paths: CompiledPaths([]), into: slots)
    #expect(slots.loneSurrogates == 5)
  }

  private func scanKeys(_ bytes: [UInt8]) throws {
    try RecordScanner().scan(
      PageBuffer(bytes), records: .root, paths: CompiledPaths([[.key("a")]]), into: RecordSlots())
  }
}
