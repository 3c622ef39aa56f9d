/// A sentence that may name a record by its id.
package enum NamedText {
  /// What stands where an id stood.
  package static let erased = "(erased)"

  /// The sentence without the id, wherever it stands as a word of its own: in quotes, in an address, between spaces.
  ///
  /// An id of a few digits alone may as well be a count; it is taken out only in quotes, and behind `/` and `=`.
  package static func without(_ id: String, _ sentence: String) -> String {
    guard !id.isEmpty else { return sentence }
    let text = Array(sentence.unicodeScalars)
    let word = Array(id.unicodeScalars)
    let isCountLike = word.count < 6 && word.allSatisfy { ("0"..."9").contains($0) }
    var out = String.UnicodeScalarView()
    var at = 0
    while at < text.count {
      let end = at + word.count
      if end <= text.count, text[at..<end].elementsEqual(word) {
        let before = at > 0 ? text[at - 1] : nil
        let after = end < text.count ? text[end] : nil
        let stands =
          isCountLike
          ? before == "'" && after == "'" || (before == "/" || before == "=") && !isWord(after)
          : !isWord(before) && !isWord(after)
        if stands {
          out.append(contentsOf: erased.unicodeScalars)
          at = end
          continue
        }
      }
      out.append(text[at])
      at += 1
    }
    var result = ""
    result.unicodeScalars = out
    // The quotes around what is not there any more say nothing.
    return result.replacing("'\(erased)'", with: erased)
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
  }
}
