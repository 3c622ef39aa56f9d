import HostModel
import RecordJSON

/// Characters that are no part of a value and are taken out of it (DESIGN §2, rule 5): control characters, at which many
/// programs end a text, and, in texts of one line, those that cannot be seen and only break a comparison or turn the text
/// around.
///
/// White space stays, and so do U+200C to U+200F and variation selectors, which writing needs.
enum StrayCharacters {
  /// Which of them a kind of field cannot have.
  private static func isStray(_ scalar: Unicode.Scalar, _ kind: FieldKind) -> Bool {
    switch scalar.value {
    case 0...8, 0xB, 0xC, 0xE...0x1F, 0xFFFE, 0xFFFF: true
    case 0xAD, 0x200B, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
      switch kind {
      case .text, .choice, .email, .url, .phone, .list: true
      case .longText, .number, .boolean, .date, .dateTime: false
      }
    default: false
    }
  }

  /// A value without them; adds to `count` how many there were. Keys and numbers have none.
  static func removed(from value: JSONTree, _ kind: FieldKind, count: inout Int) -> JSONTree {
    switch value {
    case .string(var text):
      if text.withUTF8({ isFree(UnsafeRawBufferPointer($0)) }) { return value }
      let kept = text.unicodeScalars.filter { !isStray($0, kind) }
      count += text.unicodeScalars.count - kept.count
      return .string(String(String.UnicodeScalarView(kept)))
    case .array(let elements):
      var kept: [JSONTree] = []
      for element in elements { kept.append(removed(from: element, kind, count: &count)) }
      return .array(kept)
    case .null, .bool, .number, .object: return value
    }
  }

  /// Whether canonical JSON holds any.
  static func stand(in json: UnsafeRawBufferPointer, _ kind: FieldKind) -> Bool {
    guard !isFreeJSON(json), let value = try? JSONTree.parse(json) else { return false }
    var count = 0
    _ = removed(from: value, kind, count: &count)
    return count > 0
  }

  /// True if none can stand in this UTF-8, as can be seen at a glance.
  private static func isFree(_ utf8: UnsafeRawBufferPointer) -> Bool {
    isFreeOfInvisible(utf8) && !utf8.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
  }

  /// True if none can stand in this canonical JSON, where control characters are escaped.
  private static func isFreeJSON(_ json: UnsafeRawBufferPointer) -> Bool {
    isFreeOfInvisible(json) && isFreeOfControls(json)
  }

  /// True if no escape stands in canonical JSON but those of quotes, backslashes, tabs and line breaks.
  static func isFreeOfControls(_ json: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index + 1 < json.count {
      guard json[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      switch json[index + 1] {
      case UInt8(ascii: "u"), UInt8(ascii: "b"), UInt8(ascii: "f"): return false
      default: index += 2
      }
    }
    return true
  }

  /// True if no character of this UTF-8 begins as one of those beyond ASCII does. Costs next to nothing for ASCII alone.
  @inline(__always)
  static func isFreeOfInvisible(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard let base = utf8.baseAddress else { return true }
    var high: UInt64 = 0
    let count = utf8.count
    if count >= 8 {
      var index = 0
      while index + 8 < count {
        high |= base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index += 8
      }
      // The last eight, some of them once more.
      high |= base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      for index in 0..<count { high |= UInt64(base.load(fromByteOffset: index, as: UInt8.self)) }
    }
    return high & 0x8080_8080_8080_8080 == 0 || isFreeOfInvisibleBeyondASCII(utf8)
  }

  @inline(never)
  private static func isFreeOfInvisibleBeyondASCII(_ utf8: UnsafeRawBufferPointer) -> Bool {
    for index in utf8.indices where utf8[index] == 0xC2 || utf8[index] == 0xE2 || utf8[index] == 0xEF {
      let second = index + 1 < utf8.count ? utf8[index + 1] : 0
      let third = index + 2 < utf8.count ? utf8[index + 2] : 0
      switch (utf8[index], second, third) {
      // U+00AD; U+200B; U+202A to 202E; U+2066 to 2069; U+FEFF; U+FFFE and FFFF.
      case (0xC2, 0xAD, _), (0xE2, 0x80, 0x8B), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA6...0xA9),
        (0xEF, 0xBB, 0xBF), (0xEF, 0xBF, 0xBE...0xBF):
        return false
      default: break
      }
    }
    return true
  }
}
