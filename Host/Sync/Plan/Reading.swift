/// What a fetch came to, in the numbers that tell whether it was everything (DESIGN §2, rule 1). They count source records:
/// parents, where a list is exploded.
struct Reading: Equatable {
  /// What the vendor announced.
  var total: UInt64?
  /// The connector's word that fewer came than that, as the vendor counts them.
  var saysShort = false
  /// Records that came, each time they came.
  var received = 0
  /// Different ids among them.
  var distinct = 0
  /// Records whose id cannot be told, so that they may be any of those that seem to be missing.
  var nameless = 0
  /// True if all came in one answer that is whole by itself: it was emitted as it came, and leads to no other.
  var isOneAnswer = false
  var isConfirmedEmpty = false
  var provesFullRights = false
  /// Of all ids, and of those that came again; only where the two are to be compared with another reading's.
  var ids = IDSum()
  var repeated = IDSum()

  /// True if the vendor announced another number than came.
  var differs: Bool { saysShort || total.map { $0 != UInt64(distinct) } ?? false }

  /// How many came again, if that alone is what makes the vendor's number larger.
  var repeats: Int? {
    guard !saysShort, nameless == 0, distinct < received, total == UInt64(received) else { return nil }
    return received - distinct
  }

  /// True if the same ids came, and the same of them again: then it is no shift between pages that repeats them.
  func repeats(as other: Reading) -> Bool {
    repeats != nil && repeats == other.repeats && ids == other.ids && repeated == other.repeated
  }
}

/// A sum over the keyed hashes of ids: the same for the same ids, in whatever order they came.
struct IDSum: Equatable {
  private var sum: UInt64 = 0
  private var squares: UInt64 = 0

  mutating func add(_ hash: UInt64) {
    sum &+= hash
    squares &+= hash &* hash
  }
}
