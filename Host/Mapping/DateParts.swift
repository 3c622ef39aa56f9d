import HostModel

/// What a text says of a date, read by a format.
struct DateParts {
  private(set) var year = 0
  private(set) var month = 0
  private(set) var day = 0
  private(set) var hour = 0
  private(set) var minute = 0
  private(set) var second = 0
  /// Digits behind the point as a number, and how many they are.
  private(set) var fraction = (value: 0, digits: 0)
  private(set) var offset: ISODateTime.Zone?
  private var rest: Substring.UnicodeScalarView

  /// Nil if it is no day that exists.
  var date: CalendarDate? { CalendarDate(year: year, month: month, day: day) }

  /// Nil if the text is not written in the format.
  init?(_ text: String, _ format: DateFormat) {
    rest = Substring(text).unicodeScalars
    var isAfternoon: Bool?
    for part in format.parts {
      switch part {
      case .literal(let scalar): guard rest.popFirst() == scalar else { return nil }
      case .blank: guard !take(while: \.properties.isWhitespace).isEmpty else { return nil }
      case .token(.dayHalf):
        guard let half = Self.halves[take { $0 == "." || $0.properties.isAlphabetic }.lowercased()] else { return nil }
        isAfternoon = half
      case .token(let token): guard read(token) else { return nil }
      }
    }
    guard rest.isEmpty else { return nil }
    if let isAfternoon {
      guard 1...12 ~= hour else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
  }

  private static let halves = ["am": false, "a.m.": false, "pm": true, "p.m.": true]

  private mutating func read(_ token: DateFormat.Token) -> Bool {
    switch token {
    case .year: number(4...4, into: \.year)
    case .month2: number(2...2, into: \.month)
    case .month: number(1...2, into: \.month)
    case .monthName:
      if let known = MonthNames.number(of: take(while: Self.isLetter)) {
        assign(known, to: \.month)
      } else {
        false
      }
    case .day2: number(2...2, into: \.day)
    case .day: number(1...2, into: \.day)
    case .hour2, .half2: number(2...2, into: \.hour)
    case .hour, .half: number(1...2, into: \.hour)
    case .minute: number(2...2, into: \.minute)
    case .second: number(2...2, into: \.second)
    case .fraction: readFraction()
    case .offset: readOffset()
    case .word: !take(while: Self.isLetter).isEmpty
    case .dayHalf, .seconds, .milliseconds: false
    }
  }

  /// Letters, and the accents that follow them as characters of their own.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  private mutating func assign(_ number: Int, to part: WritableKeyPath<DateParts, Int>) -> Bool {
    self[keyPath: part] = number
    return true
  }

  private mutating func take(while fits: (Unicode.Scalar) -> Bool) -> String {
    var taken = String.UnicodeScalarView()
    while let scalar = rest.first, fits(scalar) {
      taken.append(scalar)
      rest.removeFirst()
    }
    return String(taken)
  }

  /// Digits, at most as many as may be.
  private mutating func digits(_ count: ClosedRange<Int>) -> String? {
    var taken = ""
    while taken.utf8.count < count.upperBound, let scalar = rest.first, 0x30...0x39 ~= scalar.value {
      taken.unicodeScalars.append(scalar)
      rest.removeFirst()
    }
    return taken.utf8.count >= count.lowerBound ? taken : nil
  }

  private mutating func number(_ count: ClosedRange<Int>, into part: WritableKeyPath<DateParts, Int>) -> Bool {
    guard let digits = digits(count), let number = Int(digits) else { return false }
    return assign(number, to: part)
  }

  private mutating func readFraction() -> Bool {
    guard let digits = digits(1...9), let number = Int(digits) else { return false }
    fraction = number == 0 ? (0, 0) : (number, digits.utf8.count)
    return true
  }

  /// `Z`, `+02:00`, `+0200` or `+02`.
  private mutating func readOffset() -> Bool {
    guard let sign = rest.popFirst() else { return false }
    if sign == "Z" || sign == "z" {
      offset = .utc
      return true
    }
    guard sign == "+" || sign == "-", let hours = digits(2...2).flatMap({ Int($0) }), hours < 24 else { return false }
    let hasColon = rest.first == ":"
    if hasColon { rest.removeFirst() }
    let minutes = digits(0...2).flatMap { $0.isEmpty && !hasColon ? 0 : $0.utf8.count == 2 ? Int($0) : nil }
    guard let minutes, minutes < 60 else { return false }
    offset = .offset(sign: UInt8(ascii: sign), minutes: hours * 60 + minutes)
    return true
  }
}
