/// What a file is, told by what is in it; its name is only asked about plain text.
enum FileKind {
  case zip
  case text

  private static let resave = "Open it in a spreadsheet program and save it as .xlsx."

  /// Throws for every kind that is neither a zip archive nor text.
  static func of(_ file: PlainFile, named name: String) throws(TableFault) -> FileKind {
    let start = file.bytes(at: 0, count: 4096)
    func refuse(_ kind: String, _ advice: String = resave) -> TableFault {
      TableFault(file: name, reason: .wrongKind(kind, advice: advice))
    }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return .zip }
    if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw compound(file, start, refuse) }
    if start.starts(with: "%PDF".utf8) { throw refuse("a PDF", "Ask for the workbook that it was made from.") }
    if start.starts(with: "{\\rtf".utf8) { throw refuse("a text document (.rtf)", "Ask for a workbook.") }
    // BIFF 2 to 4, from before .xls was a compound file: the record BOF.
    if start.count > 4, start[0] == 0x09, [0, 2, 4].contains(start[1]), start[3] == 0 {
      throw refuse("an old Excel workbook (.xls)")
    }
    let isUTF16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    guard isUTF16 || !start.contains(0) else {
      throw refuse("neither a workbook (.xlsx) nor a table (.csv)", "Check that it is the right file.")
    }
    let text = String(decoding: start.prefix(512), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      .lowercased()
    for (mark, kind) in [("<html", "a web page"), ("<!doctype html", "a web page"), ("<?xml", "an XML document")]
    where text.hasPrefix(mark) {
      throw refuse(kind + (name.lowercased().hasSuffix(".xls") ? ", though named .xls" : ""))
    }
    guard [".csv", ".tsv", ".txt"].contains(where: name.lowercased().hasSuffix) else {
      throw refuse("plain text", "If it is a table (.csv), give its name that ending; if not, save it as .xlsx.")
    }
    return .text
  }

  /// A compound file: an old document, or a new one that is encrypted ([MS-CFB] 2.2 header, 2.6 directory entries).
  private static func compound(
    _ file: PlainFile, _ start: [UInt8], _ refuse: (String, String) -> TableFault
  ) -> TableFault {
    func number(at offset: Int, bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(offset + $1 < start.count ? start[offset + $1] : 0) << (8 * $1) }
    }
    let sectorSize = 1 << min(number(at: 30, bytes: 2), 12)
    let directory = file.bytes(at: (number(at: 48, bytes: 4) + 1) * sectorSize, count: 4096)
    var names: Set<String> = []
    for entry in stride(from: 0, to: directory.count - 127, by: 128) {
      let length = Int(directory[entry + 64]) / 2 - 1
      guard length > 0, length < 32 else { continue }
      let units = (0..<length).map { UInt16(directory[entry + 2 * $0]) | UInt16(directory[entry + 2 * $0 + 1]) << 8 }
      names.insert(String(decoding: units, as: UTF16.self))
    }
    if names.contains("EncryptedPackage") {
      return refuse("protected with a password", "Open it, take the password off and save it again.")
    }
    if names.contains("WordDocument") { return refuse("a Word document (.doc)", "Ask for a workbook.") }
    if names.contains("Workbook") || names.contains("Book") { return refuse("an old Excel workbook (.xls)", resave) }
    return refuse("an old office document", resave)
  }

  /// What a zip archive is, if it is no workbook; `document` is the main part that it names.
  static func other(in archive: ZipArchive, document: String?) -> TableFault.Reason? {
    if let document = document?.lowercased() {
      if document.hasPrefix("word/") {
        return .wrongKind("a Word document (.docx)", advice: "Ask for a workbook.")
      }
      if document.hasPrefix("ppt/") { return .wrongKind("a presentation (.pptx)", advice: "Ask for a workbook.") }
      if document.hasSuffix(".bin") { return .wrongKind("a binary workbook (.xlsb)", advice: resave) }
    }
    if archive.has("mimetype"), let type = try? archive.bytes("mimetype", limit: 200) {
      let name = String(decoding: type, as: UTF8.self)
      if name.hasPrefix("application/vnd.oasis.opendocument.spreadsheet") {
        return .wrongKind("an OpenDocument spreadsheet (.ods)", advice: resave)
      }
      if name.hasPrefix("application/vnd.oasis.opendocument.") {
        return .wrongKind("an OpenDocument file", advice: "Ask for a workbook.")
      }
    }
    if archive.names.contains(where: { $0.hasSuffix(".iwa") }) {
      return .wrongKind("a Numbers document", advice: "Open it in Numbers and export it to Excel.")
    }
    guard document != nil || archive.has("xl/workbook.xml") else {
      return .wrongKind(
        "a zip archive with no workbook in it", advice: "Unpack it and give the workbook that you want.")
    }
    return nil
  }
}
