import Foundation

/// An operator whose one connection is a scripted vendor: people, sessions, registrations, orders with positions.
package final class ScriptedDesk {
  package let vendor: ScriptedVendor
  package let desk: Operator
  package let folder: String

  /// - Parameters:
  ///   - isStable: whether the vendor's lists keep their order while they are read.
  ///   - connections: how many events' worth of connections to make, named `v`, `v2`, `v3` …
  ///   - dataTypes: the JSON list of describe, if not people, sessions, registrations and positions.
  ///   - ways: what the connector does beside the usual, see `ScriptedConnector`.
  package convenience init(
    isStable: Bool = true, connections: Int = 1, dataTypes: String? = nil, limits: String = "{}", ways: String = "",
    hosts: String = "[]"
  ) throws {
    try self.init(connector: dataTypes ?? Self.dataTypes(isStable), limits: limits, hosts: hosts)
    try enableAndConnect(connections, ways: ways)
  }

  /// A vendor, and an operator without a home whose program finds the connector.
  init(connector dataTypes: String, limits: String = "{}", hosts: String = "[]") throws {
    vendor = try ScriptedVendor()
    desk = try Operator()
    folder = desk.folder.path + "/connectors"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try ScriptedConnector.build("scripted", dataTypes: dataTypes, into: folder, limits: limits, hosts: hosts)
    desk.environment["PATCHBAY_CONNECTORS"] = folder
    // On a busy machine a test may look at a vendor that stalls for longer than a silent one is waited for.
    desk.environment["PATCHBAY_STALL_SECONDS"] = "3600"
  }

  func enableAndConnect(_ connections: Int, ways: String = "") throws {
    try must(desk.patchbay("connectors", "enable", "scripted"))
    try must(
      desk.patchbay(
        "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
        "--eid", Operator.eid))
    for number in 1...connections {
      try must(
        desk.patchbay(
          "connections", "add", Operator.eid, "scripted", "--name", number == 1 ? "v" : "v\(number)", "--endpoint",
          vendor.address, "--set", ways.isEmpty ? "event=one" : "ways=\(ways)"))
    }
  }

  /// Syncs a data type of the first connection without minding the hour, and gives its report.
  @discardableResult
  package func sync(_ type: String, _ options: String...) throws -> RunReport {
    try RunReport(raw(["sync", "v/\(type)", "--json", "--force"] + options))
  }

  /// Runs `patchbay` with these words.
  package func raw(_ words: [String]) throws -> Finished {
    try Launch.run(
      Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 })
  }

  /// The ids that a view shows, in order.
  package func ids(_ view: String) throws -> [String] {
    try desk.sqlite("SELECT id FROM \(view) ORDER BY id").split(separator: "\n").map(String.init)
  }

  /// The problems of the newest run, `record field: reason`.
  package func problems() throws -> [String] {
    let newest = try desk.sqlite("SELECT max(id) FROM run")
    let list = try desk.sqlite(
      """
      SELECT trim(rid || ' ' || field) || iif(rid || field = '', '', ': ') || reason FROM problem WHERE run=\(newest)
      ORDER BY position, id
      """)
    return list.split(separator: "\n").map(String.init)
  }

  /// What is held, `deletion ID`.
  package func held() throws -> [String] {
    let json = try JSONSerialization.jsonObject(
      with: Data(raw(["deletions", "list", Operator.eid, "--json"]).lastLine.utf8))
    return (json as? [[String: Any]] ?? []).map { "\($0["kind"] ?? "") \($0["record"] ?? "")" }
  }

  private func must(_ finished: Finished) throws {
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
  }

  /// A person of the vendor's as JSON.
  package static func person(
    _ id: String, name: String = "Ada", email: String? = nil, status: String = "ok", modified: String? = nil,
    _ more: String = ""
  ) -> String {
    var members = ["\"id\": \"\(id)\"", "\"name\": \"\(name)\"", "\"status\": \"\(status)\""]
    members.append("\"email\": \"\(email ?? "p\(id)@x.org")\"")
    if let modified { members.append("\"modified\": \"\(modified)\"") }
    if !more.isEmpty { members.append(more) }
    return "{\(members.joined(separator: ", "))}"
  }

  /// People alone, as a vendor describes their list: `"total": "none", "paged": false`.
  package static func onlyPeople(_ list: String) -> String {
    """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], \(list), "incremental": true,
      "mapping": [{"from": "name", "to": "name"}]}]
    """
  }

  /// Many people with ids `a1`, `a2`, ….
  package static func people(_ numbers: ClosedRange<Int>, _ letter: String = "a") -> [String] {
    numbers.map { person("\(letter)\($0)") }
  }

  /// The data types of a vendor whose lists keep their order.
  package static func dataTypes(_ isStable: Bool) -> String {
    let order = "\"total\": \"announced\", \"stableOrder\": \(isStable), \"incremental\": true"
    return """
      [{"id": "people", "fpType": "person", "primaryKey": ["id"], "modified": "modified", \(order),
        "skip": [{"field": "status", "in": ["cancelled"]}],
        "mapping": [{"from": "email", "to": "email", "kind": "email"}, {"from": "name", "to": "name"},
          {"from": "birth", "to": "birth", "kind": "date"}, {"from": "seats", "to": "seats", "kind": "number"},
          {"from": "note", "to": "note", "mode": "overwrite_with_empty"},
          {"from": "seat", "to": "seat", "mode": "only_if_empty"},
          {"from": "badge", "to": "badge", "mode": "only_on_create"}]},
       {"id": "sessions", "fpType": "session", "primaryKey": ["id"], \(order),
        "mapping": [{"from": "title", "to": "title"}]},
       {"id": "registrations", "fpType": "registration", "primaryKey": ["person", "session"], \(order),
        "references": [{"target": "person", "to": "people", "key": ["person"]},
          {"target": "session", "to": "sessions", "key": ["session"]}],
        "requires": ["people", "sessions"],
        "mapping": [{"from": "state", "to": "state"}]},
       {"id": "positions", "fpType": "exhibitor", "primaryKey": ["code"], \(order),
        "explode": {"path": "positions", "key": ["no"], "where": [{"field": "kind", "not-in": ["fee"]}]},
        "skip": [{"field": "status", "in": ["cancelled"]}],
        "mapping": [{"from": "title", "to": "title"}, {"from": "^company", "to": "company"}]}]
      """
  }
}
