import Foundation
import Glibc

extension Home {
  /// A folder or file that another user may write to.
  package struct OpenPlace: Sendable, Equatable, CustomStringConvertible {
    package let path: String
    /// Permission bits.
    package let mode: UInt32
    /// The owner, if that is another user.
    package let owner: UInt32?

    package var description: String {
      "'\(path)' (\(owner.map { "of user \($0)" } ?? "mode 0\(String(mode, radix: 8))"))"
    }

    /// What closes it, as a shell takes it.
    package func cure(user: UInt32) -> String {
      let quoted = "'\(path.replacing("'", with: "'\\''"))'"
      return owner == nil ? "chmod go-w \(quoted)" : "chown \(user) \(quoted)"
    }
  }

  /// The folders and databases of this home that others than this user and the system's administrator may write to.
  package func placesOfOthers() -> [OpenPlace] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: events)) ?? []
    let databases = names.filter { $0.contains(".db") }.sorted().map { "\(events)/\($0)" }
    return ([path, events, plans, locks, libraries, connectors, hostFile] + databases).compactMap { place in
      var facts = stat()
      guard stat(place, &facts) == 0 else { return nil }
      let owner = facts.st_uid == geteuid() || facts.st_uid == 0 ? nil : facts.st_uid
      guard owner != nil || facts.st_mode & 0o022 != 0 else { return nil }
      return OpenPlace(path: place, mode: facts.st_mode & 0o7777, owner: owner)
    }
  }
}
