import RecordJSON

/// The fingerprints of all stored records of a data config, by the hash of their ids: open addressing in flat memory.
///
/// 36 bytes an entry, at most 7/8 full: about 45 MB for a million records. Two ids share a 64-bit hash about once in 37
/// million runs of a million records; the hash is keyed by a secret of the database, so nobody can choose them.
struct PrintTable: ~Copyable {
  /// What the store knows of a record.
  enum Status: UInt64 { case new = 0, live = 1, gone = 2, skipped = 3 }

  private struct Entry {
    /// Hash of the id; 0 marks a free place.
    var key: UInt64
    var lo: UInt64
    /// The top three bits hold seen and status, the rest the print.
    var hi: UInt64
  }

  static let printMask: UInt64 = (1 << 61) - 1
  private static let seenBit: UInt64 = 1 << 61

  private var entries: UnsafeMutablePointer<Entry>
  /// Where the spool has the record of this run, in 8-byte units plus 1; 0: nowhere.
  private var places: UnsafeMutablePointer<UInt32>
  /// Microseconds since 1970, only if the data type says when a record changed.
  private var times: UnsafeMutablePointer<Int64>?
  private var capacity: Int
  private(set) var count = 0

  init(expecting records: Int, keepsTimes: Bool) {
    capacity = records + records / 4 + 64
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Entry(key: 0, lo: 0, hi: 0), count: capacity)
    places = .allocate(capacity: capacity)
    places.initialize(repeating: 0, count: capacity)
    if keepsTimes {
      let times = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
      times.initialize(repeating: .min, count: capacity)
      self.times = times
    }
  }

  deinit {
    entries.deallocate()
    places.deallocate()
    times?.deallocate()
  }

  /// The place of a hash, and whether it was there already; a new one is inserted as `new` and not seen.
  @inline(__always)
  mutating func place(of hash: UInt64) -> (index: Int, isKnown: Bool) {
    if count >= capacity / 8 * 7 { grow() }
    let key = hash == 0 ? 1 : hash
    var index = start(of: key)
    while true {
      let found = entries[index].key
      if found == key { return (index, true) }
      if found == 0 {
        entries[index].key = key
        count += 1
        return (index, false)
      }
      index += 1
      if index == capacity { index = 0 }
    }
  }

  /// The place of a hash, or nil.
  @inline(__always)
  func find(_ hash: UInt64) -> Int? {
    let key = hash == 0 ? 1 : hash
    var index = start(of: key)
    while entries[index].key != 0 {
      if entries[index].key == key { return index }
      index += 1
      if index == capacity { index = 0 }
    }
    return nil
  }

  func print(at index: Int) -> Fingerprint128 {
    Fingerprint128(lo: entries[index].lo, hi: entries[index].hi & Self.printMask)
  }

  func status(at index: Int) -> Status { Status(rawValue: entries[index].hi >> 62) ?? .new }

  func isSeen(at index: Int) -> Bool { entries[index].hi & Self.seenBit != 0 }

  mutating func set(_ print: Fingerprint128, _ status: Status, at index: Int) {
    entries[index].lo = print.lo
    entries[index].hi = (print.hi & Self.printMask) | (entries[index].hi & Self.seenBit) | status.rawValue << 62
  }

  mutating func markSeen(at index: Int) { entries[index].hi |= Self.seenBit }

  func spoolPlace(at index: Int) -> UInt32 { places[index] }
  mutating func setSpoolPlace(_ place: UInt32, at index: Int) { places[index] = place }

  func time(at index: Int) -> Int64 { times?[index] ?? .min }
  mutating func setTime(_ time: Int64, at index: Int) { times?[index] = time }

  /// Forgets what this run saw; stored records stay, new ones become unknown again.
  mutating func forgetRun() {
    for index in 0..<capacity where entries[index].key != 0 {
      entries[index].hi &= ~Self.seenBit
      places[index] = 0
      times?[index] = .min
    }
  }

  /// Maps the hash to a place by multiplication: the hash is uniform, and the capacity need not be a power of two.
  @inline(__always)
  private func start(of key: UInt64) -> Int { Int(key.multipliedFullWidth(by: UInt64(capacity)).high) }

  private mutating func grow() {
    var larger = PrintTable(expecting: capacity + capacity / 4, keepsTimes: times != nil)
    for index in 0..<capacity where entries[index].key != 0 {
      let (target, _) = larger.place(of: entries[index].key)
      larger.entries[target] = entries[index]
      larger.places[target] = places[index]
      if let times { larger.times?[target] = times[index] }
    }
    swap(&entries, &larger.entries)
    swap(&places, &larger.places)
    swap(&times, &larger.times)
    swap(&capacity, &larger.capacity)
  }
}
