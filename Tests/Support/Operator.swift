import Foundation

/// A home of its own and the CLI on it: what an operator has in front of them.
package final class Operator {
  package static let eid = "0123456789abcdef0123456789abcdef"
  package let folder: TemporaryFolder
  package var home: String { folder.path + "/home" }
  package var environment: [String: String] = [:]
  /// A program, and its arguments, that starts `patchbay` for `patchbay` and `start`: as another user, in a profile. None: it
  /// is started itself.
  package var launcher: [String] = []
  /// The event's database, for the plain sqlite3 program.
  package var database: String { "\(home)/events/\(Self.eid).db" }

  /// What `patchbay` and `start` run: the program as it was built, or a copy that another user can reach.
  package var program = Products.patchbay

  package init() throws { folder = try TemporaryFolder() }

  /// Runs `patchbay …` in this home.
  package func patchbay(_ arguments: String..., input: String = "") throws -> Finished {
    let words = launcher + [program] + arguments
    return try Launch.run(
      words[0], Array(words.dropFirst()), input: input,
      environment: ["PATCHBAY_HOME": home].merging(environment) { $1 })
  }

  /// Starts `patchbay …` in this home and goes on.
  package func start(_ arguments: String...) throws -> Running {
    let words = launcher + [program] + arguments
    return try Launch.start(
      words[0], Array(words.dropFirst()), environment: ["PATCHBAY_HOME": home].merging(environment) { $1 })
  }

  /// Makes the event, enables the connector and connects it with a vendor; fails the test if any step does.
  package func connect(
    _ connector: String, _ settings: [String], secret: (key: String, value: String), to endpoint: String
  )
    throws
  {
    try must(patchbay("connectors", "enable", connector))
    try must(
      patchbay(
        "events", "add", "Test", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "Europe/Zurich",
        "--eid", Self.eid))
    var arguments = ["connections", "add", Self.eid, connector, "--endpoint", endpoint, "--secret", secret.key]
    for setting in settings { arguments += ["--set", setting] }
    try must(
      Launch.run(
        Products.patchbay, arguments, input: secret.value,
        environment: ["PATCHBAY_HOME": home].merging(environment) { $1 }))
  }

  /// Connects with a pretalx sandbox.
  package func connectPretalx(_ vendor: Vendor) throws {
    try connect("pretalx", ["event=sandbox"], secret: ("token", "sandbox-token"), to: vendor.address + "/api")
  }

  /// What the plain sqlite3 program prints for a query on the event's database; waits while another program writes.
  package func sqlite(_ sql: String) throws -> String {
    let finished = try Launch.run("/usr/bin/sqlite3", ["-cmd", ".timeout 20000", database, sql])
    try must(finished)
    return finished.output.trimmingCharacters(in: .newlines)
  }

  /// A dump of everything stored but the history of runs: equal before and after whatever must change nothing.
  package func dump() throws -> String {
    let finished = try Launch.run(
      "/usr/bin/sqlite3",
      [
        "-cmd", ".timeout 20000", database,
        ".dump state payload change pending absent hold kept config mapping metadata",
      ])
    try must(finished)
    return finished.output
  }

  @discardableResult
  private func must(_ finished: Finished) throws -> Finished {
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished
  }
}

/// A step of a test's preparation failed.
package struct StepFailed: Error, CustomStringConvertible {
  package let finished: Finished

  package init(finished: Finished) { self.finished = finished }

  package var description: String { "exit \(finished.code): \(finished.error)\(finished.output)" }
}

/// The JSON that `sync --json` prints, as the values that tests compare.
package struct RunReport: Equatable {
  package let status: String
  package let reason: String
  package let counts: [String: Int]

  package init(_ finished: Finished) throws { try self.init(line: finished.lastLine) }

  /// Reads one line of the output of `sync --all --json`.
  package init(line: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    status = json["status"] as? String ?? ""
    reason = json["reason"] as? String ?? ""
    counts = json["counts"] as? [String: Int] ?? [:]
  }

  /// The counts that are not zero, as `received 3, created 3`.
  package var words: String {
    let order = [
      "received", "created", "unchanged", "updated", "deleted", "skipped", "invalid", "duplicated", "heldDeletions",
      "heldCreations",
    ]
    return order.compactMap { name in counts[name].flatMap { $0 == 0 ? nil : "\(name) \($0)" } }.joined(separator: ", ")
  }
}
