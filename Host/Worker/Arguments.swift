import ConnectorABI
import HostChannel

/// Reads what a connector hands to a host service. Sizes, NULL and UTF-8 are checked; a pointer to nowhere is the
/// connector's crash.
struct Arguments {
  /// The service, for sentences.
  let service: String

  /// A length as the connector gave it: what is beyond an Int, as a difference of two pointers in the wrong order is,
  /// arrives as a negative one.
  private func given(_ length: Int) -> UInt { UInt(bitPattern: length) }

  func bytes(_ text: conn_str, _ name: String, atMost limit: Int) throws(ConnectorJob.Misuse) -> [UInt8] {
    Array(try lent(text, name, atMost: limit))
  }

  private func lent(
    _ text: conn_str, _ name: String, atMost limit: Int
  ) throws(ConnectorJob.Misuse) -> UnsafeBufferPointer<UInt8> {
    guard text.len != 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
    guard (1...limit).contains(text.len) else {
      throw .init(sentence: "'\(service)' got a \(name) of \(given(text.len)) bytes; at most \(limit) are allowed")
    }
    guard let start = text.ptr else { throw .init(sentence: "'\(service)' got NULL as \(name)") }
    return UnsafeBufferPointer(start: start, count: text.len)
  }

  func text(
    _ text: conn_str, _ name: String, atMost limit: Int = CallLimits.pointer
  ) throws(ConnectorJob.Misuse) -> String {
    guard let value = String(validating: try bytes(text, name, atMost: limit), as: UTF8.self) else {
      throw .init(sentence: "'\(service)' got a \(name) that is not UTF-8")
    }
    return value
  }

  /// A text for people, of which no more is read than is kept. Bad bytes are replaced, and it ends at the first NUL: what a
  /// wrong length takes in behind a text in C is memory that has nothing to do with it.
  func sentence(_ text: conn_str, _ name: String) throws(ConnectorJob.Misuse) -> String {
    // Three bytes more: what they cut in two lies beyond the cut.
    let bytes = try lent(text, name, atMost: CallLimits.words).prefix(CallLimits.sentence + 3)
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).cut(to: CallLimits.sentence)
  }

  private func check(_ count: Int, _ name: String, atMost limit: Int) throws(ConnectorJob.Misuse) {
    guard (0...limit).contains(count) else {
      throw .init(sentence: "'\(service)' got \(given(count)) \(name); at most \(limit) are allowed")
    }
  }

  func request(_ ask: conn_http_request) throws(ConnectorJob.Misuse) -> HTTPAsk {
    try check(ask.header_count, "headers", atMost: CallLimits.headers)
    try check(ask.accept_count, "codes to accept", atMost: CallLimits.accepted)
    guard ask.header_count == 0 || ask.headers != nil else { throw .init(sentence: "'\(service)' got NULL as headers") }
    guard ask.accept_count == 0 || ask.accept != nil else { throw .init(sentence: "'\(service)' got NULL as accept") }
    let method = try text(ask.method, "method", atMost: CallLimits.method)
    var headers: [HTTPHeader] = []
    for header in UnsafeBufferPointer(start: ask.headers, count: ask.header_count) {
      headers.append(
        HTTPHeader(
          try text(header.name, "header name", atMost: CallLimits.header),
          try text(header.value, "header value", atMost: CallLimits.header)))
    }
    return HTTPAsk(
      method: method.isEmpty ? "GET" : method, url: try text(ask.url, "url", atMost: CallLimits.url),
      headers: headers, body: try bytes(ask.body, "body", atMost: CallLimits.body),
      accept: Array(UnsafeBufferPointer(start: ask.accept, count: ask.accept_count)),
      place: ListPlace(page: ask.page, pages: ask.page_count, total: ask.total))
  }
}

extension String {
  /// As much of it as whole code points have so many bytes: at most three less, from which the host knows that it was cut.
  func cut(to bytes: Int) -> String {
    var text = self
    while text.utf8.count > bytes { text.unicodeScalars.removeLast() }
    return text
  }
}
