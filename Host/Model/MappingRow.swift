/// How a mapped value meets the stored one.
package enum MappingMode: String, Sendable, CaseIterable {
  /// A value that is not empty replaces the stored one.
  case overwrite
  /// So does an empty one.
  case overwriteWithEmpty = "overwrite_with_empty"
  case onlyIfEmpty = "only_if_empty"
  case onlyOnCreate = "only_on_create"
}

/// One line of a mapping: API field to target field. A data config has one row per target field.
package struct MappingRow: Sendable, Hashable {
  package var from: FieldSource
  /// The name of a metadata field, exactly.
  package var target: String
  package var transforms: [Transform]
  package var mode: MappingMode

  package init(from: FieldSource, target: String, transforms: [Transform] = [], mode: MappingMode = .overwrite) {
    self.from = from
    self.target = target
    self.transforms = transforms
    self.mode = mode
  }

  /// Every path that the row reads: those of its API field, and those of its transforms.
  package var paths: [FieldPath] { from.alternatives + transforms.flatMap(\.paths) }
}

/// A target field that exists in the event.
package struct MetadataField: Sendable, Hashable {
  package var fpType: FPType
  package var name: String
  package var kind: FieldKind
  /// The field's place in stored records, from 0, never used again for another field of this fp_type.
  package var slot: Int

  /// What a place may be: a file has at most 2,000 columns at once, and few of them are ever given up.
  package static let slots = 0...16_383

  package init(fpType: FPType, name: String, kind: FieldKind, slot: Int) {
    self.fpType = fpType
    self.name = name
    self.kind = kind
    self.slot = slot
  }

  /// True if a view could not tell the column of another name from this field's: SQLite takes `A` to `Z` for `a` to `z`,
  /// and two spellings of one accented letter look the same to everybody.
  package func sharesColumn(with other: String) -> Bool {
    func folded(_ text: String) -> [UInt8] { text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 } }
    return name == other || folded(name) == folded(other)
  }

  /// Names that the views use for themselves.
  package static let reservedNames: Set<String> = ["id", "connection", "data_type"]

  /// Why a name cannot be that of a metadata field, or nil: 1 to 64 bytes, no control characters, not reserved.
  package static func problem(withName name: String) -> String? {
    if name.isEmpty || name.utf8.count > 64 { return "a metadata name has 1 to 64 bytes" }
    if name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
      return "a metadata name has no control characters"
    }
    if reservedNames.contains(name.lowercased()) { return "'\(name)' is a column of every record already" }
    return nil
  }
}
