import Foundation
import Glibc
import HostModel

/// The folder in which a host keeps everything: `host.db`, `events/`, `plans/`, `locks/`, `libraries/`, the key.
package struct Home: Sendable {
  package let path: String
  /// A person named this folder; the one that is used without a word may be missing before the first command.
  package let isChosen: Bool
  /// The key's file, if `PATCHBAY_KEY_FILE` names one outside the home.
  package var namedKeyFile: String?

  package init(path: String, isChosen: Bool = true) {
    self.path = path
    self.isChosen = isChosen
  }

  /// `--home`, else `PATCHBAY_HOME`, else `$XDG_DATA_HOME/patchbay`, else `~/.local/share/patchbay`.
  package static func located(option: String?, environment: [String: String]) throws(StoreError) -> Home {
    var home = try found(option, environment)
    home.namedKeyFile = environment["PATCHBAY_KEY_FILE"]
    return home
  }

  private static func found(_ option: String?, _ environment: [String: String]) throws(StoreError) -> Home {
    if let option { return Home(path: absolute(option)) }
    if let path = environment["PATCHBAY_HOME"], !path.isEmpty { return Home(path: absolute(path)) }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return Home(path: data + "/patchbay", isChosen: false)
    }
    // A service or a cleaned environment may lack HOME; the root of the file system is nobody's home.
    guard let own = [environment["HOME"], accountFolder].compactMap({ $0 }).first(where: { $0.hasPrefix("/") }) else {
      throw .noHome(user: geteuid())
    }
    return Home(path: own + "/.local/share/patchbay", isChosen: false)
  }

  /// The user's folder by the system's list of users, or nil.
  private static var accountFolder: String? {
    getpwuid(geteuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  package var hostFile: String { path + "/host.db" }
  package var events: String { path + "/events" }
  package var plans: String { path + "/plans" }
  package var locks: String { path + "/locks" }
  package var libraries: String { path + "/libraries" }
  package var connectors: String { path + "/connectors" }
  package var keyFile: String { path + "/key" }

  package func eventFile(_ event: EventID) -> String { "\(events)/\(event).db" }

  /// Makes the folders that are missing, for this user alone; refuses a network file system.
  package func prepare() throws(StoreError) {
    for folder in [path, events, plans, locks, libraries] where access(folder, F_OK) != 0 {
      let missing = Self.missing(above: folder)
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for parent in missing { try Self.settle(parent) }
      } catch let error as StoreError {
        throw error
      } catch {
        switch errno {
        case EROFS: throw .readOnly(path: folder)
        case ENOSPC, EDQUOT: throw .full(path: folder)
        default: throw .noPermission(path: folder)
        }
      }
    }
    if let kind = Self.fileSystem(of: path), Self.networkKinds.contains(kind) {
      throw .networkFileSystem(path: path, kind: kind)
    }
  }

  /// Lets SQLite put what it needs for a moment beside the events' files, where there is room for another, or the error names
  /// the right disk. For the whole program, before its second thread begins.
  package func keepTemporaryFiles() { setenv("SQLITE_TMPDIR", events, 0) }

  package var isThere: Bool { access(path, F_OK) == 0 || errno != ENOENT }

  /// Refuses a folder that a person named and that is not there: a slip of the pen would pass for a host without events.
  package func checkThere() throws(StoreError) {
    guard isThere || !isChosen else { throw .noSuchHome(path: path) }
  }

  /// Refuses a home that is there and cannot be read, which would otherwise look like one without events.
  package func checkReadable() throws(StoreError) {
    for folder in [path, events] where access(folder, F_OK) == 0 || errno != ENOENT {
      var facts = stat()
      guard stat(folder, &facts) == 0 else { throw .unreadable(path: folder) }
      guard facts.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path: folder) }
      guard access(folder, R_OK | X_OK) == 0 else { throw .unreadable(path: folder) }
    }
  }

  /// The type of the file system that holds a path, from the mount table (proc(5), mountinfo), or nil.
  private static func fileSystem(of path: String) -> String? {
    guard let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else { return nil }
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var best = (length: -1, kind: "")
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
      let point = String(fields[4])
      let holds = point == "/" || real == point || real.hasPrefix(point + "/")
      // The last of several mounts on one point is the one that is seen.
      if holds, point.utf8.count >= best.length { best = (point.utf8.count, String(fields[dash + 1])) }
    }
    return best.length >= 0 ? best.kind : nil
  }

  /// File systems on which SQLite's locks do not hold.
  private static let networkKinds: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "fuse.sshfs",
  ]
}
