import HostModel

/// Everything that is known of one record, and why it is as it is.
package struct RecordAccount: Sendable {
  /// One value and where it comes from.
  package struct Field: Sendable, Equatable {
    package let name: String
    /// Empty if nothing is stored.
    package let value: String
    /// The mapping row that feeds it, or nil.
    package let mapping: MappingRow?
    /// Who wrote the value: a run of the change log; nil if none is known.
    package let writer: Writer?
    /// Earlier values, newest first.
    package let earlier: [Earlier]
    /// What the vendor offers, or last offered, if the value is kept against it.
    package let keptAgainst: String?
    package let offer: Offer
  }

  /// What the vendor offers for a field beside what is stored.
  package enum Offer: Sendable, Equatable {
    /// The same, for all that is known, or what the value is kept against.
    case same
    /// It has none now, and the value stays.
    case none
    /// Another value, which the mode of the mapping row does not take.
    case other(String)
    /// Something that does not fit the field: why, as the last full sync said it.
    case misfit(String)
  }

  /// A run that wrote a value.
  package struct Writer: Sendable, Equatable {
    package let run: Int64
    package let kind: RunKind
    /// Seconds since 1970.
    package let time: Double
  }

  /// A value that was replaced.
  package struct Earlier: Sendable, Equatable {
    package let value: String
    /// The run that replaced it.
    package let replacedBy: Writer
  }

  package let config: String
  package let id: String
  /// One sentence for each thing that is the case: live, gone, held, waiting, kept.
  package let state: [String]
  /// Fields with a value or a past, in the order of the metadata.
  package let fields: [Field]
}
