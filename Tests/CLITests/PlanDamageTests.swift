import Foundation
import TestSupport
import Testing

@Suite("A kept plan that was damaged") struct PlanDamageTests {
  /// Ten people, and the preview of one changed, one gone, two new; its files lie in `plans` and, whole, in `whole`.
  private func previewed() throws -> (stand: ScriptedDesk, plans: String, whole: [String: Data]) {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    try stand.sync("people")
    stand.vendor.serveAll(
      "people",
      ScriptedDesk.people(2...9) + ["a1", "n1", "n2"].map { ScriptedDesk.person($0, name: "Eve", "\"seats\": \"x\"") })
    guard try stand.raw(["preview", "v/people"]).code == 5 else { throw CocoaError(.featureUnsupported) }
    let plans = stand.desk.home + "/plans"
    let names = try FileManager.default.contentsOfDirectory(atPath: plans)
    let whole = try names.map { ($0, try Data(contentsOf: URL(filePath: "\(plans)/\($0)"))) }
    return (stand, plans, Dictionary(uniqueKeysWithValues: whole))
  }

  private func sentence(_ path: String) -> String {
    "Plan 2 is damaged: '\(path)' is not as the preview left it. Nothing was applied. Make a new preview."
  }

  @Test(
    "is refused by the name of the file, wherever the damage is", arguments: ["json", "spool"], [7, 8, 9] as [UInt64])
  func refused(_ part: String, _ seed: UInt64) throws {
    let (stand, plans, whole) = try previewed()
    let path = "\(plans)/\(Operator.eid)-2.\(part)"
    let good = try #require(whole["\(Operator.eid)-2.\(part)"])
    let before = try stand.desk.dump()
    var random = SeededGenerator(state: seed)
    for number in 0..<12 {
      var bad = good
      switch number {
      case 0: bad.removeLast()
      case 1: bad = Data()
      case 2: bad.append(0)
      case 3: bad.append(good)
      case 4: bad = bad.prefix(Int.random(in: 1..<good.count, using: &random))
      case 5: bad.replaceSubrange(0..<8, with: Data(repeating: 0xFF, count: 8))
      default: bad[Int.random(in: 0..<good.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try bad.write(to: URL(filePath: path))
      let refused = try stand.raw(["sync", "v/people", "--plan", "2", "--json"])
      #expect(refused.code == 3, "seed \(seed), damage \(number)")
      #expect(try RunReport(refused).reason == sentence(path), "seed \(seed), damage \(number)")
      #expect(try stand.desk.dump() == before, "seed \(seed), damage \(number)")
    }
    try good.write(to: URL(filePath: path))
    let applied = try RunReport(stand.raw(["sync", "v/people", "--plan", "2", "--json"]))
    #expect(applied.words == "received 11, created 2, unchanged 8, updated 1, deleted 1")
  }

  @Test(
    "has no report and no trial of a rule, but can be applied without what only those need",
    arguments: ["raw", "problems"])
  func shown(_ part: String) throws {
    let (stand, plans, _) = try previewed()
    let path = "\(plans)/\(Operator.eid)-2.\(part)"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 0x20
    try bytes.write(to: URL(filePath: path))
    let report = try stand.raw(["runs", "report", "2", "-o", stand.desk.folder.path + "/p.xlsx"])
    #expect(report == Finished(code: 3, output: "", error: sentence(path) + "\n"))
    if part == "raw" {
      let trial = try stand.raw(["configs", "set", "v/people", "--skip-none", "--dry-run"])
      #expect(trial == Finished(code: 3, output: "", error: sentence(path) + "\n"))
      // To set the rule needs no trial.
      #expect(try stand.raw(["configs", "set", "v/people", "--skip", "name is one of Eve"]).code == 0)
      #expect(try stand.raw(["configs", "show", "v/people"]).output.contains("name is one of Eve"))
      return
    }
    #expect(try stand.raw(["sync", "v/people", "--plan", "2"]).code == 5)
  }

  @Test("that another home has left is none of this one's") func another() throws {
    let (stand, plans, _) = try previewed()
    let other = try previewed()
    for end in ["json", "spool", "raw", "problems"] {
      let name = "\(Operator.eid)-2.\(end)"
      try #require(other.whole[name]).write(to: URL(filePath: "\(plans)/\(name)"))
    }
    let refused = try RunReport(stand.raw(["sync", "v/people", "--plan", "2", "--json"]))
    #expect(refused.reason == sentence("\(plans)/\(Operator.eid)-2.json"))
  }
}
