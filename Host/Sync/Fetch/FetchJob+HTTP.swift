import HostModel
import HostPlugins
import RecordJSON

extension PatchbayHost {
  /// The bounds of requests; `PATCHBAY_STALL_SECONDS` (1 to 3600) says after how long without a byte one is given up.
  func httpLimits() throws -> HTTPLimits {
    var limits = HTTPLimits()
    guard let text = environment["PATCHBAY_STALL_SECONDS"], !text.isEmpty else { return limits }
    guard let seconds = Int(text), (1...3600).contains(seconds) else {
      throw InputRefused(
        "PATCHBAY_STALL_SECONDS is '\(text)', which is not a number of seconds from 1 to 3600. Correct it.")
    }
    limits.stallSeconds = seconds
    return limits
  }
}

extension FetchJob {
  /// Opens a client for this job. Answers go into buffers of the pool; `cancelled` ends waits and requests.
  func client(pool: PagePool, cancelled: @escaping () -> Bool) throws(EndpointError) -> HTTPClient {
    var settings = HTTPSettings(
      connection: "\(event.id)/\(connection.name)",
      endpoint: try Endpoint(connection.endpoint, allowsPrivate: connection.allowsPrivate), hosts: describe.hosts,
      credentials: credentials, requestsPerMinute: describe.requestsPerMinute,
      concurrency: describe.concurrency, limits: httpLimits, version: PatchbayHost.version, environment: environment)
    // The client and its turns are used by one thread, one after another.
    nonisolated(unsafe) let turns = AccountTurns(job: self)
    settings.turns = { turns.turn($0, $1) }
    if let quota {
      settings.budgetWords = quota.quota.words + (isAutomatic ? " less the fifth that is kept for people" : "")
    }
    return HTTPClient(settings, makeBody: { pool.buffer() }, cancelled: cancelled)
  }

  private var credentials: Credentials {
    let fields = describe.auth + describe.settings
    let kinds = Dictionary(fields.map { ($0.key, $0.kind) }) { first, _ in first }
    return Credentials(secrets: secrets, texts: settings, declared: (describe.id, kinds))
  }
}
