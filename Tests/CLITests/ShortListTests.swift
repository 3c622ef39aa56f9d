import Foundation
import TestSupport
import Testing

@Suite("A list of Certain's 2.0 family that is shorter than it says") struct ShortListTests {
  private func desk(_ vendor: Vendor) throws -> Operator {
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1"], secret: ("password", "sandbox-password"),
      to: vendor.address)
    return desk
  }

  private func requests(_ vendor: Vendor, _ list: String) throws -> Int {
    let log = try Launch.run("/usr/bin/curl", ["-sS", vendor.address + "/_sandbox/log"]).output
    let json = try JSONSerialization.jsonObject(with: Data(log.utf8)) as? [String: Any]
    let paths = json?["paths"] as? [String: Int] ?? [:]
    return paths.filter { $0.key.hasSuffix("/" + list) }.values.reduce(0, +)
  }

  @Test("is asked once more, and then nothing is deleted", arguments: ["sessions", "registrations"])
  func again(_ list: String) throws {
    let vendor = try Vendor("certain", people: 60)
    let desk = try desk(vendor)
    for type in ["participants", "sessions", "registrations"] {
      #expect(try RunReport(desk.patchbay("sync", "certain/\(type)", "--json")).status == "completed")
    }
    let view = String(list.dropLast())
    let before = try desk.sqlite("SELECT count(*) FROM \(view)")
    let asked = try requests(vendor, list)
    try vendor.fault("half:\(list)")
    for _ in 1...2 {
      let run = try RunReport(desk.patchbay("sync", "certain/\(list)", "--json", "--force"))
      #expect(run.status == "partial")
      #expect(
        run.reason.contains(
          /^No missing record leaves: the vendor announced [0-9]+ records and delivered fewer, twice in a row\. Run it again when the vendor has settled\.$/
        ))
      #expect(run.counts["deleted"] == 0)
    }
    let again = try requests(vendor, list) - asked
    // Two runs of two readings; each asks for the first page, for the unit of its index, and for the second page.
    #expect(again == 2 * 2 * 3)
    #expect(try desk.sqlite("SELECT count(*) FROM \(view)") == before)
  }

  @Test("and whole the second time is taken for whole") func healed() throws {
    let vendor = try Vendor("certain", people: 60, ["--faults", "half:sessions@1x3"])
    let run = try RunReport(desk(vendor).patchbay("sync", "certain/sessions", "--json"))
    #expect(run.status == "completed")
    #expect(run.words == "received 12, created 12")
  }

  @Test(
    "and said to be empty the second time is not believed", arguments: ["404:Registration@4", "empty:Registration@4"])
  func contradiction(_ fault: String) throws {
    let vendor = try Vendor("certain", people: 200)
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1", "page_size=50"],
      secret: ("password", "sandbox-password"), to: vendor.address)
    #expect(try RunReport(desk.patchbay("sync", "certain/participants", "--json")).status == "completed")
    let before = try desk.dump()
    for _ in 1...2 {
      try vendor.fault(fault)
      let run = try desk.patchbay("sync", "certain/participants", "--json", "--force")
      #expect(run.code == 1)
      let report = try RunReport(run)
      #expect(report.status == "failed")
      #expect(
        report.reason
          == "\(Operator.eid)/certain/participants: the vendor delivered 100 of the 200 that it announced, and when it was"
          + " asked once more it answered that there are none. Nothing was changed. Try again later.")
    }
    #expect(try desk.dump() == before)
  }
}
