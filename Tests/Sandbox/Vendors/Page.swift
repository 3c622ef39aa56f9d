/// One page of a list after faults had their say.
struct Page {
  let list: DataList
  var offset: Int
  let limit: Int
  /// The rows to write and how each is spoilt.
  var rows: [(row: Int, tweak: RowTweak)] = []
  /// The total as announced; nil to leave it out.
  var total: Int?
  /// How many rows there really are to page through.
  var available: Int
  /// True if the address of the next page is to be this page's own.
  var repeatsItself = false
  /// True to write an object where the array belongs.
  var hasWrongShape = false

  var hasMore: Bool { offset + limit < available }

  init(_ request: PageRequest, faults: Set<FaultKind>, hugeBytes: Int) {
    list = request.list
    // A list without links repeats itself by answering every request with its first page.
    offset = faults.contains(.repeatNext) && !request.envelope.hasLinks ? 0 : request.offset
    limit = request.limit
    let all = request.list.rows
    available = all.count
    if faults.contains(.half) || faults.contains(.halfSilent) { available = (all.count + 1) / 2 }
    if faults.contains(.empty) { available = 0 }
    total = faults.contains(.half) ? all.count : available

    // How far the rows have moved under the reader, who has the first page already.
    var shift = 0
    if request.offset > 0 && faults.contains(.rowShift) { shift = -1 }
    if request.offset > 0 && faults.contains(.rowShiftDelete) { shift = 1 }
    available -= shift
    total = total.map { $0 - shift }
    if faults.contains(.totalWrong) { total = total.map { $0 + 7 } }
    if faults.contains(.missingTotal) { total = nil }

    let end = min(offset + limit, available)
    if offset < end { rows = (offset..<end).map { (all[$0 + shift], .none) } }
    spoil(faults, hugeBytes: hugeBytes)
    repeatsItself = faults.contains(.repeatNext)
    hasWrongShape = faults.contains(.wrongShape)
  }

  private mutating func spoil(_ faults: Set<FaultKind>, hugeBytes: Int) {
    guard let first = rows.first else { return }
    if faults.contains(.bigNumbers) {
      for place in rows.indices { rows[place].tweak = .bigID(offset + place) }
    }
    if faults.contains(.noID) { rows[0].tweak = .noID }
    if faults.contains(.duplicateKeys) { rows[0].tweak = .duplicateKeys }
    if faults.contains(.invalidUTF8) { rows[0].tweak = .invalidUTF8 }
    if faults.contains(.depthBomb) { rows[0].tweak = .depth(100_000) }
    if faults.contains(.bigRecord) { rows[0].tweak = .padding(1_000_000) }
    if faults.contains(.hugePage) { rows[0].tweak = .padding(hugeBytes) }
    if faults.contains(.duplicateRows) { rows.append((first.row, .none)) }
    if faults.contains(.conflictingRows) { rows.append((first.row, .altered)) }
  }

  /// Writes the rows as the value of a member that was just begun.
  func writeRows(into writer: inout JSONWriter) {
    if hasWrongShape {
      writer.object { w in
        for (row, _) in rows.prefix(1) { w.member(list.id(row).description) { w in list.write(row, &w) } }
      }
      return
    }
    writer.array { w in
      for (row, tweak) in rows {
        w.tweak = tweak
        list.write(row, &w)
      }
    }
  }
}
