/// A file that is, or claims to be, a connector, and what can be done with it.
package struct CatalogEntry: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// Found and not enabled.
    case installed
    case enabled
    /// Enabled, and the file found now is another one than the copy that runs.
    case updateAvailable
    /// Enabled, and may not run; `hasUpdate` if another file is there, whose enabling ends this.
    case quarantined(reason: String, hasUpdate: Bool)
    /// Enabled and running from its copy, but no file of this id is found any more, or only such that are refused.
    case missing(isRefused: Bool)
    /// Another file of this id was found first: the path of that one.
    case shadowed(by: String)
    /// Enabled, and its copy in the home is not the file that was enabled, so nothing runs; the file found could be taken.
    /// Whole sentence.
    case copyReplaced(reason: String)
    /// Whole sentence.
    case refused(reason: String)
  }

  /// From the file's name; the file's whole name if that is not `lib<id>.so`.
  package let id: String
  package let path: String
  /// SHA-256, lower-case hex; nil for a file that was refused.
  package let digest: String?
  /// The minor of the ABI it was made for; nil for a file that was refused.
  package let abiMinor: UInt16?
  package let state: State
}
