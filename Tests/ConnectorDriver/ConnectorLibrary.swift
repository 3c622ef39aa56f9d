import ConnectorABI
import Glibc
import RecordJSON

/// A connector as users have it: the built `lib<id>.so`, opened in this process and called through its table alone.
///
/// Products never do this, they leave it to a worker; what a suite needs of a connector is only ``describe()``,
/// ``check(_:)`` and ``fetch(_:_:cursor:limit:)``.
package struct ConnectorLibrary {
  /// Why a library could not be used.
  package struct Refusal: Error, CustomStringConvertible {
    /// One sentence.
    package var description: String
  }

  private let table: UnsafePointer<conn_api>

  /// Opens a library for good.
  package init(path: String) throws {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw Refusal(description: "\(path) could not be opened: \(dlerror().map { String(cString: $0) } ?? "")")
    }
    typealias Entry = @convention(c) (UnsafePointer<conn_host_info>?) -> UnsafePointer<conn_api>?
    guard let symbol = dlsym(handle, "connector_entry_v1") else {
      throw Refusal(description: "\(path) has no connector_entry_v1.")
    }
    var info = conn_host_info()
    info.struct_size = UInt32(MemoryLayout<conn_host_info>.size)
    info.abi_minor = UInt32(CONN_ABI_MINOR)
    guard let table = unsafeBitCast(symbol, to: Entry.self)(&info) else {
      throw Refusal(description: "\(path) gives no table to this host.")
    }
    self.table = table
  }

  /// The path of a connector that was built beside the running program.
  package static func path(of id: String) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
    let program = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return program.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/lib\(id).so"
  }

  /// The describe document, byte for byte.
  package func describe() throws -> [UInt8] {
    var out = conn_str()
    guard let describe = table.pointee.describe, describe(&out) == CONN_OK else {
      throw Refusal(description: "describe failed.")
    }
    return Array(UnsafeBufferPointer(start: out.ptr, count: out.len))
  }

  /// Runs `check` against a vendor.
  package func check(_ vendor: RecordedVendor) -> Observation {
    run(vendor) { table.pointee.check?($0) ?? CONN_UNSUPPORTED }
  }

  /// Runs `fetch` of one data type against a vendor.
  package func fetch(
    _ dataType: String, _ vendor: RecordedVendor, cursor: String = "", limit: UInt64 = 0
  ) -> Observation {
    run(vendor) { instance in
      var (dataType, cursor) = (dataType, cursor)
      return dataType.withUTF8 { dataType in
        cursor.withUTF8 { cursor in
          var request = conn_fetch_request()
          request.struct_size = UInt32(MemoryLayout<conn_fetch_request>.size)
          request.data_type = conn_str(ptr: dataType.baseAddress, len: dataType.count)
          request.cursor = conn_str(ptr: cursor.baseAddress, len: cursor.count)
          request.limit = limit
          return table.pointee.fetch?(instance, &request) ?? CONN_UNSUPPORTED
        }
      }
    }
  }

  private func run(_ vendor: RecordedVendor, _ call: (OpaquePointer?) -> conn_status) -> Observation {
    let host = RecordedHost(vendor)
    var services = RecordedHost.table()
    return withUnsafePointer(to: &services) { services in
      var instance: OpaquePointer?
      host.isInCall = true
      host.seen.status = vendor.configuration.withUnsafeBufferPointer {
        table.pointee.create?(host.pointer, services, conn_str(ptr: $0.baseAddress, len: $0.count), &instance)
          ?? CONN_UNSUPPORTED
      }
      guard host.seen.status == CONN_OK else { return host.seen }
      host.seen.status = call(instance)
      host.isInCall = false
      table.pointee.destroy?(instance)
      return host.seen
    }
  }
}
