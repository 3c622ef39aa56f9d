import TestSupport
import Testing

@Suite("A name in pretix with blanks around it") struct PretixNameTests {
  static let cases = [
    (#""attendee_name_parts":{"given_name":"  Ana Maria ","family_name":"\tSilva\n"}"#, "Ana Maria|Silva"),
    (#""attendee_name_parts":{"full_name":"  Ana   Silva "}"#, "Ana|Silva"),
    (#""attendee_name_parts":{},"attendee_name":"  Ana Silva  ""#, "Ana|Silva"),
  ]

  @Test("is stored without them", arguments: cases) func trimmed(_ name: String, _ stored: String) throws {
    let stand = try PretixDesk()
    let ticket = PretixDesk.position(10, item: 1).replacing(#""attendee_name":null"#, with: name)
    stand.serve(orders: [PretixDesk.order("AAA", [ticket])])
    #expect(try stand.sync("participants").words == "received 1, created 1")
    #expect(try stand.rows("SELECT fname || '|' || lname FROM person") == [stored])
  }
}
