/// Tags, their attributes and the namespaces that these bind.
extension XMLScanner {
  func startTag() throws(TableFault) {
    let stop = try endOfStartTag()
    try readTag(upTo: stop)
    guard depth > 0 || !hasRoot else { throw fault("there are two root elements") }
    hasRoot = true
    guard depth < 256 else { throw fault("elements are nested more than 256 deep") }
    for attribute in attributes[..<attributeCount] { try bind(attribute) }
    openStarts.append(openNames.count)
    openNames.append(contentsOf: bytes(nameRange))
    space = space(of: prefix(nameRange))
    position = stop + 1
  }

  /// Reads name and attributes of the tag at `position`.
  func readTag(upTo stop: Int) throws(TableFault) {
    var index = position + 1
    let nameStart = index
    while index < stop, !isSpace(memory[index]), memory[index] != UInt8(ascii: "/") { index += 1 }
    nameRange = nameStart..<index
    guard !nameRange.isEmpty else { throw fault("a tag has no name") }
    // Names of open elements are held, and prefixes of bound namespaces.
    guard nameRange.count <= Self.longestName else { throw tooLongName }
    closesItself = memory[stop - 1] == UInt8(ascii: "/")
    try readAttributes(index..<(closesItself ? stop - 1 : stop))
  }

  private static var longestName: Int { 1000 }

  private var tooLongName: TableFault { fault("a name is longer than \(Self.longestName) bytes") }

  func readAttributes(_ range: Range<Int>) throws(TableFault) {
    attributeCount = 0
    var index = range.lowerBound
    while true {
      while index < range.upperBound, isSpace(memory[index]) { index += 1 }
      guard index < range.upperBound else { return }
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
      guard index < range.upperBound else { throw fault("an attribute's quote is not closed") }
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

  func bind(_ attribute: Attribute) throws(TableFault) {
    let name = attribute.name
    guard name.count >= 5, memory[name.lowerBound] == UInt8(ascii: "x"),
      bytes(name).prefix(5).elementsEqual("xmlns".utf8)
    else { return }
    let prefix: [UInt8]
    if name.count == 5 {
      prefix = []
    } else {
      guard memory[name.lowerBound + 5] == UInt8(ascii: ":") else { return }
      guard name.count <= Self.longestName else { throw tooLongName }
      prefix = Array(bytes((name.lowerBound + 6)..<name.upperBound))
    }
    // All of them may be looked at for an element.
    guard bindings.count < 100 else { throw fault("more than 100 namespaces are open") }
    let space = Space(bytes(attribute.value))
    bindings.append((depth + 1, prefix, space))
    if prefix.isEmpty { usualSpace = space }
  }

  func endTag() throws(TableFault) -> Token {
    let stop = try nextTagEnd()
    var nameEnd = stop
    while nameEnd > position + 2, isSpace(memory[nameEnd - 1]) { nameEnd -= 1 }
    nameRange = (position + 2)..<nameEnd
    attributeCount = 0
    position = stop + 1
    return try closeElement()
  }

  func closeElement() throws(TableFault) -> Token {
    guard let start = openStarts.last, bytes(nameRange).elementsEqual(openNames[start...]) else {
      throw fault("a tag closes what is not open")
    }
    space = space(of: prefix(nameRange))
    openNames.removeSubrange(start...)
    openStarts.removeLast()
    if !bindings.isEmpty { unbind() }
    return .end
  }

  func unbind() {
    while let last = bindings.last, last.depth > depth {
      bindings.removeLast()
      if last.prefix.isEmpty { usualSpace = bindings.last { $0.prefix.isEmpty }?.space ?? .other }
    }
  }

  func space(of prefix: Range<Int>) -> Space {
    if prefix.isEmpty { return usualSpace }
    for binding in bindings.reversed() where binding.prefix.count == prefix.count {
      if bytes(prefix).elementsEqual(binding.prefix) { return binding.space }
    }
    return .other
  }

  func prefix(_ name: Range<Int>) -> Range<Int> {
    let local = localName(name)
    return name.lowerBound..<max(name.lowerBound, local.lowerBound - 1)
  }

  func localName(_ name: Range<Int>) -> Range<Int> {
    for index in name where memory[index] == UInt8(ascii: ":") { return (index + 1)..<name.upperBound }
    return name
  }
}
