import HostModel
import HostStorage
import RecordJSON

/// Which records a person decided on against the vendor's offer, by the hash of their ids; what was decided is looked up
/// in the store, record by record.
struct KeptIndex {
  private var fields: Set<UInt64> = []
  private var creations: Set<UInt64> = []
  private var leaving: Set<UInt64> = []
  private(set) var isEmpty = true

  init() {}

  init(store: EventStore, config: Int64, idHash: KeyedHash) throws {
    var (fields, creations, leaving): (Set<UInt64>, Set<UInt64>, Set<UInt64>) = ([], [], [])
    try store.forEachKept(of: config) { kept in
      let hash = kept.record.withUnsafeBytes { idHash.hash($0).lo }
      switch kept.subject {
      case .field: fields.insert(hash)
      case .creation: creations.insert(hash)
      case .leaving: leaving.insert(hash)
      }
    }
    (self.fields, self.creations, self.leaving) = (fields, creations, leaving)
    isEmpty = fields.isEmpty && creations.isEmpty && leaving.isEmpty
  }

  /// True if some of the record's values stay, or the record does, whatever the vendor offers.
  func concernsStored(_ hash: UInt64) -> Bool { !isEmpty && (fields.contains(hash) || leaving.contains(hash)) }

  /// True if the record is not to be created.
  func keepsOut(_ hash: UInt64) -> Bool { !isEmpty && creations.contains(hash) }

  /// True if the record is not to leave.
  func keepsIn(_ hash: UInt64) -> Bool { !isEmpty && leaving.contains(hash) }
}
