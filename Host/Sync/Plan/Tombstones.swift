import RecordJSON

/// Records of which the vendor itself says that they are gone. Hashes of all, and ids of those alone that are stored: a
/// connector may name as many as it likes.
struct Tombstones {
  /// Hashes of all ids.
  private(set) var hashes: Set<UInt64> = []
  /// Ids that the table knows, each once, in the order in which they came.
  private(set) var stored: [[UInt8]] = []

  var isEmpty: Bool { hashes.isEmpty }

  func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }

  /// Notes ids; the differ has its table loaded.
  mutating func add(_ ids: [String], _ differ: Differ) {
    for id in ids {
      let bytes = Array(id.utf8)
      let hash = bytes.withUnsafeBytes { differ.compiled.idHash.hash($0).lo }
      guard hashes.insert(hash).inserted, differ.table.find(hash) != nil else { continue }
      stored.append(bytes)
    }
  }
}
