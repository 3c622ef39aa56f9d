import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What the program asks of the disk") struct DiskCallTests {
  /// The calls of these kinds that a command makes, as strace writes them.
  private func calls(_ kinds: String, _ words: [String], _ stand: ScriptedDesk) throws -> [String] {
    let log = stand.desk.folder.path + "/calls"
    let finished = try Launch.run(
      "/usr/bin/strace", ["-f", "-q", "-o", log, "-e", "trace=" + kinds, Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("of a thousand previews whose plans are gone none is looked for") func plans() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    let plans = stand.desk.home + "/plans"
    #expect(try FileManager.default.contentsOfDirectory(atPath: plans).count == 4)
    _ = try stand.desk.sqlite(
      """
      INSERT INTO run(config, name, kind, status, started, finished)
      SELECT config, name, kind, status, started, finished FROM run, generate_series(1, 1000)
      """)
    let removed = try calls("unlink,unlinkat", ["sync", "v/people"], stand).filter { $0.contains("/plans/") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: plans) == [])
    // Those of the preview, and what a run of this number might have left.
    #expect(removed.count <= 16, "\(removed)")
  }

  @Test("the copy that a file is rewritten from lies beside it") func copies() throws {
    let stand = try ScriptedDesk()
    // More than SQLite keeps in memory.
    _ = try stand.desk.sqlite(
      """
      INSERT INTO payload SELECT value, hex(randomblob(500)) FROM generate_series(1000, 15000);
      UPDATE event SET has_traces=1
      """)
    let opened = try calls("open,openat", ["events", "tidy", Operator.eid], stand).filter { $0.contains("etilqs_") }
    #expect(!opened.isEmpty)
    #expect(opened.allSatisfy { $0.contains("\"\(stand.desk.home)/events/etilqs_") }, "\(opened)")
  }
}
