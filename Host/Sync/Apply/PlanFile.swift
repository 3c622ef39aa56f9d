import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// A plan kept for `sync --plan`: a small JSON file beside its spool, both readable by this user alone, at most 24 hours.
///
/// The JSON stands behind a line with its own mark, and holds those of the other files: what is damaged is refused.
struct PlanFile {
  static let lifetime = 86_400.0

  let home: Home
  let event: EventID
  let run: Int64

  var spoolPath: String { "\(home.plans)/\(event)-\(run).spool" }
  /// What the vendor sent, and every problem that was found in it: for the preview's workbook.
  var rawPath: String { "\(home.plans)/\(event)-\(run).raw" }
  var problemsPath: String { "\(home.plans)/\(event)-\(run).problems" }
  private var headerPath: String { "\(home.plans)/\(event)-\(run).json" }

  /// Keeps a plan; its spool was made at `spoolPath`.
  func save(_ plan: SyncPlan, _ facts: PreviewFacts, in store: EventStore) throws {
    try plan.spool.keep()
    try plan.log?.keep()
    func ids(_ ids: [[UInt8]]) -> JSONTree { .array(ids.map { .string(String(decoding: $0, as: UTF8.self)) }) }
    let header = JSONTree.object([
      .init("countsStanding", .bool(true)), .init("status", .string(plan.status.rawValue)),
      .init("reason", .string(plan.reason.did)),
      .init("counts", .object(plan.counts.listed.map { .init($0.name, .number(String($0.count))) })),
      .init("superseded", .array(plan.superseded.sorted().map { .number(String($0)) })),
      .init("deletes", .bool(plan.deletes)), .init("holdsDeletions", .bool(plan.holdsDeletions)),
      .init("holdsCreations", .bool(plan.holdsCreations)), .init("holdReason", .string(plan.holdReason)),
      .init("isComplete", .bool(plan.isComplete)), .init("settled", ids(plan.settled)),
      .init("released", ids(plan.released)), .init("judgesAbsence", .bool(plan.judgesAbsence)),
      .init("holdsAgain", .bool(plan.holdsAgain)),
      .init("referencesJudged", plan.referencesJudged.map { .number(String($0)) } ?? .null),
      .init("repeats", plan.repeats.map { .number(String($0)) } ?? .null),
      .init("cursor", plan.cursor.map { .string(Data($0).base64EncodedString()) } ?? .null),
      .init("outcome", plan.outcome.json),
      .init("limits", .array([plan.limits.many, plan.limits.some, plan.limits.percent].map { .number(String($0)) })),
      .init("credentials", .number(String(plan.credentials))), .init("revision", .number(String(plan.revision))),
      .init("fetched", .number(String(plan.fetched))),
      .init("live", .number(String(plan.live))), .init("problemCount", .number(String(plan.problemCount))),
      .init(
        "fillRates",
        .array(
          plan.fillRates.map {
            .array([.string($0.path), .number(String($0.filled)), .number(String($0.received))])
          })),
      .init("preview", facts.json),
      .init(
        "marks",
        .object(
          try [Part.spool, .raw, .problems].map { part in
            .init(part.rawValue, .string(try FileMark(ofFileAt: path(of: part), in: store).text))
          })),
    ])
    // What an earlier run of this number left is removed; a link in its place is nobody's plan.
    let descriptor = open(headerPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolError(path: headerPath, code: errno) }
    defer { close(descriptor) }
    let json = header.encoded()
    let bytes = Array((FileMark(of: json, in: store).text + "\n").utf8) + json
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count, fsync(descriptor) == 0 else { throw SpoolError(path: headerPath, code: errno) }
    try Home.settle(home.plans)
  }

  /// What was kept; nil if it was by an earlier version, without a mark.
  private func header(in store: EventStore) throws -> JSONTree? {
    guard let bytes = FileManager.default.contents(atPath: headerPath).map({ Array($0) }) else {
      throw RunRefused(
        "There is no plan \(run): a preview keeps its plan for 24 hours, or until a later run applies. Make a new preview."
      )
    }
    if bytes.first == UInt8(ascii: "{") { return nil }
    guard let end = bytes.firstIndex(of: 0x0A) else { throw damaged(headerPath) }
    let json = Array(bytes[(end + 1)...])
    guard let mark = FileMark(String(decoding: bytes[..<end], as: UTF8.self)), mark == FileMark(of: json, in: store),
      let header = try? JSONTree.parse(json)
    else { throw damaged(headerPath) }
    return header
  }

  private func current(in store: EventStore) throws -> JSONTree {
    guard let header = try header(in: store) else { throw PlanStale(moved: ["patchbay itself"]) }
    return header
  }

  private func damaged(_ path: String) -> RunRefused {
    RunRefused(
      "Plan \(run) is damaged: '\(path)' is not as the preview left it. Nothing was applied. Make a new preview.")
  }

  /// One of the files that lie beside the plan.
  enum Part: String {
    case spool, raw, problems
  }

  /// Throws if a file is not what the preview left.
  func check(_ part: Part, in store: EventStore) throws {
    let path = path(of: part)
    let mark = try current(in: store)["marks"]?[part.rawValue]?.string.flatMap { FileMark($0) }
    guard try mark == FileMark(ofFileAt: path, in: store) else { throw damaged(path) }
  }

  private func path(of part: Part) -> String {
    switch part {
    case .spool: spoolPath
    case .raw: rawPath
    case .problems: problemsPath
    }
  }

  /// What the plan was made under: the outcome version, the guard's limits, and the revisions of the connection's
  /// credentials, 0 in a plan that does not know it, and of the config's records.
  func origin(
    in store: EventStore
  ) throws -> (outcome: OutcomeVersion, limits: GuardLimits, credentials: Int64, revision: Int64) {
    let json = try current(in: store)
    let limits = (json["limits"]?.elements ?? []).compactMap(\.int)
    // Earlier versions counted fewer held deletions than are held when the plan has applied.
    guard limits.count == 3, json["countsStanding"]?.bool == true else { throw PlanStale(moved: ["patchbay itself"]) }
    return (
      OutcomeVersion(json["outcome"] ?? .null), GuardLimits(many: limits[0], some: limits[1], percent: limits[2]),
      Int64(json["credentials"]?.int ?? 0), Int64(json["revision"]?.int ?? 0)
    )
  }

  /// What the preview was made with and saw.
  func facts(_ config: DataConfig, in store: EventStore) throws -> PreviewFacts {
    guard let facts = try PreviewFacts(try header(in: store)?["preview"], fpType: config.fpType, in: store) else {
      throw RunRefused(
        "Preview \(run) was made by an earlier version of patchbay, which kept less than its report tells. Make a new"
          + " preview.")
    }
    return facts
  }

  /// The kept plan, with the problems of its run.
  func load(problems: [Problem], in store: EventStore) throws -> SyncPlan {
    let json = try current(in: store)
    try check(.spool, in: store)
    func ids(_ key: String) -> [[UInt8]] { (json[key]?.elements ?? []).compactMap { $0.string.map { Array($0.utf8) } } }
    func flag(_ key: String) -> Bool { json[key]?.bool ?? false }
    func number(_ key: String) -> Double {
      if case .number(let text)? = json[key] { Double(text) ?? 0 } else { 0 }
    }
    var counts = RunCounts()
    let listed = Dictionary((json["counts"]?.members ?? []).map { ($0.key, $0.value.int ?? 0) }) { first, _ in first }
    counts.received = listed["received"] ?? 0
    counts.created = listed["created"] ?? 0
    counts.unchanged = listed["unchanged"] ?? 0
    counts.updated = listed["updated"] ?? 0
    counts.deleted = listed["deleted"] ?? 0
    counts.skipped = listed["skipped"] ?? 0
    counts.invalid = listed["invalid"] ?? 0
    counts.duplicated = listed["duplicated"] ?? 0
    counts.heldDeletions = listed["heldDeletions"] ?? 0
    counts.heldCreations = listed["heldCreations"] ?? 0
    let origin = try origin(in: store)
    return SyncPlan(
      counts: counts, problems: problems, problemCount: json["problemCount"]?.int ?? 0,
      status: RunStatus(rawValue: json["status"]?.string ?? "") ?? .failed, reason: Said(json["reason"]?.string ?? ""),
      fault: nil, spool: try Spool(reading: spoolPath),
      superseded: Set((json["superseded"]?.elements ?? []).compactMap { $0.int.map { UInt32(clamping: $0) } }),
      deletes: flag("deletes"), holdsDeletions: flag("holdsDeletions"), holdsCreations: flag("holdsCreations"),
      holdReason: json["holdReason"]?.string ?? "", isComplete: flag("isComplete"), settled: ids("settled"),
      released: ids("released"), judgesAbsence: flag("judgesAbsence"), holdsAgain: flag("holdsAgain"),
      cursor: json["cursor"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) },
      referencesJudged: json["referencesJudged"]?.int.map { Int64($0) },
      repeats: json["repeats"]?.int, outcome: origin.outcome, limits: origin.limits, revision: origin.revision,
      createdExamples: [], updatedExamples: [], fetched: number("fetched"), live: json["live"]?.int ?? 0,
      fillRates: (json["fillRates"]?.elements ?? []).compactMap { rate in
        guard let parts = rate.elements, parts.count == 3 else { return nil }
        return FillRate(path: parts[0].string ?? "", filled: parts[1].int ?? 0, received: parts[2].int ?? 0)
      })
  }

  /// Removes the plan.
  func remove() {
    removeSpool()
    unlink(headerPath)
  }

  /// Removes the plans of a data config whose newest previews these are: a run applied, and what they keep is of no use.
  static func removeAll(of config: DataConfig, previews: [Int64], in home: Home) {
    let runs = Set(previews)
    guard !runs.isEmpty else { return }
    let prefix = "\(config.event)-"
    // Of most previews nothing is kept any more: what there is is looked for once.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: home.plans)) ?? [] where name.hasPrefix(prefix) {
      guard let run = Int64(name.dropFirst(prefix.count).prefix { $0 != "." }), runs.contains(run) else { continue }
      unlink("\(home.plans)/\(name)")
    }
  }

  /// Removes what the plan would write and what the vendor sent; what it was made under stays, so that applying it can say what moved.
  func removeSpool() {
    for path in [spoolPath, rawPath, problemsPath] { unlink(path) }
  }

  /// Removes every plan of a home that is older than a day.
  static func removeOld(in home: Home, now: Double) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: home.plans)) ?? [] {
      let path = "\(home.plans)/\(name)"
      var status = stat()
      if stat(path, &status) == 0, now - Double(status.st_mtim.tv_sec) > lifetime { unlink(path) }
    }
  }
}
