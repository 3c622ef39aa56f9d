import Foundation

/// PluginAPI/README.md, whose tables tests hold the code to.
package enum PluginPage {
  package static func text() throws -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: tests.appending(path: "../../PluginAPI/README.md"), encoding: .utf8)
  }

  /// The cells of the table with this head, without backticks; empty if there is none.
  package static func rows(below head: String) throws -> [[String]] {
    let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: Substring(head)) else { return [] }
    return lines[(start + 2)...].prefix { $0.hasPrefix("| ") }.map { line in
      line.dropFirst(2).dropLast(2).split(separator: " | ").map { cell in
        cell.hasPrefix("`") && cell.hasSuffix("`") ? String(cell.dropFirst().dropLast()) : String(cell)
      }
    }
  }

  /// The head of the table of transforms.
  package static let transforms = "| transform | example | from | to |"
}
