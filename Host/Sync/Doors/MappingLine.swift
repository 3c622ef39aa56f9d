import HostModel

/// A row of a mapping with the kind of its target field, as files have it.
package struct MappingLine: Sendable, Equatable {
  package let row: MappingRow
  /// Nil where the event has no such field, or the file does not say.
  package let kind: FieldKind?
  /// Where a file says the kind: `sheet 'people', cell C4`.
  package let place: String

  package init(row: MappingRow, kind: FieldKind?, place: String = "") {
    self.row = row
    self.kind = kind
    self.place = place
  }
}

/// A data type's whole mapping, as a file has it.
package struct ImportedMapping: Sendable, Equatable {
  package let dataType: String
  package let lines: [MappingLine]

  package init(dataType: String, lines: [MappingLine]) {
    self.dataType = dataType
    self.lines = lines
  }
}

/// The kinds that a file names for the target fields of one fp_type.
struct NamedKinds {
  /// By the bytes of a target field's name, as names are told apart.
  private var kinds: [[UInt8]: (kind: FieldKind, place: String)] = [:]

  /// The kind that a file names for a target field, if it names one.
  subscript(target: String) -> FieldKind? { kinds[Array(target.utf8)]?.kind }

  /// For the target field of a row: the kind that the file names, else another.
  func orElse(_ other: @escaping (MappingRow) -> FieldKind) -> (MappingRow) -> FieldKind {
    { self[$0.target] ?? other($0) }
  }

  /// Takes the kinds of a file's lines; refuses one that is not the kind of a field that the event has, and a second kind
  /// for a field of one name.
  mutating func add(_ lines: [MappingLine], of type: FPType, _ metadata: [MetadataField], file: String) throws {
    var unlike: [(line: MappingLine, has: FieldKind)] = []
    for line in lines {
      guard let kind = line.kind else { continue }
      let name = Array(line.row.target.utf8)
      if let field = metadata.first(where: { $0.name.utf8.elementsEqual(name) }), field.kind != kind {
        unlike.append((line, field.kind))
      }
      if let earlier = kinds[name], earlier.kind != kind {
        throw InputRefused(
          "'\(file)', \(line.place): the \(type.rawValue) field '\(line.row.target)' cannot be of kind \(kind.rawValue) here"
            + " and of kind \(earlier.kind.rawValue) at \(earlier.place). Give it one kind. Nothing was imported.")
      }
      kinds[name] = (kind, line.place)
    }
    guard let first = unlike.first else { return }
    let others = unlike.dropFirst().map(\.line.place)
    let more = others.isEmpty ? "" : " So it is with \(others.joined(separator: "; "))."
    throw InputRefused(
      "'\(file)', \(first.line.place): the event's \(type.rawValue) field '\(first.line.row.target)' is of kind"
        + " \(first.has.rawValue), and an import changes no kind. Write \(first.has.rawValue), or leave the cell"
        + " empty.\(more) Nothing was imported.")
  }
}
