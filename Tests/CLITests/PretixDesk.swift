import Foundation
import TestSupport

/// An operator whose one connection is a pretix with the orders and products that a test wrote.
final class PretixDesk {
  let vendor: ScriptedVendor
  let desk: Operator

  /// - Parameter settings: beside organizer and event, `key=value`.
  init(_ settings: [String] = []) throws {
    vendor = try ScriptedVendor()
    desk = try Operator()
    try desk.connect(
      "pretix", ["organizer=o", "event=e"] + settings, secret: ("token", "pretix-token"), to: vendor.address)
    serve(products: [])
  }

  func serve(products: [String]) { serve("items/?page_size=50", products) }

  func serve(orders: [String], headers: [String] = []) {
    serve("orders/?page_size=50&include_canceled_positions=true", orders, headers)
  }

  private func serve(_ list: String, _ records: [String], _ headers: [String] = []) {
    let body = #"{"count":\#(records.count),"next":null,"results":[\#(records.joined(separator: ","))]}"#
    vendor.answer("/organizers/o/events/e/" + list, ScriptedAnswer(body, headers: headers))
  }

  /// Syncs a data type without minding the hour.
  @discardableResult
  func sync(_ type: String, _ options: String...) throws -> RunReport {
    try RunReport(
      Launch.run(
        Products.patchbay, ["sync", "pretix/\(type)", "--json", "--force"] + options,
        environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 }))
  }

  /// Syncs what workshops need, in their order, and gives the words of each.
  @discardableResult
  func syncAll() throws -> [String] {
    try ["participants", "workshops", "workshop-registrations"].map { try sync($0).words }
  }

  /// The rows of a query, in its order.
  func rows(_ sql: String) throws -> [String] { try desk.sqlite(sql).split(separator: "\n").map(String.init) }

  /// A product of category 2 as pretix writes it.
  static func product(_ id: Int, _ name: String, category: Int = 2, variations: [String] = [], _ more: String = "")
    -> String
  {
    let members = more.isEmpty ? "" : ",\(more)"
    return #"{"id":\#(id),"category":\#(category),"name":{"en":"\#(name)"},"active":true,"#
      + #""variations":[\#(variations.joined(separator: ","))]\#(members)}"#
  }

  static func variation(_ id: Int, _ name: String) -> String {
    #"{"id":\#(id),"value":{"en":"\#(name)"},"description":null,"active":true}"#
  }

  static func order(_ code: String, _ positions: [String], status: String = "p", _ more: String = "") -> String {
    let members = more.isEmpty ? "" : ",\(more)"
    return
      #"{"code":"\#(code)","status":"\#(status)","testmode":false,"valid_if_pending":false,"email":"o@example.org","#
      + #""last_modified":"2026-09-01T06:00:00Z","positions":[\#(positions.joined(separator: ","))]\#(members)}"#
  }

  /// A position; a ticket unless it was added to one.
  static func position(
    _ id: Int, item: Int, variation: Int? = nil, addedTo ticket: Int? = nil, isCanceled: Bool = false
  ) -> String {
    func text(_ number: Int?) -> String { number.map(String.init) ?? "null" }
    return #"{"id":\#(id),"item":\#(item),"variation":\#(text(variation)),"addon_to":\#(text(ticket)),"#
      + #""canceled":\#(isCanceled),"subevent":null,"attendee_name":null,"checkins":[]}"#
  }
}
