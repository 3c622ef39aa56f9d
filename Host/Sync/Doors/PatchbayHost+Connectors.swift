import Foundation
import Glibc
import HostChannel
import HostModel
import HostPlugins
import HostStorage

extension PatchbayHost {
  /// Where connectors are looked for, in words.
  package var lookedIn: String { "PATCHBAY_CONNECTORS, '\(home.connectors)' and '\(programFolder)'" }

  /// Where connectors are looked for, best first: `PATCHBAY_CONNECTORS`, the home, beside the program.
  var catalog: Catalog {
    Catalog(
      named: environment["PATCHBAY_CONNECTORS"], homeFolder: home.connectors, programFolder: programFolder,
      libraries: home.libraries)
  }

  /// Every connector that is installed, enabled, refused or quarantined. Runs no connector code.
  package func connectors() throws -> [CatalogEntry] {
    catalog.list(enabled: try enabledConnectors())
  }

  /// Looking makes no home.
  func enabledConnectors() throws -> [EnabledConnector] {
    home.isThere ? try hostStore().enabledConnectors() : []
  }

  /// What a connector says of itself: of an enabled one what was read when it was enabled, of another what a worker reads
  /// now.
  package func connectorInfo(_ id: String) throws -> (entry: CatalogEntry, describe: Describe) {
    let entry = try entry(id)
    if let known = try enabledConnectors().first(where: { $0.id == id }) {
      return (entry, try Describe(document: known.describe))
    }
    if case .refused(let reason) = entry.state { throw RunRefused(reason) }
    return (entry, try readDescribe(of: entry.path, id: id, source: entry.path))
  }

  /// Enables a connector, or the update of one: reads what it says of itself in a worker, and copies its file into the
  /// home, where workers load it from. An update that may reach another host or asks for another credential than what was
  /// enabled before needs a person's consent. Gives also why files of this id that come before the one that was taken were
  /// passed over.
  package func enableConnector(
    _ id: String, acceptRekey: Bool = false, _ consent: Consent
  ) throws -> (describe: Describe, passedOver: [String]) {
    let entry = try entry(id)
    if case .refused(let reason) = entry.state { throw RunRefused(reason) }
    let passedOver = try connectors().filter { $0.id == id }.prefix { $0.path != entry.path }.compactMap { other in
      if case .refused(let reason) = other.state { reason } else { nil as String? }
    }
    // Nothing would be enabled but what is enabled already, and the file that somebody put there would look as if it were.
    if case .missing = entry.state, let reason = passedOver.first {
      throw RunRefused("\(reason) Connector '\(id)' goes on with the file that was enabled before.")
    }
    let store = try hostStore()
    let (digest, mark): (String, String?)
    do throws(CatalogError) { (digest, mark) = try catalog.install(entry.path) } catch {
      throw RunRefused(error.description)
    }
    do {
      let describe = try enable(
        id, digest: digest, mark: mark, source: entry.path, acceptRekey: acceptRekey, consent)
      try removeOldCopies()
      return (describe, passedOver)
    } catch {
      // What was not taken leaves nothing behind; a copy that is in use stays.
      if try !store.enabledConnectors().contains(where: { $0.id == id && $0.digest == digest }) {
        catalog.remove(id, digest: digest)
      }
      throw error
    }
  }

  /// Enables the copy of a connector, after reading what it says of itself. From the copy: the file in the catalog can
  /// change between two looks at it.
  private func enable(
    _ id: String, digest: String, mark: String?, source: String, acceptRekey: Bool, _ consent: Consent
  ) throws -> Describe {
    let path = catalog.library(id, digest: digest)
    // The very file that is enabled can be put back, whatever is asked of a new one since.
    let isNew = try !hostStore().enabledConnectors().contains { $0.id == id && $0.digest == digest }
    let describe = try readDescribe(of: path, id: id, source: source, isNew: isNew)
    guard describe.id == id else {
      throw RunRefused("'\(source)' says that it is '\(describe.id)', and its file is named for '\(id)'. Rename it.")
    }
    guard case .connector(let minor) = ConnectorFile.inspect(path) else {
      throw RunRefused("The copy of '\(source)' in the home is not a connector. Enable it again.")
    }
    try checkKeys(describe, acceptRekey: acceptRekey)
    try checkReach(describe, consent)
    // A run that has begun may load the former copy for a while.
    for old in try hostStore().enabledConnectors() where old.id == id && old.digest != digest {
      catalog.noteUse(of: old.digest)
    }
    try hostStore().enable(
      EnabledConnector(
        id: id, digest: digest, source: source, describe: describe.document, abiMinor: Int(minor), sourceMark: mark))
    return describe
  }

  /// Disables a connector; its connections and data stay.
  package func disableConnector(_ id: String) throws {
    let store = try hostStore()
    for old in try store.enabledConnectors() where old.id == id { catalog.noteUse(of: old.digest) }
    guard try store.disable(id) else {
      // A name that exists is no misspelling of another.
      let isKnown = try connectors().contains { $0.id == id }
      let near = isKnown ? "" : Spelling.suggestion(for: id, among: try store.enabledConnectors().map(\.id))
      throw InputRefused("Connector '\(id)' is not enabled.\(near) See 'patchbay connectors list'.")
    }
    try removeOldCopies()
  }

  /// Removes copies of connectors that nothing has referred to for a day.
  func removeOldCopies() throws {
    catalog.removeCopies(except: Set(try hostStore().enabledConnectors().map(\.digest)), now: now)
  }

  private func entry(_ id: String) throws -> CatalogEntry {
    let entries = try connectors()
    // Of several files with one id the first counts; a refused one must not hide a good one.
    if let entry = entries.first(where: { $0.id == id && !$0.isRefused }) ?? entries.first(where: { $0.id == id }) {
      return entry
    }
    let known = entries.map(\.id)
    throw InputRefused(
      "There is no connector '\(id)'.\(Spelling.suggestion(for: id, among: known)) Connectors are looked for in"
        + " \(lookedIn).")
  }

  /// Reads the describe document in a worker; `source` is the file as the operator knows it. `isNew` as for
  /// ``Describe``.
  private func readDescribe(of path: String, id: String, source: String, isNew: Bool = true) throws -> Describe {
    let limits = try workerLimits()
    let document: [UInt8]
    interruption.begin()
    defer { interruption.end() }
    do throws(WorkerFault) { document = try askDescribe(path, limits) } catch {
      if error == .cancelled {
        throw Stopped(
          description: "The command was told to stop before connector '\(id)' had said what it is. Nothing was changed."
        )
      }
      throw RunRefused(error.sentence(connector: id, while: .describing))
    }
    do throws(DescribeError) {
      // Not repaired: what is stored and compared later must be what the connector says.
      guard let text = String(validating: document, as: UTF8.self) else {
        throw DescribeError(place: "document", problem: "is not UTF-8")
      }
      let describe = try Describe(document: text, isNew: isNew)
      for (index, host) in describe.hosts.enumerated() where isNew && (try? ListedHost(host)) == nil {
        throw DescribeError(
          place: "hosts[\(index)]",
          problem: "'\(ShortText.shown(host))' is no host such as api.vendor.com or api.vendor.com:8443")
      }
      return describe
    } catch {
      throw RunRefused(
        "'\(source)' describes itself in a way that cannot be used: \(error). Nothing was changed. Its maker must repair"
          + " it.")
    }
  }

  private func askDescribe(_ path: String, _ limits: WorkerLimits) throws(WorkerFault) -> [UInt8] {
    let worker = try WorkerProcess(worker: programFolder + "/patchbay-worker", connector: path, limits: limits)
    defer { worker.close() }
    try worker.send(.describe)
    var document: [UInt8] = []
    var said: String?
    while true {
      switch try worker.next(cancelled: { interruption.isRequested }) {
      case .described(let bytes): document = bytes
      case .setError(_, let sentence): said = sentence
      case .end(0): return document
      case .end: throw .failed(said)
      default: break
      }
    }
  }
}

extension CatalogEntry {
  /// True if the file cannot be used.
  package var isRefused: Bool { if case .refused = state { true } else { false } }
}
