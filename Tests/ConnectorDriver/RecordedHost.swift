import ConnectorABI
import RecordJSON

/// The host's side of one job, answering from a recorded vendor, strict where a real host is.
///
/// Used on one thread. The C table gets at it through an unmanaged pointer, so it must outlive the instance.
final class RecordedHost {
  let vendor: RecordedVendor
  var seen = Observation()
  var isInCall = false
  private var bodies: [UInt64: [UInt8]] = [:]
  private var emitted: Set<UInt64> = []
  private var lent: [UnsafeMutableRawPointer] = []

  init(_ vendor: RecordedVendor) { self.vendor = vendor }

  deinit { for memory in lent { memory.deallocate() } }

  var pointer: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }

  static func from(_ host: OpaquePointer?) -> RecordedHost? {
    host.map { Unmanaged<RecordedHost>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  func http(
    _ requests: UnsafeBufferPointer<conn_http_request>, _ responses: UnsafeMutablePointer<conn_http_response>
  ) -> conn_status {
    if !(1...16).contains(requests.count) { note("\(requests.count) requests at once") }
    var failure = CONN_OK
    for (index, request) in requests.enumerated() {
      let url = text(request.url)
      let number = seen.requests.count
      let headers = UnsafeBufferPointer(start: request.headers, count: request.header_count)
      seen.requests.append(
        Observation.Request(
          method: text(request.method), url: url, headers: headers.map { "\(text($0.name)): \(text($0.value))" },
          body: text(request.body)))
      if let forced = vendor.failures[number] {
        failure = failure == CONN_OK ? forced : failure
        continue
      }
      let key = url.hasPrefix(vendor.endpoint) ? String(url.dropFirst(vendor.endpoint.count)) : url
      if vendor.answers[key] == nil { seen.unexpected.append(key) }
      let answer = vendor.answers[key] ?? Answer("<html>Not found</html>", status: 404)
      let accepted = UnsafeBufferPointer(start: request.accept, count: request.accept_count)
      guard (200..<300).contains(answer.status) || accepted.contains(UInt16(answer.status)) else {
        failure = failure == CONN_OK ? Self.status(of: answer.status) : failure
        continue
      }
      let handle = UInt64(number + 1)
      bodies[handle] = answer.body
      responses[index].status = Int32(answer.status)
      responses[index].handle = handle
      responses[index].body_size = UInt64(answer.body.count)
      let fields = answer.headers.sorted { $0.key < $1.key }.map {
        conn_header(name: lend($0.key), value: lend($0.value))
      }
      responses[index].header_count = fields.count
      responses[index].headers = UnsafePointer(lend(array: fields))
    }
    return failure
  }

  func read(_ handle: UInt64, _ pointer: conn_str, _ out: UnsafeMutablePointer<conn_str>) -> conn_status {
    guard let body = body(of: handle) else { return CONN_INTERNAL }
    do {
      let found = try body.withUnsafeBytes { try JSONPointer(text(pointer)).find(in: $0).map { Array($0.rawBytes) } }
      out.pointee = found.map { lend(array: $0) }.map { conn_str(ptr: $0, len: found?.count ?? 0) } ?? conn_str()
      return CONN_OK
    } catch { return CONN_BAD_DATA }
  }

  func whole(_ handle: UInt64, _ out: UnsafeMutablePointer<conn_str>) -> conn_status {
    guard let body = body(of: handle) else { return CONN_INTERNAL }
    out.pointee = conn_str(ptr: lend(array: body), len: body.count)
    return CONN_OK
  }

  func release(_ handle: UInt64) -> conn_status {
    bodies[handle] = nil
    return CONN_OK
  }

  func emitPage(_ handle: UInt64, _ pointer: conn_str) -> conn_status {
    guard emitted.insert(handle).inserted, let body = body(of: handle) else {
      note("a page emitted twice or never received")
      return CONN_INTERNAL
    }
    guard
      let value = try? body.withUnsafeBytes({ try JSONPointer(text(pointer)).find(in: $0).map { Array($0.rawBytes) } })
    else { return CONN_BAD_DATA }
    bodies[handle] = nil
    return take(value)
  }

  func take(_ array: [UInt8]) -> conn_status {
    if seen.completion != nil { note("records emitted after complete") }
    guard let records = try? JSONTree.parse(array).elements, records.allSatisfy({ $0.members != nil }) else {
      return CONN_BAD_DATA
    }
    seen.records += records
    seen.pages += 1
    return CONN_OK
  }

  func complete(_ total: UInt64, _ flags: UInt32) -> conn_status {
    if seen.completion != nil { note("complete called twice") }
    seen.completion = Observation.Completion(
      total: total == UInt64.max ? nil : total, fullRights: flags & CONN_COMPLETE_FULL_RIGHTS != 0,
      empty: flags & CONN_COMPLETE_EMPTY != 0)
    return CONN_OK
  }

  func note(_ violation: String) { seen.violations.append(violation) }

  func text(_ bytes: conn_str) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.ptr, count: bytes.len), as: UTF8.self)
  }

  private func body(of handle: UInt64) -> [UInt8]? {
    if bodies[handle] == nil { note("a body that is not there was asked for") }
    return bodies[handle]
  }

  private func lend(_ text: String) -> conn_str { conn_str(ptr: lend(array: Array(text.utf8)), len: text.utf8.count) }

  private func lend<Element: BitwiseCopyable>(array: [Element]) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    copy.initialize(from: array, count: array.count)
    lent.append(UnsafeMutableRawPointer(copy))
    return copy
  }

  private static func status(of code: Int) -> conn_status {
    switch code {
    case 401: CONN_AUTH
    case 403: CONN_FORBIDDEN
    case 404, 410: CONN_NOT_FOUND
    case 429: CONN_RATE_LIMITED
    case 400..<500: CONN_BAD_CONFIG
    default: CONN_TRANSIENT
    }
  }
}
