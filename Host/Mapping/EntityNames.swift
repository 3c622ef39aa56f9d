/// The named character references of HTML (HTML Living Standard, section 13.5), all that end with `;`: 2,125.
enum EntityNames {
  /// What a name without `&` and `;` stands for; case counts.
  static func text(of name: String) -> String? { texts[name] }

  private static let texts: [String: String] = {
    var texts: [String: String] = [:]
    texts.reserveCapacity(2200)
    for line in table.split(separator: "\n") {
      for entry in line.split(separator: " ") {
        let parts = entry.split(separator: "=")
        let scalars = parts[1].split(separator: "+").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
        texts[String(parts[0])] = String(String.UnicodeScalarView(scalars))
      }
    }
    return texts
  }()
}
