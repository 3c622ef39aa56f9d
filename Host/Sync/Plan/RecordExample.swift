/// A record that a preview shows as an example.
package struct RecordExample: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    package let name: String
    package let before: String
    package let after: String
  }

  package let id: String
  /// Changed target fields; for a new record those that have a value.
  package let fields: [Field]
}
