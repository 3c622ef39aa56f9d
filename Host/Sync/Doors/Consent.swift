/// How a person agrees to what they are told: beforehand, or when asked.
package struct Consent {
  private let isGiven: Bool
  private let ask: ((String) -> Bool)?

  /// - Parameters:
  ///   - given: whether `--yes` was given.
  ///   - ask: shows sentences and asks whether to go on; nil where nobody can be asked.
  package init(given: Bool, ask: ((String) -> Bool)?) {
    isGiven = given
    self.ask = ask
  }

  /// Refuses unless a person agrees.
  func check(_ sentences: String) throws {
    if isGiven { return }
    guard let ask else {
      throw RunRefused("\(sentences) Nothing was changed. If that is right, repeat the command with --yes.")
    }
    guard ask(sentences) else { throw RunRefused("Nothing was changed.") }
  }
}
