import HostModel
import RecordJSON

extension JSONTree {
  /// DESIGN rule 5: missing, null, white space, `[]`, `{}`.
  var isBlank: Bool {
    switch self {
    case .null: true
    case .string(let text): text.isBlank
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  /// The text of a text, number or boolean.
  var asText: String? {
    switch self {
    case .string(let text): text
    case .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }

  /// What a path leads to, null if to nothing; behind a `[*]` the list of what is found, without what is empty.
  func value(at steps: [FieldPath.Step]) -> JSONTree {
    guard steps.contains(.every) else { return one(steps[...]) }
    var found: [JSONTree] = []
    collect(steps[...], into: &found)
    return .array(found)
  }

  private func collect(_ steps: ArraySlice<FieldPath.Step>, into found: inout [JSONTree]) {
    guard let place = steps.firstIndex(of: .every) else {
      let value = one(steps)
      if !value.isBlank { found.append(value) }
      return
    }
    for element in one(steps[..<place]).asList { element.collect(steps[(place + 1)...], into: &found) }
  }

  private func one(_ steps: ArraySlice<FieldPath.Step>) -> JSONTree {
    var value = self
    for step in steps {
      switch (step, value) {
      case (.key(let key), .object): value = value[key] ?? .null
      case (.index(let index), .array(let items)) where items.indices.contains(index): value = items[index]
      case (.first(let key, let text), _):
        value = value.asList.first { $0.one(key.map { .key($0) }[...]).asText == text } ?? .null
      default: return .null
      }
    }
    return value
  }

  /// The elements of a list; any other value but null is a list of one.
  private var asList: [JSONTree] {
    switch self {
    case .array(let items): items
    case .null: []
    default: [self]
    }
  }
}
