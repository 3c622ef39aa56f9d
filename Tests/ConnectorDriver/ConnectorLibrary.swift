import ConnectorABI
import Glibc
import HostChannel
import HostPlugins
import RecordJSON

/// A connector as users have it: the built `lib<id>.so`, loaded by a `patchbay-worker` of its own for each call.
package struct ConnectorLibrary {
  /// Why a library could not be used.
  package struct Refusal: Error, CustomStringConvertible {
    /// One sentence.
    package var description: String
  }

  private let path: String

  /// A library that is there.
  package init(path: String) throws {
    guard access(path, R_OK) == 0 else { throw Refusal(description: "\(path) was not built.") }
    self.path = path
  }

  /// The folder of what was built, beside the running program.
  private static var products: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
    let program = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return program.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }

  /// The path of a connector that was built beside the running program.
  package static func path(of id: String) -> String { "\(products)/lib\(id).so" }

  /// The describe document, byte for byte.
  package func describe() throws -> [UInt8] {
    let worker = try start()
    defer { worker.close() }
    try worker.send(.describe)
    var document: [UInt8] = []
    while true {
      switch try worker.next() {
      case .described(let bytes): document = bytes
      case .end(CONN_OK): return document
      case .end: throw Refusal(description: "describe failed.")
      default: break
      }
    }
  }

  /// Runs `check` against a vendor.
  package func check(_ vendor: RecordedVendor) throws -> Observation { try run(vendor, .check) }

  /// Runs `fetch` of one data type against a vendor.
  package func fetch(
    _ dataType: String, _ vendor: RecordedVendor, cursor: String = "", limit: UInt64 = 0
  ) throws -> Observation {
    try run(vendor, .fetch(dataType: dataType, cursor: Array(cursor.utf8), limit: limit))
  }

  private func start() throws -> WorkerProcess {
    try WorkerProcess(worker: Self.products + "/patchbay-worker", connector: path)
  }

  private func run(_ vendor: RecordedVendor, _ command: HostMessage) throws -> Observation {
    let worker = try start()
    defer { worker.close() }
    var host = RecordedHost(vendor)
    try worker.send(.create(configJSON: vendor.configuration))
    guard try host.serve(worker) == CONN_OK else { return host.seen }
    try worker.send(command)
    _ = try host.serve(worker)
    return host.seen
  }
}
