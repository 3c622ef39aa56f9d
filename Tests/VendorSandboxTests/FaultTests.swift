import Testing

@testable import VendorSandbox

struct FaultCase: Sendable {
  var text: String
  var kind: FaultKind
  var list: String?
  var first = 1
  var count: Int?
}

@Suite("A fault") struct FaultTests {
  static let specs = [
    FaultCase(text: "500", kind: .broken), FaultCase(text: "500@3", kind: .broken, first: 3),
    FaultCase(text: "500@3x2", kind: .broken, first: 3, count: 2), FaultCase(text: "500x2", kind: .broken, count: 2),
    FaultCase(text: "429-retry:orders@2x1", kind: .throttledWithRetry, list: "orders", first: 2, count: 1),
    FaultCase(text: "html200:speakers", kind: .html200, list: "speakers"),
  ]

  @Test("is read from a word", arguments: specs) func reads(_ c: FaultCase) throws {
    let fault = try Fault(c.text)
    #expect(fault.kind == c.kind)
    #expect(fault.list == c.list)
    #expect(fault.first == c.first)
    #expect(fault.count == c.count)
  }

  @Test("that cannot be read is refused with the word in question", arguments: ["500@", "500@0", "500@2x", "no", "@1"])
  func refuses(_ text: String) {
    #expect(throws: Fault.Unreadable.self) { try Fault(text) }
  }

  @Test("meets the requests it names and no others") func counts() throws {
    let plan = FaultPlan(try Fault.list("500:orders@2x2,empty@4"))
    let met = ["items", "orders", "orders", "orders", "orders"].map { plan.meet(list: $0) }
    #expect(met == [[], [], [.broken], [.broken, .empty], [.empty]])
  }

  struct PageCase: Sendable {
    var fault: FaultKind
    var offset: Int
    var rows: [Int]
    var total: Int?
    var hasMore: Bool
  }

  static let pages = [
    PageCase(fault: .empty, offset: 0, rows: [], total: 0, hasMore: false),
    PageCase(fault: .half, offset: 4, rows: [14], total: 10, hasMore: false),
    PageCase(fault: .halfSilent, offset: 4, rows: [14], total: 5, hasMore: false),
    PageCase(fault: .totalWrong, offset: 8, rows: [18, 19], total: 17, hasMore: false),
    PageCase(fault: .missingTotal, offset: 0, rows: [10, 11, 12, 13], total: nil, hasMore: true),
    PageCase(fault: .rowShift, offset: 0, rows: [10, 11, 12, 13], total: 10, hasMore: true),
    PageCase(fault: .rowShift, offset: 4, rows: [13, 14, 15, 16], total: 11, hasMore: true),
    PageCase(fault: .rowShiftDelete, offset: 4, rows: [15, 16, 17, 18], total: 9, hasMore: true),
    PageCase(fault: .duplicateRows, offset: 8, rows: [18, 19, 18], total: 10, hasMore: false),
    PageCase(fault: .conflictingRows, offset: 8, rows: [18, 19, 18], total: 10, hasMore: false),
    PageCase(fault: .repeatNext, offset: 4, rows: [10, 11, 12, 13], total: 10, hasMore: true),
  ]

  @Test("of a page gives these rows of 10 to 19, four at a time", arguments: pages) func spoils(_ c: PageCase) {
    let list = DataList(name: "numbers", rows: Array(10..<20), id: { .number($0) }, write: { _, _ in })
    let envelope = CertainEnvelope(
      plural: "numbers", startIndex: 1, settings: Settings(standardFor: .certain), isBare: false)
    let request = PageRequest(list: list, offset: c.offset, limit: 4, envelope: envelope)
    let page = Page(request, faults: [c.fault], hugeBytes: 0)
    #expect(page.rows.map(\.row) == c.rows)
    #expect(page.total == c.total)
    #expect(page.hasMore == c.hasMore)
  }

  static let tweaks: [(RowTweak, String)] = [
    (.none, #"{"id":5,"name":"Ana"}"#), (.noID, #"{"name":"Ana"}"#),
    (.bigID(2), #"{"id":9007199254740995,"name":"Ana"}"#),
    (.duplicateKeys, #"{"id":5,"id":"second-value","name":"Ana"}"#),
    (.altered, #"{"id":5,"name":"Ana (changed)"}"#), (.padding(3), #"{"id":5,"name":"Ana","padding":"xxx"}"#),
    (.depth(2), #"{"id":5,"name":"Ana","deep":[[]]}"#),
  ]

  @Test("of a record spoils it and not the next one", arguments: tweaks) func spoilsRecord(
    _ tweak: RowTweak, _ text: String
  ) {
    var writer = JSONWriter()
    writer.tweak = tweak
    writer.array { w in
      for _ in 0..<2 { w.record("id", .number(5)) { w in w.mainText("name", "Ana") } }
    }
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[\(text),{\"id\":5,\"name\":\"Ana\"}]")
  }
}
