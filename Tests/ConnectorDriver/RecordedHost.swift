import ConnectorABI
import HostChannel
import HostPlugins
import RecordJSON

/// The host's side of one job, answering a worker from a recorded vendor, strict where a real host is.
struct RecordedHost {
  private let vendor: RecordedVendor
  private(set) var seen = Observation()
  private var bodies: [UInt64: [UInt8]] = [:]
  /// What a page that is no page makes of the job, as the real host finds out while it slices.
  private var spoilt: conn_status?

  init(_ vendor: RecordedVendor) { self.vendor = vendor }

  /// Serves a worker until its command has ended; gives the status that the host makes of it.
  mutating func serve(_ worker: WorkerProcess) throws -> conn_status {
    while true {
      switch try message(of: worker) {
      case .end(let status):
        seen.status = spoilt ?? status
        return seen.status
      case .http(let asks): try worker.send(http(asks))
      case .read(let handle, let pointer): try worker.send(read(handle, pointer))
      case .body(let handle):
        let body = body(of: handle)
        try worker.send(.bytesReply(status: body == nil ? CONN_INTERNAL : reply, body ?? []))
      case .release(let handle, _): bodies[handle] = nil
      case .emitPage(let handle, let pointer, _): emitPage(handle, pointer)
      case .emitRecords(let bytes): take(bytes)
      case .join(let json): join(json)
      case .emitDeleted(let keys):
        seen.deleted.append(.string(String(decoding: keys, as: UTF8.self)))
        try worker.send(.ack(status: reply))
      case .checkpoint(let state):
        seen.cursor = String(decoding: state, as: UTF8.self)
        try worker.send(.ack(status: reply))
      case .complete(let total, let flags):
        complete(total, flags)
        try worker.send(.ack(status: reply))
      case .setError(_, let sentence): seen.sentence = sentence
      case .log(_, let line): seen.log.append(line)
      case .hello, .unusable, .described: break
      }
    }
  }

  /// The next message; a status that this ABI does not have is the connector's last word too.
  private func message(of worker: WorkerProcess) throws -> WorkerMessage {
    do throws(WorkerFault) { return try worker.next() } catch {
      guard case .unknownStatus(let status) = error else {
        throw ConnectorCrash(error, of: worker.connector) ?? error as any Error
      }
      return .end(status: status)
    }
  }

  /// What every service but `http` answers.
  private var reply: conn_status { vendor.serviceFailure ?? (spoilt == nil ? CONN_OK : CONN_CANCELLED) }

  private mutating func http(_ asks: [HTTPAsk]) -> HostMessage {
    guard spoilt == nil else { return .httpReply(status: CONN_CANCELLED, []) }
    var failure = CONN_OK
    var replies: [HostChannel.HTTPAnswer] = []
    for ask in asks {
      let number = seen.requests.count
      seen.requests.append(
        Observation.Request(
          method: ask.method, url: ask.url, headers: ask.headers.map { "\($0.name): \($0.value)" },
          body: String(decoding: ask.body, as: UTF8.self),
          place: "\(ask.place.page)/\(ask.place.pages)/\(ask.place.total)"))
      let missing = HostChannel.HTTPAnswer(status: 0, handle: 0, bodySize: 0)
      if let forced = vendor.failures[number] {
        failure = failure == CONN_OK ? forced : failure
        replies.append(missing)
        continue
      }
      let key = ask.url.hasPrefix(vendor.endpoint) ? String(ask.url.dropFirst(vendor.endpoint.count)) : ask.url
      if vendor.answers[key] == nil { seen.unexpected.append(key) }
      let answer = vendor.answers[key] ?? Answer("<html>Not found</html>", status: 404)
      guard (200..<300).contains(answer.status) || ask.accept.contains(UInt16(answer.status)) else {
        failure = failure == CONN_OK ? Self.status(of: answer.status) : failure
        replies.append(missing)
        continue
      }
      let handle = UInt64(number + 1)
      bodies[handle] = answer.body
      replies.append(
        HostChannel.HTTPAnswer(
          status: Int32(answer.status), handle: handle, bodySize: UInt64(answer.body.count),
          headers: answer.headers.sorted { $0.key < $1.key }.map { HTTPHeader($0.key, $0.value) }))
    }
    return .httpReply(status: failure, replies)
  }

  private mutating func read(_ handle: UInt64, _ pointer: String) -> HostMessage {
    guard let body = body(of: handle) else { return .bytesReply(status: CONN_INTERNAL, []) }
    guard reply == CONN_OK else { return .bytesReply(status: reply, []) }
    do {
      let found = try body.withUnsafeBytes { try JSONPointer(pointer).find(in: $0).map { Array($0.rawBytes) } }
      return .bytesReply(status: CONN_OK, found ?? [])
    } catch { return .bytesReply(status: CONN_BAD_DATA, []) }
  }

  private mutating func emitPage(_ handle: UInt64, _ pointer: String) {
    guard let body = body(of: handle) else { return }
    bodies[handle] = nil
    let found = try? body.withUnsafeBytes { try JSONPointer(pointer).find(in: $0).map { Array($0.rawBytes) } }
    if let value = found ?? nil { take(value) } else { spoilt = CONN_BAD_DATA }
  }

  private mutating func join(_ json: [UInt8]) {
    guard let join = try? JSONTree.parse(json) else { return note("a join that is no JSON") }
    if seen.pages > 0 { note("a join after the first page") }
    seen.joins.append(join)
  }

  private mutating func take(_ array: [UInt8]) {
    if seen.completion != nil { note("records emitted after complete") }
    guard let records = try? JSONTree.parse(array).elements, records.allSatisfy({ $0.members != nil }) else {
      spoilt = CONN_BAD_DATA
      return
    }
    seen.records += records
    seen.pages += 1
  }

  private mutating func complete(_ total: UInt64?, _ flags: UInt32) {
    if seen.completion != nil { note("complete called twice") }
    // A real host has ended the job by then.
    guard spoilt == nil else { return }
    seen.completion = Observation.Completion(
      total: total, fullRights: flags & CONN_COMPLETE_FULL_RIGHTS != 0, empty: flags & CONN_COMPLETE_EMPTY != 0,
      short: flags & CONN_COMPLETE_SHORT != 0)
  }

  private mutating func note(_ violation: String) { seen.violations.append(violation) }

  private mutating func body(of handle: UInt64) -> [UInt8]? {
    if bodies[handle] == nil { note("a body that is not there was asked for") }
    return bodies[handle]
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
