import RecordJSON
import TestSupport
import Testing

@Suite("A fingerprint tells rows apart and depends on its seed alone") struct KeyedHashTests {
  let hash = KeyedHash(seed: (0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210))

  private func row(_ texts: [String]) -> Fingerprint128 {
    var row = hash
    for text in texts { Array(text.utf8).withUnsafeBytes { row.combine($0) } }
    return row.finish()
  }

  @Test("Fields cannot run into each other") func framing() {
    let rows = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], [], [""], ["", ""], ["c", "ab"]]
    #expect(Set(rows.map(row)).count == rows.count)
  }

  @Test("Every byte counts at every length, and nothing beyond the last is read") func lengths() {
    var seen: Set<Fingerprint128> = []
    var count = 0
    for length in 0...200 {
      // Exactly as much memory as bytes, so that a checker of memory would see a read beyond.
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(length, 1), alignment: 1)
      defer { memory.deallocate() }
      let bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<length])
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      seen.insert(hash.hash(UnsafeRawBufferPointer(bytes)))
      count += 1
      for i in 0..<length {
        for bit: UInt8 in [1, 0x80] {
          bytes[i] = bit
          seen.insert(hash.hash(UnsafeRawBufferPointer(bytes)))
          count += 1
        }
        bytes[i] = 0
      }
    }
    #expect(seen.count == count)
    #expect(Set(seen.map(\.lo)).count == count)
    #expect(Set(seen.map(\.hi)).count == count)
  }

  @Test("One bit changed changes about half of the bits") func avalanche() {
    var generator = SeededGenerator(state: 9)
    for length in [1, 4, 8, 9, 16, 17, 36, 100, 1000] {
      var changed = 0
      for _ in 0..<400 {
        var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let before = bytes.withUnsafeBytes { hash.hash($0) }
        bytes[Int.random(in: 0..<length, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        let after = bytes.withUnsafeBytes { hash.hash($0) }
        changed += (before.lo ^ after.lo).nonzeroBitCount + (before.hi ^ after.hi).nonzeroBitCount
      }
      #expect((62 * 400...66 * 400).contains(changed), "length \(length): \(Double(changed) / 400)")
    }
  }

  @Test("Another seed, in either half, gives other fingerprints") func seeds() {
    let prints = [(1, 2), (2, 1), (1, 3), (0, 0), (0, 1)].map { KeyedHash(seed: $0).hash("person-1") }
    #expect(Set(prints).count == 5)
    #expect(Set(prints.map(\.lo)).count == 5)
  }

  @Test("A finished row leaves nothing for the next") func restarts() {
    var row = hash
    let once = ["x", "y"].map { Array($0.utf8) }
    for bytes in once { bytes.withUnsafeBytes { row.combine($0) } }
    let first = row.finish()
    for bytes in once { bytes.withUnsafeBytes { row.combine($0) } }
    #expect(row.finish() == first)
    #expect(hash.hash("x") == self.row(["x"]))
  }

  // Computed by a second implementation, in Python.
  @Test("Stored fingerprints stay what they are") func golden() {
    let long = String(repeating: "0123456789", count: 20)
    let prints = [hash.hash(""), hash.hash("p-1"), hash.hash("0123456789abcdef!"), hash.hash(long)]
    #expect(
      prints.map { String($0.lo, radix: 16) + " " + String($0.hi, radix: 16) } == [
        "2d4c3afcca80dbf2 9dd3fcaaa797541c",
        "7276c9c3793596be 9a7af46254fad086",
        "1b513ca7a56f8e45 90828c3bb9dd0d9",
        "fe613792e54df4ff 42a45bffb0fdf095",
      ])
  }
}
