/// The text of a record's key: the parts of the vendor's primary key, joined so that they can be told apart again.
///
/// One part stands as it is. Several are joined by `/`, with `~` written `~0` and `/` written `~1` in each (the escapes
/// of RFC 6901). Ids are compared as bytes.
package enum RecordID {
  /// The longest id that a record is taken under, in bytes: other stores could not key a longer one.
  package static let longest = 1024

  /// Joins the parts of a key.
  package static func join(_ parts: [String]) -> String {
    guard parts.count > 1 else { return parts.first ?? "" }
    return parts.map(escape).joined(separator: "/")
  }

  /// The parts that `join` was given.
  package static func split(_ id: String, parts: Int) -> [String] {
    guard parts > 1 else { return [id] }
    return id.split(separator: "/", omittingEmptySubsequences: false).map { unescape(String($0)) }
  }

  package static func escape(_ part: String) -> String {
    guard part.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return part }
    var out = ""
    for character in part.unicodeScalars {
      switch character {
      case "~": out += "~0"
      case "/": out += "~1"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }

  private static func unescape(_ part: String) -> String {
    var out = String.UnicodeScalarView()
    var scalars = part.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "~" else {
        out.append(scalar)
        continue
      }
      switch scalars.next() {
      case "1": out.append("/")
      case "0": out.append("~")
      case .some(let other): out.append(contentsOf: ["~", other])
      case nil: out.append("~")
      }
    }
    return String(out)
  }
}
