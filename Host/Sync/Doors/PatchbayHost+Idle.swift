import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Does something while no run of these data configs is under way; each is waited for like by a run of its own.
  func whileIdle<Result>(
    _ configs: [DataConfig], _ purpose: String, waiting: (String) -> Void = { _ in }, _ body: () throws -> Result
  ) throws -> Result {
    // In one order, so that two that wait for each other's locks cannot be.
    try locking(configs.sorted { $0.id < $1.id }[...], purpose, waiting, body)
  }

  private func locking<Result>(
    _ configs: ArraySlice<DataConfig>, _ purpose: String, _ waiting: (String) -> Void, _ body: () throws -> Result
  ) throws -> Result {
    guard let first = configs.first else { return try body() }
    let lock = try RunLock(
      config: first, folder: home.locks, patience: try lockPatience(),
      holder: .init("\(purpose) of process \(ProcessInfo.processInfo.processIdentifier)"), isGone: isGone,
      waiting: waiting)
    // Said in so many words: without a use of it behind the body, the lock may be given back before.
    return try withExtendedLifetime(lock) { try locking(configs.dropFirst(), purpose, waiting, body) }
  }

  /// Previews of these data configs whose plans are kept.
  func keptPlans(of configs: [DataConfig], in store: EventStore) throws -> [Int64] {
    let names = Set(configs.map(\.name))
    return try home.keptPlans(of: store.event).filter { try store.run($0).map { names.contains($0.config) } ?? false }
  }
}
