import HostModel

/// One mail of several about one cause.
struct MailDigest {
  let mail: QueuedMail

  /// Lines of trouble that are listed, and events of which the command is given.
  private static let (listed, events) = (50, 3)

  init(of first: QueuedMail, _ others: [MailPart]) {
    let parts = [MailPart(first)] + others
    let configs = Set(parts.map { $0.config.isEmpty ? String($0.id) : $0.config }).count
    let words = "\(configs.grouped) data config\(configs == 1 ? "" : "s")"
    // Of a data config that has failed twice meanwhile both are said.
    let count = configs == parts.count ? words : "\(parts.count.grouped) times, in \(words)"
    var lines: [MailText.Line] = [
      .sentence(configs == parts.count ? "\(words) have the same trouble:" : "The same trouble \(count):")
    ]
    lines += parts.prefix(Self.listed).map { .item($0.item) }
    if parts.count > Self.listed { lines.append(.sentence("And \((parts.count - Self.listed).grouped) more.")) }
    var events: [EventID] = []
    for part in parts where !events.contains(part.event) { events.append(part.event) }
    lines.append(.sentence("See the runs of an event, newest first, and when each runs next:"))
    for event in events.prefix(Self.events) {
      lines += [.command("patchbay runs list \(event)"), .command("patchbay scheduler \(event)")]
    }
    var lists: [String] = []
    for name in parts.flatMap(\.lists) where !lists.contains(name) { lists.append(name) }
    lines += MailText.lines(ofLists: lists)
    let word = first.subject.prefix { $0 != ":" }
    let text = MailText(subject: MailText.subject("\(word): \(count), for one cause"), lines: lines)
    var mail = first
    (mail.subject, mail.text, mail.html, mail.attachment) = (text.subject, text.plain, text.html, nil)
    // Not that of the first one alone: it may have come before, and this one would be taken for it.
    mail.parts = parts.map(\.id)
    self.mail = mail
  }
}
