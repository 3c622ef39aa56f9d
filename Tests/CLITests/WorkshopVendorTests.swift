import Foundation
import TestSupport
import Testing

@Suite("pretix workshops against the vendor's sandbox, counted again from the vendor's own lists")
struct WorkshopVendorTests {
  /// What the vendor itself lists, read page by page past the product.
  private struct Shop {
    let address: String
    let event: String

    func list(_ name: String) throws -> [[String: Any]] {
      var rows: [[String: Any]] = []
      var next: String? = "\(address)/api/v1/organizers/sandbox/events/\(event)/\(name)"
      while let url = next {
        let answer = try Launch.run("/usr/bin/curl", ["-sSf", "-H", "Authorization: Token sandbox-token", url])
        let page = try #require(try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
        rows += try #require(page["results"] as? [[String: Any]])
        next = page["next"] as? String
      }
      return rows
    }

    /// The positions of all orders, each with its order.
    func positions() throws -> [(order: [String: Any], position: [String: Any])] {
      try list("orders/?include_canceled_positions=true").flatMap { order in
        try #require(order["positions"] as? [[String: Any]]).map { (order, $0) }
      }
    }

    /// Who has a place in the workshop, product 4: `ORDER/POSITION|TICKET|4`.
    func places() throws -> [String] {
      let positions = try positions()
      let cancelled = Set(
        positions.filter { $0.position["canceled"] as? Bool == true }.compactMap { $0.position["id"] as? Int })
      return try positions.compactMap { order, position in
        let status = order["status"] as? String
        let isPaid = status == "p" || (status == "n" && order["valid_if_pending"] as? Bool == true)
        let id = try #require(position["id"] as? Int)
        guard isPaid, order["testmode"] as? Bool == false, position["item"] as? Int == 4, !cancelled.contains(id),
          let ticket = position["addon_to"] as? Int, !cancelled.contains(ticket)
        else { return nil }
        return "\(try #require(order["code"] as? String))/\(id)|\(ticket)|4"
      }.sorted()
    }

    func workshop() throws -> String {
      let product = try #require(try list("items/").first { $0["id"] as? Int == 4 })
      return try #require((product["name"] as? [String: String])?["en"])
    }
  }

  private static let places = """
    SELECT id, ticket_id, product FROM registration WHERE data_type='workshop-registrations'
    """
  private static let sessions = "SELECT id, title FROM session WHERE data_type='workshops'"
  /// Those that wait for something else than a ticket or product that is skipped.
  private static let lost = """
    SELECT count(*) FROM pending p JOIN state s ON s.config=p.config AND s.rid=p.rid
    WHERE s.status<>3 OR p.reason NOT LIKE '% is skipped or held among the %'
    """

  private func rows(_ desk: Operator, _ sql: String) throws -> [String] {
    try desk.sqlite(sql).split(separator: "\n").map(String.init).sorted()
  }

  @Test(
    "who has a place is who the vendor says, also after rounds of changes", arguments: ["sandbox", "sandbox-series"])
  func recounted(_ event: String) throws {
    let vendor = try Vendor("pretix", people: 300)
    let shop = Shop(address: vendor.address, event: event)
    let desk = try Operator()
    try desk.connect(
      "pretix", ["organizer=sandbox", "event=\(event)", "session_products=4"], secret: ("token", "sandbox-token"),
      to: vendor.address + "/api/v1")
    let all = try desk.patchbay("sync", Operator.eid, "--all", "--json")
    #expect(all.code == 0, "\(all)")
    let before = try shop.places()
    #expect(before.count > 20)
    #expect(try rows(desk, Self.places) == before)
    #expect(try rows(desk, Self.sessions) == ["4/4|\(try shop.workshop())"])
    // Everybody with a place is there, and every position was taken or left out, none was lost.
    let homeless = "SELECT count(*) FROM (\(Self.places)) WHERE ticket_id NOT IN (SELECT ticket_id FROM person)"
    #expect(try desk.sqlite(homeless) == "0")
    let kept = """
      SELECT count(*) FROM state s JOIN config c ON c.id=s.config
      WHERE c.data_type='workshop-registrations' AND s.status IN (1, 3)
      """
    #expect(try desk.sqlite(kept) == String(try shop.positions().count))
    #expect(try desk.sqlite(Self.lost) == "0")

    try vendor.move(to: 3)
    let after = try shop.places()
    #expect(!Set(before).subtracting(after).isEmpty, "no place was cancelled in these rounds")
    #expect(!Set(after).subtracting(before).isEmpty, "no place was sold in these rounds")
    for type in ["participants", "workshops", "workshop-registrations"] {
      let run = try RunReport(desk.patchbay("sync", "pretix/\(type)", "--incremental", "--force", "--json"))
      #expect(run.status == "completed", "\(type): \(run.reason)")
    }
    #expect(try rows(desk, Self.places) == after)
    #expect(try rows(desk, Self.sessions) == ["4/4|\(try shop.workshop())"])
    #expect(try desk.sqlite(homeless) == "0")
    #expect(try desk.sqlite(Self.lost) == "0")
    // Asked for everything, the vendor gives the same.
    let stored = try desk.sqlite("SELECT * FROM registration ORDER BY id")
    #expect(
      try RunReport(desk.patchbay("sync", "pretix/workshop-registrations", "--force", "--json")).status == "completed")
    #expect(try desk.sqlite("SELECT * FROM registration ORDER BY id") == stored)
  }
}
