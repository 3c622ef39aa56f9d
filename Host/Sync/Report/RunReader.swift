import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// An applied run, opened for its report: what it did to which record. Everything streams; used by one thread.
package final class RunReader {
  /// One line of the list of changes.
  package struct Change: Sendable, Equatable {
    package let record: String
    /// The few values that tell a person which record this is.
    package let who: String
    package let kind: RecordChange.Kind
    /// The target field, empty for a created or deleted record.
    package let field: String
    package let before: String
    package let after: String
  }

  package let run: Run
  package let config: DataConfig
  package let problems: [Problem]
  package let problemCount: Int
  package let kept: KeptList
  package let holds: [Hold]
  private let store: EventStore
  private let names: [Int: String]

  init(store: EventStore, config: DataConfig, run: Run) throws {
    self.store = store
    self.config = config
    self.run = run
    let problems = try store.problems(of: run.id)
    self.problems = problems.kept
    problemCount = problems.count
    kept = try KeptList(store: store, config: config)
    holds = try store.holds(of: config.id)
    names = Dictionary(try store.metadata(of: config.fpType).map { ($0.slot, $0.name) }) { first, _ in first }
  }

  /// Gives what the run did, record by record in the order in which it did it, a line for each changed field.
  package func forEachChange(_ body: (Change) throws -> Void) throws {
    try store.forEachChange(of: run.id) { change in
      let record = String(decoding: change.record, as: UTF8.self)
      let who = try who(change.record)
      let fields = change.fields ?? []
      if change.kind != .updated || fields.isEmpty {
        let words = change.fields == nil ? "(no longer kept)" : ""
        try body(Change(record: record, who: who, kind: change.kind, field: "", before: words, after: words))
      }
      for field in fields {
        try body(
          Change(
            record: record, who: who, kind: change.kind, field: names[field.slot] ?? "(removed field)",
            before: PatchbayHost.text(field.before), after: PatchbayHost.text(field.after)))
      }
    }
  }

  private func who(_ record: [UInt8]) throws -> String {
    let values = StoredValues.slots(of: try store.stored(record, of: config.id)?.body ?? [])
    let named = values.enumerated().compactMap { slot, value -> (name: String, value: String)? in
      guard value != StoredValues.null, let name = names[slot] else { return nil }
      return (name, PatchbayHost.text(value))
    }
    return Telling.few(of: named).joined(separator: ", ")
  }
}

/// Which of a record's fields tell a person which record it is.
package enum Telling {
  private static let names = [
    "full_name", "fname", "lname", "title", "name", "email", "company", "person", "session", "start", "location",
  ]

  /// The values of the few most telling fields.
  package static func few(of values: [(name: String, value: String)]) -> [String] {
    values.filter { names.contains($0.name) }.sorted { rank($0.name) < rank($1.name) }.prefix(4).map(\.value)
  }

  /// Where a field stands among the telling ones; beyond them all the same.
  package static func rank(_ name: String) -> Int { names.firstIndex(of: name) ?? names.count }
}
