import Foundation
import HostModel
import HostReports
import HostStorage
import HostSync

extension PatchbayHost {
  /// Queues what the lists of a data config are told of a run that has ended; gives how many mails that is.
  ///
  /// Those on a list see neither each other nor other lists: each address gets a mail of its own.
  @discardableResult
  package func notify(of result: RunResult) throws -> Int {
    guard result.run.kind == .sync, result.run.isAutomatic || result.run.status != .refused else { return 0 }
    let (store, config) = try config(result.run.config, evenFrozen: true)
    let attached = try store.subscriptions()
    let lists = try store.subscriberLists().filter { attached[$0.id]?.contains(config.id) ?? false }
    let event = try store.eventRow()
    let counts = result.run.counts
    let outcome = Told(
      status: result.run.status, cause: TellRule.cause(result.run.reason),
      count: result.problemCount + counts.heldDeletions + counts.heldCreations, at: now)
    var queued = 0
    for list in lists {
      let told = try store.told(list.id, of: config.id).told
      guard let kind = TellRule.kind(list.occasion, told: told, now: outcome) else { continue }
      var mail = RunMail(result: result, config: config, event: event, kind: kind)
      mail.withPeople = list.withPeople
      // Where nothing was applied there is no report, and many data configs may have failed for one cause.
      let gathers = result.run.status == .failed
      let file = gathers ? nil : try report(of: result.run, withPeople: list.withPeople)
      try hostStore().enqueue(
        list.addresses.map { address in
          self.mail(mail.text, to: address, of: event, hasPeople: list.withPeople, attachment: file) {
            guard gathers else { return }
            $0.cause = outcome.cause
            $0.item = "\(config.name) (run \(result.run.id)): \(result.run.reason)"
            $0.next = now + Self.gathering
          }
        })
      queued += list.addresses.count
      // Queued first: if the program ends here they are told twice, not never.
      try store.setTold(outcome, list: list.id, of: config.id)
    }
    return queued
  }

  /// Seconds for which failures wait for others of the same cause.
  static let gathering = 60.0
  /// Bytes of a report that is attached; a larger one is fetched by whoever wants it.
  private static let attachmentLimit = 8 << 20

  func mail(
    _ text: MailText, to address: String, of event: Event, hasPeople: Bool = false,
    attachment: (name: String, bytes: [UInt8])? = nil, _ change: (inout QueuedMail) -> Void = { _ in }
  ) -> QueuedMail {
    var mail = QueuedMail(
      event: event.id, recipient: address, subject: text.subject, text: text.plain, html: text.html,
      attachment: attachment, hasPeople: hasPeople, made: now, next: now)
    change(&mail)
    return mail
  }

  /// The run's report as a workbook, if it is of a size for mail.
  private func report(of run: Run, withPeople: Bool) throws -> (name: String, bytes: [UInt8])? {
    guard [.completed, .partial, .incomplete].contains(run.status) else { return nil }
    // Where nobody else may look, and where what a killed program leaves goes after a day.
    let path = "\(home.plans)/report-\(UUID().uuidString).xlsx"
    defer { unlink(path) }
    try SyncWorkbook(runReader(run), withPeople: withPeople).write(to: path)
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= Self.attachmentLimit else {
      return nil
    }
    return (name: "sync-\(run.id).xlsx", bytes: Array(bytes))
  }

  /// Queues a mail to each address of a list that says that mail arrives; gives the addresses.
  package func testList(_ name: String, of event: String) throws -> [String] {
    let store = try store(event)
    let list = try list(name, in: store)
    guard try hostStore().mailServer() != nil else {
      throw RunRefused("No mail can be sent yet. Say where with 'patchbay mail set'. Nothing was sent.")
    }
    let row = try store.eventRow()
    let when =
      switch list.occasion {
      case .any: "after each sync"
      case .error: "when something goes wrong, and when it is right again"
      case .never: "never, as the list is set"
      }
    let text = MailText(
      subject: MailText.subject("Test: list \(list.name) of \(row.name)"),
      lines: [
        .sentence("This is a test. Mail from this host arrives."), .fact("List", list.name), .fact("Event", row.name),
        .fact("You are told", when), .fact("Names of people", list.withPeople ? "yes" : "no"),
      ])
    try hostStore().enqueue(list.addresses.map { mail(text, to: $0, of: row) })
    return list.addresses
  }
}
