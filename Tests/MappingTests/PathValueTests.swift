import HostModel
import RecordJSON
import Testing

@testable import HostMapping

@Suite("What a path finds in a record") struct PathValueTests {
  static let record = """
    {"tags": [{"name": "red", "ok": true}, {"name": ""}, {"x": 1}, {"name": "green", "ok": false}, null, "loose"],
     "days": [{"rooms": [{"name": "A"}, {"name": "B"}]}, {"rooms": {"name": "C"}}, {"rooms": null}, {},
       {"rooms": [[{"name": "D"}]]}],
     "answers": [7, {"q": {"code": "SIZE"}, "answer": "L"}, {"q": {"code": "DIET"}, "answer": "Vegan", "opts": ["a", "b"]},
       {"q": {"code": "DIET"}, "answer": "Second"}, {"n": 12, "answer": "twelve"}, {"n": 12.0, "answer": "point"},
       {"f": false, "answer": "no"}, {"q": null, "n": "", "answer": "blank"}, {"q.code": "flat", "answer": "dotted"}],
     "single": {"k": "v", "answer": "one"}, "scalar": "s", "number": 5, "none": null, "empty": [], "nested": [[1, 2], [3], [], 4],
     "odd ] key": [{"a'b": "x;]=", "answer": "odd"}], "é": [{"k": "é", "answer": "accent"}]}
    """

  static let lists: [(String, String)] = [
    ("tags[*].name", #"["red","green"]"#), ("tags[*].ok", #"["true","false"]"#), ("tags[*].missing", "empty"),
    ("days[*].rooms[*].name", #"["A","B","C"]"#), ("days[*].rooms[*][*].name", #"["A","B","C","D"]"#),
    ("days[0].rooms[*].name", #"["A","B"]"#), ("days[*].rooms[0].name", #"["A"]"#),
    ("nested[*][*]", #"["1","2","3","4"]"#),
    ("nested[*][1]", #"["2"]"#), ("scalar[*]", #"["s"]"#), ("number[*]", #"["5"]"#), ("none[*]", "empty"),
    ("empty[*]", "empty"),
    ("absent[*].x", "empty"), ("single[*].answer", #"["one"]"#), ("answers[q.code=DIET].opts[*]", #"["a","b"]"#),
    ("answers[*].q.code", #"["SIZE","DIET","DIET"]"#), ("days[*].rooms[name=B].name", #"["B"]"#),
    ("[*].scalar", #"["s"]"#), ("absent[*] | tags[*].missing | nested[0]", #"["1","2"]"#),
  ]

  @Test("as a list", arguments: lists) func list(_ path: String, _ found: String) throws {
    #expect(try Mapped.value(Self.record, path, [], .list) == found)
  }

  static let ones: [(String, String)] = [
    ("answers[q.code=DIET].answer", #""Vegan""#), ("answers[q.code=SIZE].answer", #""L""#),
    ("answers[n=12].answer", #""twelve""#), ("answers[n=12.0].answer", #""point""#),
    ("answers[f=false].answer", #""no""#),
    ("answers[n=''].answer", #""blank""#), ("answers[q.code=diet].answer", "empty"),
    ("answers[q=DIET].answer", "empty"),
    ("answers['q.code'=flat].answer", #""dotted""#), ("answers[q.code=DIET].opts[1]", #""b""#),
    ("answers[q.code=SIZE].missing | scalar", #""s""#), ("single[k=v].answer", #""one""#),
    ("single[k=w].answer", "empty"),
    ("scalar[k=v]", "empty"), ("none[k=v].answer", "empty"), ("absent[k=v].answer", "empty"), ("empty[k=v]", "empty"),
    (#"['odd ] key'][a'b='x;]='].answer"#, "malformed"), (#"['odd ] key']['a\'b'='x;]='].answer"#, #""odd""#),
    (#"['odd ] key'][*].answer"#, "Left out: is a list, not a text."), ("é[k=e\u{301}].answer", #""accent""#),
    ("[scalar=s].number", #""5""#), ("[scalar=t].number", "empty"),
    ("answers[q.code=DIET].opts", "Left out: is a list, not a text."),
    ("answers[q.code=DIET].q", "Left out: is an object, not a text."),
  ]

  @Test("as one value", arguments: ones) func one(_ path: String, _ found: String) throws {
    guard found != "malformed" else {
      #expect(throws: FieldPath.Malformed.self) { try FieldPath(path) }
      return
    }
    #expect(try Mapped.value(Self.record, path) == found)
  }

  @Test("goes through transforms and fits the kind of its field") func transforms() throws {
    #expect(try Mapped.value(Self.record, "tags[*].name", ["upper", "join(, )"]) == #""RED, GREEN""#)
    #expect(try Mapped.value(Self.record, "answers[q.code=DIET].answer", ["lower"]) == #""vegan""#)
    #expect(try Mapped.value(#"{"a": [{"k": 1, "n": 5}]}"#, "a[k=1].n", [], .number) == "5")
    #expect(try Mapped.value(#"{"a": [{"k": 1, "n": true}]}"#, "a[k=1].n", [], .boolean) == "true")
    #expect(
      try Mapped.value(#"{"a": [{"k": 1, "n": "x"}]}"#, "a[k=1].n", [], .number) == "Left out: 'x' is not a number.")
  }

  @Test("is not told where a key of its list stands twice, and neither are the values beside it") func duplicates()
    throws
  {
    let twice = #"{"a": [{"k": 1, "v": "x"}, {"k": 2, "k": 3, "v": "y"}], "b": "z"}"#
    #expect(
      try Mapped(twice, [("a[k=1].v", [], .text), ("a[*].v | b", [], .list), ("b", [], .text)]).values == [
        "Left out: its API field cannot be read: duplicate key 'k' at byte 30.",
        "Left out: its API field cannot be read: duplicate key 'k' at byte 30.", #""z""#,
      ])
    #expect(
      try Mapped.value(#"{"a": [{"k": 1}], "a": []}"#, "a[k=1].k | b")
        == "Left out: the key of its API field stands twice in the record.")
  }

  @Test("in the parent of an exploded list") func parent() throws {
    let parent = #"{"order": {"lines": [{"code": "A", "price": 1}, {"code": "B", "price": 2}]}, "name": "P"}"#
    let rows: [(String, [String], FieldKind)] = [
      ("^order.lines[code=B].price", [], .number), ("^order.lines[*].code", [], .list), ("own[k=1].v", [], .text),
      ("name", ["template({^name} {name} {^order.lines[*].code})"], .text),
    ]
    #expect(
      try Mapped(#"{"name": "child", "own": [{"k": 1, "v": "x"}]}"#, rows, parent: parent).values
        == ["2", #"["A","B"]"#, #""x""#, #""P child A, B""#])
  }

  @Test("is told apart byte for byte from its neighbour that looks the same") func bytes() throws {
    let record = "{\"\u{E9}\": \"one\", \"e\u{301}\": \"two\"}"
    let rows: [(String, [String], FieldKind)] = [
      ("\u{E9}", [], .text), ("e\u{301}", [], .text), ("e\u{301}[*]", [], .list),
    ]
    #expect(try Mapped(record, rows).values == [#""one""#, #""two""#, #"["two"]"#])
  }

  // MARK: Conditions and keys

  static let conditions: [(String, Bool)] = [
    (#"{"field": "tags[*].name", "in": ["GREEN"]}"#, true), (#"{"field": "tags[*].name", "in": ["blue"]}"#, false),
    (#"{"field": "tags[*].name", "not-in": ["green", "x"]}"#, false),
    (#"{"field": "tags[*].name", "not-in": ["blue"]}"#, true), (#"{"field": "tags[*].ok", "in": ["true"]}"#, true),
    (#"{"field": "tags[*].missing", "is": "empty"}"#, true), (#"{"field": "tags[*].name", "is": "not-empty"}"#, true),
    (#"{"field": "answers[q.code=DIET].answer", "in": ["vegan"]}"#, true),
    (#"{"field": "answers[q.code=DIET].answer", "not-in": ["vegan"]}"#, false),
    (#"{"field": "answers[q.code=DIET].answer", "is": "empty"}"#, false),
    (#"{"field": "answers[q.code=NONE].answer", "is": "empty"}"#, true),
    (#"{"field": "absent[k=v].x", "not-in": ["a"]}"#, true), (#"{"field": "é[k=é].answer", "in": ["ACCENT"]}"#, true),
    (#"{"all": [{"field": "scalar[*]", "in": ["S"]}, {"field": "nested[*][*]", "in": ["3"]}]}"#, true),
    // What cannot be told is neither empty nor among anything.
    (#"{"field": "twice[k=1].v", "is": "empty"}"#, false), (#"{"field": "twice[*].v", "in": ["x"]}"#, false),
  ]

  @Test("can be asked for by skip rules, and by the conditions of an exploded list", arguments: conditions)
  func condition(_ json: String, _ holds: Bool) throws {
    let record = Self.record.dropLast() + #", "twice": [{"k": 1, "k": 1, "v": "x"}]}"#
    let type = try Described.dataType(#""skip": [\#(json)]"#)
    let fields = RecordFields(judged: type.skip.flatMap(\.paths), others: [], explode: nil)
    let compiled = CompiledCondition(type.skip[0], fields)
    try withRow(of: String(record), fields) { #expect(compiled.holds(for: $0) == holds) }
    #expect(try Described.dataType(#""skip": [\#(type.skip[0].json.text)]"#).skip == type.skip)

    let list = try explode(where: "[\(json)]")
    let conditions = try #require(list?.conditions)
    let inList = RecordFields(judged: [], others: conditions.flatMap(\.paths), explode: list)
    let ofList = CompiledCondition(conditions[0], inList)
    try withRow(of: String(record), inList, parent: "{\"x\": 1}") { #expect(ofList.holds(for: $0) == holds) }
  }

  static let keys: [([String], String?)] = [
    (["ids[type=main].value"], "M/1"), (["ids[type=main].value", "id"], "M~11/7"), (["ids[type=number].value"], "12"),
    (["ids[type=none].value"], nil), (["ids[type=flag].value"], nil), (["ids[type=blank].value", "id"], nil),
    (["twice[k=1].v"], nil),
  ]

  @Test("can be part of a key: a text or number that is there", arguments: keys)
  func key(_ paths: [String], _ id: String?) throws {
    let record = """
      {"id": 7, "ids": [{"type": "number", "value": 12}, {"type": "flag", "value": true}, {"type": "blank", "value": " "},
       {"type": "main", "value": "M/1"}, {"type": "main", "value": "M/2"}], "twice": [{"k": 1, "k": 1, "v": "x"}]}
      """
    let paths = try paths.map { try FieldPath($0) }
    let fields = RecordFields(judged: [], others: paths, explode: nil)
    try withRow(of: record, fields) { row in
      var out: [UInt8] = [1]
      #expect(CompiledKey(paths, fields).read(row, into: &out) == (id != nil))
      #expect(String(decoding: out, as: UTF8.self) == id ?? "")
    }
  }

  static let refused: [(key: String, members: String, sentence: String)] = [
    (
      #"["ids[*].value"]"#, #""total": "none""#,
      "primaryKey[0]: 'ids[*].value' finds several values, and a part of a key is one: no [*] can stand in it"
    ),
    (
      #"["id"]"#, #""references": [{"target": "person", "to": "people", "key": ["id", "people[*]"]}]"#,
      "references[0].key[1]: 'people[*]' finds several values, and a part of a key is one: no [*] can stand in it"
    ),
    (
      #"["id"]"#, #""explode": {"path": "list", "key": ["a[*].b"]}"#,
      "explode.key[0]: 'a[*].b' finds several values, and a part of a key is one: no [*] can stand in it"
    ),
    (
      #"["id"]"#, #""explode": {"path": "list[*].more", "key": ["a"]}"#,
      "explode.path: 'list[*].more' must lead to one fixed place: neither [*] nor [key=value] can stand in it"
    ),
    (
      #"["id"]"#, #""explode": {"path": "list[k=v].more", "key": ["a"]}"#,
      "explode.path: 'list[k=v].more' must lead to one fixed place: neither [*] nor [key=value] can stand in it"
    ),
    (
      #"["id"]"#, #""modified": "times[kind=changed].at""#,
      "modified: 'times[kind=changed].at' must lead to one fixed place: neither [*] nor [key=value] can stand in it"
    ),
    (
      #"["id"]"#, #""modified": "times[].at""#,
      "modified: API field 'times[].at' cannot be read at character 7, at '].at': \(FieldPathTests.inBrackets)"
    ),
    (
      #"["id"]"#, #""mapping": [{"from": "a | b[", "to": "x"}]"#,
      "mapping[0].from: API field 'a | b[' cannot be read at its end: \(FieldPathTests.inBrackets)"
    ),
    (
      #"["id"]"#, #""mapping": [{"from": "a", "to": "x", "transforms": ["trim", "joyn(, )"]}]"#,
      "mapping[0].transforms[1]: Unknown transform 'joyn'. Did you mean 'join'?"
    ),
    (
      #"["id"]"#, #""skip": [{"field": "a[b", "is": "empty"}]"#,
      "skip[0].field: API field 'a[b' cannot be read at character 3, at 'b': \(FieldPathTests.inBrackets)"
    ),
  ]

  @Test("is refused in describe where it cannot be what is needed, by name", arguments: refused)
  func refusesDescribe(_ key: String, _ members: String, _ sentence: String) {
    #expect { try Described.dataType(members, primaryKey: key) } throws: {
      "\($0)" == "describe document, dataTypes[0].\(sentence)"
    }
  }

  @Test("can be a key, a reference and a condition in describe") func accepts() throws {
    let type = try Described.dataType(
      """
      "references": [{"target": "person", "to": "people", "key": ["links[kind=person].id"]}],
      "explode": {"path": "a.b", "key": ["ids[k=1].v"], "where": [{"field": "x[*].y", "in": ["z"]}]},
      "mapping": [{"from": "a[*].b | c[k='v w']", "to": "x", "transforms": ["template({a[*].b}, {^c})"]}]
      """, primaryKey: #"["ids[type=main].value"]"#)
    #expect(type.primaryKey.map(\.description) == ["ids[type=main].value"])
    #expect(type.references[0].key.map(\.description) == ["links[kind=person].id"])
    #expect(type.explode?.key.map(\.description) == ["ids[k=1].v"])
    #expect(type.mapping[0].paths.map(\.description) == ["a[*].b", "c[k='v w']", "a[*].b", "^c"])
  }
}
