import HostModel

/// How far a run is, for a progress bar.
package enum RunProgress: Sendable, Equatable {
  /// For another run of the data config: `an automatic sync of node root, process 17`.
  case waiting(for: String)
  /// `expected` is what the store holds today, 0 before the first sync.
  case fetching(pages: Int, records: Int, expected: Int)
  case fetchingAgain
  case applying(records: Int)
}

/// What a run did, for the door that asked for it.
package struct RunResult: Sendable {
  package var run: Run
  package var problems: [Problem]
  package var problemCount: Int
  package var createdExamples: [RecordExample]
  package var updatedExamples: [RecordExample]
  /// The vendor's failure, if there was one.
  package var fault: VendorFault?
  /// When the vendor was asked, seconds since 1970.
  package var fetched: Double
  /// Live records after the run, where the run looked at them.
  package var stored: Int?
  /// What is kept against the vendor's offers after the run; for a preview, after the sync that it describes.
  package var kept = KeptList()
  /// Why the run was refused, if it was.
  package var refusal: RunRefused.Cause?

  /// DESIGN §5.
  package var exitCode: Int32 {
    switch run.status {
    case .completed: 0
    case .partial, .incomplete: 5
    case .refused: 3
    case .failed: fault?.kind == .credentials || fault?.kind == .rights ? 4 : 1
    case .running, .cancelled, .interrupted: 1
    }
  }
}

extension RunResult {
  /// The result after what follows a run that has ended: if that fails, it is told beside the result, which stays as it is.
  func following(_ body: (inout RunResult) throws -> Void) -> RunResult {
    var result = self
    do { try body(&result) } catch {
      result.problemCount += 1
      result.problems.append(Problem(reason: "The run itself ended as it says; what follows it failed: \(error)"))
    }
    return result
  }

  /// What is written down of a run that has ended.
  package init(written run: Run, problems: [Problem], count: Int) {
    self.init(
      run: run, problems: problems, problemCount: count, createdExamples: [], updatedExamples: [], fault: nil,
      fetched: run.started, stored: nil)
  }
}
