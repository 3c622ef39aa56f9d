import CSodium
import Glibc
import HostModel

/// The key that seals a home's credentials, and the file it came from.
package struct VaultKey: Sendable {
  /// Bytes of a key.
  package static let size = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)

  let secret: Secret
  /// The file the key was read from.
  package let path: String

  /// The key of this home: the file that `PATCHBAY_KEY_FILE` names, else `homeKeyFile`, which is made on first use.
  ///
  /// A file that was named is never made, because a path typed wrongly would make a second key; nor is any for
  /// `opening` what was sealed before.
  package static func located(
    homeKeyFile: String, environment: [String: String], opening: Bool = false
  ) throws(VaultError) -> VaultKey {
    if let path = environment["PATCHBAY_KEY_FILE"], !path.isEmpty {
      guard access(path, F_OK) == 0 || errno != ENOENT else { throw .keyMissing(path: path) }
      return try VaultKey(reading: path)
    }
    if access(homeKeyFile, F_OK) != 0, errno == ENOENT {
      guard !opening else { throw .keyGone(path: homeKeyFile) }
      try make(homeKeyFile)
    }
    return try VaultKey(reading: homeKeyFile)
  }

  /// Reads a key file; refuses one that others can read, that another user owns, or that has another size.
  package init(reading path: String) throws(VaultError) {
    // Without O_NONBLOCK a named pipe would stop the program here.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .keyUnreadable(path: path, problem: Self.problem(errno)) }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw .keyUnreadable(path: path, problem: Self.problem(errno)) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .keyNotAFile(path: path) }
    guard facts.st_uid == geteuid() else {
      throw .keyOfAnotherUser(path: path, owner: facts.st_uid, user: geteuid())
    }
    guard facts.st_mode & 0o077 == 0 else { throw .keyOpenToOthers(path: path, mode: facts.st_mode & 0o7777) }
    guard facts.st_size == Self.size else { throw .keyWrongSize(path: path, size: facts.st_size) }
    secret = try Secret(count: Self.size) { bytes throws(VaultError) in
      let count = read(file, bytes.baseAddress, bytes.count)
      guard count == bytes.count else {
        throw .keyUnreadable(path: path, problem: count < 0 ? Self.problem(errno) : "it ended early")
      }
    }
    self.path = path
  }

  /// Makes a key file with 32 random bytes, mode 0600, whole and on disk before it has its name.
  ///
  /// Two programs may do so at once: `link` lets the first one win, and both then read the winner's file.
  private static func make(_ path: String) throws(VaultError) {
    guard sodium_init() >= 0 else { throw .cryptography }
    let draft = "\(path).\(UInt64.random(in: .min ... .max)).new"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .keyNotMade(path: path, problem: problem(errno)) }
    defer {
      close(file)
      unlink(draft)
    }
    let key = Secret(count: size) { if let start = $0.baseAddress { randombytes_buf(start, $0.count) } }
    let written = key.reveal { write(file, $0.baseAddress, $0.count) }
    guard written == size, fsync(file) == 0 else {
      throw .keyNotMade(path: path, problem: written < 0 || written == size ? problem(errno) : "the disk is full")
    }
    guard link(draft, path) == 0 || errno == EEXIST else { throw .keyNotMade(path: path, problem: problem(errno)) }
    let folder = open(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .keyNotMade(path: path, problem: problem(errno)) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw .keyNotMade(path: path, problem: problem(errno)) }
  }

  private static func problem(_ code: Int32) -> String { String(cString: strerror(code)) }
}
