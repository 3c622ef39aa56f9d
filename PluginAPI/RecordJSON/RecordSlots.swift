/// What a scan found: for each record its own slot and one slot for each path, flat, in memory that is used again.
///
/// Not thread-safe. `@unchecked Sendable` for the reason of ``PageBuffer``: it travels with its page.
public final class RecordSlots: @unchecked Sendable {
  /// Slots that one page may need unless told otherwise: 16 million, 128 MiB.
  public static let defaultSlotLimit = 1 << 24

  /// The most slots that a scan may need; a page of tiny records would otherwise take many times its own size.
  public let slotLimit: Int
  /// Records found.
  public private(set) var count = 0
  /// Slots for each record besides its own: the number of paths.
  public private(set) var width = 0
  /// `\u` escapes in the whole page that are half of a surrogate pair.
  public internal(set) var loneSurrogates = 0
  /// Keys on mapped paths that stood twice, over all records.
  public internal(set) var duplicatedKeys = 0

  /// Rows of `width + 1` slots, the record's own first.
  private var storage: UnsafeMutablePointer<JSONSlot>
  private var capacity = 1

  /// Bytes of memory that it has.
  public var size: Int { capacity * MemoryLayout<JSONSlot>.stride }

  /// Makes an empty result that holds at most `slotLimit` slots of 8 bytes.
  public init(slotLimit: Int = RecordSlots.defaultSlotLimit) {
    self.slotLimit = slotLimit
    storage = .allocate(capacity: 1)
  }

  deinit { storage.deallocate() }

  /// The slot of a whole record, from 0; its kind tells whether it is an object.
  public func record(_ index: Int) -> JSONSlot {
    precondition(index >= 0 && index < count, "record index out of range")
    return storage[index * (width + 1)]
  }

  /// The slot of one path in one record, both counted from 0.
  public func slot(_ index: Int, _ path: Int) -> JSONSlot {
    precondition(index >= 0 && index < count && path >= 0 && path < width, "slot index out of range")
    return storage[index * (width + 1) + 1 + path]
  }

  /// The slots of all paths in one record, in the order of the paths; valid until the next scan.
  public func row(_ index: Int) -> UnsafeBufferPointer<JSONSlot> {
    precondition(index >= 0 && index < count, "record index out of range")
    return UnsafeBufferPointer(start: storage + (index * (width + 1) + 1), count: width)
  }

  /// Bytes of the page that was scanned: every slot lies within them.
  public internal(set) var scannedCount = 0

  /// The array of records itself, missing until a scan found one.
  public internal(set) var array = JSONSlot.missing

  /// Forgets what was found and keeps the memory.
  public func removeAll() { prepare(width: width) }

  func prepare(width: Int) {
    self.width = width
    count = 0
    array = .missing
    scannedCount = 0
    loneSurrogates = 0
    duplicatedKeys = 0
  }

  /// A new row with every slot missing, valid until the next; nil when that would pass the limit.
  func appendRow() -> UnsafeMutablePointer<JSONSlot>? {
    let used = count * (width + 1)
    let needed = used + width + 1
    guard needed <= slotLimit else { return nil }
    if needed > capacity { grow(to: needed, used: used) }
    let row = storage + used
    row.initialize(repeating: .missing, count: width + 1)
    count += 1
    return row
  }

  private func grow(to needed: Int, used: Int) {
    capacity = min(max(needed, 2 * capacity, 1024), slotLimit)
    let larger = UnsafeMutablePointer<JSONSlot>.allocate(capacity: capacity)
    larger.initialize(from: storage, count: used)
    storage.deallocate()
    storage = larger
  }
}
