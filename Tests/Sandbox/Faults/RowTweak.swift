/// How one record of a page is spoilt while it is written.
enum RowTweak: Sendable, Equatable {
  case none
  /// The id is left out.
  case noID
  /// The id is a number beyond 2^53, odd for every other row, so that doubles cannot tell neighbours apart.
  case bigID(Int)
  /// The id stands there twice, with two values.
  case duplicateKeys
  /// The main text differs from the record's real one.
  case altered
  /// One more member with a text of so many bytes.
  case padding(Int)
  /// One more member of so many nested arrays.
  case depth(Int)
  /// One more member whose text is not UTF-8.
  case invalidUTF8

  func addMembers(to writer: inout JSONWriter) {
    switch self {
    case .padding(let count):
      writer.member("padding") { w in
        w.raw([UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: count) + [UInt8(ascii: "\"")])
      }
    case .depth(let levels):
      writer.member("deep") { w in
        w.raw(
          [UInt8](repeating: UInt8(ascii: "["), count: levels) + [UInt8](repeating: UInt8(ascii: "]"), count: levels))
      }
    case .invalidUTF8:
      writer.member("broken") { w in w.raw([0x22, 0x41, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x22]) }
    case .none, .noID, .bigID, .duplicateKeys, .altered: break
    }
  }
}
