import HostModel
import HostStorage
import RecordJSON

/// The records that were erased and stay out of a data config, by the hash of their ids.
struct ErasedIndex {
  private var hashes: Set<Fingerprint128> = []

  init() {}

  var isEmpty: Bool { hashes.isEmpty }

  /// Those that stay out of what a run reads from `identity`.
  init(store: EventStore, config: DataConfig, identity: VendorIdentity) throws {
    hashes = Set(try store.erasures(of: config, identity).map(\.hash))
  }

  @inline(__always)
  func contains(_ hash: Fingerprint128) -> Bool { !hashes.isEmpty && hashes.contains(hash) }
}
