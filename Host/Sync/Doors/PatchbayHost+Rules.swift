import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// How many records of the last preview a skip rule names.
package struct SkipTrial: Sendable, Equatable {
  /// The preview whose records were counted.
  package let preview: Int64
  /// When the vendor was asked, seconds since 1970.
  package let fetched: Double
  package let received: Int
  package let skipped: Int
  /// How many the rule names that the data config has now.
  package let skippedNow: Int
}

extension PatchbayHost {
  /// What a person wants of a data config's rules; nil leaves one as it is.
  package enum SkipChoice: Sendable { case rules([String]), preset }
  package enum DedupeChoice: Sendable { case rule(String), preset }

  /// Sets which records a data config does not want, and which of two with the same id counts; with `isTrial` it only
  /// counts. Gives the config as it is then, or would be, conditions that it does not skip by any more, what a new skip rule
  /// does to the last preview's records, if one is kept, and a sentence for each API field that may be misspelt.
  package func setRules(
    of name: String, skip: SkipChoice?, dedupe: DedupeChoice?, isTrial: Bool
  ) throws -> (config: DataConfig, ended: [Condition], trial: SkipTrial?, notes: [String]) {
    try locked(name, .edit) { store, found in
      var config = found
      let (enabled, describe) = try describe(config.connector)
      let type = try dataType(of: config, describe)
      switch skip {
      case .rules(let texts):
        config.skip = try texts.map { text in
          do throws(Condition.Malformed) { return try Condition(rule: text) } catch {
            throw InputRefused("\(error) Nothing was changed.")
          }
        }
      case .preset: config.skip = type.skip
      case nil: break
      }
      try refuseForeignPaths(config.skip.flatMap(\.paths), type, config)
      var notes: [String] = []
      if case .rules? = skip { notes = self.notes(onFields: config.skip.flatMap(\.paths), of: config) }
      switch dedupe {
      case .rule(let text):
        guard let rule = DedupeRule(text) else {
          throw InputRefused(
            "'\(text)' is no dedupe rule. Known are: first, last, newest by API_FIELD. Nothing was changed.")
        }
        if case .newest(let path) = rule {
          try refuseForeignPaths([path], type, config)
          notes += self.notes(onFields: [path], of: config)
        }
        config.dedupe = rule
      case .preset: config.dedupe = nil
      case nil: break
      }
      let trial = skip == nil ? nil : try self.trial(of: config, found, in: store, enabled, describe, isTrial: isTrial)
      if !isTrial { try store.setRules(skip: config.skip, dedupe: config.dedupe, of: config.id) }
      return (config, found.skip.filter { !config.skip.contains($0) }, trial, notes)
    }
  }

  private func refuseForeignPaths(_ paths: [FieldPath], _ type: DataType, _ config: DataConfig) throws {
    guard type.explode == nil, let path = paths.first(where: \.fromParent) else { return }
    throw InputRefused(
      "'\(path)' starts with '^', at the record around an element, and the records of \(config.name) are no elements of a"
        + " list. Leave '^' out. Nothing was changed.")
  }

  /// Counts in the newest preview that is kept.
  private func trial(
    of config: DataConfig, _ now: DataConfig, in store: EventStore, _ enabled: EnabledConnector, _ describe: Describe,
    isTrial: Bool
  ) throws -> SkipTrial? {
    let previews = try store.runs(of: config.id, limit: 100).filter { $0.kind == .preview }
    for run in previews {
      let file = PlanFile(home: home, event: config.event, run: run.id)
      guard let raw = try? RawPages(reading: file.rawPath) else { continue }
      do { try file.check(.raw, in: store) } catch {
        // One that an earlier version kept tells nothing. To try a rule is all that a person asked for, or only a remark
        // beside what they did.
        if isTrial, !(error is PlanStale) { throw error }
        continue
      }
      func count(_ config: DataConfig) throws -> (received: Int, skipped: Int) {
        var (received, skipped) = (0, 0)
        let compiled = try compile(config, in: store, enabled, describe)
        try ReceivedRecords(pages: raw, compiled: compiled).forEach { _, _, row in
          received += 1
          if let row, compiled.skip.contains(where: { $0.holds(for: row) }) { skipped += 1 }
        }
        return (received, skipped)
      }
      let (received, skipped) = try count(config)
      return SkipTrial(
        preview: run.id, fetched: run.started, received: received, skipped: skipped, skippedNow: try count(now).skipped)
    }
    return nil
  }
}
