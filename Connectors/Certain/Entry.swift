import ConnectorABI
import ConnectorKit

/// The one symbol that the library exports.
@c(connector_entry_v1) @implementation
public func connectorEntry(_ host: UnsafePointer<conn_host_info>?) -> UnsafePointer<conn_api>? {
  ConnectorEntry.table(for: CertainConnector.self, host)
}
