/// Bytes written one after the other into memory that is kept and used again. Unlike an array it is never shared, so
/// that writing costs no look at who else holds it.
package struct FlatBytes: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int = 1024) {
    self.capacity = max(capacity, 1)
    base = .allocate(byteCount: self.capacity, alignment: 8)
  }

  deinit { base.deallocate() }

  /// The content; valid until the next change.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  @inline(__always)
  package mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    if capacity - count < bytes.count { grow(by: bytes.count) }
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  package mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// Four bytes at once, for what stands between most values.
  @inline(__always)
  mutating func appendNull() {
    if capacity - count < 4 { grow(by: 4) }
    base.storeBytes(of: UInt32(littleEndian: 0x6C6C_756E), toByteOffset: count, as: UInt32.self)
    count += 4
  }

  /// Forgets what was written behind the first `count` bytes.
  package mutating func cut(to count: Int) { self.count = min(max(count, 0), self.count) }

  /// Makes ASCII letters small from `start` to the end.
  mutating func lowerASCII(from start: Int) {
    let all = UnsafeMutableRawBufferPointer(start: base, count: count)
    for index in max(start, 0)..<max(start, count) where all[index] &- 0x41 < 26 { all[index] |= 0x20 }
  }

  private mutating func grow(by more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }
}
