import HostModel
import HostPlugins
import HostStorage

/// Gives the requests of one job their turns at a vendor's account, which others ask too: counted in the host's store. Used
/// by one thread at a time.
final class AccountTurns {
  private let job: FetchJob
  /// Credits that this job may use in the window.
  private let limit: Int
  /// Nil if it cannot be told, for want of the home's key.
  private lazy var account = job.quota?.account ?? job.account()
  private var store: HostStore?
  /// Since when another program keeps the store, if it does.
  private var keptSince: Double?

  init(job: FetchJob) {
    self.job = job
    limit = job.quota.map { job.isAutomatic ? $0.quota.automaticCredits : $0.quota.credits } ?? 0
  }

  /// Seconds for which a store that another program keeps is waited for: at a time, so that a cancelled run ends meanwhile,
  /// and in all.
  private static let patience = (once: 0.2, inAll: 10.0)

  /// The turn of a call to a path; nil if nothing is known of others.
  ///
  /// Where it cannot be counted the call goes, at the pace of this job alone: the vendor counts too, and a full disk must not
  /// end all fetches.
  func turn(_ path: String, _ pace: Pace?) -> Turn? {
    guard pace != nil || job.quota != nil, let account else { return nil }
    let asked = MachineClock.uptime
    do {
      let store = try open(account)
      let cost = job.quota.map {
        HostStore.Cost(credits: $0.quota.cost(of: path), limit: limit, window: $0.quota.seconds)
      }
      // By a clock that is read when it is open: that may have waited for others.
      let turn = try store.takeTurn(at: account, pace, cost, now: (uptime: MachineClock.uptime, wall: job.host.now))
      keptSince = nil
      return turn
    } catch StoreError.busy {
      let (now, since) = (MachineClock.uptime, keptSince ?? asked)
      keptSince = since
      return now - since < Self.patience.inAll ? .crowded(askAgain: 0.1) : nil
    } catch { return nil }
  }

  private func open(_ account: [UInt8]) throws -> HostStore {
    if let store { return store }
    let new = try HostStore(home: job.host.home, patience: Self.patience.once)
    if let quota = job.quota?.quota {
      try new.noteAccount(account, connector: job.describe.id, quota, at: job.host.now)
    }
    store = new
    return new
  }
}

extension PatchbayHost {
  /// What an account is told by: the same for all connections that ask the same server with the same credentials; nothing of
  /// them can be found out from it without the home's key.
  func account(of connection: Connection, _ describe: Describe, settings: [String: String], secrets: [String: Secret])
    throws -> [UInt8]
  {
    var parts = ["\(describe.id)/\(Self.server(of: connection))"].map { Secret($0) }
    for field in describe.auth {
      if let secret = secrets[field.key] {
        parts.append(secret)
      } else {
        parts.append(Secret(settings[field.key] ?? ""))
      }
    }
    return try vault().mark(of: parts)
  }

  /// The server of a connection: its host and port, whatever its path is and however they are spelt.
  static func server(of connection: Connection) -> String {
    guard let address = try? WebAddress(connection.endpoint) else { return connection.endpoint }
    return "\(address.host):\(address.port)"
  }
}
