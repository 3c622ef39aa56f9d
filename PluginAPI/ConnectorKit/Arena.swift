import ConnectorABI

/// Memory lent to the host for one call; freed when the value goes.
struct Arena: ~Copyable {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// A copy of a text.
  mutating func lend(_ text: String) -> conn_str { lend(Array(text.utf8)) }

  /// A copy of bytes.
  mutating func lend(_ bytes: [UInt8]) -> conn_str {
    let copy: UnsafePointer<UInt8> = lend(array: bytes)
    return conn_str(ptr: copy, len: bytes.count)
  }

  /// A copy of the elements of an array.
  mutating func lend<Element: BitwiseCopyable>(array: [Element]) -> UnsafePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    copy.initialize(from: array, count: array.count)
    blocks.append(UnsafeMutableRawPointer(copy))
    return UnsafePointer(copy)
  }

  /// The C form of a request.
  mutating func lend(_ request: Request) -> conn_http_request {
    let headers = request.allHeaders.map { conn_header(name: lend($0.name), value: lend($0.value)) }
    var out = conn_http_request()
    out.struct_size = UInt32(MemoryLayout<conn_http_request>.size)
    out.method = lend(request.method)
    out.url = lend(request.url)
    out.headers = lend(array: headers)
    out.header_count = headers.count
    out.body = lend(request.body)
    out.accept = lend(array: request.accepting)
    out.accept_count = request.accepting.count
    if let place = request.place {
      out.page = UInt32(clamping: place.page)
      out.page_count = UInt32(clamping: place.pages ?? 0)
      out.total = UInt64(clamping: place.total ?? 0)
    }
    return out
  }

  deinit { for block in blocks { block.deallocate() } }
}
