/// What a slot holds; the raw values are the four kind bits of a ``JSONSlot`` and part of stored fingerprints.
@frozen public enum JSONKind: UInt8, Sendable, CaseIterable {
  /// The path leads to nothing in this record.
  case missing = 0
  /// `null`.
  case null = 1
  /// `true`.
  case `true` = 2
  /// `false`.
  case `false` = 3
  /// A number, kept as its text.
  case number = 4
  /// A string without a backslash: its bytes are its text.
  case string = 5
  /// A string with at least one escape.
  case escapedString = 6
  /// An array.
  case array = 7
  /// An object.
  case object = 8
  /// A key on the way stands twice in one object, so that no value can be given.
  case duplicated = 9

  /// The kind of a raw value, nil if it has none; written out so that it costs other modules no call.
  @inlinable public init?(rawValue: UInt8) {
    switch rawValue {
    case 0: self = .missing
    case 1: self = .null
    case 2: self = .true
    case 3: self = .false
    case 4: self = .number
    case 5: self = .string
    case 6: self = .escapedString
    case 7: self = .array
    case 8: self = .object
    case 9: self = .duplicated
    default: return nil
    }
  }

  /// The kind with its article, for messages: `an object`, `null`.
  public var phrase: String {
    switch self {
    case .missing: "missing"
    case .null: "null"
    case .true, .false: "a boolean"
    case .number: "a number"
    case .string, .escapedString: "a string"
    case .array: "an array"
    case .object: "an object"
    case .duplicated: "a duplicated key"
    }
  }

  /// Whether the value is a string, escaped or not.
  @inlinable public var isString: Bool { self == .string || self == .escapedString }

  /// The kind of a valid value that begins with this byte; a string counts as unescaped.
  static func starting(with byte: UInt8) -> JSONKind {
    switch byte {
    case .quote: .string
    case .openBrace: .object
    case .openBracket: .array
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "t"): .true
    case UInt8(ascii: "f"): .false
    default: .number
    }
  }
}
