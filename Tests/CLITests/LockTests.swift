import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Commands that wait for each other") struct LockTests {
  /// The lock of a data config of the one event, by its number.
  private func path(_ number: Int, _ stand: ScriptedDesk) -> String {
    "\(stand.desk.home)/locks/\(Operator.eid)-\(number).lock"
  }

  /// Takes a lock as another program would.
  private func take(_ number: Int, _ stand: ScriptedDesk) throws -> Int32 {
    let descriptor = Glibc.open(path(number, stand), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return descriptor
  }

  /// The locks that a program has open, one that it waits for included.
  private func open(by program: Running, _ stand: ScriptedDesk) -> Set<Int> {
    let folder = "/proc/\(program.process.processIdentifier)/fd"
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    return Set((1...4).filter { files.contains(path($0, stand)) })
  }

  private func start(_ stand: ScriptedDesk, _ words: [String], through program: [String] = []) throws -> Running {
    try Launch.start(
      "/usr/bin/env", program + [Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
  }

  @Test("an import and an erasure of one event both come to their end, whatever the order of the sheets")
  func order() async throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    // Whoever waits, waits until it gets what it waits for.
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "86400"
    let book = stand.desk.folder.path + "/m.xlsx"
    #expect(try stand.raw(["mapping", "export", "\(Operator.eid)/v", "-o", book]).code == 0)
    let turn = """
      import sys, openpyxl
      book = openpyxl.load_workbook(sys.argv[1])
      book._sheets.reverse()
      for sheet in book: sheet.delete_rows(sheet.max_row, 1)
      book.save(sys.argv[1])
      """
    #expect(try Launch.run("/usr/bin/python3", ["-c", turn, book]).code == 0)
    let held = try [2, 3].map { try take($0, stand) }
    let erasure = try start(stand, ["records", "erase", Operator.eid, "person", "a1", "--yes", "a1"])
    try await eventually { open(by: erasure, stand) == [1, 2] }
    let importing = try start(stand, ["mapping", "import", "\(Operator.eid)/v", book, "--yes"])
    try await eventually { !open(by: importing, stand).isEmpty }
    // It waits for what the erasure has, and keeps nothing from it.
    #expect(open(by: importing, stand) == [1])
    for descriptor in held { close(descriptor) }
    try await eventually { !erasure.process.isRunning && !importing.process.isRunning }
    #expect(!erasure.process.isRunning && !importing.process.isRunning)
    for program in [erasure, importing] where program.process.isRunning { program.signal(SIGKILL) }
    #expect(erasure.wait().code == 0)
    #expect(importing.wait().code == 0)
    #expect(try stand.ids("person") == ["a2", "a3"])
    #expect(try stand.desk.sqlite("SELECT count(*) FROM mapping WHERE config=1") == "6")
  }

  // MARK: Clocks

  /// A sync that waits for another program, with a wall clock that the test sets.
  private func waiting(
    _ stand: ScriptedDesk, seconds: String
  ) async throws -> (sync: Running, clock: Clock, other: Int32) {
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    let clock = try Clock(in: stand.folder)
    stand.desk.environment.merge(clock.environment) { $1 }
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = seconds
    let other = try take(1, stand)
    let sync = try start(stand, ["sync", "v/people"], through: clock.words)
    try await eventually { open(by: sync, stand) == [1] }
    return (sync, clock, other)
  }

  @Test("wait no longer when the clock is put back") func back() async throws {
    let stand = try ScriptedDesk()
    let (sync, clock, other) = try await waiting(stand, seconds: "2")
    defer { close(other) }
    try clock.set(-86_400)
    try await eventually { !sync.process.isRunning }
    #expect(!sync.process.isRunning)
    if sync.process.isRunning { sync.signal(SIGKILL) }
    let finished = sync.wait()
    #expect(finished.code == 3)
    #expect(finished.output.contains("which did not end within 2 seconds."))
  }

  @Test("do not give up when the clock is put forward") func forward() async throws {
    let stand = try ScriptedDesk()
    let (sync, clock, other) = try await waiting(stand, seconds: "3600")
    try clock.set(86_400)
    // So often has it slept and looked again.
    func sleeps() throws -> Int {
      let pid = sync.process.processIdentifier
      let status = try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
      return line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0
    }
    let before = try sleeps()
    try await eventually { try !sync.process.isRunning || sleeps() >= before + 5 }
    #expect(sync.process.isRunning)
    close(other)
    #expect(try await sync.finished().code == 0)
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }
}
