import Glibc
import HostChannel
import HostPlugins

/// Measures what a worker costs, with `libfaulty.so` compiled from Tests/Connectors/faulty/faulty.c:
///
///     cc -std=c11 -O1 -fPIC -shared -I PluginAPI/ConnectorABI/include -o libfaulty.so Tests/Connectors/faulty/faulty.c
///     swift build -c release && .build/release/worker-bench .build/release/patchbay-worker libfaulty.so
func measureWorker(_ arguments: [String]) {
  guard arguments.count == 3 else {
    print("usage: worker-bench WORKER CONNECTOR")
    exit(2)
  }
  do {
    try measureStart(worker: arguments[1], connector: arguments[2])
    try measureRoundTrip(worker: arguments[1], connector: arguments[2])
  } catch {
    print((error as? WorkerFault)?.sentence(connector: "faulty", while: .starting) ?? "\(error)")
    exit(1)
  }
}

private func milliseconds<R>(_ body: () throws -> R) rethrows -> (R, Double) {
  let clock = ContinuousClock()
  let start = clock.now
  let result = try body()
  return (result, (clock.now - start) / .milliseconds(1))
}

private func measureStart(worker: String, connector: String) throws {
  var hello: [Double] = []
  var described: [Double] = []
  var closed: [Double] = []
  var resident = 0
  for _ in 0..<100 {
    let (process, first) = try milliseconds { try WorkerProcess(worker: worker, connector: connector) }
    let (_, second) = try milliseconds {
      try process.send(.describe)
      while try process.next() != .end(status: 0) {}
    }
    let (exit, third) = milliseconds { process.close() }
    hello.append(first)
    described.append(first + second)
    closed.append(third)
    resident = max(resident, exit?.peakResident ?? 0)
  }
  print("start to hello: \(spread(hello)); to described: \(spread(described)); close: \(spread(closed))")
  print("peak resident memory of the worker: \(resident >> 10) KiB")
}

private func measureRoundTrip(worker: String, connector: String) throws {
  let process = try WorkerProcess(worker: worker, connector: connector)
  try process.send(.create(configJSON: Array(#"{"settings":{"fault":"read-often"}}"#.utf8)))
  while try process.next() != .end(status: 0) {}
  var frames = 0
  let (_, total) = try milliseconds {
    try process.send(.fetch(dataType: "people", cursor: [], limit: 0))
    while true {
      frames += 1
      switch try process.next() {
      case .http: try process.send(.httpReply(status: 0, [HTTPAnswer(status: 200, handle: 1, bodySize: 0)]))
      case .read: try process.send(.bytesReply(status: 0, Array(#""/people?page=2""#.utf8)))
      case .complete: try process.send(.ack(status: 0))
      case .end: return
      default: break
      }
    }
  }
  print("\(frames) round trips: \(Int(total * 1000) / frames) us each")
}

/// Best, median and worst, in milliseconds.
private func spread(_ values: [Double]) -> String {
  let sorted = values.sorted()
  let shown = [sorted.first, sorted[sorted.count / 2], sorted.last].map { (value: Double?) -> String in
    let hundredths: Double = (value ?? 0) * 100
    return String(hundredths.rounded() / 100)
  }
  return shown.joined(separator: " / ") + " ms"
}
