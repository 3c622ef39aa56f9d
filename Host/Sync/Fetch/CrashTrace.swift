/// What Swift's runtime prints below the words with which a program stops itself: `Current stack trace:` and a line a frame,
/// `5 libx.so 0x00007f35f0798aef <unavailable> + 387823`, most of them of the worker and of Swift itself.
enum CrashTrace {
  /// Frames that are kept; the words above them are what tells.
  private static let most = 5

  /// The lines with the connector's own frames alone, as a place of a crash is written: `at libx.so(+0x5eaee)`, which is
  /// within the call that a frame returns from.
  static func shortened(_ lines: [String], library: String) -> [String] {
    var result: [String] = []
    var isTrace = false
    var frames = 0
    for line in lines {
      if line == "Current stack trace:" {
        (isTrace, frames) = (true, 0)
      } else if isTrace, let frame = Frame(line) {
        guard frame.file == library, frames < most else { continue }
        frames += 1
        result.append(frame.place)
      } else {
        isTrace = false
        result.append(line)
      }
    }
    return result
  }

  private struct Frame {
    let file: String
    let place: String

    init?(_ line: String) {
      let words = line.split(separator: " ")
      guard words.count >= 6, Int(words[0]) != nil, words[2].hasPrefix("0x"), words[words.count - 2] == "+",
        let returned = UInt64(words[words.count - 1]), returned > 0
      else { return nil }
      file = String(words[1])
      let offset = returned - 1
      let symbol = words[3..<(words.count - 2)].joined(separator: " ")
      place =
        symbol == "<unavailable>"
        ? "at \(file)(+0x\(String(offset, radix: 16)))" : "at \(file)(\(symbol)+0x\(String(offset, radix: 16)))"
    }
  }
}
