import Foundation
import Glibc

/// What a program had written, but not seen safely to the disk, whenever it said something: from strace (`Scripts/setup
/// --tests` installs it).
///
/// A file is unsettled from a write on until an fsync or fdatasync of it; a folder from the making, linking or renaming of a
/// name in it, or the removal of a rollback journal, which is a commit, until an fsync of the folder.
package struct DiskTrace {
  /// What was unsettled at any write to standard output.
  package private(set) var unsettledWhenTold: Set<String> = []
  /// Calls of fsync and fdatasync, by path.
  package private(set) var settled: [String: Int] = [:]
  /// Writes to standard output.
  package private(set) var told = 0
  package let finished: Finished

  private let root: String
  private var known: Set<String>
  private var unsettled: Set<String> = []
  /// Logs and journals that are empty still: SQLite settles their names with what it first writes.
  private var fresh: Set<String> = []

  /// Runs a program and looks at what it does below `root`; a folder that may not be there yet.
  package init(_ program: String, _ arguments: [String], environment: [String: String], below root: String) throws {
    self.root = root
    known = Set((FileManager.default.subpaths(atPath: root) ?? []).map { "\(root)/\($0)" })
    let log = NSTemporaryDirectory() + "patchbay-trace-" + UUID().uuidString
    defer { unlink(log) }
    let calls = "openat,write,pwrite64,ftruncate,fsync,fdatasync,mkdir,link,linkat,rename,unlink"
    finished = try Launch.run(
      "/usr/bin/strace", ["-f", "-y", "-q", "-s", "0", "-o", log, "-e", "trace=" + calls, program] + arguments,
      environment: environment)
    var begun: [Substring: String] = [:]
    for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      let thread = line[..<space]
      var call = line[space...].trimmingCharacters(in: .whitespaces)
      if call.hasSuffix("<unfinished ...>") {
        begun[thread] = call.replacing(" <unfinished ...>", with: "")
        continue
      }
      if call.hasPrefix("<... "), let end = call.range(of: "resumed>") {
        call = (begun.removeValue(forKey: thread) ?? "") + call[end.upperBound...]
      }
      look(at: call)
    }
  }

  private mutating func look(at call: String) {
    guard let open = call.firstIndex(of: "("), !call.contains(" = -1 ") else { return }
    let name = call[..<open]
    let words = call[call.index(after: open)...]
    /// The path of the open file that the call is given.
    var file: String? {
      words.firstIndex(of: "<").flatMap { s in
        words.firstIndex(of: ">").map { String(words[words.index(after: s)..<$0]) }
      }
    }
    let quoted = words.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    switch name {
    case "write" where words.hasPrefix("1<"):
      told += 1
      unsettledWhenTold.formUnion(unsettled)
    case "write", "pwrite64", "ftruncate":
      guard let file, isOurs(file) else { return }
      unsettled.insert(file)
      if fresh.remove(file) != nil { made(file) }
    case "fsync", "fdatasync":
      guard let file else { return }
      unsettled.remove(file)
      settled[file, default: 0] += 1
    case "openat":
      guard words.contains("O_CREAT"), let path = quoted.first, isOurs(path), known.insert(path).inserted else {
        return
      }
      if path.hasSuffix("-wal") || path.hasSuffix("-journal") { fresh.insert(path) } else { made(path) }
    case "mkdir", "link", "linkat", "rename":
      if let path = quoted.last, path.hasPrefix(root) {
        known.insert(path)
        made(path)
      }
    case "unlink":
      if let path = quoted.first {
        known.remove(path)
        unsettled.remove(path)
        if path.hasSuffix("-journal") { made(path) }
      }
    default: break
    }
  }

  private mutating func made(_ path: String) { unsettled.insert((path as NSString).deletingLastPathComponent) }

  /// Shared memory and locks are nothing that must stay.
  private func isOurs(_ path: String) -> Bool {
    path.hasPrefix(root + "/") && !path.hasSuffix("-shm") && !path.hasPrefix(root + "/locks/")
  }
}
