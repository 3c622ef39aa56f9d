/// Reads a pattern into steps. What it does not know it refuses: a pattern that means something else would let wrong
/// values pass.
struct PatternReader {
  /// The longest pattern, in bytes; reading descends into every bracket.
  static let limit = 200
  /// The most steps, repetitions written out.
  private static let mostSteps = 2000

  private let scalars: [Unicode.Scalar]
  private var position = 0

  typealias Step = Pattern.Step
  typealias Malformed = Pattern.Malformed

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func steps() throws(Malformed) -> [Step] {
    let bytes = scalars.reduce(0) { $0 + UTF8.width($1) }
    guard bytes <= Self.limit else { throw Malformed(description: "it has \(bytes) bytes, and may have \(Self.limit)") }
    // The whole value must match anyway.
    if peek == "^" { position += 1 }
    let steps = try choice()
    guard position == scalars.count else { throw unknown("a bracket that was not opened") }
    return steps + [.end]
  }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  private func unknown(_ what: String) -> Malformed {
    Malformed(description: "\(what), at character \(position + 1)")
  }

  /// Alternatives with `|` between them. Steps lead to places counted from the first of them.
  private mutating func choice() throws(Malformed) -> [Step] {
    var steps = try sequence()
    while take("|") {
      let other = try sequence()
      steps =
        [.both(1, steps.count + 2)] + moved(steps, by: 1) + [.go(steps.count + 2 + other.count)]
        + moved(other, by: steps.count + 2)
      try check(steps)
    }
    return steps
  }

  private mutating func sequence() throws(Malformed) -> [Step] {
    var steps: [Step] = []
    while let next = peek, next != "|", next != ")" {
      if next == "$", position == scalars.count - 1 {
        position += 1
        break
      }
      steps += moved(try repeated(try one()), by: steps.count)
      try check(steps)
    }
    return steps
  }

  /// Something with `?`, `*`, `+` or `{…}` behind it, at most one of them.
  private mutating func repeated(_ steps: [Step]) throws(Malformed) -> [Step] {
    let bounds: (least: Int, most: Int?)
    if take("?") {
      bounds = (0, 1)
    } else if take("*") {
      bounds = (0, nil)
    } else if take("+") {
      bounds = (1, nil)
    } else if take("{") {
      bounds = try counts()
    } else {
      return steps
    }
    if let next = peek, "?*+{".unicodeScalars.contains(next) { throw unknown("'\(next)' behind a repetition") }
    var all: [Step] = []
    for _ in 0..<bounds.least {
      all += moved(steps, by: all.count)
      try check(all)
    }
    guard let most = bounds.most else {
      let start = all.count
      return all + [.both(start + 1, start + steps.count + 2)] + moved(steps, by: start + 1) + [.go(start)]
    }
    for _ in bounds.least..<most {
      all += [.both(all.count + 1, all.count + 1 + steps.count)] + moved(steps, by: all.count + 1)
      try check(all)
    }
    return all
  }

  /// `{2}`, `{2,}` or `{2,5}` behind its first bracket.
  private mutating func counts() throws(Malformed) -> (Int, Int?) {
    guard let least = number() else { throw unknown("a number is missing in '{…}'") }
    var most: Int? = least
    if take(",") { most = peek == "}" ? nil : number() ?? -1 }
    guard take("}"), most.map({ $0 >= least }) ?? true else {
      throw unknown("'{…}' is none of {2}, {2,} and {2,5} with numbers up to 1000")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let digits = scalars[position...].prefix { ("0"..."9").contains($0) }
    guard (1...4).contains(digits.count), let number = Int(String(String.UnicodeScalarView(digits))), number <= 1000
    else { return nil }
    position += digits.count
    return number
  }

  private mutating func one() throws(Malformed) -> [Step] {
    guard let scalar = peek else { return [] }
    position += 1
    switch scalar {
    case "(":
      if take("?"), !take(":") { throw unknown("'(?' that is not '(?:'") }
      let inner = try choice()
      guard take(")") else { throw unknown("a ')' is missing") }
      return inner
    case "[": return [.take(try PatternSet.read(scalars, &position))]
    case ".": return [.take(PatternSet.anyButLineBreaks)]
    case "\\": return [.take(try PatternSet.escaped(scalars, &position))]
    case "?", "*", "+", "{", "}", "^", "$":
      position -= 1
      throw unknown("'\(scalar)' where nothing can be repeated, or that needs a backslash")
    default: return [.take(.init(ranges: [scalar.value...scalar.value]))]
    }
  }

  private func moved(_ steps: [Step], by distance: Int) -> [Step] {
    steps.map { step in
      switch step {
      case .take, .end: step
      case .go(let place): .go(place + distance)
      case .both(let first, let second): .both(first + distance, second + distance)
      }
    }
  }

  private func check(_ steps: [Step]) throws(Malformed) {
    guard steps.count <= Self.mostSteps else {
      throw Malformed(description: "its repetitions come to more than \(Self.mostSteps) steps")
    }
  }
}
