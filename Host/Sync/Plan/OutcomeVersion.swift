import HostModel
import RecordJSON

/// The version of everything that can change what becomes of a record, whole and by part.
struct OutcomeVersion: Sendable, Equatable {
  /// What a part is called, and its hash as hex digits.
  let parts: [Part]

  struct Part: Sendable, Equatable {
    let name: String
    let hash: String
  }

  init(_ contents: [(name: String, texts: [String])]) {
    parts = contents.map { Part(name: $0.name, hash: Self.hash($0.texts).hex) }
  }

  init(parts: [Part]) { self.parts = parts }

  var whole: Fingerprint128 { Self.hash(parts.map(\.hash)) }

  /// The version as bytes, for storing beside a cursor.
  var bytes: [UInt8] { Array(whole.hex.utf8) }

  /// Names of the parts in which two versions differ.
  func differences(from other: OutcomeVersion) -> [String] {
    parts.filter { part in !other.parts.contains(part) }.map(\.name)
  }

  // No secret: the version is stored beside what it was made from.
  private static func hash(_ texts: [String]) -> Fingerprint128 {
    var hash = KeyedHash(seed: (0x7061_7463_6862_6179, 1))
    for var text in texts { text.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) } }
    return hash.finish()
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
