import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Does something while no run of these data configs is under way; they are waited for like by a run of their own.
  func whileIdle<Result>(
    _ configs: [DataConfig], _ purpose: String, waiting: (String) -> Void = { _ in }, _ body: () throws -> Result
  ) throws -> Result {
    let patience = try lockPatience()
    let others =
      configs.count == 1
      ? "another run of \(configs[0].name)" : "other runs of event \(configs.first?.event.description ?? "")"
    let lastWords = "The command was told to stop while \(purpose) waited for \(others) to end. Nothing more was done."
    let lock = try interruption.waiting(lastWords) {
      try RunLock(
        configs, folder: home.locks, patience: patience,
        holder: .init("\(purpose) of process \(ProcessInfo.processInfo.processIdentifier)"), isGone: isGone,
        waiting: waiting)
    }
    // Said in so many words: without a use of it behind the body, the locks may be given back before.
    return try withExtendedLifetime(lock) { try body() }
  }

  /// Previews of these data configs whose plans are kept.
  func keptPlans(of configs: [DataConfig], in store: EventStore) throws -> [Int64] {
    let names = Set(configs.map(\.name))
    return try home.keptPlans(of: store.event).filter { try store.run($0).map { names.contains($0.config) } ?? false }
  }
}
