import Foundation

/// A workbook as another program reads it: openpyxl, by the system's own Python.
package struct OpenedWorkbook {
  /// In their order, with every row's cells as texts; empty cells are empty, trailing ones left out.
  package let sheets: [(name: String, rows: [[String]])]

  package init(_ path: String) throws {
    let program = """
      import json, sys, openpyxl
      book = openpyxl.load_workbook(sys.argv[1])
      def text(value):
          if value is None: return ''
          if isinstance(value, bool): return 'TRUE' if value else 'FALSE'
          return str(value)
      out = []
      for sheet in book:
          rows = []
          for row in sheet.iter_rows(values_only=True):
              cells = [text(cell) for cell in row]
              while cells and cells[-1] == '': cells.pop()
              rows.append(cells)
          out.append([sheet.title, rows])
      print(json.dumps(out))
      """
    let finished = try Launch.run("/usr/bin/python3", ["-c", program, path])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    let json = try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [[Any]] ?? []
    sheets = json.map { sheet in (sheet[0] as? String ?? "", sheet[1] as? [[String]] ?? []) }
  }

  /// The rows of a sheet; none if there is no such sheet.
  package subscript(sheet: String) -> [[String]] { sheets.first { $0.name == sheet }?.rows ?? [] }
}
