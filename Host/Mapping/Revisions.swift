import HostModel

/// Which revision of the host's own code makes what of a vendor's values.
///
/// Those that a data config uses are part of what its fingerprints are made under, so that a repair reaches records that
/// come unchanged, and only those of data configs that use what was repaired (DESIGN §2, diff). The product's own are in
/// `Revisions+Product.swift`.
package struct Revisions: Sendable, Equatable {
  /// By the name that an operator writes.
  package var transforms: [String: Int]
  package var kinds: [FieldKind: Int]
  /// Of the conditions of skip rules, and of those that say which elements of a list are records.
  package var conditions: Int
  /// Of what is made of the records that one points at.
  package var references: Int
  /// Of everything else between a page and its records' values, which every data config uses: how paths are followed, keys
  /// read, and what counts as empty.
  package var reading: Int

  package init(transforms: [String: Int], kinds: [FieldKind: Int], conditions: Int, references: Int, reading: Int) {
    self.transforms = transforms
    self.kinds = kinds
    self.conditions = conditions
    self.references = references
    self.reading = reading
  }

  /// One that is used: `number` is a transform's, `kind number` a kind's.
  package struct Used: Sendable, Hashable {
    package let name: String
    package let number: Int

    package init(name: String, number: Int) {
      self.name = name
      self.number = number
    }
  }

  /// Those that a data config uses, by name; what was never revised is left out, so that the first number that something
  /// is given moves nothing.
  package func used(
    by mapping: [MappingRow], _ metadata: [MetadataField], hasConditions: Bool, hasReferences: Bool
  ) -> [Used] {
    let kindOf = Dictionary(metadata.map { ($0.name, $0.kind) }) { first, _ in first }
    var used: Set<Used> = [Used(name: "reading", number: reading)]
    if hasConditions { used.insert(Used(name: "conditions", number: conditions)) }
    if hasReferences { used.insert(Used(name: "references", number: references)) }
    for row in mapping {
      // What has no field is not made at all.
      guard let kind = kindOf[row.target] else { continue }
      used.insert(Used(name: "kind \(kind.rawValue)", number: kinds[kind] ?? Self.first))
      for transform in row.transforms {
        used.insert(Used(name: transform.name, number: transforms[transform.name] ?? Self.first))
      }
    }
    return used.filter { $0.number > Self.first }.sorted { $0.name < $1.name }
  }

  static let first = 1
}
