import Glibc

/// The window of bytes in memory, and how it moves on.
extension XMLScanner {
  /// Where the next `>` is behind `position`.
  func nextTagEnd() throws(TableFault) -> Int {
    guard let stop = try find(UInt8(ascii: ">"), from: position + 1) else { throw fault("it ends in the middle") }
    return stop
  }

  /// Where the `>` is that ends the tag at `position`: one in quotes does not. Each byte is looked at once.
  func endOfStartTag() throws(TableFault) -> Int {
    var offset = 1
    while true {
      let (start, length) = (memory + position, end - position)
      while offset < length, start[offset] != UInt8(ascii: ">"), start[offset] != 0x22, start[offset] != 0x27 {
        offset += 1
      }
      if offset < length {
        guard start[offset] != UInt8(ascii: ">") else { return position + offset }
        guard let close = try find(start[offset], from: position + offset + 1) else {
          throw fault("it ends in the middle")
        }
        offset = close - position + 1
      } else if try !more(keeping: position) {
        throw fault("it ends in the middle")
      }
    }
  }

  /// The place of a byte at or behind `from`, reading on as needed; nil if the part ends before.
  func find(_ byte: UInt8, from: Int) throws(TableFault) -> Int? {
    var offset = from - position
    while true {
      if position + offset < end, let found = memchr(memory + position + offset, Int32(byte), end - position - offset) {
        return UnsafePointer(memory).distance(to: found.assumingMemoryBound(to: UInt8.self))
      }
      offset = end - position
      guard try more(keeping: position) else { return nil }
    }
  }

  /// Sees to it that so many bytes lie behind `position`; false if the part ends before.
  func ensure(_ count: Int) throws(TableFault) -> Bool {
    while end - position < count {
      guard try more(keeping: position) else { return false }
    }
    return true
  }

  /// Reads on; bytes before `start` go, so places move, but `position` moves along. False at the end.
  func more(keeping start: Int) throws(TableFault) -> Bool {
    guard !isAtEnd else { return false }
    let kept = end - start
    if start > 0 {
      memmove(memory, memory + start, kept)
      position -= start
      end = kept
    }
    if capacity - end < 4096 {
      guard capacity < tokenLimit else { throw fault("a tag or a text is longer than \(tokenLimit) bytes") }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      memcpy(larger, memory, end)
      memory.deallocate()
      memory = larger
      capacity *= 2
    }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(start: memory + end, count: capacity - end))
    end += count
    isAtEnd = count == 0
    return count > 0
  }

  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
  }

  func starts(_ text: StaticString) -> Bool {
    end - position >= text.utf8CodeUnitCount && memcmp(memory + position, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount && memcmp(memory + range.lowerBound, text.utf8Start, range.count) == 0
  }

  func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
