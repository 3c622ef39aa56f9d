/// What a mail server's refusal for good is about (RFC 5321, section 4.2; RFC 3463): a pure function. Only what it says of this
/// mail is its last word; that it does not greet, or wants a login, can be mended, and then mail goes.
package enum SMTPRefusal: Sendable {
  /// Its recipient, or what it holds.
  case ofMail
  case ofSize
  /// Who it is from.
  case ofSender

  /// Nil if it may be taken as it is another time, or if nothing tells what the refusal is about.
  ///
  /// - Parameters:
  ///   - words: the server's line: `550 5.1.1 nobody of this name`.
  ///   - command: the command that it answers, in upper case: `MAIL`, `RCPT`, `DATA`.
  package init?(status: Int, words: String, command: String) {
    guard (500..<600).contains(status), ["MAIL", "RCPT", "DATA"].contains(command) else { return nil }
    let detail = words.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    let codes = detail.split(separator: ".").compactMap { Int($0) }
    guard codes.count == 3, codes[0] == 5 else {
      // Without more than its number: 550 and 554 are said of anything, a relay that wants a login included.
      switch (status, command) {
      case (552, "MAIL"), (552, "DATA"): self = .ofSize
      case (_, "MAIL"): self = .ofSender
      case (521, _), (551, _), (553, _), (556, _): self = .ofMail
      default: return nil
      }
      return
    }
    switch (codes[1], codes[2]) {
    case (3, 4), (2, 3): self = .ofSize
    case (1, 7), (1, 8), (7, 27): self = .ofSender
    case (4, 1) where command == "RCPT": self = .ofMail
    case (3, _), (4, _), (5, _): return nil
    // Who sends, or how: a login, a relay, a policy, which someone may mend.
    case (7, _):
      guard command == "MAIL" else { return nil }
      self = .ofSender
    case _ where command == "MAIL": self = .ofSender
    default: self = .ofMail
    }
  }
}
