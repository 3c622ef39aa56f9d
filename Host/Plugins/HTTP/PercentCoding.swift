/// Percent-encoding as RFC 3986 has it: letters, digits and `-._~` stay.
enum PercentCoding {
  static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.flatMap { isUnreserved($0) ? [$0] : Array(escape($0).utf8) }
  }

  /// As HTML forms are sent: like ``encode(_:)``, but a blank is `+`.
  static func encodeForm(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.flatMap { $0 == 0x20 ? [0x2B] : isUnreserved($0) ? [$0] : Array(escape($0).utf8) }
  }

  /// `%0A`.
  static func escape(_ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || [45, 46, 95, 126].contains(byte)
  }
}
