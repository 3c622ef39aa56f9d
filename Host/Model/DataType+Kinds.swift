extension DataType {
  /// The kind of field that fits what a mapping row gives: what the preset says of a target field of this name, else the
  /// kind of the row's API fields after its transforms, else text.
  package func kind(of row: MappingRow) -> FieldKind {
    if let preset = targetKinds[row.target] { return preset }
    let kinds = Set(row.from.alternatives.map { kind(of: $0) })
    let own = kinds.count == 1 ? kinds.first ?? .text : .text
    return row.transforms.reduce(own) { $1.step.kind(after: $0) }
  }

  private func kind(of path: FieldPath) -> FieldKind {
    if path.findsSeveral { return .list }
    return fields.first { (try? FieldPath($0.path)) == path }?.kind ?? .text
  }
}

extension Transform.Step {
  /// The kind of what it makes of a value of a kind; those that change a text leave a list a list.
  fileprivate func kind(after kind: FieldKind) -> FieldKind {
    switch self {
    case .trim, .lower, .upper, .stripHTML, .decodeEntities, .standard: kind
    case .split, .each: .list
    case .join, .find, .template: .text
    case .language, .firstName, .lastName, .lookup, .country: kind == .list ? .list : .text
    case .day: kind == .list ? .list : .date
    case .date(let format, _): kind == .list ? .list : format.tellsTime ? .dateTime : .date
    case .number: kind == .list ? .list : .number
    case .boolean: kind == .list ? .list : .boolean
    case .phone: kind == .list ? .list : .phone
    }
  }
}

extension DateFormat {
  /// True if what it reads is a date-time.
  fileprivate var tellsTime: Bool { hasTime || has(.seconds) || has(.milliseconds) }
}
