import HostMapping
import RecordJSON

/// The time of last change of a record, as microseconds since 1970, for choosing the newest of two duplicates.
enum ModifiedTime {
  /// Reads the vendor's text; nil if it is no time. A time without offset is read as UTC: only order matters, and one
  /// vendor writes all its times alike.
  static func microseconds(_ value: JSONSlot, of page: PageBuffer) -> Int64? {
    if value.kind == .string { return microseconds(page.content(of: value)) }
    var text = page.string(of: value)
    return text.withUTF8 { microseconds(UnsafeRawBufferPointer($0)) }
  }

  private static func microseconds(_ utf8: UnsafeRawBufferPointer) -> Int64? {
    if let plain = ISODateTime.plainMicroseconds(utf8) { return plain }
    return if case .value(let time) = ISODateTime.read(utf8) { time.microseconds } else { nil }
  }
}
