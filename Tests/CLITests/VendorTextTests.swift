import Foundation
import TestSupport
import Testing

@Suite("Placeholders of credentials") struct VendorTextTests {
  private static let canary = "canary 58/é+\"&1"
  private static let encoded = "canary%2058%2F%C3%A9%2B%22%261"

  private func stand(ways: String = "", hosts: String = "[]", token: Bool = true) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(dataTypes: Self.people, ways: ways, hosts: hosts)
    stand.vendor.serve("people", [[ScriptedDesk.person("a1")]], total: 1)
    if token {
      #expect(try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: Self.canary).code == 0)
    }
    return stand
  }

  private static let people = ScriptedDesk.onlyPeople(#""total": "announced", "stableOrder": true"#)
  private static let first = "/people?since=&page=1"

  /// Whether any file of the home, or a text, holds the secret, whole or as it stands in a URL.
  private func isKept(_ stand: ScriptedDesk, _ texts: String...) throws -> Bool {
    let forms = [Self.canary, Self.encoded, "canary"].map { Data($0.utf8) }
    let files = try FileManager.default.subpathsOfDirectory(atPath: stand.desk.home).compactMap {
      FileManager.default.contents(atPath: "\(stand.desk.home)/\($0)")
    }
    return (files + texts.map { Data($0.utf8) }).contains { bytes in forms.contains { bytes.range(of: $0) != nil } }
  }

  // MARK: What a vendor writes is text

  static let links = [
    "k={{secret.token}}", "k={{basic.token.token}}", "k={{secret.nothing}}", "k={{secret.token}}{{secret.token}}",
    "k={{secret.token",
  ]

  @Test("In a vendor's link to the next page they are text", arguments: links) func link(_ parameter: String) throws {
    let stand = try stand()
    let next = "/people?since=&page=2&\(parameter)"
    stand.vendor.answer(
      Self.first,
      ScriptedAnswer(#"{"items": [\#(ScriptedDesk.person("a1"))], "rights": true, "total": 2, "next": "\#(next)"}"#))
    let second = next.replacing("{{", with: "%7B%7B")
    stand.vendor.answer(
      second, ScriptedAnswer(#"{"items": [\#(ScriptedDesk.person("a2"))], "rights": true, "total": 2}"#))
    let run = try stand.sync("people")
    #expect(run.reason == "")
    #expect(run.words == "received 2, created 2")
    #expect(stand.vendor.requests == [Self.first, second])
  }

  @Test("In a link that is read the same way on each page, too") func laterLink() throws {
    let stand = try stand()
    func page(_ number: Int, next: String?) -> ScriptedAnswer {
      let link = next.map { #", "next": "\#($0)""# } ?? ""
      return ScriptedAnswer(
        #"{"items": [\#(ScriptedDesk.person("a\(number)"))], "rights": true, "total": 3\#(link)}"#)
    }
    stand.vendor.answer(Self.first, page(1, next: "/people?since=&page=2"))
    stand.vendor.answer("/people?since=&page=2", page(2, next: "/people?{{secret.token}}"))
    stand.vendor.answer("/people?%7B%7Bsecret.token}}", page(3, next: nil))
    #expect(try stand.sync("people").words == "received 3, created 3")
  }

  @Test("In a link they are text however many came before") func manyLinks() throws {
    let stand = try stand()
    stand.vendor.forget(Self.first)
    let last = "/people?since=&page=81&k={{secret.token}}"
    stand.vendor.answer { target, _ in
      let number = Int(target.drop { $0 != "&" }.dropFirst(6).prefix { $0.isNumber }) ?? 0
      let next = number == 80 ? last : "/people?since=&page=\(number + 1)&k={{a\(number)}}"
      let link = number > 80 ? "" : #", "next": "\#(next)""#
      return ScriptedAnswer(
        #"{"items": [\#(ScriptedDesk.person("a\(number)"))], "rights": true, "total": 81\#(link)}"#)
    }
    #expect(try stand.sync("people").words == "received 81, created 81")
    #expect(stand.vendor.requests.last == last.replacing("{{", with: "%7B%7B"))
  }

  @Test("In a cursor that a vendor gave they are text") func cursor() throws {
    let stand = try stand()
    stand.vendor.serve("people", [[ScriptedDesk.person("a1")]], total: 1, #""cursor": "{{secret.token}}""#)
    #expect(try stand.sync("people").status == "completed")
    stand.vendor.answer(
      "/people?since=%7B%7Bsecret.token}}&page=1", ScriptedAnswer(#"{"items": [], "rights": true, "total": 0}"#))
    #expect(try stand.sync("people", "--incremental").status == "completed")
    #expect(stand.vendor.requests == [Self.first, "/people?since=%7B%7Bsecret.token}}&page=1"])
  }

  @Test("A secret that a vendor writes into its own link is shown nowhere") func echoedLink() throws {
    let stand = try stand()
    let next = "/people?since=&page=2&key=\(Self.encoded)"
    stand.vendor.answer(
      Self.first,
      ScriptedAnswer(#"{"items": [\#(ScriptedDesk.person("a1"))], "rights": true, "total": 2, "next": "\#(next)"}"#))
    stand.vendor.answer(next, ScriptedAnswer(#"{"items": 7, "rights": true, "total": 2}"#))
    let finished = try stand.raw(["sync", "v/people", "--json", "--force"])
    #expect(stand.vendor.requests == [Self.first, next])
    let run = try RunReport(finished)
    #expect(
      run.reason
        == "Page 2 (GET \(stand.vendor.address)/people?since=&page=2&key=<secret>) is JSON that cannot be used: '/items' is a"
        + " number, not an array, at byte 10. Check the endpoint, or try again later. Before that 1 record was read; it is"
        + " kept, and nothing was deleted.")
    let shown = try stand.raw(["runs", "show", "1"])
    let report = stand.desk.folder.path + "/report.xlsx"
    #expect(try stand.raw(["runs", "report", "1", "-o", report]).code == 0)
    let cells = try OpenedWorkbook(report).sheets.flatMap(\.rows).joined().joined(separator: " ")
    #expect(!(try isKept(stand, finished.output, finished.error, shown.output, shown.error, cells)))
  }

  // MARK: What a connector writes is filled in

  @Test("In a parameter they are encoded where they stand, and not shown") func parameter() throws {
    let stand = try stand(ways: "probe:/probe?key={{secret.token}}&page=1")
    stand.vendor.answer(
      "/probe?key=\(Self.encoded)&page=1", ScriptedAnswer(#"{"wrong": "\#(Self.encoded)"}"#, status: 400))
    let finished = try stand.raw(["sync", "v/people", "--json"])
    #expect(stand.vendor.requests == ["/probe?key=\(Self.encoded)&page=1"])
    #expect(
      try RunReport(finished).reason
        == "GET \(stand.vendor.address)/probe?key=<secret>&page=1 was answered 400 (\"{\"wrong\": \"<secret>\"}\"): the vendor"
        + " does not accept the request. Check the settings of the connection.")
    #expect(!(try isKept(stand, finished.output, finished.error)))
  }

  static let unknownKeys = ["{{secret.tokn}}", "{{basic.user.tokn}}", "{{basic.tokn.}}"]

  @Test("One for what nobody is asked for is refused, naming the connector", arguments: unknownKeys)
  func undeclared(_ placeholder: String) throws {
    let stand = try stand(ways: "probe:/probe?key=\(placeholder)", token: false)
    #expect(try stand.desk.patchbay("connections", "set", "v", "--set", "user=ada").code == 0)
    let run = try RunReport(stand.raw(["sync", "v/people", "--json"]))
    #expect(run.status == "failed")
    #expect(
      run.reason.contains(
        "Connector 'scripted' asked for GET \(stand.vendor.address)/probe?key=<secret>, with a placeholder for credential"
          + " 'tokn', for which it asks nobody. Nothing was sent. Tell the connector's author."), "\(run.reason)")
    #expect(stand.vendor.requests == [])
  }

  @Test("One for what was not given says how to give it") func missing() throws {
    let stand = try stand(ways: "probe:/probe?key={{secret.token}}", token: false)
    let finished = try stand.raw(["sync", "v/people", "--json"])
    #expect(finished.code == 4)
    #expect(
      try RunReport(finished).reason
        == "GET \(stand.vendor.address)/probe?key=<secret> needs credential 'token', which is not set. Set it with: patchbay"
        + " connections set \(Operator.eid)/v --secret token.")
    let user = try self.stand(ways: "probe:/probe?user={{secret.user}}", token: false)
    #expect(
      try RunReport(user.raw(["sync", "v/people", "--json"])).reason
        == "GET \(user.vendor.address)/probe?user=<secret> needs 'user', which is not set. Set it with: patchbay connections"
        + " set \(Operator.eid)/v --set user=….")
  }

  // MARK: Where they go

  @Test("A listed host on this computer is asked only when an administrator says so") func inner() throws {
    let other = try ScriptedVendor()
    other.answer("/header", ScriptedAnswer("{}"))
    let host = String(other.address.dropFirst("http://".count))
    let stand = try stand(ways: "probe:\(other.address)/header", hosts: "[\"\(host)\"]")
    let run = try stand.sync("people")
    #expect(
      run.reason
        == "GET \(other.address)/header was refused: the connector lists '\(host)', which is this computer or a private"
        + " address. If a server of the vendor's really stands there, an administrator can allow it: patchbay connections set"
        + " \(Operator.eid)/v --allow-private.")
    #expect(other.requests == [])
    #expect(try stand.desk.patchbay("connections", "set", "v", "--allow-private").code == 0)
    #expect(try stand.sync("people").status == "completed")
    #expect(other.requests == ["/header"])
  }

  @Test("A redirect to another port of this computer is not followed") func redirect() throws {
    let stand = try stand(ways: "probe:/header")
    let place = "https://127.0.0.1:9/header"
    stand.vendor.answer("/header", ScriptedAnswer("", status: 302, headers: ["Location: \(place)"]))
    #expect(
      try stand.sync("people").reason
        == "GET \(stand.vendor.address)/header was answered 302, a redirect to https://127.0.0.1:9, where no credentials are"
        + " sent. If the vendor moved, change the endpoint: patchbay connections set \(Operator.eid)/v --endpoint URL.")
  }
}
