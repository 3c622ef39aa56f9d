import Foundation
import TestSupport

/// What happens to one home.
struct KillStory {
  let stand: Stand
  let vendor: RawVendor
  let lists: [HostileVendor]
  let names: Set<String>
  /// What the last command was and when it was killed, for whoever looks at a fault.
  var deeds: [String] = []
  var erased: Set<String> = []
  var mayKillWorker = 2

  /// What a person, or a serve, does.
  enum Deed: CaseIterable {
    case sync, incremental, preview, plan, approve, discard, undo, mapping, erase, edit, metadata, tidy, serve
    case removeConnection, removeEvent
  }

  init(base: Stand, vendor: RawVendor, _ chance: inout SeededGenerator) throws {
    stand = try base.copy(as: "home")
    self.vendor = vendor
    let count = [5, 60, 2500].randomElement(using: &chance) ?? 5
    var lists: [HostileVendor] = []
    for dialect in [VendorDialect.keyed, .counted] {
      lists.append(
        HostileVendor(dialect, size: max(20, count / 5), truth: VendorTruth(count, &chance), at: vendor.address))
    }
    self.lists = lists
    let all = lists
    vendor.answer { target, times in
      (all.first { target.hasPrefix("/\($0.dialect.rawValue)?") } ?? all[0]).answer(target, times)
    }
    for list in lists { try stand.must("sync", "v/\(list.dialect.rawValue)", "--json") }
    names = try Self.files(of: stand)
  }

  /// True if something was killed before its end.
  mutating func tell(_ chance: inout SeededGenerator) throws -> Bool {
    var hasKilled = false
    for _ in 0..<Int.random(in: 1...3, using: &chance) {
      let deed = Deed.allCases.randomElement(using: &chance) ?? .sync
      deeds.append("\(deed)")
      do {
        if try carryOut(deed, &chance) { hasKilled = true }
        if deed == .removeEvent || deed == .removeConnection {
          stand.remove()
          return hasKilled
        }
      } catch let found as Found { throw Found("\(found)\n  \(deeds.joined(separator: "\n  "))") }
    }
    do { try settle() } catch let found as Found { throw Found("\(found)\n  \(deeds.joined(separator: "\n  "))") }
    stand.remove()
    return hasKilled
  }

  /// Runs that nobody kills bring exactly what the vendor has, and nothing is left behind.
  func settle() throws {
    for list in lists {
      let config = "v/\(list.dialect.rawValue)"
      for _ in 0..<list.dialect.readings {
        let run = try ToldRun(stand.run(["sync", config, "--force", "--json"]))
        guard run.status == "completed" || run.status == "partial" else {
          throw Found("\(run.status): \(run.report.reason)")
        }
      }
      let approved = try stand.run(["deletions", "approve", config])
      guard [0, 5].contains(approved.code) || approved.error.hasPrefix("Nothing is held in ") else {
        throw Found("cannot be approved: \(approved.output)\(approved.error)")
      }
      let stored = try stand.records(list.dialect.view)
      let wanted = list.truth.wanted
      let kept = Set(
        try stand.rows(
          "SELECT k.rid FROM kept k JOIN config c ON c.id=k.config WHERE c.data_type='\(list.dialect.rawValue)'"
        ).map { $0[0] })
      let wrong = Set(stored.keys).union(wanted.keys).filter {
        stored[$0] != wanted[$0] && !kept.contains($0) && !(erased.contains($0) && list.dialect == .keyed)
      }
      guard wrong.isEmpty else {
        let words = wrong.sorted().map {
          "'\($0)': \(stored[$0] ?? "not stored"), at the vendor \(wanted[$0] ?? "not there")"
        }
        throw Found("\(config) does not hold what the vendor has: \(words.joined(separator: "; "))")
      }
      if list.dialect == .keyed {
        let back = erased.filter { stored[$0] != nil }
        guard back.isEmpty else { throw Found("erased, and back: \(back)") }
      }
      let sums = try stand.rows(
        """
        SELECT coalesce(sum(created)-sum(deleted), 0) FROM run r JOIN config c ON c.id=r.config
        WHERE c.data_type='\(list.dialect.rawValue)' AND r.kind<>'preview'
        """)
      let gone = list.dialect == .keyed ? erased.count : 0
      guard let sum = sums.first?.first.flatMap({ Int($0) }), sum == stored.count || sum - gone == stored.count else {
        throw Found("\(stored.count) are stored in \(config), and all runs together say \(sums)")
      }
    }
    try stand.checkFiles()
    let left = try Self.files(of: stand).subtracting(names)
    guard left.isEmpty else { throw Found("left behind: \(left.sorted())") }
    let open = try stand.rows(
      "SELECT id, status FROM run WHERE status NOT IN ('completed','partial','failed','interrupted','refused')")
    guard open.isEmpty else { throw Found("runs that no run should be like: \(open)") }
  }

  /// Names of what lies in the home, but for what SQLite keeps beside its files and for locks, which are files for good.
  static func files(of stand: Stand) throws -> Set<String> {
    let all = try FileManager.default.subpathsOfDirectory(atPath: stand.home)
    return Set(all.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") && !$0.hasPrefix("locks/") })
  }
}
