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
  package let addresses: [String]

  package init(id: Int64, name: String, occasion: Occasion, withPeople: Bool, addresses: [String]) {
    self.id = id
    self.name = name
    self.occasion = occasion
    self.withPeople = withPeople
    self.addresses = addresses
  }

  /// Why a text cannot be a mail address here, or nil. Stricter than RFC 5321: what could end a line, begin a second address
  /// or need quotes is refused.
  package static func problem(withAddress text: String) -> String? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let forbidden = Set("<>,;:\"()[]\\ ".utf8)
    // Letters beyond ASCII would need a server that knows SMTPUTF8 (RFC 6531).
    let fits =
      parts.count == 2 && !parts[0].isEmpty && !text.hasPrefix("-") && text.utf8.count <= 254
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }
    guard fits,
      parts[1] == "localhost"
        || parts[1].contains(".") && !parts[1].split(separator: ".", omittingEmptySubsequences: false).contains("")
    else { return "one address in plain letters, such as ada@example.org, without a name" }
    return nil
  }
}

/// What those on a list were last told of a data config.
package struct Told: Sendable, Hashable {
  package let status: RunStatus
  /// The sentence without its numbers.
  package let cause: String
  /// Problems and holds.
  package let count: Int
  /// Seconds since 1970.
  package let at: Double

  package init(status: RunStatus, cause: String, count: Int, at: Double) {
    self.status = status
    self.cause = cause
    self.count = count
    self.at = at
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

/// A mail that waits to be sent, or that could not be.
package struct QueuedMail: Sendable {
  package var id: Int64
  package var event: EventID
  /// The data config that it is about, by name; empty for none. Of two about one, to one recipient, the older goes first.
  package var config: String
  package var recipient: String
  package var subject: String
  package var text: String
  package var html: String
  /// Name and bytes of what is attached.
  package var attachment: (name: String, bytes: [UInt8])?
  /// Failures of one cause to one recipient become one mail: the cause as a sentence, and what this one is about.
  package var cause: String?
  package var item: String
  /// True if it names people.
  package var hasPeople: Bool
  /// Seconds since 1970.
  package var made: Double
  package var tries: Int
  package var next: Double
  /// The server's last word.
  package var answer: String
  /// True if it is not tried any more.
  package var isDead: Bool
  /// The numbers of those that it is made of; empty if it is one.
  package var parts: [Int64] = []

  package init(
    id: Int64 = 0, event: EventID, config: String = "", recipient: String, subject: String, text: String, html: String,
    attachment: (name: String, bytes: [UInt8])? = nil, cause: String? = nil, item: String = "", hasPeople: Bool = false,
    made: Double, tries: Int = 0, next: Double, answer: String = "", isDead: Bool = false
  ) {
    self.id = id
    self.event = event
    self.config = config
    self.recipient = recipient
    self.subject = subject
    self.text = text
    self.html = html
    self.attachment = attachment
    self.cause = cause
    self.item = item
    self.hasPeople = hasPeople
    self.made = made
    self.tries = tries
    self.next = next
    self.answer = answer
    self.isDead = isDead
  }
}

/// A mail that becomes a part of another: what is told of it there.
package struct MailPart: Sendable {
  package let id: Int64
  package let event: EventID
  package let config: String
  package let item: String
  /// Seconds since 1970.
  package let made: Double
  package let tries: Int

  package init(id: Int64, event: EventID, config: String, item: String, made: Double, tries: Int) {
    self.id = id
    self.event = event
    self.config = config
    self.item = item
    self.made = made
    self.tries = tries
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
