import HostModel
import HostStorage
import RecordJSON

// From the vendor to the differ, and what a crash on the way comes to.
extension SyncRun {
  /// Runs the pipeline: the worker and HTTP on one thread, slicing on another, differing on this one.
  func fetch(
    _ job: FetchJob, _ type: DataType, _ compiled: CompiledConfig, _ cursor: [UInt8]?, into intake: PageIntake,
    _ differ: Differ, _ stored: StoredPrints, keeping: (DecodedPage) throws -> Void
  ) throws -> (FetchEnd, Tombstones) {
    let fetch = RunningFetch(
      job: job, dataType: type.id, cursor: cursor ?? [], paths: compiled.fields.source, heard: heard)
    defer { fetch.stop() }
    host.interruption.whileFetching(fetch.cancel)
    defer { host.interruption.whileFetching(nil) }
    // The worker starts and the first pages come while this goes on.
    try differ.load(stored)
    var tombstones = Tombstones()
    while let event = fetch.next() {
      switch event {
      case .page(let page):
        do {
          try intake.take(page)
        } catch let error as JSONError {
          return (fetch.failed(page, error), tombstones)
        }
        try keeping(page)
        fetch.recycle(page)
        if let endless = intake.endless { return (fetch.endless(endless, with: page), tombstones) }
        progress(.fetching(pages: page.number, records: intake.received, expected: differ.liveBefore))
      case .tombstones(let ids): tombstones.add(ids, differ)
      case .end(let end): return (end, tombstones)
      }
    }
    if host.interruption.isRequested { return (FetchEnd(outcome: .cancelled), tombstones) }
    return (
      FetchEnd(
        outcome: .connectorFailed("\(config.connector) ended without a word. Nothing was applied.", isCrash: false)),
      tombstones
    )
  }

  /// Counts a crash for the connector's account; gives the sentence with what follows from it.
  func noteCrash(_ sentence: String, isCrash: Bool, _ enabled: EnabledConnector) throws -> String {
    guard isCrash else { return sentence }
    let (inARow, quarantined) = try host.hostStore().recordCrash(
      digest: enabled.digest, config: config.name, fault: sentence)
    if quarantined != nil { return sentence + " The connector is quarantined now: it crashed in three data configs." }
    return inARow >= 3
      ? sentence
        + " It crashed \(inARow) times in a row: this data config is stopped. Try once more with 'patchbay sync \(config.name) --force', or enable a fixed connector."
      : sentence
  }
}
