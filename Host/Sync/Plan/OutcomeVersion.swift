import HostMapping
import HostModel
import RecordJSON

/// The version of everything that can change what becomes of a record, whole and by part.
struct OutcomeVersion: Sendable, Equatable {
  /// What a part is called, and its hash as hex digits.
  let parts: [Part]
  /// What of the host's own code has a say.
  let revisions: [Revisions.Used]

  struct Part: Sendable, Equatable {
    let name: String
    let hash: String
  }

  init(_ contents: [(name: String, texts: [String])], revisions: [Revisions.Used]) {
    parts = contents.map { Part(name: $0.name, hash: Self.hash($0.texts).hex) }
    self.revisions = revisions
  }

  private init(parts: [Part]) {
    self.parts = parts
    revisions = []
  }

  var whole: Fingerprint128 { Self.hash(parts.map(\.hash) + revisions.flatMap { [$0.name, "\($0.number)"] }) }

  /// The version as bytes, for storing beside a cursor.
  var bytes: [UInt8] { Array(whole.hex.utf8) }

  // No secret: the version is stored beside what it was made from.
  private static func hash(_ texts: [String]) -> Fingerprint128 {
    var hash = KeyedHash(seed: (0x7061_7463_6862_6179, 1))
    for var text in texts { text.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) } }
    return hash.finish()
  }
}

extension OutcomeVersion {
  /// The part that tells of the event's zone and of those that transforms name.
  static let zones = "zone offsets"

  /// The same in the form that was stored before there were revisions, when a zone counted by its name.
  func firstForm(zone name: String) -> OutcomeVersion {
    OutcomeVersion(
      parts: parts.map { $0.name == Self.zones ? Part(name: "time zone", hash: Self.hash([name]).hex) : $0 })
  }

  var json: JSONTree {
    .object([
      .init("parts", .object(parts.map { .init($0.name, .string($0.hash)) })),
      .init("revisions", .object(revisions.map { .init($0.name, .number(String($0.number))) })),
    ])
  }

  /// Reads one that is stored. One in the first form, of which only the parts are known, if at all, has no revisions.
  init(_ json: JSONTree) {
    parts = ((json["parts"] ?? json).members ?? []).map { Part(name: $0.key, hash: $0.value.string ?? "") }
    revisions = (json["revisions"]?.members ?? []).map { Revisions.Used(name: $0.key, number: $0.value.int ?? 0) }
  }
}

extension Fingerprint128 {
  /// 32 hex digits.
  var hex: String {
    [lo, hi].map { part in
      let digits = String(part, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
