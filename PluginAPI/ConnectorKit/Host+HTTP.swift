import ConnectorABI

extension Host {
  /// Asks for one address.
  ///
  /// - Parameters:
  ///   - path: Begins with `/`: appended to the endpoint. Otherwise an absolute address on an allowed host.
  ///   - query: Percent-encoded here.
  ///   - accepting: Status codes to return beside 200 to 299 instead of throwing.
  public borrowing func get(
    _ path: Path, query: Query = [:], auth: Auth = .none, headers: [Request.Header] = [], accepting: [UInt16] = []
  ) throws -> Response {
    try send(Request(path, query: query, auth: auth, headers: headers, accepting: accepting))
  }

  /// Performs one request.
  public borrowing func send(_ request: Request) throws -> Response {
    guard let response = try send([request]).first else { throw services.missing("http") }
    return response
  }

  /// Performs up to 16 requests, as many at once as describe's concurrency allows; answers in the order of the requests.
  /// If one fails none is returned.
  public borrowing func send(_ requests: [Request]) throws -> [Response] {
    let sent = try sendEach(requests)
    guard let error = sent.error else { return sent.answers.compactMap(\.self) }
    for answer in sent.answers.compactMap(\.self) { try release(answer) }
    throw error
  }

  /// What became of requests that were made at once.
  public struct Sent {
    /// In the order of the requests; nil where none came.
    public let answers: [Response?]
    /// Why some did not come; nil if all did. Throw it on when the others are dealt with.
    public let error: ConnectorError?
  }

  /// As ``send(_:)`` of several, but if one fails, the answers that came all the same are returned: pages of a list that
  /// the host should keep.
  public borrowing func sendEach(_ requests: [Request]) throws -> Sent {
    guard let http = services.api.pointee.http else { throw services.missing("http") }
    for request in requests {
      guard let name = request.misplaced else { continue }
      throw ConnectorError(
        .internal,
        "\(request.path.text) was not asked for: a placeholder stands in parameter '\(name)', where it would be sent as text."
          + " Give the credential as 'auth: .query(\"\(name)\", secret: …)'.")
    }
    var arena = Arena()
    defer { extendLifetime(arena) }
    let lent = requests.map { arena.lend($0) }
    var blank = conn_http_response()
    blank.struct_size = UInt32(MemoryLayout<conn_http_response>.size)
    var answers = Array(repeating: blank, count: requests.count)
    let status = http(services.host, lent, lent.count, &answers)
    let responses = zip(requests, answers).map { request, answer -> Response? in
      guard answer.handle != 0 else { return nil }
      let headers = UnsafeBufferPointer(start: answer.headers, count: answer.header_count)
      return Response(
        status: Int(answer.status), size: Int(clamping: answer.body_size), url: request.url,
        headers: headers.map { (name: text($0.name), value: text($0.value)) }, handle: answer.handle,
        services: services)
    }
    let error = status == Status.ok.rawValue ? nil : ConnectorError(fromHost: Status(rawValue: status))
    return Sent(answers: responses, error: error)
  }
}
