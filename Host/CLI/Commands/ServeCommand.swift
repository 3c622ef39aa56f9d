import Foundation
import HostModel
import HostSchedule
import HostSync

/// `patchbay serve`
enum ServeCommand {
  static let all: [Command] = [
    Command(
      "serve", "",
      options: [
        .value("node", "NAME", "Runs the jobs of events on this node (default: root)."),
        .value("jobs", "N", "Runs at most so many at once, 1 to 64 (default: 4)."),
        .value("grace", "SECONDS", "Lets runs end for so long when it is told to stop, 0 to 3600 (default: 60)."),
      ], "Run what is due by itself, until it is told to stop.", example: "patchbay serve --node root", run: serve)
  ]

  @Sendable private static func serve(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    func number(_ option: String, _ range: ClosedRange<Int>, usual: Int) throws -> Int {
      guard let text = arguments[option] else { return usual }
      guard let number = Int(text), range.contains(number) else {
        throw UsageError("--\(option) '\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound).")
      }
      return number
    }
    let node = arguments["node"] ?? "root"
    if let problem = ServeNode.problem(withName: node) {
      throw UsageError("--node '\(node)' cannot be the name of a node: \(problem).")
    }
    let limit = try number("jobs", 1...64, usual: 4)
    let grace = try number("grace", 0...3600, usual: 60)
    let stop = StopSignals.awaited()
    let runner = try JobRunner(host: session.host, node: node, limit: limit) { session.print(JobWords.line($0)) }
    session.print("Node \(node) runs what is due in '\(session.host.home.path)', at most \(limit) at once.")
    stop()
    let count = runner.runningCount
    session.print("Told to stop: \(count == 1 ? "1 run goes" : "\(count) runs go") on.")
    let left = runner.close(grace: Double(grace))
    session.print(left == 0 ? "Stopped." : "Stopped; \(left) runs did not end and are marked interrupted.")
    return left == 0 ? 0 : 1
  }
}
