/// What a value is.
public enum Kind: String, Sendable {
  /// One line.
  case text
  /// Several lines.
  case longText = "long-text"
  /// A number.
  case number
  /// True or false.
  case boolean
  /// A day.
  case date
  /// A day and a time.
  case dateTime = "date-time"
  /// An e-mail address.
  case email
  /// A web address.
  case url
  /// A telephone number.
  case phone
  /// One of a list.
  case choice
  /// Several values.
  case list
}

/// A field of the vendor's that operators may map and, if it has a target, its preset mapping.
public struct Field: Sendable {
  /// API field path, such as `profile.email`.
  public var path: String
  /// Shown to operators.
  public var label: String
  /// What it holds.
  public var kind: Kind
  /// An invented value.
  public var example: String
  /// The preset mapping row of this field alone.
  public var preset: Mapping?

  /// `Field("profile.email", "E-mail", "ana@example.org", .email, to: "email", .trim, .lower)`
  ///
  /// - Parameters:
  ///   - result: What the target field holds after the transforms, if not the same as the field.
  public init(
    _ path: String, _ label: String, _ example: String, _ kind: Kind = .text, to target: String? = nil,
    as result: Kind? = nil, _ transforms: Transform...
  ) {
    self.path = path
    self.label = label
    self.kind = kind
    self.example = example
    preset = target.map { Mapping(path, to: $0, result ?? kind, transforms) }
  }
}
