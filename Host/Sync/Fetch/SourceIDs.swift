import HostMapping
import HostModel
import RecordJSON

/// The ids of a look at a list, for nothing but to see whether it ends: where a sync would know them from its table.
struct SourceIDs {
  let fields: RecordFields
  private let key: CompiledKey
  /// Hashes of ids: that two share one changes nothing.
  private var seen: Set<Int> = []
  private var id: [UInt8] = []
  private var endless: EndlessList

  init(_ type: DataType) {
    fields = RecordFields(judged: [], others: type.primaryKey, explode: nil)
    key = CompiledKey(type.primaryKey, fields)
    endless = EndlessList(type.patience)
  }

  /// Looks at a page; gives a sentence if the list does not end.
  mutating func take(_ page: DecodedPage) -> String? {
    var (new, known) = (0, 0)
    for record in 0..<page.slots.count where page.slots.record(record).kind == .object {
      guard key.read(RecordRow(page: page.buffer, slots: page.slots.row(record)), into: &id) else { continue }
      if seen.insert(id.hashValue).inserted { new += 1 } else { known += 1 }
    }
    return endless.take(page, new: new, known: known)
  }
}
