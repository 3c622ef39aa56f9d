import HostModel
import HostStorage
import HostSync

/// What became of one mail that was tried.
package struct Delivery: Sendable {
  package let recipient: String
  package let subject: String
  package let outcome: Outcome

  package enum Outcome: Sendable, Equatable {
    case sent
    /// It is tried again at this time, seconds since 1970.
    case later(String, at: Double)
    case never(String)
  }
}

extension PatchbayHost {
  /// Minutes after each try that a mail waits for the next; the last one counts from then on.
  private static let waits = [1.0, 5, 15, 60]
  /// Seconds for which a mail is tried.
  private static let lifetime = 86_400.0
  /// Seconds for which a mail that is being sent is nobody else's: longer than any transfer may take.
  private static let lease = 300.0

  /// Sends one mail that is due; nil if there is none, or if it was not said where mail goes.
  package func deliverNext() throws -> Delivery? {
    let store = try hostStore()
    guard let (server, sealed) = try store.mailServer() else { return nil }
    let mails = try store.takeDueMail(at: now, lease: Self.lease)
    guard var mail = mails.first else { return nil }
    let password = try sealed.map { try vault(opening: true).open($0, of: .mailPassword) }
    if mails.count > 1 { mail = Self.digest(of: mails) }
    let caFile = environment["PATCHBAY_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    let ids = mails.map(\.id)
    func delivery(_ outcome: Delivery.Outcome) -> Delivery {
      Delivery(recipient: mail.recipient, subject: mail.subject, outcome: outcome)
    }
    switch SMTPTransfer(server: server, password: password, caFile: caFile).send(mail, at: now) {
    case .sent:
      try store.removeMail(ids)
      return delivery(.sent)
    case .never(let answer):
      try store.postpone(ids, until: nil, answer: answer)
      return delivery(.never(answer))
    case .later(let answer):
      let wait = Self.waits[min(mail.tries, Self.waits.count - 1)] * 60
      guard abs(now - mail.made) + wait <= Self.lifetime else {
        try store.postpone(ids, until: nil, answer: "Given up after a day: \(answer)")
        return delivery(.never("given up after a day: \(answer)"))
      }
      try store.postpone(ids, until: now + wait, answer: answer)
      return delivery(.later(answer, at: now + wait))
    }
  }

  /// One mail of several about one cause.
  static func digest(of mails: [QueuedMail]) -> QueuedMail {
    var mail = mails[0]
    let word = mail.subject.prefix { $0 != ":" }
    let text = MailText(
      subject: MailText.subject("\(word): \(mails.count) data configs, for one cause"),
      lines: [.sentence("\(mails.count) data configs have the same trouble:")] + mails.map { .item($0.item) }
        + [
          .sentence("See the runs of an event, newest first:"), .command("patchbay runs list \(mail.event)"),
        ])
    (mail.subject, mail.text, mail.html, mail.attachment) = (text.subject, text.plain, text.html, nil)
    return mail
  }
}
