import HostModel
import RecordJSON

/// Reads the key of a record, or of one that it points to, as the bytes of its id (see `RecordID`).
package struct CompiledKey: Sendable {
  /// Where each part stands.
  private let positions: [Int]
  /// Where to look for each part next if it is empty there; no elements if no part can stand elsewhere.
  private let others: [[Int]]
  private let escapes: Bool

  /// A key of several parts, or one that is to be `asPrefix` of such a key, has its parts escaped.
  package init(_ paths: [FieldPath], _ fields: RecordFields, asPrefix: Bool = false) {
    positions = paths.map { fields.position(of: $0) }
    others = []
    escapes = asPrefix || paths.count > 1
  }

  /// A key whose parts may stand in several places.
  package init(_ sources: [FieldSource], _ fields: RecordFields) {
    let places = sources.map { $0.alternatives.map { fields.position(of: $0) } }
    positions = places.map { $0.first ?? 0 }
    others = places.allSatisfy { $0.count == 1 } ? [] : places.map { Array($0.dropFirst()) }
    escapes = sources.count > 1
  }

  /// Puts the id into `out`; false, with `out` empty, if a part is missing, empty, or neither text nor number.
  package func read(_ row: RecordRow, into out: inout [UInt8]) -> Bool {
    out.removeAll(keepingCapacity: true)
    for (number, position) in positions.enumerated() {
      var slot = row.slots[position]
      if !others.isEmpty {
        for other in others[number] where row.page.isBlank(slot) { slot = row.slots[other] }
      }
      if number > 0 { out.append(0x2F) }
      switch slot.kind {
      case .string, .number:
        let bytes = row.page.content(of: slot)
        guard !bytes.isEmpty, !row.page.isBlank(slot) else { return fail(&out) }
        append(bytes, to: &out)
      case .escapedString:
        guard !row.page.isBlank(slot) else { return fail(&out) }
        var text = row.page.string(of: slot)
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &out) }
      default: return fail(&out)
      }
    }
    return true
  }

  private func fail(_ out: inout [UInt8]) -> Bool {
    out.removeAll(keepingCapacity: true)
    return false
  }

  /// One part stands as it is, several are escaped: the rule of `RecordID.join`.
  private func append(_ bytes: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    guard escapes else {
      out.append(contentsOf: bytes)
      return
    }
    for byte in bytes {
      switch byte {
      case 0x7E: out.append(contentsOf: [0x7E, 0x30])
      case 0x2F: out.append(contentsOf: [0x7E, 0x31])
      default: out.append(byte)
      }
    }
  }
}
