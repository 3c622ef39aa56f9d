import Foundation
import TestSupport
import Testing

@Suite("A list without an end") struct EndlessListTests {
  private static let people = ScriptedDesk.onlyPeople(#""total": "none""#)

  private func page(_ people: [String], next: String?, _ options: String = "") -> ScriptedAnswer {
    let members =
      ["\"items\": [\(people.joined(separator: ","))]", "\"rights\": true"]
      + (next.map { ["\"next\": \"\($0)\""] } ?? []) + (options.isEmpty ? [] : [options])
    return ScriptedAnswer("{\(members.joined(separator: ", "))}")
  }

  /// The number of a target of the scripted connector's: `/people?since=&page=7`.
  private func number(_ target: String) -> Int { Int(target.split(separator: "=").last ?? "") ?? 0 }

  /// Answers every page with the same people and a link to the next.
  private func serveForEver(_ stand: ScriptedDesk, _ people: [String], _ options: String = "") {
    stand.vendor.answer { target, _ in
      page(people, next: ScriptedVendor.target("people", page: number(target) + 1), options)
    }
  }

  private static let advice =
    "the list does not end. Check the endpoint, or try again later; if it stays so, tell the connector's maker."

  @Test(
    "that repeats its records under new numbers is ended after 50 answers; what came is kept", arguments: [false, true])
  func repeating(_ isBuilt: Bool) throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    stand.vendor.serve("people", [ScriptedDesk.people(1...4)], "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.forget(ScriptedVendor.target("people", page: 1))
    serveForEver(
      stand, ScriptedDesk.people(2...5), isBuilt ? "\"built\": true, \"cursor\": \"c2\"" : "\"cursor\": \"c2\"")
    let run = try stand.sync("people")
    #expect(run.status == "incomplete")
    #expect(run.words == "received 204, created 1, unchanged 3, duplicated 200")
    let last = isBuilt ? "/people" : "/people?since=&page=51"
    #expect(
      run.reason
        == "GET \(stand.vendor.address)\(last) is the last of 50 answers in a row with nothing but records that had come before"
        + " in this run: \(Self.advice) Before that 4 records were read; they are kept, and nothing was deleted.")
    #expect(try stand.ids("person") == ["a1", "a2", "a3", "a4", "a5"])
    #expect(try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config") == "c1")
    let test = try stand.raw(["connections", "test", "\(Operator.eid)/v"])
    #expect(test.code == 1)
    #expect(test.error.contains("is the last of 50 answers in a row with nothing but records that had come before"))
  }

  @Test("of empty pages is ended after 1,000") func empty() throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    serveForEver(stand, [])
    let run = try stand.sync("people")
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people?since=&page=1000 is the last of 1,000 answers in a row without a record:"
        + " \(Self.advice)")
  }

  @Test("that is paged in its path is ended as one that is paged in its query") func inPath() throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    stand.vendor.answer { target, _ in
      let next = (Int(target.split(separator: "/").last ?? "") ?? 1) + 1
      return page(ScriptedDesk.people(1...2), next: "/people/page/\(next)", "\"begins\": \(next)")
    }
    let run = try stand.sync("people")
    #expect(run.status == "incomplete")
    #expect(run.words == "received 102, created 2, duplicated 100")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people/page/51 is the last of 50 answers in a row with nothing but records that had come"
        + " before in this run: \(Self.advice) Before that 2 records were read; they are kept, and nothing was deleted."
    )
  }

  @Test("of lists, each under a path of its own, is ended after 10,000 answers without news") func listsWithoutEnd()
    throws
  {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    stand.vendor.answer { target, _ in
      let next = (Int(target.split(separator: "/").last ?? "") ?? 0) + 1
      return page(ScriptedDesk.people(1...1), next: "/people/\(next)")
    }
    let run = try stand.sync("people")
    #expect(run.status == "incomplete")
    #expect(run.words == "received 10001, created 1, duplicated 10000")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people/10000 is the last of 10,000 answers in a row with nothing but records that had"
        + " come before in this run, each from a list of its own or nearly so: the lists do not end. Check the endpoint, or try again later; if it stays"
        + " so, tell the connector's maker. Before that 1 record was read; it is kept, and nothing was deleted."
    )
  }

  @Test("of which nothing is emitted is ended after 10,000 answers") func silent() throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    serveForEver(stand, [], "\"silent\": true")
    let run = try stand.sync("people")
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people?since=&page=10001 was not asked for: scripted had asked for 10,000 answers and"
        + " emitted no record of them, as if their list had no end. Tell the connector's maker.")
    #expect(stand.vendor.requests.count == 10_000)
  }

  // MARK: Lists that do end

  private func repeated(_ stand: ScriptedDesk, times: Int) throws -> RunReport {
    stand.vendor.answer { target, _ in
      let number = number(target)
      return page(
        ScriptedDesk.people(1...2),
        next: number > times ? nil : ScriptedVendor.target("people", page: number + 1))
    }
    return try stand.sync("people")
  }

  @Test("is none that brings something new again in time, or for which the connector asks for patience") func patience()
    throws
  {
    let usual = try ScriptedDesk(dataTypes: Self.people)
    #expect(try repeated(usual, times: 49).words == "received 100, created 2, duplicated 98")
    #expect(try repeated(usual, times: 49).status == "partial")
    #expect(try repeated(usual, times: 50).status == "incomplete")
    let patient = try ScriptedDesk(
      dataTypes: ScriptedDesk.onlyPeople(#""total": "none", "patience": {"repeated": 60, "empty": 1}"#))
    #expect(try repeated(patient, times: 59).status == "partial")
    #expect(try repeated(patient, times: 60).status == "incomplete")
  }

  @Test("is none that holds the same 20 children of 300 parents, each list under its own path, or begun at page 1")
  func sameChildren() throws {
    for isOnePath in [false, true] {
      let stand = try ScriptedDesk(dataTypes: Self.people)
      @Sendable func target(_ parent: Int) -> String {
        parent == 1 ? "/people?since=&page=1" : isOnePath ? "/children?parent=\(parent)" : "/parents/\(parent)/children"
      }
      let numbers = Dictionary(uniqueKeysWithValues: (1...300).map { (target($0), $0) })
      let children = ScriptedDesk.people(1...20)
      stand.vendor.answer { asked, _ in
        guard let parent = numbers[asked] else { return nil }
        return page(children, next: parent == 300 ? nil : target(parent + 1), isOnePath ? "\"begins\": 1" : "")
      }
      let run = try stand.sync("people")
      #expect(run.words == "received 6000, created 20, duplicated 5980")
      #expect(run.reason == "")
    }
  }

  @Test("is none of 1,500 parents without children") func childless() throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    stand.vendor.answer { target, _ in
      let parent = target.hasPrefix("/people") ? 0 : number(target)
      return page(
        parent == 1500 ? ScriptedDesk.people(1...1) : [],
        next: parent == 1500 ? nil : "/parents/\(parent + 1)/children?of=\(parent + 1)")
    }
    let run = try stand.sync("people")
    #expect(run.status == "completed")
    #expect(run.words == "received 1, created 1")
  }

  @Test("is none whose records are all known to the store") func known() throws {
    let stand = try ScriptedDesk(dataTypes: Self.people)
    stand.vendor.serve("people", [ScriptedDesk.people(1...120)], "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serve("people", (1...120).map { ScriptedDesk.people($0...$0) }, since: "c1")
    let run = try stand.sync("people", "--incremental")
    #expect(run.status == "completed")
    #expect(run.words == "received 120, unchanged 120")
  }
}
