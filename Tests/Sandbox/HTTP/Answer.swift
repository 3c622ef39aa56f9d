/// One HTTP answer, and how it is to travel.
struct Answer: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  var delivery = Delivery.whole

  enum Delivery: Sendable, Equatable {
    case whole
    /// Only the first half of the body is sent, then the connection is closed.
    case cut
    /// So many bytes at a time, with so many milliseconds between.
    case trickle(bytes: Int, milliseconds: Int)
    case close
    case reset
    case stall
  }

  init(_ status: Int, type: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
    self.status = status
    self.headers = [("Content-Type", type)] + headers
    self.body = body
  }

  static func json(_ status: Int, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) -> Void)
    -> Answer
  {
    var writer = JSONWriter()
    write(&writer)
    return Answer(status, type: "application/json", body: writer.bytes, headers: headers)
  }

  /// `{"detail": …}`, the error form of Django REST framework.
  static func detail(_ status: Int, _ text: String, headers: [(name: String, value: String)] = []) -> Answer {
    json(status, headers: headers) { w in w.object { w in w.text("detail", text) } }
  }

  static func plain(_ status: Int, _ text: String, headers: [(name: String, value: String)] = []) -> Answer {
    Answer(status, type: "text/plain; charset=utf-8", body: Array(text.utf8), headers: headers)
  }

  static func html(_ status: Int, _ title: String) -> Answer {
    let page = "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
    return Answer(status, type: "text/html; charset=utf-8", body: Array(page.utf8))
  }

  static func redirect(_ status: Int, to address: String) -> Answer {
    Answer(status, type: "text/html; charset=utf-8", body: [], headers: [("Location", address)])
  }

  /// Status line and headers with the empty line after them.
  func head(date: String, keepAlive: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Unknown")\r\n"
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    if status != 304 { text += "Content-Length: \(body.count)\r\n" }
    text += "Date: \(date)\r\nConnection: \(keepAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(text.utf8)
  }

  private static let reasons = [
    200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    412: "Precondition Failed", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
  ]
}
