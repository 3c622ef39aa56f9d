import HostChannel
import HostPlugins

/// The host's side of a job, as small as a test needs it: answers host services and writes down what it hears.
struct TestHost {
  let worker: WorkerProcess
  /// Seconds to wait for a frame.
  var patience: Double = 30
  /// The vendor: an answer per URL.
  var pages: [String: String] = [:]
  /// What is sent along with every answer.
  var glimpses: [HostChannel.HTTPAnswer.Glimpse] = []

  private(set) var heard: [WorkerMessage] = []
  private var bodies: [UInt64: String] = [:]

  init(_ variant: TestConnectors.Variant, limits: WorkerLimits = TestHost.limits) throws {
    worker = try WorkerProcess(
      worker: TestConnectors.worker, connector: try TestConnectors.library(variant), limits: limits)
  }

  static let limits = WorkerLimits(memory: 256 << 20, processorSeconds: 20, silence: 30, total: 120)

  /// Sends a command and serves it until it ends. Returns its status.
  mutating func run(_ command: HostMessage) throws(WorkerFault) -> Int32 {
    heard = []
    try worker.send(command)
    while true {
      let message = try worker.next(timeout: patience)
      heard.append(message)
      switch message {
      case .http(let asks): try worker.send(answer(asks))
      case .read(let handle, let pointer): try worker.send(.bytesReply(status: 0, member(pointer, of: handle)))
      case .body(let handle): try worker.send(.bytesReply(status: 0, Array((bodies[handle] ?? "").utf8)))
      case .emitDeleted, .checkpoint, .complete: try worker.send(.ack(status: 0))
      case .end(let status): return status
      default: break
      }
    }
  }

  /// Makes the instance with a fault to commit.
  mutating func create(fault: String = "", path: String = "") throws(WorkerFault) -> Int32 {
    let json = "{\"endpoint\":\"https://vendor.test\",\"settings\":{\"fault\":\"\(fault)\",\"path\":\"\(path)\"}}"
    return try run(.create(configJSON: Array(json.utf8)))
  }

  private mutating func answer(_ asks: [HTTPAsk]) -> HostMessage {
    var answers: [HostChannel.HTTPAnswer] = []
    var status: Int32 = 0
    for ask in asks {
      guard let page = pages[ask.url] else {
        status = 8
        answers.append(HostChannel.HTTPAnswer(status: 0, handle: 0, bodySize: 0))
        continue
      }
      let handle = UInt64(bodies.count + 1)
      bodies[handle] = page
      answers.append(
        HostChannel.HTTPAnswer(
          status: 200, handle: handle, bodySize: UInt64(page.utf8.count),
          headers: [HTTPHeader("content-type", "application/json")], glimpses: glimpses))
    }
    return .httpReply(status: status, status != 0 && bodies.isEmpty ? [] : answers)
  }

  /// As much of a JSON Pointer as these pages need: a member of the outermost object, up to the next comma or brace.
  private func member(_ pointer: String, of handle: UInt64) -> [UInt8] {
    guard let body = bodies[handle], let name = body.range(of: "\"\(pointer.dropFirst())\":") else { return [] }
    return Array(body[name.upperBound...].prefix { $0 != "," && $0 != "}" }.utf8)
  }
}

extension String {
  /// The first place of `text`.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
