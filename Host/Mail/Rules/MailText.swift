import Foundation
import HostModel

/// A mail's words: as plain text and as HTML.
struct MailText: Sendable, Equatable {
  let subject: String
  /// Lines of one sentence or one fact each.
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
    let line = text.map { $0.isNewline ? " " : String($0) }.joined()
    return line.count > 200 ? line.prefix(199) + "…" : line
  }

  var plain: String {
    lines.map { line in
      switch line {
      case .sentence(let text): text
      case .fact(let name, let value): "  \(name): \(value)"
      case .item(let text): "  - \(text)"
      case .command(let text): "  $ \(text)"
      }
    }.joined(separator: "\n") + "\n"
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
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
      "\"", with: "&quot;")
  }
}
