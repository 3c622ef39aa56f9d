import HostModel
import Testing

@Suite("Names that are nearly the same") struct NameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let word: String
    let known: [String]
    let twin: String?
    var testDescription: String { "\(word) beside \(known)" }

    init(_ word: String, _ known: [String], _ twin: String?) {
      self.word = word
      self.known = known
      self.twin = twin
    }
  }

  static let cases = [
    Case("Email", ["email"], "email"), Case("e-mail", ["email"], "email"),
    Case("first name", ["first_name"], "first_name"),
    Case("emial", ["phone", "email"], "email"), Case("emails", ["email"], "email"), Case("nane", ["name"], "name"),
    Case("address2", ["address1"], nil), Case("address", ["address1"], nil), Case("day1", ["day2", "day"], nil),
    Case("name", ["badge_name", "lname"], "lname"), Case("url", ["uri"], nil), Case("bio", ["bioo"], nil),
    Case("Größe", ["größe"], "größe"), Case("company", [], nil), Case("seat", ["section"], nil),
  ]

  @Test("are found", arguments: cases) func twins(_ c: Case) {
    #expect(Spelling.twin(of: c.word, among: c.known) == c.twin)
  }

  @Test("share a column where SQLite or the eye cannot tell them apart") func columns() {
    func shares(_ a: String, _ b: String) -> Bool {
      MetadataField(fpType: .person, name: a, kind: .text, slot: 0).sharesColumn(with: b)
    }
    #expect(shares("name", "NAME"))
    #expect(shares("caf\u{E9}", "cafe\u{301}"))
    #expect(!shares("größe", "GRÖSSE"))
    #expect(!shares("name", "name "))
  }

  @Test("A removed connection's records get a name of at most 64 bytes that nobody has") func frozenNames() {
    #expect(Connection.frozenName(of: "v", taken: ["v"]) == "v.frozen")
    #expect(Connection.frozenName(of: "v", taken: ["v", "v.frozen", "v.frozen2"]) == "v.frozen3")
    let long = String(repeating: "é", count: 32)
    #expect(Connection.frozenName(of: long, taken: []) == String(repeating: "é", count: 28) + ".frozen")
  }
}
