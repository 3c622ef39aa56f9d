import Foundation
import TestSupport
import Testing

@Suite("Every shipped connector, against its vendor's sandbox") struct VendorTests {
  /// The ids that the vendor's list holds, from the sandbox's generator.
  private func ids(_ vendor: Vendor, _ list: String) throws -> Set<String> {
    let lists = try vendor.expected(withIDs: true)["lists"] as? [String: Any]
    let found = (lists?[list] as? [String: Any])?["ids"] as? [String]
    return Set(try #require(found))
  }

  @Test("Certain: every registrant, session and session registration is stored or skipped, none is lost")
  func certain() throws {
    let vendor = try Vendor("certain", people: 400)
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1"], secret: ("password", "sandbox-password"),
      to: vendor.address)
    let all = try desk.patchbay("sync", Operator.eid, "--all", "--json")
    #expect(all.code == 0, "\(all)")
    let runs = try all.output.split(separator: "\n").map { try RunReport(line: String($0)).words }
    #expect(
      runs == [
        "received 400, created 299, skipped 101", "received 12, created 12", "received 591, created 504, skipped 87",
      ])
    let registrants = try ids(vendor, "Registration")
    let kept = Set(
      try desk.sqlite("SELECT rid FROM state WHERE config=1 AND status IN (1, 3)").split(separator: "\n").map(
        String.init))
    let lost = registrants.symmetricDifference(kept).sorted().prefix(5)
    #expect(lost.isEmpty)
    // The sandbox names a registration by registrant and session instance, the connector by registrant and session.
    let registrations = try ids(vendor, "registrations")
    #expect(
      try desk.sqlite("SELECT count(*) FROM state WHERE config=3 AND status IN (1, 3)") == String(registrations.count))
    // A registration is stored if and only if its person is.
    #expect(
      try desk.sqlite(
        """
        SELECT count(*) FROM state r WHERE r.config=3 AND (r.status=1) <>
          (substr(r.rid, 1, instr(r.rid, '/')-1) IN (SELECT rid FROM state WHERE config=1 AND status=1))
        """) == "0")
  }

  @Test("pretix: tickets are people, add-ons are not, and the next sync asks only for what changed")
  func pretix() throws {
    let vendor = try Vendor("pretix", people: 300)
    let desk = try Operator()
    try desk.connect(
      "pretix", ["organizer=sandbox", "event=sandbox-series"], secret: ("token", "sandbox-token"),
      to: vendor.address + "/api/v1")
    let first = try desk.patchbay("sync", Operator.eid, "--all", "--json")
    #expect(first.code == 0, "\(first)")
    let lists = try vendor.expected()["lists"] as? [String: Any]
    let positions = (lists?["sandbox-series/orderpositions"] as? [String: Any])?["states"] as? [String: Int] ?? [:]
    let subevents = (lists?["sandbox-series/subevents"] as? [String: Any])?["total"] as? Int
    let people = Int(try desk.sqlite("SELECT count(*) FROM person")) ?? 0
    // An order that is pending and valid all the same counts as a ticket for the connector, as a pending one here.
    let sure = positions["valid ticket"] ?? -1
    #expect(people >= sure && people <= sure + (positions["order pending"] ?? 0))
    #expect(Int(try desk.sqlite("SELECT count(*) FROM state WHERE config=2 AND status IN (1, 3)")) == subevents)
    #expect(
      try desk.sqlite("SELECT count(*) FROM registration WHERE id NOT IN (SELECT id FROM person)") == "0")
    // Each says which date it is for.
    let dated = "SELECT count(*) FROM registration r JOIN session s ON s.code=r.session_code"
    let registrations = try desk.sqlite("SELECT count(*) FROM registration")
    #expect(registrations != "0")
    #expect(try desk.sqlite(dated) == registrations)
    try vendor.move(to: 1)
    let changed = try RunReport(desk.patchbay("sync", "pretix/participants", "--incremental", "--force", "--json"))
    #expect(changed.status == "completed")
    #expect((changed.counts["received"] ?? 0) < people / 2, "asked for everything again: \(changed.words)")
    let full = try RunReport(desk.patchbay("sync", "pretix/participants", "--force", "--json"))
    #expect(
      full.counts["updated"] == 0 && full.counts["created"] == 0, "the incremental run missed something: \(full.words)")
  }
}
