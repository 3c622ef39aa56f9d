import HostModel
import HostStorage
import HostSync

extension PatchbayHost {
  /// Sets where mail is handed over; a nil leaves a setting as it is. Gives it as it is then.
  package func setMailServer(
    url: String?, sender: String?, user: String?, password: Secret?, allowsPlain: Bool?
  ) throws -> MailServer {
    let store = try hostStore()
    let old = try store.mailServer()
    guard let url = url ?? old?.server.url, let sender = sender ?? old?.server.sender else {
      throw InputRefused("Mail needs --server and --from the first time. Nothing was changed.")
    }
    try Self.check(url)
    guard let sender = Mailbox(sender)?.address else {
      throw InputRefused(
        "--from '\(ShortText.shown(sender))' cannot be a sender: \(Mailbox.rule). Nothing was changed.")
    }
    let user = user.map { $0.isEmpty ? nil : $0 } ?? old?.server.user
    if password != nil, user == nil {
      throw InputRefused("--password is for a login: give its --user too. Nothing was changed.")
    }
    if allowsPlain == true, user != nil {
      throw InputRefused(
        "--allow-plain is for servers without a login: a password never travels in the open. Nothing was changed.")
    }
    // A password belongs to a server: it must not go to another because only the address was typed anew. No more does the
    // word that it may do without encryption.
    let same = old?.server.url == url ? old : nil
    let kept = same?.password
    let sealed = try password.map { try vault().seal($0, for: .mailPassword(of: url)) } ?? kept
    if user != nil, sealed == nil {
      throw InputRefused("User '\(user ?? "")' needs a password for this server: --password. Nothing was changed.")
    }
    let server = MailServer(
      url: url, sender: sender, user: user, allowsPlain: allowsPlain ?? same?.server.allowsPlain ?? false)
    try store.setMailServer(server, password: user == nil ? nil : sealed)
    return server
  }

  package func mailServer() throws -> MailServer? { try hostStore().mailServer()?.server }

  /// Mail that waits, and mail that is given up: the oldest, and how many there are in all; and what was left out.
  package func queuedMail(limit: Int = 1000) throws -> (mails: [QueuedMail], count: Int, leftOut: MailLeftOut?) {
    let store = try hostStore()
    let (waiting, dead) = try store.mailCounts()
    return (try store.mails(limit: limit), waiting + dead, try store.mailLeftOut())
  }

  /// Lets mail be tried again at once: one, or all that is there, but for what is being sent now; gives how many that are.
  package func retryMail(_ id: Int64?) throws -> (waiting: Int, sending: Int) {
    let counts = try hostStore().retryMail(id, at: now)
    guard counts.waiting + counts.sending > 0 || id == nil else { throw Self.unknown(id) }
    return counts
  }

  package func dropMail(_ id: Int64) throws {
    guard try hostStore().removeMail(id) else { throw Self.unknown(id) }
  }

  /// Forgets what was left out, of which nobody is told any more; gives what it was.
  package func dropMailLeftOut() throws -> MailLeftOut? {
    let store = try hostStore()
    let leftOut = try store.mailLeftOut()
    if leftOut != nil { try store.forgetMailLeftOut() }
    return leftOut
  }

  private static func unknown(_ id: Int64?) -> InputRefused {
    InputRefused("There is no mail \(id ?? 0) that waits or is given up. See 'patchbay mail list'.")
  }

  private static func check(_ url: String) throws(InputRefused) {
    let refusal = InputRefused(
      "--server '\(ShortText.shown(url))' is no mail server, such as smtp://mail.example.org:587 or"
        + " smtps://mail.example.org:465. Nothing was changed.")
    guard let scheme = ["smtp://", "smtps://"].first(where: { url.hasPrefix($0) }) else { throw refusal }
    let place = url.dropFirst(scheme.count)
    // An IPv6 address in brackets, or a name or numbers; then a port, perhaps.
    let pattern = /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?)(:[A-Za-z0-9]*)?/
    guard place.utf8.count <= 255, place.wholeMatch(of: pattern) != nil else { throw refusal }
    // Behind the last colon, unless that is part of an IPv6 address.
    guard let colon = place.lastIndex(of: ":"), place[colon...].firstIndex(of: "]") == nil else { return }
    let port = place[place.index(after: colon)...]
    guard UInt16(port).map({ $0 > 0 }) == true else {
      throw InputRefused(
        "--server '\(ShortText.shown(url))' has the port '\(port)', which is no number from 1 to 65535. Nothing was changed."
      )
    }
  }
}
