/// The characters that stand in one place of a pattern: `[a-z]`, `\d`, `.`.
enum PatternSet {
  typealias Choice = Pattern.CharacterChoice
  typealias Malformed = Pattern.Malformed

  /// `.`
  static let anyButLineBreaks = Choice(ranges: [0x0A...0x0D, 0x85...0x85, 0x2028...0x2029], isOpposite: true)

  private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  private static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
  private static let space: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]

  /// What stands behind a backslash.
  static func escaped(_ scalars: [Unicode.Scalar], _ position: inout Int) throws(Malformed) -> Choice {
    guard position < scalars.count else { throw Malformed(description: "a backslash stands at its end") }
    let scalar = scalars[position]
    position += 1
    switch scalar {
    case "d": return Choice(ranges: digits)
    case "D": return Choice(ranges: digits, isOpposite: true)
    case "w": return Choice(ranges: word)
    case "W": return Choice(ranges: word, isOpposite: true)
    case "s": return Choice(ranges: space)
    case "S": return Choice(ranges: space, isOpposite: true)
    case "t": return Choice(ranges: [9...9])
    default:
      guard scalar.isASCII, !scalar.properties.isAlphabetic, !digits[0].contains(scalar.value) else {
        throw Malformed(description: "'\\\(scalar)' is not known, at character \(position)")
      }
      return Choice(ranges: [scalar.value...scalar.value])
    }
  }

  /// A set behind its first bracket.
  static func read(_ scalars: [Unicode.Scalar], _ position: inout Int) throws(Malformed) -> Choice {
    var choice = Choice(ranges: [])
    if position < scalars.count, scalars[position] == "^" {
      choice.isOpposite = true
      position += 1
    }
    let first = position
    while position < scalars.count {
      let scalar = scalars[position]
      if scalar == "]", position > first {
        position += 1
        return choice
      }
      guard scalar != "]" else { throw Malformed(description: "'[]' would match nothing") }
      guard scalar != "[" else {
        throw Malformed(description: "'\(scalar)' in a set needs a backslash, at character \(position + 1)")
      }
      let part = try element(scalars, &position)
      guard position + 1 < scalars.count, scalars[position] == "-", scalars[position + 1] != "]" else {
        choice.ranges += part.ranges
        continue
      }
      position += 1
      let last = try element(scalars, &position)
      guard let low = part.only, let high = last.only, low <= high else {
        throw Malformed(description: "a range in a set leads from nowhere to nowhere, at character \(position)")
      }
      choice.ranges.append(low...high)
    }
    throw Malformed(description: "a ']' is missing")
  }

  /// One character of a set, or a class such as `\d`.
  private static func element(_ scalars: [Unicode.Scalar], _ position: inout Int) throws(Malformed) -> Choice {
    let scalar = scalars[position]
    position += 1
    guard scalar == "\\" else { return Choice(ranges: [scalar.value...scalar.value]) }
    let choice = try escaped(scalars, &position)
    guard !choice.isOpposite else {
      throw Malformed(description: "'\\\(scalars[position - 1])' in a set is not known, at character \(position)")
    }
    return choice
  }
}

extension Pattern.CharacterChoice {
  /// The one character that it is.
  fileprivate var only: UInt32? { ranges.count == 1 && ranges[0].count == 1 ? ranges[0].lowerBound : nil }
}
