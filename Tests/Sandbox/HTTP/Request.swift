import Foundation

/// One HTTP request as read from a connection.
struct Request: Sendable {
  let method: String
  /// Path and query as sent.
  let target: String
  /// The path, percent-decoded, in segments without empty ones.
  let segments: [String]
  /// True if the path ends with a slash.
  let hasTrailingSlash: Bool
  /// The path as sent, without the query.
  let path: String
  let query: Query
  /// Names in lower case.
  let headers: [String: String]
  let body: [UInt8]

  /// Reads request line and headers; nil if they are no HTTP/1 request.
  init?(head: String, body: [UInt8]) {
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    guard let line = lines.popFirst() else { return nil }
    let words = line.split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
    method = String(words[0])
    target = String(words[1])
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "/")
    hasTrailingSlash = path.hasSuffix("/")
    segments = path.split(separator: "/").map { Query.decode($0) }
    query = Query(parts.count > 1 ? parts[1] : "")
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers[line[..<colon].lowercased()] = value
    }
    self.headers = headers
    self.body = body
  }

  /// The address the client used, without path: a proxy in front may name its own scheme.
  var origin: String {
    "\(headers["x-forwarded-proto"] ?? "http")://\(headers["x-forwarded-host"] ?? headers["host"] ?? "127.0.0.1")"
  }

  var wantsClose: Bool { headers["connection"]?.lowercased() == "close" }
}

/// The parameters of an address, in their order.
struct Query: Sendable {
  private(set) var items: [(name: String, value: String)] = []

  init(_ text: Substring) {
    for part in text.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items.append((Self.decode(pair[0], plus: true), pair.count > 1 ? Self.decode(pair[1], plus: true) : ""))
    }
  }

  /// The last value of a name, as Django reads it.
  subscript(name: String) -> String? { items.last { $0.name == name }?.value }

  func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  /// The query with one value replaced or, with nil, taken out; encoded.
  func with(_ name: String, _ value: String?) -> String {
    var kept = items.filter { $0.name != name }
    if let value { kept.append((name, value)) }
    return kept.map { Self.encode($0.name) + "=" + Self.encode($0.value) }.joined(separator: "&")
  }

  static func decode(_ text: Substring, plus: Bool = false) -> String {
    let spaced = plus ? text.replacing("+", with: " ") : text
    return spaced.removingPercentEncoding ?? String(spaced)
  }

  static func encode(_ text: String) -> String {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
  }
}
