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
    let detail = words.split(separator: " ").dropFirst().first ?? ""
    switch (status, command) {
    case (552, _) where !detail.hasPrefix("5.2.2"), (_, _) where detail == "5.3.4" || detail == "5.2.3": self = .ofSize
    // A login is wanted, or what is sent from here is not let through.
    case (530, _), (534, _), (535, _), (538, _): return nil
    case (_, "MAIL"): self = .ofSender
    case (_, _) where detail.hasPrefix("5.7."): return nil
    default: self = .ofMail
    }
  }
}
