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
    /// True if there is something to do also where that is empty.
    let goesOn: Bool
    let plain: PlainText
    /// Its place in `details`.
    let detail: Int
  }

  /// The rest of a row.
  struct Detail {
    let paths: [CompiledPath]
    let plain: PlainText
    let transforms: [CompiledTransform]
    /// How many transforms stand before the first that makes something of nothing.
    let filling: Int
    let target: String
    let kind: FieldKind

    var fillsEmpty: Bool { filling < transforms.count }
  }

  /// By slot, in which order an offer is written.
  let rules: [Rule]
  let details: [Detail]
  /// The mode of each metadata slot; nil where nothing is mapped.
  package let modes: [MappingMode?]
  /// The kind of each.
  package let kinds: SlotKinds
  /// Target fields that have no metadata, so that their values are left out.
  package let missingMetadata: [String]
  /// Metadata slots of the fp_type.
  package let width: Int
  /// The name of each slot.
  package let names: [String]
  private let local: LocalTime
  private let fit: FieldFit
  private let language: String

  /// - Parameters:
  ///   - zone: the event's.
  ///   - named: the zones that transforms name.
  package init(
    _ mapping: [MappingRow], fields: RecordFields, metadata: [MetadataField], zone: TimeZone, language: String,
    zones named: (String) -> TimeZone? = { TimeZone(identifier: $0) }
  ) {
    let known = Dictionary(metadata.map { ($0.name, $0) }) { first, _ in first }
    let slots = (metadata.map(\.slot).max() ?? -1) + 1
    var names = Array(repeating: "", count: slots)
    for field in metadata { names[field.slot] = field.name }
    var modes: [MappingMode?] = Array(repeating: nil, count: slots)
    var missing: [String] = []
    var rules: [Rule] = []
    var details: [Detail] = []
    let local = LocalTime(zone: zone)
    for row in mapping {
      guard let field = known[row.target] else {
        missing.append(row.target)
        continue
      }
      modes[field.slot] = row.mode
      let paths = row.from.alternatives.map { fields.compiled($0) }
      guard let first = paths.first else { continue }
      let detail = Detail(
        paths: paths, plain: PlainText(row.transforms, field.kind),
        transforms: row.transforms.map { CompiledTransform($0, fields, local: local, zones: named) },
        filling: row.transforms.firstIndex(where: \.fillsEmpty) ?? row.transforms.count, target: row.target,
        kind: field.kind)
      rules.append(
        Rule(
          slot: field.slot, position: first.position, goesOn: paths.count > 1 || detail.fillsEmpty,
          plain: first.isPlain ? detail.plain : .none, detail: details.count))
      details.append(detail)
    }
    self.rules = rules.sorted { $0.slot < $1.slot }
    self.details = details
    self.modes = modes
    kinds = SlotKinds(metadata)
    self.names = names
    width = slots
    missingMetadata = missing
    self.local = local
    fit = FieldFit(local: local)
    self.language = language
  }

  /// Fills `offer` with what the record offers.
  package func map(_ row: RecordRow, into offer: inout Offer) {
    offer.restart(width: width)
    var remarks = Remarks()
    for rule in rules {
      offer.write(rule.slot) { out in
        let first = row.slots[rule.position]
        if row.page.isBlank(first) {
          if !rule.goesOn { return .empty }
        } else if rule.plain.append(first, of: row.page, local: local, to: &out) {
          return .value
        }
        return fit(details[rule.detail], row, to: &out, &remarks)
      }
    }
    if !remarks.misfits.isEmpty { offer.misfits = remarks.misfits }
    offer.strays = remarks.strays
    offer.finish()
  }

  /// What is kept beside the offer while one record is mapped.
  private struct Remarks {
    var trees = RecordTrees()
    var misfits: [(target: String, reason: String)] = []
    var strays = 0
  }

  /// The long way: other alternatives, and values that must be taken apart. An alternative counts if something is left of
  /// it after the transforms, up to the first that makes something of nothing.
  @inline(never)
  private func fit(
    _ rule: Detail, _ row: RecordRow, to out: inout FlatBytes, _ remarks: inout Remarks
  ) -> Offer.Outcome {
    do throws(Misfit) { return try fit(rule, row, &remarks.trees, &remarks.strays, to: &out) } catch {
      remarks.misfits.append((rule.target, error.reason))
      return .none
    }
  }

  private func fit(
    _ rule: Detail, _ row: RecordRow, _ trees: inout RecordTrees, _ strays: inout Int, to out: inout FlatBytes
  ) throws(Misfit) -> Offer.Outcome {
    var value = JSONTree.null
    for path in rule.paths {
      let slot = row.slots[path.position]
      if row.page.isBlank(slot) { continue }
      if path.isPlain, rule.plain.append(slot, of: row.page, local: local, to: &out) { return .value }
      value = try trees.value(path, of: row)
      if value.isBlank { continue }
      var isName = false
      for transform in rule.transforms[..<rule.filling] {
        // A name that lacks the part that is asked for is a name all the same: no other is looked for.
        isName = isName || transform.findsName(in: value)
        value = try transform.apply(to: value, language: language, of: row, &trees)
      }
      if isName || rule.paths.count == 1 || !isEmpty(value, rule) { break }
      value = .null
    }
    if value.isBlank, !rule.fillsEmpty { return .empty }
    for transform in rule.transforms[rule.filling...] {
      value = try transform.apply(to: value, language: language, of: row, &trees)
    }
    // Behind the transforms: a table of theirs reads what the vendor wrote.
    switch fit.fit(StrayCharacters.removed(from: value, rule.kind, count: &strays), rule.kind) {
    case .empty: return .empty
    case .misfit(let reason): throw Misfit(reason)
    case .value(let fitting):
      out.append(fitting.encoded())
      return .value
    }
  }

  /// True if nothing is left that a field of the row's kind would hold, such as of the date `0000-00-00`.
  private func isEmpty(_ value: JSONTree, _ rule: Detail) -> Bool {
    value.isBlank || (!rule.fillsEmpty && fit.fit(value, rule.kind) == .empty)
  }
}

extension Transform {
  /// True if it makes something of an empty value.
  var fillsEmpty: Bool {
    switch step {
    case .standard, .template: true
    default: false
    }
  }
}
