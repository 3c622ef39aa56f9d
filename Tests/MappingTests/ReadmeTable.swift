import HostModel
import RecordJSON
import TestSupport
import Testing

/// The table of transforms in PluginAPI/README.md.
enum ReadmeTable {
  /// One row of the table of transforms, without the backticks.
  struct Row: CustomTestStringConvertible {
    let usage: String
    let example: String
    let from: String
    let to: String
    var testDescription: String { example }
    var name: String { String(usage.prefix { $0 != "(" }) }
  }

  static func transforms() throws -> [Row] {
    try PluginPage.rows(below: PluginPage.transforms).map { cells in
      Row(usage: cells[0], example: cells[1], from: cells[2], to: cells[3])
    }
  }
}

@Suite("The README's table of transforms") struct ReadmeTableTests {
  @Test("has every name and no other, in the order of the error that lists them") func names() throws {
    let rows = try ReadmeTable.transforms()
    var names: [String] = []
    for row in rows where names.last != row.name { names.append(row.name) }
    #expect(names == Transform.usages.map(\.name))
    #expect(Set(rows.map(\.usage)).count == rows.count)
  }

  @Test("has examples that do what it says", arguments: try ReadmeTable.transforms())
  func example(_ row: ReadmeTable.Row) throws {
    let transform = try Transform(row.example)
    #expect(row.example.hasPrefix(row.name))
    #expect(transform.description == row.example)
    let wanted = try JSONTree.parse(row.to)
    let kind: FieldKind =
      switch wanted {
      case .array: .list
      case .number: .number
      case .bool: .boolean
      default: .text
      }
    let record = transform.paths.isEmpty ? "{\"v\": \(row.from)}" : row.from
    #expect(try Mapped.value(record, "v", [row.example], kind) == wanted.text)
  }

  @Test("has a date format's tokens, every one") func tokens() throws {
    let cells = try PluginPage.rows(below: "| token | what stands there |").map { $0[0] }.joined(separator: " ")
    let known = Set(cells.split { " `,".contains($0) }.map(String.init))
    for token in DateFormat.Token.allCases { #expect(known.contains(token.rawValue), "\(token.rawValue)") }
  }

  @Test("counts the names of character references as many as there are, and lists the words of yes and no")
  func counts()
    throws
  {
    let text = try PluginPage.text()
    #expect(text.contains("All 2,125 names of the HTML standard"))
    func list(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("yes is \(list(BooleanWords.standard.yes)); no is \(list(BooleanWords.standard.no))."))
  }

  @Test("shows API field paths that can be read") func paths() throws {
    let rows = try PluginPage.rows(below: "| part | leads to |")
    #expect(rows.count == 7)
    for row in rows { #expect(try FieldPath(row[0]).description == row[0]) }
  }
}
