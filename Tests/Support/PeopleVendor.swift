import Foundation
import Glibc
import Synchronization

/// A vendor with one list: `GET /people` answers `{"items": […], "total": N, "next": null}` on a free port of 127.0.0.1.
///
/// One thread answers one request a connection, one after another, until the value goes away.
package final class PeopleVendor: Sendable {
  /// A person as the vendor spells it.
  package struct Person: Sendable, Equatable {
    package let id: String
    package let email: String

    package init(_ id: String, _ email: String) {
      self.id = id
      self.email = email
    }
  }

  /// `http://127.0.0.1:PORT`
  package let address: String
  private let listener: Int32
  private let list: Mutex<[Person]>

  /// Listens and answers with these people.
  package init(_ people: [Person]) throws {
    list = Mutex(people)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let listens = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, address, &size) == 0
      }
    }
    guard listens else { throw POSIXError(.EADDRNOTAVAIL) }
    self.address = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        // A person who never asks must not keep the others waiting for ever.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if let self, Self.takeRequest(from: connection) { Self.send(self.answer, to: connection) }
        close(connection)
      }
      // Here and not in deinit: a descriptor closed there could be another's before this thread looks again.
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The people from now on.
  package func set(_ people: [Person]) { list.withLock { $0 = people } }

  private var answer: String {
    let people = list.withLock { $0 }
    let items = people.map { #"{"id":"\#($0.id)","email":"\#($0.email)"}"# }.joined(separator: ",")
    let body = #"{"items":[\#(items)],"total":\#(people.count),"next":null}"#
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    return head + "Connection: close\r\n\r\n" + body
  }

  /// Reads one request without a body; false if none comes.
  private static func takeRequest(from connection: Int32) -> Bool {
    var request: [UInt8] = []
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return false }
      request += chunk[..<count]
    }
    return true
  }

  private static func send(_ text: String, to connection: Int32) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}
