import HostModel
import Testing

@Suite("A pattern of a connector's form") struct PatternTests {
  static let cases: [(pattern: String, matching: [String], others: [String])] = [
    ("", [""], ["a"]), ("a", ["a"], ["", "aa", "b", "A"]), ("a|bc|", ["a", "bc", ""], ["b", "abc"]),
    ("^a$", ["a"], ["^a$"]), ("a.c", ["abc", "a🌊c", "a.c"], ["ac", "a\nc", "a\r\nc", "abbc"]),
    ("[A-Za-z0-9._-]+", ["a", "A.b-9_"], ["", "a b", "é", "[", "a/"]),
    ("[^/]*", ["", "ab[]^-é"], ["/", "a/b"]), ("[\\]a\\-z]+", ["]a-z-"], ["b", "\\"]), ("[a-]", ["a", "-"], ["b"]),
    ("[^\\d]", ["a", "٣"], ["3"]),
    ("\\d\\D\\w\\W\\s\\S", ["1a_- x", "9-Zé\té"], ["1a_-x"]),
    ("(/.*)?", ["", "/", "/a/b"], ["a", "/a\n"]),
    ("https?://\\S+", ["http://x", "https://é"], ["http:// x", "https://"]),
    ("a{2}", ["aa"], ["a", "aaa"]), ("a{2,}", ["aa", "aaaaa"], ["a"]),
    ("(?:ab){0,2}c", ["c", "abc", "ababc"], ["abababc"]),
    ("(a|b)*c", ["c", "abbac"], ["abdc"]), ("(a*)*", ["", "aaa"], ["b"]), ("(|a)+b", ["b", "aab"], ["a"]),
    ("([0-9]{1,18}( *, *[0-9]{1,18})*)?", ["", "4", "4, 7 ,9"], [",", "4,", "1234567890123456789"]),
    ("\\.\\$\\(\\)\\[\\{\\|\\\\", [".$()[{|\\"], ["x"]), ("\u{e9}|e\u{301}", ["\u{e9}", "e\u{301}"], ["e"]),
    ("a\\tb", ["a\tb"], ["atb"]), ("x{0}", [""], ["x"]),
  ]

  @Test("must match the whole of a value", arguments: cases)
  func matches(_ pattern: String, _ matching: [String], _ others: [String]) throws {
    let read = try Pattern(pattern)
    #expect(matching.filter { !read.matches($0) } == [])
    #expect(others.filter { read.matches($0) } == [])
  }

  static let malformed: [(String, String)] = [
    ("(", "a ')' is missing, at character 2"), (")", "a bracket that was not opened, at character 1"),
    ("a)", "a bracket that was not opened, at character 2"), ("[", "a ']' is missing"),
    ("[]", "'[]' would match nothing"),
    ("[b-a]", "a range in a set leads from nowhere to nowhere, at character 4"),
    ("[\\d-z]", "a range in a set leads from nowhere to nowhere, at character 5"),
    ("[\\D]", "'\\D' in a set is not known, at character 3"),
    ("[[:alpha:]]", "'[' in a set needs a backslash, at character 2"),
    ("a**", "'*' behind a repetition, at character 3"), ("a+?", "'?' behind a repetition, at character 3"),
    ("*", "'*' where nothing can be repeated, or that needs a backslash, at character 1"),
    ("a{", "a number is missing in '{…}', at character 3"), ("a{x}", "a number is missing in '{…}', at character 3"),
    ("a{3,2}", "'{…}' is none of {2}, {2,} and {2,5} with numbers up to 1000, at character 7"),
    ("a{1001}", "a number is missing in '{…}', at character 3"),
    ("a^b", "'^' where nothing can be repeated, or that needs a backslash, at character 2"),
    ("(?!a)", "'(?' that is not '(?:', at character 3"), ("\\1", "'\\1' is not known, at character 2"),
    ("\\b", "'\\b' is not known, at character 2"), ("\\", "a backslash stands at its end"),
    ("(a{1000}){3}", "its repetitions come to more than 2000 steps"),
    (String(repeating: "é", count: 101), "it has 202 bytes, and may have 200"),
  ]

  @Test("that cannot be read is refused with the place", arguments: malformed)
  func refuses(_ pattern: String, _ problem: String) {
    #expect(throws: Pattern.Malformed.self) { try Pattern(pattern) }
    do { _ = try Pattern(pattern) } catch { #expect(error.description == problem) }
  }
}
