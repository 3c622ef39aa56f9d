import Foundation
import Glibc

/// One client's connection: reads requests and writes answers until either side ends it. Owns the descriptor.
struct Connection {
  let descriptor: Int32

  private static let headLimit = 64 * 1024
  private static let bodyLimit = 1024 * 1024

  func run(_ answer: (Request) -> Answer, date: () -> String) {
    var on: Int32 = 1
    // Head and body go out in two writes; Nagle's algorithm would hold the second one back.
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var buffer: [UInt8] = []
    while let request = read(&buffer) {
      guard send(answer(request), to: request, date: date()) else { break }
    }
    close(descriptor)
  }

  /// The next request, or nil if there is none or it is no request. `buffer` keeps what was read beyond it.
  private func read(_ buffer: inout [UInt8]) -> Request? {
    var end = headEnd(buffer, from: 0)
    while end == nil {
      let known = buffer.count
      guard known < Self.headLimit, fill(&buffer) else { return nil }
      end = headEnd(buffer, from: max(known - 3, 0))
    }
    guard let end else { return nil }
    let head = String(decoding: buffer[..<end], as: UTF8.self)
    buffer.removeFirst(end + 4)
    guard let bare = Request(head: head, body: []) else { return nil }
    let length = Int(bare.headers["content-length"] ?? "0") ?? -1
    guard 0...Self.bodyLimit ~= length else { return nil }
    guard length > 0 else { return bare }
    while buffer.count < length { guard fill(&buffer) else { return nil } }
    let body = Array(buffer[..<length])
    buffer.removeFirst(length)
    return Request(head: head, body: body)
  }

  private func headEnd(_ buffer: [UInt8], from start: Int) -> Int? {
    guard buffer.count >= start + 4 else { return nil }
    return (start...buffer.count - 4).first { place in
      buffer[place] == 13 && buffer[place + 1] == 10 && buffer[place + 2] == 13 && buffer[place + 3] == 10
    }
  }

  private func fill(_ buffer: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    var count = recv(descriptor, &chunk, chunk.count, 0)
    while count < 0 && errno == EINTR { count = recv(descriptor, &chunk, chunk.count, 0) }
    guard count > 0 else { return false }
    buffer += chunk[..<count]
    return true
  }

  /// Sends an answer; false if the connection is to be closed after it.
  private func send(_ answer: Answer, to request: Request, date: String) -> Bool {
    let keepAlive = !request.wantsClose && answer.delivery != .cut
    switch answer.delivery {
    case .close: return false
    case .reset:
      // Lingering for no time makes the kernel send RST instead of FIN.
      var none = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
      return false
    case .stall:
      // Reads on until the client leaves, and never answers.
      var ignored: [UInt8] = []
      while fill(&ignored) { ignored.removeAll() }
      return false
    case .whole, .cut, .trickle: break
    }
    guard write(answer.head(date: date, keepAlive: keepAlive)[...]) else { return false }
    guard request.method != "HEAD" && answer.status != 304 else { return keepAlive }
    switch answer.delivery {
    case .cut: return write(answer.body[..<(answer.body.count / 2)]) && false
    case .trickle(let bytes, let milliseconds):
      for start in stride(from: 0, to: answer.body.count, by: max(bytes, 1)) {
        guard write(answer.body[start..<min(start + max(bytes, 1), answer.body.count)]) else { return false }
        usleep(useconds_t(milliseconds) * 1000)
      }
      return keepAlive
    default: return write(answer.body[...]) && keepAlive
    }
  }

  private func write(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = Glibc.send(
          descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }
}
