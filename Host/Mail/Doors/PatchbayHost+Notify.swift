import HostModel
import HostSchedule
import HostStorage
import HostSync

extension PatchbayHost {
  /// Queues what the lists of a data config are told of a run that has ended; gives how many mails that is.
  ///
  /// Those on a list see neither each other nor other lists: each mailbox gets a mail of its own, and one alone if it is on
  /// several, which names them. If it ends half-way someone is told twice, not never: see ``tell(of:)``.
  @discardableResult
  package func notify(of result: RunResult) throws -> Int {
    guard result.run.kind == .sync, let ended = result.run.finished else { return 0 }
    let (store, config) = try config(result.run.config, evenFrozen: true)
    // Nobody is to be told, or someone else does.
    guard try store.takeUntold(result.run.id, since: ended, at: now) else { return 0 }
    return try notify(of: result, config, in: store, isLate: false)
  }

  /// `isLate`: a newer run has ended meanwhile, so that what this one says of the data config is not how it is.
  private func notify(
    of result: RunResult, _ config: DataConfig, in store: EventStore, isLate: Bool
  ) throws -> Int {
    // A person who was refused has read why.
    guard result.run.isAutomatic || result.run.status != .refused else {
      try store.setTold(run: result.run.id)
      return 0
    }
    let attached = try store.subscriptions()
    let lists = try store.subscriberLists().filter { attached[$0.id]?.contains(config.id) ?? false }
    let holds = try store.holds(of: config.id)
    let deletions = holds.count { $0.isDeletion }
    let troubles = RunTroubles(of: result, deletions: deletions, creations: holds.count - deletions, at: now)
    var telling = Telling()
    var known: [Int64: Told] = [:]
    for list in lists where !isLate || list.occasion == .any {
      guard
        let (kind, told) = TellRule.judge(list.occasion, told: try store.told(list.id, of: config.id), run: troubles)
      else { continue }
      known[list.id] = told
      if kind != .silence { telling.add(list, kind) }
    }
    let mails = try mails(of: result, config, telling, in: store)
    if !mails.isEmpty { try hostStore().enqueue(mails, at: now) }
    if !isLate { for (list, told) in known { try store.setTold(told, list: list, of: config.id) } }
    try store.setTold(run: result.run.id)
    return mails.count
  }

  private func mails(
    of result: RunResult, _ config: DataConfig, _ telling: Telling, in store: EventStore
  ) throws -> [QueuedMail] {
    let event = try store.eventRow()
    // Where nothing was applied there is no report, and many data configs may have failed for one cause.
    let cause = result.run.status == .failed ? try failureCause(of: result, config, in: store) : nil
    var reports: [Bool: AttachedReport] = [:]
    return telling.mailboxes.map { mailbox, told in
      var text = RunMail(result: result, config: config, event: event, kind: told.kind)
      (text.withPeople, text.lists) = (told.withPeople, told.lists)
      let report = reports[told.withPeople] ?? AttachedReport(of: result.run, withPeople: told.withPeople, self)
      reports[told.withPeople] = report
      text.note = report.note
      return mail(
        text.text, to: mailbox, for: told.lists, of: event, config: config.name, hasPeople: told.withPeople,
        attachment: report.file
      ) {
        guard let cause else { return }
        $0.cause = cause
        $0.item = "\(config.name) (run \(result.run.id)): \(result.run.reason)"
        $0.next = now + Self.gathering
      }
    }
  }

  /// What failures have in common that become one mail: the vendor and what is wrong with it, whatever list was asked for.
  private func failureCause(of result: RunResult, _ config: DataConfig, in store: EventStore) throws -> String {
    guard let fault = result.fault else {
      return TellRule.cause(result.run.reason.replacing(config.name, with: "it"))
    }
    let endpoint = try store.connections().first { $0.id == config.connection }?.endpoint ?? ""
    let server = endpoint.split(separator: "/").dropFirst().first ?? ""
    return "Failed: \(fault.kind) \(config.connector) \(server)"
  }

  /// Tells of a run that ended a while ago, of which nobody was told: its program was killed, or could not; nil if someone
  /// else does.
  package func tell(of untold: UntoldRun) throws -> Int? {
    let store = try EventStore.open(untold.event, in: home)
    guard try store.takeUntold(untold.run, since: untold.since, at: now), let run = try store.run(untold.run) else {
      return nil
    }
    // What could not be told for a day is news no more; its data config may be gone.
    guard abs(now - (run.finished ?? run.started)) < Self.newsworthy else {
      try store.setTold(run: run.id)
      throw RunRefused("\(run.config): nobody could be told of this run for a day, and nobody is.")
    }
    let (problems, count) = try store.problems(of: run.id)
    let config = try config(run.config, evenFrozen: true).config
    let cut: Set<RunStatus> = [.running, .interrupted, .cancelled]
    let isLate = try store.runs(of: config.id).contains {
      $0.id > run.id && $0.kind == .sync && !cut.contains($0.status)
    }
    return try notify(
      of: RunResult(written: run, problems: problems, count: count), config, in: store, isLate: isLate)
  }

  /// Seconds for which it is tried to tell of a run.
  private static let newsworthy = 86_400.0

  /// Seconds for which failures wait for others of the same cause.
  static let gathering = 60.0

  func mail(
    _ text: MailText, to mailbox: Mailbox, for lists: [String], of event: Event, config: String = "",
    hasPeople: Bool = false,
    attachment: (name: String, bytes: [UInt8])? = nil, _ change: (inout QueuedMail) -> Void = { _ in }
  ) -> QueuedMail {
    var mail = QueuedMail(
      event: event.id, config: config, recipient: mailbox.address, lists: lists, subject: text.subject,
      text: text.plain, html: text.html, attachment: attachment, hasPeople: hasPeople, made: now, next: now)
    change(&mail)
    return mail
  }
}

/// Who is told of a run, and what.
private struct Telling {
  private(set) var mailboxes: [(mailbox: Mailbox, told: Told)] = []
  /// Where each mailbox stands, by its key.
  private var places: [String: Int] = [:]

  struct Told {
    var kind: TellRule.Kind
    var withPeople: Bool
    /// The lists that have reason to tell.
    var lists: [String]
  }

  /// What goes wrong, or is right again, says more than that something happened.
  mutating func add(_ list: SubscriberList, _ kind: TellRule.Kind) {
    for mailbox in list.mailboxes {
      guard let place = places[mailbox.key] else {
        places[mailbox.key] = mailboxes.count
        mailboxes.append((mailbox, Told(kind: kind, withPeople: list.withPeople, lists: [list.name])))
        continue
      }
      if mailboxes[place].told.kind == .report { mailboxes[place].told.kind = kind }
      if list.withPeople { mailboxes[place].told.withPeople = true }
      mailboxes[place].told.lists.append(list.name)
    }
  }
}
