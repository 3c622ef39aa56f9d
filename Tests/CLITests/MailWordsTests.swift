import Foundation
import TestSupport
import Testing

@Suite("Words in a mail that are not ours") struct MailWordsTests: MailStand {
  /// A mail that came, byte by byte: its lines as they came.
  private func lines(_ office: PostOffice, _ number: Int = 1) throws -> [String] {
    let data = try Data(contentsOf: URL(filePath: "\(office.folder.path)/\(number).eml"))
    return String(decoding: data, as: UTF8.self).components(separatedBy: "\r\n")
  }

  @Test("begin no header and no line, whatever tool wrote a name") func injected() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    _ = try stand.desk.sqlite(
      """
      UPDATE event SET name='Gala' || char(13, 10) || 'Bcc: eve@example.org' || char(13, 10, 13, 10) || '<b>Hello' || char(27) || '[2J';
      UPDATE subscriber_list SET name='desk' || char(10) || 'Cc: eve@example.org'
      """)
    let name = try stand.desk.sqlite("SELECT hex(name) FROM subscriber_list")
    #expect(name == "6465736B0A43633A20657665406578616D706C652E6F7267")
    try must(stand.raw(["subscribers", "test", Operator.eid, "desk\nCc: eve@example.org"]))
    let lines = try lines(office)
    let head = lines.prefix { !$0.isEmpty }
    #expect(!head.contains { $0.lowercased().hasPrefix("bcc:") || $0.lowercased().hasPrefix("cc:") })
    let letter = try #require(try office.letters().first)
    #expect(letter.to == "desk@example.org desk@example.org")
    #expect(letter.subject == "Test: list desk Cc: eve@example.org of Gala Bcc: eve@example.org <b>Hello�[2J")
    #expect(
      letter.text == """
        This is a test. Mail from this host arrives.
          List: desk Cc: eve@example.org
          Event: Gala Bcc: eve@example.org <b>Hello�[2J
          You are told: when something goes wrong, and when it is right again
          Names of people: no

        """)
    #expect(letter.html.contains("<td style=\"padding:2px 0\">Gala Bcc: eve@example.org &lt;b&gt;Hello�[2J</td>"))
    #expect(letter.defects == 0)
  }

  @Test("go to no address that another tool wrote beside a header") func addresses() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    _ = try stand.desk.sqlite(
      "UPDATE subscriber SET address='desk@example.org' || char(13, 10) || 'Bcc: eve@example.org'")
    let rule = "cannot be a mail address here: one address in plain letters, such as ada@example.org, without a name."
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    let said = "'desk@example.org Bcc: eve@example.org'"
    #expect(
      test
        == Finished(
          code: 1, output: "Queued for desk@example.org Bcc: eve@example.org.\n",
          error:
            "Given up to desk@example.org Bcc: eve@example.org: \(said) \(rule) Take it off its list with 'patchbay"
            + " subscribers set'. See 'patchbay mail list'.\n"))
    #expect(try office.letters() == [])
    _ = try stand.desk.sqlite("UPDATE subscriber SET address='desk@example.org'")
    _ = try host(stand, "UPDATE mail_server SET sender='a@b.org>' || char(13, 10) || 'RCPT TO:<eve@example.org'")
    let sender = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(sender.code == 1)
    #expect(
      sender.error.hasPrefix(
        "Not sent to desk@example.org: 'a@b.org> RCPT TO:<eve@example.org' cannot be a sender: one address in plain letters, such"
          + " as ada@example.org, without a name. Give another one with 'patchbay mail set --from'. It is tried again at "
      ))
    #expect(try office.letters() == [])
  }

  static let names = [
    // Lines that begin with dots, and one that is a dot alone, in whatever way the text is cut.
    String(repeating: ".", count: 480), String(repeating: ". ", count: 240),
    // Four bytes each, and one character of many.
    String(repeating: "🎪", count: 120), "a" + String(repeating: "\u{301}", count: 240),
    "=?UTF-8?Q?x?= \"quoted\" (comment), <x@y.org>; ü",
    String(repeating: "x", count: 490),
  ]

  @Test("come whole, and no line is longer than a mail may have", arguments: names) func long(_ name: String) throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try must(stand.raw(["events", "edit", Operator.eid, "--name", name]))
    try must(stand.raw(["subscribers", "test", Operator.eid, "desk"]))
    let lines = try lines(office)
    #expect(lines.allSatisfy { $0.utf8.count <= 998 && !$0.contains("\n") && !$0.contains("\r") })
    // Encoded words stand on lines of 76 at most.
    #expect(lines.filter { $0.contains("=?UTF-8?B?") }.allSatisfy { $0.utf8.count <= 76 })
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    let letter = try #require(try office.letters().first)
    let stored = try stand.desk.sqlite("SELECT name FROM event")
    #expect(letter.text.contains("\n  Event: \(stored)\n"))
    let subject = "Test: list desk of \(stored)".unicodeScalars
    #expect(letter.subject == (subject.count > 200 ? String(subject.prefix(199)) + "…" : String(subject)))
    #expect(letter.defects == 0)
  }
}
