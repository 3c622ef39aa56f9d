import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Erases a record with all that is known of it and with the records that point at it; later runs keep it out. Gives
  /// also which others, by their e-mail, may be the same person, and what a person must know if traces of it could not be
  /// wiped yet.
  package func erase(
    _ record: String, _ event: String, _ type: String, config: String?, _ confirmation: Confirmation
  ) throws -> (result: RunResult, twins: String?, left: String?) {
    let id = Array(record.utf8)
    // What goes for good is never guessed.
    let (found, target) = try find(record, event, type, config: config) { _, _ in false }
    try refuseErased(id, of: target, in: found)
    let describe = try hostStore().lastDescribe(of: target.connector).map { try Describe(document: $0) }
    let seen = try PointingRecords(at: id, of: target, in: found, describe: describe)
    let with = seen.live == 0 ? "" : ", and with it \(seen.live) that point\(seen.live == 1 ? "s" : "") at it"
    let twins = Self.sentence(onTwins: try sameEmail(as: id, of: target, in: found))
    try confirmation.check(
      Removal(
        consequence: "Record '\(record)' of \(target.name) would be erased\(with): values, change log and whatever"
          + " names it go, and later runs keep it out. This cannot be taken back."
          + (twins.map { " \($0)" } ?? ""), word: record))
    // All of the event: no run is to meet a file that is busy for long when it applies.
    return try whileIdle(found.configs(), "an erasure") {
      let store = try EventStore.open(found.event, in: home)
      guard let current = try store.configs().first(where: { $0.id == target.id && $0.name == target.name }) else {
        throw InputRefused("\(target.name) was removed meanwhile. Nothing was changed.")
      }
      // Another process may have erased it while this one waited.
      try refuseErased(id, of: current, in: store)
      try tidyBeforeRun(store)
      let pointing = try PointingRecords(at: id, of: current, in: store, describe: describe)
      // What the vendor sent of any type may hold it.
      let plans = try keptPlans(of: store.configs().filter { $0.connection == current.connection }, in: store)
      let result = try DecisionRun(host: self, store: store, config: current).erase(
        id, with: pointing, stalePlans: plans)
      try hostStore().dropMail(of: store.event, naming: record)
      // Reports on their way into a mail, of a program that was killed.
      for name in (try? FileManager.default.contentsOfDirectory(atPath: home.plans)) ?? []
      where name.hasPrefix("report-") {
        unlink("\(home.plans)/\(name)")
      }
      return (result, twins, wiped(store))
    }
  }

  private static func sentence(onTwins twins: (listed: [String], count: Int)) -> String? {
    guard twins.count > 0 else { return nil }
    let more = twins.count > twins.listed.count ? " …" : ""
    let subject = twins.count == 1 ? "Another record has" : "\(twins.count) other records have"
    return "\(subject) the same e-mail address and \(twins.count == 1 ? "stays" : "stay"):"
      + " \(twins.listed.joined(separator: ", "))\(more)."
  }

  private func refuseErased(_ id: [UInt8], of config: DataConfig, in store: EventStore) throws {
    guard try store.erasure(of: id, in: config.id) == nil else {
      throw InputRefused("Record '\(String(decoding: id, as: UTF8.self))' of \(config.name) is erased already.")
    }
  }
}
