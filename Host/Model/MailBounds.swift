import Foundation

/// How much mail may wait in a home: a mail server that is down for weeks must not fill the disk, and whoever comes back to it
/// wants to know how things are, not how they were five hundred times.
package enum MailBounds {
  /// Mails to one mailbox about one data config.
  package static let alike = 20
  /// Mails in all, and mails that were given up.
  package static let (waiting, dead) = (20_000, 10_000)
  /// Bytes of all texts and reports.
  package static let bytes = 256 << 20
  /// Days for which a mail waits, if nothing has tried to send it.
  package static let days = 7.0
}

/// What did not fit into `MailBounds` and was not told of yet.
package struct MailLeftOut: Sendable, Equatable {
  package var mails: Int
  /// Reports of mails that were or will be sent.
  package var reports: Int
  /// When the first of them was left out, in seconds since 1970.
  package var since: Double

  package init(mails: Int, reports: Int, since: Double) {
    (self.mails, self.reports, self.since) = (mails, reports, since)
  }

  /// `12 mails and 3 reports`
  package var words: String {
    func counted(_ number: Int, _ noun: String) -> String { "\(number.grouped) \(noun)\(number == 1 ? "" : "s")" }
    let parts = [mails > 0 ? counted(mails, "mail") : "", reports > 0 ? counted(reports, "report") : ""]
    return parts.filter { !$0.isEmpty }.joined(separator: " and ")
  }

  /// For whoever looks after the host.
  package var sentence: String {
    let time = Date(timeIntervalSince1970: since).formatted(.iso8601)
    return "\(words) left out since \(time), as more waited than is kept; each address is told with its next mail."
      + " 'patchbay mail drop --left-out' forgets it."
  }
}
