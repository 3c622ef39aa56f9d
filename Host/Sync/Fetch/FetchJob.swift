import Foundation
import HostModel
import HostPlugins
import HostStorage
import RecordJSON

/// All that a worker's job needs: the connector's file, what it may know, and what only the host may know.
struct FetchJob: Sendable {
  let enabled: EnabledConnector
  let describe: Describe
  let connection: Connection
  /// The settings with the connector's defaults filled in.
  let settings: [String: String]
  let secrets: [String: Secret]
  let event: Event
  let workerPath: String
  let libraryPath: String
  let environment: [String: String]
  let limits: WorkerLimits
  var httpLimits = HTTPLimits()
  /// Told what was asked of the vendor when the worker has ended.
  var observe: (@Sendable (FetchFacts) -> Void)?
  /// What may be asked of the vendor's account; nil: as much as the pace allows.
  var quota: (quota: Quota, account: [UInt8])?
  var isAutomatic = false
  let host: PatchbayHost

  /// What the vendor's account is told by for its pace; nil if the home's key cannot be had. No key is made for it: an account
  /// without a secret has nothing to hide.
  func account() -> [UInt8]? {
    guard secrets.isEmpty else {
      return try? host.account(of: connection, describe, settings: settings, secrets: secrets)
    }
    var hash = KeyedHash(seed: (0, 0))
    for var text in [describe.id, PatchbayHost.server(of: connection)] + describe.auth.map({ settings[$0.key] ?? "" }) {
      text.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) }
    }
    let mark = hash.finish()
    return withUnsafeBytes(of: mark.lo) { Array($0) } + withUnsafeBytes(of: mark.hi) { Array($0) }
  }

  /// What the connector is told: everything but secrets, which it knows by name only.
  var configJSON: [UInt8] {
    func object(_ values: [String: String]) -> JSONTree {
      .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }
    return JSONTree.object([
      .init("endpoint", .string(connection.endpoint)), .init("settings", object(settings)),
      .init("timeZone", .string(event.timeZone)),
      .init("credentials", .array(secrets.keys.sorted().map { .string($0) })),
    ]).encoded()
  }
}

/// What a worker's job asked of a vendor, for metrics.
package struct FetchFacts: Sendable {
  package let connector: String
  package let http: HTTPLog
  package let hasCrashed: Bool
}

extension PatchbayHost {
  /// Opens a connection's credentials and puts a job together; refuses when a required one is missing.
  func job(
    for connection: Connection, of store: EventStore, _ enabled: EnabledConnector, _ describe: Describe
  ) throws -> FetchJob {
    let sealed = try store.sealedCredentials(of: connection.id)
    var secrets: [String: Secret] = [:]
    if !sealed.isEmpty {
      let vault = try vault(opening: true)
      for (key, value) in sealed {
        secrets[key] = try store.open(value, key: key, of: connection, with: vault)
      }
    }
    let settings = settings(connection.settings, describe)
    if let sentence = lacks(connection, of: store, describe, secrets: Set(secrets.keys)).first {
      throw InputRefused(sentence)
    }
    return FetchJob(
      enabled: enabled, describe: describe, connection: connection, settings: settings, secrets: secrets,
      event: try store.eventRow(), workerPath: programFolder + "/patchbay-worker",
      libraryPath: libraryPath(of: enabled),
      environment: environment, limits: try workerLimits(), httpLimits: try httpLimits(), observe: observe,
      quota: try describe.quota.map { quota in
        (quota, try account(of: connection, describe, settings: settings, secrets: secrets))
      }, host: self)
  }

  /// What a connection lacks before it can be used, as sentences.
  package func lacks(_ text: String) throws -> [String] {
    let (store, connection) = try connection(text)
    let (_, describe) = try describe(connection.connector)
    let secrets = try store.sealedCredentials(of: connection.id).map(\.key)
    return lacks(connection, of: store, describe, secrets: Set(secrets))
  }

  private func lacks(
    _ connection: Connection, of store: EventStore, _ describe: Describe, secrets: Set<String>
  ) -> [String] {
    let settings = settings(connection.settings, describe)
    return (describe.auth + describe.settings).filter { field in
      field.required && (field.kind == .secret ? !secrets.contains(field.key) : settings[field.key] == nil)
    }.map { field in
      let option = field.kind == .secret ? "--secret \(field.key)" : "--set \(field.key)=…"
      return
        "\(describe.name) needs '\(field.key)' (\(field.label)), and connection '\(connection.name)' has none. Set it with"
        + " 'patchbay connections set \(store.event)/\(connection.name) \(option)'."
    }
  }

  /// A connection's settings with the connector's defaults filled in.
  func settings(_ given: [String: String], _ describe: Describe) -> [String: String] {
    var settings = given
    for field in describe.settings + describe.auth where settings[field.key] == nil {
      if let value = field.defaultValue { settings[field.key] = value }
    }
    return settings
  }

  /// The vault of this home; its key is made if there is none, unless it is for `opening` what was sealed before.
  package func vault(opening: Bool = false) throws -> Vault {
    try home.vault(opening: opening)
  }
}
