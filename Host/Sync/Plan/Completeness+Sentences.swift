import HostModel

// What a run says of the records that did not come.
extension Completeness.Doubt {
  var sentence: String {
    switch self {
    case .nameless(let count):
      "No missing record leaves: \(count) delivered \(count == 1 ? "record has" : "records have") no id, and could"
        + " be among the missing ones."
    case .difference(let total, let came):
      "No missing record leaves: the vendor announced \(total) records and delivered"
        + " \(came.map { "\($0) different ones" } ?? "fewer"), twice in a row. Run it again when the vendor has settled."
    case .totalMissing:
      "No missing record leaves: the vendor tells as a rule how many records there are, and did not this time."
    case .rights:
      "No missing record leaves: the connector could not prove that these credentials see everything."
    }
  }
}

extension Completeness.Question {
  /// Said of records that this whole reading lacks and the one before it did not; a preview is no reading that counts.
  func sentence(missing count: Int) -> Said {
    let it = count == 1 ? "it" : "them"
    let start =
      "\(count) stored \(count == 1 ? "record is" : "records are") missing at the vendor, \(circumstance): deleted if"
    return Said(
      did: "\(start) the next complete run lacks \(it) too.",
      would: "\(start) a sync and the next complete run lack \(it) too.")
  }

  private var circumstance: String {
    switch self {
    case .order: "whose list can shift while it is read"
    case .noTotal: "which does not say how many there are"
    case .repeats(let count):
      "whose number counts \(count) \(count == 1 ? "record" : "records") again that it delivers again"
    case .emptyWithoutTotal: "which says that it has none, but gives no number"
    }
  }
}

extension Completeness.Proof {
  /// Said of records that left because this reading lacks them.
  func sentence(left count: Int) -> Said { Completeness.left(count, circumstance) }

  private var circumstance: String {
    switch self {
    case .total(0): "the vendor says that there are none"
    case .total(let total): "all \(total.grouped) came that the vendor announced, in an order that does not shift"
    case .oneAnswer: "the vendor's whole list came in one answer"
    }
  }
}

extension Completeness {
  /// Said of records that left because two whole readings in a row lack them.
  static func sentence(leftAfterTwo count: Int) -> Said {
    left(count, "two complete runs in a row lack \(it(count))")
  }

  /// Said of records that left because the list that they stood in came without them.
  static func sentence(leftOfList count: Int) -> Said {
    left(count, "the list that \(count == 1 ? "it" : "they") stood in came without \(it(count))")
  }

  /// Said of a reading whose number is larger than what came, and that lacks nothing.
  static func sentence(repeats count: Int) -> String {
    "The vendor's number counts \(count) \(count == 1 ? "record" : "records") again that it delivers again: what came is"
      + " taken to be everything."
  }

  /// Said by a run that asked for what changed.
  static func sentence(differing reading: Reading) -> String {
    let came = reading.saysShort ? "fewer" : "\(reading.distinct.grouped) different ones"
    return
      "The vendor announced \((reading.total ?? 0).grouped) changed records and delivered \(came): the next run asks for"
      + " the same changes again."
  }

  fileprivate static func left(_ count: Int, _ circumstance: String) -> Said {
    let records = "\(count.grouped) missing \(count == 1 ? "record" : "records")"
    return Said(did: "\(records) left: \(circumstance).", would: "\(records) would leave: \(circumstance).")
  }

  private static func it(_ count: Int) -> String { count == 1 ? "it" : "them" }
}
