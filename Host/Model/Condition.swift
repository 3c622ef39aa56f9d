import RecordJSON

/// A condition on API fields, as skip rules and exploded lists use it.
package indirect enum Condition: Sendable, Hashable {
  case isEmpty(FieldPath)
  case isNotEmpty(FieldPath)
  /// The field's text is one of these, compared without case.
  case isIn(FieldPath, [String])
  case isNotIn(FieldPath, [String])
  case all([Condition])

  /// Every path the condition reads.
  package var paths: [FieldPath] {
    switch self {
    case .isEmpty(let path), .isNotEmpty(let path), .isIn(let path, _), .isNotIn(let path, _): [path]
    case .all(let conditions): conditions.flatMap(\.paths)
    }
  }

  /// Reads the form of PluginAPI/README.md; `place` names it in errors.
  package init(_ json: JSONTree, at place: String) throws(DescribeError) {
    if let parts = json["all"] {
      guard case .array(let items) = parts, !items.isEmpty else {
        throw DescribeError(place: "\(place).all", problem: "must be a list of conditions")
      }
      var conditions: [Condition] = []
      for (index, item) in items.enumerated() {
        conditions.append(try Condition(item, at: "\(place).all[\(index)]"))
      }
      self = .all(conditions)
      return
    }
    let field = try DescribeReader(json, place).path("field")
    if let test = json["is"] {
      switch test {
      case .string("empty"): self = .isEmpty(field)
      case .string("not-empty"): self = .isNotEmpty(field)
      default: throw DescribeError(place: "\(place).is", problem: "must be \"empty\" or \"not-empty\"")
      }
    } else if json["in"] != nil {
      self = .isIn(field, try DescribeReader(json, place).texts("in"))
    } else if json["not-in"] != nil {
      self = .isNotIn(field, try DescribeReader(json, place).texts("not-in"))
    } else {
      throw DescribeError(place: place, problem: "needs one of is, in, not-in, all")
    }
  }

  /// The form that `init(_:at:)` reads.
  package var json: JSONTree {
    func object(_ path: FieldPath, _ test: String, _ value: JSONTree) -> JSONTree {
      .object([.init("field", .string(path.description)), .init(test, value)])
    }
    return switch self {
    case .isEmpty(let path): object(path, "is", .string("empty"))
    case .isNotEmpty(let path): object(path, "is", .string("not-empty"))
    case .isIn(let path, let values): object(path, "in", .array(values.map { .string($0) }))
    case .isNotIn(let path, let values): object(path, "not-in", .array(values.map { .string($0) }))
    case .all(let conditions): .object([.init("all", .array(conditions.map(\.json)))])
    }
  }
}
