import Glibc
import RecordJSON

/// The fingerprints of all stored records of a data config, by the hash of their ids: open addressing in flat memory.
///
/// 36 bytes an entry, 70 to 88 % full: at most 51 MB for a million records. What is looked at together lies together,
/// for each look is a wait for memory. It lies in 64 parts, so that growing it needs a second copy of one part only. Two
/// ids share a 64-bit hash about once in 37 million runs of a million records; the hash is keyed by a secret of the
/// database, so nobody can choose them.
struct PrintTable: ~Copyable {
  /// What the store knows of a record.
  enum Status: UInt64 { case new = 0, live = 1, gone = 2, skipped = 3 }

  private struct Entry: BitwiseCopyable {
    /// Hash of the id; 0 marks a free place.
    var key: UInt64
    var lo: UInt64
    /// The top three bits hold seen and status, the rest the print.
    var hi: UInt64
    /// Microseconds since 1970 when the record of this run changed, 0 if that is not known.
    var time: Int64
  }

  static let printMask: UInt64 = (1 << 61) - 1
  private static let seenBit: UInt64 = 1 << 61

  /// The entries whose hashes end alike.
  private struct Part {
    var capacity: Int
    var count = 0
    var entries: UnsafeMutablePointer<Entry>
    /// Where the spool has the record of this run, in 8-byte units plus 1; 0: nowhere.
    var places: UnsafeMutablePointer<UInt32>

    init(capacity: Int) {
      self.capacity = capacity
      entries = Self.zeros(capacity)
      places = Self.zeros(capacity)
    }

    /// Memory that takes no room until it is written to, so that expecting too much costs little.
    private static func zeros<Value: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Value> {
      // Without memory the program ends here, as it does in every other allocation.
      guard let memory = calloc(count, MemoryLayout<Value>.stride) else { abort() }
      return memory.bindMemory(to: Value.self, capacity: count)
    }

    func deallocate() {
      free(entries)
      free(places)
    }

    /// The place of a hash, or the free one where it belongs.
    @inline(__always)
    func slot(of key: UInt64) -> Int {
      // By multiplication: the hash is uniform, and the capacity need not be a power of two.
      var slot = Int(key.multipliedFullWidth(by: UInt64(capacity)).high)
      while entries[slot].key != key, entries[slot].key != 0 { slot = slot + 1 == capacity ? 0 : slot + 1 }
      return slot
    }
  }

  private static let partBits = 6
  private static let partCount = 1 << partBits
  private static let partMask = partCount - 1
  private let parts: UnsafeMutablePointer<Part>

  /// - Parameter expecting: records that find room before it has to grow.
  init(expecting records: Int) {
    let capacity = records / Self.partCount * 5 / 4 + 64
    parts = .allocate(capacity: Self.partCount)
    for part in 0..<Self.partCount {
      (parts + part).initialize(to: Part(capacity: capacity))
    }
  }

  deinit {
    for part in 0..<Self.partCount { parts[part].deallocate() }
    parts.deallocate()
  }

  // An index is the slot within a part, then the number of the part.
  @inline(__always) private func part(_ index: Int) -> UnsafeMutablePointer<Part> { parts + (index & Self.partMask) }
  @inline(__always) private func entry(_ index: Int) -> UnsafeMutablePointer<Entry> {
    part(index).pointee.entries + index >> Self.partBits
  }

  /// The place of a hash, valid until the next call; a new one is inserted as `new` and not seen.
  @inline(__always)
  mutating func place(of hash: UInt64) -> Int {
    let key = hash == 0 ? 1 : hash
    let number = Int(truncatingIfNeeded: key) & Self.partMask
    let part = parts + number
    if part.pointee.count >= part.pointee.capacity / 8 * 7 { grow(part) }
    let slot = part.pointee.slot(of: key)
    if part.pointee.entries[slot].key == 0 {
      part.pointee.entries[slot].key = key
      part.pointee.count += 1
    }
    return slot << Self.partBits | number
  }

  /// The place of a hash, or nil.
  @inline(__always)
  func find(_ hash: UInt64) -> Int? {
    let key = hash == 0 ? 1 : hash
    let number = Int(truncatingIfNeeded: key) & Self.partMask
    let slot = parts[number].slot(of: key)
    return parts[number].entries[slot].key == 0 ? nil : slot << Self.partBits | number
  }

  func print(at index: Int) -> Fingerprint128 {
    Fingerprint128(lo: entry(index).pointee.lo, hi: entry(index).pointee.hi & Self.printMask)
  }

  func status(at index: Int) -> Status { Status(rawValue: entry(index).pointee.hi >> 62) ?? .new }

  func isSeen(at index: Int) -> Bool { entry(index).pointee.hi & Self.seenBit != 0 }

  mutating func set(_ print: Fingerprint128, _ status: Status, at index: Int) {
    let entry = entry(index)
    entry.pointee.lo = print.lo
    entry.pointee.hi = (print.hi & Self.printMask) | (entry.pointee.hi & Self.seenBit) | status.rawValue << 62
  }

  mutating func markSeen(at index: Int) { entry(index).pointee.hi |= Self.seenBit }

  func spoolPlace(at index: Int) -> UInt32 { part(index).pointee.places[index >> Self.partBits] }
  mutating func setSpoolPlace(_ place: UInt32, at index: Int) {
    part(index).pointee.places[index >> Self.partBits] = place
  }

  /// `Int64.min` if none is known.
  func time(at index: Int) -> Int64 {
    let time = entry(index).pointee.time
    return time == 0 ? .min : time
  }
  mutating func setTime(_ time: Int64, at index: Int) { entry(index).pointee.time = time }

  /// Of the ids that this run saw.
  var sumOfSeen: IDSum {
    var sum = IDSum()
    for number in 0..<Self.partCount {
      let part = parts[number]
      for slot in 0..<part.capacity where part.entries[slot].hi & Self.seenBit != 0 { sum.add(part.entries[slot].key) }
    }
    return sum
  }

  /// Forgets what this run saw; stored records stay, new ones become unknown again.
  mutating func forgetRun() {
    for number in 0..<Self.partCount {
      let part = parts[number]
      for slot in 0..<part.capacity where part.entries[slot].key != 0 {
        part.entries[slot].hi &= ~Self.seenBit
        part.places[slot] = 0
        part.entries[slot].time = 0
      }
    }
  }

  private func grow(_ part: UnsafeMutablePointer<Part>) {
    let old = part.pointee
    var larger = Part(capacity: old.capacity + old.capacity / 4)
    larger.count = old.count
    for slot in 0..<old.capacity where old.entries[slot].key != 0 {
      let target = larger.slot(of: old.entries[slot].key)
      larger.entries[target] = old.entries[slot]
      larger.places[target] = old.places[slot]
    }
    old.deallocate()
    part.pointee = larger
  }
}
