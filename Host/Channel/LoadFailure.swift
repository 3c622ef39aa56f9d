/// Why a worker could not use the library it was given.
package enum LoadFailure: Error, Equatable, Sendable {
  /// The loader's own words.
  case cannotOpen(String)
  /// It does not export `connector_entry_v1`.
  case noEntryPoint
  /// `connector_entry_v1` returned NULL: it cannot work with this host.
  case entryReturnedNull
  /// Its function table is too small or lacks a function; the text says which.
  case badTable(String)
}

extension LoadFailure {
  init(from reader: inout ByteReader) throws(ChannelError) {
    let reason = try reader.u8("reason")
    let text = try reader.text("text", atMost: CallLimits.sentence)
    switch reason {
    case 0: self = .cannotOpen(text)
    case 1 where text.isEmpty: self = .noEntryPoint
    case 2 where text.isEmpty: self = .entryReturnedNull
    case 3: self = .badTable(text)
    default: throw .badPayload("reason")
    }
  }

  func write(to writer: inout ByteWriter) {
    let (reason, text): (UInt8, String) =
      switch self {
      case .cannotOpen(let text): (0, text)
      case .noEntryPoint: (1, "")
      case .entryReturnedNull: (2, "")
      case .badTable(let text): (3, text)
      }
    writer.u8(reason)
    writer.text(text)
  }
}
