import ConnectorDriver
import RecordJSON
import Testing

/// One suite for every connector, each loaded as users have it.
@Suite("Every connector") struct ConformanceTests {
  @Test(
    "delivers every record of its data types, says how many there are, and breaks no rule", arguments: Subject.fetches)
  func delivers(_ fetch: Subject.Fetch) throws {
    let seen = try fetch.run()
    #expect(seen.status == Code.ok)
    #expect(seen.sentence == nil)
    #expect(seen.texts(fetch.expected.key) == fetch.expected.keys)
    #expect(seen.completion == fetch.expected.completion)
    #expect(seen.violations == [])
    #expect(seen.unexpected == [])
  }

  @Test("finds nothing wrong with good credentials", arguments: Subject.all)
  func checks(_ subject: Subject) throws {
    let seen = try subject.library().check(subject.vendor())
    #expect(seen.status == Code.ok)
    #expect(seen.unexpected == [])
    #expect(seen.violations == [])
  }

  @Test("shows who asks in each request, by placeholder and in a header alone", arguments: Subject.fetches)
  func authenticates(_ fetch: Subject.Fetch) throws {
    for request in try fetch.run().requests {
      #expect(request.headers.contains { $0.hasPrefix("Authorization: ") && $0.hasSuffix("}}") })
      #expect(!request.url.contains("{{"))
      #expect(request.body == "")
      #expect(request.method == "GET")
      #expect(request.headers.contains("Accept: application/json"))
    }
  }

  static let statuses = [
    Code.cancelled, Code.auth, Code.forbidden, Code.rateLimited, Code.transient, Code.badConfig, Code.notFound,
    Code.badData, 99,
  ]

  @Test("passes a status of http on unchanged, whichever request met it", arguments: Subject.fetches, statuses)
  func propagates(_ fetch: Subject.Fetch, _ status: Int32) throws {
    for number in try fetch.run().requests.indices {
      let seen = try fetch.run { $0.failures[number] = status }
      #expect(seen.status == status, "request \(number)")
      #expect(seen.completion == nil)
      #expect(seen.cursor == nil)
    }
  }

  @Test("passes a status of any other service on unchanged", arguments: Subject.fetches, statuses)
  func propagatesServices(_ fetch: Subject.Fetch, _ status: Int32) throws {
    #expect(try fetch.run { $0.serviceFailure = status }.status == status)
  }

  @Test("stops after a limit without declaring the set complete", arguments: Subject.fetches)
  func obeysLimits(_ fetch: Subject.Fetch) throws {
    let seen = try fetch.run(limit: 1)
    #expect(seen.status == Code.ok)
    #expect(seen.completion == nil)
    #expect(seen.cursor == nil)
    #expect((1..<fetch.expected.keys.count).contains(seen.records.count))
    #expect(seen.unexpected == [])
  }

  static let shapes = [
    "", "[]", "{}", "null", "17", "\"none\"", "<html><body>Sign in</body></html>", #"{"error":"maintenance"}"#,
    #"{"count":0}"#, #"{"results":{}}"#, #"{"count":3,"next":null,"results":null}"#,
    #"{"count":3,"next":null,"results":{"0":{}}}"#, #"{"count":3,"next":null,"results":["a"]}"#,
    #"{"completeCollectionSize":2,"size":2,"registrations":null,"sessions":7}"#,
    #"{"completeCollectionSize":"2","size":2,"registrations":[],"sessions":[]}"#,
    #"{"completeCollectionSize":2,"size":0,"registrations":[],"sessions":[]}"#,
  ]

  /// Totals with which nothing can be reckoned.
  static let totals = [
    #"{"count":9223372036854775807,"next":null,"results":[]}"#,
    #"{"count":9223372036854775800,"next":"/next","results":[{}]}"#,
    #"{"count":-9223372036854775808,"next":null,"results":[]}"#,
    #"{"completeCollectionSize":9223372036854775807,"size":2,"registrations":[{}, {}],"sessions":[{}, {}]}"#,
    #"{"completeCollectionSize":9223372036854775806,"size":9223372036854775805,"registrations":[{}],"sessions":[{}]}"#,
    #"{"completeCollectionSize":-9223372036854775808,"size":-1,"registrations":[{}],"sessions":[{}]}"#,
  ]

  @Test("refuses an answer of the wrong shape instead of reading it as empty", arguments: Subject.fetches, shapes)
  func refusesShapes(_ fetch: Subject.Fetch, _ shape: String) throws {
    // A bare empty list is how a 2.0 list of Certain may say that there is nothing.
    let lists = fetch.subject.id == "certain" && fetch.expected.dataType != "participants"
    for url in Set(try fetch.run().requests.map(\.url)) {
      let seen = try fetch.run { vendor in
        let key = url.hasPrefix(vendor.endpoint) ? String(url.dropFirst(vendor.endpoint.count)) : url
        vendor.answers[key]?.body = Array(shape.utf8)
      }
      #expect(seen.completion == nil || (lists && shape == "[]"), "\(url)")
      #expect(seen.status != Code.ok || (lists && shape == "[]"), "\(url)")
    }
  }

  @Test("refuses a total that no list has", arguments: Subject.fetches, totals)
  func refusesTotals(_ fetch: Subject.Fetch, _ total: String) throws {
    // pretalx is asked for answers only to see whether it gives them.
    for url in Set(try fetch.run().requests.map(\.url)) where !url.contains("/answers/") {
      let seen = try fetch.run { vendor in
        let key = url.hasPrefix(vendor.endpoint) ? String(url.dropFirst(vendor.endpoint.count)) : url
        vendor.answers[key]?.body = Array(total.utf8)
      }
      #expect(seen.completion == nil, "\(url)")
      #expect(seen.status == Code.badData, "\(url)")
    }
  }

  @Test("stops when a link leads back to a page that was read", arguments: Subject.fetches)
  func stopsInCircles(_ fetch: Subject.Fetch) throws {
    guard fetch.subject.id != "certain" else { return }
    let seen = try fetch.run { vendor in
      for (url, answer) in vendor.answers {
        // Every last page names the second one as the next.
        let text = String(decoding: answer.body, as: UTF8.self)
        guard url.contains("page=2"), text.contains(#""next":null"#) else { continue }
        let body = text.replacing(#""next":null"#, with: #""next":"\#(vendor.endpoint)\#(url)""#)
        vendor.answers[url]?.body = Array(body.utf8)
      }
    }
    #expect(seen.status == Code.badData)
    #expect(seen.completion == nil)
    #expect(seen.requests.count < 10)
    #expect(seen.sentence?.contains("leads back") == true)
  }

  @Test("refuses a data type that it does not have", arguments: Subject.all)
  func refusesDataTypes(_ subject: Subject) throws {
    let seen = try subject.library().fetch("exhibitors", subject.vendor())
    #expect(seen.status == Code.unsupported)
    #expect(seen.sentence?.hasPrefix("There is no data type 'exhibitors' here, only ") == true)
    #expect(seen.requests == [])
  }

  @Test("names the setting that was not filled in", arguments: Subject.all)
  func namesSettings(_ subject: Subject) throws {
    var vendor = try subject.vendor()
    vendor.settings["event"] = " "
    let seen = try subject.library().check(vendor)
    #expect(seen.status == Code.badConfig)
    #expect(seen.sentence == "The setting 'event' is empty. Enter it and try again.")
  }

  @Test("keeps a code with odd characters inside its place in the path", arguments: Subject.all)
  func encodesCodes(_ subject: Subject) throws {
    var vendor = try subject.vendor()
    vendor.settings["event"] = "../a b/ü?x=1&y#z+%"
    for request in try subject.library().check(vendor).requests {
      #expect(request.url.contains("/..%2Fa%20b%2F%C3%BC%3Fx%3D1%26y%23z%2B%25"))
      #expect(!request.url.contains("/../"))
    }
  }

  @Test("says in one sentence what was wrong with the credentials", arguments: Subject.all, [401, 403, 404])
  func explainsRefusals(_ subject: Subject, _ code: Int) throws {
    var vendor = try subject.vendor()
    for url in vendor.answers.keys {
      vendor.answers[url] = Answer("<html>no</html>", status: code)
    }
    let seen = try subject.library().check(vendor)
    let isPlaceWrong = seen.status == Code.notFound || seen.status == Code.badConfig
    #expect(code != 401 || seen.status == Code.auth)
    #expect(code != 403 || seen.status == Code.forbidden)
    #expect(code != 404 || isPlaceWrong)
    let sentence = try #require(seen.sentence)
    #expect(sentence.contains(String(code)))
    #expect(sentence.hasSuffix("."))
  }
}
