/// Puts values one after the other, in the form that `ByteReader` takes them.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(reserving capacity: Int = 64) { bytes.reserveCapacity(capacity) }

  private mutating func number<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func u8(_ value: UInt8) { bytes.append(value) }
  mutating func u16(_ value: UInt16) { number(value) }
  mutating func u32(_ value: UInt32) { number(value) }
  mutating func u64(_ value: UInt64) { number(value) }
  mutating func i32(_ value: Int32) { number(value) }
  mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  /// A longer blob than a payload can be is cut off by `Frame.bytes`, which refuses the whole.
  mutating func blob(_ value: [UInt8]) {
    u32(UInt32(clamping: value.count))
    raw(value)
  }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { utf8 in
      u32(UInt32(clamping: utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  mutating func list<T>(_ values: [T], _ element: (inout ByteWriter, T) -> Void) {
    u32(UInt32(clamping: values.count))
    for value in values { element(&self, value) }
  }
}
