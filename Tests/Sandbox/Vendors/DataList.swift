/// One list of a vendor's event: which rows it has, in the vendor's order, and how a row is written.
///
/// Rows are plain numbers; a record is made from its number when it is asked for and never held.
struct DataList {
  /// The name that faults, log and expectations use.
  let name: String
  let rows: [Int]
  let id: (Int) -> RecordID
  /// The vendor's word for a row's state; nil where the list has none.
  var state: ((Int) -> String)?
  /// The states that mean "no longer coming".
  var cancelled: Set<String> = []
  /// Writes one whole record.
  let write: (Int, inout JSONWriter) -> Void
}
