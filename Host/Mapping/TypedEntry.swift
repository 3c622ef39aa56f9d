import Foundation
import HostModel
import RecordJSON

/// A value that a person typed for a metadata field.
package enum TypedEntry {
  /// Why a text is no value of a field: `'x' is not a number`.
  package struct Unfit: Error, Equatable {
    package let reason: String
  }

  /// The canonical JSON to store. An empty text gives `null`; a list is a JSON array of texts, or one text. A time without
  /// offset is one of `zone`.
  package static func value(_ text: String, for kind: FieldKind, zone: TimeZone) throws(Unfit) -> [UInt8] {
    var value = JSONTree.string(text)
    if kind == .list, text.hasPrefix("["), let list = try? JSONTree.parse(Array(text.utf8)), list.elements != nil {
      value = list
    }
    var strays = 0
    value = StrayCharacters.removed(from: value, kind, count: &strays)
    switch FieldFit(local: LocalTime(zone: zone)).fit(value, kind) {
    case .value(let fitting): return fitting.encoded()
    case .empty: return StoredValues.null
    case .misfit(let reason): throw Unfit(reason: reason)
    }
  }
}
