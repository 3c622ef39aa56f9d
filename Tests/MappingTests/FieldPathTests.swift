import HostModel
import TestSupport
import Testing

@testable import HostModel

@Suite("An API field path") struct FieldPathTests {
  static let steps: [(String, [FieldPath.Step])] = [
    ("email", [.key("email")]), ("a.b", [.key("a"), .key("b")]), ("a[0].b", [.key("a"), .index(0), .key("b")]),
    ("['odd name'].x", [.key("odd name"), .key("x")]), ("a['b']['']", [.key("a"), .key("b"), .key("")]),
    (#"['it\'s \\ \n\t\r\u{E9}']"#, [.key("it's \\ \n\t\ré")]), ("a.0", [.key("a"), .key("0")]),
    ("[3]", [.index(3)]), ("Größe.名", [.key("Größe"), .key("名")]), ("a=b", [.key("a=b")]), ("a{}", [.key("a{}")]),
    ("tags[*]", [.key("tags"), .every]), ("[*].x[*]", [.every, .key("x"), .every]),
    ("a[k=v].b", [.key("a"), .first(key: ["k"], value: "v"), .key("b")]),
    ("a[q.code=DIET needs]", [.key("a"), .first(key: ["q", "code"], value: "DIET needs")]),
    ("a[k=a=b]", [.key("a"), .first(key: ["k"], value: "a=b")]),
    ("a[0=1]", [.key("a"), .first(key: ["0"], value: "1")]),
    (#"a[k='odd ] value']"#, [.key("a"), .first(key: ["k"], value: "odd ] value")]),
    (#"a['odd key'.'x.y'='']"#, [.key("a"), .first(key: ["odd key", "x.y"], value: "")]),
    ("a[k=Größe (cm)]", [.key("a"), .first(key: ["k"], value: "Größe (cm)")]),
    ("['*']", [.key("*")]), ("[k=*]", [.first(key: ["k"], value: "*")]),
    ("['\u{301}a']", [.key("\u{301}a")]), ("a['x|y']", [.key("a"), .key("x|y")]),
  ]

  @Test("is read into steps, and shows itself as it was written", arguments: steps)
  func reads(_ text: String, _ steps: [FieldPath.Step]) throws {
    let path = try FieldPath(text)
    #expect(path.steps == steps)
    #expect(path.description == text)
    #expect(!path.fromParent)
    let parent = try FieldPath("^" + text)
    #expect(parent.steps == steps && parent.fromParent && parent.description == "^" + text)
    #expect(path.seenFromChild == parent && path.seenFromChild.description == "^" + text)
  }

  static let inBrackets =
    "expected a position such as [0], [*] for all, [key=value] for the first that has it, or a name in quotes such as"
    + " ['odd name']."

  static let wrong: [(String, String)] = [
    ("", "API field '' cannot be read at its end: expected a field name."),
    ("a..b", "API field 'a..b' cannot be read at character 3, at '.b': expected a field name."),
    (".a", "API field '.a' cannot be read at character 1, at '.a': expected a field name."),
    ("a.", "API field 'a.' cannot be read at its end: expected a field name."),
    ("a b", "API field 'a b' cannot be read at character 2, at ' b': expected '.', '[' or the end."),
    ("a]", "API field 'a]' cannot be read at character 2, at ']': expected '.', '[' or the end."),
    ("a^b", "API field 'a^b' cannot be read at character 2, at '^b': expected '.', '[' or the end."),
    ("a | b", "API field 'a | b' cannot be read at character 2, at ' | b': expected '.', '[' or the end."),
    (
      "a.*",
      "API field 'a.*' cannot be read at character 3, at '*': expected a field name; all elements of a list are [*]."
    ),
    ("a[", "API field 'a[' cannot be read at its end: \(inBrackets)"),
    ("a[]", "API field 'a[]' cannot be read at character 3, at ']': \(inBrackets)"),
    ("tags[x].name", "API field 'tags[x].name' cannot be read at character 6, at 'x].name': \(inBrackets)"),
    ("a[-1]", "API field 'a[-1]' cannot be read at character 3, at '-1]': \(inBrackets)"),
    ("a[0", "API field 'a[0' cannot be read at its end: expected ']'."),
    ("a[*", "API field 'a[*' cannot be read at its end: expected ']'."),
    ("a[*x]", "API field 'a[*x]' cannot be read at character 4, at 'x]': expected ']'."),
    (
      "a[1000001]",
      "API field 'a[1000001]' cannot be read at character 3, at '1000001]': expected a position up to [1000000]."
    ),
    (
      "a[99999999999999999999]",
      "API field 'a[99999999999999999999]' cannot be read at character 3, at '99999999999999999999]': expected a position"
        + " up to [1000000]."
    ),
    ("a['b", "API field 'a['b' cannot be read at its end: expected a closing quote."),
    ("a['b'", "API field 'a['b'' cannot be read at its end: expected ']' or '='."),
    ("['名'x]", "API field '['名'x]' cannot be read at character 5, at 'x]': expected ']' or '='."),
    (
      #"['a\b']"#,
      #"API field '['a\b']' cannot be read at character 4, at '\b']': expected one of \\ \' \n \r \t \u{…}."#
    ),
    (
      #"['\u{D800}']"#,
      #"API field '['\u{D800}']' cannot be read at character 3, at '\u{D800}']': expected a character such as \u{E9}."#
    ),
    (
      #"['\u{+5}']"#,
      #"API field '['\u{+5}']' cannot be read at character 3, at '\u{+5}']': expected a character such as \u{E9}."#
    ),
    (
      "['a\nb']",
      #"API field '['a\u{A}b']' cannot be read at character 4, at '\u{A}b']': expected a character that can be seen; a line"#
        + #" break is \n."#
    ),
    ("a\u{1B}b", #"API field 'a\u{1B}b' cannot be read at character 2, at '\u{1B}b': expected '.', '[' or the end."#),
    (
      "a[k=]",
      "API field 'a[k=]' cannot be read at character 5, at ']': expected a value; an odd or an empty one stands in quotes:"
        + " [key='…']."
    ),
    (
      "a[k= v]",
      "API field 'a[k= v]' cannot be read at character 5, at ' v]': expected a value; an odd or an empty one stands in"
        + " quotes: [key='…']."
    ),
    (
      "a[k=x[0]]",
      "API field 'a[k=x[0]]' cannot be read at character 6, at '[0]]': expected ']'; an odd value stands in quotes:"
        + " [key='…']."
    ),
    ("a[k='v'x]", "API field 'a[k='v'x]' cannot be read at character 8, at 'x]': expected ']'."),
    ("a[k.=v]", "API field 'a[k.=v]' cannot be read at character 3, at 'k.=v]': \(inBrackets)"),
    (
      "a" + String(repeating: "[0]", count: 32),
      "API field 'a\(String(repeating: "[0]", count: 32))' cannot be read at its end: expected at most 32 steps."
    ),
  ]

  @Test("that cannot be read is told with the place and what was expected there", arguments: wrong)
  func refuses(_ text: String, _ sentence: String) {
    #expect { try FieldPath(text) } throws: { "\($0)" == sentence }
  }

  static let sources: [(String, [String])] = [
    ("a", ["a"]), ("a|b", ["a", "b"]), (" a | ^b.c |d[0] ", ["a", "^b.c", "d[0]"]),
    ("a['x | y'] | b[k='|']", ["a['x | y']", "b[k='|']"]),
  ]

  @Test("stands beside others; a bar in quotes belongs to its path", arguments: sources)
  func alternatives(_ text: String, _ paths: [String]) throws {
    let source = try FieldSource(text)
    #expect(source.alternatives.map(\.description) == paths)
    #expect(source.description == text)
  }

  static let wrongSources = [
    ("a | ", "API field 'a | ' cannot be read at its end: expected a field name."),
    ("a || b", "API field 'a || b' cannot be read at character 4, at '| b': expected a field name."),
    ("a | b c", "API field 'a | b c' cannot be read at character 7, at 'c': expected '.', '[', '|' or the end."),
  ]

  @Test("among others is told with its place in the whole", arguments: wrongSources)
  func refusesSource(_ text: String, _ sentence: String) {
    #expect { try FieldSource(text) } throws: { "\($0)" == sentence }
  }

  @Test("is equal to one that leads the same way byte for byte, however it is written") func equality() throws {
    #expect(try FieldPath("a['b'][0]") == FieldPath("a.b[0]"))
    #expect(try FieldPath("a[k='v']") == FieldPath("a[k=v]"))
    #expect(try Set([FieldPath("a['b']"), FieldPath("a.b")]).count == 1)
    #expect(try FieldPath("a") != FieldPath("^a"))
    #expect(try FieldPath("\u{E9}") != FieldPath("e\u{301}"))
  }

  @Test("comes back from its own text, whatever its steps", arguments: 0..<20) func roundTrip(_ seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    for _ in 0..<500 {
      let path = FieldPath(
        fromParent: .random(using: &generator),
        steps: (0..<Int.random(in: 1...6, using: &generator)).map { _ in Self.step(&generator) })
      let again = try FieldPath(path.description)
      #expect(again.steps == path.steps && again == path && again.description == path.description)
      #expect(!path.description.unicodeScalars.contains(where: TextReader.isInvisible))
      let source = try FieldSource(" \(path) |\(path)| x ")
      #expect(source.alternatives == [path, path, try FieldPath("x")])
    }
  }

  static func step(_ generator: inout SeededGenerator) -> FieldPath.Step {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: .index(.random(in: 0...1_000_000, using: &generator))
    case 1: .every
    case 2:
      .first(
        key: (0..<Int.random(in: 1...3, using: &generator)).map { _ in text(&generator) }, value: text(&generator))
    default: .key(text(&generator))
    }
  }

  /// Mostly of characters that mean something in paths or transforms.
  static func text(_ generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<([0, 1, 1, 2, 4, 9].randomElement(using: &generator) ?? 1) {
      let special = Array("ab c.[]'\\|^*=;,(){}\"\n\r\t\u{0}\u{7F}\u{85}\u{2028}\u{301}é名0".unicodeScalars)
      let odd = Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &generator)) ?? "-"
      text.append(Bool.random(using: &generator) ? special.randomElement(using: &generator) ?? "x" : odd)
    }
    return String(text)
  }
}
