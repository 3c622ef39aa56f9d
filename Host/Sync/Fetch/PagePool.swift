import Foundation
import RecordJSON

/// Page buffers that are used again, so that a long fetch allocates no more than a few.
///
/// `@unchecked Sendable`: every access to its state happens under `lock`.
final class PagePool: @unchecked Sendable {
  /// Most bytes of one page.
  static let pageLimit = 64 << 20
  /// A buffer larger than this is let go instead of kept.
  private static let keptSize = 6 << 20
  // As many as are under way at once: a batch of answers, two queues, one at each stage.
  private static let keptCount = 12

  private let lock = NSLock()
  private var buffers: [PageBuffer] = []
  private var slots: [RecordSlots] = []

  func buffer() -> PageBuffer {
    lock.lock()
    defer { lock.unlock() }
    return buffers.popLast() ?? PageBuffer(limit: Self.pageLimit)
  }

  func recordSlots() -> RecordSlots {
    lock.lock()
    defer { lock.unlock() }
    return slots.popLast() ?? RecordSlots()
  }

  func take(back buffer: PageBuffer) {
    lock.lock()
    defer { lock.unlock() }
    guard buffers.count < Self.keptCount, buffer.count <= Self.keptSize else { return }
    buffer.removeAll()
    buffers.append(buffer)
  }

  /// Takes back what nobody uses any more.
  func take(back page: DecodedPage) {
    take(back: page.buffer)
    lock.lock()
    defer { lock.unlock() }
    // A page of tiny records makes many of them.
    if slots.count < Self.keptCount, page.slots.size <= Self.keptSize { slots.append(page.slots) }
  }
}
