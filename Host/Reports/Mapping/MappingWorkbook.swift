import HostModel
import HostSync

/// The mappings of a connection as a workbook: a sheet for each data config, whose rows are the whole mapping (the seed
/// document; DESIGN §6). `MappingFile` reads it back, also after people have edited it.
package enum MappingWorkbook {
  /// The columns of a sheet; the last two say where a sheet belongs, whatever becomes of its name.
  static let columns = ["API field", "Target field", "Kind", "Transforms", "Mode", "Data type", "Connector"]

  /// Writes the file; what was at `path` is replaced only by a whole workbook. Gives how many rows it has.
  @discardableResult
  package static func write(
    _ configs: [(config: DataConfig, lines: [MappingLine])], to path: String
  ) throws -> Int {
    let book = try WorkbookWriter(path)
    var count = 0
    for (config, lines) in configs {
      let sheet = try book.sheet(
        config.dataType,
        columns: zip(columns, [34, 24, 12, 44, 22, 18, 14]).map { WorkbookColumn($0, width: $1) })
      for line in lines {
        let row = line.row
        // One to a line, so that any text can stand in a transform's argument.
        let transforms = row.transforms.map(\.description).joined(separator: "\n")
        try sheet.append(
          [
            row.from.description, row.target, line.kind?.rawValue ?? "", transforms, row.mode.rawValue, config.dataType,
            config.connector,
          ].map { .text($0) })
        count += 1
      }
    }
    try book.close()
    return count
  }
}
