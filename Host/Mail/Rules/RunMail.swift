import Foundation
import HostModel
import HostSync

/// What a mail says of a run.
struct RunMail {
  let result: RunResult
  let config: DataConfig
  let event: Event
  let kind: TellRule.Kind

  /// Problems that are listed; all of them are in the run.
  private static let listed = 20

  var text: MailText {
    let run = result.run
    var lines: [MailText.Line] = [
      .sentence(opening), .fact("Data config", run.config), .fact("Event", event.name),
      .fact("Status", run.status.rawValue), .fact("Run", "\(run.id)\(run.isAutomatic ? ", automatic" : "")"),
      .fact("Started", Date(timeIntervalSince1970: run.started).formatted(.iso8601)),
    ]
    if !run.reason.isEmpty { lines.append(.sentence(run.reason)) }
    if [.completed, .partial, .incomplete].contains(run.status) {
      lines += run.counts.listed.filter { $0.count > 0 || $0.name == "received" }
        .map { .fact(Self.title($0.name), $0.count.grouped) }
      if run.isIncremental { lines.append(.fact("Asked for", "what changed since the last run")) }
      if let stored = result.stored { lines.append(.fact("Stored now", stored.grouped)) }
    }
    if result.problemCount > 0 {
      lines.append(
        .sentence(
          result.problemCount > Self.listed
            ? "The first \(Self.listed) of \(result.problemCount.grouped) problems:" : "Problems:"))
      lines += result.problems.prefix(Self.listed).map { .item(words($0)) }
    }
    if !note.isEmpty { lines.append(.sentence(note)) }
    lines += MailText.lines(ofLists: lists)
    lines += [.sentence("More of it:"), .command("patchbay runs show \(run.id) --event \(config.event)")]
    return MailText(subject: subject, lines: lines)
  }

  /// `Failed: participants of Nordic Summit (pretix)`
  private var subject: String {
    let word: String
    switch kind {
    case .report, .failure, .silence: word = result.run.status.rawValue.capitalizedFirst
    case .again: word = "Still \(result.run.status.rawValue)"
    case .recovery: word = "In order again"
    }
    return MailText.subject("\(word): \(config.dataType) of \(event.name) (\(config.connectionName))")
  }

  private var opening: String {
    let what = result.run.isAutomatic ? "An automatic sync" : "A sync by hand"
    switch (kind, result.run.status) {
    case (.recovery, _): return "\(what) ended in order; before that something was wrong."
    case (.again, _): return "\(what) ended as the last ones did: what was wrong is not mended yet."
    case (_, .completed): return "\(what) ended in order."
    case (_, .partial): return "\(what) applied, and something should be looked at."
    case (_, .incomplete): return "\(what) was cut off by the vendor: what came is applied, and nothing was deleted."
    case (_, .refused): return "\(what) was not made."
    default: return "\(what) failed. Nothing of it was applied."
    }
  }

  /// The id and what is wrong. What is said of a field quotes its value, which is a person's.
  private func words(_ problem: Problem) -> String {
    let place = [problem.record, problem.field].filter { !$0.isEmpty }.joined(separator: " · ")
    let quotes = !problem.record.isEmpty && !problem.field.isEmpty
    let reason = quotes && !withPeople ? "its value does not fit" : problem.reason
    return place.isEmpty ? reason : "\(place): \(reason)"
  }

  var withPeople = false
  /// The names of the lists that have reason to tell.
  var lists: [String] = []
  /// What is to be said of the report; empty for nothing.
  var note = ""

  private static func title(_ name: String) -> String {
    switch name {
    case "heldDeletions": "Held deletions"
    case "heldCreations": "Held creations"
    default: name.capitalizedFirst
    }
  }
}

extension String {
  /// The first letter in upper case, the rest as it is.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
