import Foundation
import HostModel
import HostStorage
import RecordJSON
import TestSupport
import Testing

@Suite("An event that is used for years") struct GrowthTests {
  private static let day = 86_400.0
  private static let start = 1_800_000_000.0 - 1_800_000_000.0.truncatingRemainder(dividingBy: day)
  private static let (days, runsADay) = (730, 96)

  private func number(_ made: MadeEvent, _ query: String) throws -> Int64 {
    try made.store.database.rows(query) { $0.integer(0) }.first ?? -1
  }

  private func size(_ made: MadeEvent) throws -> Int64 {
    try number(made, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
  }

  /// A thousand people, of whom five get another name each day.
  private func change(_ made: MadeEvent, on day: Int, in run: Int64) throws {
    var writer = try RecordWriter(store: made.store, config: made.config.id, run: run)
    for number in day == 0 ? 0..<1000 : 0..<5 {
      let id = Array("a\((number + day * 5) % 1000)".utf8)
      let stored = try made.store.stored(id, of: made.config.id)
      let body = Array("[\"Name \(day) of \(number), as the vendor has it now\",null]".utf8)
      try id.withUnsafeBytes { id in
        try body.withUnsafeBytes { body in
          if let row = stored?.row {
            try writer.update(id, Fingerprint128(lo: 1, hi: UInt64(day)), body, row: row)
          } else {
            try writer.create(id, Fingerprint128(lo: 1, hi: 0), body, row: 0)
          }
        }
      }
    }
  }

  @Test("every 15 minutes, with a thousand values that never fit, stays below 6 MB") func twoYears() throws {
    let made = try MadeEvent()
    var sizes: [Int64] = []
    for day in 0..<Self.days {
      // One misfit is mended each day, another comes.
      let misfits = (day..<day + EventStore.problemsKept).map(MadeEvent.misfit)
      // A transaction a day instead of one a run: the file is the same, and the disk is not waited for 70,000 times.
      try made.store.database.write {
        for slot in 0..<Self.runsADay {
          let time = Self.start + Double(day) * Self.day + Double(slot) * 900
          try made.store.dropOld(at: time)
          // The last days are of a vendor that cannot say what changed.
          let isFull = slot == 0 || day >= Self.days - 2
          try made.run(at: time, incremental: !isFull, nil, isFull ? misfits : []) { run in
            if slot == 0 { try change(made, on: day, in: run) }
          }
        }
      }
      if day % 100 == 99 || day == Self.days - 1 { sizes.append(try size(made)) }
    }
    #expect(try number(made, "SELECT seq FROM sqlite_sequence WHERE name='run'") == 70_080)
    // Today and 400 days before it, whole.
    #expect(try number(made, "SELECT count(*) FROM run") == 401 * 96)
    #expect(try number(made, "SELECT count(*) FROM change") == 401 * 5)
    // Those of today, and one for each of the ninety whole days before, on which it ended.
    #expect(try number(made, "SELECT count(*) FROM problem_span") == 1000 + 91)
    #expect(try made.store.problems(of: 70_080).kept.first == MadeEvent.misfit(729))
    #expect(sizes[7] < 6_000_000, "\(sizes)")
    // It grew for 400 days and no longer.
    #expect(sizes[7] < sizes[4] + sizes[4] / 20, "\(sizes)")
    #expect(sizes[3] > sizes[2])
  }

  @Test("with a thousand bad values that are others each time keeps twenty thousand of them") func otherEachTime()
    throws
  {
    let made = try MadeEvent()
    for run in 0..<40 {
      let time = Self.start + Double(run) * 900
      try made.store.dropOld(at: time)
      try made.run(at: time, incremental: false, nil, (run * 1000..<run * 1000 + 1000).map(MadeEvent.misfit)) { _ in }
    }
    try made.store.dropOld(at: Self.start + 40_000)
    #expect(try number(made, "SELECT count(*) FROM problem_span WHERE closed IS NOT NULL") == 20_000)
    // The newest stay.
    #expect(try number(made, "SELECT count(*) FROM problem_span WHERE closed IS NULL") == 1000)
    #expect(try made.store.problems(of: 40).kept.count == 1000)
  }
}
