import HostSync

extension PatchbayHost {
  /// Writes the live records of an fp_type, or of one data config of it, to a file, which appears when it is whole and is
  /// readable by this user alone, or to standard output. Gives the number of records.
  ///
  /// - Parameters:
  ///   - path: nil: standard output, which a workbook cannot go to.
  ///   - isRaw: csv alone; see ``CSVExport``.
  package func export(
    _ event: String, _ type: String, config: String?, as format: ExportFormat, isRaw: Bool, to path: String?,
    progress: @escaping (WorkbookProgress) throws -> Void
  ) throws -> Int {
    try recordTable(event, type, config: config) { table, walk in
      var count = 0
      func counted() throws {
        count += 1
        if count % 1000 == 0 { try progress(.rows(count)) }
      }
      if format == .xlsx {
        guard let path else { throw InputRefused("A workbook needs a file.") }
        let book = try WorkbookWriter(path) { if case .packing = $0 { try progress($0) } }
        let export = try WorkbookExport(table, in: book)
        try walk { row in
          try export.row(row, table)
          try counted()
          return true
        }
        try book.close()
        return count
      }
      let file = try path.map { path throws(FileFault) in try WholeFile(path) }
      let output = ByteOutput(file, isJSON: format == .json)
      do {
        if format == .csv {
          let export = CSVExport(isRaw: isRaw, output: output)
          export.header(table)
          try walk { row in
            export.row(row, table)
            try output.flush(always: false)
            try counted()
            return true
          }
        } else {
          let export = JSONExport(table, output: output)
          try walk { row in
            export.row(row, table, isFirst: count == 0)
            try output.flush(always: false)
            try counted()
            return true
          }
          export.end(isEmpty: count == 0)
        }
        try output.flush(always: true)
      } catch is ByteOutput.Closed {
        return count
      }
      try file?.commit()
      return count
    }
  }
}
