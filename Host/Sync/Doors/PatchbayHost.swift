import Foundation
import HostMapping
import HostModel
import HostPlugins
import HostStorage

/// What a host can be asked for, the same by every door: the CLI and the HTTP API call these functions and decide nothing.
///
/// A value: it opens what it needs for each call and closes it again.
package struct PatchbayHost: Sendable {
  /// The program's version; vendors are told too.
  package static let version = "0.1.0"

  package let home: Home
  /// The folder of the program: the worker lies here, and connectors are looked for here too.
  package let programFolder: String
  package let environment: [String: String]
  /// What stops the run that goes on.
  package let interruption: Interruption
  /// Told of each worker's job that has ended, on any thread.
  let observe: (@Sendable (FetchFacts) -> Void)?
  /// What of this program decides what becomes of a vendor's values.
  let rules: HostRules

  /// The same host for another run, which is stopped by itself.
  package func interrupted(by interruption: Interruption) -> PatchbayHost {
    PatchbayHost(
      home: home, programFolder: programFolder, environment: environment, interruption: interruption, observe: observe,
      rules: rules)
  }

  /// The same host, which tells of each worker's job that has ended, on any thread.
  package func observed(by observe: @escaping @Sendable (FetchFacts) -> Void) -> PatchbayHost {
    PatchbayHost(
      home: home, programFolder: programFolder, environment: environment, interruption: interruption, observe: observe,
      rules: rules)
  }

  package init(
    home: Home, programFolder: String, environment: [String: String], interruption: Interruption = Interruption(),
    observe: (@Sendable (FetchFacts) -> Void)? = nil, rules: HostRules = HostRules()
  ) {
    self.rules = rules
    self.observe = observe
    self.interruption = interruption
    self.home = home
    self.programFolder = programFolder
    self.environment = environment
  }

  /// Who asks, for what is written down of changes: the user of this process.
  var user: String {
    guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return "uid \(geteuid())" }
    return String(cString: name)
  }

  /// Seconds since 1970.
  package var now: Double { Date().timeIntervalSince1970 }

  package func hostStore() throws -> HostStore { try HostStore(home: home) }

  /// The describe document of an enabled connector.
  package func describe(_ connector: String) throws -> (enabled: EnabledConnector, describe: Describe) {
    let enabled = try hostStore().enabledConnectors()
    guard let found = enabled.first(where: { $0.id == connector }) else { throw try notEnabled(connector) }
    return (found, try Describe(document: found.describe))
  }

  /// Why a connector cannot be used: one that is there is not enabled yet, another is perhaps misspelt.
  private func notEnabled(_ connector: String) throws -> any Error {
    let known = try connectors().map(\.id)
    if known.contains(connector) {
      return RunRefused(
        "Connector '\(connector)' is not enabled. Enable it with 'patchbay connectors enable \(connector)'.")
    }
    return InputRefused(
      "There is no connector '\(connector)'.\(Spelling.suggestion(for: connector, among: known)) See 'patchbay connectors"
        + " list'.")
  }

  /// The file that workers load for an enabled connector.
  func libraryPath(of connector: EnabledConnector) -> String {
    catalog.library(connector.id, digest: connector.digest)
  }
}
