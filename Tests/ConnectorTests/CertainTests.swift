import ConnectorDriver
import RecordJSON
import Testing

@Suite("Certain") struct CertainTests {
  private let list = "/certainExternal/service/v1/Registration/ACME/Harbour%20Days%202026"
  private let event = "/certainExternal/service/v1/Event/ACME/Harbour%20Days%202026"
  private let groups = "?include_list=profile_questions%2Cregistration_questions&order_by=dateCreated_asc"
  private let family = "/api/standard/2.0/accounts/ACME/events/Harbour%20Days%202026/"

  private func fetch(
    _ dataType: String, limit: UInt64 = 0, _ change: (inout RecordedVendor) -> Void = { _ in }
  ) throws -> Observation {
    let subject = try Subject.named("certain")
    var vendor = try subject.vendor()
    change(&vendor)
    return try subject.library().fetch(dataType, vendor, limit: limit)
  }

  /// A list of as many registrations, whose index counts records or pages.
  private func registrations(_ count: Int, countingPages: Bool, cap: Int = 3, in vendor: inout RecordedVendor) {
    for asked in 1...3 {
      for index in 1...count {
        let size = min(asked, cap)
        let first = countingPages ? (index - 1) * size : index - 1
        let rows = (first..<max(first, min(first + size, count))).map { #"{"registrationCode":"R-\#($0)"}"# }
        let url = list + groups + "&start_index=\(index)&max_results=\(asked)"
        let body =
          #"{"completeCollectionSize":\#(count),"size":\#(rows.count),"startingIndex":\#(index),"#
          + #""registrations":[\#(rows.joined(separator: ","))]}"#
        vendor.answers[url] = rows.isEmpty ? Answer("none found", status: 404) : Answer(body)
      }
    }
  }

  @Test(
    "reads each registration once, whether start_index counts records or pages",
    arguments: [1, 2, 3, 4, 5, 6, 7, 20], [true, false])
  func readsEitherUnit(_ count: Int, _ countingPages: Bool) throws {
    let seen = try fetch("participants") { registrations(count, countingPages: countingPages, in: &$0) }
    #expect(seen.texts("registrationCode") == (0..<count).map { "R-\($0)" })
    #expect(seen.completion == .init(total: UInt64(count), fullRights: true))
    #expect(seen.violations == [])
  }

  @Test("gets by with smaller pages than it asked for", arguments: [1, 2], [true, false])
  func readsCappedPages(_ cap: Int, _ countingPages: Bool) throws {
    let seen = try fetch("participants") { registrations(7, countingPages: countingPages, cap: cap, in: &$0) }
    #expect(seen.texts("registrationCode") == (0..<7).map { "R-\($0)" })
    #expect(seen.completion?.total == 7)
  }

  @Test("takes 404 for an empty list only if the event itself answers")
  func confirmsEmptiness() throws {
    for dataType in ["participants", "sessions", "registrations"] {
      let empty = try fetch(dataType) { vendor in
        for url in vendor.answers.keys where url != event { vendor.answers[url]?.status = 404 }
      }
      #expect(empty.status == Code.ok)
      #expect(empty.completion == .init(total: 0, fullRights: true, empty: true))
      #expect(empty.records == [])
      let missing = try fetch(dataType) { vendor in
        for url in vendor.answers.keys { vendor.answers[url]?.status = 404 }
      }
      #expect(missing.status == Code.notFound)
      #expect(missing.completion == nil)
      let loginPage = try fetch(dataType) { vendor in
        for url in vendor.answers.keys where url != event { vendor.answers[url]?.status = 404 }
        vendor.answers[event] = Answer("<html>Sign in</html>")
      }
      #expect(loginPage.status == Code.badData)
      #expect(loginPage.completion == nil)
    }
  }

  @Test("reads a list of one that comes without its list")
  func readsSingleton() throws {
    let one = #"{"completeCollectionSize":1,"size":1,"startingIndex":1,"#
    let participants = try fetch("participants") {
      $0.answers[list + groups + "&start_index=1&max_results=3"] = Answer(
        one + #""registrations":{"registrationCode":"R-9","profile":{}}}"#)
    }
    #expect(participants.texts("registrationCode") == ["R-9"])
    #expect(participants.completion == .init(total: 1, fullRights: true))
    let sessions = try fetch("sessions") {
      $0.answers[family + "sessions?start_index=1&max_results=3"] = Answer(
        one + #""sessions":{"sessionCode":"S-9"}}"#)
    }
    #expect(sessions.texts("sessionKey") == ["S-9"])
  }

  @Test("reads session registrations as rows of their own or as a list in each registration")
  func readsEitherRegistrations() throws {
    let nested = try fetch("registrations")
    #expect(nested.texts("registrationCode") == ["R-1", "R-1", "R-2"])
    #expect(
      nested.records.map { $0["registration"]?["registrationStatusLabel"]?.string }
        == Array(repeating: "Pre-Registered", count: 3))
    let flat = try fetch("registrations") {
      $0.answers[family + "registrations?start_index=1&max_results=3"] = Answer(
        #"{"registrations":[{"registrationCode":"R-1","sessionCode":"S-10"},{"registrationCode":"R-2","sessionCode":"S-11"}]}"#
      )
    }
    #expect(flat.texts("registrationCode") == ["R-1", "R-2"])
    #expect(flat.texts("sessionKey") == ["S-10", "S-11"])
    #expect(flat.completion == .init(total: nil, fullRights: true))
  }

  @Test("a list of people that does not say how long it is is not taken for whole") func demandsTotal() throws {
    let rows = (1...3).map { #"{"registrationCode":"R-\#($0)"}"# }.joined(separator: ",")
    let seen = try fetch("participants") {
      $0.answers[list + groups + "&start_index=1&max_results=3"] = Answer(#"{"registrations":[\#(rows)]}"#)
    }
    #expect(seen.status == Code.badData)
    #expect(
      seen.sentence?.contains("has not the expected form: it lacks 'completeCollectionSize', the number of all records")
        == true)
    #expect(seen.completion == nil)
  }

  @Test("a list that says nothing of its length and fills its page may go on, so it is not taken for whole")
  func doubtsFullPage() throws {
    let rows = (1...3).map { #"{"sessionCode":"S-\#($0)"}"# }.joined(separator: ",")
    let seen = try fetch("sessions") {
      $0.answers[family + "sessions?start_index=1&max_results=3"] = Answer(#"{"sessions":[\#(rows)]}"#)
    }
    #expect(seen.status == Code.badConfig)
    #expect(
      seen.sentence
        == "Certain answered \(family)sessions with the 3 records that were asked for and does not say whether there are"
        + " more. Set 'page_size' to more than there are.")
    #expect(seen.texts("sessionKey") == ["S-1", "S-2", "S-3"])
    #expect(seen.completion == nil)
  }

  @Test("names the setting that leads to other records", arguments: ["sessions", "registrations"])
  func namesSettings(_ dataType: String) throws {
    let seen = try fetch(dataType) { $0.settings[dataType + "_list"] = "/data/items" }
    #expect(seen.status == Code.badData)
    #expect(seen.sentence?.contains("there is nothing at '/data/items'") == true)
  }

  @Test("tells sessions apart by instance if told to")
  func usesInstances() throws {
    for dataType in ["sessions", "registrations"] {
      let seen = try fetch(dataType) { $0.settings["session_identity"] = "sessionInstanceId" }
      #expect(Set(seen.texts("sessionKey")) == ["501", "502"])
    }
  }

  @Test("refuses an answer that starts elsewhere or repeats itself") func refusesOddPages() throws {
    let second = list + groups + "&start_index=2&max_results=3"
    let cases: [(Answer, Int32)] = [
      (
        Answer(
          #"{"completeCollectionSize":5,"size":2,"startingIndex":1,"registrations":[{"registrationCode":"R-4"},{"registrationCode":"R-5"}]}"#
        ), Code.badData
      ),
      (
        Answer(
          #"{"completeCollectionSize":5,"size":2,"startingIndex":2,"registrations":[{"registrationCode":"R-1"},{"registrationCode":"R-5"}]}"#
        ), Code.badData
      ),
    ]
    for (answer, status) in cases {
      let seen = try fetch("participants") { $0.answers[second] = answer }
      #expect(seen.status == status)
      #expect(seen.completion == nil)
    }
  }

  @Test("says so when the list is gone before its second record was asked for") func vanishes() throws {
    let seen = try fetch("participants") {
      registrations(7, countingPages: false, in: &$0)
      $0.answers[list + groups + "&start_index=2&max_results=2"] = Answer("none found", status: 404)
    }
    #expect(seen.status == Code.transient)
    #expect(
      seen.sentence
        == "Certain announced more than 3 records at \(list)\(groups) and answered 404 when it was asked for the second: the"
        + " list changed while it was read. Try again.")
    #expect(seen.completion == nil)
  }

  @Test("declares the total of a list that falls short, so that the host asks once more and deletes nothing")
  func fallsShort() throws {
    let second = list + groups + "&start_index=2&max_results=3"
    let short = #"{"completeCollectionSize":5,"size":1,"startingIndex":2,"registrations":[{"registrationCode":"R-4"}]}"#
    for answer in [Answer(short), Answer("no registrations found", status: 404)] {
      let seen = try fetch("participants") { $0.answers[second] = answer }
      #expect(seen.status == Code.ok)
      #expect(seen.completion == .init(total: 5, fullRights: true))
      #expect(seen.records.count < 5)
    }
  }

  @Test("says of a 2.0 list that falls short that it is, since the host cannot count what was made of it")
  func fallsShortIn2() throws {
    let short = #"{"completeCollectionSize":2,"size":1,"startingIndex":1,"sessions":[{"sessionCode":"S-1"}]}"#
    let seen = try fetch("sessions") {
      $0.answers[family + "sessions?start_index=1&max_results=3"] = Answer(short)
      for index in 2...3 {
        for size in 1...3 {
          $0.answers[family + "sessions?start_index=\(index)&max_results=\(size)"] = Answer("none", status: 404)
        }
      }
    }
    #expect(seen.status == Code.ok)
    #expect(seen.texts("sessionKey") == ["S-1"])
    #expect(seen.completion == .init(total: 2, fullRights: true, short: true))
  }

  @Test("keeps the pages that came along with one that failed, and says which of how many each is")
  func keepsNeighbours() throws {
    let seen = try fetch("participants") {
      registrations(14, countingPages: true, in: &$0)
      $0.answers[list + groups + "&start_index=3&max_results=3"] = Answer("{}", status: 500)
    }
    #expect(seen.status == Code.transient)
    #expect(seen.texts("registrationCode") == (Array(0...5) + Array(9...13)).map { "R-\($0)" })
    #expect(seen.requests.map(\.place) == ["1/0/0", "0/0/0", "2/5/14", "3/5/14", "4/5/14", "5/5/14"])
    #expect(seen.completion == nil)
  }

  @Test("counts pages of a 2.0 list, and not its records, of which it makes others") func placesIn2() throws {
    let seen = try fetch("sessions") {
      for (index, size) in [(1, 3), (2, 2), (2, 3), (3, 3)] {
        let first = (index - 1) * size
        let rows = (first..<min(7, first + size)).map { #"{"sessionCode":"S-\#($0)"}"# }
        $0.answers[family + "sessions?start_index=\(index)&max_results=\(size)"] = Answer(
          #"{"completeCollectionSize":7,"size":\#(rows.count),"startingIndex":\#(index),"#
            + #""sessions":[\#(rows.joined(separator: ","))]}"#)
      }
    }
    #expect(seen.texts("sessionKey") == (0..<7).map { "S-\($0)" })
    #expect(seen.requests.map(\.place) == ["1/0/0", "0/0/0", "2/3/0", "3/3/0"])
    #expect(seen.completion == .init(total: nil, fullRights: true))
  }

  @Test("refuses a page size out of bounds", arguments: ["2", "5001", "many"])
  func boundsPageSize(_ size: String) throws {
    let seen = try fetch("participants") { $0.settings["page_size"] = size }
    #expect(seen.status == Code.badConfig)
    #expect(seen.sentence == "The setting 'page_size' is '\(size)'; it must be a whole number from 3 to 5000.")
  }
}
