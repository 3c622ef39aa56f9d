/// A sentence of a plan: of what has happened once it applied, and of what would, as its preview says it.
struct Said: ExpressibleByStringInterpolation {
  let did: String
  let would: String

  init(did: String, would: String) {
    self.did = did
    self.would = would
  }

  /// One that is true of both.
  init(_ sentence: String) { self.init(did: sentence, would: sentence) }

  init(stringLiteral sentence: String) { self.init(sentence) }

  /// Several, one after the other, without those that say nothing.
  static func joined(_ sentences: [Said]) -> Said {
    func text(_ one: (Said) -> String) -> String {
      sentences.map(one).filter { !$0.isEmpty }.joined(separator: " ")
    }
    return Said(did: text(\.did), would: text(\.would))
  }
}
