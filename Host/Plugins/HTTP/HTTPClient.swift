import CCurl
import Glibc
import HostModel
import RecordJSON

/// Performs the requests of one job of a connector, with everything that connectors must not have to do: credentials,
/// pacing, retries, time and size limits, TLS, proxy, allowed hosts, redaction.
///
/// Opened for a job and closed with it. Connections are kept between requests. Blocks the calling thread; used by one
/// thread at a time.
package final class HTTPClient {
  /// What was done so far.
  package internal(set) var log = HTTPLog()

  let settings: HTTPSettings
  let clock: HTTPClock
  private let cancelled: () -> Bool
  let writer: RequestWriter
  let redactor: Redactor
  private let proxies: ProxyRule
  let retries: RetryRule
  let pace: Pace
  /// When the turns that this client had are over.
  var over: Double?
  /// Until when nothing is asked, because the vendor said so.
  var pausedUntil = -Double.infinity
  /// Until when no turn is asked for, because there is none before.
  var asksAgain = -Double.infinity
  private var multi: UnsafeMutableRawPointer?
  private var slots: [CurlSlot] = []
  /// Tries that ended and are not yet judged, with libcurl's reason if there was no whole answer.
  private var finished: [(Transfer, HTTPFault.Reason?)] = []

  /// Opens a client; nothing is sent yet.
  ///
  /// `makeBody` gives an empty page for each answer. `cancelled` is asked about every tenth of a second.
  package init(
    _ settings: HTTPSettings, clock: HTTPClock = .system, makeBody: @escaping () -> PageBuffer,
    cancelled: @escaping () -> Bool
  ) {
    self.settings = settings
    self.clock = clock
    self.cancelled = cancelled
    redactor = Redactor(settings.credentials)
    let hosts = AllowedHosts(endpoint: settings.endpoint, hosts: settings.hosts)
    writer = RequestWriter(
      hosts: hosts, placeholders: Placeholders(credentials: settings.credentials, redactor: redactor),
      settings: settings, makeBody: makeBody)
    proxies = ProxyRule(environment: settings.environment)
    retries = RetryRule(limits: settings.limits)
    pace = Pace(
      requestsPerMinute: settings.requestsPerMinute ?? Pace.usual, burst: settings.concurrency)
    guard Self.library == CURLE_OK else { return }
    multi = curl_multi_init()
    slots = (0..<settings.concurrency).compactMap { _ in CurlSlot(hosts: hosts) }
  }

  deinit { close() }

  /// Closes all connections; requests fail afterwards. Closing twice does nothing.
  package func close() {
    stopAll()
    slots = []
    if let multi { curl_multi_cleanup(multi) }
    multi = nil
  }

  /// A text of the connector's without any secret of this client.
  package func redacted(_ text: String) -> String { redactor.redact(text) }

  /// So many bytes at the end of a text that was cut may be the beginning of a secret.
  package var secretReach: Int { redactor.reach }

  /// Performs requests, as many at once as the connection's concurrency and pace allow, and gives their answers in order.
  ///
  /// After a failure nothing more is started, and what is under way comes to its end: an answer that is good is kept.
  ///
  /// - Parameter kept: bytes of earlier answers that are kept still; with those that come they may be
  ///   ``HTTPLimits/keptBytes``.
  package func perform(_ requests: [HTTPRequest], kept: Int = 0) -> HTTPBatch {
    let room = AnswerRoom(limit: settings.limits.keptBytes, kept: kept)
    var batch = HTTPBatch(count: requests.count)
    var waiting: [Transfer] = []
    for (index, request) in requests.enumerated() {
      do throws(HTTPFault) { waiting.append(try writer.transfer(request, index: index, room: room)) } catch {
        batch.failure = (error, index)
        return batch
      }
    }
    defer { stopAll() }
    while batch.failure == nil ? batch.answers.contains(where: { $0 == nil }) : isAtWork {
      if cancelled(), let transfer = slots.lazy.compactMap(\.transfer).first ?? waiting.first {
        batch.failure = (fault(.cancelled, transfer), transfer.index)
        return batch
      }
      do throws(Failure) { try advance(&waiting, &batch) } catch {
        batch.failure = batch.failure ?? (error.fault, error.request)
        waiting = []
      }
    }
    return batch
  }

  /// A request that has failed for good.
  struct Failure: Error {
    let fault: HTTPFault
    let request: Int
  }

  private var isAtWork: Bool { !finished.isEmpty || slots.contains { $0.transfer != nil } }

  /// Starts what may start, lets libcurl work for a moment, and judges what has ended.
  private func advance(_ waiting: inout [Transfer], _ batch: inout HTTPBatch) throws(Failure) {
    let pause = try start(&waiting)
    if isAtWork {
      work(atMost: min(pause ?? 0.1, 0.1))
    } else {
      let seconds = min(max(pause ?? 0, 0.001), 0.1)
      clock.sleep(seconds)
      log.waited += seconds
    }
    while !finished.isEmpty {
      let (transfer, failure) = finished.removeFirst()
      do throws(HTTPFault) {
        let again = try outcome(of: transfer, failure, in: &batch)
        if let again, batch.failure == nil { waiting.append(again) }
      } catch { throw Failure(fault: error, request: transfer.index) }
    }
  }

  /// Starts what may start; gives the seconds after which more may.
  private func start(_ waiting: inout [Transfer]) throws(Failure) -> Double? {
    while let position = next(of: waiting) {
      guard multi != nil, !slots.isEmpty else {
        throw unavailable(waiting[position])
      }
      guard let slot = slots.first(where: { $0.transfer == nil }) else { return nil }
      let now = clock.now()
      let delay = max(waiting[position].notBefore, pausedUntil) - now
      // A microsecond less than now is now: sums of waits are not exact.
      if delay > 1e-6 { return delay }
      if let delay = try wait(for: waiting[position], now: now) { return delay }
      let transfer = waiting.remove(at: position)
      transfer.restart()
      slot.prepare(transfer, settings: settings, proxy: proxies.proxy(for: transfer.address))
      guard curl_multi_add_handle(multi, slot.easy) == CURLM_OK else {
        _ = slot.clear()
        throw unavailable(transfer)
      }
    }
    return nil
  }

  private func unavailable(_ transfer: Transfer) -> Failure {
    let address = transfer.address
    let reason = HTTPFault.Reason.unreachable(
      host: address.host, port: address.port, detail: "libcurl is not available")
    return Failure(fault: fault(reason, transfer), request: transfer.index)
  }

  /// Lets libcurl work until something happens.
  private func work(atMost seconds: Double) {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    collectFinished()
    guard running > 0, finished.isEmpty else { return }
    curl_multi_poll(multi, nil, 0, Int32((seconds * 1000).rounded(.up)), nil)
    curl_multi_perform(multi, &running)
    collectFinished()
  }

  /// Takes the handles that libcurl is done with; their slots are free again.
  private func collectFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE,
        let slot = slots.first(where: { $0.easy == message.pointee.easy_handle })
      else { continue }
      let code = message.pointee.data.result
      curl_multi_remove_handle(multi, slot.easy)
      guard let transfer = slot.transfer else { continue }
      let failure = code == CURLE_OK ? nil : slot.failure(code, transfer, settings: settings)
      _ = slot.clear()
      finished.append((transfer, failure))
    }
  }

  private func stopAll() {
    for slot in slots where slot.transfer != nil {
      curl_multi_remove_handle(multi, slot.easy)
      _ = slot.clear()
    }
    finished = []
  }

  /// Started once for the program; libcurl 7.84 and later may be started from any thread.
  private static let library = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32))
}
