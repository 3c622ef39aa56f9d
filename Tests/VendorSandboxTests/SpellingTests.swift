import Foundation
import Testing

@testable import VendorSandbox

@Suite("What the sandbox writes and reads") struct SpellingTests {
  static let moments: [(String, String)] = [
    ("2026-09-14T06:00:19Z", "2026-09-14T06:00:19Z"), ("2026-09-14T08:00:19+02:00", "2026-09-14T06:00:19Z"),
    ("2026-02-28T23:30:00-01:00", "2026-03-01T00:30:00Z"),
    ("2026-09-14T06:00:19.000123Z", "2026-09-14T06:00:19.000123Z"),
    ("2026-09-14", "2026-09-14T00:00:00Z"), ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
  ]

  @Test("reads a time", arguments: moments) func reads(_ text: String, _ zulu: String) {
    #expect(Moment(iso: text)?.zulu == zulu)
  }

  @Test("refuses what is no time", arguments: ["", "x", "2026-13-01", "2026-09-14T06:00:19 02:00", "2026-09-14T25:00"])
  func refuses(_ text: String) {
    #expect(Moment(iso: text) == nil)
  }

  @Test("spells one moment in every vendor's way") func spells() {
    let moment = Moment(2026, 9, 14, 6, 0, 19)
    #expect(moment.zoned(hours: 2) == "2026-09-14T08:00:19+02:00")
    #expect(moment.zoneless(hours: -8) == "2026-09-13T22:00:19")
    #expect(moment.http == "Mon, 14 Sep 2026 06:00:19 GMT")
    #expect(Moment(http: moment.http) == moment)
  }

  @Test("gives every index its own code and finds it again", arguments: [1, 2, 3]) func codes(_ salt: Int) {
    let book = CodeBook(length: 5, dice: Dice(seed: UInt64(salt)), salt: salt)
    let codes = (0..<5000).map(book.code)
    #expect(Set(codes).count == 5000)
    #expect(codes.map(book.index(of:)) == Array(0..<5000))
    #expect(book.sorted(Array(0..<5000)).map(book.code) == codes.sorted())
  }

  @Test("writes JSON that another reader understands", arguments: [true, false]) func escapes(_ asciiOnly: Bool) throws
  {
    let texts = ["", "\"\\/\n\r\t\u{1}", "Zoë 🎪 𠮷", "\u{202E}abc", "a\u{0}b"] + Names.odd.map(\.given.native)
    var writer = JSONWriter(asciiOnly: asciiOnly)
    writer.array { w in for text in texts { w.text(text) } }
    #expect(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String] == texts)
    #expect(writer.bytes.allSatisfy { $0 < 0x80 } == asciiOnly)
  }

  @Test("wraps bytes as gzip with their checksum") func gzips() {
    let wrapped = Gzip.wrap(Array("123456789".utf8))
    // The check value of CRC-32 in every catalogue of checksums.
    #expect(Array(wrapped.suffix(8)) == [0x26, 0x39, 0xF4, 0xCB, 9, 0, 0, 0])
    #expect(Array(wrapped[15..<24]) == Array("123456789".utf8))
  }

  @Test("keeps earlier rounds when later ones come") func keepsHistory() {
    let dice = Dice(seed: 5)
    let (early, late) = (Population(base: 500, round: 3, dice: dice), Population(base: 500, round: 9, dice: dice))
    for (index, history) in early.histories where history.deleted != 0 || history.cancelled != 0 {
      #expect(late.history(index).deleted == history.deleted)
      #expect(late.history(index).cancelled == history.cancelled)
    }
    #expect(late.count == early.count + 6 * early.addedPerRound)
    #expect(early.members == (0..<early.count).filter(early.contains))
  }

  @Test("refuses a setting it does not know, naming those it knows") func refusesSetting() {
    #expect(
      throws: Settings.Unusable(message: "Setting 'empty' cannot be '500'. Possible are 404, 200.")
    ) { try Settings(["empty=500"], for: .certain) }
  }
}
