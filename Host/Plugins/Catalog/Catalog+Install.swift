import Glibc

extension Catalog {
  /// Copies a connector's file into the home, where workers load it from, and gives its SHA-256, and what to know the file
  /// by that was copied; nil if it changed just now.
  ///
  /// The file is opened once and what is read is what is hashed and written, so that nobody can exchange it between. The
  /// copy is judged anew, and appears under its digest at once and whole, or not at all. Installing the same file again
  /// changes nothing; a copy that was damaged is replaced.
  package func install(_ path: String) throws(CatalogError) -> (digest: String, mark: String?) {
    guard let id = Self.id(ofFileAt: path) else { throw .refused(Self.badName(path)) }
    if case .refused(let refusal) = ConnectorFile.inspect(path) { throw .refused(refusal.sentence) }
    let source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard source >= 0 else { throw .unreadable(path: path, problem: Self.problem) }
    defer { close(source) }
    let mark = LibraryMark(of: source)?.settled
    let draft = "\(libraries)/.new-\(UInt64.random(in: .min ... .max))"
    guard mkdir(draft, 0o700) == 0 else { throw .notCopied(folder: libraries, problem: Self.problem) }
    defer { Self.removeFolder(draft, id: id) }
    let digest = try copy(source, from: path, to: "\(draft)/lib\(id).so")
    guard case .connector = ConnectorFile.inspect("\(draft)/lib\(id).so") else { throw .changed(path: path) }
    guard chmod(draft, 0o500) == 0, Self.sync(draft) else { throw .notCopied(folder: libraries, problem: Self.problem) }
    let target = "\(libraries)/\(digest)"
    if FileDigest.sha256(ofFileAt: library(id, digest: digest)) == digest {
      // Whoever put it there may have ended before its name was on the disk.
      guard Self.sync(libraries) else { throw .notCopied(folder: libraries, problem: Self.problem) }
      return (digest, mark)
    }
    if rename(draft, target) != 0 {
      // The folder is there: with a damaged copy, or with the same file under another id, which must stay.
      let name = "/lib\(id).so"
      guard chmod(target, 0o700) == 0, chmod(draft, 0o700) == 0, rename(draft + name, target + name) == 0,
        chmod(target, 0o500) == 0, Self.sync(target)
      else { throw .notCopied(folder: libraries, problem: Self.problem) }
    }
    guard Self.sync(libraries) else { throw .notCopied(folder: libraries, problem: Self.problem) }
    guard FileDigest.sha256(ofFileAt: library(id, digest: digest)) == digest else {
      throw .changed(path: library(id, digest: digest))
    }
    return (digest, mark)
  }

  /// Removes the copy of a connector; the same file under another id stays, and so does what cannot be removed.
  package func remove(_ id: String, digest: String) {
    let folder = "\(libraries)/\(digest)"
    Self.removeFolder(folder, id: id)
    chmod(folder, 0o500)
  }

  /// Writes the rest of `source` to a new file that only its owner can read, and gives the digest of what it read.
  private func copy(_ source: Int32, from path: String, to target: String) throws(CatalogError) -> String {
    let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
    guard file >= 0 else { throw .notCopied(folder: libraries, problem: Self.problem) }
    defer { close(file) }
    var hasFailedWriting = false
    let digest = FileDigest.sha256(of: source) { piece in
      var rest = piece
      while !rest.isEmpty {
        let count = write(file, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          hasFailedWriting = true
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
    guard let digest else {
      throw hasFailedWriting
        ? .notCopied(folder: libraries, problem: Self.problem) : .unreadable(path: path, problem: Self.problem)
    }
    guard fsync(file) == 0 else { throw .notCopied(folder: libraries, problem: Self.problem) }
    return digest
  }

  private static var problem: String { String(cString: strerror(errno)) }

  private static func sync(_ folder: String) -> Bool {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return false }
    defer { close(directory) }
    return fsync(directory) == 0
  }

  /// Removes a folder that holds nothing but one library; one that is gone already is fine.
  private static func removeFolder(_ folder: String, id: String) {
    chmod(folder, 0o700)
    unlink("\(folder)/lib\(id).so")
    rmdir(folder)
  }
}
