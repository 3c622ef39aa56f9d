import HostModel
import RecordJSON

/// Reads the key of a record, or of one that it points to, as the bytes of its id (see `RecordID`).
package struct CompiledKey: Sendable {
  private let positions: [Int]
  /// Parts that lie behind a `[key=value]`, by their number.
  private let deep: [Int: CompiledPath]
  /// All places of each part, if one can stand in several; else no elements.
  private let places: [[CompiledPath]]
  private let escapes: Bool
  /// Where the only part stands that is the id as it is; nil for every other key.
  private let only: Int?

  /// A key of several parts, or one that is to be `asPrefix` of such a key, has its parts escaped.
  package init(_ paths: [FieldPath], _ fields: RecordFields, asPrefix: Bool = false) {
    self.init(paths.map { [fields.compiled($0)] }, escapes: asPrefix || paths.count > 1)
  }

  /// A key whose parts may stand in several places.
  package init(_ sources: [FieldSource], _ fields: RecordFields) {
    self.init(sources.map { $0.alternatives.map { fields.compiled($0) } }, escapes: sources.count > 1)
  }

  private init(_ places: [[CompiledPath]], escapes: Bool) {
    let first = places.compactMap(\.first)
    positions = first.map(\.position)
    deep = Dictionary(uniqueKeysWithValues: first.enumerated().filter { !$1.isPlain }.map { ($0, $1) })
    self.places = places.allSatisfy { $0.count == 1 } ? [] : places
    self.escapes = escapes
    only = !escapes && deep.isEmpty && self.places.isEmpty && positions.count == 1 ? positions[0] : nil
  }

  /// The id's bytes as they stand in the page, where the key is one plain text or number; nil for all others, which `read`
  /// may still read. Valid as long as the page is.
  package func plain(_ slots: UnsafeBufferPointer<JSONSlot>, of page: PageBuffer) -> UnsafeRawBufferPointer? {
    guard let only else { return nil }
    let slot = slots[only]
    guard slot.kind == .string || slot.kind == .number, !page.isBlank(slot) else { return nil }
    return page.content(of: slot)
  }

  /// Puts the id into `out`; false, with `out` empty, if a part is missing, empty, neither text nor number, or holds half
  /// of a surrogate pair: as �, it would be the id of any other such record.
  package func read(_ row: RecordRow, into out: inout [UInt8]) -> Bool {
    out.removeAll(keepingCapacity: true)
    for (number, position) in positions.enumerated() {
      var slot = row.slots[position]
      var path = deep.isEmpty ? nil : deep[number]
      if !places.isEmpty, let found = places[number].first(where: { !Self.isBlank($0, in: row) }) {
        slot = row.slots[found.position]
        path = found.isPlain ? nil : found
      }
      if number > 0 { out.append(0x2F) }
      if let path {
        guard var text = Self.text(try? row.tree(path)), !Self.isHalved(text, slot, row) else { return fail(&out) }
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
        guard !Self.isHalved(text, slot, row) else { return fail(&out) }
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &out) }
      default: return fail(&out)
      }
    }
    return true
  }

  /// The places of the key's parts that hold half of a surrogate pair.
  package func halved(_ row: RecordRow) -> [Int] {
    positions.indices.filter { number in
      let found = places.isEmpty ? nil : places[number].first { !Self.isBlank($0, in: row) }
      return row.page.holdsHalfPair(row.slots[found?.position ?? positions[number]])
    }
  }

  private static func isHalved(_ text: String, _ slot: JSONSlot, _ row: RecordRow) -> Bool {
    text.unicodeScalars.contains("\u{FFFD}") && row.page.holdsHalfPair(slot)
  }

  private static func isBlank(_ path: CompiledPath, in row: RecordRow) -> Bool {
    path.isPlain ? row.page.isBlank(row.slots[path.position]) : (try? row.tree(path))?.isBlank ?? true
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
