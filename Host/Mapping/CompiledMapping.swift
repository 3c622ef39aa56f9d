import Foundation
import HostModel
import RecordJSON

/// A data config's mapping, with paths and metadata looked up, ready for many records.
package struct CompiledMapping {
  struct Row {
    let positions: [Int]
    let transforms: [Transform]
    let target: String
    let kind: FieldKind
    let slot: Int
  }

  let rows: [Row]
  /// The mode of each metadata slot; nil where nothing is mapped.
  package let modes: [MappingMode?]
  /// Target fields that have no metadata, so that their values are left out.
  package let missingMetadata: [String]
  /// Metadata slots of the fp_type.
  package let width: Int
  /// The name of each slot.
  package let names: [String]
  private let fit: FieldFit
  private let language: String

  package init(
    _ mapping: [MappingRow], fields: RecordFields, metadata: [MetadataField], zone: TimeZone, language: String
  ) {
    let known = Dictionary(metadata.map { ($0.name, $0) }) { first, _ in first }
    let slots = (metadata.map(\.slot).max() ?? -1) + 1
    var names = Array(repeating: "", count: slots)
    for field in metadata { names[field.slot] = field.name }
    var modes: [MappingMode?] = Array(repeating: nil, count: slots)
    var missing: [String] = []
    rows = mapping.compactMap { row in
      guard let field = known[row.target] else {
        missing.append(row.target)
        return nil
      }
      modes[field.slot] = row.mode
      return Row(
        positions: row.from.alternatives.map { fields.position(of: $0) }, transforms: row.transforms, target: row.target,
        kind: field.kind, slot: field.slot)
    }
    self.modes = modes
    self.names = names
    width = slots
    missingMetadata = missing
    fit = FieldFit(zone: zone)
    self.language = language
  }

  /// Fills `offer` with what the record offers.
  package func map(_ row: RecordRow, into offer: inout Offer) {
    offer.restart(width: width)
    for rule in rows { map(rule, row, into: &offer) }
  }

  private func map(_ rule: Row, _ row: RecordRow, into offer: inout Offer) {
    var chosen = JSONSlot.missing
    for position in rule.positions {
      let slot = row.slots[position]
      if slot.kind == .duplicated {
        offer.misfits.append((rule.target, "the key of its API field stands twice in the record"))
        return
      }
      if !row.page.isBlank(slot) {
        chosen = slot
        break
      }
    }
    guard !chosen.isMissing else {
      offer.fields[rule.slot] = .empty
      return
    }
    if rule.transforms.isEmpty, chosen.kind.isString, isStoredAsItIs(rule.kind, row.page, chosen) {
      let start = offer.values.count
      row.page.appendCanonicalString(of: chosen, to: &offer.values)
      offer.fields[rule.slot] = .value(start: start, end: offer.values.count)
      return
    }
    let tree: JSONTree
    switch Self.tree(of: chosen, row.page) {
    case .success(let value): tree = value
    case .failure(let error):
      offer.misfits.append((rule.target, "its API field cannot be read: \(error.description)"))
      return
    }
    let value = rule.transforms.reduce(tree) { $1.apply(to: $0, language: language) }
    switch fit.fit(value, rule.kind) {
    case .empty: offer.fields[rule.slot] = .empty
    case .misfit(let reason): offer.misfits.append((rule.target, reason))
    case .value(let fitting):
      let start = offer.values.count
      offer.values.append(contentsOf: fitting.encoded())
      offer.fields[rule.slot] = .value(start: start, end: offer.values.count)
    }
  }

  /// True if a text needs no second look: the hot path, for nearly every field of nearly every record.
  private func isStoredAsItIs(_ kind: FieldKind, _ page: PageBuffer, _ slot: JSONSlot) -> Bool {
    switch kind {
    case .text, .longText, .choice, .phone: true
    case .email: slot.kind == .string && Self.isPlainEmail(page.content(of: slot))
    default: false
    }
  }

  /// An e-mail address of printable ASCII, judged without making a String; others take the slow way.
  private static func isPlainEmail(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= 254 else { return false }
    var at = -1
    for (index, byte) in bytes.enumerated() {
      if byte <= 32 || byte >= 127 { return false }
      if byte == 0x40 {
        if at >= 0 { return false }
        at = index
      }
    }
    return at > 0 && at < bytes.count - 1
  }

  private static func tree(of slot: JSONSlot, _ page: PageBuffer) -> Result<JSONTree, JSONError> {
    switch slot.kind {
    case .string, .escapedString: return .success(.string(page.string(of: slot)))
    case .number: return .success(.number(page.string(of: slot)))
    case .true: return .success(.bool(true))
    case .false: return .success(.bool(false))
    case .array, .object:
      do throws(JSONError) { return .success(try JSONTree.parse(page.rawBytes(of: slot))) } catch {
        return .failure(error)
      }
    case .missing, .null, .duplicated: return .success(.null)
    }
  }
}
