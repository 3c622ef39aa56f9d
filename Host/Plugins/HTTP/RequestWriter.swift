import RecordJSON

/// Turns a connector's request into a transfer: checks it, finds its address and puts the credentials in.
struct RequestWriter {
  let hosts: AllowedHosts
  let placeholders: Placeholders
  let settings: HTTPSettings
  let makeBody: () -> PageBuffer

  func transfer(_ request: HTTPRequest, index: Int, room: AnswerRoom) throws(HTTPFault) -> Transfer {
    // The connector's own text, in which a secret cannot stand but for one that a setting repeats.
    var shown = "\(request.method) \(request.url)"
    var credentials: [String] = []
    do throws(HTTPFault.Reason) {
      try check(request)
      var address = try hosts.resolve(request.url)
      shown = "\(request.method) \(address)"
      address.target = try target(of: address, isVerbatim: request.isVerbatim, used: &credentials)
      let lines = try headerLines(request.headers, used: &credentials)
      let type = request.headers.first { $0.name.lowercased() == "content-type" }?.value
      let body = try placeholders.expand(request.body, in: .init(contentType: type), used: &credentials)
      return Transfer(
        index: index, request: request, address: address, shown: readable(shown), headerLines: lines, sentBody: body,
        credentials: credentials, page: makeBody(), answerLimit: settings.limits.answerBytes, room: room,
        secretReach: placeholders.redactor.reach)
    } catch {
      throw HTTPFault(
        reason: error, request: readable(shown), connection: settings.connection, credentials: credentials, tries: 0)
    }
  }

  /// Path and query with credentials. In a vendor's own link `{{` is text, whatever stands behind it.
  private func target(
    of address: WebAddress, isVerbatim: Bool, used: inout [String]
  ) throws(HTTPFault.Reason) -> String {
    if isVerbatim { return address.target.replacing("{{", with: "%7B%7B") }
    let target = try placeholders.expand(Array(address.target.utf8), in: .url, used: &used)
    return String(decoding: target, as: UTF8.self)
  }

  /// Text for people: without secrets and control characters, at most 300 characters.
  func readable(_ text: String) -> String {
    let text = placeholders.redactor.redact(Placeholders.hidden(text))
    let plain = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
    return plain.count <= 300 ? plain : plain.prefix(299) + "…"
  }

  private func check(_ request: HTTPRequest) throws(HTTPFault.Reason) {
    let method = request.method
    let isMethod = (1...16).contains(method.utf8.count) && method.utf8.allSatisfy { (65...90).contains($0) }
    guard isMethod, method != "CONNECT", method != "TRACE" else { throw .badRequest("whose method is not possible") }
  }

  private func headerLines(
    _ headers: [HTTPRequest.Header], used: inout [String]
  ) throws(HTTPFault.Reason) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for header in headers {
      guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isNameByte) else {
        throw .badRequest("with a header whose name is not valid")
      }
      let name = header.name.lowercased()
      guard !Self.ownHeaders.contains(name), !name.hasPrefix("proxy-") else {
        throw .badRequest("with the header '\(name)', which only the host sets")
      }
      guard header.value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
        throw .badRequest("with a line break or control character in the header '\(name)'")
      }
      let value = try placeholders.expand(Array(header.value.utf8), in: .header, used: &used)
      // libcurl drops a header that ends in a colon and sends one that ends in a semicolon with an empty value.
      lines.append(Array(header.name.utf8) + (value.isEmpty ? [0x3B] : [0x3A, 0x20] + value))
    }
    let names = headers.map { $0.name.lowercased() }
    if !names.contains("accept") { lines.append(Array("Accept: application/json".utf8)) }
    if !names.contains("content-type") { lines.append(Array("Content-Type:".utf8)) }
    // Without this libcurl asks before it sends a large body, which some servers never answer.
    lines.append(Array("Expect:".utf8))
    return lines
  }

  private static let ownHeaders: Set<String> = [
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "te", "trailer",
    "upgrade",
    "keep-alive",
  ]

  /// A token of RFC 9110 section 5.6.2.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
