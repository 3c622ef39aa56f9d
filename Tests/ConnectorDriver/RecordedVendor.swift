import RecordJSON

/// What a recorded vendor answers to one address.
package struct Answer: Sendable, Equatable {
  /// The status code.
  package var status: Int
  /// Header fields, names in lower case.
  package var headers: [String: String]
  /// The body.
  package var body: [UInt8]

  /// Puts an answer together.
  package init(status: Int = 200, headers: [String: String] = [:], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer with a text as its body.
  package init(_ text: String, status: Int = 200, headers: [String: String] = [:]) {
    self.init(status: status, headers: headers, body: Array(text.utf8))
  }
}

/// A vendor whose answers are known beforehand, by address as the connector asks for it, without the endpoint.
package struct RecordedVendor: Sendable {
  /// Where it pretends to be; addresses that begin with it and those that begin with `/` are the same.
  package var endpoint: String
  /// Settings and credentials of kind text.
  package var settings: [String: String]
  /// Keys of the secrets.
  package var secrets: [String]
  /// Answers by address.
  package var answers: [String: Answer]
  /// A status that the host's http gives instead of an answer, by the number of the request, from 0.
  package var failures: [Int: Int32] = [:]
  /// A status that every other service of the host gives.
  package var serviceFailure: Int32?

  /// Reads a fixture: `{"endpoint", "settings", "secrets", "answers": [{"url", "status", "headers", "body" or "text"}]}`.
  package init(fixture: [UInt8]) throws {
    let tree = try JSONTree.parse(fixture)
    endpoint = tree["endpoint"]?.string ?? ""
    settings = Self.texts(tree["settings"])
    secrets = tree["secrets"]?.elements?.compactMap(\.string) ?? []
    answers = [:]
    for answer in tree["answers"]?.elements ?? [] {
      let body = answer["text"]?.string.map { Array($0.utf8) } ?? answer["body"]?.encoded() ?? []
      answers[answer["url"]?.string ?? ""] = Answer(
        status: answer["status"]?.int ?? 200, headers: Self.texts(answer["headers"]), body: body)
    }
  }

  /// The document that `create` is given.
  var configuration: [UInt8] {
    JSONTree.object([
      .init("endpoint", .string(endpoint)), .init("timeZone", .string("Europe/Zurich")),
      .init("settings", .object(settings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
      .init("credentials", .array(secrets.map(JSONTree.string))),
    ]).encoded()
  }

  private static func texts(_ tree: JSONTree?) -> [String: String] {
    Dictionary(
      (tree?.members ?? []).compactMap { member in member.value.string.map { (member.key, $0) } },
      uniquingKeysWith: { _, last in last })
  }
}
