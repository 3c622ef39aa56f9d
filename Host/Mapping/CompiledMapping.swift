import Foundation
import HostModel
import RecordJSON

/// A data config's mapping, with paths and metadata looked up, ready for many records.
package struct CompiledMapping {
  /// What most records need of a row: no references, so that nothing is retained for each field.
  struct Rule {
    let slot: Int
    /// Where the first alternative stands.
    let position: Int
    let hasAlternatives: Bool
    let plain: PlainText
    /// Its place in `details`.
    let detail: Int
  }

  /// The rest of a row.
  struct Detail {
    let positions: [Int]
    let transforms: [Transform]
    let target: String
    let kind: FieldKind
  }

  /// By slot, in which order an offer is written.
  let rules: [Rule]
  let details: [Detail]
  /// The mode of each metadata slot; nil where nothing is mapped.
  package let modes: [MappingMode?]
  /// Target fields that have no metadata, so that their values are left out.
  package let missingMetadata: [String]
  /// Metadata slots of the fp_type.
  package let width: Int
  /// The name of each slot.
  package let names: [String]
  private let local: LocalTime
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
    var rules: [Rule] = []
    var details: [Detail] = []
    for row in mapping {
      guard let field = known[row.target] else {
        missing.append(row.target)
        continue
      }
      modes[field.slot] = row.mode
      let positions = row.from.alternatives.map { fields.position(of: $0) }
      guard let first = positions.first else { continue }
      rules.append(
        Rule(
          slot: field.slot, position: first, hasAlternatives: positions.count > 1,
          plain: PlainText(row.transforms, field.kind), detail: details.count))
      details.append(Detail(positions: positions, transforms: row.transforms, target: row.target, kind: field.kind))
    }
    self.rules = rules.sorted { $0.slot < $1.slot }
    self.details = details
    self.modes = modes
    self.names = names
    width = slots
    missingMetadata = missing
    local = LocalTime(zone: zone)
    fit = FieldFit(local: local)
    self.language = language
  }

  /// Fills `offer` with what the record offers.
  package func map(_ row: RecordRow, into offer: inout Offer) {
    offer.restart(width: width)
    for rule in rules {
      var misfit: String?
      offer.write(rule.slot) { out in
        let first = row.slots[rule.position]
        if row.page.isBlank(first) {
          if !rule.hasAlternatives { return .empty }
        } else if rule.plain.append(first, of: row.page, local: local, to: &out) {
          return .value
        }
        return fit(details[rule.detail], rule.plain, row, to: &out, &misfit)
      }
      if let misfit { offer.misfits.append((details[rule.detail].target, misfit)) }
    }
    offer.finish()
  }

  /// The long way: other alternatives, and values that must be taken apart.
  @inline(never)
  private func fit(
    _ rule: Detail, _ plain: PlainText, _ row: RecordRow, to out: inout FlatBytes, _ misfit: inout String?
  ) -> Offer.Outcome {
    var chosen = JSONSlot.missing
    for position in rule.positions {
      let slot = row.slots[position]
      if slot.kind == .duplicated {
        misfit = "the key of its API field stands twice in the record"
        return .none
      }
      if !row.page.isBlank(slot) {
        chosen = slot
        break
      }
    }
    if chosen.isMissing { return .empty }
    if plain.append(chosen, of: row.page, local: local, to: &out) { return .value }
    let tree: JSONTree
    switch Self.tree(of: chosen, row.page) {
    case .success(let value): tree = value
    case .failure(let error):
      misfit = "its API field cannot be read: \(error.description)"
      return .none
    }
    let value = rule.transforms.reduce(tree) { $1.apply(to: $0, language: language) }
    switch fit.fit(value, rule.kind) {
    case .empty: return .empty
    case .misfit(let reason):
      misfit = reason
      return .none
    case .value(let fitting):
      out.append(fitting.encoded())
      return .value
    }
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
