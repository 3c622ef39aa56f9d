import Foundation
import HostModel
import RecordJSON

/// An event's database file, opened and closed; used by one thread at a time.
package final class EventStore {
  package let database: Database
  package let event: EventID
  /// Secret of this file: keys the hashes of ids and fingerprints, so that nobody can prepare a collision.
  package let seed: (lo: UInt64, hi: UInt64)
  /// Runs that go on as far as the file knows, and whose program is gone: they are given as cut off from now on. For whoever
  /// only reads; the next run of their data config, or a serve, writes it down.
  package var cutOff: Set<Int64> = []

  private init(database: Database, event: EventID, seed: (lo: UInt64, hi: UInt64)) {
    self.database = database
    self.event = event
    self.seed = seed
  }

  /// Makes a new event's file; it has its name only when it is whole, whatever ends the program meanwhile.
  package static func create(_ event: Event, in home: Home) throws -> EventStore {
    try home.prepare()
    try home.namingEvents { try make(event, in: home) }
    return try open(event.id, in: home)
  }

  private static func make(_ event: Event, in home: Home) throws {
    try home.checkNothingIsLeft(of: event.id)
    let path = home.eventFile(event.id)
    let exists = StoreError.exists(
      what: "Event \(event.id)",
      nextStep: "Leave --eid out for a new one, or see it with 'patchbay events show \(event.id)'.")
    guard !FileManager.default.fileExists(atPath: path) else { throw exists }
    // SQLite would take the log of another file for that of the new one.
    guard !FileManager.default.fileExists(atPath: path + "-wal") else {
      throw StoreError.exists(
        what: "'\(path)-wal', the log of an event file that is not there,",
        nextStep: "Put that file back to its log, or remove the log.")
    }
    let draft = "\(path).\(getpid()).new"
    func removeDraft() { for part in ["", "-wal", "-shm", "-journal"] { unlink(draft + part) } }
    removeDraft()
    defer { removeDraft() }
    try fill(draft, with: event)
    guard link(draft, path) == 0 else {
      if errno == EEXIST { throw exists }
      throw StoreError.other(path: path, detail: String(cString: strerror(errno)))
    }
    removeDraft()
    do { try Home.settle(home.events) } catch {
      unlink(path)
      throw error
    }
  }

  /// Writes an event without records into a new file.
  private static func fill(_ path: String, with event: Event) throws {
    let database = try Database(path: path, create: true)
    chmod(path, 0o600)
    try Migrations.event.migrate(database)
    var random = SystemRandomNumberGenerator()
    let seed = (lo: random.next() as UInt64, hi: random.next() as UInt64)
    try database.write {
      try database.run(
        """
        INSERT INTO event(eid, name, starts, ends, time_zone, node, created, seed_lo, seed_hi, keep_history)
        VALUES(?,?,?,?,?,?,?,?,?,?)
        """, .text(event.id.description), .text(event.name),
        .text(event.starts.description), .text(event.ends.description), .text(event.timeZone), .text(event.node),
        .real(Date().timeIntervalSince1970), .integer(Int64(bitPattern: seed.lo)), .integer(Int64(bitPattern: seed.hi)),
        .integer(Int64(event.keepHistory)))
      for type in FPType.allCases { try rebuildView(of: type, in: database) }
    }
  }

  /// Opens the file of an event, bringing its schema up to date; waits for at most `patience` seconds whenever another
  /// program keeps it.
  package static func open(_ event: EventID, in home: Home, patience: Double = 10) throws -> EventStore {
    let path = home.eventFile(event)
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.unknown(what: "There is no event \(event) in '\(home.path)'. See 'patchbay events list'.")
    }
    var facts = stat()
    // SQLite would take an empty file for a new database.
    guard stat(path, &facts) != 0 || facts.st_size > 0 else {
      throw StoreError.damaged(path: path, detail: "it is empty")
    }
    let database = try Database(path: path, create: false, patience: patience)
    try Migrations.event.migrate(database)
    guard
      let seed = try database.rows(
        "SELECT seed_lo, seed_hi FROM event",
        row: {
          (lo: UInt64(bitPattern: $0.integer(0)), hi: UInt64(bitPattern: $0.integer(1)))
        }
      ).first
    else { throw StoreError.damaged(path: path, detail: "it has no event row") }
    let store = EventStore(database: database, event: event, seed: seed)
    store.sealAnew(in: home)
    return store
  }

  /// Keeps few pages in memory, for a store that is read once from end to end: those would only be in the way.
  package func keepFewPages() throws { try database.execute("PRAGMA cache_size=-256") }

  /// Reads the whole file and throws ``StoreError/damaged(path:detail:)`` if SQLite finds anything wrong with it.
  package func checkWhole() throws {
    _ = try eventRow()
    let found = try database.rows("PRAGMA quick_check(1)") { $0.text(0) }
    guard found == ["ok"] else {
      throw StoreError.damaged(path: database.path, detail: found.first ?? "the check gave no result")
    }
  }

  /// The ids of all events in a home, by their files; none if they cannot be listed.
  package static func list(in home: Home) -> [EventID] { (try? events(in: home)) ?? [] }

  /// The same, which throws if they cannot be listed.
  package static func events(in home: Home) throws -> [EventID] {
    guard access(home.events, F_OK) == 0 || errno != ENOENT else { return [] }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: home.events) } catch {
      throw StoreError.unreadable(path: home.events)
    }
    return names.filter { $0.hasSuffix(".db") }.compactMap { EventID(String($0.dropLast(3))) }
      .sorted { $0.description < $1.description }
  }

  /// The event's own row.
  package func eventRow() throws -> Event {
    let rows = try database.rows("SELECT eid, name, starts, ends, time_zone, node, keep_history FROM event") { row in
      (
        row.text(0), row.text(1), CalendarDate(row.text(2)), CalendarDate(row.text(3)), row.text(4), row.text(5),
        try row.whole(6, in: Event.historyDays)
      )
    }
    guard let row = rows.first, let id = EventID(row.0), let starts = row.2, let ends = row.3 else {
      throw StoreError.damaged(path: database.path, detail: "its event row cannot be read")
    }
    return Event(id: id, name: row.1, starts: starts, ends: ends, timeZone: row.4, node: row.5, keepHistory: row.6)
  }

  /// Changes facts of the event, in one transaction; gives it as it was and as it is.
  ///
  /// Another zone makes times without offset others: then the vendor's lists are read from the start, and what is held is
  /// not approved before the vendor was asked again.
  package func edit(_ change: (inout Event) throws -> Void) throws -> (before: Event, after: Event) {
    try database.write {
      let before = try eventRow()
      var event = before
      try change(&event)
      if before.timeZone != event.timeZone {
        try database.execute("UPDATE config SET cursor=NULL, cursor_outcome=NULL, judged_at=NULL")
      }
      try database.run(
        "UPDATE event SET name=?, starts=?, ends=?, time_zone=?, node=?, keep_history=?", .text(event.name),
        .text(event.starts.description), .text(event.ends.description), .text(event.timeZone), .text(event.node),
        .integer(Int64(event.keepHistory)))
      return (before, event)
    }
  }
}
