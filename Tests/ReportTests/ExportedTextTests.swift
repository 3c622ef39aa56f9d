import Foundation
import HostReports
import TestSupport
import Testing

@Suite("What is exported does no harm to whoever opens it") struct ExportedTextTests {
  private let eid = Operator.eid

  /// A desk whose people are synced.
  private func desk(_ people: [String]) throws -> ScriptedDesk {
    let desk = try ScriptedDesk()
    desk.vendor.serveAll("people", people)
    #expect(try desk.sync("people").status == "completed")
    return desk
  }

  private static func person(_ id: String, _ members: String) -> String {
    "{\"id\": \"\(id)\", \"status\": \"ok\", \(members)}"
  }

  /// Beginnings that hide a sign from a guard which looks at the first byte alone.
  private static let hidden = [
    " =1", "\\n=1", "\\u00a0+1", "\\u3000-1", "\\u200c@x", "\\ufe0f =1", "\\uff1d1", "\\uff0b1", "\\uff0d1",
    "\\uff20x", " \\uff1d1", "\\u200e\\ufe66x", "=\\u0301", "\\u034f=1", "'=1", "1=1", "ü=1", "a;=1", " Ada",
    "\\u00a0Ada", "-",
  ]

  @Test("csv: whatever stands before a sign, and in whichever form it is written") func hiddenFormulas() throws {
    let people = Self.hidden.enumerated().map { index, text in Self.person("\(index + 10)", "\"seat\": \"\(text)\"") }
    let desk = try desk(people)
    let rows = try desk.raw(["records", "export", eid, "person", "--format", "csv"]).output.components(
      separatedBy: "\r\n")
    let cells = rows.dropFirst().dropLast().map { row in
      row.components(separatedBy: ",")[8].unicodeScalars.map {
        $0.isASCII ? String($0) : "<\(String($0.value, radix: 16))>"
      }
      .joined()
    }
    #expect(
      cells == [
        "' =1", "\"'\n=1\"", "'<a0>+1", "'<3000>-1", "'<200c>@x", "'<fe0f> =1", "'<ff1d>1", "'<ff0b>1", "'<ff0d>1",
        "'<ff20>x", "' <ff1d>1", "'<200e><fe66>x", "'=<301>", "'<34f>=1", "'=1", "1=1", "<fc>=1", "\"a;=1\"", " Ada",
        "<a0>Ada",
        "'-",
      ])
  }

  @Test("csv: ids with control characters show their pictures, raw ones have them") func controls() throws {
    let desk = try desk([Self.person("a\\u001b[31m\\u0000\\u007f\\u0085b", "\"name\": \"Ada\"")])
    func id(_ words: String...) throws -> String {
      let finished = try desk.raw(["records", "export", eid, "person", "--format", "csv"] + words)
      return finished.output.components(separatedBy: "\r\n")[1].components(separatedBy: ",")[0]
    }
    #expect(try id() == "a␛[31m␀␡\u{FFFD}b")
    #expect(try id("--raw") == "a\u{1B}[31m\0\u{7F}\u{85}b")
  }

  @Test("xlsx: of what a vendor sent a number that no cell keeps is a text too") func numbers() throws {
    let desk = try ScriptedDesk()
    desk.vendor.serveAll(
      "people", [Self.person("1", #""a": 1e999, "b": -1e999, "c": 1e-400, "d": 5e-324, "e": 0e-999, "f": 1.5e3"#)])
    let path = desk.folder + "/preview.xlsx"
    #expect(try desk.raw(["preview", "v/people", "-o", path]).code == 0)
    #expect(
      try lines(path, "Raw API Data") == [
        "1: A\"id\" B\"status\" C\"a\" D\"b\" E\"c\" F\"d\" G\"e\" H\"f\"",
        "2: A\"1\" B\"ok\" C\"1e999\" D\"-1e999\" E\"1e-400\" F\"5e-324\" G0 H1500",
      ])
  }
}
