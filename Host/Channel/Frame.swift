/// The form of everything on the channel: a header of 16 bytes, little-endian, and a payload.
///
/// Magic (4 bytes), type (2), flags (2, zero), payload length (4), sequence number (4). Each direction counts its
/// frames from 0, so that a frame which a connector writes past its worker is noticed.
package enum Frame {
  /// "PBCH" in the stream.
  package static let magic: UInt32 = 0x4843_4250
  /// Bytes of a header.
  package static let headerSize = 16
  /// The longest payload, in bytes. Checked before anything is allocated.
  package static let maximumPayload = 32 << 20

  /// A header that was found good.
  package struct Header: Equatable, Sendable {
    /// Which message the payload holds.
    package var type: UInt16
    /// Bytes of the payload, at most `maximumPayload`.
    package var length: Int
  }

  /// Reads a header.
  ///
  /// - Parameters:
  ///   - bytes: the first 16 are read; fewer are `truncated`.
  ///   - sequence: the number that is due.
  package static func header(of bytes: [UInt8], sequence: UInt32) throws(ChannelError) -> Header {
    guard bytes.count >= headerSize else { throw .truncated }
    var reader = ByteReader(bytes)
    let magic = try reader.u32("magic")
    guard magic == Self.magic else { throw .badMagic(magic) }
    let type = try reader.u16("type")
    guard try reader.u16("flags") == 0 else { throw .badPayload("flags") }
    let length = try reader.u32("length")
    guard length <= UInt32(maximumPayload) else { throw .tooLong(UInt64(length)) }
    let got = try reader.u32("sequence")
    guard got == sequence else { throw .outOfOrder(expected: sequence, got: got) }
    return Header(type: type, length: Int(length))
  }

  /// A whole frame, ready to be written in one go.
  static func bytes(type: UInt16, sequence: UInt32, payload: [UInt8]) throws(ChannelError) -> [UInt8] {
    guard payload.count <= maximumPayload else { throw .tooLong(UInt64(payload.count)) }
    var writer = ByteWriter(reserving: headerSize + payload.count)
    writer.u32(magic)
    writer.u16(type)
    writer.u16(0)
    writer.u32(UInt32(payload.count))
    writer.u32(sequence)
    writer.raw(payload)
    return writer.bytes
  }
}
