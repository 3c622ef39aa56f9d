import HostModel
import RecordJSON

/// Whose records a data config reads, as erasures know it: the connector, the server, and what its connection says of
/// account and event; hashed under the file's seed, so that nothing of it can be read (DESIGN §2, rule 11).
package struct VendorIdentity: Sendable, Equatable {
  /// The fields that tell one account's event from another's now: a JSON list of their keys.
  package let fields: String
  /// The hash by these fields, and by each other list of fields under which something was erased: a connector that marks
  /// other fields than before must not bring back who was erased then.
  let hashes: [String: Fingerprint128]

  /// The hash by the fields that count now.
  var own: Fingerprint128? { hashes[fields] }

  /// True if both read the same account's event.
  package func isSame(as other: VendorIdentity) -> Bool {
    guard let own, let theirs = other.own else { return false }
    return other.hashes[fields] == own || hashes[other.fields] == theirs
  }
}

extension EventStore {
  /// The identity that a connector, the origin of an endpoint and settings come to; `keys` name the settings that count.
  ///
  /// White space around a value and the case of its letters do not: who writes an event's code otherwise means the same
  /// event.
  package func identity(
    connector: String, origin: String, settings: [String: String], keys: [String]
  ) throws -> VendorIdentity {
    let own = JSONTree.array(keys.map { .string($0) }).text
    var lists = Set(
      try database.rows(
        "SELECT fields FROM kept_out UNION SELECT identity_fields FROM config WHERE identity_fields IS NOT NULL"
      ) { $0.text(0) })
    lists.insert(own)
    var hashes: [String: Fingerprint128] = [:]
    for list in lists {
      // Taken for none, it would let in who was erased.
      guard let keys = (try? JSONTree.parse(list))?.elements?.map(\.string), !keys.contains(nil) else {
        throw StoreError.damaged(
          path: database.path, detail: "what tells whose an erased record was cannot be read: \(list.prefix(100))")
      }
      var hash = KeyedHash(seed: (seed.lo, seed.hi))
      for var text in [connector, origin] + keys.compactMap({ $0 }).flatMap({ [$0, Self.plain(settings[$0] ?? "")] }) {
        text.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) }
      }
      hashes[list] = hash.finish()
    }
    return VendorIdentity(fields: own, hashes: hashes)
  }

  private static func plain(_ value: String) -> String {
    let start = value.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...last].lowercased()
  }

  /// The identity that a data config of a frozen connection had; nil if it was frozen by a version that did not keep it.
  package func frozenIdentity(of config: Int64) throws -> VendorIdentity? {
    try database.rows(
      "SELECT identity_fields, identity_lo, identity_hi FROM config WHERE id=? AND identity_fields IS NOT NULL",
      .integer(config)
    ) {
      VendorIdentity(fields: $0.text(0), hashes: [$0.text(0): Fingerprint128(columns: $0, 1, 2)])
    }.first
  }

  /// Keeps the identity of a data config whose connection is frozen: its settings go.
  func keepIdentity(_ identity: VendorIdentity, of config: Int64) throws {
    guard let own = identity.own else { return }
    try database.run(
      "UPDATE config SET identity_fields=?, identity_lo=?, identity_hi=? WHERE id=?", .text(identity.fields),
      .integer(own.columns.lo), .integer(own.columns.hi), .integer(config))
  }
}

extension Fingerprint128 {
  /// Reads the two integers that a fingerprint is stored as.
  init(columns row: Statement, _ lo: Int32, _ hi: Int32) {
    self.init(lo: UInt64(bitPattern: row.integer(lo)), hi: UInt64(bitPattern: row.integer(hi)))
  }

  /// The two integers that a fingerprint is stored as.
  var columns: (lo: Int64, hi: Int64) { (Int64(bitPattern: lo), Int64(bitPattern: hi)) }
}
