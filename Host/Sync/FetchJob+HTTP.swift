import HostPlugins
import RecordJSON

extension FetchJob {
  /// The version that vendors are told.
  static let version = "0.1.0"

  /// Opens a client for this job. Answers go into buffers of the pool; `cancelled` ends waits and requests.
  func client(pool: PagePool, cancelled: @escaping () -> Bool) throws(EndpointError) -> HTTPClient {
    let settings = HTTPSettings(
      connection: "\(event.id)/\(connection.name)",
      endpoint: try Endpoint(connection.endpoint, allowsPrivate: connection.allowsPrivate), hosts: describe.hosts,
      credentials: Credentials(secrets: secrets, texts: settings), requestsPerMinute: describe.requestsPerMinute,
      concurrency: describe.concurrency, limits: httpLimits, version: Self.version, environment: environment)
    return HTTPClient(settings, makeBody: { pool.buffer() }, cancelled: cancelled)
  }
}
