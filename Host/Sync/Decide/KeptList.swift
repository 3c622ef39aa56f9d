import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// What is kept of a data config against the vendor's offers, for preview and report.
package struct KeptList: Sendable, Equatable {
  /// One kept thing, in words.
  package struct Item: Sendable, Equatable {
    package let record: String
    /// The target field, empty if the whole record is concerned.
    package let field: String
    /// `kept though the vendor offers 'Eve'`.
    package let words: String
    package let run: Int64
  }

  /// Things listed at most.
  package static let most = 1000

  package private(set) var items: [Item] = []
  package private(set) var count = 0

  package init() {}

  /// - Parameter leavingOut: things that the run at hand ends to keep; asked only if anything is kept.
  init(store: EventStore, config: DataConfig, leavingOut: () throws -> Set<Ending> = { [] }) throws {
    guard try store.keptCount(of: config.id) > 0 else { return }
    let ending = try leavingOut()
    let names = Dictionary(try store.metadata(of: config.fpType).map { ($0.slot, $0.name) }) { first, _ in first }
    try store.forEachKept(of: config.id) { kept in
      guard !ending.contains(Ending(record: kept.record, subject: kept.subject)) else { return }
      count += 1
      guard items.count < Self.most else { return }
      var hasNone = false
      if case .field(let slot) = kept.subject {
        hasNone = try store.untaken(of: kept.record, in: config.id)[slot] == StoredValues.null
      }
      items.append(Self.item(kept, names, vendorHasNone: hasNone))
    }
  }

  /// Something that ends to be kept.
  struct Ending: Hashable {
    let record: [UInt8]
    let subject: Kept.Subject
  }

  private static func item(_ kept: Kept, _ names: [Int: String], vendorHasNone: Bool) -> Item {
    let record = String(decoding: kept.record, as: UTF8.self)
    return switch kept.subject {
    case .field(let slot):
      Item(
        record: record, field: names[slot] ?? "",
        words: vendorHasNone
          ? "kept; the vendor has none now, it last offered \(shown(kept.offered))"
          : "kept though the vendor offers \(shown(kept.offered))", run: kept.run)
    case .creation: Item(record: record, field: "", words: "stays out though the vendor offers it", run: kept.run)
    case .leaving:
      Item(record: record, field: "", words: "stays though the vendor lacks or cancelled it", run: kept.run)
    }
  }

  private static func shown(_ json: [UInt8]) -> String {
    guard let tree = try? JSONTree.parse(json), tree != .null else { return "nothing" }
    let text = tree.string ?? tree.text
    return "'\(text.count > 60 ? text.prefix(59) + "…" : text)'"
  }
}
