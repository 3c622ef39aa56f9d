import Foundation
import Glibc
import HostModel
import HostPlugins
import HostStorage

// Another file of a connector than the one that was enabled: what is said of it, and what it must not change unasked.
extension PatchbayHost {
  /// That another file is there than the one that was enabled, which a run used all the same; nil if none is.
  package func updateAvailable(for name: String) -> String? {
    guard let config = try? config(name, evenFrozen: true).config,
      let enabled = try? enabledConnectors().first(where: { $0.id == config.connector })
    else { return nil }
    switch catalog.source(of: enabled) {
    case .none: return nil
    case .same(let mark):
      // Not noting it costs one more reading.
      if let mark { try? hostStore().noteSource(of: enabled.id, digest: enabled.digest, mark: mark) }
      return nil
    case .other(let path):
      return
        "Update available: '\(path)' is another file than the connector '\(enabled.id)' that this run used. 'patchbay"
        + " connectors enable \(enabled.id)' takes it."
    case .refused(let reason):
      return
        "Update not used: \(reason) This run used connector '\(enabled.id)' as it was enabled. When that is mended, 'patchbay"
        + " connectors enable \(enabled.id)' takes the file."
    }
  }

  /// Refuses a connector whose copy in the home is not the file that was enabled; before a worker loads it, once a run.
  func checkCopy(of connector: EnabledConnector) throws(RunRefused) {
    guard access(libraryPath(of: connector), R_OK) == 0 else { return }
    let check = catalog.isAsEnabled(connector)
    guard check.holds else { throw RunRefused(Catalog.replaced(libraryPath(of: connector), connector.id)) }
    if let mark = check.mark {
      // Not noting it costs one more reading.
      try? hostStore().noteCopy(of: connector.id, digest: connector.digest, mark: mark)
    }
  }

  /// Rule 10: an update must not change what records in use are keyed by, or what they become.
  func checkKeys(_ describe: Describe, acceptRekey: Bool) throws {
    guard !acceptRekey, let old = try hostStore().lastDescribe(of: describe.id) else { return }
    let changed = Dictionary(
      uniqueKeysWithValues: try Describe(document: old).dataTypes.filter { was in
        describe.dataType(was.id).map { Self.key(of: $0) != Self.key(of: was) || $0.fpType != was.fpType } ?? true
      }.map { ($0.id, $0) })
    guard !changed.isEmpty else { return }
    for id in EventStore.list(in: home) {
      let used: String?
      do {
        let store = try EventStore.open(id, in: home)
        used = try store.configs().first { config in
          try config.connector == describe.id && config.frozen == nil && changed[config.dataType] != nil
            && store.stateCounts(of: config.id).rows > 0
        }.map { config in
          let erased = try store.erasures(of: config, identity(of: config, in: store)).count
          return rekeying(
            describe, config.dataType, "\(config.name) has records of it",
            erased == 0
              ? ""
              : " \(erased == 1 ? "One record that was erased" : "\(erased) records that were erased") would come in again."
          )
        }
      } catch {
        used = rekeying(
          describe, changed.keys.sorted()[0], "event \(id) may have records of it, which cannot be read (\(error))")
      }
      if let used { throw RunRefused(used) }
    }
  }

  /// An update must not widen by itself to where secrets go, or what people are asked for.
  func checkReach(_ describe: Describe, _ consent: Consent) throws {
    guard let document = try hostStore().lastDescribe(of: describe.id) else { return }
    // Of one that cannot be read any more everything is new.
    let old = try? Describe(document: document)
    guard let more = ConnectorReach(describe).more(than: old.map(ConnectorReach.init)) else { return }
    let former = old.map { "\($0.version), which was enabled before" } ?? "what was enabled before"
    try consent.check(
      "\(ShownText.line("\(describe.name) \(describe.version)")) wants more than \(ShownText.line(former)): it \(more). Secrets"
        + " go to every host that it may reach.")
  }

  private static func key(of type: DataType) -> [FieldPath] { type.primaryKey + (type.explode?.key ?? []) }

  private func rekeying(_ describe: Describe, _ type: String, _ user: String, _ more: String = "") -> String {
    let change =
      describe.dataType(type) == nil
      ? "has no data type '\(type)' any more, and \(user), which no sync could reach."
      : "changes the key or the fp_type of '\(type)', and \(user): they would all look new.\(more)"
    return "\(describe.name) \(describe.version) \(change) Nothing was changed. \(Self.rekeyAdvice)"
  }

  private static let rekeyAdvice = "If that is wanted, an administrator enables it with --accept-rekey."
}
