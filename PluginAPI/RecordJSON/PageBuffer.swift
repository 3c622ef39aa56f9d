/// The bytes of one page, owned, in one piece and followed by 32 zero bytes.
///
/// The zeros let a scan load eight bytes at a time without a bounds test and end every loop by themselves.
///
/// Not thread-safe. `@unchecked Sendable` because pages travel between stages (fetch, scan, store) through queues:
/// one stage owns a page at a time, and the queue's lock orders its accesses.
public final class PageBuffer: @unchecked Sendable {
  /// The most bytes that any page can hold (256 MiB less one), so that a length fits 28 bits.
  public static let maximumCount = 0x0FFF_FFFF
  /// Zero bytes that always follow the content.
  public static let padding = 32

  /// The most bytes that this page takes.
  public let limit: Int
  /// Bytes held.
  public internal(set) var count = 0
  @usableFromInline var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  /// Makes an empty page that takes up to `limit` bytes (at most ``maximumCount``).
  public init(limit: Int = PageBuffer.maximumCount) {
    self.limit = min(max(limit, 0), Self.maximumCount)
    capacity = 0
    storage = .allocate(capacity: Self.padding)
    storage.initialize(repeating: 0, count: Self.padding)
  }

  /// Makes a page with a copy of these bytes; throws ``JSONError/Reason/tooLarge(limit:)`` above `limit`.
  public convenience init(
    copying bytes: UnsafeRawBufferPointer, limit: Int = PageBuffer.maximumCount
  ) throws(JSONError) {
    self.init(limit: limit)
    try append(bytes)
  }

  /// Makes a page with a copy of these bytes; throws ``JSONError/Reason/tooLarge(limit:)`` above `limit`.
  public convenience init(_ bytes: [UInt8], limit: Int = PageBuffer.maximumCount) throws(JSONError) {
    self.init(limit: limit)
    try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try append(UnsafeRawBufferPointer(bytes)) }
  }

  deinit { storage.deallocate() }

  /// The content; valid until the page is changed or let go.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

  /// The first byte; `count` bytes and ``padding`` zeros behind them may be read until the page is changed or let go.
  @inlinable public var base: UnsafePointer<UInt8> { UnsafePointer(storage) }

  /// Copies bytes to the end; above ``limit`` it throws ``JSONError/Reason/tooLarge(limit:)`` and changes nothing.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    guard bytes.count <= limit - count else { throw JSONError(offset: limit, reason: .tooLarge(limit: limit)) }
    if count + bytes.count > capacity { grow(to: count + bytes.count) }
    UnsafeMutableRawPointer(storage + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
    (storage + count).update(repeating: 0, count: Self.padding)
  }

  /// Makes room for `count` bytes (at most ``limit``) at once, so that a page of known size is not copied as it grows.
  public func reserve(_ count: Int) {
    if min(count, limit) > capacity { grow(to: min(count, limit)) }
  }

  /// Forgets the content and keeps the memory; slots and pointers into the page mean nothing afterwards.
  public func removeAll() {
    count = 0
    storage.update(repeating: 0, count: Self.padding)
  }

  private func grow(to needed: Int) {
    let newCapacity = min(max(needed, 2 * capacity, 4096), limit)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + Self.padding)
    // What lies behind the padding is never read.
    larger.initialize(from: storage, count: count)
    (larger + count).initialize(repeating: 0, count: Self.padding)
    storage.deallocate()
    storage = larger
    capacity = newCapacity
  }
}
