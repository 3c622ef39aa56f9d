/// A connector that an operator enabled: workers load the copy with this digest.
package struct EnabledConnector: Sendable, Hashable {
  package var id: String
  /// SHA-256 of the file, lower-case hex.
  package var digest: String
  /// Where the file was when it was enabled.
  package var source: String
  /// The describe document as the connector gave it.
  package var describe: String
  package var abiMinor: Int
  /// Why it may not run, or nil.
  package var quarantined: String?
  /// What the copy in the home, and the file that counts in the catalog, looked like when they were last read and had this
  /// digest; nil if that is not known.
  package var copyMark: String?
  package var sourceMark: String?

  package init(
    id: String, digest: String, source: String, describe: String, abiMinor: Int, quarantined: String? = nil,
    copyMark: String? = nil, sourceMark: String? = nil
  ) {
    self.id = id
    self.digest = digest
    self.source = source
    self.describe = describe
    self.abiMinor = abiMinor
    self.quarantined = quarantined
    self.copyMark = copyMark
    self.sourceMark = sourceMark
  }
}
