import HostModel
import HostSync

/// What a run that has ended says of what is wrong with its data config. It is no last word on what it did not look at.
package struct RunTroubles {
  package let status: RunStatus
  /// True if the run asked for everything.
  package let asksForAll: Bool
  /// What it found.
  package let found: [Trouble]
  /// What waits for a person when it has ended, whichever run held it.
  package let held: [Trouble]
  /// When it is told of, seconds since 1970.
  package let at: Double

  package init(status: RunStatus, asksForAll: Bool, found: [Trouble], held: [Trouble] = [], at: Double) {
    self.status = status
    self.asksForAll = asksForAll
    self.found = found
    self.held = held
    self.at = at
  }

  /// - Parameters:
  ///   - deletions: how many are held now.
  ///   - creations: how many are held now.
  init(of result: RunResult, deletions: Int, creations: Int, at now: Double) {
    let run = result.run
    var found: [Trouble] = []
    switch run.status {
    case .failed, .refused, .incomplete:
      // What changed is asked for again by the next run, whichever that is.
      let what = "\(run.status.rawValue): \(TellRule.cause(run.reason))"
      found.append(Trouble(what, needsAll: !run.isIncremental))
    default: break
    }
    if [.partial, .incomplete].contains(run.status) {
      var counts: [String: Int] = [:]
      for problem in result.problems { counts[Self.what(problem), default: 0] += 1 }
      // Of more than are kept it is known how many there are.
      let unkept = result.problemCount - result.problems.count
      if unkept > 0 { counts[Self.records, default: 0] += unkept }
      found += counts.map { Trouble($0.key, count: $0.value, needsAll: true) }
    }
    let held = Trouble.held(deletions: deletions, creations: creations)
    if run.status == .partial, found.isEmpty, held.isEmpty { found.append(Trouble("partial", needsAll: true)) }
    self.init(
      status: run.status, asksForAll: !run.isIncremental, found: found.sorted { $0.what < $1.what }, held: held,
      at: now)
  }

  private static let records = "records"

  /// What is said of records is one trouble; of a field of all of them, one for each field; of the run, one for each cause.
  private static func what(_ problem: Problem) -> String {
    if !problem.record.isEmpty { return records }
    return problem.field.isEmpty ? TellRule.cause(problem.reason) : "field \(problem.field)"
  }
}
