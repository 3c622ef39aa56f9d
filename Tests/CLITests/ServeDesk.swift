import Foundation
import Glibc
import TestSupport

/// An operator whose host runs by itself: a scripted vendor, and serves as processes.
final class ServeDesk {
  let stand: ScriptedDesk
  private(set) var serves: [Running] = []

  /// Everybody's first sync by hand is done, and auto-sync is on for these data types: so seldom that no time for a run comes
  /// by itself while a test looks.
  init(
    _ types: [String] = ["people"], people: [String] = ScriptedDesk.people(1...9), _ options: String = "",
    limits: String = "{}", every: String = "1d", dataTypes: String? = nil, rights: Bool = true
  ) throws {
    stand = try ScriptedDesk(dataTypes: dataTypes, limits: limits)
    // A busy machine may keep a serve from its turn for longer than another waits for its word.
    stand.desk.environment["PATCHBAY_LEASE"] = "600"
    stand.vendor.serve("people", [people], total: people.count, rights: rights, options)
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"Opening\"}"])
    for type in types {
      try stand.sync(type)
      let on = try stand.raw(["autosync", "on", "v/\(type)", "--every", every, "--yes"])
      guard on.code == 0 else { throw StepFailed(finished: on) }
    }
  }

  deinit { for serve in serves { serve.signal(SIGKILL) } }

  /// Starts a serve, with everything that happened being so long ago that its jobs are due, if `isDue`.
  @discardableResult
  func serve(_ options: [String] = [], isDue: Bool = true, lease: Int? = nil) throws -> Running {
    if isDue { try makeDue() }
    if let lease { stand.desk.environment["PATCHBAY_LEASE"] = String(lease) }
    let serve = try Launch.start(
      Products.patchbay, ["serve"] + (options.contains("--listen") ? [] : ["--listen", "none"]) + options,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    serves.append(serve)
    return serve
  }

  /// Makes all jobs due, as if everything had happened three days earlier.
  func makeDue() throws {
    _ = try stand.desk.sqlite(
      """
      BEGIN IMMEDIATE; UPDATE autosync SET since=since-259200;
      UPDATE run SET started=started-259200, finished=finished-259200; COMMIT
      """)
  }

  /// The automatic runs that have ended, oldest first: `completed: received 9, unchanged 9`, and the reason of each.
  func runs() throws -> [(id: String, words: String, reason: String)] {
    let ids = try stand.desk.sqlite(
      "SELECT id FROM run WHERE automatic AND status<>'running' ORDER BY id")
    return try ids.split(separator: "\n").map { id in
      let report = try RunReport(stand.raw(["runs", "show", String(id), "--json"]))
      return (String(id), report.status + (report.words.isEmpty ? "" : ": \(report.words)"), report.reason)
    }
  }

  /// Waits until so many automatic runs have ended; gives the newest.
  func run(_ number: Int) async throws -> (id: String, words: String, reason: String) {
    try await eventually { try runs().count >= number }
    let all = try runs()
    return all.count >= number ? all[number - 1] : ("", "none", "")
  }

  /// What the scheduler says of a data type: `scheduled`, and why.
  func state(_ type: String = "people") throws -> (state: String, reason: String) {
    let finished = try stand.raw(["scheduler", Operator.eid, "--json"])
    let lines = try JSONSerialization.jsonObject(with: Data(finished.lastLine.utf8)) as? [[String: Any]] ?? []
    let line = lines.first { ($0["config"] as? String ?? "").hasSuffix("/" + type) } ?? [:]
    return (line["state"] as? String ?? "", line["reason"] as? String ?? "")
  }
}
