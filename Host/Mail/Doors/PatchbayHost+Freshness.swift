import Foundation
import HostModel
import HostSchedule
import HostStorage
import HostSync

extension PatchbayHost {
  /// Queues alarms for data configs of which no good run happened for twice their frequency, on whatever node they are, and
  /// the word that one happened again; gives how many mails that is. One event that cannot be read keeps no other from it.
  package func raiseAlarms(on jobs: [StaleJob]) -> (queued: Int, problems: [String]) {
    var (queued, problems) = (0, [String]())
    for job in jobs {
      do { queued += try raiseAlarm(on: job) } catch { problems.append("\(job.name): \(error)") }
    }
    return (queued, problems)
  }

  private func raiseAlarm(on job: StaleJob) throws -> Int {
    let store = try EventStore.open(job.key.event, in: home)
    let attached = try store.subscriptions()
    let event = try store.eventRow()
    var queued = 0
    for list in try store.subscriberLists() where list.occasion != .never {
      guard attached[list.id]?.contains(job.key.config) ?? false else { continue }
      let alarmed = try store.told(list.id, of: job.key.config).alarm
      guard
        let kind = FreshnessRule.kind(
          every: job.autoSync.every, since: job.since, lastGood: job.lastGood, isOver: job.isOver,
          alarmed: alarmed, now: now)
      else { continue }
      // Whoever writes it down first tells it; the others have nothing to tell.
      guard
        try store.setAlarm(kind == .recovery ? nil : now, after: alarmed, list: list.id, of: job.key.config)
      else { continue }
      let text = Self.text(kind, job, event)
      try hostStore().enqueue(
        list.addresses.map { address in
          mail(text, to: address, of: event) {
            guard kind != .recovery else { return }
            $0.cause = "No good run: \(event.node)"
            $0.item = "\(job.name): \(Self.words(job))"
            $0.next = now + Self.gathering
          }
        })
      queued += list.addresses.count
    }
    return queued
  }

  private static func text(_ kind: FreshnessRule.Kind, _ job: StaleJob, _ event: Event) -> MailText {
    let name = job.name.split(separator: "/").dropFirst().joined(separator: "/")
    guard kind != .recovery else {
      return MailText(
        subject: MailText.subject("Runs again: \(name) of \(event.name)"),
        lines: [.sentence("\(job.name) has had a good run again.")])
    }
    return MailText(
      subject: MailText.subject("\(kind == .again ? "Still no" : "No") good run: \(name) of \(event.name)"),
      lines: [
        .sentence("\(job.name) runs by itself \(job.autoSync.words), and \(words(job))"),
        .sentence("What the event has may be old. See when it runs next, and why not sooner:"),
        .command("patchbay scheduler \(event.id)"),
      ])
  }

  private static func words(_ job: StaleJob) -> String {
    let last = job.lastGood.map { "the last good run ended \(Date(timeIntervalSince1970: $0).formatted(.iso8601))." }
    return (last ?? "no run was good yet.") + (job.reason.isEmpty ? "" : " \(job.reason)")
  }
}
