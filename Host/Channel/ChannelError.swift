/// Why bytes on the channel are no message. The other side is not to be trusted any further.
package enum ChannelError: Error, Equatable {
  /// A header does not begin with the magic number.
  case badMagic(UInt32)
  /// A frame has a type that this direction does not have.
  case unknownType(UInt16)
  /// A header promises more than `Frame.maximumPayload` bytes, or a message would need more.
  case tooLong(UInt64)
  /// The stream ended within a frame.
  case truncated
  /// A payload does not have the form of its type; the text names the member.
  case badPayload(String)
  /// A member is larger, or there are more of them, than a worker lets pass (``CallLimits``).
  case tooLarge(String, limit: Int)
  case tooMany(String, limit: Int)
  /// A message that its command does not allow, or not any more; the text says which.
  case outOfPlace(String)
  /// A frame is missing, or someone else wrote one.
  case outOfOrder(expected: UInt32, got: UInt32)
}

extension ChannelError: CustomStringConvertible {
  /// What was wrong, as part of a sentence.
  package var description: String {
    switch self {
    case .badMagic: "bytes that are no frame"
    case .unknownType(let type): "a frame of the unknown type \(type)"
    case .tooLong(let length): "a frame of \(length) bytes, \(Frame.maximumPayload) are allowed"
    case .truncated: "half a frame"
    case .badPayload(let member): "a frame with a bad \(member)"
    case .tooLarge(let member, let limit): "a frame with a \(member) of more than \(limit) bytes"
    case .tooMany(let member, let limit): "a frame with more than \(limit) \(member)"
    case .outOfPlace(let what): "\(what) where there is no place for it"
    case .outOfOrder(let expected, let got): "frame \(got) where \(expected) was due"
    }
  }
}
