import Foundation
import Glibc
import TestSupport

// What a person does, or a serve.
extension KillStory {
  mutating func carryOut(_ deed: Deed, _ chance: inout SeededGenerator) throws -> Bool {
    let list = lists.randomElement(using: &chance) ?? lists[0]
    let config = "v/\(list.dialect.rawValue)"
    let changes = Int.random(in: 0...30, using: &chance)
    for _ in 0..<changes { list.truth.change(&chance, mayMove: false) }
    let sync = ["sync", config, "--force", "--json"]
    switch deed {
    case .sync: return try cut(sync, &chance)
    case .incremental:
      return try cut(["sync", "v/keyed", "--force", "--json", "--incremental"], &chance)
    case .preview: return try cut(["preview", config, "--json"], &chance)
    case .plan:
      let id = try stand.run(["preview", config, "--json"]).lastLine.firstMatch(of: /"run":"?(\d+)/)?.1 ?? "0"
      return try cut(["sync", config, "--json", "--plan", String(id)], &chance)
    case .approve, .discard:
      // More go than may go without a person.
      for _ in 0..<(list.truth.people.count * 2 / 3) { list.truth.takeAway(&chance) }
      for _ in 0..<list.dialect.readings { try stand.run(sync) }
      return try cut(["deletions", deed == .approve ? "approve" : "discard", config], &chance)
    case .undo:
      try stand.run(sync)
      let run = try stand.rows("SELECT max(id) FROM run WHERE kind='sync' AND status IN ('completed','partial')")
      return try cut(["undo", run.first?.first ?? "1"], &chance)
    case .mapping:
      let file = stand.folder + "/mapping.xlsx"
      unlink(file)
      try stand.must("mapping", "export", "\(Stand.eid)/v", "-o", file)
      try stand.must("mapping", "set", config, "id", "name")
      return try cut(["mapping", "import", "\(Stand.eid)/v", file, "--yes"], &chance)
    case .erase:
      guard let id = try stand.records("person").keys.sorted().randomElement(using: &chance) else { return false }
      erased.insert(id)
      // An id may look like an option.
      return try cut(["records", "erase", "--yes=\(id)", "--", Stand.eid, "person", id], &chance)
    case .edit:
      guard let id = try stand.records(list.dialect.view).keys.sorted().randomElement(using: &chance) else {
        return false
      }
      return try cut(["records", "set", "--", Stand.eid, list.dialect.view, id, "name=by hand"], &chance)
    case .metadata:
      let field = "field\(Int.random(in: 0...1000, using: &chance))"
      let killed = try cut(["metadata", "add", Stand.eid, "person", field, "--kind", "text"], &chance)
      return try cut(["metadata", "remove", Stand.eid, "person", field, "--yes", field], &chance) || killed
    case .tidy: return try cut(["events", "tidy"], &chance)
    case .removeConnection: return try cut(["connections", "remove", "\(Stand.eid)/v", "--yes", "v"], &chance)
    case .removeEvent:
      let killed = try cut(["events", "remove", Stand.eid, "--yes", "Test"], &chance)
      try stand.must("events", "list")
      let left = try Self.files(of: stand).filter { $0.contains(Stand.eid) }
      guard left.isEmpty else { throw Found("of a removed event is left: \(left.sorted())") }
      return killed
    case .serve: return try serve(&chance)
    }
  }

  mutating func serve(_ chance: inout SeededGenerator) throws -> Bool {
    try stand.must("autosync", "on", "v/keyed", "--every", "1d", "--yes")
    _ = try stand.rows(
      """
      BEGIN IMMEDIATE; UPDATE autosync SET since=since-259200;
      UPDATE run SET started=started-259200, finished=finished-259200 WHERE kind<>'preview'; COMMIT
      """)
    let before = try stand.rows("SELECT coalesce(max(id), 0) FROM run")[0][0]
    let ended = "SELECT count(*) FROM run WHERE automatic AND status IN ('completed','partial') AND id>\(before)"
    let words = ["serve", "--listen", "none"]
    let seconds = Double.random(in: 0...1.5, using: &chance)
    let (killed, hasKilled) = try end(.host, words, .seconds(seconds))
    deeds.append(
      "serve \(hasKilled ? "killed" : "had ended") after \(seconds) seconds: exit status \(killed.code)")
    try stand.checkFiles()
    // A serve that is told to stop before it is under way has nothing to end.
    let isDone = try stand.rows(ended) != [["0"]]
    let next = try stand.start(isDone ? ["events", "list"] : words)
    let begun = Torture.now()
    while try stand.rows(ended) == [["0"]] {
      guard next.isRunning, Torture.now() - begun < 60 else {
        let runs = try stand.rows("SELECT id, kind, status, automatic, reason FROM run WHERE id>\(before)")
        _ = next.signal(SIGKILL)
        let said = try next.wait(mayDie: true)
        throw Found("the next serve does not do what the killed one began: \(runs) \(said.error)")
      }
      usleep(20_000)
    }
    if !isDone { _ = next.signal(SIGTERM) }
    let finished = try next.wait()
    guard finished.code == 0 else {
      throw Found("a serve that was told to stop ended with \(finished.code): \(finished.error)")
    }
    try noneOutlives()
    try stand.must("autosync", "off", "v/keyed")
    return hasKilled
  }
}
