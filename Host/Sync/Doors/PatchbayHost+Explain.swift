import Foundation
import HostMapping
import HostModel
import HostStorage

extension PatchbayHost {
  /// Why a record is as it is: each value with its API field, the run that wrote it, what it was before, and whether it is
  /// kept; also of a record that is gone, held, skipped or waiting.
  package func explain(_ record: String, _ event: String, _ type: String, config: String?) throws -> RecordAccount {
    let (store, config) = try find(record, event, type, config: config)
    let id = Array(record.utf8)
    let stored = try store.stored(id, of: config.id)
    let changes = try store.changes(of: id, in: config.id, includingCreation: true)
    let kept = try store.kept(of: id, in: config.id)
    let rows = try store.mapping(of: config.id)
    let untaken = try store.untaken(of: id, in: config.id)
    let said = try store.problems(ofRecord: id, in: config.id)
    // What changed since then may have mended it.
    let isStill = stored?.status == .live && !changes.contains { $0.run > said.run }
    let misfits = isStill ? said.byField : [:]
    var runs: [Int64: RecordAccount.Writer] = [:]
    for change in changes where runs[change.run] == nil {
      let run = try store.run(change.run)
      runs[change.run] = .init(run: change.run, kind: run?.kind ?? .sync, time: run?.started ?? 0)
    }
    let values = StoredValues.slots(of: stored?.body ?? [])
    let fields = try store.metadata(of: config.fpType).compactMap { field -> RecordAccount.Field? in
      let now = values.indices.contains(field.slot) ? values[field.slot] : StoredValues.null
      var earlier: [RecordAccount.Earlier] = []
      var writer: RecordAccount.Writer?
      // Of a line without values nobody knows which fields it changed, so what wrote the value is not known either.
      var isKnown = true
      for change in changes.reversed() {
        guard let run = runs[change.run] else { continue }
        guard let logged = change.fields else {
          if writer == nil { isKnown = false }
          continue
        }
        if change.kind == .created, writer == nil, isKnown, now != StoredValues.null { writer = run }
        for logged in logged where logged.slot == field.slot {
          if writer == nil, isKnown { writer = run }
          earlier.append(.init(value: Self.text(logged.before), replacedBy: run))
        }
      }
      let against = kept.first { $0.subject == .field(slot: field.slot) }.map { Self.text($0.offered) }
      let misfit = misfits[field.name]
      guard now != StoredValues.null || !earlier.isEmpty || against != nil || misfit != nil else { return nil }
      let row = rows.first { $0.target == field.name }
      return RecordAccount.Field(
        name: field.name, value: Self.text(now), mapping: row, writer: writer, earlier: earlier, keptAgainst: against,
        offer: misfit.map { .misfit($0) }
          ?? Self.standing(untaken[field.slot], beside: now, isKept: against != nil, row?.mode))
    }
    return RecordAccount(
      config: config.name, id: record,
      state: try state(id, stored, changes, kept, store, config), fields: fields)
  }

  /// What the vendor offers beside a stored value: nothing that is not stored, for all that is known, another value, or
  /// none.
  private static func standing(
    _ untaken: [UInt8]?, beside now: [UInt8], isKept: Bool, _ mode: MappingMode?
  ) -> RecordAccount.Offer {
    guard let untaken, let mode, untaken != now || isKept else { return .same }
    if untaken == StoredValues.null { return mode == .overwriteWithEmpty ? .same : .none }
    return !isKept && (mode == .onlyIfEmpty || mode == .onlyOnCreate) ? .other(text(untaken)) : .same
  }

  private func state(
    _ id: [UInt8], _ stored: StoredRecord?, _ changes: [RecordChange], _ kept: [Kept], _ store: EventStore,
    _ config: DataConfig
  ) throws -> [String] {
    var words: [String] = []
    let end = changes.last { $0.kind == .deleted }.map { " since run \($0.run)" } ?? ""
    let pending = try store.pendingReason(of: id, in: config.id)
    let missing = stored?.status == .live && pending == nil ? [] : try targetsLeftOut(of: id, config, in: store)
    let skipped = missing.filter(\.isSkipped)
    let since = stored?.row ?? 0 == 0 ? "" : end
    switch stored?.status {
    case .live: words.append("It is live.")
    // It waits: why, stands below.
    case .skipped where skipped.isEmpty && pending != nil:
      words.append(since.isEmpty ? "It was never stored." : "It is gone\(since), with what it points at.")
    case .skipped where skipped.isEmpty:
      let isByTarget = try config.skip.isEmpty && pointsAtOthers(config)
      words.append(
        "It is skipped\(since): "
          + (isByTarget ? "what it points at was left out when the vendor last offered it." : "the skip rule names it.")
      )
    case .skipped,
      nil where pending != nil && !skipped.isEmpty,
      .gone where pending != nil && !skipped.isEmpty:
      words.append("It is skipped\(since) because \(Self.joined(skipped)).")
    case .gone: words.append("It is gone\(end): the vendor did not have it any more, or a person took it out.")
    case nil:
      if let erasure = try erasure(of: id, in: config, store) {
        words.append(
          "It was erased by run \(erasure.run), \(Date(timeIntervalSince1970: erasure.since).formatted(.iso8601)): nothing of"
            + (try identity(of: config, in: store) == nil
              ? " it is stored here. \(ErasedRecord.mayReturn)" : " it is stored, and later runs keep it out."))
      } else {
        words.append("It was never stored.")
      }
    }
    if let time = config.frozen {
      words.append(
        "Its connection was removed and its records were kept,"
          + " \(Date(timeIntervalSince1970: time).formatted(.iso8601)): no run changes it any more.")
    }
    let silent = changes.filter { $0.fields == nil }.map { "run \($0.run)" }
    if !silent.isEmpty {
      words.append("What \(silent.joined(separator: ", ")) changed in it is no longer kept.")
    }
    if stored != nil, !changes.contains(where: { $0.kind == .created }), let day = try firstDayKept(in: store) {
      words.append("What was done to it before \(day) is not kept.")
    }
    if let hold = try store.holds(of: config.id).first(where: { $0.record.utf8.elementsEqual(id) }) {
      words.append(
        "Its \(hold.isDeletion ? "deletion" : "creation") is held since run \(hold.run): \(hold.reason)"
          + " See 'patchbay deletions list \(config.name)'.")
    }
    if let pending, skipped.isEmpty || stored?.status == .live {
      let because = missing.isEmpty ? pending : "\(pending), because \(Self.joined(missing))"
      words.append("The vendor offers it, and it could not be taken: \(because). Every run tries again.")
    }
    for kept in kept {
      switch kept.subject {
      case .creation: words.append("It is kept out since run \(kept.run), though the vendor offers it.")
      case .leaving: words.append("It is kept since run \(kept.run), though the vendor lacks or cancelled it.")
      case .field: break
      }
    }
    return words
  }
}
