import TestSupport
import Testing

@Suite("A name in pretix") struct PretixNameTests {
  static let blanks = [
    (#""attendee_name_parts":{"given_name":"  Ana Maria ","family_name":"\tSilva\n"}"#, "Ana Maria|Silva"),
    (#""attendee_name_parts":{"full_name":"  Ana   Silva "}"#, "Ana|Silva"),
    (#""attendee_name_parts":{},"attendee_name":"  Ana Silva  ""#, "Ana|Silva"),
  ]

  static let schemes = [
    (#""attendee_name_parts":{"_legacy":"Ana Maria Silva"}"#, "Ana Maria|Silva|Ana Maria Silva"),
    (#""attendee_name_parts":{"_legacy":"Ana Silva"},"attendee_name":"Ana Silva""#, "Ana|Silva|Ana Silva"),
    (#""attendee_name_parts":{"_scheme":"full"},"attendee_name":"Ana Silva""#, "Ana|Silva|Ana Silva"),
    (#""attendee_name_parts":{"_scheme":"full","full_name":""},"attendee_name":"Ana Silva""#, "Ana|Silva|Ana Silva"),
    (#""attendee_name_parts":{"_scheme":"full","full_name":"Ana Silva"}"#, "Ana|Silva|Ana Silva"),
    // A name of one part has no other; the text that pretix builds of it is not taken apart.
    (
      #""attendee_name_parts":{"_scheme":"given_family","given_name":"Ana Maria","family_name":""},"#
        + #""attendee_name":"Ana Maria""#, "Ana Maria||Ana Maria"
    ),
    (#""attendee_name_parts":{"_scheme":"full","full_name":"Ana"},"attendee_name":"Ana""#, "Ana||Ana"),
    (#""attendee_name_parts":{"_scheme":"given_family"}"#, "||"), (#""attendee_name_parts":{}"#, "||"),
  ]

  @Test("is found in whatever scheme it was given", arguments: schemes)
  func found(_ name: String, _ stored: String) throws {
    let stand = try PretixDesk()
    let ticket = PretixDesk.position(10, item: 1).replacing(#""attendee_name":null"#, with: name)
    stand.serve(orders: [PretixDesk.order("AAA", [ticket])])
    #expect(try stand.sync("participants").words == "received 1, created 1")
    let names = ["fname", "lname", "full_name"].map { "ifnull(\($0), '')" }.joined(separator: " || '|' || ")
    #expect(try stand.rows("SELECT \(names) FROM person") == [stored])
  }

  @Test("that stands on the invoice alone can be mapped") func invoice() throws {
    let stand = try PretixDesk()
    let order = PretixDesk.order(
      "AAA", [PretixDesk.position(10, item: 1)],
      status: "p", #""invoice_address":{"name":"Ana Silva","name_parts":{"_scheme":"full","full_name":"Ana Silva"}}"#)
    stand.serve(orders: [order])
    try stand.sync("participants")
    #expect(try stand.rows("SELECT ifnull(full_name, 'nobody') FROM person") == ["nobody"])
    let path = "pretix/participants"
    #expect(
      try stand.desk.patchbay("mapping", "set", path, "attendee_name | ^invoice_address.name", "full_name").output
        .contains("lists no API field") == false)
    #expect(
      try stand.desk.patchbay(
        "mapping", "set", path, "attendee_name_parts | attendee_name | ^invoice_address.name_parts", "lname"
      ).output.contains("lists no API field") == false)
    #expect(try stand.sync("participants").words == "received 1, updated 1")
    #expect(try stand.rows("SELECT full_name || '|' || lname FROM person") == ["Ana Silva|Silva"])
  }

  @Test("with blanks around it is stored without them", arguments: blanks)
  func trimmed(_ name: String, _ stored: String) throws {
    let stand = try PretixDesk()
    let ticket = PretixDesk.position(10, item: 1).replacing(#""attendee_name":null"#, with: name)
    stand.serve(orders: [PretixDesk.order("AAA", [ticket])])
    #expect(try stand.sync("participants").words == "received 1, created 1")
    #expect(try stand.rows("SELECT fname || '|' || lname FROM person") == [stored])
  }
}
