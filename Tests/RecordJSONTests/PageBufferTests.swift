import RecordJSON
import Testing

@Suite("A page grows by appending, ends in zeros and takes no more than its limit") struct PageBufferTests {
  @Test func appends() throws {
    let page = PageBuffer()
    var expected: [UInt8] = []
    for size in [0, 1, 31, 4000, 64, 10_000, 3] {
      let chunk = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ size) }
      try chunk.withUnsafeBytes { try page.append($0) }
      expected += chunk
      #expect(page.count == expected.count)
      #expect(page.bytes.elementsEqual(expected))
      #expect((0..<PageBuffer.padding).allSatisfy { page.base[page.count + $0] == 0 })
    }
    page.removeAll()
    #expect(page.bytes.isEmpty)
    #expect((0..<PageBuffer.padding).allSatisfy { page.base[$0] == 0 })
  }

  @Test("What would pass the limit is refused whole") func limit() throws {
    let page = try PageBuffer([1, 2, 3], limit: 5)
    #expect(throws: JSONError(offset: 5, reason: .tooLarge(limit: 5))) {
      try [4, 5, 6].withUnsafeBytes { try page.append(UnsafeRawBufferPointer(rebasing: $0[..<3])) }
    }
    #expect(page.bytes.elementsEqual([1, 2, 3]))
    try ([4, 5] as [UInt8]).withUnsafeBytes { try page.append($0) }
    #expect(page.bytes.elementsEqual([1, 2, 3, 4, 5]))
    let error = JSONError(offset: 52_428_800, reason: .tooLarge(limit: 52_428_800))
    #expect(error.description == "larger than 52428800 bytes")
  }

  @Test("Limits are held between nothing and what a slot can say") func bounds() throws {
    #expect(PageBuffer(limit: .max).limit == 0x0FFF_FFFF)
    #expect(PageBuffer(limit: -1).limit == 0)
    let page = PageBuffer(limit: 10)
    page.reserve(1000)
    try ([1, 2] as [UInt8]).withUnsafeBytes { try page.append($0) }
    #expect(page.bytes.elementsEqual([1, 2]))
  }

  @Test("A slot keeps the largest place there can be") func slots() {
    for (offset, length) in [(0, 0), (1, 2), (0x0FFF_FFFF, 0), (0, 0x0FFF_FFFF), (0xFFFF_FFFF, 0x0FFF_FFFF)] {
      for kind in JSONKind.allCases {
        let slot = JSONSlot(offset: offset, length: length, kind: kind)
        #expect(slot.offset == offset)
        #expect(slot.length == length)
        #expect(slot.kind == kind)
      }
    }
    #expect(MemoryLayout<JSONSlot>.size == 8)
    #expect(JSONSlot.missing.isMissing && !JSONSlot.duplicated.isMissing)
  }
}
