import HostModel
import HostStorage

// A report only reads.
extension PatchbayHost {
  /// One run, to report on.
  package func reportedRun(_ id: Int64, event: String?) throws -> Run {
    try storedRun(id, event: event).run
  }

  /// Opens a kept preview for its report: at most 24 hours old, and no run applied since.
  package func previewReader(_ run: Run) throws -> PreviewReader {
    let (store, config) = try still(run)
    return try PreviewReader(host: self, store: store, config: config, run: run)
  }

  /// Opens a run that was no preview for its report.
  package func runReader(_ run: Run) throws -> RunReader {
    let (store, config) = try still(run)
    return try RunReader(store: store, config: config, run: run)
  }

  /// The data config of a run, in a store that does not move meanwhile.
  private func still(_ run: Run) throws -> (store: EventStore, config: DataConfig) {
    let (store, found) = try config(run.config)
    try store.holdStill()
    guard let config = try store.configs().first(where: { $0.id == found.id }) else {
      throw InputRefused("\(run.config) was removed meanwhile. There is no report of run \(run.id).")
    }
    return (store, config)
  }
}
