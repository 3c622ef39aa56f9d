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
