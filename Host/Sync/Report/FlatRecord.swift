import HostModel
import RecordJSON

/// A vendor's record as the cells of one row: every leaf under its API field path, lists as they stand.
struct FlatRecord {
  /// What a record that cannot be taken apart is listed under.
  static let whole = "(record)"

  private(set) var cells: [(path: String, value: JSONTree)] = []

  /// Adds the fields of a record, without the list at `omitted`. One that is no readable object becomes a single cell.
  mutating func add(_ json: UnsafeRawBufferPointer, prefix: String = "", omitting omitted: [PathStep]? = nil) {
    guard let tree = try? JSONTree.parse(json), case .object(let members) = tree else {
      cells.append((prefix + Self.whole, .string(String(decoding: json, as: UTF8.self))))
      return
    }
    add(members, prefix, at: [], omitted)
  }

  mutating func removeAll() { cells.removeAll(keepingCapacity: true) }

  private mutating func add(
    _ members: [JSONTree.Member], _ prefix: String, at steps: [PathStep], _ omitted: [PathStep]?
  ) {
    for member in members {
      let name = FieldPath.name(member.key)
      let path = name.hasPrefix("[") || prefix.isEmpty || prefix == "^" ? prefix + name : "\(prefix).\(name)"
      let place = omitted == nil ? [] : steps + [.key(member.key)]
      if let omitted, place == omitted { continue }
      if case .object(let inner) = member.value, !inner.isEmpty {
        add(inner, path, at: place, omitted)
      } else {
        cells.append((path, member.value))
      }
    }
  }
}
