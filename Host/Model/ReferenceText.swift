/// What a record points at, as the store keeps it: the ids in the order of the connector's references, each escaped as the
/// parts of a record's id are, joined by `/`; empty for one that is not named.
package enum ReferenceText {
  package static let separator = UInt8(ascii: "/")
  package static let escape = UInt8(ascii: "~")

  /// Adds the id of the next reference.
  package static func append(_ id: [UInt8], to text: inout [UInt8], isFirst: Bool) {
    if !isFirst { text.append(separator) }
    for byte in id {
      switch byte {
      case escape: text.append(contentsOf: [escape, UInt8(ascii: "0")])
      case separator: text.append(contentsOf: [escape, UInt8(ascii: "1")])
      default: text.append(byte)
      }
    }
  }

  /// The id that a part of the text stands for.
  package static func unescaped(_ part: some Sequence<UInt8>) -> [UInt8] {
    var id: [UInt8] = []
    var isEscaped = false
    for byte in part {
      switch (isEscaped, byte) {
      case (false, escape): isEscaped = true
      case (true, UInt8(ascii: "0")):
        id.append(escape)
        isEscaped = false
      case (true, UInt8(ascii: "1")):
        id.append(separator)
        isEscaped = false
      default:
        id.append(byte)
        isEscaped = false
      }
    }
    return id
  }

  /// The ids that the text names, in the order of the references.
  package static func ids(_ text: some Collection<UInt8>) -> [[UInt8]] {
    text.split(separator: separator, omittingEmptySubsequences: false).map { unescaped($0) }
  }
}
