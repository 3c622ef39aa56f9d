import RecordJSON
import Testing

@Suite("A document is judged as RFC 8259 says") struct GrammarTests {
  static let good = [
    "null", "true", "false", "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.5", "-0.0", "1e5", "1E5",
    "1e+5", "1E-5", "1.25e10", "0e0", "\"\"", "\"a\"", "\"exactly8\"", "\"more than eight bytes of text\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u00e9\\u00E9\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"",
    "\"\\udc00\\ud800\"", "\"\u{7F}\"", "\"é ü 漢 😀\"", "\"\u{2028}\u{FEFF}\u{FFFF}\u{10FFFF}\"", "[]", "{}", "[[]]",
    "[{}]",
    "[1,2,3]", "[null,true,false,\"x\",[],{}]", "{\"a\":1}", "{\"a\":{\"b\":[1,{\"c\":null}]}}", "{\"\":0}",
    "{\"a\":1,\"a\":2}", " \t\r\n1 \t\r\n", "[ 1 , 2 ]", "{ \"a\" : 1 , \"b\" : 2 }",
    "[\n            1\n                ]",
    "\u{FEFF}[]",
  ]

  @Test(arguments: good) func accepts(_ text: String) throws {
    let found = try value(text)
    #expect(found.map { String(decoding: $0.rawBytes, as: UTF8.self) } == text.trimmed)
    #expect(throws: Never.self) { try scan("[\(text.trimmed)]") }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var testDescription: String { text }

    init(_ text: String, _ message: String) {
      self.text = text
      self.message = message
    }
  }

  static let bad = [
    Bad("", "the text ends early at byte 0"),
    Bad("  ", "the text ends early at byte 2"),
    Bad("nul", "the text ends early at byte 3"),
    Bad("nulL", "unexpected 'L' at byte 3"),
    Bad("True", "unexpected 'T' at byte 0"),
    Bad("truE", "unexpected 'E' at byte 3"),
    Bad("fAlse", "unexpected 'A' at byte 1"),
    Bad("truefalse", "something follows the end of the document at byte 4"),
    Bad("NaN", "unexpected 'N' at byte 0"),
    Bad("Infinity", "unexpected 'I' at byte 0"),
    Bad("-Infinity", "bad number at byte 1"),
    Bad("-", "the text ends early at byte 1"),
    Bad("+1", "unexpected '+' at byte 0"),
    Bad("--1", "bad number at byte 1"),
    Bad("01", "bad number at byte 1"),
    Bad("-01", "bad number at byte 2"),
    Bad("[00]", "bad number at byte 2"),
    Bad(".5", "unexpected '.' at byte 0"),
    Bad("[1.]", "bad number at byte 3"),
    Bad("[1.e5]", "bad number at byte 3"),
    Bad("[1e]", "bad number at byte 3"),
    Bad("[1e+]", "bad number at byte 4"),
    Bad("1e", "the text ends early at byte 2"),
    Bad("0x10", "something follows the end of the document at byte 1"),
    Bad("1 2", "something follows the end of the document at byte 2"),
    Bad("[1_000]", "unexpected '_' at byte 2"),
    Bad("[", "the text ends early at byte 1"),
    Bad("[1", "the text ends early at byte 2"),
    Bad("[1,", "the text ends early at byte 3"),
    Bad("[1,]", "unexpected ']' at byte 3"),
    Bad("[,1]", "unexpected ',' at byte 1"),
    Bad("[1,,2]", "unexpected ',' at byte 3"),
    Bad("[1 2]", "unexpected '2' at byte 3"),
    Bad("[1}", "unexpected '}' at byte 2"),
    Bad("]", "unexpected ']' at byte 0"),
    Bad("[]]", "something follows the end of the document at byte 2"),
    Bad("[]\u{0}", "something follows the end of the document at byte 2"),
    Bad("[1\u{0}]", "unexpected byte 0x00 at byte 2"),
    Bad("{", "the text ends early at byte 1"),
    Bad("{\"a\"", "the text ends early at byte 4"),
    Bad("{\"a\":", "the text ends early at byte 5"),
    Bad("{\"a\":1", "the text ends early at byte 6"),
    Bad("{\"a\":1,}", "unexpected '}' at byte 7"),
    Bad("{\"a\" 1}", "unexpected '1' at byte 5"),
    Bad("{\"a\"::1}", "unexpected ':' at byte 5"),
    Bad("{\"a\",1}", "unexpected ',' at byte 4"),
    Bad("{\"a\":}", "unexpected '}' at byte 5"),
    Bad("{a:1}", "unexpected 'a' at byte 1"),
    Bad("{1:1}", "unexpected '1' at byte 1"),
    Bad("{'a':1}", "unexpected ''' at byte 1"),
    Bad("{,}", "unexpected ',' at byte 1"),
    Bad("{\"a\":1]", "unexpected ']' at byte 6"),
    Bad("{} {}", "something follows the end of the document at byte 3"),
    Bad("\"", "the text ends early at byte 1"),
    Bad("\"abc", "the text ends early at byte 4"),
    Bad("\"abcdefghijkl", "the text ends early at byte 13"),
    Bad("\"\\", "the text ends early at byte 2"),
    Bad("\"\\\"", "the text ends early at byte 3"),
    Bad("\"\\a\"", "bad escape in a string at byte 2"),
    Bad("\"\\'\"", "bad escape in a string at byte 2"),
    Bad("\"\\x41\"", "bad escape in a string at byte 2"),
    Bad("\"\\U0041\"", "bad escape in a string at byte 2"),
    Bad("\"\\u12\"", "bad escape in a string at byte 5"),
    Bad("\"\\u12G4\"", "bad escape in a string at byte 5"),
    Bad("\"\\ud800\\u\"", "bad escape in a string at byte 9"),
    Bad("\"\\u12", "the text ends early at byte 5"),
    Bad("\"a\nb\"", "unescaped control character byte 0x0A in a string at byte 2"),
    Bad("\"a\tb\"", "unescaped control character byte 0x09 in a string at byte 2"),
    Bad("\"1234567\u{1F}\"", "unescaped control character byte 0x1F in a string at byte 8"),
    Bad("\"a\u{0}b\"", "unescaped control character byte 0x00 in a string at byte 2"),
    Bad("[1]//c", "something follows the end of the document at byte 3"),
    Bad("/*c*/[1]", "unexpected '/' at byte 0"),
    Bad("[\u{A0}1]", "unexpected byte 0xC2 at byte 1"),
    Bad("[\u{B}1]", "unexpected byte 0x0B at byte 1"),
    Bad("\u{FEFF}\u{FEFF}[]", "unexpected byte 0xEF at byte 3"),
  ]

  @Test(arguments: bad) func refuses(_ bad: Bad) throws {
    let error = try #require(throws: JSONError.self) { try value(bad.text) }
    #expect(error.description == bad.message)
    #expect(throws: error) { try JSONTree.parse(bad.text) }
    #expect(throws: error) { try scan(bad.text) }
    // Wherever it stands in a page, beside and below what is mapped: the same reason, so many bytes later.
    guard ![.truncated, .trailingBytes].contains(error.reason), !bad.text.hasPrefix("\u{FEFF}") else {
      return
    }
    for before in ["{\"x\":0,\"items\":[{\"a\":", "{\"items\":[{\"a\":[{\"b\":", "{\"items\":[{\"z\":[0,{\"b\":"] {
      let later = JSONError(offset: before.utf8.count + error.offset, reason: error.reason)
      #expect(throws: later) { try scan(before + bad.text + "}]}", "/items", "a", "a/0/b") }
    }
  }

  @Test("Depth is counted by arrays and objects, mapped or not, and 65 are too many")
  func depth() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"b\":", "}]")] {
      let levels = open.hasPrefix("[{") ? 2 : 1
      func nested(_ count: Int) -> String {
        let repeats = count / levels
        return String(repeating: open, count: repeats) + "1" + String(repeating: close, count: repeats)
      }
      #expect(throws: Never.self) { try value(nested(64)) }
      let error = #expect(throws: JSONError.self) { try value(nested(66)) }
      #expect(error?.reason == .tooDeep(limit: 64))
      #expect(throws: Never.self) { try scan("[\(nested(62))]", "", "a/a/a", "0/0") }
      #expect(throws: JSONError.self) { try scan("[\(nested(64))]", "", "a/a/a", "0/0") }
    }
    #expect(throws: JSONError(offset: 64, reason: .tooDeep(limit: 64))) {
      try value(String(repeating: "[", count: 1_000_000))
    }
    let mapped = Array(repeating: "a", count: 100).joined(separator: "/")
    #expect(throws: JSONError(offset: 1 + 63 * 5, reason: .tooDeep(limit: 64))) {
      try scan("[" + String(repeating: "{\"a\":", count: 100), "", mapped)
    }
  }
}

extension String {
  /// Without JSON's white space and byte order mark around it.
  fileprivate var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, " \t\r\n\u{FEFF}".unicodeScalars.contains(first) { scalars.removeFirst() }
    while let last = scalars.last, " \t\r\n".unicodeScalars.contains(last) { scalars.removeLast() }
    return String(scalars)
  }
}
