/// What stands between tags and is no plain text.
extension XMLScanner {
  /// `<!--…-->`, which is passed over, or `<![CDATA[…]]>`, which is a text.
  func special() throws(TableFault) -> Bool {
    _ = try ensure(9)
    if starts("<!--") {
      try skip(past: "-->")
      return false
    }
    guard starts("<![CDATA[") else {
      if starts("<!DOCTYPE") { throw TableFault(file: file, reason: .docType(part: part)) }
      throw fault("something begins with '<!'")
    }
    guard depth > 0 else { throw fault("a text stands outside of all tags") }
    var from = position + 9
    while true {
      guard let stop = try find(UInt8(ascii: "]"), from: from) else { throw fault("it ends in the middle") }
      from = stop + 1
      // Whatever is read in may move, but the distance to `position` stays.
      let distance = stop - position
      guard try ensure(distance + 3) else { throw fault("it ends in the middle") }
      let at = position + distance
      guard memory[at + 1] == UInt8(ascii: "]"), memory[at + 2] == UInt8(ascii: ">") else {
        from = at + 1
        continue
      }
      textRange = (position + 9)..<at
      isCDATA = true
      position = at + 3
      return true
    }
  }

  /// `<?…?>`; of the XML declaration the encoding is looked at.
  func instruction() throws(TableFault) {
    guard !hasRoot, try ensure(6), starts("<?xml ") else { return try skip(past: "?>") }
    let stop = try nextTagEnd()
    try readAttributes((position + 5)..<(stop - 1))
    if let encoding = try text("encoding")?.lowercased() {
      let isKnown = encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii" || encoding.hasPrefix("utf-16")
      guard isKnown else { throw fault("the encoding is '\(encoding)'; UTF-8 and UTF-16 are read") }
    }
    position = stop + 1
  }

  func skip(past mark: StaticString) throws(TableFault) {
    let length = mark.utf8CodeUnitCount
    while true {
      guard try ensure(length) else { throw fault("it ends in the middle") }
      if starts(mark) {
        position += length
        return
      }
      position += 1
    }
  }
}
