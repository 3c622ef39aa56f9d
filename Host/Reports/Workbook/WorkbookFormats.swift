import CXlsxWriter

/// The looks of cells in one workbook, which owns them.
struct WorkbookFormats {
  typealias Format = UnsafeMutablePointer<lxw_format>

  let header: Format
  private let general: [Format?]
  /// With the first line at the top.
  private let lines: [Format]
  private let boolean: [Format]
  private let date: [Format]
  private let dateTime: [Format]

  init?(_ book: UnsafeMutablePointer<lxw_workbook>) {
    func format(_ style: WorkbookCell.Style, _ number: String? = nil) -> Format? {
      guard let format = workbook_add_format(book) else { return nil }
      switch style {
      case .plain: break
      case .bold: format_set_bold(format)
      case .title:
        format_set_bold(format)
        format_set_font_size(format, 14)
      case .changed: format_set_bg_color(format, 0xFFF2A8)
      }
      if let number { format_set_num_format(format, number) }
      return format
    }
    // All dates are as wide; at the right they would touch the text of the next column.
    func atLeft(_ format: Format?) -> Format? {
      if let format { format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue)) }
      return format
    }
    guard let header = format(.bold) else { return nil }
    format_set_bg_color(header, 0xE4E8EE)
    format_set_bottom(header, UInt8(LXW_BORDER_THIN.rawValue))
    self.header = header
    let styles = WorkbookCell.Style.allCases
    // A cell without any format is the smallest.
    general = styles.map { $0 == .plain ? nil : format($0) }
    date = styles.compactMap { atLeft(format($0, "yyyy-mm-dd")) }
    lines = styles.compactMap { style in
      let format = format(style)
      if let format {
        format_set_text_wrap(format)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
      }
      return format
    }
    // Excel shows these words anyway, LibreOffice 1 and 0 without them.
    boolean = styles.compactMap { format($0, "\"TRUE\";\"TRUE\";\"FALSE\"") }
    dateTime = styles.compactMap { atLeft(format($0, "yyyy-mm-dd hh:mm:ss")) }
    guard [lines, boolean, date, dateTime].allSatisfy({ $0.count == styles.count }) else { return nil }
  }

  /// For a text of several lines.
  func lines(_ style: WorkbookCell.Style) -> Format { lines[style.rawValue] }

  subscript(_ cell: WorkbookCell) -> Format? {
    switch cell.value {
    case .boolean: boolean[cell.style.rawValue]
    case .date: date[cell.style.rawValue]
    case .dateTime: dateTime[cell.style.rawValue]
    default: general[cell.style.rawValue]
    }
  }
}
