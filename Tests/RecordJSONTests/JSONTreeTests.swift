import RecordJSON
import Testing

@Suite("A small document is read whole and written again") struct JSONTreeTests {
  @Test func reads() throws {
    let tree = try JSONTree.parse(#" {"b": [1, -2.50, "x\n", null, true], "a": {"\u00e9": false}, "": {}, "e": []} "#)
    let expected = JSONTree.object([
      .init("b", .array([.number("1"), .number("-2.50"), .string("x\n"), .null, .bool(true)])),
      .init("a", .object([.init("é", .bool(false))])), .init("", .object([])), .init("e", .array([])),
    ])
    #expect(tree == expected)
    #expect(tree.text == #"{"b":[1,-2.50,"x\n",null,true],"a":{"é":false},"":{},"e":[]}"#)
    #expect(tree["a"]?["é"]?.bool == false)
    #expect(tree["b"]?.elements?.first?.int == 1)
    #expect(tree["b"]?.elements?[1].int == nil)
    #expect(tree["b"]?.elements?[2].string == "x\n")
    #expect(tree.members?.map(\.key) == ["b", "a", "", "e"])
    #expect(tree["c"] == nil && tree["b"]?["x"] == nil && tree.string == nil)
  }

  @Test("A key that stands twice is named") func duplicates() {
    #expect(throws: JSONError(offset: 10, reason: .duplicateKey("id"))) {
      try JSONTree.parse(#"[{"id":1, "\u0069d":2}]"#)
    }
    let error = JSONError(offset: 10, reason: .duplicateKey("id"))
    #expect(error.description == "duplicate key 'id' at byte 10")
    #expect(throws: Never.self) { try JSONTree.parse("{\"e\u{301}\":1,\"\u{E9}\":2}") }
  }

  @Test("A key that stands twice is named however many there are, first or last", arguments: 1...30)
  func manyKeys(_ count: Int) throws {
    let members = (0..<count).map { "\"k\($0)\":1" }
    #expect(try JSONTree.parse("{\(members.joined(separator: ","))}").members?.count == count)
    for twice in [0, count - 1] {
      let text = "{\((members + ["\"k\(twice)\":2"]).joined(separator: ","))}"
      let offset = text.utf8.count - "\"k\(twice)\":2}".utf8.count
      #expect(throws: JSONError(offset: offset, reason: .duplicateKey("k\(twice)"))) { try JSONTree.parse(text) }
    }
  }

  @Test("Keys are looked up byte for byte") func keys() throws {
    let tree = try JSONTree.parse("{\"e\u{301}\":1,\"\u{E9}\":2}")
    #expect(tree["\u{E9}"]?.int == 2)
    #expect(tree["e\u{301}"]?.int == 1)
  }

  @Test("More than 8 MiB is no small document") func size() throws {
    var bytes = Array(repeating: UInt8(ascii: " "), count: 8 << 20)
    bytes[0] = UInt8(ascii: "1")
    #expect(try JSONTree.parse(bytes) == .number("1"))
    #expect(throws: JSONError(offset: 8 << 20, reason: .tooLarge(limit: 8 << 20))) {
      try JSONTree.parse(bytes + [0x20])
    }
  }
}
