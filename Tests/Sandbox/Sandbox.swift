import Glibc
import Synchronization

/// The running sandbox: a vendor's server, the faults in force, and what is known about its readers.
final class Sandbox: Sendable {
  let options: Options
  let faults: FaultPlan
  let log = RequestLog()
  private let cache: PageCache
  private let current: Mutex<Current>

  /// The query parameter that marks a followed redirect, so that it is not redirected again.
  static let redirectMark = "_redirected"

  private struct Current {
    var round: Int
    var event: any VendorEvent
    /// The same event with other ids, made when fault rekey first asks for it.
    var rekeyed: (any VendorEvent)?
  }

  init(_ options: Options) {
    self.options = options
    faults = FaultPlan(options.faults)
    cache = PageCache(megabytes: options.settings.number("cache-mb"))
    current = Mutex(Current(round: options.round, event: Self.event(options, options.round, isRekeyed: false)))
  }

  private static func event(_ options: Options, _ round: Int, isRekeyed: Bool) -> any VendorEvent {
    options.connector.event(
      people: options.people, seed: options.seed, round: round, isRekeyed: isRekeyed, settings: options.settings)
  }

  var round: Int { current.withLock { $0.round } }
  var event: any VendorEvent { current.withLock { $0.event } }
  var date: String { Calendar.now(round: round).http }

  /// Moves the event to the state after so many rounds, forward or back.
  func go(toRound round: Int) {
    let event = Self.event(options, round, isRekeyed: false)
    current.withLock { $0 = Current(round: round, event: event) }
    cache.clear()
  }

  private var rekeyed: any VendorEvent {
    current.withLock { current in
      if let known = current.rekeyed { return known }
      let made = Self.event(options, current.round, isRekeyed: true)
      current.rekeyed = made
      return made
    }
  }

  // MARK: Answers

  func answer(_ request: Request) -> Answer {
    if request.segments.first == "_sandbox" { return administer(request) }
    // pretix docs, rate limit: 429 with Retry-After in seconds.
    guard log.count(request, limit: options.settings.number("rate-limit")) else {
      return .detail(429, "Request was throttled.", headers: [("Retry-After", "5")])
    }
    let event = self.event
    switch event.reply(to: request) {
    case .answer(let answer): return answer
    case .page(let page):
      let latency = options.settings.number("latency-ms")
      if latency > 0 { usleep(useconds_t(latency) * 1000) }
      let met = request.query[Self.redirectMark] == nil ? faults.meet(list: page.list.name) : []
      if met.isEmpty { return plain(page, request) }
      if met.contains(.delay) { usleep(useconds_t(options.settings.number("delay-ms")) * 1000) }
      if let answer = met.lazy.compactMap({ self.refusal($0, request) }).first { return answer }
      guard met.contains(.rekey), case .page(let other) = rekeyed.reply(to: request) else {
        return spoilt(page, met)
      }
      return spoilt(other, met)
    }
  }

  private func plain(_ request: PageRequest, _ asked: Request) -> Answer {
    let page = Page(request, faults: [], hugeBytes: 0)
    if page.rows.isEmpty, let answer = request.envelope.answer(without: page) { return answer }
    // Whatever an answer depends on is in the key: round, rights, origin and address.
    let key = [String(round), asked.headers["authorization"] ?? "", asked.origin, asked.target].joined(separator: " ")
    return answer(request, cache.body(key) { body(page, request) })
  }

  private func spoilt(_ request: PageRequest, _ met: Set<FaultKind>) -> Answer {
    let page = Page(request, faults: met, hugeBytes: options.settings.number("huge-mb") * 1_000_000)
    if page.rows.isEmpty, let answer = request.envelope.answer(without: page) { return answer }
    var answer = answer(request, body(page, request))
    if met.contains(.truncatedJSON) { answer.body.removeLast(answer.body.count / 3 + 1) }
    if met.contains(.gzip) {
      answer.body = Gzip.wrap(answer.body)
      answer.headers.append(("Content-Encoding", "gzip"))
    }
    if met.contains(.truncated) { answer.delivery = .cut }
    if met.contains(.slow) {
      answer.delivery = .trickle(
        bytes: options.settings.number("slow-bytes"), milliseconds: options.settings.number("slow-ms"))
    }
    return answer
  }

  private func body(_ page: Page, _ request: PageRequest) -> [UInt8] {
    var writer = JSONWriter(capacity: min(page.rows.count * 2048, 4_000_000) + 1024, asciiOnly: request.asciiOnly)
    request.envelope.write(page, into: &writer)
    return request.envelope.wrap(writer.bytes)
  }

  private func answer(_ request: PageRequest, _ body: [UInt8]) -> Answer {
    Answer(200, type: "application/json", body: body, headers: request.headers)
  }
}
