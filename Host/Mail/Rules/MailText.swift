import Foundation
import HostModel

/// A mail's words: as plain text and as HTML.
struct MailText: Sendable, Equatable {
  let subject: String
  /// Lines of one sentence or one fact each; what stands in one cannot begin another.
  var lines: [Line]

  enum Line: Sendable, Equatable {
    case sentence(String)
    /// A name and a value, of which several stand under each other.
    case fact(String, String)
    case item(String)
    /// A command, as it is typed.
    case command(String)
  }

  /// Short enough for a list of mails, on one line.
  static func subject(_ text: String) -> String {
    let line = text.onOneLine.unicodeScalars
    return line.count > 200 ? String(line.prefix(199)) + "…" : String(line)
  }

  /// Says why one mail came to somebody whom several lists have reason to tell.
  static func lines(ofLists names: [String]) -> [Line] {
    guard let last = names.last, names.count > 1 else { return [] }
    let others = names.dropLast().map { "'\($0)'" }.joined(separator: ", ")
    return [.sentence("Lists \(others) and '\(last)' have reason to tell you of it. This one mail is for all of them.")]
  }

  var plain: String {
    lines.map { line in
      switch line {
      case .sentence(let text): text
      case .fact(let name, let value): "  \(name): \(value)"
      case .item(let text): "  - \(text)"
      case .command(let text): "  $ \(text)"
      }
    }.map { $0.onOneLine + "\n" }.joined()
  }

  var html: String {
    var body: [String] = []
    var facts: [String] = []
    var items: [String] = []
    func flush() {
      if !facts.isEmpty { body.append("<table cellpadding=\"0\" cellspacing=\"0\">\(facts.joined())</table>") }
      if !items.isEmpty { body.append("<ul>\(items.joined())</ul>") }
      (facts, items) = ([], [])
    }
    for line in lines {
      switch line {
      case .fact(let name, let value):
        if !items.isEmpty { flush() }
        facts.append(
          "<tr><td style=\"padding:2px 16px 2px 0;color:#555\">\(Self.escaped(name))</td>"
            + "<td style=\"padding:2px 0\">\(Self.escaped(value))</td></tr>")
      case .item(let text):
        if !facts.isEmpty { flush() }
        items.append("<li>\(Self.escaped(text))</li>")
      case .sentence(let text):
        flush()
        body.append("<p>\(Self.escaped(text))</p>")
      case .command(let text):
        flush()
        body.append("<pre style=\"background:#f4f4f4;padding:8px\">\(Self.escaped(text))</pre>")
      }
    }
    flush()
    return
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>\(Self.escaped(subject))</title></head>\n"
      + "<body style=\"font-family:sans-serif;font-size:14px;color:#222\">\n\(body.joined(separator: "\n"))\n</body></html>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.onOneLine.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
      "\"", with: "&quot;")
  }
}
