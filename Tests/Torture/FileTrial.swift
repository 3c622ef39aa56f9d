import Foundation
import Glibc
import HostModel
import HostSchedule
import HostStorage
import HostSync
import TestSupport

/// An event's file of which some bytes are others, or one value is, and the doors through which people look at it.
struct FileTrial: Trial {
  static let name = "files"
  static let share = (cases: 1, seconds: 200)

  private let lived: LivedHome
  private let whole: [UInt8]

  init(in folder: String) throws {
    lived = try LivedHome(in: folder)
    do {
      let store = try EventStore.open(lived.event, in: lived.home)
      // Byte for byte as it lies on the disk, without a log beside it.
      try store.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    whole = Array(try Data(contentsOf: URL(filePath: lived.file)))
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      // The numbers at the head of the file, and at the head of each page, say how all else is read.
      let page = Int.random(in: 0..<bytes.count / 4096, using: &chance) * 4096
      let place =
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: Int.random(in: 0..<100, using: &chance)
        case 1: page + Int.random(in: 0..<64, using: &chance)
        default: Int.random(in: 0..<bytes.count, using: &chance)
        }
      bytes[place] =
        Bool.random(using: &chance)
        ? bytes[place] ^ 1 << UInt8.random(in: 0..<8, using: &chance) : .random(in: 0...255, using: &chance)
    }
    for end in ["-wal", "-shm", "-journal"] { unlink(lived.file + end) }
    try Data(bytes).write(to: URL(filePath: lived.file))
    return look()
  }

  private func look() -> Bool {
    let (host, event) = (lived.host, lived.event.description)
    var isTaken = true
    func look(_ body: () throws -> Void) {
      do { try body() } catch { isTaken = false }
    }
    look { for (_, event) in host.events() { _ = try event.get() } }
    look { try EventStore.open(lived.event, in: lived.home).checkWhole() }
    look { for line in try host.scheduler(of: event) { _ = line.json.text } }
    look { for run in try host.runs(event, limit: 50) { _ = try host.run(run.id, event: event) } }
    look { _ = try host.holds(event) }
    look { _ = try host.metadata(event, type: nil) }
    for type in FPType.allCases { look { try host.records(event, type.rawValue, config: nil) { _, _, _ in true } } }
    look { _ = try host.explain("p3", event, "person", config: nil) }
    look { for result in try host.tidyEvents(nil) { _ = try result.get() } }
    return isTaken
  }
}
