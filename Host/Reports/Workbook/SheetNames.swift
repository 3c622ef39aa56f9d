/// Gives the sheets of one workbook names that every spreadsheet takes: 1 to 31 UTF-16 units, none of `[ ] : * ? / \`, no
/// apostrophe at an end, no control characters, not `History`, and no two that differ in case alone.
struct SheetNames {
  private static let limit = 31
  private var taken: Set<String> = []

  /// The wanted name, or the nearest that can be had: forbidden characters become `_`, a second `Name` is `Name (2)`.
  mutating func name(for wanted: String) -> String {
    let base = Self.allowed(wanted)
    var name = Self.cut(base, to: Self.limit)
    var number = 1
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      let end = " (\(number))"
      name = Self.cut(base, to: Self.limit - end.utf16.count) + end
    }
    return name
  }

  private static func allowed(_ wanted: String) -> String {
    let forbidden: Set<Unicode.Scalar> = ["[", "]", ":", "*", "?", "/", "\\"]
    var scalars = Array(wanted.unicodeScalars).map { scalar -> Unicode.Scalar in
      forbidden.contains(scalar) || scalar.value < 0x20 || scalar.value == 0x7F
        || scalar.value >= 0xFFFE
          && scalar.value <= 0xFFFF
        ? "_" : scalar
    }
    if scalars.first == "'" { scalars[0] = "_" }
    if scalars.last == "'" { scalars[scalars.count - 1] = "_" }
    var name = String(String.UnicodeScalarView(scalars))
    while name.first == " " { name.removeFirst() }
    while name.last == " " { name.removeLast() }
    if name.isEmpty { return "Sheet" }
    return name.lowercased() == "history" ? name + "_" : name
  }

  private static func cut(_ name: String, to limit: Int) -> String {
    guard name.utf16.count > limit else { return name }
    var out = ""
    var used = 0
    for character in name {
      used += character.utf16.count
      guard used <= limit - 1 else { break }
      out.append(character)
    }
    return out + "…"
  }
}
