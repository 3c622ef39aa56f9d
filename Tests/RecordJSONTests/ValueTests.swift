import RecordJSON
import Testing

@Suite("A slot gives its value as text, number or canonical string") struct ValueTests {
  static let strings = [
    (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9x\u20AC""#, "éx€"),
    (#""\ud83d\ude00""#, "😀"), (#""a\u0000b""#, "a\u{0}b"), (#""é\ud83d""#, "é\u{FFFD}"),
    (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    ("9007199254740993", "9007199254740993"), ("0.10", "0.10"), ("null", "null"), ("true", "true"),
    ("[1, 2]", "[1, 2]"),
  ]

  @Test(arguments: strings) func text(_ json: String, _ text: String) throws {
    #expect(try value(json)?.string.utf8.elementsEqual(text.utf8) == true)
  }

  static let numbers: [(String, Int64?, Double?)] = [
    ("0", 0, 0), ("-0", 0, -0.0), ("42", 42, 42), ("-7", -7, -7),
    ("9007199254740993", 9_007_199_254_740_993, 9_007_199_254_740_992),
    ("9223372036854775807", .max, 0x1p63), ("-9223372036854775808", .min, -0x1p63),
    ("9223372036854775808", nil, 0x1p63),
    ("-9223372036854775809", nil, -0x1p63), ("99999999999999999999999", nil, 1e23), ("1.0", nil, 1), ("1e3", nil, 1000),
    ("0.1", nil, 0.1), ("1e400", nil, nil), ("\"5\"", nil, nil), ("null", nil, nil), ("true", nil, nil),
    ("[1]", nil, nil),
  ]

  @Test(arguments: numbers) func number(_ json: String, _ int: Int64?, _ double: Double?) throws {
    let value = try value(json)
    #expect(value?.int64 == int)
    #expect(value?.double == double)
  }

  static let blank = [
    "null", "\"\"", "\" \"", "\" \\t\\n\\r\\u00a0\"",
    "\"\u{85}\u{A0}\u{1680}\u{2000}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\"",
    "\"\\u3000\"", "[]", "{}", "[ \n ]", "{\t}",
  ]
  static let notBlank = [
    "0", "false", "true", "\"0\"", "\" x \"", "\"\u{200B}\"", "\"\u{FEFF}\"", "\"\\u0000\"", "\"\\\\\"", "[null]",
    "[[]]",
    "{\"\":null}", "\"\u{E0}\"", "\"\u{2070}\"",
  ]

  @Test(arguments: blank) func isBlank(_ json: String) throws { #expect(try value(json)?.isBlank == true) }
  @Test(arguments: notBlank) func isNotBlank(_ json: String) throws { #expect(try value(json)?.isBlank == false) }

  @Test("Blanks are counted over a page as they are told one by one") func countBlanks() throws {
    let values = Self.blank + Self.notBlank + Self.strings.map(\.0) + Self.numbers.map(\.0)
    let records = values.map { "{\"a\": \($0), \"b\": \"x\"}" } + ["{}", "7", "{\"a\": 1, \"a\": 2}"]
    let page = try page("[\(records.joined(separator: ","))]")
    let slots = RecordSlots()
    try RecordScanner().scan(page, records: .root, paths: CompiledPaths([path("a"), path("b")]), into: slots)
    var blanks = [10, 0]
    #expect(slots.countBlanks(of: page, into: &blanks) == values.count + 2)
    let oneByOne = try values.filter { try value($0)?.isBlank == true }.count
    #expect(blanks == [10 + oneByOne + 1, 2 - 1 + 1])
  }

  @Test("Missing is blank and empty; duplicated is neither blank nor a value") func withoutValue() throws {
    let page = try page("[]")
    #expect(page.isBlank(.missing))
    #expect(!page.isBlank(.duplicated))
    for slot in [JSONSlot.missing, .duplicated] {
      #expect(page.string(of: slot) == "")
      #expect(page.rawBytes(of: slot).isEmpty)
      #expect(page.int64(of: slot) == nil)
    }
  }

  static let canonical = [
    (#""plain é 😀""#, #""plain é 😀""#), (#""\u0061\u00e9\ud83d\ude00\/""#, #""aé😀/""#),
    (#""\u0022\u005C\u0008\u000c\u000A\u000d\u0009""#, #""\"\\\b\f\n\r\t""#),
    (#""\u0000\u001F\u007f""#, "\"\\u0000\\u001f\u{7F}\""), (#""x\ud800y""#, "\"x\u{FFFD}y\""), ("[1, 2]", "[1, 2]"),
    ("1.0", "1.0"), ("null", "null"), (#""\u001b[0m""#, #""\u001b[0m""#),
  ]

  @Test(arguments: canonical) func canonicalString(_ json: String, _ expected: String) throws {
    let value = try #require(try value(json))
    var out = Array("<".utf8)
    value.page.appendCanonicalString(of: value.slot, to: &out)
    #expect(String(decoding: out, as: UTF8.self) == "<" + expected)
  }

  @Test("A text becomes the JSON string that reads as that text") func appends() throws {
    for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) {
      var out: [UInt8] = []
      appendJSONString("a\(Character(scalar))😀", to: &out)
      let value = try #require(try value(out))
      #expect(value.string.utf8.elementsEqual("a\(Character(scalar))😀".utf8))
      var again: [UInt8] = []
      value.page.appendCanonicalString(of: value.slot, to: &again)
      #expect(again == out)
    }
    var out: [UInt8] = []
    appendJSONString("\u{0}\n\"\\/é"[...], to: &out)
    #expect(String(decoding: out, as: UTF8.self) == #""\u0000\n\"\\/é""#)
  }

  @Test("Content is without quotes, raw bytes are with them") func content() throws {
    let value = try #require(try value(#""a\nb""#))
    #expect(String(decoding: value.rawBytes, as: UTF8.self) == #""a\nb""#)
    #expect(String(decoding: value.page.content(of: value.slot), as: UTF8.self) == #"a\nb"#)
  }
}
