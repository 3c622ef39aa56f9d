/// One line of an HTTP head.
package struct HTTPHeader: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Where in a vendor's list a request stands, as far as the connector knows: 0 is unknown.
package struct ListPlace: Equatable, Sendable {
  /// From 1.
  package var page: UInt32
  package var pages: UInt32
  /// Records that the vendor announced.
  package var total: UInt64

  package init(page: UInt32 = 0, pages: UInt32 = 0, total: UInt64 = 0) {
    self.page = page
    self.pages = pages
    self.total = total
  }
}

/// What a connector asks a vendor for, as it came: placeholders unexpanded, nothing checked but sizes and UTF-8.
package struct HTTPAsk: Equatable, Sendable {
  /// "GET" if the connector left it empty.
  package var method: String
  /// Absolute, or beginning with "/" for a path below the connection's endpoint.
  package var url: String
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// Status codes that the connector wants to see beside 200 to 299.
  package var accept: [UInt16]
  /// Where in the vendor's list it stands.
  package var place: ListPlace

  package init(
    method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], accept: [UInt16] = [],
    place: ListPlace = ListPlace()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.accept = accept
    self.place = place
  }
}

/// A vendor's answer, whose body stays in the host under `handle`.
package struct HTTPAnswer: Equatable, Sendable {
  /// The HTTP status code.
  package var status: Int32
  /// Valid until released, emitted or the end of the job; 0 if the request was not answered, and all else is 0 then too.
  package var handle: UInt64
  /// Bytes.
  package var bodySize: UInt64
  /// Names in lower case.
  package var headers: [HTTPHeader]
  /// What the connector will probably read of the body, at most ``mostGlimpses``.
  package var glimpses: [Glimpse]

  /// The most glimpses that an answer may have.
  package static let mostGlimpses = 8

  /// The JSON text at a pointer, sent along so that it need not be asked for.
  package struct Glimpse: Equatable, Sendable {
    package var pointer: String
    package var bytes: [UInt8]

    package init(pointer: String, bytes: [UInt8]) {
      self.pointer = pointer
      self.bytes = bytes
    }
  }

  package init(
    status: Int32, handle: UInt64, bodySize: UInt64, headers: [HTTPHeader] = [], glimpses: [Glimpse] = []
  ) {
    self.status = status
    self.handle = handle
    self.bodySize = bodySize
    self.headers = headers
    self.glimpses = glimpses
  }
}

extension HTTPHeader {
  static let leastSize = 8

  init(from reader: inout ByteReader, atMost limit: Int = .max) throws(ChannelError) {
    self.init(try reader.text("header name", atMost: limit), try reader.text("header value", atMost: limit))
  }

  func write(to writer: inout ByteWriter) {
    writer.text(name)
    writer.text(value)
  }
}

extension HTTPAsk {
  static let leastSize = 36

  init(from reader: inout ByteReader) throws(ChannelError) {
    self.init(
      method: try reader.text("method", atMost: CallLimits.method),
      url: try reader.text("url", atMost: CallLimits.url),
      headers: try reader.list("headers", atLeast: HTTPHeader.leastSize, atMost: CallLimits.headers) {
        r throws(ChannelError) in try HTTPHeader(from: &r, atMost: CallLimits.header)
      },
      body: try reader.blob("body", atMost: CallLimits.body),
      accept: try reader.list("codes to accept", atLeast: 2, atMost: CallLimits.accepted) { r throws(ChannelError) in
        try r.u16("accept")
      },
      place: ListPlace(
        page: try reader.u32("page"), pages: try reader.u32("pages"), total: try reader.u64("total")))
  }

  func write(to writer: inout ByteWriter) {
    writer.text(method)
    writer.text(url)
    writer.list(headers) { $1.write(to: &$0) }
    writer.blob(body)
    writer.list(accept) { $0.u16($1) }
    writer.u32(place.page)
    writer.u32(place.pages)
    writer.u64(place.total)
  }
}

extension HTTPAnswer {
  static let leastSize = 28

  init(from reader: inout ByteReader) throws(ChannelError) {
    self.init(
      status: try reader.i32("status"), handle: try reader.u64("handle"), bodySize: try reader.u64("body size"),
      headers: try reader.list("headers", atLeast: HTTPHeader.leastSize) { r throws(ChannelError) in
        try HTTPHeader(from: &r)
      },
      glimpses: try reader.list("glimpses", atLeast: 8) { r throws(ChannelError) in
        Glimpse(pointer: try r.text("pointer"), bytes: try r.blob("glimpse"))
      })
    guard glimpses.count <= Self.mostGlimpses else { throw .badPayload("glimpses") }
  }

  func write(to writer: inout ByteWriter) {
    writer.i32(status)
    writer.u64(handle)
    writer.u64(bodySize)
    writer.list(headers) { $1.write(to: &$0) }
    writer.list(glimpses) {
      $0.text($1.pointer)
      $0.blob($1.bytes)
    }
  }
}
