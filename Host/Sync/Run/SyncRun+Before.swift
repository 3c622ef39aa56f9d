import Foundation
import HostModel
import HostStorage

// What must hold before the vendor is asked.
extension SyncRun {
  private static let hour = 3600.0

  /// Rules 8 and 9: prerequisites, and an hour between manual syncs.
  func checkMayRun(at now: Double, _ describe: Describe) throws {
    let type = try host.dataType(of: config, describe)
    let others = try store.configs().filter { $0.connection == config.connection }
    for required in type.requires {
      guard let other = others.first(where: { $0.dataType == required }) else { continue }
      guard try store.progress(of: other.id).appliedRun != nil else {
        throw RunRefused(
          "\(config.name) needs \(required) first: \(other.name) has had no sync that applied. Run 'patchbay sync"
            + " \(other.name)'.")
      }
    }
    guard kind == .sync, !isForced, !ignoresTheHour, !isAutomatic,
      let last = try store.progress(of: config.id).lastManual,
      now - last < Self.hour, now >= last
    else { return }
    let passed = Int((now - last) / 60)
    throw RunRefused(
      "\(config.name) was synced by hand \(passed == 0 ? "less than a minute" : Self.minutes(passed)) ago. Wait"
        + " \(Self.minutes(60 - passed)), or ask the vendor again now with --force.", .early)
  }

  private static func minutes(_ count: Int) -> String { "\(count) minute\(count == 1 ? "" : "s")" }

  func checkHealth(of enabled: EnabledConnector) throws {
    if let reason = enabled.quarantined {
      throw RunRefused(
        "Connector '\(enabled.id)' is quarantined: \(reason) Enable it again with 'patchbay connectors enable"
          + " \(enabled.id)', best after its maker fixed it.")
    }
    let crashes = try host.hostStore().crashes(digest: enabled.digest, config: config.name)
    guard crashes < 3 || isForced else {
      throw RunRefused(
        "\(config.name) is stopped: connector '\(enabled.id)' crashed in its last \(crashes) runs. Try once more with"
          + " 'patchbay sync \(config.name) --force', or enable a fixed connector.")
    }
  }

  func job(_ enabled: EnabledConnector, _ describe: Describe, _ setup: RunSetup) throws -> FetchJob {
    guard var connection = try store.connections().first(where: { $0.id == config.connection }) else {
      throw RunRefused("The connection of \(config.name) is gone.")
    }
    // The endpoint is today's in every run: credentials go there and nowhere else. An automatic run does not begin if that, or
    // what a person logs in with, is another than in this setup.
    connection.settings = setup.settings
    try host.checkCopy(of: enabled)
    return try host.job(for: connection, of: store, enabled, describe)
  }
}
