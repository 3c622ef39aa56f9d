import Foundation
import TestSupport

/// A connector that calls the host at random and ends at random (Tests/Connectors/wild). Whatever it does: the program lives,
/// answers in time with one sentence, keeps its memory bounded, applies nothing of a run that failed, and the next run with
/// a connector that behaves brings exactly what the vendor has.
struct ConnectorTrial: Trial {
  static let name = "connectors"
  static let share = (cases: 0, seconds: 120)
  static let lanes = 2
  static let patience = 300.0

  private let vendor: RawVendor
  private let base: Stand

  private static let document = """
    {"id": "wild", "name": "Wild", "vendor": "Example", "version": "1.0.0", "endpoint": {"default": "https://api.example", "editable": true},
     "settings": [{"key": "fault", "label": "Seed", "default": "0"}], "auth": [{"key": "token", "kind": "secret", "required": false}],
     "dataTypes": [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
       "incremental": true, "mapping": [{"from": "name", "to": "name"}]}]}
    """

  /// Whom the vendor has.
  private static let people = Dictionary(uniqueKeysWithValues: (1...8).map { ("a\($0)", "n\($0)") })

  init(in folder: String) throws {
    vendor = try RawVendor()
    let connectors = folder + "/connectors"
    try FileManager.default.createDirectory(
      atPath: connectors, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try CConnector.put(
      "wild", ["DOCUMENT=" + CConnector.literal(Self.document)], at: connectors + "/libwild.so")
    var base = Stand(home: "base", in: folder, connectors: connectors)
    // So that one that hangs or spins is stopped soon.
    base.environment["PATCHBAY_WORKER_SILENCE"] = "5"
    base.environment["PATCHBAY_WORKER_CPU"] = "5"
    self.base = base
    try base.connect("wild", to: vendor.address, "fault=0")
    vendor.answer { target, _ in Self.answer(target) }
    try base.must("sync", "v/people", "--json")
  }

  private static func answer(_ target: String) -> RawAnswer {
    let items = people.sorted { $0.key < $1.key }.map { #"{"id": "\#($0)", "name": "\#($1)"}"# }.joined(separator: ", ")
    switch target.split(separator: "?").first {
    case "/people": return RawAnswer(Array("{\"items\": [\(items)], \"total\": \(people.count), \"next\": null}".utf8))
    case "/large": return RawAnswer(large)
    case "/bad": return RawAnswer(Array("{\"items\": [{\"id\"".utf8))
    case "/deep": return RawAnswer([UInt8](repeating: 0x5B, count: 100_000))
    case "/empty": return RawAnswer(Array("{\"items\": [], \"total\": 0}".utf8))
    default: return RawAnswer([], status: 404)
    }
  }

  /// More than a connector may have whole.
  private static let large = Array("{\"items\": [\"\(String(repeating: "x", count: 9 << 20))\"]}".utf8)

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    let stand = try base.copy(as: "home")
    let seed = UInt64.random(in: 1...UInt64(Int64.max), using: &chance)
    try stand.must("connections", "set", "v", "--set", "fault=\(seed)")
    let image = try stand.dump()
    let before = try stand.records("person").count
    let isPreview = Int.random(in: 0..<4, using: &chance) == 0
    let isIncremental = !isPreview && Bool.random(using: &chance)
    var words = isPreview ? ["preview", "v/people", "--json"] : ["sync", "v/people", "--json", "--force"]
    if isIncremental { words.append("--incremental") }
    if Int.random(in: 0..<6, using: &chance) == 0 { words = ["connections", "test", "v"] }
    let program = try stand.start(words)
    let finished = try program.wait()
    func must(_ holds: Bool, _ what: @autoclosure () -> String) throws {
      if !holds {
        throw Found("seed \(seed), '\(words.joined(separator: " "))': \(what()): \(finished.output)\(finished.error)")
      }
    }
    try must(program.peak < 700 << 20, "the program took \(program.peak >> 20) MB of memory")
    try must(Program.workers(in: stand.home).isEmpty, "its worker outlives the program")
    var isTaken = false
    if words[0] == "connections" {
      try must([0, 1, 3, 4].contains(finished.code), "exit status \(finished.code)")
      let said = finished.output + finished.error
      try must(said.count < 16_384 && !said.isEmpty, "no sentence, or too many")
      try must(try stand.dump() == image, "a test changed what is stored")
    } else {
      let run: ToldRun
      do { run = try ToldRun(finished) } catch let found as Found {
        throw Found("seed \(seed), '\(words.joined(separator: " "))': \(found)")
      }
      isTaken = run.applied
      // A page that cannot be used ends the run as the vendor's fault, whatever the connector does afterwards.
      let isPageBad = run.report.reason.contains(" is JSON that cannot be used: ")
      try must(
        !run.applied || isPageBad || !finished.output.contains("I end badly"),
        "a run whose connector failed was applied")
      let after = try stand.records("person").count
      try must(
        isPreview || after == before + run.count("created") - run.count("deleted"),
        "\(after) are stored, after \(before)")
      if isPreview || !run.applied { try must(try stand.dump() == image, "what is stored has changed") }
    }
    try stand.must("connections", "set", "v", "--set", "fault=0")
    let run = try ToldRun(stand.run(["sync", "v/people", "--json", "--force"]))
    try must(
      run.status == "completed" || run.status == "partial", "the next run is \(run.status): \(run.report.reason)")
    try stand.run(["deletions", "approve", "v/people"])
    let stored = try stand.records("person")
    try must(stored == Self.people, "stored afterwards are \(stored)")
    try stand.checkFiles()
    let left = try FileManager.default.contentsOfDirectory(atPath: stand.home + "/plans")
    try must(left.isEmpty, "left behind are \(left)")
    stand.remove()
    return isTaken
  }
}
