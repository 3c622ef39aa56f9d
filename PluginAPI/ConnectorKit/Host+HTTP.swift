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
    guard let http = services.api.pointee.http else { throw services.missing("http") }
    var arena = Arena()
    defer { extendLifetime(arena) }
    let lent = requests.map { arena.lend($0) }
    var blank = conn_http_response()
    blank.struct_size = UInt32(MemoryLayout<conn_http_response>.size)
    var answers = Array(repeating: blank, count: requests.count)
    try require(http(services.host, lent, lent.count, &answers))
    return zip(requests, answers).map { request, answer in
      let headers = UnsafeBufferPointer(start: answer.headers, count: answer.header_count)
      return Response(
        status: Int(answer.status), size: Int(clamping: answer.body_size), url: request.url,
        headers: headers.map { (name: text($0.name), value: text($0.value)) }, handle: answer.handle,
        services: services)
    }
  }
}
