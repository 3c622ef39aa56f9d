import HostModel
import HostStorage

extension PatchbayHost {
  /// Erases a record with all that is known of it and with the records that point at it; later runs keep it out. Gives
  /// also what a person must know if traces of it could not be wiped yet.
  package func erase(
    _ record: String, _ event: String, _ type: String, config: String?, _ confirmation: Confirmation
  ) throws -> (result: RunResult, left: String?) {
    let id = Array(record.utf8)
    let (found, target) = try find(record, event, type, config: config)
    guard try found.erasure(of: id, in: target.id) == nil else {
      throw InputRefused("Record '\(record)' of \(target.name) is erased already.")
    }
    let describe = try hostStore().lastDescribe(of: target.connector).map { try Describe(document: $0) }
    let others = try PointingRecords.pointing(at: target, in: found, describe).map(\.config)
    let seen = try PointingRecords(at: id, of: target, in: found, describe: describe)
    let with = seen.live == 0 ? "" : ", and with it \(seen.live) that point\(seen.live == 1 ? "s" : "") at it"
    try confirmation.check(
      Removal(
        consequence: "Record '\(record)' of \(target.name) would be erased\(with): values, change log and whatever"
          + " names it go, and later runs keep it out. This cannot be taken back.", word: record))
    // All of the event: no run is to meet a file that is busy for long when it applies.
    return try whileIdle(found.configs(), "an erasure") {
      let store = try EventStore.open(found.event, in: home)
      guard let current = try store.configs().first(where: { $0.id == target.id && $0.name == target.name }) else {
        throw InputRefused("\(target.name) was removed meanwhile. Nothing was changed.")
      }
      try tidyBeforeRun(store)
      let pointing = try PointingRecords(at: id, of: current, in: store, describe: describe)
      let result = try DecisionRun(host: self, store: store, config: current).erase(
        id, with: pointing, stalePlans: keptPlans(of: [current] + others, in: store))
      return (result, wiped(store))
    }
  }
}
