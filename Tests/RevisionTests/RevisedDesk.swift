import Foundation
import Glibc
import HostMapping
import HostModel
import HostStorage
import HostSync
import TestSupport

/// An operator whose host can be another release from one command to the next: the same program, with other revisions of its
/// transforms and kinds, and another knowledge of time zones.
///
/// No release is at hand whose transforms make something else of a value. What a faulty one had made of it is written into
/// the event's file instead.
final class RevisedDesk {
  let stand: ScriptedDesk
  var environment: [String: String] { ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 } }

  init(limits: String = "{}") throws {
    // A worker that ends while it is written to must not end the test.
    signal(SIGPIPE, SIG_IGN)
    stand = try ScriptedDesk(dataTypes: Self.dataTypes, limits: limits)
    serve(1...3)
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"opening\"}"], "\"cursor\": \"c1\"")
    // Nothing has changed since.
    for list in ["people", "sessions"] { stand.vendor.serve(list, [[]], since: "c1") }
  }

  /// Serves these people as all that there are.
  func serve(_ numbers: ClosedRange<Int>, _ more: [String] = []) {
    stand.vendor.serveAll("people", numbers.map { Self.person($0) } + more, "\"cursor\": \"c1\"")
  }

  static func person(_ number: Int, name: String = "Ada", fee: String = "3,5") -> String {
    "{\"id\": \"a\(number)\", \"name\": \"\(name)\", \"fee\": \"\(fee)\", \"since\": \"2030-12-01T10:00\","
      + " \"call\": \"01.12.2030 10:00\"}"
  }

  /// The host of a release in which these were revised.
  func host(_ revise: (inout HostRules) -> Void = { _ in }) throws -> PatchbayHost {
    var rules = HostRules(revisions: Self.unrevised)
    revise(&rules)
    return PatchbayHost(
      home: try Home.located(option: stand.desk.home, environment: [:]), programFolder: Products.folder,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, rules: rules)
  }

  /// One in which nothing was revised yet, whatever the product's own revisions are by now.
  static let unrevised: Revisions = {
    var revisions = Revisions.product
    for name in revisions.transforms.keys { revisions.transforms[name] = 1 }
    for kind in revisions.kinds.keys { revisions.kinds[kind] = 1 }
    revisions.conditions = 1
    revisions.reading = 1
    return revisions
  }()

  /// Syncs by hand with a host, without minding the hour: `completed: received 3, created 3`, and the reason.
  @discardableResult
  func sync(_ host: PatchbayHost, _ type: String = "people", incremental: Bool = true) throws -> [String] {
    var options = PatchbayHost.SyncOptions()
    options.isForced = true
    options.isIncremental = incremental
    return Self.words(try host.sync("v/\(type)", options) { _ in })
  }

  static func words(_ result: RunResult) -> [String] {
    let counts = result.run.counts.listed.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }
    return ["\(result.run.status.rawValue): \(counts.joined(separator: ", "))", result.run.reason]
  }

  /// Writes into the stored records what a faulty transform had made of the vendor's values.
  func store(_ faulty: String, insteadOf right: String) throws {
    _ = try stand.desk.sqlite("UPDATE payload SET body=replace(body, '\(right)', '\(faulty)')")
  }

  var fees: String { get throws { try stand.desk.sqlite("SELECT group_concat(fee, ' ') FROM person") } }
  var lastRequest: String { stand.vendor.requests.last ?? "" }

  private static let dataTypes = """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "incremental": true,
      "mapping": [{"from": "name", "to": "name", "transforms": ["trim"]},
        {"from": "fee", "to": "fee", "kind": "number", "transforms": ["number(de)"]},
        {"from": "since", "to": "since", "kind": "date-time"},
        {"from": "call", "to": "call", "kind": "date-time",
          "transforms": ["date(DD.MM.YYYY HH:mm, Europe/London)"]}]},
     {"id": "sessions", "fpType": "session", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "incremental": true, "mapping": [{"from": "title", "to": "title", "transforms": ["upper"]}]}]
    """
}
