/// How wide columns must be to be read, from what was seen in them.
struct ColumnWidths {
  /// So many rows are looked at; later ones change nothing.
  static let rowsSeen = 200
  private static let least = 8.0
  private static let most = 60.0

  private var widths: [Double] = []

  /// Takes a header in: its button needs room too.
  mutating func see(header title: String, at column: Int) { see(Self.width(of: title) + 3, column) }

  /// Takes a cell in.
  mutating func see(_ cell: WorkbookCell, at column: Int) {
    let width: Double =
      switch cell.value {
      case .empty: 0
      case .text(let text): Self.width(of: text)
      case .number(let number): Double(number.description.utf8.count)
      case .boolean: 5
      case .date: 10
      case .dateTime: 19
      }
    // A title may run over its neighbours.
    guard cell.style != .title else { return }
    see(width * (cell.style == .bold ? 1.1 : 1) + 1, column)
  }

  private mutating func see(_ width: Double, _ column: Int) {
    while widths.count <= column { widths.append(0) }
    widths[column] = max(widths[column], width)
  }

  /// In characters, for each column that was seen.
  var chosen: [Double] { widths.map { min(max($0.rounded(.up), Self.least), Self.most) } }

  /// The longest line's; letters of East Asia are two wide (Unicode blocks from U+1100 that are mostly wide).
  static func width(of text: String) -> Double {
    var longest = 0
    var line = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: line = 0
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        line += 2
      default: line += 1
      }
      longest = max(longest, line)
      // What is wider than the widest column changes nothing.
      if longest > Int(most) { break }
    }
    return Double(longest)
  }
}
