import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Records that point to others: a registration to its person and its session.
extension Differ {
  enum ReferenceCheck {
    case fine, skipped
    /// It points at a record that was erased.
    case erased
    case unknown(reason: String, ids: JSONTree)
  }

  func checkReferences(_ row: RecordRow) throws -> ReferenceCheck {
    var missing: [String] = []
    var isSkipped = false
    var isErased = false
    var ids: [JSONTree] = []
    for reference in compiled.references {
      let hasKey = reference.key.read(row, into: &referenceID) && !isReplaced(referenceID)
      let text = String(decoding: referenceID, as: UTF8.self)
      ids.append(.array([.string(reference.to), .string(text)]))
      guard hasKey else {
        missing.append("it names no \(reference.target)")
        continue
      }
      switch references?.verdict(on: referenceID, of: reference.to) ?? .unknown {
      case .known: break
      case .skipped: isSkipped = true
      case .erased: isErased = true
      case .unknown:
        missing.append("\(reference.target) '\(ShortText.shown(text))' is not among the stored \(reference.to)")
      }
    }
    if isErased { return .erased }
    if isSkipped { return .skipped }
    if missing.isEmpty { return .fine }
    return .unknown(reason: missing.joined(separator: ", and "), ids: .array(ids))
  }

  func pend(_ row: RecordRow, _ print: Fingerprint128, _ reason: String, _ ids: JSONTree, at index: Int) throws {
    counts.invalid += 1
    let text = String(decoding: id, as: UTF8.self)
    try report(Problem(record: text, reason: "Not taken: \(reason)."))
    compiled.mapping.map(row, into: &offer)
    strays += offer.strays
    StoredValues.create(offer, into: &body)
    let encoded = ids.encoded()
    var words = reason
    try words.withUTF8 { words in
      try encoded.withUnsafeBytes { encoded in
        try write(.pend, print, at: index, references: encoded, reason: UnsafeRawBufferPointer(words), withBody: true)
      }
    }
  }
}
