import ConnectorABI
import Glibc
import HostChannel

/// Carries out the host's commands, one at a time, in the order that the contract allows.
final class ConnectorJobs {
  private let api: UnsafePointer<conn_api>
  private let link: HostLink
  private let job: ConnectorJob
  private let services: UnsafePointer<conn_host_api>
  private var instance: OpaquePointer?
  private var isCreated = false
  /// After an error of create, check or fetch only destroy may follow.
  private var isOver = false

  init(_ library: ConnectorLibrary, _ link: HostLink) {
    api = library.api
    self.link = link
    job = ConnectorJob(link)
    services = makeServices()
  }

  /// Returns when the host wants no more.
  func serve() {
    while true {
      switch link.receive() {
      case .describe: describe()
      case .create(let json): create(json)
      case .check: check()
      case .fetch(let dataType, let cursor, let limit): fetch(dataType, cursor, limit)
      case .shutdown:
        if isCreated, let destroy = api.pointee.destroy { destroy(instance) }
        return
      case .httpReply, .bytesReply, .ack:
        leave("the host replied to nothing", code: WorkerExit.protocolError)
      }
    }
  }

  private func describe() {
    guard let function = api.pointee.describe else { return }
    finish(
      .describing,
      job.run(.describing) {
        var text = conn_str()
        let status = function(&text)
        guard status == CONN_OK else { return status }
        guard text.len != 0, text.ptr != nil else { return job.refuse("describe gave no document") }
        guard (1...CallLimits.document).contains(text.len) else {
          return job.refuse(
            "describe gave \(UInt(bitPattern: text.len)) bytes; at most \(CallLimits.document) are allowed")
        }
        link.send(.described(Array(UnsafeBufferPointer(start: text.ptr, count: text.len))))
        return status
      })
  }

  private func create(_ json: [UInt8]) {
    guard let function = api.pointee.create, !isCreated, !isOver else { return refuseOrder("create") }
    finish(
      .creating,
      job.run(.creating) {
        json.withUnsafeBufferPointer { bytes in
          let text = conn_str(ptr: bytes.baseAddress, len: bytes.count)
          return function(job.handle, services, text, &instance)
        }
      })
    isCreated = !isOver
  }

  private func check() {
    guard let function = api.pointee.check, isCreated, !isOver else { return refuseOrder("check") }
    finish(.checking, job.run(.checking) { function(instance) })
  }

  private func fetch(_ dataType: String, _ cursor: [UInt8], _ limit: UInt64) {
    guard let function = api.pointee.fetch, isCreated, !isOver else { return refuseOrder("fetch") }
    let name = Array(dataType.utf8)
    finish(
      .fetching,
      job.run(.fetching) {
        name.withUnsafeBufferPointer { name in
          cursor.withUnsafeBufferPointer { cursor in
            var request = conn_fetch_request(
              struct_size: UInt32(MemoryLayout<conn_fetch_request>.size), flags: 0,
              data_type: conn_str(ptr: name.baseAddress, len: name.count),
              cursor: conn_str(ptr: cursor.baseAddress, len: cursor.count), limit: limit)
            return function(instance, &request)
          }
        }
      })
  }

  private func finish(_ phase: ConnectorJob.Phase, _ status: conn_status) {
    if status != CONN_OK, phase != .describing { isOver = true }
    link.send(.end(status: status))
  }

  private func refuseOrder(_ command: String) {
    link.send(.setError(status: CONN_INTERNAL, sentence: "'\(command)' is not possible at this point"))
    link.send(.end(status: CONN_INTERNAL))
  }
}
