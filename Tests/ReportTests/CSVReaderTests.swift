import Foundation
import HostReports
import TestSupport
import Testing

struct CSVCase: Sendable, CustomTestStringConvertible {
  let what: String
  let bytes: [UInt8]
  let lines: [String]

  init(_ what: String, _ text: String, _ lines: [String]) { self.init(what, bytes: Array(text.utf8), lines) }

  init(_ what: String, bytes: [UInt8], _ lines: [String]) {
    self.what = what
    self.bytes = bytes
    self.lines = lines
  }

  var testDescription: String { what }
}

@Suite("What is read of tables in text") struct CSVReaderTests {
  private static let twoLines = ["1: A\"a\" B\"b\"", "2: A\"1\" B\"2\""]
  private static let little = Array("a;b\r\n1;€😀".utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  private static let big = Array("a;b\r\n1;€😀".utf16).flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }

  static let cases = [
    CSVCase("RFC 4180 §2.1: lines end with CR LF", "a,b\r\n1,2\r\n", twoLines),
    CSVCase("RFC 4180 §2.2: the last line need not end", "a,b\r\n1,2", twoLines),
    CSVCase("LF", "a,b\n1,2\n", twoLines),
    CSVCase("CR alone, as old programs write", "a,b\r1,2\r", twoLines),
    CSVCase("semicolons", "a;b\n1;2\n", twoLines),
    CSVCase("tabs", "a\tb\n1\t2\n", twoLines),
    CSVCase("a first line sep=", "sep=|\r\na|b\r\n1|2\r\n", twoLines),
    CSVCase("a first line SEP= that ends with CR", "SEP=;\ra;b\r1;2", twoLines),
    CSVCase("a first line sep= in quotes, as LibreOffice writes it", "\"sep=;\"\na;b\n1;2", twoLines),
    CSVCase(
      "a first line sep= in UTF-8 with a mark", bytes: [0xEF, 0xBB, 0xBF] + Array("sep=\t\na\tb\n1\t2".utf8), twoLines),
    CSVCase("a first field sep= that is no line of its own", "sep=,b\n", ["1: A\"sep=\" B\"b\""]),
    CSVCase("RFC 4180 §2.5: quotes around some", "\"a\",b\n1,\"2\"\n", twoLines),
    CSVCase(
      "RFC 4180 §2.6: separators and lines in quotes", "a,\"x\r\ny, z\"\r\n\"p\rq\",\"r\ns\"\n",
      ["1: A\"a\" B\"x\r\ny, z\"", "2: A\"p\rq\" B\"r\ns\""]),
    CSVCase(
      "RFC 4180 §2.7: a quote is written as two", "a,\"say \"\"hi\"\"\"\n\"\"\"\",\n",
      ["1: A\"a\" B\"say \"hi\"\"", "2: A\"\"\""]),
    CSVCase("a quote inside of a text without quotes is itself", "a,5\" tape\n", ["1: A\"a\" B\"5\" tape\""]),
    CSVCase("empty fields, and one at the end", "a,,c,\n,,\n", ["1: A\"a\" C\"c\"", "2:"]),
    CSVCase("empty lines are rows", "a,b\n\n1,2\n\n", ["1: A\"a\" B\"b\"", "2:", "3: A\"1\" B\"2\"", "4:"]),
    CSVCase("one column", "a\n1\n", ["1: A\"a\"", "2: A\"1\""]),
    CSVCase("white space is kept", " a , b\n", ["1: A\" a \" B\" b\""]),
    CSVCase(
      "the separator of which there are more", "name; first,a;b;c\n1,2;3;4;5\n",
      ["1: A\"name\" B\" first,a\" C\"b\" D\"c\"", "2: A\"1,2\" B\"3\" C\"4\" D\"5\""]),
    CSVCase("what is in quotes does not tell the separator", "\"a;b;c;d\",e\n", ["1: A\"a;b;c;d\" B\"e\""]),
    CSVCase("as many of each: the comma", "a,b;c\n", ["1: A\"a\" B\"b;c\""]),
    CSVCase("UTF-8 with a mark", bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2".utf8), twoLines),
    CSVCase("UTF-16, low byte first", bytes: [0xFF, 0xFE] + little, ["1: A\"a\" B\"b\"", "2: A\"1\" B\"€😀\""]),
    CSVCase("UTF-16, high byte first", bytes: [0xFE, 0xFF] + big, ["1: A\"a\" B\"b\"", "2: A\"1\" B\"€😀\""]),
    CSVCase("what looks like a formula is a text", "=1+1,+2\n", ["1: A\"=1+1\" B\"+2\""]),
  ]

  @Test("each in one way of writing", arguments: cases) func reads(_ c: CSVCase) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    try Data(c.bytes).write(to: URL(filePath: path))
    #expect(try lines(path, "any") == c.lines)
    #expect(try TableFile(path).sheets.map(\.name) == ["a"])
  }

  static let refused = [
    CSVCase("a quote that separates", "sep=\"\na\n", ["'a.csv', line 1: it names the quote as what separates fields."]),
    CSVCase("never closed", "a,b\n1,\"2\n3,4\n", ["'a.csv', line 2: a quote is opened and never closed."]),
    CSVCase(
      "behind a quote", "a,b\n\"x\ny\",\"2\"3\n",
      ["'a.csv', line 3: a text goes on behind its closing quote; write a quote inside of a text as two."]),
    CSVCase(
      "Windows-1252", bytes: Array("name\n".utf8) + [0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68],
      ["'a.csv', line 2: there are bytes that are not UTF-8; save the file as 'CSV UTF-8'."]),
    CSVCase("half a character of UTF-16", bytes: [0xFF, 0xFE, 0x41, 0, 0x42], ["'a.csv': its text is no UTF-16."]),
    CSVCase(
      "half a pair of UTF-16", bytes: [0xFF, 0xFE, 0x41, 0, 0x3D, 0xD8, 0x41, 0], ["'a.csv': its text is no UTF-16."]),
    CSVCase(
      "a byte 0 further in", bytes: Array("a,b\n".utf8) + [UInt8](repeating: 0x20, count: 5000) + [0],
      ["'a.csv', line 2: there is a byte 0; the file is no text."]),
    CSVCase(
      "a field without end", "a,\"" + String(repeating: "x", count: 1 << 20) + "x\"",
      ["'a.csv', line 1: a field is longer than 1048576 bytes."]),
    CSVCase(
      "too many fields", String(repeating: ",", count: 16_384), ["'a.csv', line 1: there are more than 16384 fields."]),
  ]

  @Test("each refused in one sentence", arguments: refused) func refuses(_ c: CSVCase) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    try Data(c.bytes).write(to: URL(filePath: path))
    #expect(refusal(path) == c.lines[0])
  }

  @Test("fields and lines across the boundary of what is read at once", arguments: 65_525..<65_545)
  func boundaries(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    let long = String(repeating: "x", count: length)
    try "\(long),\"b\"\"c\r\nd\",é\r\n1,2,3\r\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try lines(path) == ["1: A\"\(long)\" B\"b\"c\r\nd\" C\"é\"", "2: A\"1\" B\"2\" C\"3\""])
  }
}
