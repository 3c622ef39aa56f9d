import HostMapping
import HostModel
import RecordJSON

// Records that cannot be told apart, for want of an id: each is invalid, and while there are any nothing is deleted by
// absence.
extension Differ {
  /// A received element that is no object, so that nothing can be said of it.
  func receiveShapeless(_ kind: JSONKind) throws {
    counts.received += 1
    counts.invalid += 1
    recordsWithoutID += 1
    try report(Problem(reason: "A record is \(kind.phrase), not an object; it has no id."))
  }

  /// The same of an element of a parent's list.
  func receiveShapeless(_ kind: JSONKind, of parent: [UInt8], at path: String) throws {
    counts.received += 1
    counts.invalid += 1
    recordsWithoutID += 1
    try report(
      Problem(
        record: String(decoding: parent, as: UTF8.self), field: "^\(path)",
        reason: "An element of '\(path)' is \(kind.phrase), not an object; it has no id."))
  }

  /// A parent whose children cannot be named: one invalid record, whatever its list holds.
  func receiveParentless(_ key: [String]) throws {
    counts.received += 1
    counts.invalid += 1
    recordsWithoutID += 1
    try report(Problem(reason: "A record has no id: \(key.joined(separator: " or ")) is missing, empty or ambiguous."))
  }

  /// A record whose id cannot be told.
  func receiveNameless(_ row: RecordRow) throws {
    counts.invalid += 1
    recordsWithoutID += 1
    let paths = (compiled.dataType.primaryKey + (compiled.dataType.explode?.key ?? [])).map(\.description)
    let halved = isReplaced(id) ? Array(paths.indices) : compiled.key.halved(row)
    guard halved.isEmpty else {
      let names = halved.map { paths[$0] }.joined(separator: " or ")
      return try report(
        Problem(
          reason: "A record has no id: \(names) holds half of a surrogate pair (\\ud800 to \\udfff), which is no"
            + " character, so that it could be another record's."))
    }
    try report(
      Problem(reason: "A record has no id: \(paths.joined(separator: " or ")) is missing, empty or ambiguous."))
  }

  /// Whether half of a pair became � while a connector built the record of others, so that the page no longer shows it.
  func isReplaced(_ id: [UInt8]) -> Bool {
    isBuilt && id.indices.dropLast(2).contains { id[$0...].starts(with: [0xEF, 0xBF, 0xBD]) }
  }
}
