import ConnectorABI
import HostChannel

/// The table of host services. It stays for the life of the process.
func makeServices() -> UnsafePointer<conn_host_api> {
  let table = UnsafeMutablePointer<conn_host_api>.allocate(capacity: 1)
  table.initialize(
    to: conn_host_api(
      struct_size: UInt32(MemoryLayout<conn_host_api>.size), abi_minor: UInt32(CONN_ABI_MINOR),
      http: serveHTTP, read: serveRead, body: serveBody, release: serveRelease, emit_page: serveEmitPage,
      emit_records: serveEmitRecords, emit_deleted: serveEmitDeleted, checkpoint: serveCheckpoint,
      complete: serveComplete, set_error: serveSetError, log: serveLog, get_extension: serveExtension))
  return UnsafePointer(table)
}

/// Finds the job, keeps other threads out, and turns a broken rule into a sentence and CONN_INTERNAL.
func serve(
  _ host: OpaquePointer?, _ body: (ConnectorJob) throws(ConnectorJob.Misuse) -> conn_status
) -> conn_status {
  guard let job = ConnectorJob.behind(host), job.isOwnThread() else { return CONN_INTERNAL }
  do { return try body(job) } catch { return job.refuse(error.sentence) }
}

private func serveRead(
  _ host: OpaquePointer?, _ handle: UInt64, _ pointer: conn_str, _ out: UnsafeMutablePointer<conn_str>?
) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("read")
    try job.require(handle, for: "read")
    let pointer = try Arguments(service: "read").text(pointer, "pointer")
    if let out, let bytes = job.glimpses.read(handle, pointer) {
      out.pointee = job.memory.lend(bytes)
      return CONN_OK
    }
    return try job.askBytes(.read(handle: handle, pointer: pointer), "read", out)
  }
}

private func serveBody(
  _ host: OpaquePointer?, _ handle: UInt64, _ out: UnsafeMutablePointer<conn_str>?
) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("body")
    try job.require(handle, for: "body")
    return try job.askBytes(.body(handle: handle), "body", out)
  }
}

private func serveRelease(_ host: OpaquePointer?, _ handle: UInt64) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    // To release twice, or what was emitted, does no harm.
    if job.handles.remove(handle) != nil {
      job.link.send(.release(handle: handle, glimpsed: job.glimpses.remove(handle)))
    }
    return CONN_OK
  }
}

private func serveEmitPage(_ host: OpaquePointer?, _ handle: UInt64, _ pointer: conn_str) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("emit_page", onlyInFetch: true)
    try job.require(handle, for: "emit_page")
    let pointer = try Arguments(service: "emit_page").text(pointer, "pointer")
    job.handles.remove(handle)
    job.link.send(.emitPage(handle: handle, pointer: pointer, glimpsed: job.glimpses.remove(handle)))
    return CONN_OK
  }
}

private func serveEmitRecords(_ host: OpaquePointer?, _ array: conn_str) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("emit_records", onlyInFetch: true)
    let bytes = try Arguments(service: "emit_records").bytes(array, "page", atMost: CallLimits.body)
    job.link.send(.emitRecords(bytes))
    return CONN_OK
  }
}

private func serveEmitDeleted(_ host: OpaquePointer?, _ keys: conn_str) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("emit_deleted", onlyInFetch: true)
    let bytes = try Arguments(service: "emit_deleted").bytes(keys, "list of keys", atMost: CallLimits.body)
    return job.ask(.emitDeleted(bytes))
  }
}

private func serveCheckpoint(_ host: OpaquePointer?, _ state: conn_str) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("checkpoint", onlyInFetch: true)
    let bytes = try Arguments(service: "checkpoint").bytes(state, "state", atMost: CallLimits.state)
    return job.ask(.checkpoint(bytes))
  }
}

private func serveComplete(_ host: OpaquePointer?, _ total: UInt64, _ flags: UInt32) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("complete", onlyInFetch: true)
    job.phase = .completed
    return job.ask(.complete(total: total == UInt64.max ? nil : total, flags: flags))
  }
}

private func serveSetError(_ host: OpaquePointer?, _ status: conn_status, _ sentence: conn_str) {
  guard let job = ConnectorJob.behind(host), job.isOwnThread(), !job.isMisused else { return }
  do {
    job.link.send(
      .setError(status: status, sentence: try Arguments(service: "set_error").sentence(sentence, "sentence")))
  } catch { _ = job.refuse(error.sentence) }
}

private func serveLog(_ host: OpaquePointer?, _ level: UInt32, _ line: conn_str) {
  guard let job = ConnectorJob.behind(host), job.isOwnThread(), job.log.take() else { return }
  do {
    job.link.send(.log(level: level, line: try Arguments(service: "log").sentence(line, "line")))
  } catch {
    // No run ends because of a line for its log.
    job.link.send(.log(level: CONN_LOG_WARNING, line: "\(error.sentence); it was left out."))
  }
}

/// The table of `conn.join/1`. It stays for the life of the process.
nonisolated(unsafe) private let joins: UnsafePointer<conn_join_1> = {
  let table = UnsafeMutablePointer<conn_join_1>.allocate(capacity: 1)
  table.initialize(to: conn_join_1(struct_size: UInt32(MemoryLayout<conn_join_1>.size), flags: 0, join: serveJoin))
  return UnsafePointer(table)
}()

private func serveExtension(_ host: OpaquePointer?, _ id: conn_str) -> UnsafeRawPointer? {
  guard let start = id.ptr, id.len == CONN_JOIN_1.utf8.count else { return nil }
  let isKnown = UnsafeBufferPointer(start: start, count: id.len).elementsEqual(CONN_JOIN_1.utf8)
  return isKnown ? UnsafeRawPointer(joins) : nil
}

private func serveJoin(_ host: OpaquePointer?, _ json: conn_str) -> conn_status {
  serve(host) { job throws(ConnectorJob.Misuse) in
    try job.require("join", onlyInFetch: true)
    job.link.send(.join(try Arguments(service: "join").bytes(json, "join", atMost: CallLimits.body)))
    return CONN_OK
  }
}
