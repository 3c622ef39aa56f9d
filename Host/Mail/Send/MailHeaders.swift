import Foundation
import HostModel

/// Header lines of a mail (RFC 5322), with what is not ASCII as encoded words (RFC 2047).
package enum MailHeaders {
  /// Bytes of UTF-8 in one encoded word, so that a line with it and the header's name has at most 76 characters (RFC 2047,
  /// section 2).
  private static let wordBytes = 39

  static func lines(from: String, to: String, subject: String, id: String, at now: Double) -> [String] {
    [
      "From: Patchbay <\(from)>", "To: <\(to)>", "Subject: \(encoded(subject))", "Date: \(date(now))",
      // So that nobody's absence notice comes back (RFC 3834).
      "Message-ID: <\(id)>", "Auto-Submitted: auto-generated",
    ]
  }

  /// A text for a header's value: as it is, or in encoded words, of which none cuts a character.
  package static func encoded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?") && text.utf8.count < 900
    guard !isPlain else { return text }
    var words: [[UInt8]] = [[]]
    for character in text {
      for scalar in String(character).unicodeScalars {
        // A line break inside a word would be one again for whoever decodes it.
        let bytes = Array(String(scalar.steers ? " " : scalar).utf8)
        if words[words.count - 1].count + bytes.count > wordBytes { words.append([]) }
        words[words.count - 1] += bytes
      }
    }
    return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  /// `Thu, 26 Nov 2026 18:30:00 +0000`
  package static func date(_ now: Double) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss xx"
    return formatter.string(from: Date(timeIntervalSince1970: now))
  }
}
