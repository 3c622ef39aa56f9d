import HostModel
import RecordJSON

/// Reads the key of a record, or of one that it points to, as the bytes of its id (see `RecordID`).
package struct CompiledKey: Sendable {
  private let paths: [CompiledPath]
  private let escapes: Bool

  /// A key of several parts, or one that is to be `asPrefix` of such a key, has its parts escaped.
  package init(_ paths: [FieldPath], _ fields: RecordFields, asPrefix: Bool = false) {
    self.paths = paths.map { fields.compiled($0) }
    escapes = asPrefix || paths.count > 1
  }

  /// Puts the id into `out`; false, with `out` empty, if a part is missing, empty, or neither text nor number.
  package func read(_ row: RecordRow, into out: inout [UInt8]) -> Bool {
    out.removeAll(keepingCapacity: true)
    for (number, path) in paths.enumerated() {
      let slot = row.slots[path.position]
      if number > 0 { out.append(0x2F) }
      guard path.isPlain else {
        guard var text = Self.text(try? row.tree(path)) else { return fail(&out) }
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &out) }
        continue
      }
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

  /// The text of a text or number that is not blank.
  private static func text(_ value: JSONTree?) -> String? {
    switch value {
    case .string(let text)? where value?.isBlank == false: text
    case .number(let text)?: text
    default: nil
    }
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
