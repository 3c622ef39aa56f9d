import HostModel
import HostPlugins
import HostStorage

/// What one run may ask of a vendor's account, which others ask too: counted in the host's store. Used by one thread at a
/// time.
final class QuotaMeter {
  let quota: Quota
  let account: [UInt8]
  /// Credits that this run may use in the window.
  private let limit: Int
  private let connector: String
  private let host: PatchbayHost
  private var store: HostStore?

  init(host: PatchbayHost, connector: String, quota: Quota, account: [UInt8], isAutomatic: Bool) {
    self.connector = connector
    self.host = host
    self.quota = quota
    self.account = account
    limit = isAutomatic ? quota.automaticCredits : quota.credits
  }

  /// Takes what a call costs; nil if it may go, else the seconds until there is room for it.
  ///
  /// Where it cannot be counted the call goes: the vendor counts too, and a full disk must not end all fetches.
  func take(_ path: String) -> Double? {
    do {
      let open = try store ?? host.hostStore()
      if store == nil { try open.noteAccount(account, connector: connector, quota, at: host.now) }
      store = open
      return try open.spend(quota.cost(of: path), of: account, limit: limit, in: quota.seconds, at: host.now)
    } catch { return nil }
  }
}

extension PatchbayHost {
  /// What an account is told by: the same for all connections that ask the same server with the same credentials; nothing of
  /// them can be found out from it without the home's key.
  func account(of connection: Connection, _ describe: Describe, settings: [String: String], secrets: [String: Secret])
    throws -> [UInt8]
  {
    let host = connection.endpoint.split(separator: "/").dropFirst().first.map(String.init) ?? connection.endpoint
    var parts = ["\(describe.id)/\(host)"].map { Secret($0) }
    for field in describe.auth {
      if let secret = secrets[field.key] {
        parts.append(secret)
      } else {
        parts.append(Secret(settings[field.key] ?? ""))
      }
    }
    return try vault().mark(of: parts)
  }
}
