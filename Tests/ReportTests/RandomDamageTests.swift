import Foundation
import HostReports
import TestSupport
import Testing

@Suite("Whatever is changed in a file, reading it ends in rows or in one sentence") struct RandomDamageTests {
  /// A generator whose numbers are the same each time.
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
  }

  /// Bytes that mean something in XML, CSV and zip, and some that do not.
  private static let bytes: [UInt8] = Array("<>/!?&;=\"'[]-CDATA: \n\r\t,x0".utf8) + [0, 0x80, 0xC3, 0xFF, 0xFE]

  private static func damaged(_ whole: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = whole
    for _ in 0...dice.roll(4) {
      let place = dice.roll(bytes.count)
      switch dice.roll(5) {
      case 0: bytes[place] = Self.bytes[dice.roll(Self.bytes.count)]
      case 1: bytes.insert(Self.bytes[dice.roll(Self.bytes.count)], at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + dice.roll(40)))
      default: bytes.insert(contentsOf: whole[min(place, whole.count - 1)...].prefix(dice.roll(60)), at: place)
      }
      if bytes.isEmpty { bytes = [0x3C] }
    }
    return bytes
  }

  private static let workbook = MadeWorkbook(
    rows:
      "<row r='1' hidden='1'><c r='A1' t='s'><v>0</v></c><c t='inlineStr'><is><t>a&amp;<![CDATA[b]]></t></is></c></row>"
      + "<!-- note --><row><c s='1'><v>44817.5</v></c><c t='b'><v>1</v></c><c><f>1</f></c><c t='str'><v>x</v></c></row>",
    texts: "<si><r><t>one</t></r><rPh><t>no</t></rPh></si>", styles: "<cellXfs><xf/><xf numFmtId='14'/></cellXfs>")

  /// True if what was thrown is one sentence that names the file.
  private func isFine(_ said: String) -> Bool {
    said.hasPrefix("read ") || said.hasPrefix("'a.") && said.hasSuffix(".") && !said.contains("\n")
  }

  @Test("the XML of any part", arguments: 0..<8) func parts(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    var dice = Dice(state: UInt64(seed))
    var read = 0
    for round in 0..<150 {
      var made = Self.workbook
      let part = made.parts[dice.roll(made.parts.count)]
      made.set(part.name, Self.damaged(part.bytes, &dice))
      let said = refusal(try made.save("a.xlsx", in: folder))
      #expect(isFine(said), "\(seed), \(round): \(said)")
      if said.hasPrefix("read ") { read += 1 }
    }
    // Both happen, or the damage is none or all of it.
    #expect((1..<150).contains(read))
  }

  @Test("the packed file", arguments: 0..<8) func packed(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    let path = try Self.workbook.save("a.xlsx", in: folder)
    let whole = Array(try Data(contentsOf: URL(filePath: path)))
    var dice = Dice(state: UInt64(seed))
    for round in 0..<150 {
      try Data(Self.damaged(whole, &dice)).write(to: URL(filePath: path))
      let said = refusal(path)
      #expect(isFine(said), "\(seed), \(round): \(said)")
    }
  }

  @Test("a table in text, also as UTF-16", arguments: 0..<8) func text(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    let text = "id;name;note\r\n1;\"Ada; \"\"A\"\"\";\"two\r\nlines\"\r\n2;Änne;😀\r\n"
    let units = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let whole: [UInt8] = seed % 2 == 0 ? Array(text.utf8) : [0xFF, 0xFE] + units
    var dice = Dice(state: UInt64(seed))
    for round in 0..<150 {
      try Data(Self.damaged(whole, &dice)).write(to: URL(filePath: path))
      let said = refusal(path)
      #expect(isFine(said), "\(seed), \(round): \(said)")
    }
  }
}
