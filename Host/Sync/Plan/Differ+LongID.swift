import HostModel
import HostStorage
import RecordJSON

// Records whose id is longer than any is taken under: each is invalid, and one that is stored stays as it is.
extension Differ {
  /// Counts a record whose id, in `id`, is too long. It is present at the vendor, so nothing of it leaves for being absent.
  func receiveLong(_ hash: UInt64) throws {
    let index = table.place(of: hash)
    guard !table.isSeen(at: index) else {
      counts.duplicated += 1
      return
    }
    countDistinct()
    table.markSeen(at: index)
    counts.invalid += 1
    // What a version without this limit let wait will never be taken.
    if pending.contains(hash) { settled.insert(hash) }
    switch table.status(at: index) {
    case .live: liveSeen += 1
    case .skipped: skippedSeen += 1
    case .new, .gone: break
    }
    try report(longProblem(isStored: table.status(at: index) == .live))
  }

  func longProblem(isStored: Bool) -> Problem { .tooLong(id, isStored: isStored) }
}

extension Problem {
  /// A record that is not taken for the length of its id, which is shown by its beginning.
  static func tooLong(_ id: [UInt8], isStored: Bool = false) -> Problem {
    Problem(
      record: ShortText.shown(String(decoding: id, as: UTF8.self)),
      reason: "Not taken: its id has \(id.count.grouped) bytes, and may have \(RecordID.longest.grouped)."
        + (isStored ? " What is stored of it stays as it is." : ""))
  }
}
