import HostModel
import HostSync

/// Mappings read from a workbook or a table in text: columns by their headers, in any order and among others.
///
/// Of each sheet the first row that is not empty has the headers. `API field` and `Target field` must be there; without
/// `Transforms` or `Mode` there are none, and `overwrite`; without `Kind`, or where it is empty, the file says nothing of the
/// target field's kind. A sheet without these headers is passed over if it is none of the
/// connection's, else refused.
package struct MappingFile {
  /// Why a file's mappings cannot be used; nothing of it is.
  package struct Fault: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// Rows of one mapping at most: far more than target fields that an event can have.
  static let mostRows = 10_000
  /// Bytes of text of one mapping at most. Cells of a small file may all hold the same long text.
  static let mostText = 4 << 20

  private let file: String
  private let connector: String
  private let dataTypes: [String]

  /// - Parameters:
  ///   - connector: the one that the mappings must be of.
  ///   - dataTypes: those that the connection has.
  package init(_ file: String, connector: String, dataTypes: [String]) {
    self.file = file
    self.connector = connector
    self.dataTypes = dataTypes
  }

  /// Reads all mappings of the file: one for each sheet, of a text one for each data type that it names.
  package func read() throws -> [ImportedMapping] {
    let table = try TableFile(file)
    var mappings: [ImportedMapping] = []
    for sheet in table.sheets {
      for mapping in try read(sheet.name, of: table) {
        guard !mappings.contains(where: { $0.dataType == mapping.dataType }) else {
          throw Fault(
            description: "'\(file)' has two sheets for data type '\(mapping.dataType)'. Remove one of them. Nothing was"
              + " imported.")
        }
        mappings.append(mapping)
      }
    }
    guard !mappings.isEmpty else {
      throw Fault(
        description:
          "'\(file)' has no mapping: no sheet has the headers 'API field' and 'Target field'. Take a file that"
          + " 'patchbay mapping export' made. Nothing was imported.")
    }
    return mappings
  }

  private func read(_ sheet: String, of table: TableFile) throws -> [ImportedMapping] {
    var headers: MappingHeaders?
    var passes = false
    var lines: [String: [MappingLine]] = [:]
    var order: [String] = []
    var (count, size) = (0, 0)
    /// Target fields so far, with their places in the mapping.
    var targets: [String: [[UInt8]: Int]] = [:]
    try table.read(sheet) { row in
      guard !row.isEmpty else { return true }
      guard let found = headers else {
        headers = MappingHeaders(row)
        if headers == nil {
          guard !isDataType(sheet), !table.isText else {
            throw fault(
              sheet, row.number, nil, "the headers 'API field' and 'Target field' are not among those of its first row")
          }
          passes = true
        }
        return headers != nil
      }
      count += 1
      guard count <= Self.mostRows else {
        throw fault(sheet, row.number, nil, "it has more than \(Self.mostRows) rows")
      }
      size += found.columns.reduce(0) { $0 + row[$1].text.utf8.count }
      guard size <= Self.mostText else {
        throw fault(sheet, row.number, nil, "its mapping has more than \(Self.mostText) bytes of text")
      }
      let type = try dataType(of: row, found, sheet, isText: table.isText)
      let mapped = try mapping(row, found, sheet)
      if lines[type] == nil { order.append(type) }
      let target = mapped.row.target
      let place = lines[type]?.count ?? 0
      if let earlier = targets[type, default: [:]].updateValue(place, forKey: Array(target.utf8)) {
        throw fault(
          sheet, row.number, found.target, "'\(target)' is mapped already, as number \(earlier + 1) of the mapping")
      }
      lines[type, default: []].append(mapped)
      return true
    }
    guard !passes, headers != nil else { return [] }
    // Headers alone: the mapping is to be empty.
    if order.isEmpty, !table.isText, isDataType(sheet) { return [ImportedMapping(dataType: sheet, lines: [])] }
    guard table.isText || order.count <= 1 else {
      throw Fault(
        description:
          "'\(file)', sheet '\(sheet)': its rows are of several data types (\(order.joined(separator: ", "))). Keep"
          + " each on a sheet of its own. Nothing was imported.")
    }
    return order.map { ImportedMapping(dataType: $0, lines: lines[$0] ?? []) }
  }

  private func isDataType(_ sheet: String) -> Bool { dataTypes.contains(sheet) }

  // MARK: One row

  private func dataType(
    of row: TableRow, _ headers: MappingHeaders, _ sheet: String, isText: Bool
  ) throws -> String {
    let named = headers.connector.map { row[$0].text.trimmingBlanks } ?? ""
    guard named.isEmpty || named == connector else {
      throw fault(
        sheet, row.number, headers.connector,
        "this is a mapping of connector '\(named)', and the connection uses"
          + " '\(connector)'")
    }
    let type = headers.dataType.map { row[$0].text.trimmingBlanks } ?? ""
    if type.isEmpty, !isText { return sheet }
    guard !type.isEmpty else {
      throw fault(sheet, row.number, headers.dataType, "the data type is missing, and a text has no sheets to tell it")
    }
    guard isText || type == sheet || !isDataType(sheet) else {
      throw fault(
        sheet, row.number, headers.dataType, "'\(type)' is not the data type that the sheet is named for, '\(sheet)'")
    }
    guard isDataType(type) else {
      throw fault(
        sheet, row.number, headers.dataType,
        "the connection has no data type '\(type)'."
          + Spelling.suggestion(for: type, among: dataTypes) + " It has \(dataTypes.joined(separator: ", "))")
    }
    return type
  }

  private func mapping(_ row: TableRow, _ headers: MappingHeaders, _ sheet: String) throws -> MappingLine {
    func text(_ column: Int?) throws -> String {
      guard let column else { return "" }
      switch row[column] {
      case .error(let code): throw fault(sheet, row.number, column, "the cell holds the error \(code)")
      case .formulaWithoutValue:
        throw fault(
          sheet, row.number, column, "the cell holds a formula that no program has worked out; write its value in")
      case let value: return value.text.trimmingBlanks
      }
    }
    let target = try text(headers.target)
    if let problem = MetadataField.problem(withName: target) {
      throw fault(sheet, row.number, headers.target, target.isEmpty ? "the target field is missing" : problem)
    }
    let api = try text(headers.api)
    guard !api.isEmpty else { throw fault(sheet, row.number, headers.api, "the API field is missing") }
    let source: FieldSource
    do { source = try FieldSource(api) } catch { throw fault(sheet, row.number, headers.api, "\(error)") }
    var transforms: [Transform] = []
    for line in try text(headers.transforms).split(whereSeparator: \.isNewline) {
      let step = String(line).trimmingBlanks
      guard !step.isEmpty else { continue }
      do { transforms.append(try Transform(step)) } catch {
        throw fault(sheet, row.number, headers.transforms, "\(error)")
      }
    }
    let word = try text(headers.mode)
    guard let mode = word.isEmpty ? .overwrite : MappingMode(rawValue: word) else {
      let known = MappingMode.allCases.map(\.rawValue)
      throw fault(
        sheet, row.number, headers.mode,
        "'\(word)' is no mode." + Spelling.suggestion(for: word, among: known)
          + " Known are \(known.joined(separator: ", "))")
    }
    let name = try text(headers.kind)
    let kind = FieldKind(rawValue: name)
    if kind == nil, !name.isEmpty {
      throw fault(
        sheet, row.number, headers.kind,
        "'\(name)' is no kind of field."
          + Spelling.suggestion(for: name, among: FieldKind.allCases.map(\.rawValue)) + " Known are \(FieldKind.all)")
    }
    return MappingLine(
      row: MappingRow(from: source, target: target, transforms: transforms, mode: mode), kind: kind,
      place: place(sheet, row.number, headers.kind))
  }

  private func place(_ sheet: String, _ row: Int, _ column: Int?) -> String {
    "sheet '\(sheet)', " + (column.map { "cell \(MappingHeaders.letters($0))\(row)" } ?? "row \(row)")
  }

  private func fault(_ sheet: String, _ row: Int, _ column: Int?, _ problem: String) -> Fault {
    let end = problem.last == "." || problem.last == "?" ? "" : "."
    return Fault(description: "'\(file)', \(place(sheet, row, column)): \(problem)\(end) Nothing was imported.")
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
