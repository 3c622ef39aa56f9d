import Glibc
import HostSync

/// Where a serve listens: `127.0.0.1:8080`, `[::1]:8080`; port 0 for any that is free.
package struct ListenAddress: Sendable {
  package static let usual = "127.0.0.1:8080"
  /// As it was written.
  package let text: String
  let host: String
  let port: UInt16
  let isIPv6: Bool

  /// Refuses what is no numeric address with a port.
  package init(_ text: String) throws(InputRefused) {
    self.text = text
    let refusal = InputRefused(
      "--listen '\(text)' is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080; names are not looked up, and ports"
        + " end at 65535. Give one, or 'none' to listen nowhere.")
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw refusal
    }
    var host = String(text[..<colon])
    isIPv6 = host.hasPrefix("[") && host.hasSuffix("]")
    if isIPv6 { host = String(host.dropFirst().dropLast()) }
    self.host = host
    self.port = port
    var (four, six) = (in_addr(), in6_addr())
    guard isIPv6 ? inet_pton(AF_INET6, host, &six) == 1 : inet_pton(AF_INET, host, &four) == 1 else { throw refusal }
  }

  /// False if other computers may reach it.
  package var isLoopback: Bool { isIPv6 ? host == "::1" : host.hasPrefix("127.") }

  /// `http://127.0.0.1:8080`
  func url(port: UInt16) -> String { "http://\(isIPv6 ? "[\(host)]" : host):\(port)" }

  /// Lends the address in the kernel's form.
  func withAddress<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
    if isIPv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    return withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
  }
}
