import Foundation
import HostModel
import Testing

@testable import HostMapping

@Suite("What records are judged by") struct RevisionTableTests {
  @Test("names every transform and every kind") func whole() {
    #expect(Set(Revisions.product.transforms.keys) == Set(Transform.usages.map(\.name)))
    #expect(Set(Revisions.product.kinds.keys) == Set(FieldKind.allCases))
    #expect(Revisions.product.transforms.values.allSatisfy { $0 > 0 })
    #expect(Revisions.product.kinds.values.allSatisfy { $0 > 0 })
  }

  private func event(_ starts: String, _ ends: String) throws -> Event {
    Event(
      id: .random(), name: "Test", starts: try #require(CalendarDate(starts)), ends: try #require(CalendarDate(ends)),
      timeZone: "UTC")
  }

  private func texts(_ zone: String, _ event: Event) throws -> [String] {
    ZoneOffsets(of: try #require(TimeZone(identifier: zone)), about: event).texts
  }

  @Test("is a zone's offsets from a year before the event to a year after it") func zone() throws {
    let event = try event("2026-09-14", "2026-09-16")
    // Summer time ends and begins at 01:00 UTC.
    let changes = ["2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28"].map { day in
      Int(CalendarDate(day)?.daysSince1970 ?? 0) * 86_400 + 3600
    }
    #expect(
      try texts("Europe/Zurich", event)
        == ["7200", "\(changes[0]) 3600", "\(changes[1]) 7200", "\(changes[2]) 3600", "\(changes[3]) 7200"])
    #expect(try texts("UTC", event) == ["0"])
    // Another name for the same, and the event a day longer.
    #expect(try texts("Europe/Busingen", event) == texts("Europe/Zurich", event))
    #expect(try texts("Europe/Zurich", self.event("2026-09-14", "2026-09-17")) == texts("Europe/Zurich", event))
    // One that changes its clocks for a month of fasting, and one that did so for good.
    #expect(try texts("Africa/Casablanca", event).count == 5)
    #expect(try texts("Europe/Volgograd", self.event("2020-09-14", "2020-09-16")).count == 2)
  }
}
