import Glibc

/// Finds the tags and texts of an XML part, byte by byte, in bounded memory.
///
/// Refuses a DOCTYPE, and so every entity but the five of XML; tags must close what they opened; namespaces are told apart
/// as far as workbooks need. What ``next()`` found is valid until the next call. Used by one thread at a time.
final class XMLScanner {
  enum Token { case start, end, text, done }

  /// The namespaces of workbooks, in both spellings: transitional and strict (ECMA-376-1 annex A, 3 and 4).
  enum Space {
    case main, relationships, other

    init(_ uri: UnsafeRawBufferPointer) {
      self =
        switch String(decoding: uri, as: UTF8.self) {
        case "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
          "http://purl.oclc.org/ooxml/spreadsheetml/main":
          .main
        case "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          "http://purl.oclc.org/ooxml/officeDocument/relationships":
          .relationships
        default: .other
        }
    }
  }

  private struct Attribute {
    let name: Range<Int>
    let value: Range<Int>
  }

  private let source: any ByteSource
  let part: String
  let file: String
  private let tokenLimit: Int
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity = 65_536
  /// What is read lies in `position..<end`.
  private var position = 0
  private var end = 0
  private var isAtEnd = false

  private var nameRange = 0..<0
  private var textRange = 0..<0
  private var attributes: [Attribute] = []
  private var attributeCount = 0
  /// Names of the elements that are open, one after another, and where each begins.
  private var openNames: [UInt8] = []
  private var openStarts: [Int] = []
  /// Namespaces bound by open elements: depth, prefix, which.
  private var bindings: [(depth: Int, prefix: [UInt8], space: Space)] = []
  /// What an element without prefix belongs to.
  private var usualSpace = Space.other
  private var closesItself = false
  private var hasRoot = false

  /// The element's namespace, of `start` and `end`.
  private(set) var space = Space.other
  /// True if the text is one in which nothing is escaped.
  private(set) var isCDATA = false

  init(_ source: any ByteSource, part: String, file: String, tokenLimit: Int) {
    self.part = part
    self.file = file
    self.tokenLimit = tokenLimit
    self.source = UTF8Source(source, fault: TableFault(file: file, reason: .badXML(part: part, "a text is no UTF-16")))
    memory = .allocate(capacity: capacity)
  }

  deinit { memory.deallocate() }

  /// Elements that are open now.
  var depth: Int { openStarts.count }

  /// Goes on to the next tag or text.
  func next() throws(TableFault) -> Token {
    if closesItself {
      closesItself = false
      return try closeElement()
    }
    while true {
      if position == end, try !more(keeping: position) {
        guard depth == 0, hasRoot else { throw fault("it ends in the middle") }
        return .done
      }
      guard memory[position] == UInt8(ascii: "<") else {
        let stop = try find(UInt8(ascii: "<"), from: position) ?? end
        textRange = position..<stop
        isCDATA = false
        position = stop
        // Nothing but white space may stand outside of the root, and it says nothing.
        if depth > 0 { return .text }
        guard text.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else {
          throw fault("a text stands outside of all tags")
        }
        continue
      }
      guard try ensure(2) else { throw fault("it ends in the middle") }
      switch memory[position + 1] {
      case UInt8(ascii: "!"):
        if try special() { return .text }
      case UInt8(ascii: "?"): try instruction()
      case UInt8(ascii: "/"): return try endTag()
      default:
        try startTag()
        return .start
      }
    }
  }

  // MARK: What was found

  /// The element's name without its prefix.
  func isNamed(_ name: StaticString) -> Bool { equals(localName(nameRange), name) }

  /// True for an element of the workbook's own namespace with that name.
  func isMain(_ name: StaticString) -> Bool { space == .main && isNamed(name) }

  /// The raw value of an attribute without prefix; nil if it is missing.
  func attribute(_ name: StaticString) -> UnsafeRawBufferPointer? {
    for attribute in attributes[..<attributeCount] where equals(attribute.name, name) { return bytes(attribute.value) }
    return nil
  }

  /// The value of an attribute with its entities replaced; nil if it is missing.
  func text(_ name: StaticString) throws(TableFault) -> String? { try attribute(name).map(decodedString) }

  /// The value of an attribute of the namespace of relationships, such as `r:id`.
  func relationship(_ name: StaticString) throws(TableFault) -> String? {
    for attribute in attributes[..<attributeCount] {
      let local = localName(attribute.name)
      guard local.lowerBound > attribute.name.lowerBound, equals(local, name) else { continue }
      let prefix = attribute.name.lowerBound..<(local.lowerBound - 1)
      if space(of: prefix) == .relationships { return try decodedString(bytes(attribute.value)) }
    }
    return nil
  }

  /// True if an attribute is `1` or `true`.
  func isTrue(_ name: StaticString) -> Bool {
    guard let value = attribute(name) else { return false }
    return value.elementsEqual("1".utf8) || value.elementsEqual("true".utf8) || value.elementsEqual("on".utf8)
  }

  /// The text's bytes, with entities as they are written unless ``isCDATA``.
  var text: UnsafeRawBufferPointer { bytes(textRange) }

  /// Appends the text with entities replaced and line ends as LF (XML 1.0 §2.11).
  func appendText(to out: inout [UInt8]) throws(TableFault) {
    if isCDATA { XMLEntities.appendLines(text, to: &out) } else { try append(decoding: text, to: &out) }
  }

  func fault(_ detail: String) -> TableFault { TableFault(file: file, reason: .badXML(part: part, detail)) }

  private func append(decoding raw: UnsafeRawBufferPointer, to out: inout [UInt8]) throws(TableFault) {
    if let wrong = XMLEntities.append(raw, to: &out) { throw fault("'\(wrong)' stands for nothing") }
  }

  private func decodedString(_ raw: UnsafeRawBufferPointer) throws(TableFault) -> String {
    var out: [UInt8] = []
    try append(decoding: raw, to: &out)
    guard let text = String(validating: out, as: UTF8.self) else { throw fault("a text is no UTF-8") }
    return text
  }

  // MARK: Tags

  private func startTag() throws(TableFault) {
    // A `>` in quotes does not end the tag.
    var stop = try endOfTag(behind: 0)
    while try !readTag(upTo: stop) { stop = try endOfTag(behind: stop - position) }
    guard depth > 0 || !hasRoot else { throw fault("there are two root elements") }
    hasRoot = true
    guard depth < 256 else { throw fault("elements are nested more than 256 deep") }
    for attribute in attributes[..<attributeCount] { try bind(attribute) }
    openStarts.append(openNames.count)
    openNames.append(contentsOf: bytes(nameRange))
    space = space(of: prefix(nameRange))
    position = stop + 1
  }

  /// Reads name and attributes of the tag at `position`; false if its `>` stands in quotes.
  private func readTag(upTo stop: Int) throws(TableFault) -> Bool {
    var index = position + 1
    let nameStart = index
    while index < stop, !isSpace(memory[index]), memory[index] != UInt8(ascii: "/") { index += 1 }
    nameRange = nameStart..<index
    guard !nameRange.isEmpty else { throw fault("a tag has no name") }
    closesItself = memory[stop - 1] == UInt8(ascii: "/")
    return try readAttributes(index..<(closesItself ? stop - 1 : stop))
  }

  /// False if a value's quote is not closed in the range.
  private func readAttributes(_ range: Range<Int>) throws(TableFault) -> Bool {
    attributeCount = 0
    var index = range.lowerBound
    while true {
      while index < range.upperBound, isSpace(memory[index]) { index += 1 }
      guard index < range.upperBound else { return true }
      let nameStart = index
      while index < range.upperBound, memory[index] != UInt8(ascii: "="), !isSpace(memory[index]) { index += 1 }
      let name = nameStart..<index
      while index < range.upperBound, isSpace(memory[index]) { index += 1 }
      guard index < range.upperBound, memory[index] == UInt8(ascii: "=") else {
        throw fault("an attribute has no value")
      }
      index += 1
      while index < range.upperBound, isSpace(memory[index]) { index += 1 }
      guard index < range.upperBound, memory[index] == 0x22 || memory[index] == 0x27 else {
        throw fault("an attribute's value has no quotes")
      }
      let quote = memory[index]
      index += 1
      let valueStart = index
      while index < range.upperBound, memory[index] != quote { index += 1 }
      guard index < range.upperBound else { return false }
      let attribute = Attribute(name: name, value: valueStart..<index)
      // The array is never emptied: that would cost as much as the rest.
      if attributeCount < attributes.count {
        attributes[attributeCount] = attribute
      } else {
        attributes.append(attribute)
      }
      attributeCount += 1
      index += 1
    }
  }

  private func bind(_ attribute: Attribute) throws(TableFault) {
    let name = attribute.name
    guard name.count >= 5, memory[name.lowerBound] == UInt8(ascii: "x"),
      bytes(name).prefix(5).elementsEqual("xmlns".utf8)
    else { return }
    let prefix: [UInt8]
    if name.count == 5 {
      prefix = []
    } else {
      guard memory[name.lowerBound + 5] == UInt8(ascii: ":") else { return }
      prefix = Array(bytes((name.lowerBound + 6)..<name.upperBound))
    }
    guard bindings.count < 1000 else { throw fault("more than 1,000 namespaces are open") }
    let space = Space(bytes(attribute.value))
    bindings.append((depth + 1, prefix, space))
    if prefix.isEmpty { usualSpace = space }
  }

  private func endTag() throws(TableFault) -> Token {
    let stop = try endOfTag(behind: 0)
    var nameEnd = stop
    while nameEnd > position + 2, isSpace(memory[nameEnd - 1]) { nameEnd -= 1 }
    nameRange = (position + 2)..<nameEnd
    attributeCount = 0
    position = stop + 1
    return try closeElement()
  }

  private func closeElement() throws(TableFault) -> Token {
    guard let start = openStarts.last, bytes(nameRange).elementsEqual(openNames[start...]) else {
      throw fault("a tag closes what is not open")
    }
    space = space(of: prefix(nameRange))
    openNames.removeSubrange(start...)
    openStarts.removeLast()
    if !bindings.isEmpty { unbind() }
    return .end
  }

  private func unbind() {
    while let last = bindings.last, last.depth > depth {
      bindings.removeLast()
      if last.prefix.isEmpty { usualSpace = bindings.last { $0.prefix.isEmpty }?.space ?? .other }
    }
  }

  private func space(of prefix: Range<Int>) -> Space {
    if prefix.isEmpty { return usualSpace }
    for binding in bindings.reversed() where binding.prefix.count == prefix.count {
      if bytes(prefix).elementsEqual(binding.prefix) { return binding.space }
    }
    return .other
  }

  private func prefix(_ name: Range<Int>) -> Range<Int> {
    let local = localName(name)
    return name.lowerBound..<max(name.lowerBound, local.lowerBound - 1)
  }

  private func localName(_ name: Range<Int>) -> Range<Int> {
    for index in name where memory[index] == UInt8(ascii: ":") { return (index + 1)..<name.upperBound }
    return name
  }

  // MARK: What stands between tags

  /// `<!--…-->`, which is passed over, or `<![CDATA[…]]>`, which is a text.
  private func special() throws(TableFault) -> Bool {
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
  private func instruction() throws(TableFault) {
    guard !hasRoot, try ensure(6), starts("<?xml ") else { return try skip(past: "?>") }
    let stop = try endOfTag(behind: 0)
    guard try readAttributes((position + 5)..<(stop - 1)) else { throw fault("the XML declaration is not closed") }
    if let encoding = try text("encoding")?.lowercased() {
      let isKnown = encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii" || encoding.hasPrefix("utf-16")
      guard isKnown else { throw fault("the encoding is '\(encoding)'; UTF-8 and UTF-16 are read") }
    }
    position = stop + 1
  }

  private func skip(past mark: StaticString) throws(TableFault) {
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

  // MARK: Bytes

  /// Where the next `>` is, more than `offset` bytes behind `position`.
  private func endOfTag(behind offset: Int) throws(TableFault) -> Int {
    guard let stop = try find(UInt8(ascii: ">"), from: position + offset + 1) else {
      throw fault("it ends in the middle")
    }
    return stop
  }

  /// The place of a byte at or behind `from`, reading on as needed; nil if the part ends before.
  private func find(_ byte: UInt8, from: Int) throws(TableFault) -> Int? {
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
  private func ensure(_ count: Int) throws(TableFault) -> Bool {
    while end - position < count {
      guard try more(keeping: position) else { return false }
    }
    return true
  }

  /// Reads on; bytes before `start` go, so places move, but `position` moves along. False at the end.
  private func more(keeping start: Int) throws(TableFault) -> Bool {
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

  private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
  }

  private func starts(_ text: StaticString) -> Bool {
    end - position >= text.utf8CodeUnitCount && memcmp(memory + position, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  private func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount && memcmp(memory + range.lowerBound, text.utf8Start, range.count) == 0
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
