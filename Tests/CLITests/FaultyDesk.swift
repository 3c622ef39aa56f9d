import Foundation
import TestSupport
import Testing

/// An operator with a connector of Tests/Connectors, the faulty one as a rule, in a folder that `PATCHBAY_CONNECTORS` names;
/// whatever its source, it is called `faulty`.
struct FaultyDesk {
  let desk: Operator
  private let source: String
  /// The folder of the connectors.
  let folder: String
  var library: String { folder + "/libfaulty.so" }
  var config: String { "\(Operator.eid)/faulty/people" }

  init(_ source: String = "faulty") throws {
    desk = try Operator()
    self.source = source
    folder = desk.folder.path + "/connectors"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    desk.environment["PATCHBAY_CONNECTORS"] = folder
  }

  /// What the connector says of itself.
  static func document(id: String = "faulty", version: String = "1.0.0", type: String = "people", key: String = "id")
    -> String
  {
    """
    {"id":"\(id)","name":"Faulty","vendor":"Example","version":"\(version)",
    "endpoint":{"default":"https://api.example","editable":true},
    "settings":[{"key":"fault","label":"Fault","default":"none"},{"key":"path","label":"Path","required":false}],
    "dataTypes":[{"id":"\(type)","fpType":"person","primaryKey":["\(key)"],"total":"announced","stableOrder":true,
    "mapping":[{"from":"email","to":"email","kind":"email"}]}]}
    """
  }

  /// Compiles the connector into the folder.
  func put(_ document: String = document(), as file: String = "libfaulty.so", _ definitions: [String] = []) throws {
    try CConnector.put(
      source, ["DELIVERS", "DOCUMENT=" + CConnector.literal(document)] + definitions, at: "\(folder)/\(file)")
  }

  /// Enables the connector and makes the event.
  func prepare() throws {
    try put()
    try run("connectors", "enable", "faulty")
    try run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
      "--eid",
      Operator.eid)
  }

  /// Connects with the vendor.
  func connect(_ vendor: PeopleVendor, as name: String = "faulty", connector: String = "faulty", fault: String = "none")
    throws
  {
    try connect(vendor.address, as: name, connector: connector, fault: fault)
  }

  /// Connects with whoever answers at an address.
  func connect(_ address: String, as name: String = "faulty", connector: String = "faulty", fault: String) throws {
    try run(
      "connections", "add", Operator.eid, connector, "--name", name, "--endpoint", address, "--set", "fault=\(fault)")
  }

  /// Chooses the rule that the connector breaks from now on.
  func set(fault: String, path: String = "-", of name: String = "faulty") throws {
    try run("connections", "set", "\(Operator.eid)/\(name)", "--set", "fault=\(fault)", "--set", "path=\(path)")
  }

  /// Runs `patchbay …`, which must succeed.
  func run(_ arguments: String...) throws {
    let finished = try Launch.run(
      Products.patchbay, arguments, environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 })
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
  }

  /// Asks the vendor again, whenever it was asked last.
  func sync(_ config: String? = nil) throws -> Finished {
    try desk.patchbay("sync", config ?? self.config, "--force", "--json")
  }
}

/// What a run ended with, and the exit code; places of a crash are left out of the reason.
struct Outcome: Equatable {
  var code: Int32
  var status: String
  var reason: String
  var words = ""

  init(code: Int32, _ status: String, _ reason: String = "", _ words: String = "") {
    self.code = code
    self.status = status
    self.reason = reason
    self.words = words
  }

  /// Fails the test if there is more on the streams than the one line of JSON, and that another file of the connector is
  /// there.
  init(_ finished: Finished) throws {
    #expect(finished.error == "" || finished.error.hasPrefix("Update available: '"), "\(finished.error)")
    #expect(finished.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2, "\(finished.output)")
    let report = try RunReport(finished)
    self.init(
      code: finished.code, report.status, report.reason.replacing(/\+0x[0-9a-f]+/, with: "+0x…"), report.words)
  }
}
