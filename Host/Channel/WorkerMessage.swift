/// What a worker tells its host. `http`, `read`, `body`, `emitDeleted`, `checkpoint` and `complete` wait for a reply,
/// the others do not; a host that does not reply, or does not read, holds the connector back.
///
/// Connector and worker share a process: the host believes none of this beyond what it can check. It cannot check
/// `glimpsed`: a connector that hides what it has read spares its own reading the search for keys that stand twice.
package enum WorkerMessage: Equatable, Sendable {
  /// First of all: the sandbox stands, the library is not opened yet. `minor` is the ABI minor of the worker.
  case hello(SandboxReport, minor: UInt32)
  /// The library cannot be used; the worker ends.
  case unusable(LoadFailure)
  /// The bytes of the describe document; `end` follows.
  case described([UInt8])
  /// 1 to 16 requests, answered by `httpReply`.
  case http([HTTPAsk])
  /// The JSON text at a pointer in a body, answered by `bytesReply`.
  case read(handle: UInt64, pointer: String)
  /// A whole body, answered by `bytesReply`.
  case body(handle: UInt64)
  /// The connector needs a body no longer. `glimpsed` has the bit of each glimpse of it that the connector has read.
  case release(handle: UInt64, glimpsed: UInt8 = 0)
  /// The array at a pointer in a body is a page of records. The handle is used up; `glimpsed` as in `release`.
  case emitPage(handle: UInt64, pointer: String, glimpsed: UInt8 = 0)
  /// A page of records that the connector built: a JSON array.
  case emitRecords([UInt8])
  /// What is put into the records of pages that are emitted from now on, as `conn.join/1` has it.
  case join([UInt8])
  /// Keys of records that the vendor says are gone: a JSON array of arrays. Answered by `ack`.
  case emitDeleted([UInt8])
  /// The cursor for the next run, at most 64 KiB. Answered by `ack`.
  case checkpoint([UInt8])
  /// All is emitted; `total` is nil if the vendor announced none. Answered by `ack`.
  case complete(total: UInt64?, flags: UInt32)
  /// A sentence for the operator.
  case setError(status: Int32, sentence: String)
  /// A line for the host's log.
  case log(level: UInt32, line: String)
  /// The job is over. The number is the connector's own and may be unknown.
  case end(status: Int32)
}

extension WorkerMessage {
  private var type: UInt16 {
    switch self {
    case .hello: 1
    case .unusable: 2
    case .described: 3
    case .http: 4
    case .read: 5
    case .body: 6
    case .release: 7
    case .emitPage: 8
    case .emitRecords: 9
    case .emitDeleted: 10
    case .checkpoint: 11
    case .complete: 12
    case .setError: 13
    case .log: 14
    case .end: 15
    case .join: 16
    }
  }

  /// What it is, for a sentence.
  package var name: String {
    switch self {
    case .hello: "a greeting"
    case .unusable: "a refusal of the library"
    case .described: "a describe document"
    case .http: "'http'"
    case .read: "'read'"
    case .body: "'body'"
    case .release: "'release'"
    case .emitPage: "'emit_page'"
    case .emitRecords: "'emit_records'"
    case .join: "'join'"
    case .emitDeleted: "'emit_deleted'"
    case .checkpoint: "'checkpoint'"
    case .complete: "'complete'"
    case .setError: "'set_error'"
    case .log: "'log'"
    case .end: "the end of a command"
    }
  }

  /// The message as one frame. Throws `tooLong` if the payload would pass `Frame.maximumPayload`.
  package func frame(sequence: UInt32) throws(ChannelError) -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .hello(let report, let minor):
      report.write(to: &writer)
      writer.u32(minor)
    case .unusable(let failure): failure.write(to: &writer)
    case .described(let bytes), .emitRecords(let bytes), .emitDeleted(let bytes), .checkpoint(let bytes),
      .join(let bytes):
      writer.blob(bytes)
    case .http(let requests): writer.list(requests) { $1.write(to: &$0) }
    case .read(let handle, let pointer):
      writer.u64(handle)
      writer.text(pointer)
    case .emitPage(let handle, let pointer, let glimpsed):
      writer.u64(handle)
      writer.text(pointer)
      writer.u8(glimpsed)
    case .body(let handle): writer.u64(handle)
    case .release(let handle, let glimpsed):
      writer.u64(handle)
      writer.u8(glimpsed)
    case .complete(let total, let flags):
      writer.u8(total == nil ? 0 : 1)
      writer.u64(total ?? 0)
      writer.u32(flags)
    case .setError(let status, let sentence):
      writer.i32(status)
      writer.text(sentence)
    case .log(let level, let line):
      writer.u32(level)
      writer.text(line)
    case .end(let status): writer.i32(status)
    }
    return try Frame.bytes(type: type, sequence: sequence, payload: writer.bytes)
  }

  /// Reads the payload of a frame of this type. Never traps, whatever the bytes are.
  package init(type: UInt16, payload: [UInt8]) throws(ChannelError) {
    var reader = ByteReader(payload)
    switch type {
    case 1: self = .hello(try SandboxReport(from: &reader), minor: try reader.u32("minor"))
    case 2: self = .unusable(try LoadFailure(from: &reader))
    case 3: self = .described(try reader.blob("document", atMost: CallLimits.document))
    case 4:
      let asks = try reader.list("requests", atLeast: HTTPAsk.leastSize, atMost: CallLimits.requests) {
        r throws(ChannelError) in try HTTPAsk(from: &r)
      }
      guard !asks.isEmpty else { throw .badPayload("requests") }
      self = .http(asks)
    case 5:
      self = .read(
        handle: try reader.u64("handle"), pointer: try reader.text("pointer", atMost: CallLimits.pointer))
    case 6: self = .body(handle: try reader.u64("handle"))
    case 7: self = .release(handle: try reader.u64("handle"), glimpsed: try reader.u8("glimpsed"))
    case 8:
      self = .emitPage(
        handle: try reader.u64("handle"), pointer: try reader.text("pointer", atMost: CallLimits.pointer),
        glimpsed: try reader.u8("glimpsed"))
    case 9: self = .emitRecords(try reader.blob("page of records", atMost: CallLimits.body))
    case 10: self = .emitDeleted(try reader.blob("list of keys", atMost: CallLimits.body))
    case 11: self = .checkpoint(try reader.blob("state", atMost: CallLimits.state))
    case 12:
      let known = try reader.u8("total")
      let total = try reader.u64("total")
      guard known == 1 || (known == 0 && total == 0) else { throw .badPayload("total") }
      self = .complete(total: known == 1 ? total : nil, flags: try reader.u32("flags"))
    case 13:
      self = .setError(
        status: try reader.i32("status"), sentence: try reader.text("sentence", atMost: CallLimits.sentence))
    case 14:
      self = .log(level: try reader.u32("level"), line: try reader.text("line", atMost: CallLimits.sentence))
    case 15: self = .end(status: try reader.i32("status"))
    case 16: self = .join(try reader.blob("join", atMost: CallLimits.body))
    default: throw .unknownType(type)
    }
    try reader.end()
  }
}
