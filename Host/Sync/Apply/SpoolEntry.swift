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
  /// It cannot be taken yet: kept and tried again.
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
  /// What was kept of the record against an offer is kept against another: of the same vendor's value the program makes
  /// something else now. `row` is the code of what is kept, the values are the offer. One
  /// that is kept out is recognized by the print from now on.
  case renewKept = 13
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
  /// For `pend`: the ids it points to, a JSON array of arrays [data type, id]; then the reason. For `create`, `update`
  /// and `touch`: the codes of what ends to be kept, 8 bytes each.
  var references: UnsafeRawBufferPointer
  var reason: UnsafeRawBufferPointer

  /// What was kept of the record and ends with this entry; only of `create`, `createHeld`, `update` and `touch`.
  var endedKept: [Kept.Subject] {
    stride(from: 0, to: references.count - references.count % 8, by: 8).map {
      Kept.Subject(code: references.loadUnaligned(fromByteOffset: $0, as: Int64.self))
    }
  }
}
