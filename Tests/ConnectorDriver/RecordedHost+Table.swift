import ConnectorABI

extension RecordedHost {
  /// The table of services as it crosses; every function finds its host by the first argument.
  static func table() -> conn_host_api {
    var table = conn_host_api()
    table.struct_size = UInt32(MemoryLayout<conn_host_api>.size)
    table.abi_minor = UInt32(CONN_ABI_MINOR)
    table.http = { host, requests, count, responses in
      guard let host = RecordedHost.called(host), let responses else { return CONN_INTERNAL }
      return host.http(UnsafeBufferPointer(start: requests, count: count), responses)
    }
    table.read = { host, handle, pointer, out in
      guard let out else { return CONN_INTERNAL }
      return RecordedHost.serve(host) { $0.read(handle, pointer, out) }
    }
    table.body = { host, handle, out in
      guard let out else { return CONN_INTERNAL }
      return RecordedHost.serve(host) { $0.whole(handle, out) }
    }
    table.release = { host, handle in RecordedHost.serve(host) { $0.release(handle) } }
    table.emit_page = { host, handle, pointer in RecordedHost.serve(host) { $0.emitPage(handle, pointer) } }
    table.emit_records = { host, json in RecordedHost.serve(host) { $0.take(Array($0.text(json).utf8)) } }
    table.emit_deleted = { host, json in
      RecordedHost.serve(host) {
        $0.seen.deleted.append(.string($0.text(json)))
        return CONN_OK
      }
    }
    table.checkpoint = { host, state in
      RecordedHost.serve(host) {
        $0.seen.cursor = $0.text(state)
        return CONN_OK
      }
    }
    table.complete = { host, total, flags in RecordedHost.serve(host) { $0.complete(total, flags) } }
    table.set_error = { host, status, sentence in
      guard let host = RecordedHost.called(host) else { return }
      host.seen.sentence = host.text(sentence)
    }
    table.log = { host, _, line in
      guard let host = RecordedHost.called(host) else { return }
      host.seen.log.append(host.text(line))
    }
    table.get_extension = { _, _ in nil }
    return table
  }

  private static func called(_ host: OpaquePointer?) -> RecordedHost? {
    let host = RecordedHost.from(host)
    if host?.isInCall == false { host?.note("a service called outside a call") }
    return host
  }

  private static func serve(_ host: OpaquePointer?, _ body: (RecordedHost) -> conn_status) -> conn_status {
    guard let host = called(host) else { return CONN_INTERNAL }
    return host.vendor.serviceFailure ?? body(host)
  }
}
