import HostModel
import HostStorage
import RecordJSON

/// Which records of a data config wait for what they point at, by the hash of their ids.
struct PendingIndex {
  private var hashes = IDHashes()
  /// True if some of them may be taken now, or are told as problems: their outcome is another than that they wait.
  private(set) var hasNews = false

  init() {}

  init(store: EventStore, config: Int64, idHash: KeyedHash, references: borrowing ReferenceIndex?) throws {
    var (hashes, hasNews) = (IDHashes(), false)
    try store.forEachPending(of: config) { id, text in
      hashes.insert(idHash.hash(id).lo)
      if !hasNews { hasNews = references?.verdict(on: text) != .skipped }
    }
    (self.hashes, self.hasNews) = (hashes, hasNews)
  }

  var isEmpty: Bool { hashes.isEmpty }

  func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }
}
