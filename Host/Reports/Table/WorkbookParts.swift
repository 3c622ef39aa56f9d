import Foundation

/// What a workbook says of itself: its sheets in their order, and where its parts lie.
struct WorkbookParts {
  struct Sheet {
    let name: String
    let isHidden: Bool
    let part: String
  }

  private(set) var sheets: [Sheet] = []
  private(set) var countsFrom1904 = false
  private(set) var texts: String?
  private(set) var styles: String?

  init(_ archive: ZipArchive, limits: TableLimits) throws(TableFault) {
    let book = try Self.book(in: archive, limits)
    let links = try Self.links(of: book, in: archive, limits)
    let byID = Dictionary(links.map { ($0.id, $0) }) { first, _ in first }
    var (names, used): (Set<String>, [String: String]) = ([], [:])
    guard let part = try archive.part(book, limit: limits.part) else {
      throw TableFault(file: archive.file, reason: .damaged("its part '\(book)' is missing"))
    }
    let xml = XMLScanner(part, part: book, file: archive.file, tokenLimit: limits.token)
    var isBook = false
    while true {
      switch try xml.next() {
      case .start:
        if xml.depth == 1 {
          guard xml.isMain("workbook") else { throw xml.fault("there is no workbook") }
          isBook = true
        } else if xml.isMain("workbookPr") {
          countsFrom1904 = xml.isTrue("date1904")
        } else if xml.isMain("sheet"), let name = try xml.text("name"), let id = try xml.relationship("id") {
          // Of sheets that are charts or macros there is nothing to read.
          guard let link = byID[id], link.kind == "worksheet" else { continue }
          guard archive.has(link.target) else {
            throw TableFault(file: archive.file, sheet: name, reason: .damaged("its part '\(link.target)' is missing"))
          }
          guard names.insert(name.lowercased()).inserted else {
            throw TableFault(file: archive.file, reason: .damaged("it has two sheets '\(name)'"))
          }
          // Each would be read, however many there are.
          if let other = used.updateValue(name, forKey: link.target.lowercased()) {
            throw TableFault(
              file: archive.file, reason: .damaged("its sheets '\(other)' and '\(name)' are one and the same part"))
          }
          let state = try xml.text("state") ?? "visible"
          sheets.append(Sheet(name: name, isHidden: state != "visible", part: link.target))
        }
      case .done:
        guard isBook, !sheets.isEmpty else {
          throw TableFault(file: archive.file, reason: .damaged("it has no sheet with cells"))
        }
        texts = links.first { $0.kind == "sharedStrings" && archive.has($0.target) }?.target
        styles = links.first { $0.kind == "styles" && archive.has($0.target) }?.target
        return
      default: break
      }
    }
  }

  /// One relationship of a part; its kind is the last word of its type, which is all in which the two spellings agree.
  private struct Link {
    let id: String
    let kind: String
    let target: String
  }

  private static func book(in archive: ZipArchive, _ limits: TableLimits) throws(TableFault) -> String {
    let target = try links(of: "", in: archive, limits).first { $0.kind == "officeDocument" }?.target
    if let kind = FileKind.other(in: archive, document: target) {
      throw TableFault(file: archive.file, reason: kind)
    }
    return target ?? "xl/workbook.xml"
  }

  private static func links(of part: String, in archive: ZipArchive, _ limits: TableLimits) throws(TableFault) -> [Link]
  {
    let slash = part.lastIndex(of: "/")
    let folder = slash.map { String(part[...$0]) } ?? ""
    let name = slash.map { String(part[part.index(after: $0)...]) } ?? part
    let path = "\(folder)_rels/\(name).rels"
    guard let opened = try archive.part(path, limit: limits.part) else { return [] }
    let xml = XMLScanner(opened, part: path, file: archive.file, tokenLimit: limits.token)
    var links: [Link] = []
    while true {
      switch try xml.next() {
      case .start:
        guard xml.isNamed("Relationship"), try xml.text("TargetMode") != "External", let id = try xml.text("Id"),
          let type = try xml.text("Type"), let target = try xml.text("Target")
        else { continue }
        guard links.count < limits.parts else { throw xml.fault("there are too many relationships") }
        let kind = type.split(separator: "/").last.map(String.init) ?? ""
        links.append(Link(id: id, kind: kind, target: resolved(target, from: folder, in: archive)))
      case .done: return links
      default: break
      }
    }
  }

  /// The part that a target means (ECMA-376-2 §6.5.3.4): absolute, or relative to the folder of the part that names it.
  private static func resolved(_ target: String, from folder: String, in archive: ZipArchive) -> String {
    var steps: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
    for step in target.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
      switch step {
      case ".": break
      case "..": _ = steps.popLast()
      default: steps.append(step)
      }
    }
    let path = steps.joined(separator: "/")
    return archive.has(path) ? path : path.removingPercentEncoding ?? path
  }
}
