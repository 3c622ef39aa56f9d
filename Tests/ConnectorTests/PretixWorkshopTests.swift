import ConnectorDriver
import RecordJSON
import Testing

@Suite("pretix products as sessions") struct PretixWorkshopTests {
  private let items = "/organizers/acme/events/demo/items/?page_size=50"

  private func fetch(_ change: (inout RecordedVendor) -> Void = { _ in }) throws -> Observation {
    let subject = try Subject.named("pretix")
    var vendor = try subject.vendor()
    change(&vendor)
    return try subject.library().fetch("workshops", vendor)
  }

  /// What a product is to the host: its number, the connector's word on it, and the sessions with key and title.
  private func words(_ records: [JSONTree]) -> [String] {
    records.map { product in
      let sessions = (product["sessions"]?.elements ?? []).map { session in
        "\(session["key"]?.text ?? "-") \(session["id"]?.text ?? "-") \(session["title"]?.text ?? "-")"
      }
      let isSession = product["is_session"]?.text ?? "-"
      return "\(product["id"]?.text ?? "-") \(isSession): \(sessions.joined(separator: "; "))"
    }
  }

  @Test("delivers every product with the word whether it is a session, and each variation as one of its own")
  func rebuilds() throws {
    let seen = try fetch()
    #expect(
      words(seen.records) == [
        #"3 false: 7 7 {"en":"Conference ticket – Regular"}"#,
        #"8 true: 30 30 {"en":"Wednesday – Swift","de":"Mittwoch – Schnelles"}; 31 31 {"fr":"Wednesday – Voile"}"#,
        #"9 true: 9 - {"en":"Harbour \"walk\" 🚢"}"#,
        #"6 false: 17 17 {"en":"T-shirt – M"}"#,
      ])
    // What pretix sent is all there, in its own words.
    let sent = try Subject.named("pretix").vendor().answers[items]?.body ?? []
    for (record, original) in zip(seen.records, try JSONTree.parse(sent)["results"]?.elements ?? []) {
      for member in original.members ?? [] { #expect(record[member.key] == member.value) }
    }
    #expect(seen.cursor == nil)
    #expect(seen.violations == [])
  }

  @Test("delivers every product, none of them a session, where the operator named none")
  func withoutSettings() throws {
    let seen = try fetch {
      $0.settings["session_products"] = nil
      $0.settings["session_categories"] = " "
    }
    #expect(seen.records.map { $0["is_session"] } == Array(repeating: .bool(false), count: 4))
    #expect(seen.completion == .init(total: 4, fullRights: true))
  }

  @Test("replaces members of its own names that a product has already, and knows names in odd forms")
  func oddProducts() throws {
    let seen = try fetch { vendor in
      vendor.settings = ["organizer": "acme", "event": "demo", "session_products": "1,2 , 3,4"]
      vendor.answers[items] = Answer(
        """
        {"count":4,"next":null,"results":[
          {"id":1,"category":null,"name":null,"variations":[{"id":5,"value":{"en":"A","de":""}},{"id":6,"value":null}]},
          {"id":2,"category":7,"name":{},"variations":[],"is_session":"no","sessions":[{"key":9}]},
          {"id":3,"variations":[]},
          {"id":4,"name":{"de":"Mittwoch"},"variations":[{"value":{"fr":"Voile"}}]}]}
        """)
    }
    #expect(
      words(seen.records) == [
        #"1 true: 5 5 {"en":"A"}; 6 6 null"#, "2 true: 2 - {}", "3 true: 3 - null",
        #"4 true: null - {"fr":"Mittwoch – Voile"}"#,
      ])
    #expect(
      seen.records.dropFirst().first?.members?.map(\.key) == [
        "id", "category", "name", "variations", "is_session", "sessions",
      ])
    #expect(seen.completion == .init(total: 4, fullRights: true))
  }

  @Test("takes no products for none only if pretix says so, whatever numbers were named")
  func confirmsEmptiness() throws {
    let seen = try fetch { $0.answers[items] = Answer(#"{"count":0,"next":null,"results":[]}"#) }
    #expect(seen.status == Code.ok)
    #expect(seen.records == [])
    #expect(seen.completion == .init(total: 0, fullRights: true, empty: true))
  }

  static let lists = [
    "4;7", "4,,7", "4,", ",", "4 7", "four", "-4", "4.0", "99999999999999999999", "4, 7\n8",
  ]

  @Test(
    "refuses a list of anything but numbers, before it asks pretix", arguments: lists,
    ["session_products", "session_categories"])
  func refusesLists(_ list: String, _ setting: String) throws {
    let seen = try fetch { $0.settings[setting] = list }
    #expect(seen.status == Code.badConfig)
    #expect(
      seen.sentence
        == "The setting '\(setting)' is '\(list)'; it must be numbers with commas between them, such as 4, 7.")
    #expect(seen.requests == [])
  }

  static let missing = [
    (
      "session_products", "44, 8, 45",
      "'acme/demo' has no product 44, which the setting 'session_products' names. Take the number from the product's "
        + "address in pretix, and correct the setting."
    ),
    (
      "session_categories", "5, 8",
      "'acme/demo' has no product in category 8, which the setting 'session_categories' names. Take the number from the "
        + "category's address in pretix, and correct the setting."
    ),
  ]

  @Test("delivers what there is, but is not complete, when a number was named that no product has", arguments: missing)
  func namesMissing(_ setting: String, _ list: String, _ sentence: String) throws {
    let seen = try fetch { $0.settings[setting] = list }
    #expect(seen.status == Code.badConfig)
    #expect(seen.sentence == sentence)
    #expect(seen.records.count == 4)
    #expect(seen.completion == nil)
  }

  @Test(
    "refuses a product whose variations are no list of records",
    arguments: ["", #","variations":null"#, #","variations":{}"#, #","variations":[7]"#])
  func refusesShapes(_ variations: String) throws {
    let seen = try fetch {
      $0.answers[items] = Answer(#"{"count":1,"next":null,"results":[{"id":8\#(variations)}]}"#)
    }
    #expect(seen.status == Code.badData)
    #expect(
      seen.sentence
        == "The answer to \(items) has not the expected form: the 'variations' of a product are not a list of records. "
        + "Check the endpoint, or try again later; if it stays so, tell the connector's maker.")
    #expect(seen.completion == nil)
  }

  @Test("says of a 403 that the products may be what the token cannot see")
  func explainsForbidden() throws {
    let seen = try fetch { $0.answers[items]?.status = 403 }
    #expect(seen.status == Code.forbidden)
    #expect(
      seen.sentence
        == "pretix answered 403 for 'acme/demo': there is no such organizer or event, or the token's team may not see "
        + "its products. Check both names in the shop's address, then the team's rights.")
  }
}
