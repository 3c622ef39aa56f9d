import Foundation
import HostModel
import HostStorage
import HostSync

/// What became of one mail that was tried.
package struct Delivery: Sendable {
  /// The mail's number; of several that became one, the first one's.
  package let mail: Int64
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
  /// Tries after which a report is left out.
  private static let triesWithReport = 2
  /// Seconds for which a mail is tried.
  private static let lifetime = 86_400.0
  /// Seconds for which a mail that is being sent is nobody else's: longer than any transfer may take, twice.
  private static let lease = 300.0

  /// Sends one mail that is due, of these alone if `only` says so; nil if there is none, or if it was not said where mail goes.
  package func deliverNext(only: [Int64]? = nil) throws -> Delivery? {
    let store = try hostStore()
    guard let (server, sealed) = try store.mailServer() else { return nil }
    // Before a mail is taken: each would be tried in vain.
    let password = try sealed.map { try mailPassword($0, of: server) }
    guard let (first, others, leftOut) = try store.takeDueMail(at: now, lease: Self.lease, only: only) else {
      return nil
    }
    var mail = others.isEmpty ? first : MailDigest(of: first, others).mail
    if first.hasLostReport, others.isEmpty {
      mail.add(
        "The report is not attached: it was removed while this mail waited. 'patchbay runs report' makes it again.")
    }
    if let leftOut { mail.add(Self.words(leftOut)) }
    let caFile = environment["PATCHBAY_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    let transfer = SMTPTransfer(server: server, password: password, caFile: caFile)
    // One that is too slow, or whose workbook someone on the way does not like, keeps no later one waiting for a day.
    let lastWords =
      "The command was told to stop while it handed a mail to \(mail.recipient) to \(server.url). That mail is tried again in"
      + " \(Int(Self.lease / 60)) minutes at the earliest, and may come twice."
    let outcome = interruption.waiting(lastWords) {
      let outcome = transfer.send(mail.tries < Self.triesWithReport ? mail : mail.withoutReport, at: now)
      guard case .tooLarge = outcome, mail.attachment != nil else { return outcome }
      return transfer.send(mail.withoutReport, at: now)
    }
    let parts = [MailPart(first)] + others
    func delivery(_ outcome: Delivery.Outcome) -> Delivery {
      Delivery(mail: first.id, recipient: mail.recipient, subject: mail.subject, outcome: outcome)
    }
    switch outcome {
    case .sent:
      try store.removeMail(parts.map(\.id), told: leftOut, to: first.recipient)
      return delivery(.sent)
    case .never(let answer), .tooLarge(let answer):
      try store.postpone(parts.map { ($0.id, nil, answer) })
      return delivery(.never(answer))
    case .later(let answer):
      let tries = parts.map { (part: $0, next: next(after: $0)) }
      try store.postpone(
        tries.map { ($0.part.id, $0.next, $0.next == nil ? "Given up after a day: \(answer)" : answer) })
      guard let next = tries.compactMap(\.next).min() else {
        return delivery(.never("given up after a day: \(answer)"))
      }
      return delivery(.later(answer, at: next))
    }
  }

  private static func words(_ leftOut: MailLeftOut) -> String {
    let since = Date(timeIntervalSince1970: leftOut.since).formatted(.iso8601)
    return
      "Since \(since) this host has left out \(leftOut.words) to you: more waited for the mail server than is kept. What"
      + " happened is in 'patchbay runs list'."
  }

  /// When a mail that was not taken is tried again; nil: never more.
  private func next(after mail: MailPart) -> Double? {
    let wait = Self.waits[min(mail.tries, Self.waits.count - 1)] * 60
    return abs(now - mail.made) + wait <= Self.lifetime ? now + wait : nil
  }

  private func mailPassword(_ sealed: [UInt8], of server: MailServer) throws -> Secret {
    do { return try vault(opening: true).open(sealed, of: .mailPassword(of: server.url)) } catch {
      throw RunRefused(
        "The password for \(server.url) cannot be opened: \(error) That of the mail server is typed with 'patchbay mail set"
          + " --password'. Until then no mail goes.")
    }
  }
}

extension QueuedMail {
  /// The same mail, without what made it too large.
  fileprivate var withoutReport: QueuedMail {
    guard attachment != nil else { return self }
    var mail = self
    mail.attachment = nil
    mail.add("The report is not attached: the mail server did not take the mail with it.")
    return mail
  }

  /// Adds a sentence at the end.
  fileprivate mutating func add(_ note: String) {
    text += note + "\n"
    html = html.replacing("</body>", with: "<p>\(note)</p>\n</body>")
  }
}

extension MailPart {
  init(_ mail: QueuedMail) {
    self.init(
      id: mail.id, event: mail.event, config: mail.config, item: mail.item, lists: mail.lists, made: mail.made,
      tries: mail.tries)
  }
}
