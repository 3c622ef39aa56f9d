import HostMail
import HostSync

extension Session {
  /// Queues mail to those who are told of a run. That nobody could be told changes nothing of what the run did.
  func tell(of result: RunResult) {
    do { try host.notify(of: result) } catch {
      warn(
        "The run ended as it says; those who are to be told of it were not yet, which 'patchbay serve' tries again: \(error)"
      )
    }
  }

  /// Last lines of what a connector logged, and of what it printed, that a run which failed shows.
  private static let linesOfOutput = 10

  /// Says something beside a run's result, where it cannot be taken for a part of JSON.
  func tell(_ text: String, asJSON: Bool) {
    if asJSON { warn(text) } else { print(text) }
  }

  /// Shows what a run did: as one line of JSON, or in words with its problems and what is kept.
  func print(_ result: RunResult, asJSON: Bool) {
    guard !asJSON else {
      return print(Report.json(result.run, problems: result.problems, count: result.problemCount, kept: result.kept))
    }
    print(lines: Report.text(result.run))
    if result.run.kind != .preview, let stored = result.stored {
      print("  Stored now: \(Report.grouped(stored)).")
    }
    if result.run.kind == .preview {
      for text in [
        Report.text("New, for example", result.createdExamples),
        Report.text("Changed, for example", result.updatedExamples),
      ] where !text.isEmpty { print(lines: text) }
    }
    let problems = Report.text(result.problems, count: result.problemCount, limit: 10)
    if !problems.isEmpty { print(lines: problems) }
    if result.problemCount > 10 { print("  All of them: patchbay runs show \(result.run.id)") }
    // Whoever looks for the cause of a failure wants it at once.
    if result.run.status == .failed || result.run.status == .incomplete {
      let output = Report.text(result.run.output, last: Self.linesOfOutput)
      if !output.isEmpty { print(lines: output) }
      if Report.leavesOut(result.run.output, last: Self.linesOfOutput) {
        print("  All that is kept of it: patchbay runs show \(result.run.id)")
      }
    }
    let kept = Report.text(result.kept, limit: 10)
    if !kept.isEmpty { print(lines: kept) }
  }
}
