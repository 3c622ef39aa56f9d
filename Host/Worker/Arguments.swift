import ConnectorABI
import HostChannel

/// Reads what a connector hands to a host service. Sizes, NULL and UTF-8 are checked; a pointer to nowhere is the
/// connector's crash.
struct Arguments {
  /// The service, for sentences.
  let service: String

  static let longestText = 4 << 10
  static let longestURL = 8 << 10
  static let longestHeader = 16 << 10
  static let mostHeaders = 64
  static let mostAccepted = 64
  static let longestBody = 8 << 20
  static let longestState = 64 << 10

  func bytes(_ text: conn_str, _ name: String, atMost limit: Int) throws(ConnectorJob.Misuse) -> [UInt8] {
    guard text.len > 0 else { return [] }
    guard text.len <= limit else {
      throw .init(sentence: "'\(service)' got a \(name) of \(text.len) bytes; at most \(limit) are allowed")
    }
    guard let start = text.ptr else { throw .init(sentence: "'\(service)' got NULL as \(name)") }
    return Array(UnsafeBufferPointer(start: start, count: text.len))
  }

  func text(_ text: conn_str, _ name: String, atMost limit: Int = longestText) throws(ConnectorJob.Misuse) -> String {
    guard let value = String(validating: try bytes(text, name, atMost: limit), as: UTF8.self) else {
      throw .init(sentence: "'\(service)' got a \(name) that is not UTF-8")
    }
    return value
  }

  /// A text for people: too much is cut off, bad bytes are replaced.
  func line(_ text: conn_str) -> String {
    guard let start = text.ptr else { return "" }
    return String(decoding: UnsafeBufferPointer(start: start, count: min(text.len, Self.longestText)), as: UTF8.self)
  }

  func request(_ ask: conn_http_request) throws(ConnectorJob.Misuse) -> HTTPAsk {
    guard ask.header_count <= Self.mostHeaders else {
      throw .init(sentence: "'\(service)' got \(ask.header_count) headers; at most \(Self.mostHeaders) are allowed")
    }
    guard ask.accept_count <= Self.mostAccepted else {
      throw .init(
        sentence: "'\(service)' got \(ask.accept_count) codes to accept; at most \(Self.mostAccepted) are allowed")
    }
    guard ask.header_count == 0 || ask.headers != nil else { throw .init(sentence: "'\(service)' got NULL as headers") }
    guard ask.accept_count == 0 || ask.accept != nil else { throw .init(sentence: "'\(service)' got NULL as accept") }
    let method = try text(ask.method, "method", atMost: 16)
    var headers: [HTTPHeader] = []
    for header in UnsafeBufferPointer(start: ask.headers, count: ask.header_count) {
      headers.append(
        HTTPHeader(
          try text(header.name, "header name", atMost: Self.longestHeader),
          try text(header.value, "header value", atMost: Self.longestHeader)))
    }
    return HTTPAsk(
      method: method.isEmpty ? "GET" : method, url: try text(ask.url, "url", atMost: Self.longestURL),
      headers: headers, body: try bytes(ask.body, "body", atMost: Self.longestBody),
      accept: Array(UnsafeBufferPointer(start: ask.accept, count: ask.accept_count)),
      place: ListPlace(page: ask.page, pages: ask.page_count, total: ask.total))
  }
}
