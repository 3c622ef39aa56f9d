import Foundation
import TestSupport

/// Syncs that fail on their last page, as fast as they can go: what is still under way when a run gives up is let go of in
/// another order each time, and the program must end by itself, with whole output.
struct FailureTrial: Trial {
  static let name = "failures"
  static let share = (cases: 0, seconds: 50)
  static let lanes = 4
  static let patience = 300.0

  /// How the last page fails, and what the run then is.
  private enum Failure: String, CaseIterable {
    case limit, fault, reset, stall, cut, refused, missing, tls

    var answer: RawAnswer {
      let body = Array("{\"items\": [".utf8)
      switch self {
      case .limit: return RawAnswer(body, status: 429, headers: ["Retry-After: 0"])
      case .fault: return RawAnswer(body, status: 500)
      case .reset:
        var answer = RawAnswer(body, length: 5000)
        answer.isReset = true
        return answer
      case .stall:
        var answer = RawAnswer(body, length: 5000)
        answer.pieces.append((1500, []))
        return answer
      case .cut: return RawAnswer(body)
      case .refused: return RawAnswer(body, status: 401)
      case .missing, .tls: return RawAnswer(body, status: 404)
      }
    }
  }

  private let vendor: RawVendor
  private let stands: (plain: Stand, tls: Stand)

  init(in folder: String) throws {
    vendor = try RawVendor()
    let connectors = try Stand.connectors(in: folder, VendorDialect.dataTypes)
    let plain = Stand(home: "plain", in: folder, connectors: connectors)
    try plain.connect("scripted", to: vendor.address, "event=one")
    let tls = try plain.copy(as: "tls")
    try tls.must("connections", "set", "v", "--endpoint", vendor.address.replacing("http:", with: "https:"))
    stands = (plain, tls)
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    let failure = Failure.allCases.randomElement(using: &chance) ?? .limit
    let pages = failure == .tls ? 1 : Int.random(in: 1...4, using: &chance)
    vendor.answer { target, _ in
      let number = target.split(separator: "=").last.flatMap { Int($0) } ?? 1
      guard number < pages else { return failure.answer }
      let items = (0..<50).map { "{\"id\": \"a\(number * 50 + $0)\", \"name\": \"n\"}" }.joined(separator: ",")
      return RawAnswer(
        Array(
          #"{"items": [\#(items)], "total": 500, "rights": true, "next": "/counted?since=&page=\#(number + 1)"}"#.utf8))
    }
    let stand = failure == .tls ? stands.tls : stands.plain
    let run = try ToldRun(stand.run(["sync", "v/counted", "--force", "--json"]))
    let expected = pages > 1 ? "incomplete" : "failed"
    guard run.status == expected else {
      throw Found("'\(failure)' on page \(pages): \(run.status) instead of \(expected): \(run.report.reason)")
    }
    return false
  }
}
