/// A mail that waits to be sent, or that could not be.
package struct QueuedMail: Sendable {
  package var id: Int64
  package var event: EventID
  /// The data config that it is about, by name; empty for none. Of two about one, to one recipient, the older goes first.
  package var config: String
  package var recipient: String
  /// The names of the lists that have reason to tell.
  package var lists: [String]
  package var subject: String
  package var text: String
  package var html: String
  /// Name and bytes of what is attached. Neither this nor a text is there but of one that is being queued or sent.
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
  /// True if it had a report, which was removed while it waited.
  package var hasLostReport: Bool
  /// The numbers of those that it is made of; empty if it is one.
  package var parts: [Int64] = []

  package init(
    id: Int64 = 0, event: EventID, config: String = "", recipient: String, lists: [String] = [], subject: String,
    text: String, html: String,
    attachment: (name: String, bytes: [UInt8])? = nil, cause: String? = nil, item: String = "", hasPeople: Bool = false,
    made: Double, tries: Int = 0, next: Double, answer: String = "", isDead: Bool = false,
    hasLostReport: Bool = false
  ) {
    self.id = id
    self.event = event
    self.config = config
    self.recipient = recipient
    self.lists = lists
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
    self.hasLostReport = hasLostReport
  }
}

/// A mail that becomes a part of another: what is told of it there.
package struct MailPart: Sendable {
  package let id: Int64
  package let event: EventID
  package let config: String
  package let item: String
  package let lists: [String]
  /// Seconds since 1970.
  package let made: Double
  package let tries: Int

  package init(id: Int64, event: EventID, config: String, item: String, lists: [String], made: Double, tries: Int) {
    self.id = id
    self.event = event
    self.config = config
    self.item = item
    self.lists = lists
    self.made = made
    self.tries = tries
  }
}
