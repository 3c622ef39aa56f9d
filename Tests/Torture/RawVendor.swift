import Foundation
import Glibc
import TestSupport

/// What a vendor sends on a connection, byte by byte.
struct RawAnswer {
  /// Sent one after another, each after so many milliseconds.
  var pieces: [(after: Int, bytes: [UInt8])]
  /// The connection is cut off instead of closed.
  var isReset = false

  /// An answer without fault.
  init(
    _ body: [UInt8], status: Int = 200, type: String = "application/json", headers: [String] = [], length: Int? = nil
  ) {
    let head =
      "HTTP/1.1 \(status) Said\r\nContent-Type: \(type)\r\nContent-Length: \(length ?? body.count)\r\nConnection: close\r\n"
      + headers.map { $0 + "\r\n" }.joined() + "\r\n"
    pieces = [(0, Array(head.utf8) + body)]
  }
}

/// A vendor on loopback that answers each request with whatever bytes it likes, one thread a request.
///
/// `@unchecked Sendable`: every access to its state happens under `lock`.
final class RawVendor: @unchecked Sendable {
  private let lock = NSLock()
  private var asked: [String: Int] = [:]
  private var requests = 0
  private var rule: @Sendable (String, Int) -> RawAnswer = { _, _ in RawAnswer([], status: 404) }
  let address: String

  init() throws {
    let listener = try LoopbackListener()
    address = "http://\(listener.place)"
    // It lives as long as the process does.
    listener.serve { [self] connection in
      Thread.detachNewThread { self.serve(connection) }
      return true
    }
  }

  /// Answers from now on by the target and how often it was asked for since. One answer is made at a time.
  func answer(by rule: @escaping @Sendable (String, Int) -> RawAnswer) {
    lock.lock()
    defer { lock.unlock() }
    self.rule = rule
    asked = [:]
    requests = 0
  }

  /// Requests since the rule was set.
  var count: Int {
    lock.lock()
    defer { lock.unlock() }
    return requests
  }

  private func serve(_ socket: Int32) {
    defer { close(socket) }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    var request: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = read(socket, &chunk, chunk.count)
      guard count > 0 else { return }
      request += chunk[..<count]
      // Who begins with TLS is told that there is none, in words that are no TLS either.
      if request.first == 0x16 { break }
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ", maxSplits: 2)
    let answer = look(up: words.count > 1 ? String(words[1]) : "")
    for piece in answer.pieces {
      if piece.after > 0 { usleep(UInt32(piece.after) * 1000) }
      guard LoopbackListener.send(piece.bytes, to: socket) else { return }
    }
    if answer.isReset {
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }
  }

  private func look(up target: String) -> RawAnswer {
    lock.lock()
    defer { lock.unlock() }
    requests += 1
    asked[target, default: 0] += 1
    return rule(target, asked[target] ?? 1)
  }
}
