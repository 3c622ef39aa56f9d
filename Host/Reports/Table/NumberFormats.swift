/// Which cell formats of a workbook show a number as a date or time (ECMA-376-1 §18.8.10 cellXfs, §18.8.30 numFmt).
struct NumberFormats {
  /// By the index that a cell's `s` gives; nil: a number like others.
  private var shapes: [TableValue.Shape?] = []

  /// Without styles no number is a date.
  init() {}

  init(_ part: ZipPart, named name: String, file: String, limits: TableLimits) throws(TableFault) {
    let xml = XMLScanner(part, part: name, file: file, tokenLimit: limits.token)
    var codes: [Int: String] = [:]
    var formats: [Int] = []
    var isInCells = false
    loop: while true {
      switch try xml.next() {
      case .start:
        if xml.isMain("cellXfs") { isInCells = true }
        if xml.isMain("numFmt"), let id = try xml.text("numFmtId").flatMap(Int.init) {
          codes[id] = try xml.text("formatCode")
        }
        if isInCells, xml.isMain("xf") { formats.append(try xml.text("numFmtId").flatMap(Int.init) ?? 0) }
      case .end:
        if xml.isMain("cellXfs") { isInCells = false }
      case .done: break loop
      case .text: break
      }
    }
    // Each code is read once, however many formats have it.
    let own = codes.mapValues { Self.shape(of: $0) }
    shapes = formats.map { id in own[id] ?? Self.builtIn(id) }
  }

  subscript(_ index: Int) -> TableValue.Shape? { shapes.indices.contains(index) ? shapes[index] : nil }

  /// Formats that every workbook has without saying so; 27–36 and 50–58 are dates of East Asia.
  private static func builtIn(_ id: Int) -> TableValue.Shape? {
    switch id {
    case 14...17, 27...31, 36, 50...54, 57, 58: .date
    case 18...21, 32...35, 45, 47, 55, 56: .time
    case 22: .dateTime
    default: nil
    }
  }

  /// What a format code shows (ECMA-376-1 §18.8.31); a length of time such as `[h]:mm` is a number.
  static func shape(of code: String) -> TableValue.Shape? {
    var letters: [Character] = []
    var rest = Array(code)[...]
    while let letter = rest.popFirst() {
      switch letter {
      // Only the first part, that of positive numbers, tells.
      case ";": rest = []
      case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
      case "\\", "_", "*": _ = rest.popFirst()
      case "[":
        let inside = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(inside.count + 1)
        if !inside.isEmpty, inside.allSatisfy({ "hms".contains($0.lowercased()) }) { return nil }
      case "A",
        "a" where ["M/P", "m/p"].contains(String(rest.prefix(3))) || "/Pp".contains(rest.first ?? " "):
        letters.append("h")
        rest = rest.drop { "MmPp/".contains($0) }
      default: letters.append(contentsOf: letter.lowercased())
      }
    }
    // General has letters of dates in it.
    if String(letters).contains("general") { return nil }
    let hasDay = letters.contains { "yd".contains($0) }
    let hasTime = letters.contains { "hs".contains($0) }
    // Months and minutes are written alike: alone they are months.
    let hasMonth = !hasTime && letters.contains("m")
    switch (hasDay || hasMonth, hasTime) {
    case (true, true): return .dateTime
    case (true, false): return .date
    case (false, true): return .time
    case (false, false): return nil
    }
  }
}
