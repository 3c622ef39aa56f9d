import Foundation
import HostChannel
import HostPlugins
import HostStorage

extension PatchbayHost {
  private var worker: String { programFolder + "/patchbay-worker" }

  /// Whether an administrator allowed connectors to run though a layer of their sandbox is missing.
  func allowsIncompleteSandbox() throws -> Bool { try sandboxChoice()?.allowsIncomplete ?? false }

  /// Folders with libraries, which every connector can read with all that lies beneath.
  private static let libraryFolders = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"]

  /// Refuses a home or a key that lies where every connector can read.
  func checkOutOfReach() throws {
    func real(_ path: String) -> String {
      guard let found = realpath(path, nil) else { return path }
      defer { free(found) }
      return String(cString: found)
    }
    let places = [("home", home.path)] + (environment["PATCHBAY_KEY_FILE"].map { [("key file", $0)] } ?? [])
    for (what, path) in places {
      guard let folder = Self.libraryFolders.first(where: { real(path).hasPrefix(real($0) + "/") }) else { continue }
      throw InputRefused(
        "The \(what) '\(path)' lies beneath '\(folder)', where every connector can read: nothing was run. Move it to a"
          + " folder without libraries, such as '/var/lib/patchbay'.")
    }
  }

  /// The decision that counts; nil if there never was one. Looking makes no home.
  package func sandboxChoice() throws -> SandboxChoice? {
    home.isThere ? try hostStore().sandboxChoices().first : nil
  }

  /// Writes down by whom and when it was decided, and what is missing; a home may begin with that. Gives what to tell.
  package func setSandbox(allowsIncomplete: Bool) throws -> String {
    let report: SandboxReport
    do throws(WorkerFault) { report = try WorkerProcess.sandbox(worker: worker) } catch {
      throw RunRefused(error.sentence(connector: "patchbay-worker", while: .starting))
    }
    try hostStore().add(
      SandboxChoice(
        allowsIncomplete: allowsIncomplete, user: user, time: now,
        missing: report.missing.map(\.name).joined(separator: ", ")))
    let here = report.lack.map { "Here, \($0)" } ?? "It is complete on this computer."
    return allowsIncomplete
      ? "Connectors of this home may run though their sandbox is not complete; that it was \(user) who allowed it is"
        + " written down. \(here) 'patchbay doctor sandbox --require-complete' takes it back."
      : "Connectors of this home run only in a complete sandbox. \(here)"
  }

  /// That connectors may run in an incomplete sandbox, and who said so; nil if they may not.
  package func sandboxWarning() throws -> String? {
    guard let choice = try sandboxChoice(), choice.allowsIncomplete else { return nil }
    let time = Date(timeIntervalSince1970: choice.time).formatted(.iso8601)
    let missing = choice.missing.isEmpty ? "nothing was missing then" : "missing then: \(choice.missing)"
    return
      "Connectors may run here though their sandbox is not complete: \(choice.user) allowed it at \(time) (\(missing))."
      + " 'patchbay doctor sandbox --require-complete' takes it back."
  }

  /// That every run of this host will be refused, and why; nil if none will for its sandbox.
  package func sandboxRefusal() throws -> String? {
    guard try !allowsIncompleteSandbox(), let report = try? WorkerProcess.sandbox(worker: worker) else { return nil }
    return report.lack.map { "No connector will be run: \($0) \(SandboxReport.cure)" }
  }

  /// Each layer of a worker's sandbox, and whether it must be complete.
  package func sandboxFindings() -> [Finding] {
    var findings: [Finding] = []
    do throws(WorkerFault) {
      for layer in try WorkerProcess.sandbox(worker: worker).layers {
        let words = layer.code == 0 ? "in force" : "not in force: \(String(cString: strerror(-layer.code)))"
        findings.append(Finding(check: layer.name, isFine: layer.code == 0, finding: words))
      }
    } catch {
      findings.append(
        Finding(check: "worker", isFine: false, finding: error.sentence(connector: "patchbay-worker", while: .starting))
      )
    }
    do {
      let warning = try sandboxWarning()
      findings.append(
        Finding(
          check: "sandbox", isFine: warning == nil, finding: warning ?? "connectors run only if all of it is in force"))
      try checkOutOfReach()
    } catch {
      findings.append(Finding(check: "sandbox", isFine: false, finding: String(describing: error)))
    }
    return findings
  }
}
