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
    case .year: Self.assign(number(4...4), to: &year)
    case .month2: Self.assign(number(2...2), to: &month)
    case .month: Self.assign(number(1...2), to: &month)
    case .monthName: Self.assign(MonthNames.number(of: take(while: Self.isLetter)), to: &month)
    case .day2: Self.assign(number(2...2), to: &day)
    case .day: Self.assign(number(1...2), to: &day)
    case .hour2, .half2: Self.assign(number(2...2), to: &hour)
    case .hour, .half: Self.assign(number(1...2), to: &hour)
    case .minute: Self.assign(number(2...2), to: &minute)
    case .second: Self.assign(number(2...2), to: &second)
    case .fraction: readFraction()
    case .offset: readOffset()
    case .word: !take(while: Self.isLetter).isEmpty
    case .dayHalf, .seconds, .milliseconds: false
    }
  }

  /// False if there is no number.
  private static func assign(_ number: Int?, to part: inout Int) -> Bool {
    guard let number else { return false }
    part = number
    return true
  }

  /// Letters, and the accents that follow them as characters of their own.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  private mutating func take(while fits: (Unicode.Scalar) -> Bool) -> String {
    var taken = String.UnicodeScalarView()
    while let scalar = rest.first, fits(scalar) {
      taken.append(scalar)
      rest.removeFirst()
    }
    return String(taken)
  }

  /// Digits, at most as many as may be, as a number and how many they are.
  private mutating func digits(_ count: ClosedRange<Int>) -> (value: Int, digits: Int)? {
    var value = 0
    var taken = 0
    while taken < count.upperBound, let scalar = rest.first, 0x30...0x39 ~= scalar.value {
      value = value * 10 + Int(scalar.value - 0x30)
      taken += 1
      rest.removeFirst()
    }
    return taken >= count.lowerBound ? (value, taken) : nil
  }

  private mutating func number(_ count: ClosedRange<Int>) -> Int? { digits(count)?.value }

  private mutating func readFraction() -> Bool {
    guard let digits = digits(1...9) else { return false }
    fraction = digits.value == 0 ? (0, 0) : digits
    return true
  }

  /// `Z`, `+02:00`, `+0200` or `+02`.
  private mutating func readOffset() -> Bool {
    guard let sign = rest.popFirst() else { return false }
    if sign == "Z" || sign == "z" {
      offset = .utc
      return true
    }
    guard sign == "+" || sign == "-", let hours = number(2...2), hours < 24 else { return false }
    let hasColon = rest.first == ":"
    if hasColon { rest.removeFirst() }
    guard let minutes = digits(0...2), minutes.value < 60, minutes.digits == 2 || (minutes.digits == 0 && !hasColon)
    else { return false }
    offset = .offset(sign: UInt8(ascii: sign), minutes: hours * 60 + minutes.value)
    return true
  }
}
