/// A cell to be written: a value and how it looks.
package struct WorkbookCell: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case empty
    /// Always stored as a text, whatever it begins with.
    case text(String)
    /// Of 15 digits at most are kept exactly, as everywhere in spreadsheets; what is no number is written as a text.
    case number(Double)
    case boolean(Bool)
    /// The day of a wall time. Days before 1900-03-01, which spreadsheets do not have, are written as texts.
    case date(WallTime)
    case dateTime(WallTime)
  }

  /// How a cell stands out.
  package enum Style: Int, Sendable, CaseIterable {
    case plain
    case bold
    /// Bold and larger, for the heading of a sheet or of a part of it.
    case title
    /// A value that is other than before.
    case changed
  }

  package var value: Value
  package var style: Style

  package init(_ value: Value, _ style: Style = .plain) {
    self.value = value
    self.style = style
  }

  package static let empty = WorkbookCell(.empty)
  package static func text(_ text: String, _ style: Style = .plain) -> WorkbookCell { .init(.text(text), style) }
  package static func number(_ number: Double, _ style: Style = .plain) -> WorkbookCell {
    .init(.number(number), style)
  }
  package static func number(_ number: Int, _ style: Style = .plain) -> WorkbookCell {
    .init(.number(Double(number)), style)
  }
  package static func boolean(_ flag: Bool, _ style: Style = .plain) -> WorkbookCell { .init(.boolean(flag), style) }
  package static func date(_ day: WallTime, _ style: Style = .plain) -> WorkbookCell { .init(.date(day), style) }
  package static func dateTime(_ time: WallTime, _ style: Style = .plain) -> WorkbookCell {
    .init(.dateTime(time), style)
  }
}

/// A column of a sheet with a header row.
package struct WorkbookColumn: Sendable, Equatable {
  package var title: String
  /// In characters; nil: as wide as the header and the first rows need.
  package var width: Double?

  package init(_ title: String, width: Double? = nil) {
    self.title = title
    self.width = width
  }
}

/// How far a workbook is.
package enum WorkbookProgress: Sendable, Equatable {
  /// So many rows are written, in all sheets.
  case rows(Int)
  /// The rows are being packed, which takes about as long as writing them.
  case packing(rows: Int)
}
