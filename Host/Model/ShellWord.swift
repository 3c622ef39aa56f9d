/// A word of a command that a person may copy.
package enum ShellWord {
  /// The word as a shell takes it: in single quotes unless it is plain.
  package static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.isASCII && $0.properties.isAlphabetic || "0123456789_./@:+-".unicodeScalars.contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
