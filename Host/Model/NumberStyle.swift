/// How the vendor writes numbers: which mark stands before the fraction, and which between groups of three digits.
package enum NumberStyle: String, Sendable, CaseIterable {
  /// `1234.56`
  case plain = ""
  /// `1.234,56`
  case german = "de"
  /// `1,234.56`
  case english = "en"
  /// `1 234,56`
  case french = "fr"
  /// `1'234.56`
  case swiss = "ch"

  package var fraction: Unicode.Scalar {
    switch self {
    case .plain, .english, .swiss: "."
    case .german, .french: ","
    }
  }

  /// Any of these, the same throughout a number.
  package var groups: [Unicode.Scalar] {
    switch self {
    case .plain: []
    case .german: ["."]
    case .english: [","]
    case .french: [" ", "\u{A0}", "\u{202F}"]
    case .swiss: ["'", "’"]
    }
  }

  /// A number in this style, for messages.
  package var example: String {
    switch self {
    case .plain: "1234.56"
    case .german: "1.234,56"
    case .english: "1,234.56"
    case .french: "1 234,56"
    case .swiss: "1'234.56"
    }
  }

  /// `de, en, fr or ch`
  static let all = "de, en, fr or ch"
}
