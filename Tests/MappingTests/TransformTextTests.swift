import HostModel
import TestSupport
import Testing

@testable import HostModel

@Suite("A transform as an operator writes it") struct TransformTextTests {
  static func path(_ text: String) -> FieldPath {
    (try? FieldPath(text)) ?? FieldPath(fromParent: false, steps: [.every])
  }
  static func date(_ format: String, zone: String? = nil) -> Transform.Step {
    (try? DateFormat(format)).map { .date($0, zone: zone) } ?? .trim
  }

  static let texts: [(String, Transform.Step)] = [
    ("trim", .trim), ("lower", .lower), ("upper", .upper), ("strip-html", .stripHTML), ("language", .language),
    ("decode-entities", .decodeEntities), ("date", .day), ("first-name", .firstName), ("last-name", .lastName),
    ("phone", .phone), ("country", .country), ("number", .number(.plain)), ("boolean", .boolean(.standard)),
    ("join(, )", .join(", ")), ("join()", .join("")), ("join( )", .join(" ")), ("join(')')", .join(")")),
    ("join())", .join(")")), ("join(()", .join("(")), (#"join(\n)"#, .join("\n")),
    (#"join(' \' \\ ')"#, .join(#" ' \ "#)),
    (#"join(\')"#, .join("'")), ("join(it's)", .join("it's")), (#"split(\u{1F600})"#, .split("😀")),
    ("split(|)", .split("|")),
    ("default(n/a)", .standard("n/a")), ("default( x )", .standard(" x ")), (#"default('\')')"#, .standard("')")),
    ("each(tag.name)", .each(path("tag.name"))), ("each(a[*]['b c'])", .each(path("a[*]['b c']"))),
    ("find(a=b, c)", .find(key: path("a"), value: "b", field: path("c"))),
    ("find(a.b[0]=Yes or no?,c.d)", .find(key: path("a.b[0]"), value: "Yes or no?", field: path("c.d"))),
    ("find(['a=b']='x, y', z[k=v])", .find(key: path("['a=b']"), value: "x, y", field: path("z[k=v]"))),
    ("find(a=, c)", .find(key: path("a"), value: "", field: path("c"))),
    ("find(a= b=c's , c)", .find(key: path("a"), value: "b=c's", field: path("c"))),
    ("number(de)", .number(.german)), ("number(en)", .number(.english)), ("number(fr)", .number(.french)),
    ("number(ch)", .number(.swiss)),
    ("boolean(ja; nein)", .boolean(BooleanWords(yes: ["ja"], no: ["nein"], otherwise: nil))),
    ("boolean( a,b b ; * )", .boolean(BooleanWords(yes: ["a", "b b"], no: [], otherwise: false))),
    ("boolean(*, '*'; 'x;y', z)", .boolean(BooleanWords(yes: ["*"], no: ["x;y", "z"], otherwise: true))),
    (
      "lookup(a=b; c=d e ; *=f)",
      .lookup(LookupTable(rows: [.init(key: "a", value: "b"), .init(key: "c", value: "d e")], otherwise: "f"))
    ),
    (
      "lookup('*'=1;'a;b'='c=d'; x = y=z;n/a=)",
      .lookup(
        LookupTable(
          rows: [
            .init(key: "*", value: "1"), .init(key: "a;b", value: "c=d"), .init(key: "x", value: "y=z"),
            .init(key: "n/a", value: ""),
          ], otherwise: nil))
    ),
    ("lookup(*=)", .lookup(LookupTable(rows: [], otherwise: ""))),
    ("template({})", .template(Template(parts: [.value]))),
    (
      "template({a.b}: {{{^c['}'][k='{']}}} it's)",
      .template(
        Template(parts: [.field(path("a.b")), .text(": {"), .field(path("^c['}'][k='{']")), .text("} it's")]))
    ),
    (#"template('{a[\u{7D}=x]}')"#, .template(Template(parts: [.field(path(#"a[\u{7D}=x]"#))]))),
    (#"template('{a['it\'s']} \' ')"#, .template(Template(parts: [.field(path(#"a['it\'s']"#)), .text(" ' ")]))),
    ("date(DD.MM.YYYY)", date("DD.MM.YYYY")),
    ("date( YYYY-MM-DDTHH:mm:ss.f , Europe/Zurich)", date("YYYY-MM-DDTHH:mm:ss.f", zone: "Europe/Zurich")),
    ("date('WWW, D MMM YYYY HH:mm', UTC)", date("WWW, D MMM YYYY HH:mm", zone: "UTC")),
    ("date(YYYYMMDD HHmm, Asia/Kolkata)", date("YYYYMMDD HHmm", zone: "Asia/Kolkata")),
    ("date(unix)", date("unix")), ("date(unix-ms)", date("unix-ms")),
  ]

  @Test("is read, and shows itself as it was written", arguments: texts)
  func reads(_ text: String, _ step: Transform.Step) throws {
    let transform = try Transform(text)
    #expect(transform.step == step)
    #expect(transform.description == text)
    // And so does its shortest form.
    let shortest = Transform(step)
    #expect(try Transform(shortest.description) == shortest)
  }

  static let formats =
    "a format of YYYY MMM MM M DD D HH H hh h mm ss f AM ZZ WWW, and other letters in \"…\"; "
  static let dateUsage = " Write it as date, date(FORMAT) or date(FORMAT, ZONE)."

  static func refusal(_ argument: String, _ expected: String, at place: Int = 6, hint: String = "") -> (String, String)
  {
    let text = "date(\(argument))"
    let rest = String(text.dropFirst(place - 1))
    let shown = rest.count > 24 ? rest.prefix(24) + "…" : rest
    return (
      text,
      "Transform '\(text)' cannot be read at character \(place), at '\(shown)': expected \(expected).\(hint)\(dateUsage)"
    )
  }

  static let wrong: [(String, String)] = [
    ("trimm", "Unknown transform 'trimm'. Did you mean 'trim'?"),
    ("Trim", "Unknown transform 'Trim'. Did you mean 'trim'?"),
    ("striphtml", "Unknown transform 'striphtml'. Did you mean 'strip-html'?"),
    ("t\u{1B}rim", #"Unknown transform 't\u{1B}rim'. Did you mean 'trim'?"#),
    (
      "join(\u{7})",
      #"Transform 'join(\u{7})' cannot be read at character 6, at '\u{7})': expected a character that can be seen; a line"#
        + #" break is \n. Write it as join(TEXT)."#
    ),
    ("joyn(, )", "Unknown transform 'joyn'. Did you mean 'join'?"),
    (
      "frobnicate",
      "Unknown transform 'frobnicate'. Known are: trim, lower, upper, strip-html, decode-entities, language, split, join,"
        + " each, find, date, first-name, last-name, lookup, default, template, number, boolean, phone, country."
    ),
    (
      "first-of(a, b)",
      "Unknown transform 'first-of'. The first of several fields that is not empty is written as API field: a | b."
    ),
    ("", "Unknown transform ''. Known are: \(Transform.usages.map(\.name).joined(separator: ", "))."),
    ("join", "Transform 'join' needs an argument. Write it as join(TEXT)."),
    ("lookup", "Transform 'lookup' needs an argument. Write it as lookup(a=b; c=d; *=e)."),
    ("trim()", "Transform 'trim' takes no argument. Write it as trim."),
    ("country(de)", "Transform 'country' takes no argument. Write it as country."),
    ("join(, ", "Transform 'join(, ' cannot be read at its end: expected ')'. Write it as join(TEXT)."),
    ("join(a)b", "Transform 'join(a)b' cannot be read at its end: expected ')'. Write it as join(TEXT)."),
    (
      "join('a'b)",
      "Transform 'join('a'b)' cannot be read at character 9, at 'b)': expected ')'. Write it as join(TEXT)."
    ),
    (
      "join('a)",
      "Transform 'join('a)' cannot be read at character 8, at ')': expected a closing quote. Write it as join(TEXT)."
    ),
    (
      #"join(\d)"#,
      #"Transform 'join(\d)' cannot be read at character 6, at '\d)': expected one of \\ \' \n \r \t \u{…}. Write it as join(TEXT)."#
    ),
    (
      "split()",
      "Transform 'split()' cannot be read at character 7, at ')': expected a separator. Write it as split(SEPARATOR)."
    ),
    (
      "default('')",
      "Transform 'default('')' cannot be read at character 9, at ''')': expected a text. Write it as default(TEXT)."
    ),
    (
      "each(a..b)",
      "Transform 'each(a..b)' cannot be read at character 8, at '.b)': expected a field name. Write it as each(PATH)."
    ),
    (
      "each(^a)",
      "Transform 'each(^a)' cannot be read at character 6, at '^a)': expected a field of each element; the parent cannot be"
        + " reached from here. Write it as each(PATH)."
    ),
    (
      "each(a b)",
      "Transform 'each(a b)' cannot be read at character 7, at ' b)': expected '.', '[' or ')'. Write it as each(PATH)."
    ),
    (
      "find(a, b)",
      "Transform 'find(a, b)' cannot be read at character 8, at ' b)': expected '.', '[' or '='."
        + " Write it as find(KEY=VALUE, PATH)."
    ),
    (
      "find(a=b)",
      "Transform 'find(a=b)' cannot be read at character 9, at ')': expected ',' and a field."
        + " Write it as find(KEY=VALUE, PATH)."
    ),
    (
      "find(a=Yes, please, b)",
      "Transform 'find(a=Yes, please, b)' cannot be read at character 20, at ' b)': expected '.', '[' or ')'; a value with a"
        + " comma stands in quotes. Write it as find(KEY=VALUE, PATH)."
    ),
    (
      "lookup(a)",
      "Transform 'lookup(a)' cannot be read at character 9, at ')': expected '=' and what to put in its place."
        + " Write it as lookup(a=b; c=d; *=e)."
    ),
    (
      "lookup(a=b;)",
      "Transform 'lookup(a=b;)' cannot be read at character 12, at ')': expected a value to look for, such as a=b."
        + " Write it as lookup(a=b; c=d; *=e)."
    ),
    (
      "lookup(a=b; A=c)",
      "Transform 'lookup(a=b; A=c)' cannot be read at character 13, at 'A=c)': expected 'A' only once."
        + " Write it as lookup(a=b; c=d; *=e)."
    ),
    (
      "lookup(*=b; *=c)",
      "Transform 'lookup(*=b; *=c)' cannot be read at character 13, at '*=c)': expected '*' only once."
        + " Write it as lookup(a=b; c=d; *=e)."
    ),
    (
      "lookup(a='b'c)",
      "Transform 'lookup(a='b'c)' cannot be read at character 13, at 'c)': expected ';' or the end."
        + " Write it as lookup(a=b; c=d; *=e)."
    ),
    (
      "boolean(ja)",
      "Transform 'boolean(ja)' cannot be read at character 11, at ')': expected ',' or ';' and the words for no."
        + " Write it as boolean or boolean(YES, …; NO, …)."
    ),
    (
      "boolean(ja;)",
      "Transform 'boolean(ja;)' cannot be read at character 12, at ')': expected a word for no, or * for every other."
        + " Write it as boolean or boolean(YES, …; NO, …)."
    ),
    (
      "boolean(ja; nein, JA)",
      "Transform 'boolean(ja; nein, JA)' cannot be read at character 19, at 'JA)': expected 'JA' only once."
        + " Write it as boolean or boolean(YES, …; NO, …)."
    ),
    (
      "boolean(*; *)",
      "Transform 'boolean(*; *)' cannot be read at character 12, at '*)': expected '*' only once."
        + " Write it as boolean or boolean(YES, …; NO, …)."
    ),
    (
      "boolean(a; b; c)",
      "Transform 'boolean(a; b; c)' cannot be read at character 13, at '; c)': expected ',' or the end."
        + " Write it as boolean or boolean(YES, …; NO, …)."
    ),
    (
      "number(it)",
      "Transform 'number(it)' cannot be read at character 8, at 'it)': expected de, en, fr or ch."
        + " Write it as number or number(de, en, fr or ch)."
    ),
    (
      "number()",
      "Transform 'number()' cannot be read at character 8, at ')': expected de, en, fr or ch."
        + " Write it as number or number(de, en, fr or ch)."
    ),
    (
      "template(hello)",
      "Transform 'template(hello)' cannot be read at character 10, at 'hello)': expected a field such as {name} in it; a fixed"
        + " text is default(TEXT). Write it as template(TEXT with {path})."
    ),
    (
      "template({a)",
      "Transform 'template({a)' cannot be read at character 12, at ')': expected '}'. Write it as template(TEXT with {path})."
    ),
    (
      "template({a..b})",
      "Transform 'template({a..b})' cannot be read at character 13, at '.b})': expected a field name."
        + " Write it as template(TEXT with {path})."
    ),
    (
      "template({a}})",
      "Transform 'template({a}})' cannot be read at character 13, at '})': expected '}}' for one that is meant as text."
        + " Write it as template(TEXT with {path})."
    ),
    (
      "template('{a}' x)",
      "Transform 'template('{a}' x)' cannot be read at character 15, at ' x)': expected ')'."
        + " Write it as template(TEXT with {path})."
    ),
    (
      "template('{a})",
      "Transform 'template('{a})' cannot be read at character 14, at ')': expected a closing quote."
        + " Write it as template(TEXT with {path})."
    ),
    refusal("dd.mm.yyyy", "\(formats)'dd' is none of them", hint: " Did you mean 'DD'?"),
    refusal("YYYY-MM-DD Uhr", "\(formats)'Uhr' is none of them"),
    refusal("YY-MM-DD", "\(formats)'YY' is none of them", hint: " Did you mean 'YYYY'?"),
    refusal("DD.MM.YYYY \"um", "a closing \" in the format"),
    refusal("DD.MM", "a format with a year"), refusal("YYYY-MM", "a format with a day"),
    refusal("", "a format with a year"),
    refusal("DD.DD.YYYY", "a format with one day"), refusal("DD MM MMM YYYY", "a format with one month"),
    refusal("DD.MM.YYYY mm", "a format with an hour"), refusal("DD.MM.YYYY HH.ss", "a format with a minute"),
    refusal("DD.MM.YYYY ZZ", "a format with an hour"), refusal("DD.MM.YYYY HH:mm.f", "a format with a second"),
    refusal("DD.MM.YYYY hh:mm", "a format with HH or H for hours of 0 to 23, or hh or h together with AM"),
    refusal("DD.MM.YYYY HH:mm AM", "a format with HH or H for hours of 0 to 23, or hh or h together with AM"),
    refusal("DMM.YYYY", "a format with something between D and MM"),
    refusal("unix YYYY", "\(formats)'unix' is none of them"),
    refusal(
      "DD.MM.YYYY HH:mm, Europe/Berln", "a time zone such as Europe/Zurich", at: 24,
      hint: " Did you mean 'Europe/Berlin'?"),
    refusal(
      "DD.MM.YYYY HH:mm, CEST", "a time zone such as Europe/Zurich", at: 24,
      hint: " A format with a comma in it stands in quotes."),
    refusal("MMM D, YYYY", "a format with a year", hint: " A format with a comma in it stands in quotes."),
    refusal("DD.MM.YYYY, UTC", "no time zone: the format tells no time of day, or its offset", at: 18),
    refusal("DD.MM.YYYY HH:mm ZZ, UTC", "no time zone: the format tells no time of day, or its offset", at: 27),
    refusal("'DD.MM.YYYY' UTC", "',' and a time zone, or ')'", at: 18),
    (
      "date(DD\t.MM.YYYY)",
      #"Transform 'date(DD\u{9}.MM.YYYY)' cannot be read at character 6, at 'DD\u{9}.MM.YYYY)': expected a format without"#
        + " control characters.\(dateUsage)"
    ),
  ]

  @Test("that cannot be read is told with the place, what was expected there and how it is written", arguments: wrong)
  func refuses(_ text: String, _ sentence: String) {
    #expect { try Transform(text) } throws: { "\($0)" == sentence }
  }

  @Test("comes back from its own text, in one line, whatever its arguments", arguments: 0..<20)
  func roundTrip(_ seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    for _ in 0..<300 {
      let transform = Transform(step(&generator))
      #expect(try Transform(transform.description) == transform)
      #expect(!transform.description.unicodeScalars.contains(where: TextReader.isInvisible))
    }
  }

  private func step(_ generator: inout SeededGenerator) -> Transform.Step {
    func text() -> String { FieldPathTests.text(&generator) }
    func some() -> String { "x" + text() }
    func path(_ fromParent: Bool = false) -> FieldPath {
      let steps = (0..<Int.random(in: 1...3, using: &generator)).map { _ in FieldPathTests.step(&generator) }
      return FieldPath(fromParent: fromParent, steps: steps)
    }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return .join(text())
    case 1: return .split(some())
    case 2: return .standard(some())
    case 3: return .each(path())
    case 4: return .find(key: path(), value: text(), field: path())
    case 5:
      let rows = (0..<3).map { LookupTable.Row(key: "\($0)" + text(), value: text()) }
      return .lookup(LookupTable(rows: rows, otherwise: Bool.random(using: &generator) ? text() : nil))
    case 6:
      return .boolean(
        BooleanWords(
          yes: ["1" + text(), "*"], no: ["2" + text()],
          otherwise: [nil, true, false].randomElement(using: &generator) ?? nil))
    default:
      return .template(
        Template(parts: [.text(some()), .field(path(.random(using: &generator))), .text(some()), .value]))
    }
  }
}
