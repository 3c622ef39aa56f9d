import HostPlugins
import Testing

@Suite("Nothing is sent to a server that cannot prove its name", .serialized) struct TLSTests {
  @Test func aTrustedCertificateIsFine() throws {
    let server = try TLSServer(names: "IP:127.0.0.1")
    let client = try client(
      "https://127.0.0.1:\(server.port)", environment: ["PATCHBAY_CA_FILE": server.certificate])
    #expect(try client.perform([HTTPRequest(url: "/")]).get().map(\.status) == [200])
  }

  @Test func anUnknownIssuerIsRefused() throws {
    let server = try TLSServer(names: "IP:127.0.0.1")
    let fault = try client("https://127.0.0.1:\(server.port)").fault(HTTPRequest(url: "/"))
    #expect(
      fault.reason == .certificate(host: "127.0.0.1", detail: "SSL certificate problem: self-signed certificate"))
    #expect(fault.tries == 1)
  }

  @Test func aCertificateForAnotherNameIsRefused() throws {
    let server = try TLSServer(names: "DNS:other.example")
    let client = try client(
      "https://vendor.example:\(server.port)", allowsPrivate: true,
      environment: ["PATCHBAY_CA_FILE": server.certificate], pinned: ["vendor.example:\(server.port):127.0.0.1"])
    #expect(
      try client.fault(HTTPRequest(url: "/")).reason
        == .certificate(
          host: "vendor.example",
          detail: "SSL: no alternative certificate subject name matches target host name 'vendor.example'"))
  }

  @Test func aPrivateAddressThatAnAdministratorAllowedIsFine() throws {
    let server = try TLSServer(names: "DNS:vendor.example")
    let client = try client(
      "https://vendor.example:\(server.port)", allowsPrivate: true,
      environment: ["PATCHBAY_CA_FILE": server.certificate], pinned: ["vendor.example:\(server.port):127.0.0.1"])
    #expect(try client.perform([HTTPRequest(url: "/")]).get().map(\.status) == [200])
  }

  @Test func aMissingCertificateFileIsNamed() throws {
    let server = try TLSServer(names: "IP:127.0.0.1")
    let client = try client("https://127.0.0.1:\(server.port)", environment: ["PATCHBAY_CA_FILE": "/no/such.pem"])
    let fault = try client.fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .caFile(path: "/no/such.pem"))
  }
}
