import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Erases a record with all that is known of it and with the records that point at it, wherever the event has it; later
  /// runs keep it out, whichever connection brings it. Gives also which others, by their e-mail, may be the same person, and
  /// what a person must know if traces of it could not be wiped yet.
  package func erase(
    _ record: String, _ event: String, _ type: String, config: String?, _ confirmation: Confirmation
  ) throws -> (result: RunResult, twins: String?, left: String?) {
    let id = Array(record.utf8)
    // What goes for good is never guessed.
    let (found, target) = try find(record, event, type, config: config) { _, _ in false }
    let describe = try hostStore().lastDescribe(of: target.connector).map { try Describe(document: $0) }
    let seen = try ErasedRecord(id, of: target, in: found, self, describe: describe)
    try refuseErased(seen, of: target, in: found)
    let notes = [Self.sentence(onUndecided: seen), Self.sentence(onTwins: try sameEmail(as: seen, in: found))]
    let twins = notes.contains { $0 != nil } ? notes.compactMap { $0 }.joined(separator: " ") : nil
    try confirmation.check(
      Removal(consequence: Self.consequence(seen, of: target) + (twins.map { " \($0)" } ?? ""), word: record))
    // All of the event: no run is to meet a file that is busy for long when it applies.
    return try whileIdle(found.configs(), "an erasure") {
      let store = try EventStore.open(found.event, in: home)
      guard let current = try store.configs().first(where: { $0.id == target.id && $0.name == target.name }) else {
        throw InputRefused("\(target.name) was removed meanwhile. Nothing was changed.")
      }
      try tidyBeforeRun(store)
      let erased = try ErasedRecord(id, of: current, in: store, self, describe: describe)
      // Another process may have erased it while this one waited.
      try refuseErased(erased, of: current, in: store)
      // What the vendor sent of any type may hold it.
      let plans = try keptPlans(
        of: store.configs().filter { erased.connections.contains($0.connection) }, in: store)
      let result = try DecisionRun(host: self, store: store, config: current).erase(erased, stalePlans: plans)
      try hostStore().dropMail(of: store.event, naming: record)
      // Reports on their way into a mail, of a program that was killed.
      for name in (try? FileManager.default.contentsOfDirectory(atPath: home.plans)) ?? []
      where name.hasPrefix("report-") {
        unlink("\(home.plans)/\(name)")
      }
      return (result, twins, wiped(store))
    }
  }

  /// What would become of a record and of what belongs to it.
  private static func consequence(_ erased: ErasedRecord, of config: DataConfig) -> String {
    let pointing = erased.pointing
    let others = erased.others.map { "\($0.connectionName)/\($0.dataType)" }.joined(separator: ", ")
    return "Record '\(String(decoding: erased.id, as: UTF8.self))' of \(config.name) would be erased"
      + (pointing == 0 ? "" : ", and with it \(pointing) that point\(pointing == 1 ? "s" : "") at it")
      + ": values, change log and whatever names it go"
      + (erased.identity == nil ? "." : ", and later runs keep it out.")
      + (others.isEmpty ? "" : " The same record goes from \(others), too.")
      + (erased.identity == nil ? " \(ErasedRecord.mayReturn)" : "")
      + " This cannot be taken back."
  }

  private static func sentence(onUndecided record: ErasedRecord) -> String? {
    guard !record.undecided.isEmpty else { return nil }
    let names = record.undecided.map { "\($0.connectionName)/\($0.dataType)" }.joined(separator: ", ")
    return
      "A record of this id stays in \(names): nobody knows any more which account was read there. If it is the same, erase"
      + " it there, too: add --config \(record.undecided[0].connectionName)/\(record.undecided[0].dataType)."
  }

  private static func sentence(onTwins twins: (listed: [String], count: Int)) -> String? {
    guard twins.count > 0 else { return nil }
    let more = twins.count > twins.listed.count ? " …" : ""
    let subject = twins.count == 1 ? "Another record has" : "\(twins.count) other records have"
    return "\(subject) the same e-mail address and \(twins.count == 1 ? "stays" : "stay"):"
      + " \(twins.listed.joined(separator: ", "))\(more)."
  }

  private func refuseErased(_ record: ErasedRecord, of config: DataConfig, in store: EventStore) throws {
    let isThere = try store.knows(record.id, in: config.id) || !record.others.isEmpty
    guard !isThere, try store.erasure(of: record.id, in: config, record.identity) != nil else { return }
    throw InputRefused(
      "Record '\(String(decoding: record.id, as: UTF8.self))' of \(config.name) is erased already.")
  }
}
