/// Why a connector's file was not taken into the home.
package enum CatalogError: Error, Equatable, CustomStringConvertible {
  /// The file itself; a whole sentence.
  case refused(String)
  case unreadable(path: String, problem: String)
  case notCopied(folder: String, problem: String)
  /// What was written is not what was read.
  case changed(path: String)

  package var description: String {
    switch self {
    case .refused(let sentence): sentence
    case .unreadable(let path, let problem):
      "'\(path)' can't be read: \(problem). Check that it exists and is yours to read."
    case .notCopied(let folder, let problem):
      "The connector could not be copied to '\(folder)': \(problem). Check the folder's rights and the space on its disk."
    case .changed(let path):
      "The copy '\(path)' does not hold what was written to it. Check the disk, then enable the connector again."
    }
  }
}
