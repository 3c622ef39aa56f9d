import HostModel

/// Decides whether deletions, and creations beside them, may apply (DESIGN §2, rule 2). A pure function.
struct DeletionGuard {
  struct Verdict: Equatable {
    var holdsDeletions = false
    var holdsCreations = false
    /// Why, as a sentence for the operator; empty if nothing is held.
    var reason = ""
  }

  let limits: GuardLimits

  /// - Parameters:
  ///   - missing: live records that the vendor did not deliver and that do not leave yet: it takes another run to be sure.
  ///   - stored: live records before the run.
  ///   - recentlyDeleted: deleted from this config in the last 24 hours, without what a person approved and what was undone.
  func judge(deletions: Int, missing: Int, creations: Int, stored: Int, recentlyDeleted: Int) -> Verdict {
    guard deletions + missing > 0 else { return Verdict() }
    var verdict = Verdict()
    let base = stored + recentlyDeleted
    let recent =
      recentlyDeleted > 0 ? " (\(recentlyDeleted.grouped) were deleted in the last 24 hours without approval)" : ""
    if deletions > 0 {
      if deletions >= stored, creations == 0 {
        let all = stored == 1 ? "The only stored record" : "All \(stored.grouped) stored records"
        verdict.reason = "\(all) would leave\(recent)."
      } else if let limit = exceeded(deletions + recentlyDeleted, of: base) {
        verdict.reason = "\(deletions.grouped) of \(stored.grouped) stored records would leave\(recent), \(limit)."
      }
      verdict.holdsDeletions = !verdict.reason.isEmpty
    }
    // Also before the deletions are certain: else everybody would stand there twice until they are.
    if exceeded(deletions + missing + recentlyDeleted, of: base) != nil, exceeded(creations, of: stored) != nil {
      verdict.holdsCreations = true
      if verdict.reason.isEmpty {
        verdict.reason = "\((deletions + missing).grouped) of \(stored.grouped) stored records did not come."
      }
      verdict.reason += " \(creations.grouped) new ones would come: ids seem to have changed."
    }
    return verdict
  }

  /// The limit that a number is above, in words, or nil.
  func exceeded(_ number: Int, of stored: Int) -> String? {
    if number > limits.many { return "more than \(limits.many.grouped)" }
    if number > limits.some, number * 100 > stored * limits.percent {
      return "more than \(limits.some.grouped) and more than \(limits.percent) %"
    }
    if number * 2 > stored { return "more than half" }
    return nil
  }
}
