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
  static let share = (cases: 1, seconds: 110)

  private let lived: LivedHome
  /// The event's file and the host's own, byte for byte as they lie on the disk.
  private let files: [(path: String, bytes: [UInt8])]

  init(in folder: String) throws {
    lived = try LivedHome(in: folder)
    files = try [lived.file, lived.home.hostFile].map { path in
      let settled = try Launch.run("/usr/bin/sqlite3", ["-bail", path, "PRAGMA wal_checkpoint(TRUNCATE)"])
      guard settled.code == 0 else { throw StepFailed(finished: settled) }
      return (path, Array(try Data(contentsOf: URL(filePath: path))))
    }
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    let odd = [0, 0, 0, 1].randomElement(using: &chance) ?? 0
    for (index, file) in files.enumerated() {
      for end in ["-wal", "-shm", "-journal"] { unlink(file.path + end) }
      try Data(index == odd ? Self.damaged(file.bytes, &chance) : file.bytes).write(to: URL(filePath: file.path))
    }
    return look()
  }

  private static func damaged(_ whole: [UInt8], _ chance: inout SeededGenerator) -> [UInt8] {
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
      if Bool.random(using: &chance) {
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
      } else {
        bytes[place] = .random(in: 0...255, using: &chance)
      }
    }
    return bytes
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
    look {
      let store = try HostStore(home: lived.home)
      _ = try HostFacts(of: store, now: 1.8e9)
      look { _ = try store.quotaLeft(at: 1.8e9) }
      look { _ = try store.mails(limit: 50) }
      look { _ = try store.mailCounts() }
      look { _ = try store.tokens() }
      look { _ = try store.alarms() }
    }
    look { for result in try host.tidyEvents(nil) { _ = try result.get() } }
    return isTaken
  }
}
