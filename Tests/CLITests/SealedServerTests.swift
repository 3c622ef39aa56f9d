import Foundation
import TestSupport
import Testing

@Suite("A credential goes to the server that it was given for") struct SealedServerTests {
  private static let name = "\(Operator.eid)/v"

  /// One synced event whose connection has a token.
  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try give(stand, "token")
    try stand.sync("people")
    return stand
  }

  private func give(_ stand: ScriptedDesk, _ options: String...) throws {
    let set = try Launch.run(
      Products.patchbay, ["connections", "set", Self.name, "--secret"] + options, input: "canary",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    guard set.code == 0 else { throw StepFailed(finished: set) }
  }

  private func refusal(_ given: String, _ now: String) -> String {
    "Credential 'token' of connection \(Self.name) was given for \(given), and the file names \(now), which was not set with"
      + " patchbay: nothing is sent there. Put the former back ('patchbay connections set \(Self.name) --endpoint URL', or the"
      + " file from a backup). If the new one is right, type the credential again: patchbay connections set \(Self.name)"
      + " --secret token."
  }

  @Test("not to one that the file names since another tool changed it, until a person says so") func changed() throws {
    let stand = try stand()
    let other = try ScriptedVendor()
    other.serveAll("people", ScriptedDesk.people(1...4))
    func change() throws { _ = try stand.desk.sqlite("UPDATE connection SET endpoint='\(other.address)'") }
    try change()
    let sentence = refusal(
      "\(stand.vendor.address) (connector 'scripted')", "\(other.address) (connector 'scripted')")
    for words in [["sync", "v/people", "--force", "--json"], ["preview", "v/people", "--json"]] {
      let refused = try stand.raw(words)
      #expect(refused.code == 4)
      #expect(try RunReport(refused).reason == sentence)
    }
    #expect(try stand.raw(["connections", "test", "v"]) == Finished(code: 4, output: "", error: sentence + "\n"))
    // Not when it is only written otherwise, either: the path is the connector's matter, the server is not.
    #expect(other.requests == [])

    let back = try stand.raw(["connections", "set", Self.name, "--endpoint", stand.vendor.address + "/"])
    #expect(back == Finished(code: 0, output: "Connection v is changed.\n", error: ""))
    #expect(try stand.sync("people").words == "received 3, unchanged 3")

    try change()
    try give(stand, "token")
    #expect(try stand.sync("people").words == "received 4, created 1, unchanged 3")
  }

  @Test("also when it goes with the connection to another one that a person set") func moved() throws {
    let stand = try stand()
    let other = try ScriptedVendor()
    other.serveAll("people", ScriptedDesk.people(1...4))
    let before = try stand.desk.sqlite("SELECT hex(sealed) FROM credential")
    let set = try stand.raw(["connections", "set", Self.name, "--endpoint", other.address])
    #expect(set == Finished(code: 0, output: "Connection v is changed.\n", error: ""))
    #expect(try stand.desk.sqlite("SELECT hex(sealed) FROM credential") != before)
    #expect(try stand.sync("people").words == "received 4, created 1, unchanged 3")
    // The former one is another server now.
    _ = try stand.desk.sqlite("UPDATE connection SET endpoint='\(stand.vendor.address)'")
    let asked = stand.vendor.requests.count
    let refused = try RunReport(stand.raw(["sync", "v/people", "--force", "--json"]))
    #expect(
      refused.reason
        == refusal("\(other.address) (connector 'scripted')", "\(stand.vendor.address) (connector 'scripted')"))
    #expect(stand.vendor.requests.count == asked)
  }

  @Test("and is not moved on by an edit of what another tool has changed") func edited() throws {
    let stand = try stand()
    let (second, third) = (try ScriptedVendor(), try ScriptedVendor())
    _ = try stand.desk.sqlite("UPDATE connection SET endpoint='\(second.address)'")
    let before = try stand.desk.dump()
    let set = try stand.raw(["connections", "set", Self.name, "--endpoint", third.address])
    #expect(set.code == 4)
    #expect(
      set.error
        == refusal("\(stand.vendor.address) (connector 'scripted')", "\(third.address) (connector 'scripted')") + "\n")
    #expect(try stand.desk.dump() == before)
  }

  @Test("by the connector that it was given for") func connector() throws {
    let stand = try stand()
    try ScriptedConnector.build("other", dataTypes: ScriptedDesk.dataTypes(true), into: stand.folder)
    #expect(try stand.raw(["connectors", "enable", "other"]).code == 0)
    _ = try stand.desk.sqlite("UPDATE connection SET connector='other'")
    let asked = stand.vendor.requests.count
    let refused = try RunReport(stand.raw(["sync", "v/people", "--force", "--json"]))
    #expect(
      refused.reason
        == refusal("\(stand.vendor.address) (connector 'scripted')", "\(stand.vendor.address) (connector 'other')"))
    #expect(stand.vendor.requests.count == asked)
  }

  @Test("also one of an earlier program, which is sealed anew when its event is first opened") func earlier() throws {
    let stand = try ScriptedDesk(oldHome: "fd98ee7")
    #expect(try stand.desk.sqlite("SELECT hex(substr(sealed, 1, 1)) FROM credential") == "01")
    #expect(try stand.raw(["events", "list"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT hex(substr(sealed, 1, 1)) FROM credential") == "02")
    OldVendor.serve(on: stand.vendor, .first)
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(try stand.raw(["connections", "test", "v"]).code == 0)
    let other = try ScriptedVendor()
    _ = try stand.desk.sqlite("UPDATE connection SET endpoint='\(other.address)' WHERE name='v'")
    #expect(try stand.raw(["connections", "test", "v"]).code == 4)
    #expect(other.requests == [])
  }

  @Test("also that of an earlier program whose key was not there then") func keyAway() throws {
    let stand = try ScriptedDesk(oldHome: "fd98ee7")
    let key = stand.desk.home + "/key"
    #expect(rename(key, key + ".away") == 0)
    #expect(try stand.raw(["events", "list"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT hex(substr(sealed, 1, 1)) FROM credential") == "01")
    stand.desk.environment["PATCHBAY_KEY_FILE"] = key + ".away"
    #expect(try stand.raw(["connections", "list", Operator.eid]).code == 0)
    #expect(try stand.desk.sqlite("SELECT hex(substr(sealed, 1, 1)) FROM credential") == "02")
  }
}

@Suite("The password of a mail server") struct SealedMailTests: MailStand {
  @Test("goes to no other one that the host's file names since another tool changed it") func mail() throws {
    let (office, other) = (try PostOffice(["auth"]), try PostOffice(["auth"]))
    let stand = try stand(office)
    let set = try Launch.run(
      Products.patchbay, ["mail", "set", "--user", "post", "--password"], input: "pass wörd\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(set.code == 0)
    _ = try host(stand, "UPDATE mail_server SET url='smtp://127.0.0.1:\(other.port)'")
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.code == 3)
    #expect(
      test.error
        == "The password for smtp://127.0.0.1:\(other.port) cannot be opened: It was given for smtp://127.0.0.1:\(office.port),"
        + " and the file names another server, which was not set with patchbay: nothing is sent there. That of the mail"
        + " server is typed with 'patchbay mail set --password'. Until then no mail goes.\n")
    #expect(try other.letters() == [])
  }
}
