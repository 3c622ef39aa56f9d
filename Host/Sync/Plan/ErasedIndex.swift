import HostModel
import HostStorage
import RecordJSON

/// The records of a data config that were erased and stay out, by the hash of their ids.
struct ErasedIndex {
  private var hashes: Set<Fingerprint128> = []

  init() {}

  var isEmpty: Bool { hashes.isEmpty }

  init(store: EventStore, config: Int64) throws { hashes = Set(try store.erasures(of: config).map(\.hash)) }

  @inline(__always)
  func contains(_ hash: Fingerprint128) -> Bool { !hashes.isEmpty && hashes.contains(hash) }
}
