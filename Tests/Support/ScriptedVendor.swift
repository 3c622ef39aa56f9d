import Foundation
import Glibc

/// One answer of a scripted vendor.
package struct ScriptedAnswer: Sendable {
  package var status = 200
  package var body: String
  /// Holds the answer back until the vendor is released.
  package var stalls = false
  /// Lines of the head beside the usual ones: `Link: <…>; rel="next"`.
  package var headers: [String] = []
  package var type = "application/json"

  package init(
    _ body: String, status: Int = 200, stalls: Bool = false, headers: [String] = [], type: String = "application/json"
  ) {
    self.body = body
    self.status = status
    self.stalls = stalls
    self.headers = headers
    self.type = type
  }
}

/// A vendor on loopback inside the test process that answers targets with what a test wrote, changeable between runs.
///
/// `@unchecked Sendable`: every access to its state happens under `condition`.
package final class ScriptedVendor: @unchecked Sendable {
  private let condition = NSCondition()
  private var answers: [String: ScriptedAnswer] = [:]
  private var rule: @Sendable (String, Int) -> ScriptedAnswer? = { _, _ in nil }
  private var asked: [String] = []
  /// How often each target was asked for.
  private var times: [String: Int] = [:]
  private var isReleased = false
  private let listener: LoopbackListener
  package let address: String

  package init() throws {
    listener = try LoopbackListener()
    address = "http://\(listener.place)"
    listener.serve { [weak self] connection in
      guard let self else { return false }
      Thread.detachNewThread { self.serve(connection) }
      return true
    }
  }

  deinit { listener.end() }

  // MARK: The script

  /// Answers one target, such as `/people?since=&page=1`, from now on.
  package func answer(_ target: String, _ answer: ScriptedAnswer) {
    condition.lock()
    answers[target] = answer
    condition.unlock()
  }

  /// Takes back what was written for a target.
  package func forget(_ target: String) {
    condition.lock()
    answers[target] = nil
    condition.unlock()
  }

  /// Answers targets that nothing else was written for: by the target, and how often it has been asked for.
  package func answer(by rule: @escaping @Sendable (String, Int) -> ScriptedAnswer?) {
    condition.lock()
    self.rule = rule
    condition.unlock()
  }

  /// A list in pages of records; options are members of every page's answer, see `ScriptedConnector`.
  ///
  /// - Parameters:
  ///   - total: what the vendor announces; nil: nothing.
  ///   - options: more members, as JSON: `"cursor": "c1"`.
  package func serve(
    _ list: String, _ pages: [[String]], total: Int? = nil, since: String = "", rights: Bool = true,
    _ options: String = ""
  ) {
    for (index, records) in (pages.isEmpty ? [[]] : pages).enumerated() {
      var members = ["\"items\": [\(records.joined(separator: ","))]", "\"rights\": \(rights)"]
      if index + 1 < pages.count { members.append("\"next\": \"/\(list)?since=\(since)&page=\(index + 2)\"") }
      if let total { members.append("\"total\": \(total)") }
      if !options.isEmpty { members.append(options) }
      answer(Self.target(list, page: index + 1, since: since), ScriptedAnswer("{\(members.joined(separator: ", "))}"))
    }
  }

  /// A list that is complete, with its true total: what a vendor that keeps its promises gives.
  package func serveAll(_ list: String, _ records: [String], _ options: String = "") {
    serve(list, [records], total: records.count, options)
  }

  /// The target of a page.
  package static func target(_ list: String, page: Int, since: String = "") -> String {
    "/\(list)?since=\(since)&page=\(page)"
  }

  /// Targets asked for, in order.
  package var requests: [String] {
    condition.lock()
    defer { condition.unlock() }
    return asked
  }

  /// Lets stalled answers go.
  package func release() {
    condition.lock()
    isReleased = true
    condition.broadcast()
    condition.unlock()
  }

  /// Waits until a target was asked for.
  package func waitForRequest(_ target: String) {
    condition.lock()
    while !asked.contains(target) { condition.wait() }
    condition.unlock()
  }

  // MARK: The server

  private func serve(_ socket: Int32) {
    defer { close(socket) }
    var request: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = read(socket, &chunk, chunk.count)
      guard count > 0 else { return }
      request += chunk[..<count]
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ", maxSplits: 2)
    let answer = look(up: words.count > 1 ? String(words[1]) : "")
    let body = Array(answer.body.utf8)
    let head =
      "HTTP/1.1 \(answer.status) Scripted\r\nContent-Type: \(answer.type)\r\nContent-Length: \(body.count)\r\n"
      + "Retry-After: 0\r\nConnection: close\r\n" + answer.headers.map { $0 + "\r\n" }.joined() + "\r\n"
    _ = LoopbackListener.send(Array(head.utf8) + body, to: socket)
  }

  private func look(up target: String) -> ScriptedAnswer {
    condition.lock()
    defer { condition.unlock() }
    asked.append(target)
    condition.broadcast()
    let times = times[target, default: 0] + 1
    self.times[target] = times
    let answer = answers[target] ?? rule(target, times) ?? ScriptedAnswer("{}", status: 404)
    while answer.stalls, !isReleased { condition.wait() }
    return answer
  }
}
