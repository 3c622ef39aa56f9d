import CSQLite

/// Why a database could not be read or written.
package enum StoreError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case full(path: String)
  case readOnly(path: String)
  case noPermission(path: String)
  case busy(path: String)
  case damaged(path: String, detail: String)
  case notOurs(path: String)
  /// Someone else's tool changed what the file consists of; `how` ends with a sentence that says what to do.
  case changed(path: String, how: String)
  /// Made by a newer program.
  case newer(path: String, found: Int, known: Int)
  /// `nextStep` is a sentence.
  case exists(what: String, nextStep: String)
  case unknown(what: String)
  case networkFileSystem(path: String, kind: String)
  case unreadable(path: String)
  case notAFolder(path: String)
  /// Nothing says where this user's data lies.
  case noHome(user: UInt32)
  /// The folder that a person named as the home is not there.
  case noSuchHome(path: String)
  case other(path: String, detail: String)

  init(code: Int32, extended: Int32, message: String, path: String) {
    switch code & 0xFF {
    case SQLITE_FULL: self = .full(path: path)
    case SQLITE_READONLY: self = .readOnly(path: path)
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path)
    case SQLITE_PERM, SQLITE_AUTH: self = .noPermission(path: path)
    case SQLITE_CANTOPEN: self = .noPermission(path: path)
    case SQLITE_CORRUPT: self = .damaged(path: path, detail: message)
    case SQLITE_NOTADB: self = .notOurs(path: path)
    case SQLITE_IOERR:
      // A file-size limit (RLIMIT_FSIZE, quota) reaches SQLite as a failed write, not as SQLITE_FULL.
      let writes = [
        SQLITE_IOERR | (3 << 8), SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (19 << 8), SQLITE_IOERR | (6 << 8),
      ]
      self = writes.contains(extended) ? .full(path: path) : .other(path: path, detail: message)
    default: self = .other(path: path, detail: message)
    }
  }

  package var description: String {
    switch self {
    case .missing(let path): "There is no '\(path)'."
    case .full(let path):
      "Writing '\(path)' failed: the disk is full or a size limit was reached. Nothing was changed. Free space and run"
        + " the command again."
    case .readOnly(let path):
      "'\(path)' cannot be written: it is read-only for this user. Give this user the right to write it and its folder."
    case .noPermission(let path):
      "'\(path)' cannot be opened for writing. Check that the folder exists and that this user owns it, or choose another"
        + " with --home."
    case .busy(let path):
      "'\(path)' is in use by another process and was not free within 10 seconds. Run the command again when that one"
        + " has ended."
    case .damaged(let path, let detail):
      "'\(path)' is damaged (\(detail)). Stop using it and restore it from a backup."
    case .notOurs(let path):
      "'\(path)' is not a Patchbay database. Nothing was changed. Restore it from a backup, or move it out of the home."
    case .changed(let path, let how): "'\(path)' is not as Patchbay made it: \(how) Nothing was changed."
    case .newer(let path, let found, let known):
      "'\(path)' has schema \(found), made by a newer patchbay; this one knows schema \(known). Use the newer program."
    case .exists(let what, let nextStep): "\(what) exists already. \(nextStep)"
    case .unknown(let what): what
    case .networkFileSystem(let path, let kind):
      "'\(path)' lies on a network file system (\(kind)), where SQLite's locks do not hold. Choose a local folder with"
        + " --home."
    case .unreadable(let path):
      "'\(path)' cannot be read by this user. Run the command as the user that owns it, or choose another home with --home."
    case .notAFolder(let path): "'\(path)' is not a folder. Choose the folder of the home with --home."
    case .noHome(let user):
      "HOME is not set, and the system knows no folder of user \(user). Give a folder with --home or PATCHBAY_HOME."
    case .noSuchHome(let path):
      "There is no home at '\(path)'. Check --home and PATCHBAY_HOME; 'patchbay connectors enable' and 'patchbay events"
        + " add' begin a new one."
    case .other(let path, let detail): "'\(path)': \(detail)."
    }
  }
}
