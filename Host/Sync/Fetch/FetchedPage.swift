import ConnectorABI
import HostChannel
import HostMapping
import HostModel
import RecordJSON

/// What comes out of a fetch, in order.
enum FetchEvent: Sendable {
  /// A page, validated and cut into records.
  case page(DecodedPage)
  /// The vendor's own word that these records are gone: ids as text.
  case tombstones([String])
  case end(FetchEnd)
}

/// A page with the slots of its records.
struct DecodedPage: Sendable {
  let buffer: PageBuffer
  let slots: RecordSlots
  /// Counts from 1.
  let number: Int
  /// `Page 4 of 5`
  let words: String
  /// The vendor's number of records, as far as it was told by then.
  let announced: UInt64?
  /// Method and address; for records that the connector built, those of the list that they were built of.
  let source: String
  /// True for the first page of a list, as far as the connector told where one begins.
  let beginsList: Bool
  /// True if the connector built its records of others, false if they are as the vendor sent them.
  let isBuilt: Bool
  /// Which of the scanned fields had a value in how many of its records.
  let use: FieldUse
}

/// How a fetch ended, and what it declared.
struct FetchEnd: Sendable {
  enum Outcome: Sendable, Equatable {
    /// The connector returned and declared its set complete.
    case complete
    /// The vendor failed, or the connector did not declare completeness: what came may apply, nothing is deleted.
    case vendorFailed(VendorFault)
    /// The cursor is not accepted any more.
    case cursorRefused
    /// The connector failed: nothing may apply.
    case connectorFailed(String, isCrash: Bool)
    /// The connector was not begun, for want of a whole sandbox.
    case refused(String)
    case cancelled

    var isCrash: Bool { if case .connectorFailed(_, isCrash: true) = self { true } else { false } }
  }

  var outcome: Outcome
  /// The vendor's own number of records, if it announced one.
  var total: UInt64?
  /// The same as it was told on the way, for a fetch that was cut.
  var announced: UInt64?
  /// The connector's word that fewer came than the total, as the vendor counts them.
  var saysShort = false
  /// True if all that was emitted is one answer as it came: whole by its own word, and leading to no other.
  var isOneAnswer = false
  var provedFullRights = false
  var confirmedEmpty = false
  /// The last checkpoint.
  var cursor: [UInt8]?
  /// Pages that were read whole.
  var pages = 0
}

/// A vendor's failure, in the words for the operator.
package struct VendorFault: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case credentials, rights, throttled, transient, settings, data, missing }
  package var kind: Kind
  package var sentence: String

  package init(kind: Kind, sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}

extension VendorFault.Kind {
  /// What a status of the C header says of the vendor; nil: nothing.
  init?(_ status: Int32) {
    switch status {
    case CONN_AUTH: self = .credentials
    case CONN_FORBIDDEN: self = .rights
    case CONN_RATE_LIMITED: self = .throttled
    case CONN_TRANSIENT: self = .transient
    case CONN_BAD_CONFIG, CONN_UNSUPPORTED: self = .settings
    case CONN_BAD_DATA: self = .data
    case CONN_NOT_FOUND: self = .missing
    default: return nil
    }
  }
}

extension ListPlace {
  /// `Page 37 of 40`, nil if the page is not known, or is the first of nobody knows how many.
  var words: String? {
    guard page > 1 || page == 1 && pages > 0 else { return nil }
    return pages > 0 ? "Page \(page.grouped) of \(pages.grouped)" : "Page \(page.grouped)"
  }
}
