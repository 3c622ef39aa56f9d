import Foundation
import HostModel
import RecordJSON
import Testing

@testable import HostMapping

@Suite("A transform") struct TransformTests {
  /// Transforms, a JSON value, what is stored in a field of the kind.
  struct Case: CustomTestStringConvertible {
    let transforms: [String]
    let json: String
    let stored: String
    let kind: FieldKind

    init(_ transforms: String..., of json: String, _ stored: String, as kind: FieldKind = .text) {
      self.transforms = transforms
      self.json = json
      self.stored = stored
      self.kind = kind
    }

    var testDescription: String { "\(transforms.joined(separator: ", ")) of \(json)" }

    func check() throws {
      #expect(try Mapped.value("{\"v\": \(json)}", "v", transforms, kind) == stored)
    }
  }

  static let object = "Left out: is an object, not a text."

  static let texts = [
    Case("trim", of: #"" \u00a0Ana\u3000\n""#, #""Ana""#),
    Case("trim", of: #"["\ta ", 1, null]"#, #"["a","1"]"#, as: .list),
    Case("trim", of: "12", #""12""#), Case("trim", of: "{}", "empty"), Case("trim", of: #"{"a": 1}"#, object),
    Case("upper", of: #""straße ﬁ é""#, #""STRASSE FI É""#), Case("lower", of: #""ÀÉÎ Σ""#, #""àéî σ""#),
    Case("upper", of: "true", #""true""#), Case("upper", of: #"" ""#, "empty"),
    Case("trim", "upper", "lower", of: #"" Ana ""#, #""ana""#),
    Case("first-name", of: #""Ana""#, #""Ana""#), Case("last-name", of: #""Ana""#, "empty"),
    Case("last-name", of: #"" Ludwig van\tBeethoven ""#, #""Beethoven""#),
    Case("first-name", of: #"{"given_name": "A", "family_name": "B"}"#, #""A""#),
    Case("last-name", of: #"{"full_name": "A B"}"#, #""B""#), Case("last-name", of: #"{"given_name": "A"}"#, "empty"),
    Case("last-name", of: #"["A B", "C D"]"#, #"["B","D"]"#, as: .list),
    Case("language", of: #"{"fr": "Salle", "de": ""}"#, #""Salle""#),
    Case("language", of: #"{"de": "Saal", "en": "Hall"}"#, #""Hall""#),
    Case("language", of: #""Hall""#, #""Hall""#),
    Case("language", of: #"[{"en": "a"}, {"de": "b"}]"#, #"["a","b"]"#, as: .list),
  ]

  @Test("of text", arguments: texts) func text(_ c: Case) throws { try c.check() }

  static let lists = [
    Case("split(,)", of: #""a, b ,,c""#, #"["a","b","c"]"#, as: .list),
    Case("split(, )", of: #""a,b, c""#, #"["a,b","c"]"#, as: .list),
    Case(#"split(\n)"#, of: #""a\r\nb\n\nc""#, #"["a","b","c"]"#, as: .list),
    Case("split(,)", of: #"",,""#, "empty", as: .list),
    Case("split(,)", of: #"["a,b", "c", 1, null]"#, #"["a","b","c","1"]"#, as: .list),
    Case("split(.)", of: "1.5", #"["1","5"]"#, as: .list),
    Case("split(,)", of: #"{"a": 1}"#, object, as: .list), Case("split(, )", of: "null", "empty", as: .list),
    Case("split(\u{301})", of: #""e\u0301a""#, #"["e","a"]"#, as: .list),
    Case("split(,)", "upper", "join(/)", of: #""a,b""#, #""A/B""#),
    Case("join(, )", of: #"["a", "", null, " ", 5, true]"#, #""a, 5, true""#), Case("join(, )", of: #""a""#, #""a""#),
    Case("join()", of: #"["a", "b"]"#, #""ab""#), Case("join(, )", of: "[]", "empty"),
    Case("join(, )", of: "[null]", "empty"),
    Case(
      "join(, )", of: #"[{"a": 1}]"#, "Left out: is a list of objects: choose one of their fields with each() or [*]."),
    Case("each(a.b)", of: #"[{"a": {"b": 1}}, {"a": 2}, {}]"#, #"["1"]"#, as: .list),
    Case("each(a)", of: #"{"a": "x"}"#, #"["x"]"#, as: .list),
    Case("each(a[*])", of: #"[{"a": [1, 2]}, {"a": [3]}]"#, #"["1","2","3"]"#, as: .list),
    Case("each(a)", of: #""x""#, #"["x"]"#, as: .list),
    Case("each(a)", of: "[]", "empty", as: .list),
    Case("find(k=1, v)", of: #"[{"k": 2, "v": "b"}, {"k": 1, "v": "a"}]"#, #""a""#),
    Case("find(k=true, v)", of: #"{"k": true, "v": "a"}"#, #""a""#),
    Case("find(k='x, y', v[0])", of: #"[{"k": "x, y", "v": ["a"]}]"#, #""a""#),
    Case("find(k=3, v)", of: #"[{"k": 1}]"#, "empty"),
    Case("find(k=3, v)", of: #""text""#, "empty"),
    Case("find(k[j=1].l=x, v)", of: #"[{"k": [{"j": 1, "l": "x"}], "v": "a"}]"#, #""a""#),
  ]

  @Test("of lists", arguments: lists) func list(_ c: Case) throws { try c.check() }

  static let tables = [
    Case("lookup(a=b; c=d)", of: #""A""#, #""b""#), Case("lookup(a=b)", of: #""x""#, #""x""#),
    Case("lookup(a=b; *=z)", of: #""x""#, #""z""#),
    Case("lookup(a=b)", of: #"" a""#, #"" a""#), Case("trim", "lookup(a=b)", of: #"" a""#, #""b""#),
    Case("lookup(1=one; true=yes)", of: "1", #""one""#),
    Case("lookup(1=one; true=yes)", of: "true", #""yes""#), Case("lookup(a=)", of: #""a""#, "empty"),
    Case("lookup(a=b; *=z)", of: "null", "empty"),
    Case("lookup(a=b; *=z)", of: #"["a", "q", null]"#, #"["b","z"]"#, as: .list),
    Case("lookup(a=b)", of: #"{"a": 1}"#, object),
    Case("lookup(Ä=x)", of: #""a\u0308""#, #""x""#), Case("lookup(a=5)", of: #""a""#, "5", as: .number),
    Case("default(x)", of: "null", #""x""#), Case("default(x)", of: #"" \u2003""#, #""x""#),
    Case("default(x)", of: "[]", #""x""#),
    Case("default(x)", of: "{}", #""x""#), Case("default(x)", of: #""a""#, #""a""#),
    Case("default(x)", of: "0", #""0""#), Case("default(5)", of: "null", "5", as: .number),
    Case("default(x)", of: "null", #"["x"]"#, as: .list),
    Case("default(soon)", of: "null", "Left out: 'soon' is not a date.", as: .date),
    Case("lookup(n/a=)", "default(none)", of: #""N/A""#, #""none""#),
    Case("trim", "lower", "default(x)", of: #"" ""#, #""x""#),
    Case("boolean", of: #""Sí""#, "true", as: .boolean), Case("boolean", of: #"" OFF ""#, "false", as: .boolean),
    Case("boolean", of: "1", "true", as: .boolean),
    Case("boolean", of: "false", "false", as: .boolean), Case("boolean", of: "null", "empty", as: .boolean),
    Case("boolean", of: #""oui""#, #""true""#),
    Case(
      "boolean", of: #""maybe""#,
      "Left out: 'maybe' is neither yes (true, yes, y, 1, on, ja, j, oui, sí, si) nor no (false, no, n, 0, off, nein, non).",
      as: .boolean),
    Case("boolean(vip; *)", of: #""VIP""#, "true", as: .boolean),
    Case("boolean(vip; *)", of: #""x""#, "false", as: .boolean),
    // A real true is never put among the others.
    Case("boolean(vip; *)", of: "true", "true", as: .boolean),
    Case("boolean(*; no)", of: #""anything""#, "true", as: .boolean),
    Case("boolean(ja; nein)", of: #""yes""#, "Left out: 'yes' is neither yes (ja) nor no (nein).", as: .boolean),
    Case("boolean", of: #"{"a": 1}"#, "Left out: is an object, not yes or no.", as: .boolean),
    Case("boolean", of: #"["yes", "no"]"#, #"["true","false"]"#, as: .list),
    Case(
      "boolean", of: #"["yes", "?"]"#,
      "Left out: '?' is neither yes (true, yes, y, 1, on, ja, j, oui, sí, si) nor no (false, no, n, 0, off, nein, non).",
      as: .list),
  ]

  @Test("by a table", arguments: tables) func table(_ c: Case) throws { try c.check() }

  static func number(_ style: String, _ text: String, _ stored: String?) -> Case {
    let transform = style.isEmpty ? "number" : "number(\(style))"
    let example = ["": "1234.56", "de": "1.234,56", "en": "1,234.56", "fr": "1 234,56", "ch": "1'234.56"][style] ?? ""
    return Case(
      transform, of: JSONTree.string(text).text, stored ?? "Left out: '\(text)' is not a number written as \(example).",
      as: .number)
  }

  static let numbers =
    [
      number("", "12", "12"), number("", "-0.50", "-0.5"), number("", "+7", "7"), number("", " 7 ", "7"),
      number("", "007", "7"),
      number("", "\u{2212}5", "-5"), number("", "0", "0"), number("", "-0", "0"), number("", "000", "0"),
      number("", "1,5", nil),
      number("", "1 000", nil), number("", ".5", nil), number("", "5.", nil), number("", "1e5", nil),
      number("", "--5", nil),
      number("", "12 €", nil), number("", "50%", nil), number("", "٣", nil), number("", "１", nil),
      number("", "1.2.3", nil),
      number("de", "1.234,56", "1234.56"), number("de", "1.234", "1234"), number("de", "1234,5", "1234.5"),
      number("de", "12.34", nil),
      number("de", "1.234.567", "1234567"), number("de", "1.2345", nil), number("de", "1234.567", nil),
      number("de", ".123", nil),
      number("de", "1,234.5", nil), number("de", "1,5,5", nil), number("de", "1..234", nil),
      number("de", "-1.000,00", "-1000"),
      number("en", "1,234.56", "1234.56"), number("en", "1.234", "1.234"), number("en", "1.234,56", nil),
      number("en", "12,34", nil),
      number("fr", "1 234,56", "1234.56"), number("fr", "1\u{A0}234\u{A0}567,8", "1234567.8"),
      number("fr", "1\u{202F}234", "1234"),
      number("fr", "1 234\u{A0}567", nil), number("fr", "1.234", nil), number("ch", "1'234.56", "1234.56"),
      number("ch", "1’234’567", "1234567"),
      number("ch", "1'234’567", nil),
      Case("number(de)", of: "1234.5", "1234.5", as: .number), Case("number(de)", of: "1e5", "100000", as: .number),
      Case("number", of: "true", "Left out: 'true' is not a number written as 1234.56.", as: .number),
      Case("number", of: "null", "empty", as: .number),
      Case("number", of: #"{"a": 1}"#, "Left out: is an object, not a number.", as: .number),
      Case("number(de)", of: #"["1,5", 2]"#, #"["1.5","2"]"#, as: .list),
      Case("number(de)", of: #""1.234,50""#, #""1234.50""#),
      Case(
        "number", of: #""12345678901234567890""#,
        "Left out: '12345678901234567890' has more digits than a number keeps; use a text field.", as: .number),
      Case("number", of: #""12345678901234567890""#, #""12345678901234567890""#),
    ]

  @Test("to a number, digit by digit", arguments: numbers) func toNumber(_ c: Case) throws { try c.check() }

  static let others = [
    Case("phone", of: #""+49 (170) 123 45-6""#, #""+4917012345-6""#),
    Case("phone", of: #""(030)\u00a012\u202f34""#, #""0301234""#),
    Case("phone", of: #""\u202a+1 555 123\u202c""#, #""+1555123""#),
    Case("phone", of: #""+49 (0) 170 123""#, #""+49 (0) 170 123""#),
    Case("phone", of: #"" +49(0)170 ""#, #""+49(0)170""#),
    Case("phone", of: #""+1 555 123 ext. 5""#, #""+1 555 123 ext. 5""#),
    Case("phone", of: #""n/a""#, #""n/a""#), Case("phone", of: "491701234", #""491701234""#),
    Case("phone", of: #""00 49 [170] 1.2/3""#, #""00491701.2/3""#),
    Case("phone", of: #"["0 1", "(2)"]"#, #"["01","2"]"#, as: .list), Case("phone", of: #""()""#, "empty"),
    Case("phone", of: "null", "empty"),
    Case("template({a} {b})", of: #""x""#, "empty"), Case("trim", "template(<{}>)", of: #"" x ""#, #""<x>""#),
    Case("template({v})", of: #"["a", 1, null]"#, #""a, 1""#),
    Case("template({})", of: #"[{"a": 1}]"#, "Left out: a field of its template is a list of objects."),
    Case("template({})", of: #"{"a": 1}"#, "Left out: a field of its template is an object, not a text."),
    Case("template({v.a} {{}})", of: #"{"a": false}"#, #""false {}""#),
    Case("template(#{})", "default(none)", of: "null", #""none""#),
  ]

  @Test("that tidies or puts together", arguments: others) func other(_ c: Case) throws { try c.check() }

  static let templates: [(template: String, record: String, stored: String)] = [
    ("{t} {f} {l}", #"{"t": "Dr.", "f": "Ana", "l": "Silva"}"#, #""Dr. Ana Silva""#),
    ("{t} {f} {l}", #"{"t": "", "f": "Ana", "l": "Silva"}"#, #""Ana Silva""#),
    ("{t} {f} {l}", #"{"t": "Dr.", "f": null, "l": "Silva"}"#, #""Dr. Silva""#),
    ("{t} {f} {l}", #"{"t": "Dr.", "f": "Ana"}"#, #""Dr. Ana""#), ("{t} {f} {l}", #"{"f": " ", "l": []}"#, "empty"),
    (#"{a}\n{b}\n{c}"#, #"{"a": "1", "c": "3"}"#, #""1\n3""#), ("{a}-{b}", #"{"a": "1"}"#, #""1-""#),
    // White space within a field is the vendor's.
    ("{a} {b}", #"{"a": " x  y ", "b": "z"}"#, #""x  y  z""#), ("[{a}] {b}", #"{"b": "z"}"#, #""[] z""#),
    ("{a[*].n}: {c.d[k=1].v}", #"{"a": [{"n": 1}, {"n": 2}], "c": {"d": [{"k": 1, "v": "x"}]}}"#, #""1, 2: x""#),
    ("{a} {a}", #"{"a": "é"}"#, #""é é""#),
    ("{x} {y}", #"{"x": 1, "y": 2, "y": 3}"#, "Left out: the key of its API field stands twice in the record."),
  ]

  @Test("template, with the fields of a record", arguments: templates)
  func template(_ template: String, _ record: String, _ stored: String) throws {
    #expect(try Mapped.value(record, "absent", ["template(\(template))"]) == stored)
    #expect(try Mapped.value(record, "absent | a", ["upper", "template(\(template))"]) == stored)
  }

  @Test("that does nothing to what is there leaves the short way open: default beside trim and lower") func shortWay()
    throws
  {
    let page = try PageBuffer(Array(#""Ana""#.utf8))
    let value = try #require(try JSONPointer.root.find(in: page))
    var out = FlatBytes(capacity: 1)
    let plain = PlainText([Transform(.trim), Transform(.standard("x")), Transform(.lower)], .text)
    #expect(plain.append(value.slot, of: page, local: PlainTextTests.local, to: &out))
    #expect(String(decoding: out.bytes, as: UTF8.self) == #""ana""#)
  }
}
