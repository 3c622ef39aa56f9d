import HostModel
import HostSync

/// What a run that has ended says of what is wrong with its data config. It is no last word on what it did not look at.
package struct RunTroubles {
  package let status: RunStatus
  /// True if the run asked for everything.
  package let asksForAll: Bool
  /// What it found.
  package private(set) var found: [Trouble]
  /// What waits for a person when it has ended, whichever run held it.
  package private(set) var held: [Trouble]
  /// True if newer runs have ended, none of which looked at everything: nothing ends by what this one did not find.
  package private(set) var isLate = false
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
      found.append(Trouble(.ended, what, needsAll: !run.isIncremental))
    default: break
    }
    if [.partial, .incomplete].contains(run.status) { found += Self.troubles(result) }
    let held = Trouble.held(deletions: deletions, creations: creations)
    if run.status == .partial, found.isEmpty, held.isEmpty { found.append(Trouble(.list, needsAll: true)) }
    self.init(status: run.status, asksForAll: !run.isIncremental, found: found, held: held, at: now)
  }

  /// The same of a run after which others have ended that asked for changes: they have said what is held, and that what they
  /// look at is in order.
  package var late: RunTroubles {
    var late = self
    late.found.removeAll { !$0.needsAll }
    (late.held, late.isLate) = ([], true)
    return late
  }

  /// How many troubles of one run are told apart.
  private static let toldApart = 50

  private static func troubles(_ result: RunResult) -> [Trouble] {
    var counts: [Trouble: Int] = [:]
    for problem in result.problems { counts[trouble(problem, of: result.run), default: 0] += 1 }
    // Of more than are kept it is known how many there are.
    let unkept = result.problemCount - result.problems.count
    if unkept > 0 { counts[records, default: 0] += unkept }
    var troubles = counts.map { Trouble($0.kind, $0.what, count: $1, needsAll: $0.needsAll) }
    // By kind and words, backwards: records come first.
    troubles.sort { ($0.kind.rawValue, $0.what) > ($1.kind.rawValue, $1.what) }
    let more = troubles.dropFirst(toldApart).reduce(0) { $0 + $1.count }
    return troubles.prefix(toldApart) + (more > 0 ? [Trouble(.others, count: more, needsAll: true)] : [])
  }

  private static let records = Trouble(.records, needsAll: true)

  /// What is said of records is one trouble; of a field of all of them, one for each field; of the run, one for each cause.
  /// What a run for changes says of its list, the next one looks at again, as it asks for the same changes.
  private static func trouble(_ problem: Problem, of run: Run) -> Trouble {
    if !problem.record.isEmpty { return records }
    return problem.field.isEmpty
      ? Trouble(.list, TellRule.cause(problem.reason), needsAll: !run.isIncremental)
      : Trouble(.field, problem.field, needsAll: true)
  }
}
