import CMicroHTTPD
import Glibc
import HostModel
import HostStorage
import HostSync
import RecordJSON

/// Answers HTTP until it is closed: GET and HEAD alone, each answer whole, every route but those without a role for holders
/// of a token.
///
/// Two threads of libmicrohttpd look after all connections (epoll) and never wait; what needs a file is answered on other
/// threads. `@unchecked Sendable`: nothing changes after `init` but the daemon, which has locks of its own.
package final class Listener: @unchecked Sendable {
  private let host: PatchbayHost
  private let routes: [Route]
  private let report: @Sendable (Happening) -> Void
  private let connections = OpenConnections(most: bounds.kept)
  private let queue = AnswerQueue()
  private var daemon: OpaquePointer?
  /// Where it listens: `http://127.0.0.1:8080`.
  package private(set) var url = ""

  /// Seconds for which a file that another program keeps is waited for.
  static let patience = 0.5

  /// Connections at once, half of them on each thread, and how many are kept, so that each thread has room for the next one;
  /// seconds that one may be silent; bytes that a request's line and headers may take, and a body that nothing reads.
  private static let bounds = (
    connections: 256 as UInt32, kept: 224, silence: 10 as UInt32, head: 32 << 10, body: 64 << 10
  )

  /// What happened.
  package enum Happening: Sendable {
    case answered(status: UInt32)
    /// A request could not be answered; whoever asked is not told why.
    case failed(path: String, reason: String)
  }

  /// `report` is called from several threads.
  package init(
    at address: ListenAddress, routes: [Route], host: PatchbayHost, report: @escaping @Sendable (Happening) -> Void
  ) throws {
    self.host = host
    self.routes = routes
    self.report = report
    // That it is taken shows best before: libmicrohttpd gives no reason.
    try Self.checkFree(address)
    let user = Unmanaged.passUnretained(self).toOpaque()
    daemon = address.withAddress {
      cmhd_start(
        $0, listenerAnswer, listenerForget, listenerTold, user, 2, Self.bounds.connections, Self.bounds.silence,
        Self.bounds.head)
    }
    guard let daemon else { throw ListenFailed(address: address.text, reason: String(cString: strerror(errno))) }
    url = address.url(port: cmhd_port(daemon))
  }

  /// Takes no connection any more, refuses what nobody has begun to answer, waits for the few answers that are being made,
  /// gives all of them a second to be sent, and closes. Again, it does nothing.
  package func close() {
    connections.close()
    guard let daemon else {
      queue.close()
      return
    }
    self.daemon = nil
    let socket = MHD_quiesce_daemon(daemon)
    if socket >= 0 { Glibc.close(socket) }
    // No connection may be left to whoever makes its answer.
    queue.close()
    for _ in 0..<20 where cmhd_connections(daemon) > 0 { usleep(50_000) }
    MHD_stop_daemon(daemon)
  }

  deinit { close() }

  private static func checkFree(_ address: ListenAddress) throws {
    let socket = Glibc.socket(
      address.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw ListenFailed(address: address.text, reason: String(cString: strerror(errno))) }
    defer { Glibc.close(socket) }
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let size = socklen_t(address.isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
    guard address.withAddress({ bind(socket, $0, size) }) == 0 else {
      throw ListenFailed(address: address.text, reason: String(cString: strerror(errno)))
    }
  }

  // MARK: Answers

  /// A request on its way.
  ///
  /// `@unchecked Sendable`: of one thread at a time. Suspending its connection gives it to the queue, resuming it gives it
  /// back.
  private final class Request: @unchecked Sendable {
    /// Bytes of its body so far.
    var bytes = 0
    var answer: Answer?
  }

  /// Called by libmicrohttpd: first with the head of a request, then with each part of its body, then for the answer, and
  /// once more when one has been made.
  func take(
    _ connection: OpaquePointer, _ path: String, _ method: String, _ size: UnsafeMutablePointer<Int>,
    _ seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> MHD_Result {
    guard let before = seen.pointee else {
      seen.pointee = Unmanaged.passRetained(Request()).toOpaque()
      let length = cmhd_header(connection, "Content-Length").map { String(cString: $0) }
      guard let length, Int(length).map({ $0 > Self.bounds.body }) ?? true else { return MHD_Result.YES }
      return send(tooLarge, to: connection)
    }
    let request = Unmanaged<Request>.fromOpaque(before).takeUnretainedValue()
    if size.pointee > 0 {
      request.bytes += size.pointee
      size.pointee = 0
      return request.bytes > Self.bounds.body ? MHD_Result.NO : MHD_Result.YES
    }
    if let answer = request.answer { return send(answer, to: connection) }
    let found = routes.lazy.compactMap { route in route.match(path).map { (route, $0) } }.first
    guard let (route, open) = found else {
      return send(Answer(error: "There is nothing at '\(ShortText.shown(path))'.", status: 404), to: connection)
    }
    guard method == "GET" || method == "HEAD" else {
      let error =
        "'\(ShortText.shown(method))' is not possible at '\(ShortText.shown(path))': it can be read, with GET."
      return send(Answer(error: error, status: 405, headers: [("Allow", "GET, HEAD")]), to: connection)
    }
    // What needs no token needs no file either.
    guard let role = route.role else { return send(answer(path) { try route.answer(open) }, to: connection) }
    let token = cmhd_header(connection, "Authorization").flatMap(Self.bearer)
    let socket = cmhd_socket(connection)
    connections.make(socket)
    MHD_suspend_connection(connection)
    nonisolated(unsafe) let connection = connection
    let isTaken = queue.add(path) { [self] in
      // The socket stays this connection's for as long as that is suspended.
      request.answer =
        connections.isOpen(socket) ? answer(path) { try refusal(of: token, role) ?? route.answer(open) } : tooLate
      MHD_resume_connection(connection)
    }
    if !isTaken {
      request.answer = tooLate
      MHD_resume_connection(connection)
    }
    return MHD_Result.YES
  }

  /// Called by libmicrohttpd when a request is over.
  func forget(_ seen: UnsafeMutableRawPointer) { Unmanaged<Request>.fromOpaque(seen).release() }

  /// What `make` gives, or what to say of its failure.
  private func answer(_ path: String, make: () throws -> Answer) -> Answer {
    do { return try make() } catch StoreError.busy {
      return Answer(
        error: "Another program keeps what was asked for. Ask again in a moment.", status: 503,
        headers: [("Retry-After", "1")])
    } catch {
      // What it says names files of this host.
      report(.failed(path: path, reason: String(describing: error)))
      return Answer(error: "This cannot be answered now. The host's log says why.", status: 500)
    }
  }

  /// Why who sends this token is given no answer that needs a role; nil if they are.
  private func refusal(of token: Secret?, _ role: Role) throws -> Answer? {
    guard let token, let entry = try host.entry(of: token, patience: Self.patience) else {
      return Answer(
        error: (token == nil ? "A token is needed" : "The token is not known or was removed")
          + ": make one with 'patchbay tokens add NAME --role \(role.rawValue)', and send 'Authorization: Bearer TOKEN'.",
        status: 401, headers: [("WWW-Authenticate", "Bearer")])
    }
    guard entry.role >= role else {
      return Answer(
        error: "Token '\(entry.name)' has the role \(entry.role.rawValue), and this needs \(role.rawValue).",
        status: 403)
    }
    return nil
  }

  func told(_ connection: OpaquePointer, _ what: MHD_ConnectionNotificationCode) {
    let socket = cmhd_socket(connection)
    if what == .CONNECTION_NOTIFY_STARTED { connections.begin(socket) } else { connections.forget(socket) }
  }

  private var tooLate: Answer { Answer(error: "This cannot be answered any more. Ask again.", status: 503) }

  private var tooLarge: Answer {
    Answer(error: "The request's body is larger than \(Self.bounds.body) bytes; nothing here reads one.", status: 413)
  }

  /// What follows `Bearer`; nil for another scheme.
  private static func bearer(_ header: UnsafePointer<CChar>) -> Secret? {
    let scheme = "bearer "
    let length = strlen(header)
    guard length > scheme.utf8.count, length <= 512, strncasecmp(header, scheme, scheme.utf8.count) == 0 else {
      return nil
    }
    return Secret(
      copying: UnsafeRawBufferPointer(start: header + scheme.utf8.count, count: length - scheme.utf8.count))
  }

  private func send(_ answer: Answer, to connection: OpaquePointer) -> MHD_Result {
    guard let response = cmhd_response(answer.body, answer.body.count) else { return MHD_Result.NO }
    defer { MHD_destroy_response(response) }
    let fixed = [
      ("Content-Type", answer.type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
    ]
    for (name, value) in fixed + answer.headers.map({ ($0.name, $0.value) }) {
      MHD_add_response_header(response, name, value)
    }
    report(.answered(status: answer.status))
    connections.answer(cmhd_socket(connection))
    return MHD_queue_response(connection, answer.status, response)
  }
}

/// A listener that could not be opened.
package struct ListenFailed: Error, Equatable, CustomStringConvertible {
  package let address: String
  package let reason: String

  package var description: String {
    "Listening on \(address) failed: \(reason). Give another address with --listen, end what listens there, or answer no HTTP with '--listen none'."
  }
}
