/// Who is told of a data config's runs, and when: a list of addresses under a name (DESIGN §7).
package struct SubscriberList: Sendable, Hashable {
  /// When those on the list get a mail.
  package enum Occasion: String, Sendable, CaseIterable {
    /// After each sync.
    case any
    /// When something goes wrong, gets worse or is right again; then daily while it lasts.
    case error
    case never
  }

  package let id: Int64
  package let name: String
  package let occasion: Occasion
  /// True if mails may name people and hold their values.
  package let withPeople: Bool
  /// As their owners spell them. A list of an earlier program may have one mailbox in several spellings.
  package let addresses: [String]

  /// Who gets mail: each mailbox once.
  package var mailboxes: [Mailbox] {
    var known: Set<String> = []
    return addresses.map(Mailbox.init(stored:)).filter { known.insert($0.key).inserted }
  }

  package init(id: Int64, name: String, occasion: Occasion, withPeople: Bool, addresses: [String]) {
    self.id = id
    self.name = name
    self.occasion = occasion
    self.withPeople = withPeople
    self.addresses = addresses
  }
}

/// Where mail is handed over.
package struct MailServer: Sendable {
  /// `smtp://mail.example.org:587` or `smtps://mail.example.org:465`.
  package let url: String
  package let sender: String
  package let user: String?
  /// True if a server that knows no TLS may do, for mail without a login.
  package let allowsPlain: Bool

  package init(url: String, sender: String, user: String?, allowsPlain: Bool) {
    self.url = url
    self.sender = sender
    self.user = user
    self.allowsPlain = allowsPlain
  }
}

/// An alarm that a list was sent: that no good run of a data config happens.
package struct AlarmKey: Sendable, Hashable {
  package let job: JobKey
  package let list: Int64

  package init(job: JobKey, list: Int64) {
    self.job = job
    self.list = list
  }
}
