import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A host that runs by itself") struct ServeTests {
  private let secondPage = ScriptedVendor.target("people", page: 2)

  /// Nine people stored; the vendor has forty more, the second page of which does not come before it is released.
  private func stalled(_ more: String = "") throws -> ServeDesk {
    let desk = try ServeDesk()
    let all = ScriptedDesk.people(1...9) + ScriptedDesk.people(10...20)
    desk.stand.vendor.serve("people", [all, ScriptedDesk.people(21...40)], total: 40)
    desk.stand.vendor.answer(
      secondPage,
      ScriptedAnswer(
        "{\"items\": [\(ScriptedDesk.people(21...40).joined(separator: ","))], \"rights\": true, \"total\": 40}",
        stalls: true))
    return desk
  }

  @Test("runs again what was cut off when it was killed, of which nothing was applied") func killed() async throws {
    let desk = try stalled()
    defer { desk.stand.vendor.release() }
    let serve = try desk.serve()
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    serve.signal(SIGKILL)
    _ = serve.wait()
    #expect(try desk.stand.ids("person").count == 9)
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...12))
    let second = try desk.serve(isDue: false)
    #expect(try await desk.run(2).words == "completed: received 12, created 3, unchanged 9")
    let config = "\(Operator.eid)/v/people"
    #expect(
      second.errorSoFar.contains(
        "level=warning event=run.interrupted config=\(config) run=2 msg=\"The program that made it ended before it did, or"
          + " stood still. Nothing of it was applied.\"\n"))
    #expect(second.errorSoFar.contains("level=info event=run.started config=\(config) run=3 lag="))
    let first = try desk.runs()[0]
    #expect(first.words == "interrupted")
    #expect(first.reason == "The program ended before the run did. Nothing of it was applied.")
    #expect(try desk.stand.desk.sqlite("SELECT count(*) FROM run WHERE status='running'") == "0")
  }

  @Test("two on one home run each job once") func two() async throws {
    let desk = try ServeDesk(["people", "sessions"])
    for _ in 0..<3 { try desk.serve(isDue: false) }
    for round in 1...6 {
      try desk.makeDue()
      _ = try await desk.run(round * 2)
    }
    let asked = desk.stand.vendor.requests.filter { $0 == ScriptedVendor.target("people", page: 1) }.count
    for serve in desk.serves { serve.signal(SIGTERM) }
    for serve in desk.serves { #expect(try await serve.finished().code == 0) }
    #expect(
      try desk.runs().map(\.words).sorted() == Array(repeating: "completed: received 1, unchanged 1", count: 6)
        + Array(repeating: "completed: received 9, unchanged 9", count: 6))
    // One of them was the sync by hand.
    #expect(asked == 7)
  }

  @Test("takes over from one that stands still, which applies nothing when it wakes") func frozen() async throws {
    let desk = try stalled()
    defer { desk.stand.vendor.release() }
    let sleeper = try desk.serve(lease: 15)
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    sleeper.signal(SIGSTOP)
    // Meanwhile the tenth has registered, and nobody else.
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    let other = try desk.serve(isDue: false)
    #expect(try await desk.run(2).words == "completed: received 10, created 1, unchanged 9")
    #expect(try desk.runs()[0].words == "interrupted")
    other.signal(SIGTERM)
    #expect(try await other.finished().code == 0)
    sleeper.signal(SIGCONT)
    desk.stand.vendor.release()
    try await eventually { sleeper.errorSoFar.contains("taken for dead") }
    #expect(sleeper.errorSoFar.contains("Run 2 was taken for dead"))
    #expect(try desk.stand.ids("person") == (1...10).map { "a\($0)" }.sorted())
    #expect(try desk.runs().map { $0.words.prefix(11) } == ["interrupted", "completed: "])
    // It is none the worse for it.
    try desk.makeDue()
    #expect(try await desk.run(3).words == "completed: received 10, unchanged 10")
  }

  @Test("is there for as long as its own lease says, whoever asks") func ownLease() async throws {
    let desk = try ServeDesk()
    let serve = try desk.serve(isDue: false, lease: 2)
    try await eventually { serve.errorSoFar.contains("event=ready") }
    desk.stand.desk.environment["PATCHBAY_LEASE"] = "600"
    #expect(try desk.stand.raw(["doctor"]).output.contains("ok   nodes          root runs 1 data config\n"))
    serve.signal(SIGSTOP)
    try await eventually { try desk.stand.raw(["doctor"]).output.contains("no 'patchbay serve --node root' runs") }
  }

  @Test("does not take its own runs for another's when it cannot say that it is there") func unheard() async throws {
    let desk = try stalled()
    defer { desk.stand.vendor.release() }
    let serve = try desk.serve(lease: 2)
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    let kept = try await KeptFile(desk.stand.desk.home + "/host.db", from: .writing)
    // Longer than its lease, and than it lets runs be that may have died.
    try await eventually { serve.errorSoFar.contains("level=error event=heartbeat.failed msg=") }
    kept.letGo()
    try await eventually { serve.errorSoFar.contains("level=info event=heartbeat.again\n") }
    desk.stand.vendor.release()
    #expect(try await desk.run(1).words == "completed: received 40, created 31, unchanged 9")
  }

  @Test("lets a sync by hand take over from one that stands still") func byHand() async throws {
    let desk = try stalled()
    defer { desk.stand.vendor.release() }
    let sleeper = try desk.serve(lease: 10)
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    sleeper.signal(SIGSTOP)
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    #expect(try desk.stand.sync("people").words == "received 10, created 1, unchanged 9")
    sleeper.signal(SIGCONT)
  }

  @Test("told to stop, lets its runs end") func graceful() async throws {
    let desk = try stalled()
    let serve = try desk.serve()
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    serve.signal(SIGTERM)
    try await eventually { serve.errorSoFar.contains("event=stopping running=1") }
    desk.stand.vendor.release()
    let finished = try await serve.finished()
    #expect(finished.code == 0)
    #expect(try desk.runs().map(\.words) == ["completed: received 40, created 31, unchanged 9"])
  }

  @Test("told to stop, ends what does not end by itself, and runs it again when it is back") func impatient()
    async throws
  {
    let desk = try stalled()
    defer { desk.stand.vendor.release() }
    let serve = try desk.serve(["--grace", "0"])
    try await eventually { desk.stand.vendor.requests.contains(secondPage) }
    serve.signal(SIGTERM)
    #expect(try await serve.finished().code == 0)
    let run = try desk.runs()[0]
    #expect(run.words == "interrupted")
    #expect(
      run.reason
        == "Its program was ended before everything had come. Nothing was applied. It runs again with the host.")
    #expect(try desk.state().state == "due")
    #expect(try desk.stand.ids("person").count == 9)
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...12))
    try desk.serve(isDue: false)
    #expect(try await desk.run(2).words == "completed: received 12, created 3, unchanged 9")
  }

  @Test("says as it begins that what the credentials were sealed with is gone") func key() async throws {
    let desk = try ServeDesk()
    let typed = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v", "--secret", "token"], input: "new\n",
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    #expect(typed.code == 0)
    let key = desk.stand.desk.home + "/key"
    #expect(unlink(key) == 0)
    let serve = try desk.serve(isDue: false)
    try await eventually { serve.errorSoFar.contains("event=ready") }
    #expect(
      serve.errorSoFar.contains(
        "level=error event=key.unusable msg=\"The key file '\(key)' is missing, and the stored credentials were sealed with"
          + " its key. Put it back from a backup, or type each credential again with 'patchbay connections set"
          + " EID/CONNECTION --secret KEY'.\"\n"))
  }

  @Test("runs the jobs of its node alone; a node that is not there is told") func nodes() async throws {
    let desk = try ServeDesk()
    #expect(try desk.stand.raw(["events", "edit", Operator.eid, "--node", "east"]).code == 0)
    try desk.serve(["--node", "root"])
    let missing = try desk.stand.raw(["doctor"])
    #expect(
      missing.output.contains(
        "BAD  nodes          1 data config cannot run by itself: no 'patchbay serve --node east' runs.\n"))
    #expect(
      try desk.state().reason == "No 'patchbay serve --node east' runs. Start it, or give the event another node.")
    try desk.serve(["--node", "east"])
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
    #expect(try desk.runs().count == 1)
    #expect(!desk.serves[0].errorSoFar.contains("event=run"))
    #expect(try desk.state().reason == "")
    #expect(try desk.stand.raw(["doctor"]).output.contains("ok   nodes          east runs 1 data config\n"))
  }

  @Test(
    "goes on with the other events when one's file is kept by another program, and with all when they cannot be listed")
  func kept() async throws {
    let desk = try ServeDesk()
    let first = "00000000000000000000000000000001"
    let added = try desk.stand.raw([
      "events", "add", "First", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid", first,
    ])
    #expect(added.code == 0)
    let events = desk.stand.desk.home + "/events"
    let kept = try await KeptFile("\(events)/\(first).db", from: .reading)
    defer { kept.letGo() }
    let serve = try desk.serve()
    func ended() throws -> String {
      try desk.stand.desk.sqlite("SELECT group_concat(status || received, ' ') FROM run WHERE automatic AND finished>0")
    }
    try await eventually { try ended() == "completed9" }
    #expect(try ended() == "completed9")
    #expect(!serve.errorSoFar.contains("file.unreadable"))
    #expect(rename(events, events + ".away") == 0)
    #expect(FileManager.default.createFile(atPath: events, contents: nil))
    try await eventually { serve.errorSoFar.contains("event=file.unreadable path=\(events) ") }
    #expect(unlink(events) == 0 && rename(events + ".away", events) == 0)
    try await eventually { serve.errorSoFar.contains("event=file.readable path=\(events)\n") }
    try desk.makeDue()
    try await eventually { try ended() == "completed9 completed9" }
    #expect(try ended() == "completed9 completed9")
  }

  @Test("neither runs twice nor waits for ever when the clock is set") func clock() async throws {
    let desk = try ServeDesk()
    let clock = try Clock(in: desk.stand.folder)
    desk.stand.desk.environment.merge(clock.environment) { $1 }
    let serve = try Launch.start(
      "/usr/bin/env", clock.words + [Products.patchbay, "serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { serve.errorSoFar.contains("event=ready") }
    // Two days later one run makes up for all.
    try clock.set(172_800)
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
    // Back again, and what was written down lies in the future: one run too many puts it right, and no third follows.
    try clock.set(0)
    #expect(try await desk.run(2).words == "completed: received 9, unchanged 9")
    try await eventually { try desk.state().state == "scheduled" }
    try clock.set(1)
    try clock.set(432_000)
    #expect(try await desk.run(3).words == "completed: received 9, unchanged 9")
    #expect(try desk.runs().count == 3)
  }

  @Test("goes on when the disk is full, and runs when there is room again") func full() async throws {
    let desk = try ServeDesk()
    let before = try desk.stand.desk.dump()
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...2000))
    let serve = try Launch.start(
      "/usr/bin/env",
      ["--default-signal=XFSZ", "prlimit", "--fsize=65536:unlimited", Products.patchbay, "serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try desk.makeDue()
    try await eventually { serve.errorSoFar.contains("the disk is full") }
    #expect(serve.process.isRunning)
    #expect(try desk.stand.desk.dump().replacing(/\d{10}\.\d+/, with: "") == before.replacing(/\d{10}\.\d+/, with: ""))
    let more = try Launch.run("/usr/bin/prlimit", ["--pid", "\(serve.process.processIdentifier)", "--fsize=unlimited"])
    #expect(more.code == 0)
    for _ in 0..<3 where try desk.stand.ids("person").count < 2000 {
      try desk.makeDue()
      try await eventually { try desk.stand.ids("person").count == 2000 }
    }
    #expect(try desk.stand.ids("person").count == 2000)
    #expect(try desk.runs().last?.words == "completed: received 2000, created 1991, unchanged 9")
  }
}
