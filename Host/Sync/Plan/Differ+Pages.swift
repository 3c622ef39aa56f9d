import HostMapping
import HostModel
import RecordJSON

// A whole page at once, for records that are not taken out of others.
extension Differ {
  /// Takes the records of a page, in their order, with the fingerprint of each.
  ///
  /// Their ids are looked up first, one right after the other: the table is larger than a processor's cache, and so its
  /// memory is waited for at the same time for many of them.
  func receive(_ page: DecodedPage, _ prints: [Fingerprint128], each: (RecordRow) -> Void) throws {
    let (slots, buffer) = (page.slots, page.buffer)
    lookUp(slots, of: buffer)
    for record in 0..<slots.count {
      let kind = slots.record(record).kind
      guard kind == .object else {
        try receiveShapeless(kind)
        continue
      }
      let row = RecordRow(page: buffer, slots: slots.row(record))
      each(row)
      guard !takesAtOnce(row, hashes[record], prints[record]) else { continue }
      try receive(row, prints[record])
    }
  }

  /// Puts the hash of each record's id into `hashes`, 0 where `receive` must find out, and has the table read there.
  private func lookUp(_ slots: RecordSlots, of page: PageBuffer) {
    hashes.removeAll(keepingCapacity: true)
    guard settlesAtOnce else { return hashes.append(contentsOf: repeatElement(0, count: slots.count)) }
    let (key, idHash) = (compiled.key, compiled.idHash)
    for record in 0..<slots.count {
      let id = slots.record(record).kind == .object ? key.plain(slots.row(record), of: page) : nil
      hashes.append(id.map { $0.count <= RecordID.longest ? idHash.hash($0).lo : 0 } ?? 0)
    }
    // A loop of its own: the shorter it is, the more of the table is asked for at the same time.
    for record in hashes.indices where table.find(hashes[record]) == nil { hashes[record] = 0 }
  }

  /// Takes a record that is stored as it came and of which nothing else is to be said; false for every other.
  ///
  /// Most records of most runs, so it leaves out what `receive` would find does not concern them.
  @inline(__always)
  private func takesAtOnce(_ row: RecordRow, _ hash: UInt64, _ print: Fingerprint128) -> Bool {
    guard hash != 0, let index = table.find(hash), !table.isSeen(at: index),
      table.print(at: index) == Fingerprint128(lo: print.lo, hi: print.hi & PrintTable.printMask)
    else { return false }
    switch table.status(at: index) {
    case .live:
      liveSeen += 1
      counts.unchanged += 1
    case .skipped:
      skippedSeen += 1
      counts.skipped += 1
    case .new, .gone: return false
    }
    counts.received += 1
    countDistinct()
    table.markSeen(at: index)
    table.setTime(time(of: row), at: index)
    return true
  }
}
