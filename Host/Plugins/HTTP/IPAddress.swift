import Glibc

/// An IPv4 or IPv6 address, and the sort of network it belongs to.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  package enum Reach: Sendable {
    /// This computer: 127.0.0.0/8 and ::1.
    case loopback
    /// Not reachable over the internet: RFC 1918, link-local, unique local, carrier-grade NAT, reserved, multicast.
    case `private`
    case `public`
  }

  /// 4 or 16 bytes, in network order.
  private let bytes: [UInt8]

  /// Reads dotted-quad or IPv6 text without brackets or zone; nil for everything else.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four, Array.init)
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six, Array.init)
    } else {
      return nil
    }
  }

  /// The address of a socket; nil for other families than IPv4 and IPv6.
  init?(_ address: UnsafePointer<sockaddr>) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
      bytes = withUnsafeBytes(of: four.sin_addr, Array.init)
    case AF_INET6:
      let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
      bytes = withUnsafeBytes(of: six.sin6_addr, Array.init)
    default: return nil
    }
  }

  private init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  package var reach: Reach { bytes.count == 4 ? reachOfFour : reachOfSix }

  private var reachOfFour: Reach {
    if bytes[0] == 127 { return .loopback }
    return Self.privateFours.contains { starts(with: $0.0, bits: $0.1) } ? .private : .public
  }

  private var reachOfSix: Reach {
    if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
    if starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], bits: 96) {
      return IPAddress(bytes: bytes[12...]).reach
    }
    // Addresses that carry an IPv4 address lead where that one leads, but through another machine, so never to this one.
    if let carried { return carried.reach == .public ? .public : .private }
    return Self.privateSixes.contains { starts(with: $0.0, bits: $0.1) } ? .private : .public
  }

  /// The IPv4 address in one that is translated on its way (RFC 7915, NAT64) or tunnelled (6to4).
  private var carried: IPAddress? {
    if starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0], bits: 96)
      || starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], bits: 96)
    {
      return IPAddress(bytes: bytes[12...])
    }
    return starts(with: [0x20, 0x02], bits: 16) ? IPAddress(bytes: bytes[2..<6]) : nil
  }

  private func starts(with prefix: [UInt8], bits: Int) -> Bool {
    let whole = bits / 8
    guard bytes.prefix(whole).elementsEqual(prefix.prefix(whole)) else { return false }
    guard bits % 8 != 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (bits % 8))
    return bytes[whole] & mask == prefix[whole] & mask
  }

  /// IANA's special-purpose registry for IPv4, but loopback.
  private static let privateFours: [([UInt8], Int)] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24), ([192, 0, 2], 24),
    ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
  ]

  /// IANA's special-purpose registry for IPv6, and two older networks: ::/96, 64:ff9b:1::/48 (a network's own NAT64),
  /// 100::/64, 2001::/23 (protocols, Teredo among them), 2001:db8::/32, 3fff::/20, 5f00::/16, fc00::/7, fe80::/10,
  /// fec0::/10, ff00::/8.
  private static let privateSixes: [([UInt8], Int)] = [
    ([UInt8](repeating: 0, count: 12), 96), ([0, 0x64, 0xFF, 0x9B, 0, 1], 48), ([1, 0, 0, 0, 0, 0, 0, 0], 64),
    ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x3F, 0xFF, 0x00], 20), ([0x5F, 0x00], 16),
    ([0xFC], 7), ([0xFE, 0x80], 10), ([0xFE, 0xC0], 10), ([0xFF], 8),
  ]

  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
