import Foundation
import TestSupport

/// What can happen to an answer on its way: it says the truth, and yet nobody can use it, or only with care.
enum Spoiling: String, CaseIterable {
  case status, redirect, part, html, type, cut, short, long, chunks, reset, nothing, slow, stall, gzip, bomb, encoding,
    headers
  case longHead, noHead, deep, bytes, mark, wide, control, twice, tail, wait

  /// The answer with a whole and true body, spoilt.
  func answer(_ body: [UInt8], _ chance: inout SeededGenerator) -> RawAnswer {
    switch self {
    case .status:
      let status =
        [199, 201, 202, 203, 204, 205, 207, 226, 299, 300, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413]
        + [418, 421, 422, 425, 429, 429, 451, 499, 500, 500, 501, 502, 503, 503, 504, 511, 520, 599, 600, 999]
      let retry =
        ["Retry-After: 0", "Retry-After: 99999999", "Retry-After: -5", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"]
        + ["Retry-After: 1e9", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 0", "X: y"]
      return RawAnswer(
        Bool.random(using: &chance) ? body : [], status: status.randomElement(using: &chance) ?? 500,
        headers: [retry.randomElement(using: &chance) ?? "X: y"])
    case .redirect:
      let places =
        ["http://localhost:1/", "https://127.0.0.1/", "/elsewhere", "//127.0.0.1:1/x", "file:///etc/passwd", "", "?"]
        + ["gopher://127.0.0.1:1/", "http://[::1]:1/", "/" + String(repeating: "a", count: 9000)]
      let place = places.randomElement(using: &chance) ?? ""
      return RawAnswer(
        body, status: [301, 302, 303, 307, 308].randomElement(using: &chance) ?? 302, headers: ["Location: \(place)"])
    case .part:
      let range =
        ["bytes 0-1/2", "items 0-9/1000", "items */*", "bytes 5-1/0", "items 0-18446744073709551615/*", "x"]
        .randomElement(using: &chance) ?? "x"
      return RawAnswer(
        body, status: Bool.random(using: &chance) ? 206 : 200, headers: ["Content-Range: \(range)"])
    case .html: return RawAnswer(Array("<!DOCTYPE html><html><body>Log in</body></html>".utf8), type: "text/html")
    case .type:
      return RawAnswer(
        body,
        type: ["text/html", "application/octet-stream", "", "application/json; charset=utf-16", "image/png"]
          .randomElement(using: &chance) ?? "")
    case .cut:
      // Shorter, and the head says so.
      return RawAnswer(Array(body.prefix(Int.random(in: 0..<body.count, using: &chance))))
    case .short:
      return RawAnswer(Array(body.prefix(Int.random(in: 0..<body.count, using: &chance))), length: body.count)
    case .long:
      let length = Int.random(in: 0..<body.count, using: &chance)
      return RawAnswer(body, length: length)
    case .chunks: return chunked(body, &chance)
    case .reset:
      var answer = RawAnswer(Array(body.prefix(Int.random(in: 0..<body.count, using: &chance))), length: body.count)
      answer.isReset = true
      return answer
    case .nothing: return raw([])
    case .slow:
      let answer = RawAnswer(body)
      let bytes = answer.pieces[0].bytes
      let part = max(1, bytes.count / Int.random(in: 2...8, using: &chance))
      var slow = raw([])
      slow.pieces = stride(from: 0, to: bytes.count, by: part).map {
        (Int.random(in: 0...80, using: &chance), Array(bytes[$0..<min($0 + part, bytes.count)]))
      }
      return slow
    case .stall:
      var answer = RawAnswer(body)
      let bytes = answer.pieces[0].bytes
      let half = Int.random(in: 0..<bytes.count, using: &chance)
      answer.pieces = [(0, Array(bytes[..<half])), (2500, Array(bytes[half...]))]
      return answer
    case .gzip: return encoded(stored(body, &chance), "gzip")
    case .bomb: return encoded(Self.nothings, "gzip")
    case .encoding:
      let word = ["br", "zstd", "deflate", "gzip", "gzip, gzip", "identity, gzip", "x", "compress", "aes128gcm"]
      return encoded(body, word.randomElement(using: &chance) ?? "x")
    case .headers:
      let many = (0..<Int.random(in: 1...3000, using: &chance)).map { "X-\($0): \(String(repeating: "v", count: 20))" }
      return RawAnswer(body, headers: many)
    case .longHead: return RawAnswer(body, headers: ["X: " + String(repeating: "v", count: 400_000)])
    case .noHead: return raw(body)
    case .deep:
      let depth = [63, 64, 65, 1000, 100_000].randomElement(using: &chance) ?? 64
      return RawAnswer(
        Array("{\"deep\": \(String(repeating: "[", count: depth))\(String(repeating: "]", count: depth)), ".utf8)
          + body.dropFirst())
    case .bytes:
      var other = body
      for _ in 0..<Int.random(in: 1...4, using: &chance) {
        // What no text and no number can have: another letter would make another record, true to the form.
        other[Int.random(in: 0..<other.count, using: &chance)] =
          [0, 0xFF, 0xC0, 0x80, 0x22].randomElement(using: &chance) ?? 0
      }
      return RawAnswer(other)
    case .mark: return RawAnswer([0xEF, 0xBB, 0xBF] + body)
    case .wide: return RawAnswer(body.flatMap { [$0, 0] })
    case .control: return RawAnswer(body, headers: ["X: \u{1}\u{7F}", "Y: a\rb", ": z", "no colon", "\u{E9}: 1"])
    case .twice: return RawAnswer(body + body)
    case .tail:
      let tails = ["\0", ",", " }", "null", "[", "\n\n"]
      return RawAnswer(body + Array((tails.randomElement(using: &chance) ?? "\0").utf8))
    case .wait: return RawAnswer([], status: 503, headers: ["Retry-After: 1"])
    }
  }

  private func raw(_ bytes: [UInt8]) -> RawAnswer {
    var answer = RawAnswer([])
    answer.pieces = [(0, bytes)]
    return answer
  }

  private func encoded(_ bytes: [UInt8], _ word: String) -> RawAnswer {
    RawAnswer(bytes, headers: ["Content-Encoding: \(word)"])
  }

  private func chunked(_ body: [UInt8], _ chance: inout SeededGenerator) -> RawAnswer {
    let head =
      "HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    let sizes = [String(body.count, radix: 16), "FFFFFFFFFFFFFFFF", "-1", "", "7", "0", "10000000000000000000000"]
    let size = sizes.randomElement(using: &chance) ?? ""
    return raw(Array((head + size + "\r\n").utf8) + body + Array("\r\n0\r\n\r\n".utf8))
  }

  // MARK: gzip (RFC 1952), by hand: its blocks may hold bytes as they are

  /// The body as gzip, sometimes damaged.
  private func stored(_ body: [UInt8], _ chance: inout SeededGenerator) -> [UInt8] {
    var bytes = Self.gzip(Array(body.prefix(65_000)))
    if body.count <= 65_000, Bool.random(using: &chance) { return bytes }
    switch Int.random(in: 0..<3, using: &chance) {
    case 0: bytes.removeLast(min(bytes.count, Int.random(in: 1...40, using: &chance)))
    case 1: bytes[bytes.count - 5] ^= 1
    default: bytes += bytes
    }
    return bytes
  }

  private static func gzip(_ body: [UInt8]) -> [UInt8] {
    let length = UInt16(body.count)
    func bytes<T: FixedWidthInteger>(_ number: T) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + bytes(length) + bytes(~length) + body + bytes(checksum(body))
      + bytes(UInt32(body.count))
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  /// 300 MB of zeros in 300 KB.
  static let nothings: [UInt8] = {
    let made = try? Launch.run("/bin/sh", ["-c", "head -c 300000000 /dev/zero | gzip -9 | base64 -w0"])
    return Array(Data(base64Encoded: made?.output ?? "") ?? Data())
  }()
}
