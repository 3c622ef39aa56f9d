/// A set of ids by their 64-bit hashes: open addressing in one array, 8 bytes a place, at most three quarters full.
///
/// Swift's own set hashes each hash once more, which took longer than all else that is done with a record that waits. The
/// hashes are keyed by a secret of the database, so nobody can choose some that fall together.
struct IDHashes {
  /// 0 marks a free place.
  private var places: [UInt64] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func insert(_ hash: UInt64) {
    if count >= places.count / 4 * 3 { grow() }
    let key = Self.key(hash)
    let place = place(of: key)
    guard places[place] == 0 else { return }
    places[place] = key
    count += 1
  }

  func contains(_ hash: UInt64) -> Bool {
    guard !places.isEmpty else { return false }
    let key = Self.key(hash)
    return places[place(of: key)] == key
  }

  private static func key(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

  /// Where a key is, or the free place where it belongs.
  private func place(of key: UInt64) -> Int {
    // The number of places is a power of two.
    var place = Int(truncatingIfNeeded: key) & (places.count - 1)
    while places[place] != key, places[place] != 0 { place = (place + 1) & (places.count - 1) }
    return place
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: 0, count: max(16, old.count * 2))
    for key in old where key != 0 { places[place(of: key)] = key }
  }
}
