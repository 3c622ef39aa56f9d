import RecordJSON
import Testing

@Suite("A JSON Pointer leads to one value, to none, or is an error") struct JSONPointerTests {
  /// The document of RFC 6901 section 5, with an escaped key and nesting added.
  static let document =
    #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"#
    + #""\u0069d":9,"o":{"p":{"q":[[10,11],[12,{"r":null}]]}},"0":13,"~1":14}"#

  static let ways = [
    ("/foo/0", "\"bar\""), ("/foo/1", "\"baz\""), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
    ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("/id", "9"), ("/o/p/q/0/1", "11"),
    ("/o/p/q/1/1/r", "null"), ("/0", "13"), ("/~01", "14"), ("/foo", "[\"bar\",\"baz\"]"),
  ]

  @Test(arguments: ways) func finds(_ way: String, _ raw: String) throws {
    let pointer = try JSONPointer(way)
    let found = try pointer.find(in: page(Self.document))
    #expect(found.map { String(decoding: $0.rawBytes, as: UTF8.self) } == raw)
    #expect(pointer.description == way)
    let copied = try Array(Self.document.utf8).withUnsafeBytes { try pointer.find(in: $0) }
    #expect(copied?.slot == found?.slot)
  }

  @Test("Empty means the whole document") func whole() throws {
    #expect(try JSONPointer("").find(in: page(Self.document))?.rawBytes.count == Self.document.utf8.count)
    #expect(try JSONPointer("") == .root)
  }

  static let nowhere = [
    "/bar", "/foo/2", "/foo/00", "/foo/01", "/foo/-", "/foo/x", "/foo/-1", "/foo/0/0", "/o/p/q/r", "//",
  ]

  @Test(arguments: nowhere) func findsNothing(_ way: String) throws {
    #expect(try JSONPointer(way).find(in: page(Self.document)) == nil)
  }

  @Test("A peek finds what a search finds", arguments: ways) func peeks(_ way: String, _ raw: String) throws {
    let found = try JSONPointer(way).peek(in: page(Self.document))
    #expect(found.map { String(decoding: $0.rawBytes, as: UTF8.self) } == raw)
  }

  @Test("A peek finds nothing where there is nothing", arguments: nowhere) func peeksInVain(_ way: String) throws {
    #expect(try JSONPointer(way).peek(in: page(Self.document)) == nil)
  }

  @Test("A peek takes the first of two, and looks at nothing behind it") func peeksNoFurther() throws {
    let torn = try page(#"{"a":[1,2],"a":3,"b"#)
    #expect(try JSONPointer("/a/1").peek(in: torn).map { String(decoding: $0.rawBytes, as: UTF8.self) } == "2")
    #expect(throws: JSONError(offset: 19, reason: .truncated)) { try JSONPointer("/c").peek(in: torn) }
  }

  @Test(
    "A search that passes over the records still sees keys that stand twice", arguments: ["/n", "/r/0/id", "/r/1/id"])
  func passesOver(_ way: String) throws {
    let text = try page(#"{"r":[{"id":1},{"id":2,"id":3}],"n":1,"n":2}"#)
    let slots = RecordSlots()
    try RecordScanner().scan(text, records: JSONPointer("/r"), paths: CompiledPaths([path("id")]), into: slots)
    #expect(slots.array == JSONSlot(offset: 5, length: 26, kind: .array))
    let key: String? = ["/n": "n", "/r/1/id": "id"][way]
    if let key {
      let error = #expect(throws: JSONError.self) { try JSONPointer(way).find(in: text, passingOver: slots.array) }
      #expect(error?.reason == .duplicateKey(key))
    } else {
      #expect(try JSONPointer(way).find(in: text, passingOver: slots.array)?.kind == .number)
    }
  }

  static let malformed = [("foo", 0), ("#/foo", 0), ("/a~", 2), ("/a~2b", 2), ("/~/x", 1), ("/ä~x", 3), ("/a~~1", 2)]

  @Test(arguments: malformed) func refuses(_ way: String, _ position: Int) {
    #expect(throws: JSONError(offset: position, reason: .badPointer)) { try JSONPointer(way) }
  }

  @Test("A key of the way that stands twice is an error that names it; elsewhere it passes") func duplicates() throws {
    let text = #"{"a":{"b":1,"\u0062":2},"c":0,"c":1}"#
    #expect(throws: JSONError(offset: 12, reason: .duplicateKey("b"))) { try JSONPointer("/a/b").find(in: page(text)) }
    #expect(try JSONPointer("/a").find(in: page(text))?.kind == .object)
    #expect(throws: JSONError(offset: 9, reason: .duplicateKey("r"))) { try scan(#"{"r":[1],"r":[2]}"#, "/r") }
  }

  @Test("What lies behind the value is validated too") func validates() {
    #expect(throws: JSONError(offset: 10, reason: .unexpectedByte(0x7D))) {
      try JSONPointer("/a").find(in: page(#"{"a":1,"b"}"#))
    }
  }

  struct WrongShape: Sendable {
    var text: String
    var pointer: String
    var message: String
  }

  static let wrongShapes = [
    WrongShape(text: "{\"d\":{\"x\":{}}}", pointer: "/d/x", message: "'/d/x' is an object, not an array, at byte 10"),
    WrongShape(text: "{\"d\":null}", pointer: "/d", message: "'/d' is null, not an array, at byte 5"),
    WrongShape(text: "{\"d\":\"[]\"}", pointer: "/d", message: "'/d' is a string, not an array, at byte 5"),
    WrongShape(text: "{\"d\": -1}", pointer: "/d", message: "'/d' is a number, not an array, at byte 6"),
    WrongShape(text: "{\"d\":true}", pointer: "/d", message: "'/d' is a boolean, not an array, at byte 5"),
    WrongShape(text: " {}", pointer: "", message: "the whole document is an object, not an array, at byte 1"),
    WrongShape(text: "{\"d\":[]}", pointer: "/e", message: "there is no '/e' in the value at byte 0"),
    WrongShape(text: "{\"d\":[]}", pointer: "/d/0", message: "there is no '/d/0' in the value at byte 5"),
    WrongShape(text: "{\"d\":{\"e\":1}}", pointer: "/d/f", message: "there is no '/d/f' in the value at byte 5"),
    WrongShape(text: "null", pointer: "/d", message: "there is no '/d' in the value at byte 0"),
  ]

  @Test("An answer of the wrong shape is never read as an empty list", arguments: wrongShapes)
  func wrongShape(_ c: WrongShape) throws {
    let error = #expect(throws: JSONError.self) { try scan(c.text, c.pointer) }
    #expect(error?.description == c.message)
  }
}
