import Foundation
import TestSupport

/// An operator whose event was synced once with a pretalx server that has moved on by three rounds since: three
/// sessions are new, three were cancelled, one is gone, others were edited.
struct FaultDesk {
  let vendor: Vendor
  let desk: Operator

  init(_ options: [String] = []) throws {
    vendor = try Vendor("pretalx", people: 300, options + ["--round", "3"])
    desk = try Operator()
    let template = try Self.template.get()
    let copied = try Launch.run("/usr/bin/env", ["cp", "-a", template, desk.home])
    guard copied.code == 0 else { throw NoFirstSync(printed: copied.error) }
    let moved = try desk.patchbay("connections", "set", "pretalx", "--endpoint", vendor.address + "/api")
    guard moved.code == 0 else { throw NoFirstSync(printed: moved.error) }
  }

  /// A home after the first sync, made once for all tests: four programs less for each of them.
  private static let template = Result {
    let vendor = try Vendor("pretalx", people: 300)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let first = try desk.patchbay("sync", "pretalx/sessions", "--json")
    let words = try RunReport(first).words
    guard words == "received 300, created 191, skipped 109" else {
      throw NoFirstSync(printed: first.output + first.error)
    }
    try? FileManager.default.removeItem(atPath: templatePath)
    try FileManager.default.copyItem(atPath: desk.home, toPath: templatePath)
    atexit { try? FileManager.default.removeItem(atPath: FaultDesk.templatePath) }
    return templatePath
  }

  private static let templatePath =
    NSTemporaryDirectory() + "patchbay-template-\(ProcessInfo.processInfo.processIdentifier)"

  /// The first sync, from a server without faults, did not what it always does.
  struct NoFirstSync: Error { let printed: String }

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
  // Blocks: a test that gives its thread away here may have it back minutes later, when what it looks at is over.
  for _ in 0..<1200 {
    if try holds() { return }
    usleep(50_000)
  }
}
