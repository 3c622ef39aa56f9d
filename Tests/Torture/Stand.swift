import Foundation
import Glibc
import TestSupport

/// A home for a trial and the program on it, started as a person starts it. Homes are copied from one that was prepared once.
struct Stand {
  let folder: String
  private(set) var home: String
  var environment: [String: String]

  static let eid = Operator.eid
  var database: String { "\(home)/events/\(Self.eid).db" }

  /// - Parameter connectors: the folder in which the program looks for them.
  init(home name: String, in folder: String, connectors: String) {
    self.folder = folder
    home = folder + "/" + name
    environment = [
      "PATCHBAY_HOME": home, "PATCHBAY_CONNECTORS": connectors, "HOME": "/nonexistent", "PATCHBAY_STALL_SECONDS": "1",
      "PATCHBAY_WORKER_SILENCE": "20", "PATCHBAY_WORKER_CPU": "20", "PATCHBAY_LOCK_WAIT": "20",
    ]
  }

  /// The same home once more, under another name; what stood there is gone.
  func copy(as name: String) throws -> Stand {
    var other = self
    other.home = folder + "/" + name
    other.environment["PATCHBAY_HOME"] = other.home
    try? FileManager.default.removeItem(atPath: other.home)
    try FileManager.default.copyItem(atPath: home, toPath: other.home)
    return other
  }

  func remove() { try? FileManager.default.removeItem(atPath: home) }

  /// A folder with the connector that does what a vendor's answers tell it, see `ScriptedConnector`.
  static func connectors(in folder: String, _ dataTypes: String) throws -> String {
    let connectors = folder + "/connectors"
    try FileManager.default.createDirectory(
      atPath: connectors, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try ScriptedConnector.build("scripted", dataTypes: dataTypes, into: connectors)
    return connectors
  }

  // MARK: The program

  func start(_ words: [String]) throws -> Program { try Program(words, environment: environment, in: folder) }

  /// Runs it to its end, which may be any that a person can be told of.
  @discardableResult
  func run(_ words: [String]) throws -> Finished { try start(words).wait() }

  /// Runs what must succeed.
  @discardableResult
  func must(_ words: String...) throws -> Finished {
    let finished = try run(words)
    guard finished.code == 0 else {
      throw Found(
        "'patchbay \(words.joined(separator: " "))' ended with \(finished.code): \(finished.error)\(finished.output)")
    }
    return finished
  }

  /// Makes the event, enables the connector and connects it.
  func connect(_ connector: String, to endpoint: String, _ settings: String..., secret: String? = nil) throws {
    try must("connectors", "enable", connector)
    try must(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
      "--eid", Self.eid)
    let set = settings.flatMap { ["--set", $0] } + (secret.map { ["--secret", $0] } ?? [])
    let made = try run(
      ["connections", "add", Self.eid, connector, "--name", "v", "--endpoint", endpoint] + set)
    guard made.code == 0 else { throw StepFailed(finished: made) }
  }

  // MARK: What is stored

  /// What the plain sqlite3 program finds in the event's file.
  func rows(_ sql: String) throws -> [[String]] {
    let finished = try Launch.run(
      "/usr/bin/sqlite3", ["-cmd", ".timeout 20000", "-separator", "\u{1F}", "-newline", "\u{1E}", database, sql])
    guard finished.code == 0 else { throw Found("'\(database)' cannot be read: \(finished.error)") }
    return finished.output.split(separator: "\u{1E}").map {
      $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The records of a view: name by id.
  func records(_ view: String, _ field: String = "name") throws -> [String: String] {
    Dictionary(try rows("SELECT id, \(field) FROM \(view)").map { ($0[0], $0[1]) }) { first, _ in first }
  }

  /// All that a run which applies nothing must leave as it is.
  func dump() throws -> [[String]] {
    try rows(
      """
      SELECT config, rid, n, status FROM state ORDER BY 1, 2; SELECT n, body FROM payload ORDER BY 1;
      SELECT id, quote(cursor) FROM config; SELECT config, rid FROM hold ORDER BY 1, 2;
      SELECT config, rid FROM absent ORDER BY 1, 2
      """)
  }

  /// Both files whole, as SQLite sees them.
  func checkFiles() throws {
    for file in [database, home + "/host.db"] where access(file, F_OK) == 0 {
      let finished = try Launch.run("/usr/bin/sqlite3", ["-cmd", ".timeout 20000", file, "PRAGMA integrity_check"])
      guard finished.output == "ok\n" else {
        throw Found("'\(file)' is not whole: \(finished.output)\(finished.error)")
      }
    }
  }
}

/// A run as the program tells of it, and what must hold of every one: the counts add up (DESIGN §6), and it says in one
/// sentence, that a terminal can be shown, why it did not complete.
struct ToldRun {
  let report: RunReport
  let code: Int32
  var status: String { report.status }
  /// Whether records may have been written.
  var applied: Bool { ["completed", "partial", "incomplete"].contains(status) }

  init(_ finished: Finished) throws {
    code = finished.code
    guard let report = try? RunReport(finished), !report.status.isEmpty else {
      throw Found("no run was told of, exit status \(finished.code): \(finished.output)\(finished.error)")
    }
    self.report = report
    let codes: [String: [Int32]] = [
      "completed": [0], "partial": [5], "incomplete": [5], "failed": [1, 3, 4], "refused": [3, 4], "cancelled": [1],
      "interrupted": [1],
    ]
    guard codes[report.status]?.contains(code) == true else {
      throw Found("a run that is '\(report.status)' ended with exit status \(code): \(finished.output)")
    }
    let outcomes = ["created", "unchanged", "updated", "skipped", "invalid", "duplicated", "heldCreations"]
    guard count("received") == outcomes.map(count).reduce(0, +) else {
      throw Found("what was received does not add up: \(finished.output)")
    }
    let hasProblems =
      finished.lastLine.contains("\"problemCount\":") && !finished.lastLine.contains("\"problemCount\":0,")
    if report.status != "completed" {
      guard !report.reason.isEmpty || report.status == "partial" && hasProblems, report.reason.utf8.count < 8192,
        !report.reason.unicodeScalars.contains(where: { $0.value < 32 || (127...159).contains($0.value) })
      else { throw Found("no sentence for a person: '\(report.reason)' in \(finished.output)") }
    }
  }

  func count(_ name: String) -> Int { report.counts[name] ?? 0 }
}
