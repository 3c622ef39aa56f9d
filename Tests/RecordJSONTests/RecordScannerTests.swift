import RecordJSON
import TestSupport
import Testing

@Suite("A scan cuts a page into records and mapped values") struct RecordScannerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var pointer = ""
    var paths: [String]
    var rows: [[String]]
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "an empty array has no records", text: "[]", paths: ["a"], rows: []),
    Case(
      name: "every kind of value", text: #"[{"a":1,"b":"x","c":null,"d":true,"e":false,"f":[1],"g":{"h":2}}]"#,
      paths: ["a", "b", "c", "d", "e", "f", "g", "z"],
      rows: [["object", "1", "\"x\"", "null", "true", "false", "[1]", "{\"h\":2}", "missing"]]),
    Case(
      name: "records below a pointer", text: #"{"n":1,"data":{"items":[{"id":1},{"id":2}],"id":9}}"#,
      pointer: "/data/items", paths: ["id"], rows: [["object", "1"], ["object", "2"]]),
    Case(
      name: "an array in an array", text: #"[0,[{"id":1}]]"#, pointer: "/1", paths: ["id"], rows: [["object", "1"]]),
    Case(
      name: "elements that are no objects are reported", text: #"[1,"a","\n",null,true,[1],{}]"#, paths: ["a"],
      rows: ["number", "string", "escapedString", "null", "true", "array", "object"].map { [$0, "missing"] }),
    Case(
      name: "white space everywhere", text: " [ { \"a\" : { \"b\" :\t[ 1 ,\n2 ] } } , { \"a\" : 3 } ] ",
      paths: ["a", "a/b", "a/b/1"],
      rows: [["object", "{ \"b\" :\t[ 1 ,\n2 ] }", "[ 1 ,\n2 ]", "2"]]
        + [["object", "3", "missing", "missing"]]),
    Case(
      name: "a path may begin another, in either order", text: #"[{"a":{"b":{"c":1}}}]"#, paths: ["a/b/c", "a", "a/b"],
      rows: [["object", "1", #"{"b":{"c":1}}"#, #"{"c":1}"#]]),
    Case(
      name: "a path given twice, and the record itself", text: #"[{"a":1}]"#, paths: ["a", "", "a", ""],
      rows: [["object", "1", #"{"a":1}"#, "1", #"{"a":1}"#]]),
    Case(
      name: "indexes, in any order, and a negative one", text: #"[{"a":[10,11,[12,13]]},{"a":[20]},{"a":[]}]"#,
      paths: ["a/2/1", "a/0", "a/-1", "a/2"],
      rows: [["object", "13", "10", "missing", "[12,13]"], ["object", "missing", "20", "missing", "missing"]]
        + [["object", "missing", "missing", "missing", "missing"]]),
    Case(
      name: "an index fits arrays and a key objects alone", text: #"[{"a":{"0":1}},{"a":[2]}]"#,
      paths: ["a/0", "a/=0"],
      rows: [["object", "missing", "1"], ["object", "2", "missing"]]),
    Case(
      name: "records that are arrays", text: #"[[1,{"x":2}],[3]]"#, paths: ["0", "1/x"],
      rows: [["array", "1", "2"], ["array", "3", "missing"]]),
    Case(
      name: "escaped keys",
      text: #"[{"\u0069d":1,"a\/b":2,"\u00e9\ud83d\ude00":3,"lo\u006eger than sixteen bytes":4}]"#,
      paths: ["id", "é😀", "longer than sixteen bytes"], rows: [["object", "1", "3", "4"]]),
    Case(
      name: "keys that are alike",
      text: #"[{"abcdefgh":1,"abcdefg":2,"abcdefghi":3,"abcdefgh_12345678_x":4}]"#
        + " ", paths: ["abcdefg", "abcdefgh", "abcdefghi", "abcdefgh_12345678_y", "abcdefgh_12345678_x", "abc"],
      rows: [["object", "2", "1", "3", "missing", "4", "missing"]]),
    Case(
      name: "keys are compared byte for byte", text: "[{\"e\u{301}\":1}]", paths: ["\u{E9}", "e\u{301}"],
      rows: [["object", "missing", "1"]]),
    Case(
      name: "a key that stands twice gives neither value", text: #"[{"a":1,"b":2,"a":3},{"a":4}]"#, paths: ["a", "b"],
      rows: [["object", "duplicated", "2"], ["object", "4", "missing"]]),
    Case(
      name: "a key that stands thrice, once escaped", text: #"[{"a":1,"\u0061":2,"a":null}]"#, paths: ["a"],
      rows: [["object", "duplicated"]]),
    Case(
      name: "all below a key that stands twice", text: #"[{"a":{"b":1},"a":null,"c":{"b":2}}]"#,
      paths: ["a/b", "a", "a/x", "c/b"], rows: [["object", "duplicated", "duplicated", "duplicated", "2"]]),
    Case(
      name: "a duplicate below a key leaves the key itself", text: #"[{"a":{"b":1,"b":2,"c":3}}]"#,
      paths: ["a", "a/b", "a/c"], rows: [["object", #"{"b":1,"b":2,"c":3}"#, "duplicated", "3"]]),
    Case(
      name: "keys that are not mapped may stand twice", text: #"[{"x":1,"x":2,"a":3}]"#, paths: ["a"],
      rows: [["object", "3"]]),
    Case(
      name: "an empty key", text: #"[{"":1}]"#, paths: ["="], rows: [["object", "1"]]),
  ]

  @Test(arguments: cases) func scans(_ c: Case) throws {
    let page = try page(c.text)
    let slots = RecordSlots()
    let paths = CompiledPaths(c.paths.map(path))
    try RecordScanner().scan(page, records: JSONPointer(c.pointer), paths: paths, into: slots)
    #expect(rows(slots, of: page) == c.rows)
    #expect(paths.width == c.paths.count)
  }

  @Test("Keys are found when their order changes, when they are left out and when they are new")
  func order() throws {
    let keys = (0..<90).map { "key_number_\($0)" + String(repeating: "x", count: $0 % 12) }
    var generator = SeededGenerator(state: 5)
    var records: [String] = []
    var expected: [[String]] = []
    let mapped = keys.indices.filter { $0 % 3 != 1 }
    for _ in 0..<200 {
      let kept = keys.indices.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
      let order = Bool.random(using: &generator) ? kept : kept.shuffled(using: &generator)
      records.append("{" + order.map { "\"\(keys[$0])\":\($0)" }.joined(separator: ",") + "}")
      expected.append(["object"] + mapped.map { kept.contains($0) ? "\($0)" : "missing" })
    }
    let page = try page("[" + records.joined(separator: ",") + "]")
    let slots = RecordSlots()
    try RecordScanner().scan(
      page, records: .root, paths: CompiledPaths(mapped.map { [.key(keys[$0])] }), into: slots)
    #expect(rows(slots, of: page) == expected)
  }

  @Test("A scanner and its slots are used again: nothing of the page, paths or error before remains")
  func reuse() throws {
    let scanner = RecordScanner()
    let slots = RecordSlots()
    let first = try page(#"[{"a":"\ud800","a":2},{"b":3}]"#)
    try scanner.scan(first, records: .root, paths: CompiledPaths([[.key("a")], [.key("b")]]), into: slots)
    #expect([slots.count, slots.width, slots.loneSurrogates, slots.duplicatedKeys] == [2, 2, 1, 1])
    let second = try page(#"[{"a":1},{"a":2},{"#)
    #expect(throws: JSONError(offset: 18, reason: .truncated)) {
      try scanner.scan(second, records: .root, paths: CompiledPaths([[.key("a")]]), into: slots)
    }
    #expect([slots.count, slots.width, slots.loneSurrogates, slots.duplicatedKeys] == [0, 1, 0, 0])
    second.removeAll()
    try Array(#"[{"b":7}]"#.utf8).withUnsafeBytes { try second.append($0) }
    try scanner.scan(second, records: .root, paths: CompiledPaths([[.key("a")], [.key("b")]]), into: slots)
    #expect(rows(slots, of: second) == [["object", "missing", "7"]])
    slots.removeAll()
    #expect(slots.count == 0)
  }

  @Test("A record's child array is scanned by paths of its own, with offsets that still count from the page")
  func explode() throws {
    let page = try page(#"{"p":[{"id":1,"s":[{"k":10},{"k":"é"}]},{"id":2,"s":[]},{"id":3,"s":null},{"id":4}]}"#)
    let scanner = RecordScanner()
    let parents = RecordSlots()
    try scanner.scan(
      page, records: JSONPointer("/p"), paths: CompiledPaths([[.key("id")], [.key("s")]]), into: parents)
    let children = RecordSlots()
    let paths = CompiledPaths([[.key("k")]])
    try scanner.scanArray(page, parents.slot(0, 1), paths: paths, into: children)
    #expect(rows(children, of: page) == [["object", "10"], ["object", "\"é\""]])
    try scanner.scanArray(page, parents.slot(1, 1), paths: paths, into: children)
    #expect(children.count == 0)
    for (record, kind) in [(2, JSONKind.null), (3, .missing)] {
      let slot = parents.slot(record, 1)
      #expect(throws: JSONError(offset: slot.offset, reason: .notAnArray(pointer: "", found: kind))) {
        try scanner.scanArray(page, slot, paths: paths, into: children)
      }
    }
    let beyond = JSONSlot(offset: page.count - 1, length: 10, kind: .array)
    #expect(throws: JSONError.self) { try scanner.scanArray(page, beyond, paths: paths, into: children) }
  }

  @Test("Tiny records cannot take many times the memory of their page")
  func slotLimit() throws {
    let page = try page("[" + Array(repeating: "0", count: 100).joined(separator: ",") + "]")
    let paths = CompiledPaths([[.key("a")], [.key("b")]])
    try RecordScanner().scan(page, records: .root, paths: paths, into: RecordSlots(slotLimit: 300))
    #expect(throws: JSONError(offset: 199, reason: .tooManyRecords(slotLimit: 299))) {
      try RecordScanner().scan(page, records: .root, paths: paths, into: RecordSlots(slotLimit: 299))
    }
  }

  @Test("The depth limit can be chosen") func depthLimit() throws {
    let page = try page("[[[]]]")
    try RecordScanner(depthLimit: 3).scan(page, records: .root, paths: CompiledPaths([]), into: RecordSlots())
    #expect(throws: JSONError(offset: 2, reason: .tooDeep(limit: 2))) {
      try RecordScanner(depthLimit: 2).scan(page, records: .root, paths: CompiledPaths([]), into: RecordSlots())
    }
  }
}
