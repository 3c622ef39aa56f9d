/// A record's own id, as the vendor types it.
enum RecordID: Sendable, Hashable, CustomStringConvertible {
  case text(String)
  case number(Int)

  var description: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    }
  }
}
