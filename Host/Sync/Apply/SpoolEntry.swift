import HostMapping
import HostStorage
import RecordJSON

/// What a plan would do with one record.
enum SpoolAction: UInt8 {
  /// A record that was not live becomes live; `row` is its old payload if it was stored before.
  case create = 1
  case update = 2
  /// Nothing changes but the fingerprint.
  case touch = 3
  /// The skip rule names it and it is not live.
  case skip = 4
  /// What it points at is unknown: kept and tried again.
  case pend = 5
  /// It was live and leaves: the vendor does not have it any more.
  case delete = 6
  /// It was live and leaves: the skip rule names it.
  case deleteSkipped = 7
  /// It was skipped and the vendor does not have it any more.
  case forget = 8
  /// It is live and this complete run lacked it; deleted if the next one lacks it too.
  case markAbsent = 9
  /// Like `create`, and an earlier run holds this creation: only a run that judges absence may let it through.
  case createHeld = 10
  /// Counted as skipped, and nothing is written: a person decided against what the vendor offers.
  case keep = 11
  /// It is live and the vendor does not have it any more, at a time when nothing leaves for that without a person.
  case holdAbsent = 12
  /// What it points at is skipped or held: counted as skipped, kept and tried again.
  case wait = 13
  /// It was live and leaves, and waits: what it points at is skipped or held.
  case leaveToWait = 14
  /// It was live and leaves, and waits: what it points at has left. Counted as invalid if it came.
  case leaveToPend = 15
  /// What was kept of the record against an offer is kept against another: of the same vendor's value the program makes
  /// something else now. `row` is the code of what is kept, the values are the offer. One
  /// that is kept out is recognized by the print from now on.
  case renewKept = 16
  /// It was live and leaves, and nothing of it stays: it points at a record that was erased.
  case leaveErased = 17
  /// It is not live and points at a record that was erased: nothing of it stays.
  case eraseRest = 18

  /// True for a live record that leaves, if the plan deletes.
  var leaves: Bool {
    switch self {
    case .delete, .deleteSkipped, .leaveToWait, .leaveToPend, .leaveErased: true
    default: false
    }
  }

  /// True for one that leaves though the vendor may have it: because of the skip rule, or of what it points at.
  var leavesDelivered: Bool { leaves && self != .delete }
}

/// One entry of a spool. The buffers are valid until the spool reads on.
struct SpoolEntry {
  var action: SpoolAction
  var print: Fingerprint128
  /// The payload row in the store, 0 if there is none.
  var row: Int64
  var id: UnsafeRawBufferPointer
  /// The values to store.
  var body: UnsafeRawBufferPointer
  /// What the record points at, as the store keeps it; empty where nothing is said of that.
  var references: UnsafeRawBufferPointer
  /// For what waits: why. For `create`, `createHeld`, `update` and `touch`: the codes of what ends to be kept, 8 bytes each.
  var notes: UnsafeRawBufferPointer
  /// For `create`, `createHeld`, `update` and `touch`: what was offered and not taken, `{"slot":value,…}`, or nothing if that
  /// is as it was.
  var offers: UnsafeRawBufferPointer

  /// What was kept of the record and ends with this entry.
  var endedKept: [Kept.Subject] {
    switch action {
    case .create, .createHeld, .update, .touch:
      stride(from: 0, to: notes.count - notes.count % 8, by: 8).compactMap {
        Kept.Subject(code: notes.loadUnaligned(fromByteOffset: $0, as: Int64.self))
      }
    default: []
    }
  }

  /// What was offered of the record and not taken, in place of what was known of that; only of the same. Nil if nothing
  /// new is known.
  var untaken: [(slot: Int, value: [UInt8])]? { offers.isEmpty ? nil : StoredValues.members(offers) }
}
