import HostModel
import HostStorage

extension PatchbayHost {
  /// Opens a kept preview for its report: at most 24 hours old, and no run applied since.
  package func previewReader(_ run: Run) throws -> PreviewReader {
    let (store, config) = try config(run.config)
    return try PreviewReader(host: self, store: store, config: config, run: run)
  }

  /// Opens a run that was no preview for its report.
  package func runReader(_ run: Run) throws -> RunReader {
    let (store, config) = try config(run.config)
    return try RunReader(store: store, config: config, run: run)
  }
}
