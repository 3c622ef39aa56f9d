import Foundation
import HostModel
import HostPlugins
import RecordJSON
import Testing

/// Time that passes only by waiting.
final class FakeClock: @unchecked Sendable {  // the time is under the lock, the rest is set before use
  private let lock = NSLock()
  private var time = 1000.0
  /// Sun, 06 Nov 1994 08:49:37 GMT.
  let wall = 784_111_777.0
  let random: Double

  init(random: Double = 1) { self.random = random }

  var now: Double { lock.withLock { time } }
  var waited: Int { Int((now - 1000).rounded()) }

  var clock: HTTPClock {
    HTTPClock(
      now: { self.now }, wall: { self.wall }, sleep: { seconds in self.lock.withLock { self.time += seconds } },
      random: { self.random })
  }
}

/// Gives turns as a test wrote them, in order, and then each at once.
final class Turns: @unchecked Sendable {  // everything happens on the client's thread
  private var answers: [Turn]
  /// What was asked, with the time and the requests of a minute.
  private(set) var asked: [String] = []

  init(_ answers: [Turn]) { self.answers = answers }

  func next(_ path: String, _ pace: Pace?, at now: Double) -> Turn {
    asked.append("\(path) at \(((now - 1000) * 1000).rounded() / 1000)\(pace == nil ? ", no pace" : "")")
    return answers.isEmpty ? .given(after: 0) : answers.removeFirst()
  }
}

/// A client with settings for tests.
func client(
  _ url: String, hosts: [String] = [], secrets: [String: String] = [:], texts: [String: String] = [:],
  requestsPerMinute: Int? = nil, concurrency: Int = 4, allowsPrivate: Bool = false, environment: [String: String] = [:],
  pinned: [String] = [], clock: FakeClock = FakeClock(), turns: Turns? = nil,
  limits change: (inout HTTPLimits) -> Void = { _ in }, cancelled: @escaping () -> Bool = { false }
) throws -> HTTPClient {
  var limits = HTTPLimits()
  change(&limits)
  var settings = HTTPSettings(
    connection: "e1/main", endpoint: try Endpoint(url, allowsPrivate: allowsPrivate), hosts: hosts,
    credentials: Credentials(secrets: secrets.mapValues { Secret($0) }, texts: texts),
    requestsPerMinute: requestsPerMinute, concurrency: concurrency, limits: limits, version: "1.0",
    environment: environment, pinned: pinned)
  if let turns {
    settings.turns = { turns.next($0, $1, at: clock.now) }
    settings.budgetWords = "5 calls in a minute"
  }
  return HTTPClient(settings, clock: clock.clock, makeBody: { PageBuffer() }, cancelled: cancelled)
}

extension HTTPClient {
  /// The bodies as text, or the fault.
  func bodies(_ requests: HTTPRequest...) throws -> [String] {
    try perform(requests).get().map { String(decoding: $0.body.bytes, as: UTF8.self) }
  }

  /// The fault of a request that must fail.
  func fault(_ request: HTTPRequest) throws -> HTTPFault {
    let batch = perform([request])
    guard let failure = batch.failure else {
      Issue.record("no fault, but \(batch.answers.map { $0?.status })")
      throw CancellationError()
    }
    return failure.fault
  }
}
