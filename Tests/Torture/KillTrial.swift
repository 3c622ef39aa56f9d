import Foundation
import Glibc
import TestSupport

/// Commands that are killed at any moment: the program, its worker, or both, also twice in a row. Each command is carried out
/// on a copy of the home first, by a program that nobody kills: what that one leaves is the new state. After each kill
/// the home must hold the old state or the new one, and nothing of the killed run must be left once the next has ended.
struct KillTrial: Trial {
  static let name = "kills"
  static let share = (cases: 0, seconds: 180)
  static let lanes = 2
  static let patience = 300.0

  private let vendor: RawVendor
  private let base: Stand

  init(in folder: String) throws {
    vendor = try RawVendor()
    let connectors = try Stand.connectors(in: folder, VendorDialect.dataTypes)
    base = Stand(home: "base", in: folder, connectors: connectors)
    try base.connect("scripted", to: vendor.address, "event=one")
  }

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    var story = try KillStory(base: base, vendor: vendor, &chance)
    return try story.tell(&chance)
  }
}
