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
    return try notify(of: result, config, in: store, since: .nothing)
  }

  /// What has ended between a run and the word of it.
  private enum Newer {
    case nothing
    /// Runs that have not looked at all that this one did.
    case changes
    /// One that has: what this one says of the data config is not how it is.
    case all
  }

  private func notify(
    of result: RunResult, _ config: DataConfig, in store: EventStore, since newer: Newer
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
    let inTime = RunTroubles(of: result, deletions: deletions, creations: holds.count - deletions, at: now)
    let troubles = newer == .changes ? inTime.late : inTime
    var telling = Telling()
    var known: [Int64: Told] = [:]
    for list in lists where newer != .all || list.occasion == .any {
      guard
        let (kind, told) = TellRule.judge(list.occasion, told: try store.told(list.id, of: config.id), run: troubles)
      else { continue }
      known[list.id] = told
      if kind != .silence { telling.add(list, kind) }
    }
    let mails = try mails(of: result, config, telling, in: store)
    if !mails.isEmpty { try hostStore().enqueue(mails, at: now) }
    if newer != .all { for (list, told) in known { try store.setTold(told, list: list, of: config.id) } }
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
    return telling.mailboxes.map { mailbox, reason in
      var text = RunMail(result: result, config: config, event: event, kind: reason.kind)
      (text.withPeople, text.lists) = (reason.withPeople, reason.lists)
      let report = reports[reason.withPeople] ?? AttachedReport(of: result.run, withPeople: reason.withPeople, self)
      reports[reason.withPeople] = report
      text.note = report.note
      return mail(
        text.text, to: mailbox, for: reason.lists, of: event, config: config.name, hasPeople: reason.withPeople,
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
    let newer = try store.runs(of: config.id).filter {
      // Nobody was told of one that refused a person.
      $0.id > run.id && $0.kind == .sync && !cut.contains($0.status) && ($0.isAutomatic || $0.status != .refused)
    }
    let hasAll = newer.contains { !$0.isIncremental && [.completed, .partial].contains($0.status) }
    return try notify(
      of: RunResult(written: run, problems: problems, count: count), config, in: store,
      since: hasAll ? .all : newer.isEmpty ? .nothing : .changes)
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
  private(set) var mailboxes: [(mailbox: Mailbox, reason: Reason)] = []
  /// Where each mailbox stands, by its key.
  private var places: [String: Int] = [:]

  struct Reason {
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
        mailboxes.append((mailbox, Reason(kind: kind, withPeople: list.withPeople, lists: [list.name])))
        continue
      }
      if mailboxes[place].reason.kind == .report { mailboxes[place].reason.kind = kind }
      if list.withPeople { mailboxes[place].reason.withPeople = true }
      mailboxes[place].reason.lists.append(list.name)
    }
  }
}
