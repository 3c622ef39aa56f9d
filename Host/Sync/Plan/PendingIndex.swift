import HostModel
import HostStorage
import RecordJSON

/// Which records of a data config wait for what they point at, by the hash of their ids: 8 bytes each, sorted.
struct PendingIndex {
  private var hashes: [UInt64] = []
  /// True if some of them may be taken now, or are told as problems: their outcome is another than that they wait.
  private(set) var hasNews = false

  init() {}

  init(store: EventStore, config: Int64, idHash: KeyedHash, references: borrowing ReferenceIndex?) throws {
    var (hashes, hasNews): ([UInt64], Bool) = ([], false)
    try store.forEachPending(of: config) { id, text in
      hashes.append(idHash.hash(id).lo)
      if !hasNews { hasNews = references?.verdict(on: text) != .skipped }
    }
    hashes.sort()
    (self.hashes, self.hasNews) = (hashes, hasNews)
  }

  var isEmpty: Bool { hashes.isEmpty }

  func contains(_ hash: UInt64) -> Bool {
    var (low, high) = (0, hashes.count)
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return low < hashes.count && hashes[low] == hash
  }
}
