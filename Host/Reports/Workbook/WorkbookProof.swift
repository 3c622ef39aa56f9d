/// Reads a workbook back before it gets its name: the library that writes it overlooks a full disk in places, and would
/// leave out rows without a word.
struct WorkbookProof {
  /// Cells that were written, by sheet in their order.
  let cells: [Int]

  func check(_ file: WholeFile) throws(FileFault) {
    do {
      let reader = try WorkbookReader(file.path, path: file.scratchName, limits: TableLimits(forProof: true))
      guard reader.parts.sheets.count == cells.count else {
        throw FileFault(path: file.path, reason: .notWhole("sheets are missing in it"))
      }
      for (sheet, wanted) in zip(reader.parts.sheets, cells) {
        let found = try count(reader.scanner(sheet))
        guard found == wanted else {
          throw FileFault(
            path: file.path, reason: .notWhole("sheet '\(sheet.name)' has \(found) of \(wanted) cells in it"))
        }
      }
    } catch let fault as FileFault {
      throw fault
    } catch {
      throw FileFault(path: file.path, reason: .notWhole("what was written cannot be read back"))
    }
  }

  private func count(_ xml: XMLScanner) throws(TableFault) -> Int {
    var cells = 0
    while true {
      switch try xml.next() {
      case .start: if xml.depth == 4, xml.isMain("c") { cells += 1 }
      case .done: return cells
      default: break
      }
    }
  }
}
