/// How a vendor writes dates, in a closed set of tokens: `DD.MM.YYYY HH:mm`.
package struct DateFormat: Sendable, Hashable {
  package enum Token: String, Sendable, CaseIterable {
    case year = "YYYY"
    case monthName = "MMM"
    case month2 = "MM"
    case month = "M"
    case day2 = "DD"
    case day = "D"
    /// 0 to 23.
    case hour2 = "HH"
    case hour = "H"
    /// 1 to 12, with `AM`.
    case half2 = "hh"
    case half = "h"
    case minute = "mm"
    case second = "ss"
    /// One to nine digits.
    case fraction = "f"
    case dayHalf = "AM"
    case offset = "ZZ"
    /// A word that is not read, such as a weekday.
    case word = "WWW"
    /// `unix` and `unix-ms` alone: seconds, milliseconds since 1970 in UTC.
    case seconds = "unix"
    case milliseconds = "unix-ms"

    /// What it tells; no two tokens of a format tell the same.
    fileprivate var subject: String {
      switch self {
      case .year: "year"
      case .monthName, .month2, .month: "month"
      case .day2, .day: "day"
      case .hour2, .hour, .half2, .half: "hour"
      case .minute: "minute"
      case .second: "second"
      case .fraction: "fraction"
      case .dayHalf: "half of the day"
      case .offset: "offset"
      case .word: "word"
      case .seconds, .milliseconds: "time"
      }
    }

    fileprivate var isNumber: Bool { ![.monthName, .dayHalf, .offset, .word].contains(self) }
    /// True if more than one count of digits fits.
    fileprivate var isOpen: Bool { [.month, .day, .hour, .half, .fraction].contains(self) }
  }

  package enum Part: Sendable, Hashable {
    case token(Token)
    /// One character that stands for itself.
    case literal(Unicode.Scalar)
    /// White space.
    case blank
  }

  package let parts: [Part]
  /// As it was written, without blanks at its ends.
  package let text: String

  package func has(_ token: Token) -> Bool { parts.contains(.token(token)) }
  /// True if it tells a time of day without its offset.
  package var needsZone: Bool { hasTime && !has(.offset) }
  /// True if it tells a time of day.
  package var hasTime: Bool {
    parts.contains { if case .token(let token) = $0 { token.subject == "hour" } else { false } }
  }

  /// As the argument of `date`.
  var argument: String {
    let needsQuotes = text.unicodeScalars.contains(",") || text.unicodeScalars.first == "'"
    return needsQuotes ? "'\(TextReader.escaped(text))'" : text
  }

  /// Why a text is no format: what was expected instead.
  struct Unusable: Error {
    let expected: String
    var hint = ""
  }

  /// Reads a format.
  init(_ written: String) throws(Unusable) {
    var scalars = Substring(written).unicodeScalars
    while scalars.first == " " { scalars.removeFirst() }
    while scalars.last == " " { scalars.removeLast() }
    text = String(scalars)
    if let alone = Token(rawValue: text), alone.subject == "time" {
      parts = [.token(alone)]
      return
    }
    var parts: [Part] = []
    while let scalar = scalars.first {
      if scalar == "\"" {
        scalars.removeFirst()
        guard let close = scalars.firstIndex(of: "\"") else { throw Unusable(expected: "a closing \" in the format") }
        for literal in scalars[..<close] { Self.append(literal, to: &parts) }
        scalars = scalars[scalars.index(after: close)...]
      } else if scalar.properties.isAlphabetic {
        parts.append(try Self.letters(&scalars))
      } else {
        guard !TextReader.isInvisible(scalar) else { throw Unusable(expected: "a format without control characters") }
        scalars.removeFirst()
        Self.append(scalar, to: &parts)
      }
    }
    try Self.check(parts)
    self.parts = parts
  }

  private static func append(_ literal: Unicode.Scalar, to parts: inout [Part]) {
    if literal != " " { parts.append(.literal(literal)) } else if parts.last != .blank { parts.append(.blank) }
  }

  private static func letters(_ scalars: inout Substring.UnicodeScalarView) throws(Unusable) -> Part {
    let first = scalars.first
    let word =
      scalars.starts(with: Token.dayHalf.rawValue.unicodeScalars)
      ? Token.dayHalf.rawValue : String(scalars.prefix { $0 == first })
    scalars.removeFirst(word.unicodeScalars.count)
    if word == "T" { return .literal("T") }
    guard let token = Token(rawValue: word) else {
      let run = word + String(scalars.prefix { $0.properties.isAlphabetic })
      throw Unusable(
        expected: "a format of \(known), and other letters in \"…\"; '\(run)' is none of them",
        hint: word.count > 1 ? Spelling.suggestion(for: word, among: tokens) : "")
    }
    return .token(token)
  }

  private static var tokens: [String] { Token.allCases.filter { $0.subject != "time" }.map(\.rawValue) }
  private static var known: String { tokens.joined(separator: " ") }

  private static func check(_ parts: [Part]) throws(Unusable) {
    let tokens = parts.compactMap { if case .token(let token) = $0 { token } else { nil } }
    for (number, token) in tokens.enumerated() where token != .word {
      guard !tokens[..<number].contains(where: { $0.subject == token.subject }) else {
        throw Unusable(expected: "a format with one \(token.subject)")
      }
    }
    let subjects = Set(tokens.map(\.subject))
    func need(_ subject: String, if other: String? = nil) throws(Unusable) {
      guard other.map({ subjects.contains($0) }) ?? true, !subjects.contains(subject) else { return }
      throw Unusable(expected: "a format with \(subject == "hour" ? "an hour" : "a \(subject)")")
    }
    for subject in ["year", "month", "day"] { try need(subject) }
    try need("hour", if: "minute")
    try need("minute", if: "second")
    try need("second", if: "fraction")
    try need("hour", if: "offset")
    let isHalf = tokens.contains(.half) || tokens.contains(.half2)
    guard isHalf == tokens.contains(.dayHalf) else {
      throw Unusable(expected: "a format with HH or H for hours of 0 to 23, or hh or h together with AM")
    }
    for (a, b) in zip(parts, parts.dropFirst()) {
      guard case .token(let first) = a, case .token(let second) = b, first.isOpen, second.isNumber else { continue }
      throw Unusable(expected: "a format with something between \(first.rawValue) and \(second.rawValue)")
    }
  }
}
