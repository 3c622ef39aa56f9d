import Testing

@testable import HostChannel

@Suite("The channel carries messages whole, and answers garbage with an error") struct ChannelTests {
  static let ask = HTTPAsk(
    method: "POST", url: "/ä", headers: [HTTPHeader("Accept", "*/*"), HTTPHeader("", "")], body: [0, 255],
    accept: [304, 404], place: ListPlace(page: 37, pages: 40, total: 2000))
  static let fromWorker: [WorkerMessage] = [
    .hello(
      SandboxReport(
        noNewPrivileges: 0, capabilities: -1, limits: 2, landlock: -38, seccomp: 0, landlockVersion: -95), minor: 7),
    .unusable(.cannotOpen("libx.so: undefined symbol")), .unusable(.noEntryPoint), .unusable(.entryReturnedNull),
    .unusable(.badTable("no fetch")), .described(Array("{}".utf8)), .http([ask]), .http([ask, HTTPAsk(url: "")]),
    .read(handle: .max, pointer: "/next"), .body(handle: 1), .release(handle: 0, glimpsed: 255),
    .emitPage(handle: 3, pointer: "", glimpsed: 5),
    .emitRecords([]), .emitDeleted([1]), .checkpoint([9, 8]), .complete(total: nil, flags: 2),
    .complete(total: 0, flags: 0), .setError(status: -3, sentence: "no"), .log(level: 2, line: "ä"), .end(status: 99),
  ]
  static let fromHost: [HostMessage] = [
    .describe, .create(configJSON: Array("{}".utf8)), .check,
    .fetch(dataType: "people", cursor: [1, 2], limit: 10), .httpReply(status: 4, []),
    .httpReply(
      status: 0,
      [
        HostChannel.HTTPAnswer(
          status: 200, handle: 1, bodySize: 5, headers: [HTTPHeader("etag", "x")],
          glimpses: [.init(pointer: "/n", bytes: [49]), .init(pointer: "", bytes: [])])
      ]),
    .bytesReply(status: 0, [1, 2, 3]), .ack(status: 1), .shutdown,
  ]

  @Test("A worker's message arrives as it was", arguments: fromWorker) func worker(_ message: WorkerMessage) throws {
    let frame = try message.frame(sequence: 41)
    let header = try Frame.header(of: frame, sequence: 41)
    let payload = Array(frame.dropFirst(Frame.headerSize))
    #expect(header.length == payload.count)
    #expect(try WorkerMessage(type: header.type, payload: payload) == message)
  }

  @Test("A host's message arrives as it was", arguments: fromHost) func host(_ message: HostMessage) throws {
    let frame = try message.frame(sequence: 0)
    let header = try Frame.header(of: frame, sequence: 0)
    #expect(try HostMessage(type: header.type, payload: Array(frame.dropFirst(Frame.headerSize))) == message)
  }

  @Test("Every cut of every message is an error, and so is a byte too many") func cuts() throws {
    for message in Self.fromWorker {
      let frame = try message.frame(sequence: 0)
      let type = try Frame.header(of: frame, sequence: 0).type
      let payload = Array(frame.dropFirst(Frame.headerSize))
      for length in 0..<payload.count {
        #expect(throws: ChannelError.self) { try WorkerMessage(type: type, payload: Array(payload[..<length])) }
      }
      #expect(throws: ChannelError.badPayload("end")) { try WorkerMessage(type: type, payload: payload + [0]) }
    }
  }

  @Test("An answer with more glimpses than bits is refused") func manyGlimpses() throws {
    let glimpses = (0..<9).map { HostChannel.HTTPAnswer.Glimpse(pointer: "/\($0)", bytes: []) }
    let answer = HostChannel.HTTPAnswer(status: 200, handle: 1, bodySize: 5, glimpses: glimpses)
    let frame = try HostMessage.httpReply(status: 0, [answer]).frame(sequence: 0)
    #expect(throws: ChannelError.badPayload("glimpses")) {
      try HostMessage(type: 105, payload: Array(frame.dropFirst(Frame.headerSize)))
    }
  }

  @Test("No bytes make a decoder trap") func garbage() throws {
    var random = SplitMix(state: 20_261_123)
    var decoded = 0
    for _ in 0..<20_000 {
      let length = Int(random.next() % 80)
      // Small numbers more often, so that lengths and counts are believable.
      let bytes = (0..<length).map { _ in random.next() % 3 == 0 ? UInt8(random.next() & 0xff) : 0 }
      for type in UInt16(0)...16 where (try? WorkerMessage(type: type, payload: bytes)) != nil { decoded += 1 }
      for type in UInt16(100)...109 where (try? HostMessage(type: type, payload: bytes)) != nil { decoded += 1 }
      _ = try? Frame.header(of: bytes, sequence: 0)
    }
    #expect(decoded > 0)
  }

  @Test("A flipped byte in a good message is an error or another message") func flips() throws {
    for message in Self.fromWorker {
      let frame = try message.frame(sequence: 0)
      let type = try Frame.header(of: frame, sequence: 0).type
      for index in Frame.headerSize..<frame.count {
        for value in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
          var payload = Array(frame.dropFirst(Frame.headerSize))
          payload[index - Frame.headerSize] = value
          if let other = try? WorkerMessage(type: type, payload: payload) {
            #expect(Array(try other.frame(sequence: 0).dropFirst(Frame.headerSize)) == payload)
          }
        }
      }
    }
  }

  static let headers: [(change: [Int: UInt8], error: ChannelError)] = [
    ([0: 0x51], .badMagic(0x4843_4251)), ([6: 1], .badPayload("flags")), ([11: 0x40], .tooLong(0x4000_0004)),
    ([11: 2], .tooLong(0x0200_0004)), ([12: 6], .outOfOrder(expected: 5, got: 6)),
  ]

  @Test("A header that is not due is refused", arguments: headers)
  func header(_ change: [Int: UInt8], _ error: ChannelError) throws {
    var frame = try WorkerMessage.end(status: 0).frame(sequence: 5)
    for (index, value) in change { frame[index] = value }
    #expect(throws: error) { try Frame.header(of: frame, sequence: 5) }
  }

  @Test("Half a header is truncated, an unknown type named") func others() {
    #expect(throws: ChannelError.truncated) { try Frame.header(of: [1, 2, 3], sequence: 0) }
    #expect(throws: ChannelError.unknownType(17)) { try WorkerMessage(type: 17, payload: []) }
    #expect(throws: ChannelError.unknownType(1)) { try HostMessage(type: 1, payload: []) }
    #expect(throws: ChannelError.badPayload("requests")) { try WorkerMessage(type: 4, payload: [0, 0, 0, 0]) }
  }

  @Test("A payload of 32 MiB fits, one byte more does not") func longest() throws {
    let fits = [UInt8](repeating: 7, count: Frame.maximumPayload - 4)
    #expect(try WorkerMessage.emitRecords(fits).frame(sequence: 0).count == Frame.headerSize + Frame.maximumPayload)
    #expect(throws: ChannelError.tooLong(UInt64(Frame.maximumPayload + 1))) {
      try WorkerMessage.emitRecords(fits + [7]).frame(sequence: 0)
    }
  }
}

/// The same numbers in every run, so that a failure can be repeated.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
