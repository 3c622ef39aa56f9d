/// Whether a file has the digest that it should have.
package struct DigestCheck {
  package var holds: Bool
  /// What to remember, so that the file need not be read again as long as it looks like this; nil if nothing is new or it
  /// changed so shortly ago that its looks say nothing.
  package var mark: String?
}
