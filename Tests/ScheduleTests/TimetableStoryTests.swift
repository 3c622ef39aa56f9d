import HostModel
import HostSchedule
import Testing

@Suite("The timetable starts what one who goes through the days minute by minute would start")
struct TimetableStoryTests {
  @Test(
    "over a year of random configs, zones, edits, failures, refusals, quotas, downtimes and clocks set anew",
    arguments: 0..<40)
  func stories(_ batch: UInt64) {
    var checks = 0
    for seed in batch * 50..<(batch + 1) * 50 {
      let story = Story(seed: seed)
      var asked = AskedNow(story)
      asked.run()
      var walked = Walker(story) { Int(Timetable.offset(of: story.key, every: $0)) }
      walked.run()
      #expect(asked.starts == walked.starts, "seed \(seed)")
      #expect(asked.checks == walked.checks, "seed \(seed)")
      checks += asked.checks.count
    }
    // Enough of them tell of refused credentials.
    #expect(checks > 50)
  }

  @Test("through a whole year of one config, with all of that", arguments: 0..<8)
  func year(_ seed: UInt64) {
    let story = Story(seed: 10_000 + seed, isWholeYear: true)
    var asked = AskedNow(story)
    asked.run()
    var walked = Walker(story) { Int(Timetable.offset(of: story.key, every: $0)) }
    walked.run()
    #expect(asked.starts == walked.starts)
    #expect(asked.checks == walked.checks)
    #expect(asked.starts.count > 250)
    #expect(asked.starts.last.map { $0 > 300 * 86_400 } == true)
  }
}
