import CMicroHTTPD
import Glibc
import HostModel
import HostStorage
import HostSync
import RecordJSON

/// Answers HTTP until it is closed: GET and HEAD alone, each answer whole, every route but those without a role for holders
/// of a token.
///
/// Two threads of libmicrohttpd look after all connections (epoll); an answer is made on one of them, and takes
/// milliseconds. `@unchecked Sendable`: nothing changes after `init` but the daemon, which has locks of its own.
package final class Listener: @unchecked Sendable {
  private let host: PatchbayHost
  private let routes: [Route]
  private let report: @Sendable (Happening) -> Void
  private let deadlines = Deadlines()
  private var daemon: OpaquePointer?
  /// Where it listens: `http://127.0.0.1:8080`.
  package private(set) var url = ""

  /// Seconds for which a file that another program keeps is waited for: an answer keeps others waiting.
  static let patience = 0.5

  /// Connections at once; seconds that one may be silent; bytes that a request's line and headers may take, and a body that
  /// nothing reads.
  private static let bounds = (connections: 64 as UInt32, silence: 10 as UInt32, head: 32 << 10, body: 64 << 10)

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
        $0, listenerAnswer, listenerTold, user, 2, Self.bounds.connections, Self.bounds.silence, Self.bounds.head)
    }
    guard let daemon else { throw ListenFailed(address: address.text, reason: String(cString: strerror(errno))) }
    url = address.url(port: cmhd_port(daemon))
  }

  /// Takes no connection any more, lets answers under way end for at most a second, and closes.
  package func close() {
    deadlines.close()
    guard let daemon else { return }
    self.daemon = nil
    let socket = MHD_quiesce_daemon(daemon)
    if socket >= 0 { Glibc.close(socket) }
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

  /// Answers one request; `token` is what its Authorization header says.
  fileprivate func answer(_ method: String, _ path: String, token: Secret?) -> Answer {
    let found = routes.lazy.compactMap { route in route.match(path).map { (route, $0) } }.first
    guard let (route, open) = found else {
      return Answer(error: "There is nothing at '\(ShortText.shown(path))'.", status: 404)
    }
    guard method == "GET" || method == "HEAD" else {
      return Answer(
        error: "'\(ShortText.shown(method))' is not possible at '\(ShortText.shown(path))': it can be read, with GET.",
        status: 405, headers: [("Allow", "GET, HEAD")])
    }
    do {
      if let role = route.role {
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
      }
      return try route.answer(open)
    } catch StoreError.busy {
      return Answer(
        error: "Another program keeps what was asked for. Ask again in a moment.", status: 503,
        headers: [("Retry-After", "1")])
    } catch {
      // What it says names files of this host.
      report(.failed(path: path, reason: String(describing: error)))
      return Answer(error: "This cannot be answered now. The host's log says why.", status: 500)
    }
  }

  /// Called by libmicrohttpd: first with the head of a request, then with each part of its body, then for the answer.
  fileprivate func take(
    _ connection: OpaquePointer, _ path: String, _ method: String, _ size: UnsafeMutablePointer<Int>,
    _ seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> MHD_Result {
    guard let before = seen.pointee else {
      // Room for the number of bytes of the body so far, as a number that is never 0.
      seen.pointee = UnsafeMutableRawPointer(bitPattern: 1)
      let length = cmhd_header(connection, "Content-Length").map { String(cString: $0) }
      guard let length, Int(length).map({ $0 > Self.bounds.body }) ?? true else { return MHD_Result.YES }
      return send(tooLarge, to: connection, method)
    }
    if size.pointee > 0 {
      let total = Int(bitPattern: before) + size.pointee
      size.pointee = 0
      seen.pointee = UnsafeMutableRawPointer(bitPattern: total)
      return total > Self.bounds.body ? MHD_Result.NO : MHD_Result.YES
    }
    let header = cmhd_header(connection, "Authorization")
    return send(answer(method, path, token: header.flatMap(Self.bearer)), to: connection, method)
  }

  fileprivate func told(_ connection: OpaquePointer, _ what: MHD_ConnectionNotificationCode) {
    let socket = cmhd_socket(connection)
    if what == .CONNECTION_NOTIFY_STARTED { deadlines.begin(socket) } else { deadlines.forget(socket) }
  }

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

  private func send(_ answer: Answer, to connection: OpaquePointer, _ method: String) -> MHD_Result {
    guard let response = cmhd_response(answer.body, answer.body.count) else { return MHD_Result.NO }
    defer { MHD_destroy_response(response) }
    let fixed = [
      ("Content-Type", answer.type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
    ]
    for (name, value) in fixed + answer.headers.map({ ($0.name, $0.value) }) {
      MHD_add_response_header(response, name, value)
    }
    report(.answered(status: answer.status))
    deadlines.begin(cmhd_socket(connection))
    return MHD_queue_response(connection, answer.status, response)
  }
}

/// A C function, as libmicrohttpd wants one; `user` is the listener, which outlives the daemon.
private func listenerAnswer(
  user: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?, method: UnsafePointer<CChar>?,
  version: UnsafePointer<CChar>?, body: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>?,
  seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let user, let connection, let url, let method, let size, let seen else { return MHD_Result.NO }
  return Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().take(
    connection, String(cString: url), String(cString: method), size, seen)
}

/// The same, for a connection that begins or ends.
private func listenerTold(
  user: UnsafeMutableRawPointer?, connection: OpaquePointer?, context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  what: MHD_ConnectionNotificationCode
) {
  guard let user, let connection else { return }
  Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().told(connection, what)
}

/// A listener that could not be opened.
package struct ListenFailed: Error, Equatable, CustomStringConvertible {
  package let address: String
  package let reason: String

  package var description: String {
    "Listening on \(address) failed: \(reason). Give another address with --listen, end what listens there, or answer no HTTP with '--listen none'."
  }
}
