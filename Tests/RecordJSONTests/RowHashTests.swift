import RecordJSON
import TestSupport
import Testing

@Suite("The fingerprint of a record's values tells them apart and depends on its seed alone") struct RowHashTests {
  let hash = RowHash(seed: (0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210))

  /// The fingerprint of `a` and `b` of one record, added together or one by one.
  private func print(_ json: String, apart: Bool = false) throws -> Fingerprint128 {
    let page = try page("[\(json)]")
    let slots = RecordSlots()
    try RecordScanner().scan(page, records: .root, paths: CompiledPaths([[.key("a")], [.key("b")]]), into: slots)
    var hash = hash
    let row = slots.row(0)
    if apart {
      for place in row.indices { hash.add(UnsafeBufferPointer(rebasing: row[place...place]), of: page) }
    } else {
      hash.add(row, of: page)
    }
    return hash.finish()
  }

  private func print(_ a: String, _ b: String) throws -> Fingerprint128 { try print("{\"a\":\"\(a)\",\"b\":\"\(b)\"}") }

  @Test("Fields cannot run into each other") func framing() throws {
    let rows = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("", ""), ("c", "ab")]
    #expect(Set(try rows.map { try print($0, $1) }).count == rows.count)
    #expect(Set(try rows.map { try print("{\"a\":\"\($0)\",\"b\":\"\($1)\"}", apart: true) }).count == rows.count)
  }

  @Test("Missing, null, an empty text and their likes all differ") func kinds() throws {
    let rows = [
      "{}", #"{"a":null}"#, #"{"a":""}"#, #"{"a":"null"}"#, #"{"a":0}"#, #"{"a":"0"}"#, #"{"a":false}"#,
      #"{"a":"false"}"#,
      #"{"a":[]}"#, #"{"a":"[]"}"#, #"{"a":{}}"#, #"{"b":null}"#, #"{"a":1.0}"#, #"{"a":1}"#, #"{"a":1,"a":1}"#,
      #"{"a":1,"b":"x"}"#, #"{"b":1,"a":"x"}"#,
    ]
    #expect(Set(try rows.map { try print($0) }).count == rows.count)
  }

  @Test("How a text is escaped, what stands around it, and the order of keys, do not matter") func escapes() throws {
    #expect(try print(#"{"a":"\u00e9\/x\ud83d\ude00","b":1}"#) == print(#"{ "b" : 1 , "c": [2], "a" : "é/x😀" }"#))
    for length in [255, 256, 257, 300] {
      let rest = String(repeating: "z", count: length - 1)
      #expect(try print("\\u0041" + rest, "\\u0062") == print("A" + rest, "b"), "\(length)")
    }
  }

  @Test("Every byte counts at every length, and nothing behind a value does") func lengths() throws {
    var seen: Set<Fingerprint128> = []
    var count = 0
    for length in Array(0...70) + [255, 256, 257, 1000] {
      let text = String(repeating: "-", count: length)
      let plain = try print(text, "b")
      // What follows is copied along, and overwritten.
      #expect(try print("{\"a\":\"\(text)\",\"b\":\"b\",\"c\":\"other bytes behind\"}") == plain)
      #expect(try print("{\"c\":\"bytes before\",\"a\":\"\(text)\",  \"b\" :\"b\"}") == plain)
      seen.insert(plain)
      count += 1
      for place in 0..<length {
        var changed = Array(text.utf8)
        changed[place] = UInt8(ascii: "+")
        let other = String(decoding: changed, as: UTF8.self)
        for print in [try print(other, "b"), try print("b", other)] { seen.insert(print) }
        count += 2
      }
    }
    #expect(seen.count == count)
    #expect(Set(seen.map(\.lo)).count == count)
    #expect(Set(seen.map(\.hi)).count == count)
  }

  @Test("One bit changed changes about half of the bits") func avalanche() throws {
    var generator = SeededGenerator(state: 9)
    for length in [1, 4, 8, 9, 16, 17, 36, 100, 300] {
      var changed = 0
      for _ in 0..<400 {
        var bytes = (0..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &generator) }
        let before = try print(String(decoding: bytes, as: UTF8.self), "x")
        bytes[Int.random(in: 0..<length, using: &generator)] ^= 1
        let after = try print(String(decoding: bytes, as: UTF8.self), "x")
        changed += (before.lo ^ after.lo).nonzeroBitCount + (before.hi ^ after.hi).nonzeroBitCount
      }
      #expect((62 * 400...66 * 400).contains(changed), "length \(length): \(Double(changed) / 400)")
    }
  }

  @Test("Another seed, in either half, gives other fingerprints") func seeds() throws {
    let page = try page(#"[{"a":"person-1"}]"#)
    let slots = RecordSlots()
    try RecordScanner().scan(page, records: .root, paths: CompiledPaths([[.key("a")]]), into: slots)
    let seeds: [(UInt64, UInt64)] = [(1, 2), (2, 1), (1, 3), (0, 0), (0, 1)]
    let prints = seeds.map { seed -> Fingerprint128 in
      var hash = RowHash(seed: seed)
      hash.add(slots.row(0), of: page)
      return hash.finish()
    }
    #expect(Set(prints.map(\.lo)).count == 5)
    #expect(Set(prints.map(\.hi)).count == 5)
  }

  @Test("A finished row leaves nothing for the next, and none is a row too") func restarts() throws {
    let page = try page(#"[{"a":"x","b":"a longer text of more than sixteen"},{"a":"y"}]"#)
    let slots = RecordSlots()
    try RecordScanner().scan(page, records: .root, paths: CompiledPaths([[.key("a")], [.key("b")]]), into: slots)
    let fresh = hash
    var hash = hash
    let empty = hash.finish()
    let prints = [0, 1, 0, 1].map { record -> Fingerprint128 in
      hash.add(slots.row(record), of: page)
      return hash.finish()
    }
    #expect(prints[0] == prints[2] && prints[1] == prints[3])
    // The shorter one after the longer one is what it is by itself.
    var alone = fresh
    alone.add(slots.row(1), of: page)
    #expect(alone.finish() == prints[1])
    #expect(hash.finish() == empty)
    #expect(Set(prints + [empty]).count == 3)
  }

  // Computed by a second implementation, in Python.
  @Test("Stored fingerprints stay what they are") func golden() throws {
    var empty = hash
    let prints = [
      empty.finish(), try print("{}"), try print(#"{"a":null}"#), try print(#"{"a":"p-1","b":42}"#),
      try print("0123456789abcdef!", String(repeating: "0123456789", count: 20)),
      try print("{\"a\":\"\(String(repeating: "0123456789", count: 40))\",\"b\":[1, 2]}"),
    ]
    #expect(
      prints.map { String($0.lo, radix: 16) + " " + String($0.hi, radix: 16) } == [
        "a3bc1996667ef77 6917afef64add8eb",
        "45f40b40bbe3a78d b559da17c44e5505",
        "a56c1fc8a7d9cabd cc22b866ad9d321",
        "2ce9d0f457b29ce2 6716321bb882412e",
        "ba51be319663ec08 a4b99d47f9beddd8",
        "bdc65615a0e8ce54 30e3bf21c6752eb7",
      ])
  }
}
