import Foundation
import TestSupport

/// An operator whose event was synced once with a pretalx server that has moved on by three rounds since: three
/// sessions are new, three were cancelled, one is gone, others were edited.
struct FaultDesk {
  let vendor: Vendor
  let desk: Operator

  init(people: Int = 300, _ options: [String] = []) throws {
    vendor = try Vendor("pretalx", people: people, options)
    desk = try Operator()
    try desk.connectPretalx(vendor)
    let first = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json"))
    guard first.words == "received 300, created 191, skipped 109" || people != 300 else {
      throw NoFirstSync(run: first)
    }
    try vendor.move(to: 3)
  }

  /// The first sync, from a server without faults, did not what it always does.
  struct NoFirstSync: Error { let run: RunReport }

  /// How a command met a fault.
  struct Met: Equatable {
    var code: Int32
    var status: String
    /// With `VENDOR`, `EID`, `HOME` and `byte N` for what differs from run to run.
    var reason: String
    var words: String
    /// True if nothing that is stored changed, config rows included.
    var isUntouched: Bool
  }

  /// Syncs and tells what became of it.
  func sync() async throws -> Met {
    let before = try desk.dump()
    let finished = try await desk.start("sync", "pretalx/sessions", "--force", "--json").finished()
    let run = try RunReport(finished)
    return Met(
      code: finished.code, status: run.status, reason: plain(run.reason), words: run.words,
      isUntouched: try before == desk.dump())
  }

  /// A text without what differs from run to run.
  func plain(_ text: String) -> String { desk.plain(text).replacingOccurrences(of: vendor.address, with: "VENDOR") }
}

extension Operator {
  /// A text with `EID` and `HOME` for this event and home, and `byte N` for any offset.
  func plain(_ text: String) -> String {
    text.replacingOccurrences(of: home, with: "HOME").replacingOccurrences(of: Self.eid, with: "EID")
      .replacing(/byte [0-9]+/, with: "byte N")
  }
}

extension Running {
  /// Waits for the end without holding a thread, so that waiting tests do not hold each other up.
  func finished() async throws -> Finished {
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    return wait()
  }
}

/// Waits until something holds; gives up after a minute, and then the test's own expectation says what is wrong.
func eventually(_ holds: () throws -> Bool) async throws {
  for _ in 0..<600 where try !holds() { try await Task.sleep(for: .milliseconds(100)) }
}
