import Foundation
import HostModel
import HostStorage
import TestSupport
import Testing

@Suite("What the connectors of an event say") struct OutputGrowthTests {
  private static let day = 86_400.0
  private static let start = 1_800_000_000.0 - 1_800_000_000.0.truncatingRemainder(dividingBy: day)

  private func run(_ made: MadeEvent, at time: Double, _ output: ConnectorOutput) throws -> Int64 {
    var run = try made.store.begin(.sync, config: made.config, forced: false, at: time)
    run.status = .completed
    run.finished = time + 2
    run.output = output
    try made.store.finish(run, problems: [], problemCount: 0)
    return run.id
  }

  private func kept(_ made: MadeEvent) throws -> [Int64] {
    try made.store.database.rows("SELECT run FROM connector_output ORDER BY run") { $0.integer(0) }
  }

  @Test("comes back as it was") func whole() throws {
    let made = try MadeEvent()
    var output = ConnectorOutput()
    for (level, text) in [(ConnectorOutput.Level.debug, "a: b"), (.info, "warning: none"), (.warning, "")] {
      output.log(level, text)
    }
    for _ in 0..<300 { output.log(.info, String(repeating: "ä", count: 300)) }
    output.print(["one", "two"], after: 12)
    let id = try run(made, at: Self.start, output)
    let stored = try made.store.output(of: id)
    #expect(stored.first == output.first)
    #expect(stored.last == output.last)
    #expect(output.leftOut > 0)
    #expect(stored.leftOut == output.leftOut)
    #expect(stored.printed == ["one", "two"])
    #expect(stored.printedBefore == 12)
    #expect(try made.store.output(of: id + 1) == ConnectorOutput())
  }

  @Test("goes after 90 days, and beyond a megabyte the oldest of a data config") func bounded() throws {
    let made = try MadeEvent()
    var much = ConnectorOutput()
    for number in 0..<1000 { much.log(.info, "line \(number) " + String(repeating: "x", count: 900)) }
    much.print((0..<1000).map { "line \($0) " + String(repeating: "x", count: 900) })
    for hour in 0..<100 { _ = try run(made, at: Self.start + Double(hour) * 3600, much) }
    let size = try made.store.database.rows("SELECT sum(size) FROM connector_output") { $0.integer(0) }[0]
    #expect(size <= Int64(EventStore.outputKept))
    #expect(size > Int64(EventStore.outputKept) - 33_000)
    #expect(try kept(made).last == 100)
    #expect(try kept(made).count == Int(kept(made).last ?? 0) - Int(kept(made).first ?? 0) + 1)
    try made.store.dropOld(at: Self.start + 90 * Self.day)
    #expect(try kept(made).last == 100)
    try made.store.dropOld(at: Self.start + 96 * Self.day)
    #expect(try kept(made) == [])
  }

  @Test("goes with the values of the change log when the event is over, and is kept no more") func over() throws {
    let made = try MadeEvent()
    var output = ConnectorOutput()
    output.log(.info, "asking")
    _ = try run(made, at: Self.start, output)
    #expect(try kept(made) == [1])
    let end = try made.store.eventRow().historyEnd
    _ = try made.store.dropHistory(at: end - 1)
    #expect(try kept(made) == [1])
    _ = try made.store.dropHistory(at: end)
    #expect(try kept(made) == [])
    #expect(try made.store.hasTraces())
    _ = try run(made, at: end, output)
    #expect(try kept(made) == [])
  }
}
