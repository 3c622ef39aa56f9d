/// The characters that Unicode calls White_Space (PropList.txt), found in UTF-8 without decoding it.
enum WhiteSpace {
  /// Whether the bytes hold nothing else; true for no bytes.
  static func fills(_ utf8: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    while i < utf8.count {
      let length = length(in: utf8, at: i)
      if length == 0 { return false }
      i += length
    }
    return true
  }

  /// Bytes of the white space character at `i`, or 0 if it is another one.
  private static func length(in utf8: UnsafeRawBufferPointer, at i: Int) -> Int {
    func byte(_ n: Int) -> UInt8 { i + n < utf8.count ? utf8[i + n] : 0 }
    switch (byte(0), byte(1), byte(2)) {
    case (0x09...0x0D, _, _), (0x20, _, _): return 1
    case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }
}
