/// What a host tells its worker: one command at a time, and the replies that the command's host services wait for.
package enum HostMessage: Equatable, Sendable {
  /// Ask for the describe document: `described` and `end` follow.
  case describe
  /// Make the instance from this JSON object: `end` follows.
  case create(configJSON: [UInt8])
  /// Prove address, credentials and rights: `end` follows.
  case check
  /// Fetch one data type from a cursor (empty: everything), about `limit` records (0: all): `end` follows.
  case fetch(dataType: String, cursor: [UInt8], limit: UInt64)
  /// To `http`: as many answers as requests; or none if the status is not 0 and nothing was answered.
  case httpReply(status: Int32, [HTTPAnswer])
  /// To `read` and `body`.
  case bytesReply(status: Int32, [UInt8])
  /// To `emitDeleted`, `checkpoint` and `complete`.
  case ack(status: Int32)
  /// Destroy the instance and end.
  case shutdown
}

extension HostMessage {
  private var type: UInt16 {
    switch self {
    case .describe: 101
    case .create: 102
    case .check: 103
    case .fetch: 104
    case .httpReply: 105
    case .bytesReply: 106
    case .ack: 107
    case .shutdown: 108
    }
  }

  /// The message as one frame. Throws `tooLong` if the payload would pass `Frame.maximumPayload`.
  package func frame(sequence: UInt32) throws(ChannelError) -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .describe, .check, .shutdown: break
    case .create(let json): writer.blob(json)
    case .fetch(let dataType, let cursor, let limit):
      writer.text(dataType)
      writer.blob(cursor)
      writer.u64(limit)
    case .httpReply(let status, let answers):
      writer.i32(status)
      writer.list(answers) { $1.write(to: &$0) }
    case .bytesReply(let status, let bytes):
      writer.i32(status)
      writer.blob(bytes)
    case .ack(let status): writer.i32(status)
    }
    return try Frame.bytes(type: type, sequence: sequence, payload: writer.bytes)
  }

  /// Reads the payload of a frame of this type. Never traps, whatever the bytes are.
  package init(type: UInt16, payload: [UInt8]) throws(ChannelError) {
    var reader = ByteReader(payload)
    switch type {
    case 101: self = .describe
    case 102: self = .create(configJSON: try reader.blob("configuration"))
    case 103: self = .check
    case 104:
      self = .fetch(
        dataType: try reader.text("data type"), cursor: try reader.blob("cursor"), limit: try reader.u64("limit"))
    case 105:
      self = .httpReply(
        status: try reader.i32("status"),
        try reader.list("answers", atLeast: HTTPAnswer.leastSize) { r throws(ChannelError) in try HTTPAnswer(from: &r) }
      )
    case 106: self = .bytesReply(status: try reader.i32("status"), try reader.blob("bytes"))
    case 107: self = .ack(status: try reader.i32("status"))
    case 108: self = .shutdown
    default: throw .unknownType(type)
    }
    try reader.end()
  }
}
