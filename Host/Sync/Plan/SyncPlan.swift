import Foundation
import HostMapping
import HostModel
import RecordJSON

/// What a run would do: counts, problems, and the spool with what it fetched. Preview shows it, sync applies it.
struct SyncPlan {
  var counts: RunCounts
  var problems: [Problem]
  var problemCount: Int
  /// What the run's status will be once applied.
  var status: RunStatus
  /// One sentence or several; empty if there is nothing to say.
  var reason: Said
  /// The vendor's failure behind an incomplete or failed plan.
  var fault: VendorFault?
  var spool: Spool
  var superseded: Set<UInt32>
  /// True if leaving records are deleted when the plan applies; otherwise they stay, held or for want of completeness.
  var deletes: Bool
  var holdsDeletions: Bool
  var holdsCreations: Bool
  var holdReason: String
  /// True if only what had changed was asked for.
  var isIncremental = false
  /// True if the fetch delivered everything.
  var isComplete: Bool
  /// Ids of pending records that were taken, left, or that the vendor dropped.
  var settled: [[UInt8]]
  /// Ids whose hold or mark of absence ends; what this plan holds is held anew.
  var released: [[UInt8]]
  /// True if it was decided which stored records the vendor lacks: marks of absence and holds are made anew. Otherwise
  /// those stay of which nothing was heard, creations that wait for a person too.
  var judgesAbsence: Bool
  /// True if creations that an earlier run holds are held again.
  var holdsAgain: Bool
  var cursor: [UInt8]?
  /// True if every stored record came, so that all were judged by this plan's outcome version; not known of a kept plan.
  var hasSeenAll = false
  /// The line of the change log up to which records were judged by what they point at; nil: nothing is said of that.
  var referencesJudged: Int64? = nil
  /// How many records the vendor counts each time that it delivers them; nil: as it was known before.
  var repeats: Int?
  /// The outcome version it was made under.
  var outcome: OutcomeVersion
  /// What the vendor was asked with: the revision of the connection's credentials.
  var credentials: Int64 = 0
  /// The guard's limits that it was judged by.
  var limits: GuardLimits
  /// The revision of the config's records it was made against.
  var revision: Int64
  var createdExamples: [RecordExample]
  var updatedExamples: [RecordExample]
  /// Seconds since 1970 when the vendor was asked.
  var fetched: Double
  var live: Int
  /// How often the fields that the data config reads had a value; empty for a plan that says nothing of all records.
  var fillRates: [FillRate]
  /// Every problem of a preview.
  var log: ProblemLog?

  /// Why deletions by absence wait, whatever their number.
  static let doorsReason =
    "From 24 hours before the event until its end, automatic runs delete nothing that the vendor lacks."

  /// True for creations that wait for a person.
  func holds(_ action: SpoolAction) -> Bool {
    action == .create && holdsCreations || action == .createHeld && (holdsCreations || holdsAgain)
  }

  /// What ends to be kept when the plan applies.
  func endings() throws -> Set<KeptList.Ending> {
    var endings: Set<KeptList.Ending> = []
    try spool.forEach { entry, place in
      guard !superseded.contains(place), !holds(entry.action) else { return }
      switch entry.action {
      case .create, .createHeld, .update, .touch:
        for subject in entry.endedKept { endings.insert(.init(record: Array(entry.id), subject: subject)) }
      default: break
      }
    }
    return endings
  }

  /// True if later runs may be measured by how full this one's fields were: it read everything, something of what came
  /// is stored, and the guard does not doubt the answer as a whole.
  var isGoodMeasure: Bool {
    isComplete && !fillRates.isEmpty && !holdsCreations && counts.created + counts.unchanged + counts.updated > 0
  }

  /// True if there is something to apply.
  var isApplicable: Bool { status == .completed || status == .partial || status == .incomplete }
}
