import HostModel
import Testing

@Suite("A sentence that named an erased record") struct NamedTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let id: String
    let says: String
    let left: String
    var testDescription: String { "\(id) in \(says)" }

    init(_ id: String, _ says: String, _ left: String) { (self.id, self.says, self.left) = (id, says, left) }
  }

  static let cases = [
    Case("K7", "Record 'K7' was edited.", "Record (erased) was edited."),
    Case(
      "K7", "K7: GET https://x.org/people/K7?at=K7 failed, K7.",
      "(erased): GET https://x.org/people/(erased)?at=(erased) failed, (erased)."),
    Case("K7", "K77, AK7, K7b, éK7 and K7_ stay; (K7) goes.", "K77, AK7, K7b, éK7 and K7_ stay; ((erased)) goes."),
    Case("K7", "'K7/s1' and 'K77'.", "'(erased)/s1' and 'K77'."),
    Case(
      "37", "Page 37 of 40: person '37', /people/37, id=37, /people/375.",
      "Page 37 of 40: person (erased), /people/(erased), id=(erased), /people/375."),
    Case("1234567", "Person 1234567 of 12345678.", "Person (erased) of 12345678."),
    Case("o'b", "Record 'o'b' is o'b.", "Record (erased) is (erased)."),
    Case("Zoë", "Zoë, Zoe\u{308}.", "(erased), Zoe\u{308}."), Case("", "''.", "''."), Case("x", "", ""),
  ]

  @Test("says the rest as before", arguments: cases) func without(_ c: Case) {
    #expect(NamedText.without(c.id, c.says) == c.left)
  }
}
