import CSQLite
import Glibc

/// One SQLite connection, opened and closed; used by one thread at a time.
package final class Database {
  /// When a commit is on the disk.
  enum Durability: String {
    /// Before the commit returns: what a person was told stays, whatever happens to the machine. EXTRA is FULL, and
    /// without a write-ahead log also waits until the journal's removal, which is the commit, is on the disk.
    case atOnce = "EXTRA"
    /// At the next checkpoint: a crash of the process loses nothing, one of the machine what came since. The file stays
    /// whole.
    case atCheckpoints = "NORMAL"
  }

  package let path: String
  private let durability: Durability
  let handle: OpaquePointer
  private var cached: [String: OpaquePointer] = [:]

  /// Set up for the whole program before the first file is opened.
  private static let library: Void = { _ = csqlite_count_no_memory() }()

  /// Opens a file, which must exist unless `create`. Waits up to `patience` seconds for another process's write.
  init(path: String, create: Bool, patience: Double = 10, durability: Durability = .atOnce) throws(StoreError) {
    Self.library
    Self.mendSharedMemory(of: path)
    var opened: OpaquePointer?
    let code: Int32
    if Self.standsStill(path) {
      // A `?`, `#` or `%` of the path is none of the address.
      let place = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
      let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
      code = sqlite3_open_v2("file://\(place)?immutable=1", &opened, flags, nil)
    } else {
      let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0)
      code = sqlite3_open_v2(path, &opened, flags, nil)
    }
    guard code == SQLITE_OK, let opened else {
      let error = StoreError(
        code: code, extended: code, message: opened.map { String(cString: sqlite3_errmsg($0)) } ?? "", path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    self.durability = durability
    handle = opened
    sqlite3_extended_result_codes(opened, 1)
    sqlite3_busy_timeout(opened, Int32(patience * 1000))
    // Not `trusted_schema=OFF`: with it SQLite calls a file damaged that has an index of somebody's own over JSON.
    // `SchemaCheck` sees to it that nothing of others' making acts when we read or write.
    try execute("PRAGMA foreign_keys=ON; \(usualMemory)")
  }

  /// True for a file in a folder that cannot be written, all of which is in the file itself: a backup, a snapshot, a disk
  /// that is mounted to be read. SQLite would want to put a log beside it, if only to read.
  private static func standsStill(_ path: String) -> Bool {
    guard path.hasPrefix("/"), access(path, R_OK) == 0,
      access(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/", W_OK) != 0
    else { return false }
    // A journal holds what must be taken back before anything is read, and whoever shares memory may be writing.
    guard access(path + "-shm", F_OK) != 0 else { return false }
    return ["-wal", "-journal"].allSatisfy { end in
      var log = stat()
      return stat(path + end, &log) != 0 || log.st_size == 0
    }
  }

  /// SQLite gives the shared memory of a write-ahead log the rights that the file has then: made while the file was
  /// read-only, it would stop every write after that.
  private static func mendSharedMemory(of path: String) {
    var (file, memory) = (stat(), stat())
    guard stat(path, &file) == 0, lstat(path + "-shm", &memory) == 0, file.st_mode & 0o200 != 0,
      memory.st_mode & 0o200 == 0, memory.st_mode & S_IFMT == S_IFREG
    else { return }
    chmod(path + "-shm", file.st_mode & 0o777)
  }

  deinit {
    for statement in cached.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Turns on the write-ahead log, which is written into the file: only once it is known to be ours.
  func useWriteAheadLog() throws(StoreError) { try execute(usualMode) }

  /// Runs statements that give no rows.
  package func execute(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// A statement ready to be bound, kept for the next call with the same text.
  package func statement(_ sql: String) throws(StoreError) -> Statement {
    if let known = cached[sql] {
      sqlite3_reset(known)
      sqlite3_clear_bindings(known)
      return Statement(database: self, handle: known)
    }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error(code) }
    cached[sql] = prepared
    return Statement(database: self, handle: prepared)
  }

  /// Runs one statement with values bound in order.
  package func run(_ sql: String, _ values: SQLValue...) throws(StoreError) {
    let statement = try statement(sql)
    for (index, value) in values.enumerated() { statement.bind(value, at: Int32(index + 1)) }
    try statement.run()
  }

  /// The rows of a query, each read by `row`; where that throws, the query has ended too.
  package func rows<Row>(_ sql: String, _ values: SQLValue..., row: (Statement) throws -> Row) throws -> [Row] {
    let statement = try statement(sql)
    for (index, value) in values.enumerated() { statement.bind(value, at: Int32(index + 1)) }
    // A query that is left in the middle keeps the log from being written into the file, and the file from being rewritten.
    defer { statement.reset() }
    var rows: [Row] = []
    while try statement.step() { rows.append(try row(statement)) }
    return rows
  }

  /// Runs `body` in one transaction that takes the write lock at once; an error rolls everything back.
  package func write<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back already; then there is nothing left to roll back.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// 8 MiB of pages: the changes of a usual sync fit, and are written once. What is deleted is overwritten with zeros, as
  /// Debian's SQLite does anyway.
  private var usualMode: String { "PRAGMA journal_mode=WAL; \(usualMemory)" }
  private var usualMemory: String {
    "PRAGMA synchronous=\(durability.rawValue); PRAGMA cache_size=-8192; PRAGMA secure_delete=ON"
  }
  /// A journal of the few pages that were there, rather than a log of all new ones that is copied into the file later:
  /// half as much to write. As safe, but readers wait.
  private static let loadMode = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA cache_size=-16384"

  /// Like `write`, or part of the transaction that is under way.
  package func together<Result>(_ body: () throws -> Result) throws -> Result {
    sqlite3_get_autocommit(handle) == 0 ? try body() : try write(body)
  }

  /// Like `write`, for a first load, which is far more than the file holds. Readers wait until it is done. While someone
  /// else has the file open, it is `write`.
  package func load<Result>(_ body: () throws -> Result) throws -> Result {
    // That the mode cannot be changed now is no reason not to write.
    try? execute(Self.loadMode)
    defer { try? execute(usualMode) }
    return try write(body)
  }

  /// Writes the file anew, so that nothing of what was deleted stands in it or in its log any more. Others may read
  /// meanwhile; one who reads for longer than 10 s, or writes, ends it with ``StoreError/busy(path:)``. Its copy lies where
  /// ``Home/keepTemporaryFiles()`` says.
  package func rewrite() throws {
    try execute("VACUUM")
    guard try rows("PRAGMA wal_checkpoint(TRUNCATE)", row: { $0.integer(0) }).first == 0 else {
      throw StoreError.busy(path: path)
    }
  }

  /// Rows that the last statement changed.
  package var changes: Int { Int(sqlite3_changes(handle)) }

  /// Rows that were changed since the file was opened.
  var totalChanges: Int { Int(sqlite3_total_changes(handle)) }

  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  func error(_ code: Int32) -> StoreError {
    StoreError(
      code: code & 0xFF, extended: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)),
      path: path)
  }
}

/// A value bound to a statement.
package enum SQLValue: Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
  package init(_ number: Double?) { self = number.map { .real($0) } ?? .null }
}
