import ConnectorABI
import HostChannel

/// `http`: the requests go to the host in one message, the answers come back in one.
///
/// Elements lie `struct_size` of the first apart, because a connector of another minor has longer or shorter ones.
func serveHTTP(
  _ host: OpaquePointer?, _ requests: UnsafePointer<conn_http_request>?, _ count: Int,
  _ responses: UnsafeMutablePointer<conn_http_response>?
) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("http")
    guard (1...CallLimits.requests).contains(count) else {
      throw .init(
        sentence: "'http' got \(UInt(bitPattern: count)) requests; 1 to \(CallLimits.requests) are allowed")
    }
    guard let requests, let responses else { throw .init(sentence: "'http' got NULL as requests or responses") }
    let asks = try readRequests(UnsafeRawPointer(requests), count)
    let stride = Int(responses.pointee.struct_size)
    guard stride >= MemoryLayout<conn_http_response>.size, stride <= longestStruct, stride % 8 == 0 else {
      throw .init(sentence: "'http' got responses whose struct_size is \(stride)")
    }
    do { try job.link.trySend(.http(asks)) } catch {
      throw .init(sentence: "'http' got more than \(Frame.maximumPayload) bytes of requests in one call")
    }
    guard case .httpReply(let status, let answers) = job.link.receive() else { leaveOnWrongReply() }
    guard answers.count == count || (status != CONN_OK && answers.isEmpty) else { leaveOnWrongReply() }
    let headers = job.memory.lend(answers)
    let none = HTTPAnswer(status: 0, handle: 0, bodySize: 0)
    for index in 0..<count {
      let answer = answers.isEmpty ? none : answers[index]
      let response = UnsafeMutableRawPointer(responses).advanced(by: index * stride)
        .assumingMemoryBound(to: conn_http_response.self)
      response.pointee.status = answer.status
      response.pointee.handle = answer.handle
      response.pointee.body_size = answer.bodySize
      response.pointee.headers = answers.isEmpty ? nil : headers[index]
      response.pointee.header_count = answer.headers.count
      if answer.handle != 0 {
        job.handles.insert(answer.handle)
        job.glimpses.add(answer)
      }
    }
    return job.judged(status)
  }
}

/// No minor of major 1 will have a longer struct than this many bytes; a wild size is told from a newer one by it.
private let longestStruct = 4096

private func readRequests(_ first: UnsafeRawPointer, _ count: Int) throws(ConnectorJob.Misuse) -> [HTTPAsk] {
  let stride = Int(first.assumingMemoryBound(to: conn_http_request.self).pointee.struct_size)
  // Those of the first connectors end before their place in a list.
  let least = MemoryLayout<conn_http_request>.offset(of: \.page) ?? MemoryLayout<conn_http_request>.size
  guard stride >= least, stride <= longestStruct, stride % 8 == 0 else {
    throw .init(sentence: "'http' got requests whose struct_size is \(stride)")
  }
  let arguments = Arguments(service: "http")
  var asks: [HTTPAsk] = []
  for index in 0..<count {
    let lent = UnsafeRawBufferPointer(
      start: first.advanced(by: index * stride), count: min(stride, MemoryLayout<conn_http_request>.size))
    var request = conn_http_request()
    withUnsafeMutableBytes(of: &request) { $0.copyMemory(from: lent) }
    asks.append(try arguments.request(request))
  }
  return asks
}

extension ConnectorJob {
  /// Sends a message that `ack` answers.
  func ask(_ message: WorkerMessage) -> conn_status {
    link.send(message)
    guard case .ack(let status) = link.receive() else { leaveOnWrongReply() }
    return judged(status)
  }

  /// Sends a message that `bytesReply` answers, and lends the bytes.
  func askBytes(
    _ message: WorkerMessage, _ service: String, _ out: UnsafeMutablePointer<conn_str>?
  ) throws(Misuse) -> conn_status {
    guard let out else { throw Misuse(sentence: "'\(service)' got NULL as out") }
    link.send(message)
    guard case .bytesReply(let status, let bytes) = link.receive() else { leaveOnWrongReply() }
    guard status == CONN_OK else { return judged(status) }
    out.pointee = memory.lend(bytes)
    return status
  }
}

private func leaveOnWrongReply() -> Never {
  leave("the host sent another reply than was asked for", code: WorkerExit.protocolError)
}
