import HostModel
import HostSync
import RecordJSON

/// Values as the cells of a report.
enum ReportCells {
  /// A vendor's value as it came: numbers and yes-or-no as such, lists and objects as their JSON.
  static func cell(_ value: JSONTree?, _ style: WorkbookCell.Style = .plain) -> WorkbookCell {
    switch value {
    case nil, .null?: style == .plain ? .empty : WorkbookCell(.empty, style)
    case .string(let text)?: .text(text, style)
    case .bool(let flag)?: .boolean(flag, style)
    case .number(let text)?: .number(json: text, style)
    case .array?, .object?: .text(value?.text ?? "", style)
    }
  }

  /// A stored value, canonical JSON; a list as its texts.
  static func cell(stored json: [UInt8], _ style: WorkbookCell.Style = .plain) -> WorkbookCell {
    // Only a damaged store holds something else; it is shown, not passed over.
    guard let tree = try? JSONTree.parse(json) else { return .text(String(decoding: json, as: UTF8.self), style) }
    if let items = tree.elements { return .text(items.map { $0.string ?? $0.text }.joined(separator: ", "), style) }
    return cell(tree, style)
  }

  /// A share in per cent, to one place; empty of nothing.
  static func share(_ part: Int, of whole: Int) -> WorkbookCell {
    whole == 0 ? .empty : .text("\((Double(part) * 1000 / Double(whole)).rounded() / 10) %")
  }
}
