import Glibc

/// Judges a connector's file without loading it: no code of it runs.
package enum ConnectorFile {
  /// What a file is.
  package enum Verdict: Equatable, Sendable {
    /// A connector for this machine and ABI, with the minor it was made for.
    case connector(abiMinor: UInt16)
    case refused(Refusal)
  }

  /// A file that the host will not have opened, and why.
  package struct Refusal: Error, Equatable, Sendable {
    package var path: String
    package var reason: Reason

    package enum Reason: Equatable, Sendable {
      /// The system's reason.
      case unreadable(String)
      /// More than 256 MiB.
      case tooLarge
      /// Others could change it: the path that is at fault.
      case unsafePermissions(String)
      case notELF
      /// Made for the named machine.
      case wrongArchitecture(String)
      /// No ABI block.
      case notAConnector
      case foreignABI(major: UInt16)
    }
  }

  /// The major version this host speaks.
  package static let major: UInt16 = 1
  static let largest = 256 << 20

  /// Looks at the file. Symbolic links are followed, and the permissions of what they lead to count.
  package static func inspect(_ path: String) -> Verdict {
    do {
      return .connector(abiMinor: try examine(path))
    } catch {
      return .refused(Refusal(path: path, reason: error))
    }
  }

  private static func examine(_ path: String) throws(Refusal.Reason) -> UInt16 {
    guard let resolved = realpath(path, nil) else { throw .unreadable(String(cString: strerror(errno))) }
    defer { free(resolved) }
    let descriptor = open(resolved, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is not a file") }
    guard info.st_size <= largest else { throw .tooLarge }
    try FileSafety.check(file: info, at: String(cString: resolved))
    let image = ELFImage(descriptor: descriptor, size: Int(info.st_size))
    let block = try image.abiBlock()
    guard block.major == major else { throw .foreignABI(major: block.major) }
    return block.minor
  }
}

extension ConnectorFile.Refusal.Reason: Error {}

extension ConnectorFile.Refusal {
  /// What is wrong with which file, and what to do.
  package var sentence: String {
    switch reason {
    case .unreadable(let text): "'\(path)' can't be read: \(text). Check that it exists and is yours to read."
    case .tooLarge: "'\(path)' is larger than 256 MiB, which no connector is. Check which file this is."
    case .unsafePermissions(let place):
      "'\(path)' is not safe to run: others can change '\(place)'. Make it yours or root's alone to write."
    case .notELF: "'\(path)' is not a library of this system. A connector is an ELF file named lib<id>.so."
    case .wrongArchitecture(let machine):
      "'\(path)' was built for \(machine); this machine is \(ELFImage.machineName). Install the build for it."
    case .notAConnector: "'\(path)' is not a connector: it has no ABI block. Build it with this SDK."
    case .foreignABI(let major):
      "'\(path)' speaks connector ABI \(major); this host speaks \(ConnectorFile.major). Rebuild it with this SDK."
    }
  }
}
