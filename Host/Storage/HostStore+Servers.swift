import Glibc
import HostModel

// Which serves there are (DESIGN §7): each says again and again that it is there. All of it is passing.
extension HostStore {
  /// Writes down that a serve of this process is there; gives its number. Those that went without a word long ago are
  /// forgotten. `lease`: seconds without a word after which it may be taken for gone.
  package func enterServe(node: String, lease: Double) throws -> Int64 {
    let database = try passing()
    return try database.write {
      for old in try serves() where old.boot != MachineClock.boot || MachineClock.uptime - old.beat > 86_400 {
        try leaveServe(old.id)
      }
      try database.run(
        "INSERT INTO serve(node, process, boot, beat, lease) VALUES(?,?,?,?,?)", .text(node), .integer(Int64(getpid())),
        .text(MachineClock.boot), .real(MachineClock.uptime), .real(lease))
      return database.lastInsertedRow
    }
  }

  /// Says that it is there still; false if it was forgotten meanwhile.
  package func beat(_ id: Int64) throws -> Bool {
    let database = try passing()
    try database.run("UPDATE serve SET beat=? WHERE id=?", .real(MachineClock.uptime), .integer(id))
    return database.changes == 1
  }

  package func leaveServe(_ id: Int64) throws {
    try passing().run("DELETE FROM serve WHERE id=?", .integer(id))
  }

  /// All that were entered and did not leave, those that are gone included.
  package func serves() throws -> [ServeNode] {
    try database.rows("SELECT id, node, process, boot, beat, lease FROM serve ORDER BY id") {
      ServeNode(
        id: try $0.number(0), node: $0.text(1), process: Int32(try $0.whole(2, in: 0...Int(Int32.max))),
        boot: $0.text(3),
        beat: try $0.time(4), lease: try $0.time(5))
    }
  }

  /// The names of nodes of which a serve is there now.
  package func nodes() throws -> Set<String> { Set(try serves().filter(\.isThereNow).map(\.node)) }

  /// How often each data config's connector crashed in a row, by the file's digest and the config's name.
  package func crashCounts() throws -> [String: Int] {
    let rows = try database.rows("SELECT digest, config, count FROM crash") {
      ("\($0.text(0)) \($0.text(1))", try $0.count(2))
    }
    return Dictionary(rows) { first, _ in first }
  }
}

extension ServeNode {
  /// True if it has said lately that it is there.
  package var isThereNow: Bool { isThere(boot: MachineClock.boot, uptime: MachineClock.uptime) }
}
