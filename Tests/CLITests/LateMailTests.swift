import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Mail of runs of which nobody was told when they ended") struct LateMailTests: MailStand {
  private let name = "people of Nördlicher Gipfel 🎪 <b> (v)"

  private func fail(_ stand: ScriptedDesk, _ list: String) throws {
    stand.vendor.answer(ScriptedVendor.target(list, page: 1), ScriptedAnswer("no", status: 400))
    #expect(try stand.sync(list).status == "failed")
  }

  /// Lets the host's file take no mail: an index of somebody's own that no subject fits.
  private func refuseMail(_ stand: ScriptedDesk) throws {
    _ = try host(stand, "CREATE INDEX no_mail ON mail(json(subject))")
  }

  @Test("of which a program that ended could not tell is sent by a serve") func untold() async throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    try refuseMail(stand)
    let sync = try stand.raw(["sync", "v/people"])
    #expect(sync.code == 0, "\(sync)")
    #expect(
      sync.error.hasPrefix(
        "The run ended as it says; those who are to be told of it were not yet, which 'patchbay serve' tries again: "))
    _ = try host(stand, "DROP INDEX no_mail")
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
    _ = try stand.desk.sqlite("UPDATE run SET untold=untold-1000")
    let serve = try Launch.start(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { try office.letters().count == 1 }
    let letter = try #require(try office.letters().first)
    #expect(letter.subject == "Completed: \(name)")
    #expect(letter.sheets.contains("Changes: a1 |  | created |  |  | "))
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run WHERE untold IS NOT NULL") == "0")
  }

  @Test("says nothing late of what is in order by then") func late() async throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try refuseMail(stand)
    try fail(stand, "people")
    _ = try host(stand, "DROP INDEX no_mail")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    #expect(try stand.sync("people").status == "completed")
    #expect(try stand.desk.sqlite("SELECT id FROM run WHERE untold IS NOT NULL") == "1")
    _ = try stand.desk.sqlite("UPDATE run SET untold=untold-1000 WHERE id=1")
    let serve = try Launch.start(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { try stand.desk.sqlite("SELECT count(*) FROM run WHERE untold IS NOT NULL") == "0" }
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run WHERE untold IS NOT NULL") == "0")
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
    #expect(try office.letters() == [])
  }

  @Test("says late what runs for changes have not looked at, once") func lateBeforeChanges() async throws {
    let office = try PostOffice()
    let stand = try stand(office)
    stand.vendor.serve("people", [[]], since: "c1")
    try refuseMail(stand)
    let odd = [ScriptedDesk.person("a1", "\"birth\": \"33.33.1990\"")] + ScriptedDesk.people(2...9)
    stand.vendor.serveAll("people", odd, "\"cursor\": \"c1\"")
    #expect(try stand.sync("people").status == "partial")
    _ = try host(stand, "DROP INDEX no_mail")
    #expect(try stand.sync("people", "--incremental").status == "completed")
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
    _ = try stand.desk.sqlite("UPDATE run SET untold=untold-1000 WHERE id=1")
    let serve = try Launch.start(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { try office.letters().count == 1 }
    #expect(try office.letters().map(\.subject) == ["Partial: \(name)"])
    #expect(
      try stand.desk.sqlite("SELECT troubles FROM subscription")
        == #"[{"kind":"records","what":"","count":1,"needsAll":true}]"#)
    // It is known then, as that of any run.
    #expect(try stand.sync("people", "--incremental").status == "completed")
    #expect(try stand.sync("people").status == "partial")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c1\"")
    #expect(try stand.sync("people").status == "completed")
    try await eventually { try office.letters().count == 2 }
    #expect(try office.letters().map(\.subject) == ["Partial: \(name)", "In order again: \(name)"])
  }

  @Test("says late what is held, also if a person was refused a sync since, of which nobody is told")
  func lateBeforeRefusal() async throws {
    let office = try PostOffice()
    let stand = try stand(office)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    #expect(try stand.sync("people").status == "completed")
    try refuseMail(stand)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...5))
    #expect(try stand.sync("people").status == "partial")
    _ = try host(stand, "DROP INDEX no_mail")
    #expect(try stand.raw(["sync", "v/people"]).code == 3)
    #expect(try stand.desk.sqlite("SELECT id, status FROM run WHERE id=3") == "3|refused")
    _ = try stand.desk.sqlite("UPDATE run SET untold=untold-1000 WHERE id=2")
    let serve = try Launch.start(
      Products.patchbay, ["serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { try stand.desk.sqlite("SELECT count(*) FROM run WHERE untold IS NOT NULL") == "0" }
    try await eventually { try office.letters().count == 1 }
    #expect(try office.letters().map(\.subject) == ["Partial: \(name)"])
  }

  @Test("is told by one program, whoever else has seen the run") func once() async throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    let page = ScriptedVendor.target("people", page: 1)
    let people = ScriptedDesk.people(1...9).joined(separator: ",")
    stand.vendor.answer(page, ScriptedAnswer("{\"items\": [\(people)], \"rights\": true, \"total\": 9}", stalls: true))
    let sync = try stand.desk.start("sync", "v/people")
    stand.vendor.waitForRequest(page)
    // Between the run's end and its own word of it the program writes to the host's file, and waits for whoever keeps it.
    let keeper = try await KeptFile(stand.desk.home + "/host.db", from: .writing)
    stand.vendor.release()
    try await eventually { try stand.desk.sqlite("SELECT count(*) FROM run WHERE untold IS NOT NULL") == "1" }
    // So does another that takes it on.
    _ = try stand.desk.sqlite("UPDATE run SET untold=untold+1")
    keeper.letGo()
    #expect(sync.wait().output.hasPrefix("Sync of \(Operator.eid)/v/people: completed (run 1)\n"))
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }
}
