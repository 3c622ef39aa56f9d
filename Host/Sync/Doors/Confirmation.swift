import HostModel

/// What would go for good, and the word that a person must give for it.
package struct Removal: Sendable, Equatable {
  /// What goes, as sentences.
  package let consequence: String
  /// The name of what goes.
  package let word: String
  /// Another way, as the end of a sentence: ` To keep …, add …`; empty if there is none.
  package var alternative = ""
}

/// How a person says that something may go: by its name, given beforehand or when asked.
package struct Confirmation {
  private let given: String?
  private let ask: ((Removal) -> String?)?

  /// - Parameters:
  ///   - given: what stands behind `--yes`.
  ///   - ask: shows what would go and reads one line; nil where nobody can be asked.
  package init(given: String?, ask: ((Removal) -> String?)?) {
    self.given = given
    self.ask = ask
  }

  /// Refuses unless the right word is given. Locks are not held meanwhile: a person may take long.
  func check(_ removal: Removal) throws {
    guard let word = given ?? ask?(removal) else {
      throw RunRefused(
        "\(removal.consequence) Nothing was changed. To do it, add --yes \(ShellWord.quoted(removal.word))."
          + removal.alternative)
    }
    guard word == removal.word else {
      throw RunRefused("'\(word)' is not '\(removal.word)', which is what would go. Nothing was changed.")
    }
  }
}
