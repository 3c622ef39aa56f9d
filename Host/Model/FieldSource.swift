/// Where a mapping row reads from: one API field, or several of which the first that is not empty counts.
package struct FieldSource: Sendable, Hashable, CustomStringConvertible {
  /// At least one.
  package let alternatives: [FieldPath]
  package let description: String

  /// Reads `path` or `path | path | …`.
  package init(_ text: String) throws(FieldPath.Malformed) {
    var reader = TextReader(text)
    var paths: [FieldPath] = []
    do throws(TextReader.Misread) {
      repeat {
        reader.skipBlanks()
        paths.append(try reader.path())
        reader.skipBlanks()
      } while reader.take("|")
      guard reader.isAtEnd else { throw reader.fail("'.', '[', '|' or the end") }
    } catch { throw FieldPath.Malformed(text: text, problem: error.place(in: text)) }
    alternatives = paths
    description = text
  }
}
