import HostModel

/// Why a file of tables was not read, or not to its end. A reader that fails has given rows before; whoever reads applies
/// nothing until all is read.
package struct TableFault: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case missing
    case isFolder
    case notAFile
    case noPermission
    case empty
    case cannotRead(String)
    /// The kind as `an old Excel workbook (.xls)`, and what to do as a sentence.
    case wrongKind(String, advice: String)
    /// Ends before its list of parts, or parts of it are cut or changed.
    case damaged(String)
    case tooManyParts(limit: Int)
    /// Bytes, unpacked.
    case tooLarge(part: String, limit: Int)
    case packedTooMuch(part: String, limit: Int)
    case docType(part: String)
    /// The XML of a part cannot be read; the detail is a clause.
    case badXML(part: String, String)
    case noSheet(String, known: [String], suggestion: String)
    /// Something in a cell, row or line; a clause.
    case badContent(String)
  }

  /// As the person gave it.
  package var file: String
  package var sheet: String?
  /// `B7`, `row 7`, `line 7`.
  package var place: String?
  package var reason: Reason

  package init(file: String, sheet: String? = nil, place: String? = nil, reason: Reason) {
    self.file = file
    self.sheet = sheet
    self.place = place
    self.reason = reason
  }

  package var description: String {
    // What is quoted comes from the file: nothing in it may move a cursor or look like a line of its own.
    let scalars = sentence.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    return String(String.UnicodeScalarView(scalars))
  }

  private var sentence: String {
    switch reason {
    case .missing: "There is no file '\(file)'. Check its name and folder."
    case .isFolder: "'\(file)' is a folder. Give the name of a workbook (.xlsx) or a table (.csv) in it."
    case .notAFile: "'\(file)' is a device, a pipe or a socket. Give the name of a workbook (.xlsx) or a table (.csv)."
    case .noPermission: "'\(file)' cannot be read by this user. Ask its owner for the right to read it."
    case .empty: "'\(file)' is empty. Save or copy it again."
    case .cannotRead(let detail): "'\(file)' cannot be read: \(detail)."
    case .wrongKind(let kind, let advice): "'\(file)' is \(kind). \(advice)"
    case .damaged(let detail): "'\(file)' is damaged: \(detail). Save or copy it again."
    case .tooManyParts(let limit):
      "'\(file)' was refused: it has more than \(limit.grouped) parts, which no workbook has."
    case .tooLarge(let part, let limit):
      "'\(file)' was refused: \(Self.part(part)) would be larger than \(limit.grouped) bytes unpacked, the most that is"
        + " read. Take out what is not needed and save it again."
    case .packedTooMuch(let part, let limit):
      "'\(file)' was refused: \(Self.part(part)) is packed more than \(limit) to 1, as no spreadsheet program does. Open it"
        + " in one and save it again, if you trust it."
    case .docType(let part):
      "'\(file)' was refused: \(Self.part(part)) has a DOCTYPE, which no spreadsheet program writes. Open it in one and save"
        + " it again, if you trust it."
    case .badXML(let part, let detail): "\(whole) cannot be read: in \(Self.part(part)) \(detail). Save it again."
    case .noSheet(let name, let known, let suggestion):
      "'\(file)' has no sheet '\(name)'.\(suggestion) It has: \(known.map { "'\($0)'" }.joined(separator: ", "))."
    case .badContent(let detail): "\(whole): \(detail)."
    }
  }

  /// `'a.xlsx', sheet 'people', cell B7`
  private var whole: String {
    ["'\(file)'", sheet.map { "sheet '\($0)'" }, place].compactMap(\.self).joined(separator: ", ")
  }

  private static func part(_ name: String) -> String { "its part '\(name)'" }
}

/// What is read of a file at most; more is refused, however small it is packed.
package struct TableLimits: Sendable {
  package var parts = 10_000
  /// Bytes of one sheet, unpacked: a million rows of twenty-five columns are about 1.5 GB.
  package var sheet = 1_900_000_000
  /// Bytes of the shared texts, unpacked; these are held in memory.
  package var texts = 256 << 20
  package var textCount = 10_000_000
  /// Bytes of any other part.
  package var part = 16 << 20
  /// Bytes unpacked for one packed, of parts above a megabyte. Sheets come to 5–40; a zip bomb to 1,000.
  package var ratio = 250
  /// Bytes of one tag or one text.
  package var token = 1 << 20

  package init() {}

  /// None, for what was written just now.
  init(forProof: Bool) {
    sheet = .max
    ratio = .max
  }
}
