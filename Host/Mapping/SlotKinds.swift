import Foundation
import HostModel
import RecordJSON

/// The kinds of the metadata slots of an fp_type: what it takes to compare two stored values by what they mean (DESIGN §2,
/// rule 5).
///
/// Values of kind number and date-time are the same if they say the same, however it is spelt; texts are if Unicode holds
/// them for the same, composed or not, and without stray characters. All others are compared as they stand.
package struct SlotKinds: Sendable, Equatable {
  private var kinds: [FieldKind?] = []

  package init(_ metadata: [MetadataField]) {
    kinds = Array(repeating: nil, count: (metadata.map(\.slot).max() ?? -1) + 1)
    for field in metadata { kinds[field.slot] = field.kind }
  }

  package func kind(of slot: Int) -> FieldKind? { kinds.indices.contains(slot) ? kinds[slot] : nil }

  /// Whether two values of a slot, as canonical JSON, mean the same. Nearly all that do are the same bytes.
  @inline(__always)
  package func areSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, in slot: Int) -> Bool {
    a.elementsEqual(b) || meanTheSame(a, b, in: slot)
  }

  package func areSame(_ a: [UInt8], _ b: [UInt8], in slot: Int) -> Bool {
    a == b || a.withUnsafeBytes { a in b.withUnsafeBytes { b in meanTheSame(a, b, in: slot) } }
  }

  /// Whether a stored value stays as it is stored when this one is to be: both mean the same, and no stray characters stand
  /// in the stored one.
  @inline(__always)
  package func keeps(_ stored: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in slot: Int) -> Bool {
    stored.elementsEqual(value) || meanTheSame(stored, value, in: slot) && !isUntidy(stored, in: slot)
  }

  private func isUntidy(_ json: UnsafeRawBufferPointer, in slot: Int) -> Bool {
    kind(of: slot).map { StrayCharacters.stand(in: json, $0) } ?? false
  }

  /// Whether values that are not the same bytes mean the same.
  func meanTheSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, in slot: Int) -> Bool {
    switch kind(of: slot) {
    case .number: NumberText.mean(a, theSameAs: b)
    case .dateTime: Self.instant(a).map { $0 == Self.instant(b) } ?? false
    case .text, .longText, .choice, .phone, .email, .list: textsMeanTheSame(a, b, in: slot)
    // A day and yes or no have one spelling, and what two addresses lead to is the web's matter.
    case .date, .boolean, .url, nil: false
    }
  }

  // MARK: The one form

  /// The form in which a value is written that an earlier program may have spelt otherwise.
  package func oneForm(_ json: [UInt8], in slot: Int) -> [UInt8] {
    guard let kind = kind(of: slot) else { return json }
    return json.withUnsafeBytes { bytes in
      switch kind {
      case .number: NumberText.plain(bytes) ?? json
      case .dateTime: Self.time(bytes).map(Self.written) ?? json
      default: StrayCharacters.stand(in: bytes, kind) ? Self.tidied(bytes, kind) ?? json : json
      }
    }
  }

  private static func written(_ time: ISODateTime) -> [UInt8] {
    var out = FlatBytes(capacity: 40)
    time.append(to: &out, local: LocalTime(zone: .gmt))
    return [UInt8(ascii: "\"")] + out.bytes + [UInt8(ascii: "\"")]
  }

  private static func tidied(_ json: UnsafeRawBufferPointer, _ kind: FieldKind) -> [UInt8]? {
    guard let value = try? JSONTree.parse(json) else { return nil }
    var count = 0
    let tidy = StrayCharacters.removed(from: value, kind, count: &count)
    return tidy.isBlank ? StoredValues.null : tidy.encoded()
  }

  private static func instant(_ json: UnsafeRawBufferPointer) -> ISODateTime.Instant? {
    time(json)?.instant
  }

  private static func time(_ json: UnsafeRawBufferPointer) -> ISODateTime? {
    guard json.count > 2, json.first == UInt8(ascii: "\""),
      case .value(let time) = ISODateTime.read(UnsafeRawBufferPointer(rebasing: json[1..<json.count - 1]))
    else { return nil }
    return time
  }

  private func textsMeanTheSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, in slot: Int) -> Bool {
    // Without an escape and beyond ASCII there is one spelling alone.
    func isPlain(_ json: UnsafeRawBufferPointer) -> Bool { json.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") } }
    guard !isPlain(a) || !isPlain(b), let kind = kind(of: slot), let first = try? JSONTree.parse(a),
      let second = try? JSONTree.parse(b)
    else { return false }
    var count = 0
    return StrayCharacters.removed(from: first, kind, count: &count)
      == StrayCharacters.removed(from: second, kind, count: &count)
  }
}
