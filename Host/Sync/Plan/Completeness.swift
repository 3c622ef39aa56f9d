import HostModel

/// What follows from a fetch for stored records that did not come: the table of DESIGN §2, rule 1.
struct Completeness: Equatable {
  enum Verdict: Equatable {
    /// They left.
    case certain(Proof)
    /// They left if the next whole reading lacks them too.
    case likely(Question)
    /// They stay.
    case doubtful(Doubt)
  }

  enum Proof: Equatable {
    /// As many came as the vendor announced, in an order that does not shift.
    case total(UInt64)
    /// The whole list came in one answer.
    case oneAnswer
  }

  enum Question: Equatable {
    /// As many came as the vendor announced, but one can take another's place while pages are read.
    case order
    /// The vendor never says how many there are.
    case noTotal
    /// So many are counted by the vendor each time that it delivers them.
    case repeats(Int)
    /// There are none, by the vendor's own word, but not by a number.
    case emptyWithoutTotal
  }

  enum Doubt: Equatable {
    case nameless(Int)
    /// The vendor announced another number than came; nil: fewer, as only the connector can count them.
    case difference(total: UInt64, came: Int?)
    /// The number that the vendor tells as a rule is missing.
    case totalMissing
    case rights
  }

  let verdict: Verdict
  /// False if something did not come that the cursor would move past.
  let movesCursor: Bool
  /// True if the doubt is to be told whether a stored record is missing or not: something that came is not all there is.
  let isToldAnyway: Bool
  /// How many records the vendor counts each time that it delivers them; nil: nothing new is known of that.
  let repeats: Int?

  /// Judges a fetch of everything.
  ///
  /// - Parameters:
  ///   - first: the reading that this one repeats, if it does.
  ///   - known: how many records an earlier run found the vendor to count each time that it delivers them.
  init(_ reading: Reading, after first: Reading?, of type: DataType, known: Int?) {
    let counted = Self.counted(reading, after: first, of: type, known: known)
    if reading.nameless > 0 {
      self.init(.doubtful(.nameless(reading.nameless)), movesCursor: false, isToldAnyway: reading.differs)
    } else if case .doubtful = counted {
      self.init(counted, movesCursor: false, isToldAnyway: true)
    } else if !reading.provesFullRights {
      self.init(.doubtful(.rights), movesCursor: true)
    } else if case .likely(.repeats(let number)) = counted {
      self.init(counted, movesCursor: true, repeats: number)
    } else {
      self.init(counted, movesCursor: true, repeats: reading.total == nil ? nil : 0)
    }
  }

  /// Judges a fetch of what changed: only what the vendor says is gone, and what a list that came lacks, can leave.
  ///
  /// - Parameter known: how many records a full run found the vendor to count each time that it delivers them.
  init(ofChanges reading: Reading, known: Int?) {
    if reading.nameless > 0 {
      self.init(.doubtful(.nameless(reading.nameless)), movesCursor: false)
    } else if !reading.provesFullRights {
      self.init(.doubtful(.rights), movesCursor: !Self.mayLack(reading, known: known))
    } else {
      self.init(.likely(.noTotal), movesCursor: !Self.mayLack(reading, known: known))
    }
  }

  /// True if another number of changes came than the vendor announced: fewer, or more, as others can have come in the place
  /// of those that were asked for. Where it counts what it repeats, that alone is none.
  static func mayLack(_ reading: Reading, known: Int?) -> Bool {
    reading.differs && !(reading.repeats.map { $0 <= known ?? 0 } ?? false)
  }

  private init(_ verdict: Verdict, movesCursor: Bool, isToldAnyway: Bool = false, repeats: Int? = nil) {
    self.verdict = verdict
    self.movesCursor = movesCursor
    self.isToldAnyway = isToldAnyway
    self.repeats = repeats
  }

  /// What the numbers alone say.
  private static func counted(_ reading: Reading, after first: Reading?, of type: DataType, known: Int?) -> Verdict {
    if reading.differs {
      if let repeats = reading.repeats, repeats == known || first.map(reading.repeats(as:)) ?? false {
        return .likely(.repeats(repeats))
      }
      return .doubtful(.difference(total: reading.total ?? 0, came: reading.saysShort ? nil : reading.distinct))
    }
    if let total = reading.total { return type.stableOrder ? .certain(.total(total)) : .likely(.order) }
    if reading.isConfirmedEmpty, reading.received == 0 { return .likely(.emptyWithoutTotal) }
    guard !type.announcesTotal else { return .doubtful(.totalMissing) }
    return !type.isPaged && reading.isOneAnswer ? .certain(.oneAnswer) : .likely(.noTotal)
  }

  /// True if a fetch of everything is worth repeating: another number came than the vendor announced, and it is not known
  /// why.
  static func asksAgain(_ reading: Reading, known: Int?) -> Bool {
    guard reading.differs else { return false }
    // Those without an id make the difference, and come without one again.
    if reading.nameless > 0, !reading.saysShort, reading.total == UInt64(reading.received) { return false }
    return reading.repeats.map { $0 != known } ?? true
  }

  var isCertain: Bool { if case .certain = verdict { true } else { false } }

  /// Why nothing leaves, or nil.
  var doubt: Doubt? { if case .doubtful(let doubt) = verdict { doubt } else { nil } }
}
