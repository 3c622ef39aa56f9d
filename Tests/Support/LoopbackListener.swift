import Foundation
import Glibc

/// A socket that listens on a free port of 127.0.0.1, for vendors and servers inside a test process.
///
/// Its descriptor is closed when nobody holds it any more, the thread that waits for connections included: one that was
/// closed before could be another's when that thread looks again.
package final class LoopbackListener: Sendable {
  package let port: Int
  private let descriptor: Int32

  package init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listens = withUnsafeMutablePointer(to: &place) { [descriptor] place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, 256) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: place.sin_port))
    guard listens else { throw POSIXError(.EADDRNOTAVAIL) }
  }

  deinit { Glibc.close(descriptor) }

  /// `127.0.0.1:PORT`
  package var place: String { "127.0.0.1:\(port)" }

  /// Waits for a connection, which the caller closes; nil when it was ended.
  package func accept() -> Int32? {
    while true {
      let connection = Glibc.accept(descriptor, nil, nil)
      if connection >= 0 { return connection }
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  /// Gives each connection to `take`, on a thread of its own, until it is ended, or until `take` says that nobody wants one.
  package func serve(_ take: @escaping @Sendable (Int32) -> Bool) {
    Thread.detachNewThread { [self] in
      while let connection = accept() {
        guard take(connection) else {
          Glibc.close(connection)
          return
        }
      }
    }
  }

  /// Takes no connection any more.
  package func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// False if the other side does not take them.
  package static func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.send(connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }
}
