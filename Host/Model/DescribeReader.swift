import RecordJSON

/// Reads the members of one object of a describe document, naming what is missing or of the wrong type.
struct DescribeReader {
  let json: JSONTree
  let place: String

  init(_ json: JSONTree, _ place: String) throws(DescribeError) {
    guard case .object = json else { throw DescribeError(place: place, problem: "must be an object") }
    self.json = json
    self.place = place
  }

  func member(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  func fail(_ key: String, _ problem: String) -> DescribeError { DescribeError(place: member(key), problem: problem) }

  func text(_ key: String) throws(DescribeError) -> String {
    guard let text = try optionalText(key), !text.isEmpty else { throw fail(key, "is required and must be text") }
    return text
  }

  func optionalText(_ key: String) throws(DescribeError) -> String? {
    switch json[key] {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw fail(key, "must be text")
    }
  }

  func flag(_ key: String, default value: Bool) throws(DescribeError) -> Bool {
    switch json[key] {
    case nil, .null: return value
    case .bool(let flag): return flag
    default: throw fail(key, "must be true or false")
    }
  }

  func positiveInteger(_ key: String) throws(DescribeError) -> Int? {
    switch json[key] {
    case nil, .null: return nil
    case .number(let text):
      guard let number = Int(text), number > 0 else { throw fail(key, "must be a positive whole number") }
      return number
    default: throw fail(key, "must be a positive whole number")
    }
  }

  func texts(_ key: String) throws(DescribeError) -> [String] {
    var texts: [String] = []
    for (index, item) in try list(key).enumerated() {
      guard case .string(let text) = item else { throw fail("\(key)[\(index)]", "must be text") }
      texts.append(text)
    }
    return texts
  }

  func list(_ key: String) throws(DescribeError) -> [JSONTree] {
    switch json[key] {
    case nil, .null: return []
    case .array(let items): return items
    default: throw fail(key, "must be a list")
    }
  }

  func path(_ key: String) throws(DescribeError) -> FieldPath {
    do throws(FieldPath.Malformed) { return try FieldPath(try textOrEmpty(key)) } catch {
      throw fail(key, error.description)
    }
  }

  func paths(_ key: String) throws(DescribeError) -> [FieldPath] {
    try read(key) { text throws(FieldPath.Malformed) in try FieldPath(text) }
  }

  func sources(_ key: String) throws(DescribeError) -> [FieldSource] {
    try read(key) { text throws(FieldPath.Malformed) in try FieldSource(text) }
  }

  private func read<Value>(
    _ key: String, as value: (String) throws(FieldPath.Malformed) -> Value
  ) throws(DescribeError) -> [Value] {
    var values: [Value] = []
    for (index, text) in try texts(key).enumerated() {
      do throws(FieldPath.Malformed) { values.append(try value(text)) } catch {
        throw fail("\(key)[\(index)]", error.description)
      }
    }
    return values
  }

  /// The paths of a key, at least one: each leads to one value.
  func keyPaths(_ key: String) throws(DescribeError) -> [FieldPath] {
    let paths = try paths(key)
    guard !paths.isEmpty else { throw fail(key, "needs at least one path") }
    for (index, path) in paths.enumerated() where path.findsSeveral {
      throw fail(
        "\(key)[\(index)]", "'\(path)' finds several values, and a part of a key is one: no [*] can stand in it")
    }
    return paths
  }

  /// The sources of a key, at least one: each leads to one value.
  func keySources(_ key: String) throws(DescribeError) -> [FieldSource] {
    let sources = try sources(key)
    guard !sources.isEmpty else { throw fail(key, "needs at least one path") }
    for (index, source) in sources.enumerated() {
      for path in source.alternatives where path.findsSeveral {
        throw fail(
          "\(key)[\(index)]", "'\(path)' finds several values, and a part of a key is one: no [*] can stand in it")
      }
    }
    return sources
  }

  /// A path that a scan can follow to its end.
  func plainPath(_ key: String) throws(DescribeError) -> FieldPath {
    let path = try path(key)
    guard path.isPlain else {
      throw fail(key, "'\(path)' must lead to one fixed place: neither [*] nor [key=value] can stand in it")
    }
    return path
  }

  /// One of the values of an enumeration, by its raw value.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default value: Choice? = nil)
    throws(DescribeError) -> Choice
  {
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text = try optionalText(key) else {
      guard let value else { throw fail(key, "is required: one of \(known)") }
      return value
    }
    guard let choice = Choice(rawValue: text) else { throw fail(key, "'\(text)' is none of \(known)") }
    return choice
  }

  private func textOrEmpty(_ key: String) throws(FieldPath.Malformed) -> String {
    guard case .string(let text) = json[key] else { return "" }
    return text
  }
}
