import HostModel
import RecordJSON

/// An answer, whole.
package struct Answer: Sendable {
  package var status: UInt32 = 200
  package var type = "application/json"
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8]

  package init(_ json: JSONTree, status: UInt32 = 200) {
    self.status = status
    body = json.encoded() + [0x0A]
  }

  package init(text: String, type: String) {
    self.type = type
    body = Array(text.utf8)
  }

  /// `{"error": "sentence"}`
  package init(error sentence: String, status: UInt32, headers: [(name: String, value: String)] = []) {
    self.init(.object([.init("error", .string(sentence))]), status: status)
    self.headers = headers
  }
}

/// What can be asked for at a path.
package struct Route: Sendable {
  /// The parts of the path; `{eid}` stands for any one.
  let pattern: [Substring]
  /// What a token must allow; nil: no token is needed.
  let role: Role?
  /// Gives the answer to GET, from the parts of the path that the pattern leaves open.
  let answer: @Sendable ([String: String]) throws -> Answer

  package init(_ path: String, role: Role?, answer: @escaping @Sendable ([String: String]) throws -> Answer) {
    pattern = path.split(separator: "/", omittingEmptySubsequences: true)
    self.role = role
    self.answer = answer
  }

  /// The open parts, if the path is this route's.
  func match(_ path: String) -> [String: String]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard path.hasPrefix("/"), parts.count == pattern.count else { return nil }
    var open: [String: String] = [:]
    for (part, wanted) in zip(parts, pattern) {
      if wanted.hasPrefix("{") {
        open[String(wanted.dropFirst().dropLast())] = String(part)
      } else if part != wanted {
        return nil
      }
    }
    return open
  }
}
