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
  private let listener: LoopbackListener
  private let list: Mutex<[Person]>

  /// Listens and answers with these people.
  package init(_ people: [Person]) throws {
    list = Mutex(people)
    listener = try LoopbackListener()
    address = "http://\(listener.place)"
    listener.serve { [weak self] connection in
      guard let self else { return false }
      // A person who never asks must not keep the others waiting for ever.
      var patience = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      if Self.takeRequest(from: connection) { _ = LoopbackListener.send(Array(self.answer.utf8), to: connection) }
      close(connection)
      return true
    }
  }

  deinit { listener.end() }

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
}
