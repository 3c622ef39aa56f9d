/// The type of a metadata field: what a value must look like to be stored in it.
package enum FieldKind: String, Sendable, CaseIterable {
  case text
  case longText = "long-text"
  case number, boolean, date
  case dateTime = "date-time"
  case email, url, phone, choice, list

  /// The kinds as one line for messages: `text, long-text, …`.
  package static var all: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
