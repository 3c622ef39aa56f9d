extension RecordSlots {
  /// Adds one to the count of each path whose value is blank (see ``PageBuffer/isBlank(_:)``), for each record that is an
  /// object; gives how many are. `page` is the one that was scanned; `blanks` has an element for each path.
  ///
  /// Blanks are counted because most values are none: the loop then writes nothing.
  public func countBlanks(of page: PageBuffer, into blanks: inout [Int]) -> Int {
    precondition(
      blanks.count == width && page.count >= scannedCount, "a count for each path, and the page of the slots")
    var objects = 0
    let bytes = page.base
    let (null, number, string) = (
      UInt64(JSONKind.null.rawValue), UInt64(JSONKind.number.rawValue), UInt64(JSONKind.string.rawValue)
    )
    for record in 0..<count where self.record(record).kind == .object {
      objects += 1
      for (path, slot) in row(record).enumerated() {
        // Nearly all: a text that begins with a printable ASCII character above the quote, nothing, or a plain value.
        let kind = slot.bits >> 60
        if kind == string {
          if bytes[slot.offset &+ 1] &- 0x23 < 0x7F - 0x23 { continue }
        } else if kind <= number {
          if kind <= null { blanks[path] &+= 1 }
          continue
        }
        if page.isBlankOnCloserLook(slot) { blanks[path] &+= 1 }
      }
    }
    return objects
  }
}

extension PageBuffer {
  /// ``isBlank(_:)`` out of line, for a loop that seldom needs it.
  @inline(never)
  fileprivate func isBlankOnCloserLook(_ slot: JSONSlot) -> Bool { isBlank(slot) }
}
