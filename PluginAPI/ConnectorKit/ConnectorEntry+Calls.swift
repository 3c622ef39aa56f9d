import ConnectorABI

/// What a `conn_instance` is: the connector, and the host's side of its job.
private final class Instance {
  let connector: any Connector
  let services: Services

  init(_ connector: any Connector, _ services: Services) {
    self.connector = connector
    self.services = services
  }
}

/// One Swift function for each pointer of the table. Nothing is thrown across: errors become a status and a sentence.
extension ConnectorEntry {
  static func describe(_ out: UnsafeMutablePointer<conn_str>?) -> conn_status {
    guard let out, let connector else { return CONN_INTERNAL }
    if document == nil {
      let bytes = connector.describe.json.encoded()
      let kept = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
      _ = kept.initialize(from: bytes)
      document = kept
    }
    out.pointee = conn_str(ptr: UnsafePointer(document?.baseAddress), len: document?.count ?? 0)
    return CONN_OK
  }

  static func create(
    _ host: OpaquePointer?, _ api: UnsafePointer<conn_host_api>?, _ configuration: conn_str,
    _ out: UnsafeMutablePointer<OpaquePointer?>?
  ) -> conn_status {
    // A host of version 1.0 has everything up to get_extension; what later versions append is asked for one by one.
    let last = MemoryLayout<conn_host_api>.offset(of: \.get_extension) ?? 0
    guard let connector, let host, let api, let out,
      Int(api.pointee.struct_size) >= last + MemoryLayout<UnsafeRawPointer>.size
    else { return CONN_INTERNAL }
    let services = Services(host: host, api: api)
    return status(of: services) {
      let instance = Instance(try connector.init(Configuration(json: copied(configuration))), services)
      out.pointee = OpaquePointer(Unmanaged.passRetained(instance).toOpaque())
    }
  }

  static func destroy(_ instance: OpaquePointer?) {
    if let instance { Unmanaged<Instance>.fromOpaque(UnsafeRawPointer(instance)).release() }
  }

  static func check(_ instance: OpaquePointer?) -> conn_status {
    guard let instance = held(instance) else { return CONN_INTERNAL }
    return status(of: instance.services) { try instance.connector.check(Host(services: instance.services)) }
  }

  static func fetch(_ instance: OpaquePointer?, _ request: UnsafePointer<conn_fetch_request>?) -> conn_status {
    guard let instance = held(instance), let request = request?.pointee else { return CONN_INTERNAL }
    let wanted = FetchRequest(
      dataType: text(request.data_type), cursor: request.cursor.len == 0 ? nil : copied(request.cursor),
      limit: request.limit == 0 ? nil : Int(clamping: request.limit))
    return status(of: instance.services) {
      let known = type(of: instance.connector).describe.dataTypes
      guard known.contains(where: { $0.id == wanted.dataType }) else {
        throw ConnectorError(
          .unsupported,
          "There is no data type '\(wanted.dataType)' here, only \(known.map(\.id).joined(separator: ", ")).")
      }
      try instance.connector.fetch(wanted, using: Host(services: instance.services))
    }
  }

  private static func held(_ instance: OpaquePointer?) -> Instance? {
    instance.map { Unmanaged<Instance>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// Runs a call and gives its status; the sentence of an error goes to the host.
  private static func status(of services: Services, _ call: () throws -> Void) -> conn_status {
    do {
      try call()
      return CONN_OK
    } catch let error as ConnectorError {
      services.setError(error)
      return error.status.rawValue
    } catch {
      // Only the type: a foreign error's text could hold anything.
      services.setError(ConnectorError(.internal, "The connector failed with an error of type \(type(of: error))."))
      return CONN_INTERNAL
    }
  }
}
