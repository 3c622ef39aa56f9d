extension Describe {
  /// The document that the host reads.
  public var json: JSON {
    .object([
      .init("id", .string(id)), .init("name", .string(name)), .init("vendor", .string(vendor)),
      .init("version", .string(version)),
      .init(
        "endpoint",
        .object([
          .init("default", .string(endpoint.url)), .init("editable", .bool(endpoint.isEditable)),
          .init("help", .string(endpoint.help)),
        ])),
      .init("hosts", .texts(hosts)), .init("auth", .array(auth.map(\.json))),
      .init("settings", .array(settings.map(\.json))),
      .init(
        "limits",
        .object(
          [("requestsPerMinute", requestsPerMinute), ("concurrency", concurrency)].compactMap { key, value in
            value.map { .init(key, .number(String($0))) }
          } + (quota.map { [.init("quota", $0.json)] } ?? []))),
      .init("dataTypes", .array(dataTypes.map(\.json))),
    ])
  }
}

extension Describe.Quota {
  var json: JSON {
    .object([
      .init("credits", .number(String(credits))), .init("seconds", .number(String(seconds))),
      .init("perCall", .number(String(perCall))),
      .init(
        "calls",
        .array(
          calls.map { .object([.init("path", .string($0.path)), .init("credits", .number(String($0.credits)))]) })),
    ])
  }
}

extension FormField {
  var json: JSON {
    var members: [JSON.Member] = [
      .init("key", .string(key)), .init("kind", .string(kind.rawValue)), .init("label", .string(label)),
      .init("help", .string(help)), .init("required", .bool(isRequired)),
    ]
    if let pattern { members.append(.init("pattern", .string(pattern))) }
    if !choices.isEmpty { members.append(.init("choices", .texts(choices))) }
    if let standard { members.append(.init("default", .string(standard))) }
    if isIdentity { members.append(.init("identity", .bool(true))) }
    return .object(members)
  }
}

extension DataType {
  var json: JSON {
    var members: [JSON.Member] = [
      .init("id", .string(id)), .init("name", .string(name)), .init("fpType", .string(target.rawValue)),
      .init("primaryKey", .texts(primaryKey)),
    ]
    if let modified { members.append(.init("modified", .string(modified))) }
    members += [
      .init("total", .string(announcesTotal ? "announced" : "none")), .init("stableOrder", .bool(hasStableOrder)),
      .init("paged", .bool(isPaged)), .init("incremental", .bool(isIncremental)),
    ]
    if let patience {
      members.append(
        .init(
          "patience",
          .object([
            .init("repeated", .number(String(patience.repeated))), .init("empty", .number(String(patience.empty))),
          ])))
    }
    if let explode {
      members.append(
        .init(
          "explode",
          .object([
            .init("path", .string(explode.path)), .init("key", .texts(explode.key)),
            .init("where", .array(explode.conditions.map(\.json))),
          ])))
    }
    if !references.isEmpty { members.append(.init("references", .array(references.map(\.json)))) }
    members += [
      .init("requires", .texts(requires)), .init("fields", .array(fields.map(\.json))),
      .init("mapping", .array(presets.map(\.json))), .init("skip", .array(skip.map(\.json))),
    ]
    return .object(members)
  }
}

extension DataType.Reference {
  var json: JSON {
    .object([
      .init("target", .string(target.rawValue)), .init("to", .string(dataType)), .init("key", .texts(key)),
    ])
  }
}

extension Field {
  var json: JSON {
    .object([
      .init("path", .string(path)), .init("kind", .string(kind.rawValue)), .init("label", .string(label)),
      .init("example", .string(example)),
    ])
  }
}

extension Mapping {
  var json: JSON {
    .object([
      .init("from", .string(from)), .init("to", .string(target)), .init("kind", .string(kind.rawValue)),
      .init("transforms", .texts(transforms.map(\.text))), .init("mode", .string(mode.rawValue)),
    ])
  }
}

extension Condition {
  var json: JSON {
    switch self {
    case .isEmpty(let path): .object([.init("field", .string(path)), .init("is", .string("empty"))])
    case .isNotEmpty(let path): .object([.init("field", .string(path)), .init("is", .string("not-empty"))])
    case .oneOf(let path, let values): .object([.init("field", .string(path)), .init("in", .texts(values))])
    case .noneOf(let path, let values):
      .object([.init("field", .string(path)), .init("not-in", .texts(values))])
    case .all(let conditions): .object([.init("all", .array(conditions.map(\.json)))])
    }
  }
}

extension JSON {
  fileprivate static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}
