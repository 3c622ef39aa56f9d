/// In which columns of a sheet a mapping stands; columns count from 0.
struct MappingHeaders: Equatable {
  let api: Int
  let target: Int
  let kind: Int?
  let transforms: Int?
  let mode: Int?
  let dataType: Int?
  let connector: Int?

  /// All of them.
  var columns: [Int] { [api, target] + [kind, transforms, mode, dataType, connector].compactMap(\.self) }

  /// Finds the columns by their headers, whatever their case and the blanks around them; nil without the two that must be
  /// there. The first of equal headers counts.
  init?(_ row: TableRow) {
    func column(_ name: String) -> Int? {
      row.cells.first { cell in
        // A sheet has any number of cells, which may all be one long text.
        guard cell.value.text.utf8.count <= 100 else { return false }
        let words = cell.value.text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "_" })
        return words.joined(separator: " ") == name.lowercased()
      }?.column
    }
    guard let api = column("API field"), let target = column("Target field") else { return nil }
    self.api = api
    self.target = target
    kind = column("Kind")
    transforms = column("Transforms")
    mode = column("Mode")
    dataType = column("Data type")
    connector = column("Connector")
  }

  /// The letters of a column, as spreadsheets name it: A, B, … Z, AA.
  static func letters(_ column: Int) -> String {
    var letters = ""
    var rest = column
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
      rest = rest / 26 - 1
    } while rest >= 0
    return letters
  }
}
