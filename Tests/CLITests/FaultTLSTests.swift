import Foundation
import TestSupport
import Testing

@Suite("What a person is told of a vendor behind TLS") struct FaultTLSTests {
  private func desk(_ tls: FaultTLS) throws -> Operator {
    let desk = try Operator()
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "sandbox-token"), to: tls.address + "/api")
    return desk
  }

  private func test(_ desk: Operator, _ tls: FaultTLS) async throws -> (code: Int32, sentence: String) {
    let finished = try await desk.start("connections", "test", "pretalx").finished()
    let text = (finished.output + finished.error).replacing(tls.address, with: "VENDOR")
    return (finished.code, text.replacing(tls.certificate, with: "FILE").trimmingCharacters(in: .newlines))
  }

  static let request = "GET VENDOR/api/events/sandbox/answers/?page_size=1"
  static let advice =
    "Check the endpoint; if the vendor has a certificate authority of its own, name its file in PATCHBAY_CA_FILE."

  @Test("a certificate that nobody vouches for is refused, without a second try; PATCHBAY_CA_FILE vouches for it")
  func unknownAuthority() async throws {
    let vendor = try Vendor("pretalx", people: 30)
    let tls = try FaultTLS(before: vendor)
    let desk = try desk(tls)
    let refused = try await test(desk, tls)
    #expect(
      refused == (
        1,
        "\(Self.request) was not sent: the certificate of '127.0.0.1' is not trusted (SSL certificate problem: self-signed"
          + " certificate). \(Self.advice)"
      ))
    #expect(try vendor.logged("requests") == 0)
    desk.environment["PATCHBAY_CA_FILE"] = tls.certificate
    let taken = try await test(desk, tls)
    #expect(
      taken == (
        0,
        "pretalx at VENDOR/api answers, and the credentials see what a sync needs: sessions,"
          + " presenters."
      ))
    let run = try RunReport(try await desk.start("sync", "pretalx/sessions", "--json").finished())
    #expect(run.status == "completed")
    #expect(run.counts["received"] == 30)
  }

  @Test("a certificate for another name is refused even if its authority is trusted") func otherName() async throws {
    let vendor = try Vendor("pretalx", people: 30)
    let tls = try FaultTLS(before: vendor, names: "DNS:other.example")
    let desk = try desk(tls)
    desk.environment["PATCHBAY_CA_FILE"] = tls.certificate
    let refused = try await test(desk, tls)
    #expect(
      refused == (
        1,
        "\(Self.request) was not sent: the certificate of '127.0.0.1' is not trusted (SSL: no alternative certificate"
          + " subject name matches target host name '127.0.0.1'). \(Self.advice)"
      ))
    #expect(try vendor.logged("requests") == 0)
  }

  @Test("a certificate file that is not there is named") func noFile() async throws {
    let vendor = try Vendor("pretalx", people: 30)
    let tls = try FaultTLS(before: vendor)
    let desk = try desk(tls)
    desk.environment["PATCHBAY_CA_FILE"] = "/nonexistent/ca.pem"
    let refused = try await test(desk, tls)
    #expect(
      refused == (
        1,
        "\(Self.request) was not sent: the certificate file '/nonexistent/ca.pem' cannot be read. Correct"
          + " PATCHBAY_CA_FILE."
      ))
  }

  @Test("a redirect from https to http is not followed, and no credential leaves") func downgrade() async throws {
    let vendor = try Vendor("pretalx", people: 30, ["--faults", "redirect-http"])
    let tls = try FaultTLS(before: vendor)
    let desk = try desk(tls)
    desk.environment["PATCHBAY_CA_FILE"] = tls.certificate
    let refused = try await test(desk, tls)
    #expect(
      refused == (
        1,
        "\(Self.request) was answered 302, a redirect to \(tls.address.replacing("https", with: "http")), where no"
          + " credentials are sent. If the vendor moved, change the endpoint: patchbay connections set"
          + " \(Operator.eid)/pretalx --endpoint URL."
      ))
    #expect(try vendor.logged("redirectsFollowed") == 0)
  }

  @Test("an http endpoint of a server that wants TLS") func noTLS() async throws {
    let vendor = try Vendor("pretalx", people: 30)
    let tls = try FaultTLS(before: vendor)
    let desk = try Operator()
    let plain = tls.address.replacing("https", with: "http")
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "sandbox-token"), to: plain + "/api")
    let finished = try await desk.start("connections", "test", "pretalx").finished()
    #expect(finished.code == 1)
    #expect(finished.error.hasPrefix("GET \(plain)/api/events/sandbox/answers/?page_size=1 failed 4 times: "))
  }
}

extension Vendor {
  /// A figure of its log: `requests`, `redirectsFollowed`, `redirectsWithCredentials`.
  func logged(_ figure: String) throws -> Int? {
    let finished = try Launch.run("/usr/bin/curl", ["-sS", address + "/_sandbox/log"])
    let json = try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any]
    return json?[figure] as? Int
  }
}
