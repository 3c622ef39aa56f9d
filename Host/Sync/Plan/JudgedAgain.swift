import HostMapping
import HostStorage
import RecordJSON

/// Why a full run judges again what is stored: what moved since it was judged last.
struct JudgedAgain {
  let moves: [OutcomeMove]
  /// Makes the fingerprints that stored records were given then; nil where a person changed something too, so that nobody can
  /// tell what came of what.
  let earlier: RecordPrinter?
  private let hasMovedAlone: Bool

  /// - Parameter progress: where the data config stands before the run.
  init(_ compiled: CompiledConfig, since progress: ConfigProgress) {
    // What was never judged is judged for the first time.
    guard let judged = progress.version.map({ OutcomeVersion($0) }) else {
      (moves, earlier, hasMovedAlone) = ([], nil, false)
      return
    }
    let moves = compiled.outcome.moves(from: judged)
    self.moves = moves
    hasMovedAlone = moves.contains { $0.isUpgrade } && moves.allSatisfy(\.isUpgrade)
    earlier =
      hasMovedAlone ? compiled.printer(for: judged.parts.isEmpty ? compiled.firstForm : judged) : nil
  }

  /// What a full run says of it: `Judged again by number 3: 37 changed.` Nil if there is nothing to say: nothing moved, or a
  /// person changed something and asked for everything.
  ///
  /// - Parameter wasUnasked: the run would have asked only for what changed, were it not for this.
  func sentence(_ differ: Differ, wasUnasked: Bool) -> Said? {
    guard wasUnasked && !moves.isEmpty || moves.contains(where: \.isUpgrade) else { return nil }
    let hasNames = moves.contains { $0 != .form }
    let reasons = moves.filter { $0 != .form || !hasNames }.map(\.reason)
    let list = [reasons.dropLast().joined(separator: ", "), reasons.last ?? ""].filter { !$0.isEmpty }
    let start = "Judged again by \(list.joined(separator: " and "))"
    // What else than a value can move brings records in and takes them out: the run's counts say how many.
    let comes = differ.counts.created + differ.leaving + differ.erasing > 0
    if comes, !hasMovedAlone || reasons.contains(where: { $0.hasPrefix("references ") }) {
      return Said(start + ".")
    }
    // Where nothing is recognized, what was there before was made in another way: then everything counts.
    let changed = differ.recognized > 0 ? min(differ.judgedOtherwise, differ.counts.updated) : differ.counts.updated
    return Said(did: "\(start): \(changed.grouped) changed.", would: "\(start): \(changed.grouped) would change.")
  }
}
