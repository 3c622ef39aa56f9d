import Foundation
import HostMapping
import HostModel
import HostSchedule
import HostStorage
import HostSync
import TestSupport

/// What could stand in an event's file: one value of one row is another, and everything is read that a host reads.
struct RowTrial: Trial {
  static let name = "rows"
  static let share = (cases: 14, seconds: 130)

  private let lived: LivedHome
  private let store: EventStore
  private let facts: HostFacts
  private let columns: [(table: String, name: String, rows: Int)]

  /// Ends a transaction with nothing of it applied.
  private struct Undone: Error {}

  init(in folder: String) throws {
    lived = try LivedHome(in: folder)
    let store = try EventStore.open(lived.event, in: lived.home)
    self.store = store
    facts = try HostFacts(of: HostStore(home: lived.home), now: 1.8e9)
    let names = try store.database.rows(
      """
      SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
      WHERE t.type='table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid
      """
    ) { ($0.text(0), $0.text(1)) }
    columns = try names.map { table, name in
      let rows = try store.database.rows("SELECT count(*) FROM \"\(table)\"") { try $0.count(0) }.first ?? 0
      return (table, name, rows)
    }.filter { $0.rows > 0 }
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    guard let change = OddValue(of: columns, &chance) else { return false }
    var isTaken = true
    do {
      try store.database.write {
        do { try store.database.execute(change.sql) } catch {
          isTaken = false
          throw Undone()
        }
        isTaken = read()
        throw Undone()
      }
    } catch is Undone {}
    return isTaken
  }

  /// Reads everything; false if something of it was refused.
  private func read() -> Bool {
    var isTaken = true
    func look(_ body: () throws -> Void) {
      do { try body() } catch is StoreError { isTaken = false } catch { isTaken = false }
    }
    look {
      let jobs = try EventJobs(of: store)
      for job in jobs.configs {
        let entry = Timetable.entry(for: facts.job(job, of: jobs.event), now: 1.8e9)
        _ = entry.reason(job, of: jobs.event, nodeIsThere: false)
        _ = entry.next.map { Date(timeIntervalSince1970: $0).formatted(.iso8601) }
        _ = CalendarDate(at: entry.stop - 1, in: jobs.event.timeZone)?.description
      }
      _ = jobs.event.historyEnd
      _ = jobs.event.doorsTime
    }
    look { for run in try store.runs() { _ = Date(timeIntervalSince1970: run.started).formatted(.iso8601) } }
    look { _ = try store.holds() }
    look { _ = try store.goneBefore().flatMap { CalendarDate(at: $0, in: "Europe/Zurich") } }
    look { _ = try store.stalePlans() }
    for type in FPType.allCases { look { _ = try store.metadata(of: type) } }
    look {
      for config in try store.configs() {
        look { _ = try store.setup(of: config) }
        look { _ = try store.appliedSetup(of: config.id) }
        look { _ = try store.mappingVersions(of: config.id) }
        look { _ = try store.progress(of: config.id) }
        look { _ = try store.fillRates(of: config.id) }
        look { _ = try store.lastAutomaticRun(of: config.id) }
        look { _ = try store.deletedUnasked(from: config.id, since: 0) }
        look { try store.forEachState(of: config.id) { _, _, _ in } }
        look { try store.forEachPrint(of: config.id) { _, _, _ in } }
        look { try store.forEachKept(of: config.id) { _ in } }
        look { try store.forEachPending(of: config.id) { _, _ in } }
        look { _ = try store.erasures(of: config, nil) }
        look { _ = try store.told(1, of: config.id) }
        look { _ = try store.record("p1", of: config) }
        look { _ = try store.stored(Array("p1".utf8), of: config.id) }
        look { _ = try store.untaken(of: Array("p3".utf8), in: config.id) }
        look {
          let kinds = SlotKinds(try store.metadata(of: config.fpType))
          try store.forEachLive(of: config.id) { _, body in
            _ = StoredValues.inOneForm(StoredValues.replacing([2: StoredValues.null], in: Array(body)), kinds)
            return true
          }
        }
      }
    }
    for run in 1...14 {
      look { _ = try store.problems(of: Int64(run)) }
      look { try store.forEachChange(of: Int64(run)) { _ in } }
    }
    return isTaken
  }
}

/// Another value for a column of a row, or of all.
struct OddValue {
  let sql: String

  init?(of columns: [(table: String, name: String, rows: Int)], _ chance: inout SeededGenerator) {
    guard let column = columns.randomElement(using: &chance) else { return nil }
    let word = Odd.word(&chance).replacing("'", with: "''").replacing("\u{0}", with: "")
    let value =
      switch Int.random(in: 0..<10, using: &chance) {
      case 0: "NULL"
      case 1: "'\(word)'"
      case 2: "CAST('\(word)' AS BLOB)"
      case 3: "9e999"
      case 4: "-\"\(column.name)\""
      case 5: "\"\(column.name)\" || '0'"
      default: Self.literal(Odd.number(&chance))
      }
    let row = Int.random(in: 0..<column.rows, using: &chance)
    let which =
      Bool.random(using: &chance) ? "" : " WHERE rowid=(SELECT rowid FROM \"\(column.table)\" LIMIT 1 OFFSET \(row))"
    sql = "UPDATE OR IGNORE \"\(column.table)\" SET \"\(column.name)\"=\(value)\(which)"
  }

  private static func literal(_ number: String) -> String {
    ["nan", "-nan", "inf", "-inf", "snan"].contains(where: number.lowercased().hasPrefix) ? "NULL" : number
  }
}
