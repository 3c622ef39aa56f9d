import Foundation
import TestSupport

/// A vendor whose answers are hostile, through the program and a connector, run after run. Whatever it answers: nobody goes
/// whom it had all the time, no run is 'completed' that lacks such a one, all counts add up, and once the vendor behaves the
/// event holds exactly what it has.
struct VendorTrial: Trial {
  static let name = "vendors"
  static let share = (cases: 0, seconds: 230)
  static let lanes = 3
  static let patience = 300.0

  private let vendor: RawVendor
  private let base: Stand
  private let pretalx: Stand

  init(in folder: String) throws {
    vendor = try RawVendor()
    // Made before somebody waits for it.
    _ = Spoiling.nothings
    let connectors = try Stand.connectors(in: folder, VendorDialect.dataTypes)
    base = Stand(home: "base", in: folder, connectors: connectors)
    try base.connect("scripted", to: vendor.address, "event=one")
    pretalx = Stand(home: "pretalx", in: folder, connectors: connectors)
    let token = folder + "/token"
    try Data("a-token".utf8).write(to: URL(filePath: token))
    try pretalx.connect("pretalx", to: vendor.address + "/api", "event=sandbox", secret: "token=@" + token)
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    let dialect = VendorDialect.allCases.randomElement(using: &chance) ?? .keyed
    let stand = try (dialect == .pretalx ? pretalx : base).copy(as: "home")
    // pretalx is asked for 250 at once, and for two pages at a time where there are more.
    let counts = [0, 1, 3, 12, 12, 40, 40, 130] + (dialect == .pretalx ? [600, 600] : [])
    let count = counts.randomElement(using: &chance) ?? 3
    let size =
      count > 250 ? 250 : [1, 5, 20, 50].filter { $0 * 45 > count }.randomElement(using: &chance) ?? 50
    let hostile = HostileVendor(dialect, size: size, truth: VendorTruth(count, &chance), at: vendor.address)
    vendor.answer { hostile.answer($0, $1) }
    var story = VendorStory(stand: stand, vendor: vendor, hostile: hostile)
    try story.settle()
    var allCompleted = true
    for _ in 0..<Int.random(in: 2...5, using: &chance) {
      for _ in 0..<Int.random(in: 0...6, using: &chance) {
        hostile.truth.change(&chance, mayMove: dialect.shifts)
      }
      let untruths = (Untruth.allCases + [.pages, .moving]).filter { $0 != .totals || dialect.isTotalAnnounced }
      let untruth = untruths.randomElement(using: &chance) ?? .none
      hostile.turn(
        untruth, spoilt: [0, 0, 0, 30, 150, 500].randomElement(using: &chance) ?? 0,
        tampered: [100, 300, 1000].randomElement(using: &chance) ?? 0, seed: chance.next())
      let isIncremental = dialect == .keyed && Bool.random(using: &chance)
      if try !story.run(isIncremental: isIncremental) { allCompleted = false }
      // What a list has lost twice in a row has left, by the vendor's word: so none loses anybody twice.
      if dialect.shifts || untruth == .pages || untruth == .empty || Bool.random(using: &chance) {
        try story.behaved(isIncremental: isIncremental)
      }
    }
    try story.settle()
    stand.remove()
    return allCompleted
  }
}

/// The runs of one home with one hostile vendor, each held against the truth.
struct VendorStory {
  let stand: Stand
  let vendor: RawVendor
  let hostile: HostileVendor
  private var stored: [String: String] = [:]
  /// True while the host may lack somebody without being able to know.
  private var mayLack = false

  init(stand: Stand, vendor: RawVendor, hostile: HostileVendor) {
    (self.stand, self.vendor, self.hostile) = (stand, vendor, hostile)
  }

  private var dialect: VendorDialect { hostile.dialect }
  private var truth: VendorTruth { hostile.truth }

  /// A run while the vendor is what it is; true if it completed.
  mutating func run(isIncremental: Bool) throws -> Bool {
    vendor.answer { [hostile] in hostile.answer($0, $1) }
    let before = stored
    let image = try stand.dump()
    let words = ["sync", "v/\(dialect.dataType)", "--force", "--json"] + (isIncremental ? ["--incremental"] : [])
    let program = try stand.start(words)
    let run = try ToldRun(program.wait())
    let after = try stand.records(dialect.view, dialect.nameField)
    stored = after
    func must(_ holds: Bool, _ what: @autoclosure () -> String) throws {
      if !holds { throw Found("\(what())\n\(account(run, before))") }
    }
    try must(
      program.peak < 700 << 20, "the program took \(program.peak >> 20) MB of memory")
    try must(
      after.count == before.count + run.count("created") - run.count("deleted"),
      "\(after.count) are stored, after \(before.count), \(run.count("created")) created and \(run.count("deleted")) deleted"
    )
    if !run.applied { try must(try stand.dump() == image, "a run that \(run.status) changed what is stored") }
    let lost = before.keys.filter { after[$0] == nil && truth.always.contains($0) }
    try must(lost.isEmpty, "gone although the vendor had them all the time: \(lost.sorted())")
    // What is spoilt on the way, or in a record, can make another record of it; whoever is new must be the vendor's otherwise.
    if hostile.untruth != .values, !hostile.deeds.contains(where: { $0.hasSuffix(": bytes") }) {
      for (id, name) in after where before[id] != name {
        try must(
          truth.names[id]?.contains(name) == true, "'\(id)' is stored as '\(name)', which the vendor never said")
      }
    }
    guard run.status == "completed" || run.status == "partial" else { return false }
    if run.status == "completed", !isBeyondKnowing(run) {
      let held = try held()
      for id in truth.always where !held.contains(id) {
        try must(after[id] != nil, "completed, and '\(id)' is not stored, whom the vendor had all the time")
        try must(
          truth.names[id]?.contains(after[id] ?? "") == true,
          "completed, and '\(id)' is stored as '\(after[id] ?? "")' and not as one of \(truth.names[id] ?? [])")
      }
    }
    return run.status == "completed"
  }

  /// True if no host can know that somebody is missing: the numbers agree, or there are none.
  private mutating func isBeyondKnowing(_ run: ToldRun) -> Bool {
    switch hostile.untruth {
    case .none, .totals: break
    case .moving: if dialect.shifts, truth.hasMoved { mayLack = true }
    case .pages:
      // The vendor that counts a record each time that it delivers it is believed, by design.
      if hostile.hasTampered, dialect == .endless || run.count("duplicated") > 0 { mayLack = true }
    case .values, .empty: if hostile.hasTampered { mayLack = true }
    }
    return mayLack
  }

  /// A run while the vendor behaves: it completes, unless something waits for a person, and repairs all.
  mutating func behaved(isIncremental: Bool) throws {
    hostile.behave()
    let isWhole = !isIncremental || mayLack
    if isWhole { mayLack = false }
    let completed = try run(isIncremental: !isWhole)
    let waits = try !held().isEmpty
    guard completed || waits else { throw Found("the vendor behaves, and a run is not completed\n\(last)") }
  }

  /// Runs with a vendor that behaves until the event holds exactly what it has.
  mutating func settle() throws {
    for _ in 0..<dialect.readings { try behaved(isIncremental: false) }
    if try !held().isEmpty {
      let approved = try stand.run(["deletions", "approve", "v/\(dialect.dataType)", "--json"])
      guard approved.code == 0 || approved.code == 5 else {
        throw Found("what is held cannot be approved: \(approved.output)\(approved.error)")
      }
    }
    stored = try stand.records(dialect.view, dialect.nameField)
    guard stored == truth.wanted else {
      let wanted = truth.wanted
      let wrong = Set(stored.keys).union(wanted.keys).filter { stored[$0] != wanted[$0] }.sorted()
      let words = wrong.map { "'\($0)': \(stored[$0] ?? "not stored"), at the vendor \(wanted[$0] ?? "not there")" }
      throw Found("the event does not hold what the vendor has: \(words.joined(separator: "; "))\n\(last)")
    }
    let sums = try stand.rows(
      """
      SELECT coalesce(sum(created)-sum(deleted), 0) FROM run r JOIN config c ON c.id=r.config
      WHERE c.data_type='\(dialect.dataType)' AND r.kind<>'preview'
      """)
    guard sums.first?.first == "\(stored.count)" else {
      throw Found("\(stored.count) are stored, and all runs together say \(sums)")
    }
    try stand.checkFiles()
    let plans = try FileManager.default.contentsOfDirectory(atPath: stand.home + "/plans")
    guard plans.isEmpty else { throw Found("left behind: \(plans)") }
  }

  private func held() throws -> Set<String> {
    let rows = try stand.rows(
      "SELECT h.rid FROM hold h JOIN config c ON c.id=h.config WHERE c.data_type='\(dialect.dataType)'")
    return Set(rows.map { $0[0] })
  }

  private var last: String { "dialect \(dialect), pages of \(hostile.size), \(hostile.untruth): \(hostile.deeds)" }

  private func account(_ run: ToldRun, _ before: [String: String]) -> String {
    "  \(last)\n  \(run.status): \(run.report.words). \(run.report.reason)\n  stored before: \(before.keys.sorted())\n"
      + "  at the vendor all the time: \(truth.always.sorted())"
  }
}
