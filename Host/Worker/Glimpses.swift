import HostChannel

/// What the host sent along of the answers that the connector holds, and which of it the connector has read.
struct Glimpses {
  private var kept: [UInt64: (glimpses: [HTTPAnswer.Glimpse], read: UInt8)] = [:]

  mutating func add(_ answer: HTTPAnswer) {
    if !answer.glimpses.isEmpty { kept[answer.handle] = (answer.glimpses, 0) }
  }

  /// The JSON text at a pointer in a body; nil if the host must be asked.
  mutating func read(_ handle: UInt64, _ pointer: String) -> [UInt8]? {
    // Byte for byte, as keys are told apart; as strings, é would be e with a mark.
    let index = kept[handle]?.glimpses.firstIndex { $0.pointer.utf8.elementsEqual(pointer.utf8) }
    guard let index else { return nil }
    kept[handle]?.read |= 1 << UInt8(index)
    return kept[handle]?.glimpses[index].bytes
  }

  /// Forgets those of a body; gives the bits of those that were read.
  mutating func remove(_ handle: UInt64) -> UInt8 { kept.removeValue(forKey: handle)?.read ?? 0 }

  /// Bodies of which something was read.
  var read: [UInt64] { kept.filter { $0.value.read != 0 }.keys.sorted() }
}
