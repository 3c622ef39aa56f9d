import RecordJSON

/// Puts what joins say into the records of pages. Keeps its working memory; for one thread at a time.
struct PageJoiner {
  private let scanner = RecordScanner()
  private let records = RecordSlots()
  private let elements = RecordSlots()
  /// What is put in, and where: behind so many bytes of the page.
  private var insertions: [(offset: Int, bytes: [UInt8])] = []

  /// Fills `joined` with the page and what its records get; false if they get nothing, and then it stays empty.
  mutating func join(
    _ page: PageBuffer, records pointer: JSONPointer, _ joins: RecordJoins, into joined: PageBuffer
  ) throws(JSONError) -> Bool {
    insertions.removeAll(keepingCapacity: true)
    try scanner.scan(page, records: pointer, paths: joins.source, into: records)
    for record in 0..<records.count where records.record(record).kind == .object {
      let row = records.row(record)
      for group in joins.groups {
        if group.list.isEmpty {
          note(records.record(record), row[group.position...], of: page, group)
        } else if row[group.position].kind == .array {
          try look(into: row[group.position], of: page, group)
        }
      }
    }
    guard !insertions.isEmpty else { return false }
    // The lists of a record stand in an order of the vendor's.
    if joins.groups.count > 1 { insertions.sort { $0.offset < $1.offset } }
    joined.reserve(page.count + insertions.reduce(0) { $0 + $1.bytes.count })
    var done = 0
    for (offset, bytes) in insertions {
      try joined.append(UnsafeRawBufferPointer(rebasing: page.bytes[done..<offset]))
      try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try joined.append(UnsafeRawBufferPointer(bytes)) }
      done = offset
    }
    try joined.append(UnsafeRawBufferPointer(rebasing: page.bytes[done...]))
    return true
  }

  private mutating func look(
    into list: JSONSlot, of page: PageBuffer, _ group: RecordJoins.Group
  ) throws(JSONError) {
    try scanner.scanArray(page, list, paths: group.paths, into: elements)
    let rows = group.families.map { childRows($0, of: page) }
    let hasChildren = rows.contains { !$0.isEmpty }
    for element in 0..<elements.count where elements.record(element).kind == .object {
      note(elements.record(element), elements.row(element)[...], of: page, group)
      guard hasChildren else { continue }
      let members = elements.row(element)
      for (family, rows) in zip(group.families, rows) where members[family.name].isMissing {
        guard let id = RecordJoin.text(of: members[family.id], of: page), let bytes = rows[id] else { continue }
        insertions.append((elements.record(element).offset + 1, bytes))
      }
    }
  }

  /// By the id of a parent, what it gets of the first of its children in the list for which the table has something.
  private func childRows(_ family: RecordJoins.Family, of page: PageBuffer) -> [[UInt8]: [UInt8]] {
    var rows: [[UInt8]: [UInt8]] = [:]
    for element in 0..<elements.count where elements.record(element).kind == .object {
      let members = elements.row(element)
      guard let parent = RecordJoin.text(of: members[family.parent], of: page),
        family.unless.map({ members[$0].kind == .true }) != true, rows[parent] == nil,
        let bytes = family.join.bytes(for: members[family.key], of: page)
      else { continue }
      rows[parent] = bytes
    }
    return rows
  }

  /// Notes what an object gets, given its members as `Group.paths` has them; one that has such a member keeps its own.
  private mutating func note(
    _ object: JSONSlot, _ members: Slice<UnsafeBufferPointer<JSONSlot>>, of page: PageBuffer, _ group: RecordJoins.Group
  ) {
    for (number, join) in group.joins.enumerated() {
      let key = members.startIndex + 2 * number
      guard members[key + 1].isMissing, let bytes = join.bytes(for: members[key], of: page) else { continue }
      insertions.append((object.offset + 1, bytes))
    }
  }
}
