import Foundation
import TestSupport

/// A real HTTP/1.1 server on 127.0.0.1 that answers as a closure says; a thread for each connection.
final class LoopbackServer: @unchecked Sendable {  // what changes is under the lock
  struct Asked: Sendable {
    var method: String
    var target: String
    /// Names in lower case.
    var headers: [String: String]
    var body: String
    /// Counts from 1 over all connections.
    var number: Int
  }

  enum Step: Sendable {
    case send(String)
    case bytes([UInt8])
    /// Until the server stops.
    case stall
    /// Ends the connection with RST.
    case reset
    case close
  }

  private let listener: LoopbackListener
  private let answer: @Sendable (Asked) -> [Step]
  private let lock = NSLock()
  private var open: Set<Int32> = []
  private var askedSoFar: [Asked] = []
  private var connectionCount = 0
  private let stopped = DispatchSemaphore(value: 0)

  init(_ answer: @escaping @Sendable (Asked) -> [Step]) throws {
    self.answer = answer
    listener = try LoopbackListener()
    listener.serve { [weak self] connection in
      guard let self else { return false }
      self.lock.withLock {
        self.connectionCount += 1
        _ = self.open.insert(connection)
      }
      Thread.detachNewThread { self.serve(connection) }
      return true
    }
  }

  /// Every request so far.
  var asked: [Asked] { lock.withLock { askedSoFar } }
  /// Connections that were accepted so far.
  var connections: Int { lock.withLock { connectionCount } }
  var port: Int { listener.port }
  var url: String { "http://\(listener.place)" }

  func stop() {
    listener.end()
    stopped.signal()
    lock.withLock { for connection in open { shutdown(connection, Int32(SHUT_RDWR)) } }
  }

  private func serve(_ connection: Int32) {
    defer {
      lock.withLock { _ = open.remove(connection) }
      close(connection)
    }
    var rest: [UInt8] = []
    while let asked = read(from: connection, &rest) {
      for step in answer(asked) {
        switch step {
        case .send(let text): guard LoopbackListener.send(Array(text.utf8), to: connection) else { return }
        case .bytes(let bytes): guard LoopbackListener.send(bytes, to: connection) else { return }
        case .stall:
          stopped.wait()
          stopped.signal()
          return
        case .reset:
          var linger = linger(l_onoff: 1, l_linger: 0)
          setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
          return
        case .close: return
        }
      }
    }
  }

  private func read(from connection: Int32, _ rest: inout [UInt8]) -> Asked? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      let head = String(decoding: rest, as: UTF8.self).components(separatedBy: "\r\n\r\n")
      if head.count > 1 {
        var lines = head[0].components(separatedBy: "\r\n")
        let first = lines.removeFirst().split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines {
          let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
          headers[parts[0].lowercased()] = parts.count > 1 ? parts[1] : ""
        }
        let bodyStart = head[0].utf8.count + end.count
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        if rest.count >= bodyStart + length {
          let body = String(decoding: rest[bodyStart..<bodyStart + length], as: UTF8.self)
          rest.removeFirst(bodyStart + length)
          return lock.withLock {
            let asked = Asked(
              method: first[0], target: first[1], headers: headers, body: body, number: askedSoFar.count + 1)
            askedSoFar.append(asked)
            return asked
          }
        }
      }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      rest += chunk[..<count]
    }
  }
}

extension LoopbackServer.Step {
  /// A whole answer.
  static func answer(
    _ status: Int = 200, _ body: String = "[]", type: String = "application/json", headers: [String] = []
  ) -> Self {
    let lines = ["HTTP/1.1 \(status) Text", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
    return .send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }
}
