/// Takes values off the front of a payload; whatever the bytes are, it throws rather than traps.
struct ByteReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Bytes that were not taken yet.
  var remaining: Int { bytes.count - at }

  private mutating func number<T: FixedWidthInteger>(_ type: T.Type, _ member: String) throws(ChannelError) -> T {
    let size = MemoryLayout<T>.size
    guard remaining >= size else { throw .badPayload(member) }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: T.self) }
    at += size
    return T(littleEndian: value)
  }

  mutating func u8(_ member: String) throws(ChannelError) -> UInt8 { try number(UInt8.self, member) }
  mutating func u16(_ member: String) throws(ChannelError) -> UInt16 { try number(UInt16.self, member) }
  mutating func u32(_ member: String) throws(ChannelError) -> UInt32 { try number(UInt32.self, member) }
  mutating func u64(_ member: String) throws(ChannelError) -> UInt64 { try number(UInt64.self, member) }
  mutating func i32(_ member: String) throws(ChannelError) -> Int32 { try number(Int32.self, member) }

  /// A length and that many bytes, at most `limit`.
  mutating func blob(_ member: String, atMost limit: Int = .max) throws(ChannelError) -> [UInt8] {
    let length = try u32(member)
    guard Int(length) <= remaining else { throw .badPayload(member) }
    guard Int(length) <= limit else { throw .tooLarge(member, limit: limit) }
    defer { at += Int(length) }
    return Array(bytes[at..<(at + Int(length))])
  }

  /// A length and that many bytes of UTF-8, at most `limit`.
  mutating func text(_ member: String, atMost limit: Int = .max) throws(ChannelError) -> String {
    let bytes = try blob(member, atMost: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .badPayload(member) }
    return text
  }

  /// A count and that many elements.
  ///
  /// - Parameters:
  ///   - size: the least number of bytes an element takes; a count that cannot fit is refused before anything is reserved
  ///     for it.
  ///   - limit: the most elements, looked at before the first is read.
  mutating func list<T>(
    _ member: String, atLeast size: Int, atMost limit: Int = .max,
    _ element: (inout ByteReader) throws(ChannelError) -> T
  ) throws(ChannelError) -> [T] {
    let count = Int(try u32(member))
    guard count <= remaining / size else { throw .badPayload(member) }
    guard count <= limit else { throw .tooMany(member, limit: limit) }
    var values: [T] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try element(&self)) }
    return values
  }

  /// Nothing may follow the last member.
  func end() throws(ChannelError) {
    guard remaining == 0 else { throw .badPayload("end") }
  }
}
