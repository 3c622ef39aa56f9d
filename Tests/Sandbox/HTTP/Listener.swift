import Foundation
import Glibc

/// A listening socket on 127.0.0.1, with one thread for each connection.
struct Listener: Sendable {
  let descriptor: Int32
  let port: UInt16

  struct Refused: Error { var message: String }

  /// Binds the port, or any free one for 0.
  init(port wanted: UInt16) throws(Refused) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Refused(message: "No socket: \(Self.reason()).") }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = wanted.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard bound == 0, listen(descriptor, 256) == 0 else {
      throw Refused(message: "Cannot listen on 127.0.0.1:\(wanted): \(Self.reason()). Use --port 0 for a free one.")
    }
    var length = size
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    self.descriptor = descriptor
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Accepts connections for ever; never returns.
  func serve(_ answer: @escaping @Sendable (Request) -> Answer, date: @escaping @Sendable () -> String) -> Never {
    while true {
      let accepted = accept(descriptor, nil, nil)
      guard accepted >= 0 else {
        // Out of descriptors, or a client that left in the queue: wait a little instead of spinning.
        usleep(5000)
        continue
      }
      Thread.detachNewThread { Connection(descriptor: accepted).run(answer, date: date) }
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
