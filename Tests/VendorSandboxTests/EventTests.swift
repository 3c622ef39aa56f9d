import Foundation
import Testing

@testable import VendorSandbox

/// One state of one vendor's event.
struct EventCase: CustomTestStringConvertible, Sendable {
  var connector: ConnectorName
  var people: Int
  var round: Int
  var seed: UInt64 = 7

  var event: any VendorEvent { connector.event(people: people, seed: seed, round: round, isRekeyed: false) }
  var rekeyed: any VendorEvent { connector.event(people: people, seed: seed, round: round, isRekeyed: true) }
  var testDescription: String { "\(connector.rawValue), \(people) people, round \(round)" }

  static let all = ConnectorName.allCases.flatMap { connector in
    [(0, 2), (1, 1), (13, 0), (120, 0), (120, 4)].map { EventCase(connector: connector, people: $0.0, round: $0.1) }
  }
}

extension DataList {
  func bytes(_ row: Int) -> [UInt8] {
    var writer = JSONWriter()
    write(row, &writer)
    return writer.bytes
  }

  var records: [[UInt8]] { rows.map(bytes) }
}

@Suite("An invented event") struct EventTests {
  @Test("is the same bytes for the same seed and round", arguments: EventCase.all)
  func isDeterministic(_ c: EventCase) {
    #expect(c.event.lists.map(\.records) == c.event.lists.map(\.records))
  }

  @Test("is another one for another seed", arguments: ConnectorName.allCases)
  func dependsOnSeed(_ connector: ConnectorName) {
    let first = EventCase(connector: connector, people: 50, round: 0, seed: 1).event.lists[0].records
    let second = EventCase(connector: connector, people: 50, round: 0, seed: 2).event.lists[0].records
    #expect(first != second)
  }

  @Test("announces ids that are distinct and stand in the written records", arguments: EventCase.all)
  func writesItsIDs(_ c: EventCase) throws {
    for list in c.event.lists {
      let ids = list.rows.map { list.id($0).description }
      #expect(Set(ids).count == ids.count, "\(list.name)")
      // The flat list of session registrations has no id of its own, but two codes.
      let written = try list.records.map { bytes -> String in
        let record = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        if c.connector == .certain && list.name == "registrations" {
          let code = try #require(record["registrationCode"] as? String)
          let instance = try #require(record["sessionInstanceId"] as? Int)
          return "\(code)/\(instance)"
        }
        let names = ["profilePin", "code", "identifier", "id", "registrationCode", "sessionCode", "agendaItemCode"]
        let more = ["speakerId", "supplierCode", "attendeeTypeCode", "groupCode", "locationCode", "eventCode"]
        let key = try #require((names + more).first { bytes.starts(with: Array("{\"\($0)\":".utf8)) })
        return "\(try #require(record[key]))"
      }
      #expect(written == ids, "\(list.name)")
    }
  }

  static let mainLists: [(ConnectorName, String)] = [
    (.pretalx, "submissions"), (.pretalx, "speakers"), (.pretix, "orders"), (.certain, "Registration"),
  ]

  @Test("changes a little in a round, and nothing but that", arguments: mainLists)
  func changesALittle(_ connector: ConnectorName, _ name: String) throws {
    func records(_ round: Int) throws -> [String: [UInt8]] {
      let event = EventCase(connector: connector, people: 1000, round: round).event
      let list = try #require(event.lists.first { $0.name == name })
      return Dictionary(uniqueKeysWithValues: list.rows.map { (list.id($0).description, list.bytes($0)) })
    }
    let (before, after) = (try records(1), try records(2))
    let added = after.keys.filter { before[$0] == nil }.count
    let gone = before.keys.filter { after[$0] == nil }.count
    #expect(1...20 ~= added)
    #expect(gone <= 10)
    // Slots get new ids with every release, so submissions are compared by what else they hold elsewhere.
    guard name != "submissions" else { return }
    let changed = before.filter { after[$0.key] != nil && after[$0.key] != $0.value }.count
    #expect(5...20 ~= changed)
  }

  @Test("gives other ids to the same people after a rekey", arguments: mainLists)
  func rekeys(_ connector: ConnectorName, _ name: String) throws {
    let c = EventCase(connector: connector, people: 100, round: 1)
    let old = try #require(c.event.lists.first { $0.name == name })
    let new = try #require(c.rekeyed.lists.first { $0.name == name })
    #expect(Set(old.rows) == Set(new.rows))
    #expect(Set(old.rows.map(old.id)).isDisjoint(with: new.rows.map(new.id)))
  }

  @Test("of pretix tells every change of an order by its time") func tellsChanges() {
    let before = PretixEvent(slug: "sandbox", people: 1000, seed: 3, round: 4, isRekeyed: false)
    let after = PretixEvent(slug: "sandbox", people: 1000, seed: 3, round: 5, isRekeyed: false)
    func bytes(_ order: Int, _ event: PretixEvent) -> [UInt8] {
      var writer = JSONWriter()
      PretixRecords(event: event, origin: "", includesCanceled: true).order(order, &writer)
      return writer.bytes
    }
    let changed = after.orderRows.filter { !before.orders.contains($0) || bytes($0, before) != bytes($0, after) }
    let told = after.orderRows.filter { after.modified($0) >= Calendar.now(round: 4) }
    #expect(told == changed)
    #expect(told.allSatisfy { after.modified($0) < Calendar.now(round: 5) })
    #expect(before.orderRows.filter { !after.orders.contains($0) }.allSatisfy(before.isTest))
  }

  @Test("of pretalx names speakers and submissions that name each other", arguments: [0, 1, 4, 5, 23, 250])
  func joins(_ people: Int) {
    let settings = Settings(standardFor: .pretalx)
    let event = PretalxEvent(people: people, seed: 1, round: 6, isRekeyed: false, settings: settings)
    let submissions = Set(event.submissionRows)
    #expect(Set(event.submissionRows.flatMap(event.speakers(of:))) == Set(event.speakerRows))
    for speaker in event.speakerRows {
      #expect(Set(event.submissions(of: speaker)) == submissions.filter { event.speakers(of: $0).contains(speaker) })
    }
  }
}
