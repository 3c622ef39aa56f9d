/// The texts that cells of a workbook share (ECMA-376-1 §18.4), held as bytes one after another.
struct SharedTexts {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []
  /// Texts of more than so many bytes are made once: any number of cells may hold one.
  private static let long = 1024
  private var longTexts: [Int: String] = [:]

  /// None.
  init() {}

  init(_ part: ZipPart, named name: String, file: String, limits: TableLimits) throws(TableFault) {
    let xml = XMLScanner(part, part: name, file: file, tokenLimit: limits.token)
    var text = RichText()
    while true {
      switch try xml.next() {
      case .start:
        if xml.depth == 1, !xml.isMain("sst") { throw xml.fault("there are no shared texts") }
        text.start(xml)
      case .text:
        try text.take(xml, into: &bytes)
        guard bytes.count - Int(ends.last ?? 0) <= limits.token else {
          throw xml.fault("a text is longer than \(limits.token) bytes")
        }
      case .end:
        text.end(xml)
        guard xml.depth == 1, xml.isMain("si") else { continue }
        guard ends.count < limits.textCount else { throw xml.fault("there are more than \(limits.textCount) texts") }
        let start = Int(ends.last ?? 0)
        if bytes.count - start > Self.long { longTexts[ends.count] = Self.text(bytes[start...]) }
        ends.append(UInt32(clamping: bytes.count))
      case .done: return
      }
    }
  }

  /// The text of an index, nil if there is none or it is no UTF-8.
  subscript(index: Int) -> String? {
    guard ends.indices.contains(index) else { return nil }
    let start = index == 0 ? 0 : Int(ends[index - 1])
    let end = Int(ends[index])
    return end - start > Self.long ? longTexts[index] : Self.text(bytes[start..<end])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
    String(validating: bytes, as: UTF8.self).map(XMLEntities.unescaped)
  }
}

/// Finds, below a `si` or `is`, the texts that are its own: those of it and of its runs, but not how it is pronounced
/// (ECMA-376-1 §18.4.6, rPh).
///
/// White space counts with and without `xml:space`: LibreOffice and openpyxl read it so, and programs that mean it write it.
struct RichText {
  private var takes = false
  private var phoneticDepth: Int?

  mutating func start(_ xml: XMLScanner) {
    if phoneticDepth == nil, xml.isMain("rPh") { phoneticDepth = xml.depth }
    takes = phoneticDepth == nil && xml.isMain("t")
  }

  func take(_ xml: XMLScanner, into out: inout [UInt8]) throws(TableFault) {
    if takes { try xml.appendText(to: &out) }
  }

  mutating func end(_ xml: XMLScanner) {
    takes = false
    if let depth = phoneticDepth, xml.depth < depth { phoneticDepth = nil }
  }
}
