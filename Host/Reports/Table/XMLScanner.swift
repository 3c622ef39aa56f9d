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

  struct Attribute {
    let name: Range<Int>
    let value: Range<Int>
  }

  let source: any ByteSource
  let part: String
  let file: String
  let tokenLimit: Int
  var memory: UnsafeMutablePointer<UInt8>
  var capacity = 65_536
  /// What is read lies in `position..<end`.
  var position = 0
  var end = 0
  var isAtEnd = false

  var nameRange = 0..<0
  var textRange = 0..<0
  var attributes: [Attribute] = []
  var attributeCount = 0
  /// Names of the elements that are open, one after another, and where each begins.
  var openNames: [UInt8] = []
  var openStarts: [Int] = []
  /// Namespaces bound by open elements: depth, prefix, which.
  var bindings: [(depth: Int, prefix: [UInt8], space: Space)] = []
  /// What an element without prefix belongs to.
  var usualSpace = Space.other
  var closesItself = false
  var hasRoot = false

  /// The element's namespace, of `start` and `end`.
  var space = Space.other
  /// True if the text is one in which nothing is escaped.
  var isCDATA = false

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

  func append(decoding raw: UnsafeRawBufferPointer, to out: inout [UInt8]) throws(TableFault) {
    if let wrong = XMLEntities.append(raw, to: &out) { throw fault("'\(wrong)' stands for nothing") }
  }

  func decodedString(_ raw: UnsafeRawBufferPointer) throws(TableFault) -> String {
    var out: [UInt8] = []
    try append(decoding: raw, to: &out)
    guard let text = String(validating: out, as: UTF8.self) else { throw fault("a text is no UTF-8") }
    return text
  }
}
