/// Reads what operators write (paths, transforms) scalar by scalar, and tells where it stopped.
///
/// A text in it stands bare or in quotes. Both know the escapes `\\`, `\'`, `\n`, `\r`, `\t` and `\u{…}`, so that any
/// text can be written in one line of characters that can be seen.
struct TextReader {
  private let scalars: [Unicode.Scalar]
  /// Where reading ends, in scalars.
  private let end: Int
  /// Where it has come to, in scalars.
  private(set) var position: Int

  /// What was expected where; positions are zero-based, in scalars.
  struct Misread: Error {
    let position: Int
    let expected: String
    /// A sentence behind the one that tells what was expected, such as ` Did you mean 'YYYY'?`.
    var hint = ""
  }

  /// - Parameters:
  ///   - start: scalars of `text` to begin behind.
  ///   - dropped: scalars at its end that are not read.
  init(_ text: String, from start: Int = 0, dropping dropped: Int = 0) {
    scalars = Array(text.unicodeScalars)
    end = max(start, scalars.count - dropped)
    position = start
  }

  var isAtEnd: Bool { position >= end }
  var next: Unicode.Scalar? { position < end ? scalars[position] : nil }

  func fail(_ expected: String, at place: Int? = nil, hint: String = "") -> Misread {
    Misread(position: place ?? position, expected: expected, hint: hint)
  }

  /// What was read since `start`.
  func text(since start: Int) -> String { Self.string(scalars[start..<position]) }

  mutating func skip() { position += 1 }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() {
    while let scalar = next, scalar == " " { position += 1 }
  }

  /// What stands until one of `stops` that is outside of quotes, or the end, as it stands.
  mutating func raw(until stops: (Unicode.Scalar) -> Bool) -> String {
    let start = position
    while let scalar = next, !stops(scalar) { position += 1 }
    return text(since: start)
  }

  /// A text that begins with a quote.
  mutating func quoted() throws(Misread) -> String {
    position += 1
    let text = try bare { $0 == "'" }
    guard take("'") else { throw fail("a closing quote") }
    return text
  }

  /// A text without quotes, up to one of `stops` or the end.
  mutating func bare(until stops: (Unicode.Scalar) -> Bool = { _ in false }) throws(Misread) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, !stops(scalar) { text.append(try self.scalar()) }
    return String(text)
  }

  /// One scalar of a text, or what an escape stands for.
  mutating func scalar() throws(Misread) -> Unicode.Scalar {
    guard let scalar = next else { throw fail("more") }
    guard !Self.isInvisible(scalar) else { throw fail("a character that can be seen; a line break is \\n") }
    guard scalar == "\\" else {
      position += 1
      return scalar
    }
    return try escape()
  }

  private mutating func escape() throws(Misread) -> Unicode.Scalar {
    let start = position
    position += 1
    switch next {
    case "\\", "'": break
    case "n": return letter("\n")
    case "r": return letter("\r")
    case "t": return letter("\t")
    case "u":
      position += 1
      if take("{") {
        let digits = raw { $0 == "}" }
        if take("}"), digits.count <= 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16),
          let scalar = Unicode.Scalar(value)
        {
          return scalar
        }
      }
      throw fail("a character such as \\u{E9}", at: start)
    default: throw fail("one of \\\\ \\' \\n \\r \\t \\u{…}", at: start)
    }
    guard let scalar = next else { throw fail("more") }
    return letter(scalar)
  }

  private mutating func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    position += 1
    return scalar
  }

  // MARK: Writing

  /// A text as `bare` and `quoted` read it, without quotes around it.
  ///
  /// - Parameters:
  ///   - quotes: whether quotes are escaped wherever they stand, or only the first character.
  ///   - doubled: characters that are written twice.
  static func escaped(_ text: String, quotes: Bool = true, doubled: String = "") -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if doubled.unicodeScalars.contains(scalar) { out.append(scalar) }
      switch scalar {
      case "\\": out.append(contentsOf: #"\\"#.unicodeScalars)
      case "'" where quotes || out.isEmpty: out.append(contentsOf: #"\'"#.unicodeScalars)
      case "\n": out.append(contentsOf: #"\n"#.unicodeScalars)
      case "\r": out.append(contentsOf: #"\r"#.unicodeScalars)
      case "\t": out.append(contentsOf: #"\t"#.unicodeScalars)
      case _ where isInvisible(scalar): out.append(contentsOf: code(of: scalar).unicodeScalars)
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  private static func code(of scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }

  /// A text for a message: what cannot be seen, or would break its line, is written as an escape.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isInvisible) else { return text }
    return text.unicodeScalars.map { isInvisible($0) ? code(of: $0) : String($0) }.joined()
  }

  /// Control characters and line separators: they never stand in a text as they are.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value || 0x2028...0x2029 ~= scalar.value
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}

extension TextReader.Misread {
  /// `cannot be read at character 3, at '.b': expected a field name.`, behind the text that was given.
  func place(in text: String) -> String {
    let scalars = text.unicodeScalars
    let index = scalars.index(scalars.startIndex, offsetBy: position, limitedBy: scalars.endIndex) ?? scalars.endIndex
    let character = String(scalars[..<index]).count + 1
    let rest = TextReader.visible(String(scalars[index...]))
    let place =
      rest.isEmpty
      ? "at its end" : "at character \(character), at '\(rest.count > 24 ? rest.prefix(24) + "…" : rest)'"
    return "cannot be read \(place): expected \(expected).\(hint)"
  }
}
