import Foundation
import HostModel
import HostSchedule
import HostStorage
import HostSync

extension PatchbayHost {
  /// Queues alarms for data configs of which no good run happened for twice their frequency, on whatever node they are, and
  /// the word that one happened again; gives how many mails that is. One event that cannot be read keeps no other from it.
  package func raiseAlarms(on jobs: [StaleJob]) throws -> (queued: Int, problems: [String]) {
    var (queued, problems) = (0, [String]())
    guard !jobs.isEmpty else { return (0, []) }
    let alarms = try hostStore().alarms()
    for job in jobs {
      do { queued += try raiseAlarm(on: job, alarms) } catch { problems.append("\(job.name): \(error)") }
    }
    return (queued, problems)
  }

  private func raiseAlarm(on job: StaleJob, _ alarms: [AlarmKey: Double]) throws -> Int {
    let due = job.lists.compactMap { list -> (key: AlarmKey, alarmed: Double?, kind: FreshnessRule.Kind)? in
      let key = AlarmKey(job: job.key, list: list)
      return FreshnessRule.kind(
        every: job.autoSync.every, since: job.since, lastGood: job.lastGood, isOver: job.isOver, alarmed: alarms[key],
        now: now
      ).map { (key, alarms[key], $0) }
    }
    // Most are told already, and nothing is to be read of them.
    guard !due.isEmpty else { return 0 }
    let store = try EventStore.open(job.key.event, in: home)
    let event = try store.eventRow()
    let lists = try store.subscriberLists()
    var told: Set<String> = []
    /// The lists that have reason to tell, by mailbox.
    var reasons: [String: [String]] = [:]
    for list in lists where due.contains(where: { $0.key.list == list.id }) {
      for mailbox in list.mailboxes { reasons[mailbox.key, default: []].append(list.name) }
    }
    var queued = 0
    for (key, alarmed, kind) in due {
      guard let list = lists.first(where: { $0.id == key.list }) else { continue }
      let mailboxes = list.mailboxes.filter { !told.contains($0.key) }
      let mails = mailboxes.map { mailbox in
        let names = reasons[mailbox.key] ?? []
        var text = Self.text(kind, job, event)
        text.lines += MailText.lines(ofLists: names)
        return mail(text, to: mailbox, for: names, of: event, config: job.name) {
          guard kind != .recovery else { return }
          $0.cause = "No good run: \(event.node)"
          $0.item = "\(job.name): \(Self.words(job))"
          $0.next = now + Self.gathering
        }
      }
      // Whoever writes it down first tells it; the others have nothing to tell.
      guard try hostStore().enqueue(mails, at: now, of: key, told: kind == .recovery ? nil : now, after: alarmed) else {
        continue
      }
      told.formUnion(mailboxes.map(\.key))
      queued += mails.count
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
