/// What the host refused a connector, as long as the connector has not made up for it: a fetch that ends well without lacks
/// something, as one does of which a request failed.
struct HostRefusals {
  /// The first thing that nothing makes up for any more, in words.
  private var forGood: String?
  /// Kept answers of which a part was refused: emitted, they are there whole. No more than answers may be kept.
  private var parts: [UInt64: String] = [:]
  /// The first request that was refused for want of room: it may be made again.
  private var ask: (source: String, words: String)?

  /// The first that stands, in words.
  var words: String? { forGood ?? parts.min { $0.key < $1.key }?.value ?? ask?.words }

  /// Something that the connector gave cannot be taken.
  mutating func refuse(_ words: String) { forGood = forGood ?? words }

  /// A part of an answer cannot be handed over.
  mutating func refusePart(of handle: UInt64, _ words: String) { parts[handle] = words }

  /// A request cannot be made now.
  mutating func refuseAsk(_ source: String, _ words: String) { ask = ask ?? (source, words) }

  /// An answer was emitted: the host has it whole, whatever the connector could not see of it.
  mutating func emitted(_ handle: UInt64) { parts[handle] = nil }

  /// An answer was let go.
  mutating func released(_ handle: UInt64) {
    if let words = parts.removeValue(forKey: handle) { refuse(words) }
  }

  /// Requests are made.
  mutating func asked(_ sources: [String]) {
    if let ask, sources.contains(ask.source) { self.ask = nil }
  }
}
