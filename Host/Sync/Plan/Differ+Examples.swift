import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Records that a preview shows.
extension Differ {
  func rememberCreation() {
    body.withUnsafeBytes { StoredValues.split($0, into: &ranges) }
    let fields = ranges.enumerated().compactMap { slot, range -> RecordExample.Field? in
      let value = Self.shown(body[range])
      return value.isEmpty ? nil : .init(name: compiled.mapping.names[slot], before: "", after: value)
    }
    createdExamples.append(RecordExample(id: String(decoding: id, as: UTF8.self), fields: fields))
  }

  func rememberUpdate(_ changed: [Int], _ stored: UnsafeRawBufferPointer) {
    var after: [Range<Int>] = []
    body.withUnsafeBytes { StoredValues.split($0, into: &after) }
    let fields = changed.map { slot in
      RecordExample.Field(
        name: compiled.mapping.names[slot],
        before: slot < ranges.count ? Self.shown(Array(stored[ranges[slot]])[...]) : "",
        after: slot < after.count ? Self.shown(body[after[slot]]) : "")
    }
    updatedExamples.append(RecordExample(id: String(decoding: id, as: UTF8.self), fields: fields))
  }

  private static func shown(_ json: ArraySlice<UInt8>) -> String {
    guard let tree = try? JSONTree.parse(Array(json)), tree != .null else { return "" }
    return tree.string ?? tree.text
  }
}
