import ConnectorABI

/// Says in the file itself, readable without loading it, which ABI it speaks (section 7 of the header). The numbers are
/// CONN_ABI_MAGIC_0, CONN_ABI_MAJOR and CONN_ABI_MINOR; a constant in a section must be written as a literal.
@section(".conn.abi") @used
let abiBlock: (UInt64, UInt16, UInt16, UInt32) = (0x4250_4e4f_4349_4241, 1, 0, 0)

/// The C side of a connector; an `Entry.swift` of five lines calls it.
public enum ConnectorEntry {
  // The one global: describe has no instance to reach its connector by. Written by `connector_entry_v1`, which the
  // worker calls first, once and on the thread of all other calls; a library holds one connector.
  nonisolated(unsafe) static var connector: (any Connector.Type)?
  nonisolated(unsafe) private static var table: UnsafePointer<conn_api>?
  nonisolated(unsafe) static var document: UnsafeMutableBufferPointer<UInt8>?

  /// The function table of a connector, valid for the life of the process; nil if what calls does not
  /// introduce itself as a host.
  public static func table(
    for connector: any Connector.Type, _ host: UnsafePointer<conn_host_info>?
  ) -> UnsafePointer<conn_api>? {
    guard let host, host.pointee.struct_size >= UInt32(MemoryLayout<UInt32>.size * 2) else { return nil }
    if let table { return table }
    self.connector = connector
    let made = UnsafeMutablePointer<conn_api>.allocate(capacity: 1)
    made.initialize(to: conn_api())
    made.pointee.struct_size = UInt32(MemoryLayout<conn_api>.size)
    made.pointee.abi_minor = UInt32(CONN_ABI_MINOR)
    made.pointee.describe = { ConnectorEntry.describe($0) }
    made.pointee.create = { ConnectorEntry.create($0, $1, $2, $3) }
    made.pointee.destroy = { ConnectorEntry.destroy($0) }
    made.pointee.check = { ConnectorEntry.check($0) }
    made.pointee.fetch = { ConnectorEntry.fetch($0, $1) }
    table = UnsafePointer(made)
    return table
  }
}
