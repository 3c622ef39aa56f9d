import HostModel

extension Revisions {
  /// The product's own.
  ///
  /// Raise a number by one in the change after which some value that a vendor can send comes out differently: is written
  /// otherwise, does not fit any more, fits now, or is empty. That goes for the tables behind it too (countries, entities,
  /// names of months). The next run of each data config that uses it is full then, and judges all stored records again, so
  /// do not raise a number for anything else. One that changed twice between two releases is raised once.
  ///
  /// What several use, such as a blank or a date's digits, is raised for each of them.
  package static let product = Revisions(
    transforms: [
      "trim": 1, "lower": 1, "upper": 1, "strip-html": 1, "decode-entities": 1, "language": 1, "split": 1, "join": 1,
      "each": 1, "find": 1, "date": 2, "first-name": 1, "last-name": 1, "lookup": 1, "default": 1, "template": 1,
      "number": 1, "boolean": 1, "phone": 1, "country": 1,
    ],
    kinds: [
      .text: 2, .longText: 2, .number: 2, .boolean: 1, .date: 2, .dateTime: 2, .email: 2, .url: 2, .phone: 2,
      .choice: 2, .list: 2,
    ],
    conditions: 1, references: 2, reading: 2)
}
