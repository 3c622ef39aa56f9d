import TestSupport
import Testing

@Suite("What is wrong with who is told, or with where mail goes") struct MailInputTests {
  private static let address =
    " cannot be a mail address here: one address in plain letters, such as ada@example.org, without a name. Nothing was changed.\n"
  static let errors: [(words: [String], code: Int32, error: String)] = [
    (["subscribers", "add", Operator.eid, "x", "--when", "error", "ada"], 2, "'ada'" + address),
    (
      ["subscribers", "add", Operator.eid, "x", "--when", "error", "a@b.org\nBcc: c@d.org"], 2,
      "'a@b.org Bcc: c@d.org'" + address
    ),
    (["subscribers", "add", Operator.eid, "x", "--when", "error", "Ada <a@b.org>"], 2, "'Ada <a@b.org>'" + address),
    (
      ["subscribers", "add", Operator.eid, "x", "--when", "error", "a@b.org,c@d.org"], 2, "'a@b.org,c@d.org'" + address
    ),
    (["subscribers", "add", Operator.eid, "x", "--when", "error", "müller@b.org"], 2, "'müller@b.org'" + address),
    (["subscribers", "add", Operator.eid, "x", "--when", "error", "a@b..org"], 2, "'a@b..org'" + address),
    (
      ["subscribers", "add", Operator.eid, "x", "--when", "often", "a@b.org"], 2,
      "--when 'often' is not known. Known are: any, error, never. Nothing was changed.\n"
    ),
    (
      ["subscribers", "add", Operator.eid, "a b", "--when", "any", "a@b.org"], 2,
      "'a b' cannot be the name of a list: 1 to 64 bytes, no '/', no white space, and no '-' in front. Nothing was changed.\n"
    ),
    (
      ["subscribers", "add", Operator.eid, "desk", "--when", "any", "a@b.org"], 3,
      "A list of subscribers named 'desk' exists already. Give another name, or remove that one with 'patchbay subscribers remove \(Operator.eid) desk'.\n"
    ),
    (
      ["subscribers", "set", Operator.eid, "desk"], 2,
      "There is nothing to change. Give --add, --drop, --when, --with-people or --without-people.\nSee 'patchbay subscribers set --help'.\n"
    ),
    (
      ["subscribers", "set", Operator.eid, "desk", "--with-people", "--without-people"], 2,
      "--with-people and --without-people exclude each other.\nSee 'patchbay subscribers set --help'.\n"
    ),
    (["subscribers", "set", Operator.eid, "desk", "--add", "ada"], 2, "'ada'" + address),
    (
      ["subscribers", "set", Operator.eid, "desk", "--drop", "dask@example.org"], 2,
      "'dask@example.org' is not on list 'desk'. Did you mean 'desk@example.org'? Nothing was changed.\n"
    ),
    (
      ["subscribers", "set", Operator.eid, "desk", "--drop", "desk@example.org"], 2,
      "Nobody would be left on list 'desk'. Remove it with 'patchbay subscribers remove \(Operator.eid) desk'. Nothing was changed.\n"
    ),
    (
      ["subscribers", "set", Operator.eid, "desk", "--when", "often"], 2,
      "--when 'often' is not known. Known are: any, error, never. Nothing was changed.\n"
    ),
    (
      ["subscribers", "attach", Operator.eid, "dask", "v/people"], 2,
      "Event \(Operator.eid) has no list 'dask'. Did you mean 'desk'? See 'patchbay subscribers list \(Operator.eid)'.\n"
    ),
    (
      ["subscribers", "attach", Operator.eid, "desk", "v/people"], 2,
      "List 'desk' is attached to \(Operator.eid)/v/people already.\n"
    ),
    (
      ["subscribers", "detach", Operator.eid, "desk", "v/sessions"], 2,
      "List 'desk' is not attached to \(Operator.eid)/v/sessions. See 'patchbay subscribers list \(Operator.eid)'.\n"
    ),
    (
      ["subscribers", "test", Operator.eid, "desk"], 3,
      "No mail can be sent yet. Say where with 'patchbay mail set'. Nothing was sent.\n"
    ),
    (["mail", "send"], 3, "No mail can be sent yet. Say where with 'patchbay mail set'. Nothing was sent.\n"),
    (
      ["mail", "set", "--server", "http://x"], 2,
      "Mail needs --server and --from the first time. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "http://x", "--from", "a@b.org"], 2,
      "--server 'http://x' is no mail server, such as smtp://mail.example.org:587 or smtps://mail.example.org:465. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://u:p@x", "--from", "a@b.org"], 2,
      "--server 'smtp://u:p@x' is no mail server, such as smtp://mail.example.org:587 or smtps://mail.example.org:465. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://x", "--from", "ada"], 2,
      "--from 'ada' cannot be a sender: one address in plain letters, such as ada@example.org, without a name. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://x:70000", "--from", "a@b.org"], 2,
      "--server 'smtp://x:70000' has the port '70000', which is no number from 1 to 65535. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://[::1]:", "--from", "a@b.org"], 2,
      "--server 'smtp://[::1]:' has the port '', which is no number from 1 to 65535. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://x", "--from", "a@b.org", "--user", "u", "--allow-plain"], 2,
      "--allow-plain is for servers without a login: a password never travels in the open. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://x", "--from", "a@b.org", "--user", "u"], 2,
      "User 'u' needs a password for this server: --password. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://:25", "--from", "a@b.org"], 2,
      "--server 'smtp://:25' is no mail server, such as smtp://mail.example.org:587 or smtps://mail.example.org:465. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://a]b", "--from", "a@b.org"], 2,
      "--server 'smtp://a]b' is no mail server, such as smtp://mail.example.org:587 or smtps://mail.example.org:465. Nothing was changed.\n"
    ),
    (
      ["mail", "set", "--server", "smtp://x", "--from", "a@b.org", "--password"], 2,
      "Secret 'password' is read from standard input, which is empty. Type it.\nSee 'patchbay mail set --help'.\n"
    ),
    (["mail", "retry", "7"], 2, "There is no mail 7 that waits or is given up. See 'patchbay mail list'.\n"),
    (["mail", "drop", "7"], 2, "There is no mail 7 that waits or is given up. See 'patchbay mail list'.\n"),
    (["mail", "retry"], 2, "Give the number of a mail, or --all.\nSee 'patchbay mail retry --help'.\n"),
  ]

  @Test("is told in a sentence, and changes nothing") func errors() throws {
    let stand = try ScriptedDesk()
    #expect(
      try stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", "error", "desk@example.org"]).code == 0)
    #expect(try stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/people"]).code == 0)
    func lists() throws -> String { try stand.raw(["subscribers", "list", Operator.eid, "--json"]).output }
    let before = try lists()
    for error in Self.errors {
      let finished = try stand.raw(error.words)
      #expect(finished == Finished(code: error.code, output: "", error: error.error))
    }
    #expect(try lists() == before)
    #expect(try stand.raw(["mail", "show"]).output == "No mail can be sent yet. Say where with 'patchbay mail set'.\n")
  }

  @Test("is put right by changing a list, which keeps what it was told of") func change() throws {
    let stand = try ScriptedDesk()
    #expect(try stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", "error", "a@b.org"]).code == 0)
    #expect(try stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/people"]).code == 0)
    let set = try stand.raw([
      "subscribers", "set", Operator.eid, "desk", "--add", "c@d.org", "--add", "e@f.org", "--drop", "a@b.org", "--when",
      "any", "--with-people",
    ])
    #expect(set.output == "List 'desk' has 2 subscribers: c@d.org, e@f.org. They are told: any, with people.\n")
    #expect(
      try stand.raw(["subscribers", "list", Operator.eid]).output == """
        NAME  WHEN  PEOPLE  ADDRESSES         TOLD OF
        desk  any   yes     c@d.org, e@f.org  v/people

        """)
  }

  @Test("is said where a data config has nobody who is told") func nobody() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    try stand.sync("people")
    #expect(
      try stand.raw(["autosync", "on", "v/people", "--yes"]).output.hasSuffix(
        "Nobody is told when a run of \(Operator.eid)/v/people goes wrong. Attach a list with 'patchbay subscribers"
          + " attach'.\n"))
    #expect(try stand.raw(["subscribers", "add", Operator.eid, "quiet", "--when", "never", "a@b.org"]).code == 0)
    #expect(
      try stand.raw(["subscribers", "attach", Operator.eid, "quiet", "v/people"]).output
        == """
        List 'quiet' is told of \(Operator.eid)/v/people.
        Only lists that are never told are attached to \(Operator.eid)/v/people: nobody learns when a run of it goes wrong.

        """)
    #expect(try stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", "error", "a@b.org"]).code == 0)
    #expect(
      try stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/people"]).output
        == """
        List 'desk' is told of \(Operator.eid)/v/people.
        No mail can be sent yet. Say where with 'patchbay mail set'.

        """)
    #expect(
      try stand.raw(["subscribers", "list", Operator.eid]).output
        == """
        NAME   WHEN   PEOPLE  ADDRESSES  TOLD OF
        desk   error  no      a@b.org    v/people
        quiet  never  no      a@b.org    v/people

        """)
    #expect(try stand.raw(["subscribers", "remove", Operator.eid, "desk"]).code == 0)
    #expect(try stand.raw(["connections", "remove", "\(Operator.eid)/v", "--yes", "v"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM subscription") == "0")
  }
}
