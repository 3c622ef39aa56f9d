import HostModel

// What a run says that the vendor cut.
extension PlanMaker {
  /// What had come when the fetch ended, before records that wait were looked at again.
  struct Came {
    let received: Int
    /// Without those that came again.
    let read: Int
    /// How many of them are stored as they came.
    let kept: Int

    init(_ differ: Differ) {
      let counts = differ.counts
      received = counts.received
      read = counts.received - counts.duplicated
      // What is held stays held in a run that was cut.
      kept = counts.created + counts.unchanged + counts.updated - differ.heldAgain
    }
  }

  /// `Before that 1,850 of 2,000 records were read; 1,840 of them are kept, and nothing was deleted.`
  func cut(_ fault: VendorFault, _ came: Came, _ end: FetchEnd) -> Said {
    let start = "\(fault.sentence) Before that \(amountRead(came.read, end));"
    let them = came.read == 1 ? "it" : "them"
    return switch came.kept {
    case came.read:
      Said(
        did: "\(start) \(came.read == 1 ? "it is" : "they are") kept, and nothing was deleted.",
        would: "\(start) a sync would keep \(them), and delete nothing.")
    case 0:
      Said(
        did: "\(start) \(came.read == 1 ? "it is not" : "none of them is") kept, and nothing was deleted.",
        would: "\(start) a sync would keep none of \(them), and delete nothing.")
    default:
      Said(
        did: "\(start) \(came.kept.grouped) of them \(came.kept == 1 ? "is" : "are") kept, and nothing was deleted.",
        would: "\(start) a sync would keep \(came.kept.grouped) of them, and delete nothing.")
    }
  }

  /// What had come before the vendor failed: `1,850 of 2,000 records were read`.
  private func amountRead(_ count: Int, _ end: FetchEnd) -> String {
    let records = "\(count.grouped) record\(count == 1 ? "" : "s")"
    guard let total = end.total ?? end.announced else { return "\(records) \(count == 1 ? "was" : "were") read" }
    // The vendor counts what its records were taken from.
    guard differ.compiled.parentKey == nil else {
      return "\(intake.distinctSources.grouped) of the vendor's \(total.grouped) entries were read, with \(records)"
    }
    return "\(count.grouped) of \(total.grouped) records were read"
  }
}
