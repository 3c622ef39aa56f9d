import ConnectorABI
import Glibc
import HostChannel

/// A connector's library, open for the rest of the process.
struct ConnectorLibrary {
  /// The connector's function table: every function up to `fetch` is there.
  let api: UnsafePointer<conn_api>

  private typealias Entry = @convention(c) (UnsafePointer<conn_host_info>?) -> UnsafePointer<conn_api>?

  /// Opens the file, asks it for its table and checks that.
  init(path: String) throws(LoadFailure) {
    // All symbols now: one that is missing is a message here, and would be a crash later.
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let words = dlerror().map { String(cString: $0) } ?? "unknown reason"
      throw .cannotOpen(words.cut(to: CallLimits.sentence))
    }
    guard let symbol = dlsym(library, "connector_entry_v1") else { throw .noEntryPoint }
    let entry = unsafeBitCast(symbol, to: Entry.self)
    guard let table = Self.greet(entry) else { throw .entryReturnedNull }
    try Self.check(table)
    api = table
  }

  private static func greet(_ entry: Entry) -> UnsafePointer<conn_api>? {
    let name: StaticString = "patchbay"
    let version: StaticString = "1"
    var info = conn_host_info(
      struct_size: UInt32(MemoryLayout<conn_host_info>.size), abi_minor: UInt32(CONN_ABI_MINOR),
      name: conn_str(ptr: name.utf8Start, len: name.utf8CodeUnitCount),
      version: conn_str(ptr: version.utf8Start, len: version.utf8CodeUnitCount))
    return entry(&info)
  }

  private static func check(_ table: UnsafePointer<conn_api>) throws(LoadFailure) {
    let size = Int(table.pointee.struct_size)
    let least = MemoryLayout<conn_api>.offset(of: \.get_extension) ?? MemoryLayout<conn_api>.size
    guard size >= least else {
      throw .badTable("its function table has \(size) bytes where version 1.0 has at least \(least)")
    }
    let functions: [(String, Bool)] = [
      ("describe", table.pointee.describe != nil), ("create", table.pointee.create != nil),
      ("check", table.pointee.check != nil), ("fetch", table.pointee.fetch != nil),
    ]
    if let missing = functions.first(where: { !$0.1 }) {
      throw .badTable("its function table has no '\(missing.0)'")
    }
  }
}
