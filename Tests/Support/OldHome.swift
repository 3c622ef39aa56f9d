import Foundation
import Glibc

/// A home that an earlier program left, kept as text in `Tests/Homes/COMMIT` and made into files again for a test. Its vendor
/// is `OldVendor`; `Tests/Homes/README.md` says what it holds and how it was made.
package enum OldHome {
  /// Stands in the text for the address of the vendor.
  static let address = "http://vendor.invalid:1"

  /// The folder of a home's text.
  package static func folder(_ commit: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Homes/\(commit)"
  }

  /// Makes the files of a home in a folder. Every time in it is moved on, so that the last run ended two hours ago: nothing
  /// is kept for ever, and this home is to be.
  static func restore(_ commit: String, into home: String, vendor: String) throws {
    let folder = folder(commit)
    for place in [home, home + "/events"] {
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    let key = try String(contentsOfFile: folder + "/key.hex", encoding: .utf8)
    let bytes = key.trimmingCharacters(in: .whitespacesAndNewlines).chunks(of: 2).compactMap { UInt8($0, radix: 16) }
    try Data(bytes).write(to: URL(filePath: home + "/key"))
    guard chmod(home + "/key", 0o600) == 0 else { throw POSIXError(.EIO) }
    let event = "\(home)/events/\(Operator.eid).db"
    for (text, file) in [("host.sql", home + "/host.db"), ("event.sql", event)] {
      let sql = try String(contentsOfFile: "\(folder)/\(text)", encoding: .utf8)
      try sqlite(file, sql.replacingOccurrences(of: address, with: vendor))
    }
    let last = try sqlite(event, "SELECT max(finished) FROM run;")
    let seconds = Date().timeIntervalSince1970 - 7200 - (Double(last) ?? 0)
    for file in [home + "/host.db", event] {
      let moves = try sqlite(
        file,
        """
        SELECT format('UPDATE %s SET "%s"="%s"+(\(seconds)) WHERE "%s">1e9;', t.name, c.name, c.name, c.name)
        FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type='table' AND c.type='REAL';
        """)
      try sqlite(file, moves)
    }
  }

  /// Writes a home as text, with its vendor's address left out.
  static func write(_ home: String, to folder: String, vendor: String, connectors: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let key = try Data(contentsOf: URL(filePath: home + "/key")).map { String(format: "%02x", $0) }.joined()
    try (key + "\n").write(toFile: folder + "/key.hex", atomically: true, encoding: .utf8)
    let event = "\(home)/events/\(Operator.eid).db"
    for (text, file) in [("host.sql", home + "/host.db"), ("event.sql", event)] {
      let numbers = try sqlite(file, "PRAGMA application_id; PRAGMA user_version;").split(separator: "\n")
      let dump = try sqlite(file, ".dump").replacingOccurrences(of: vendor, with: address)
        .replacingOccurrences(of: connectors, with: "/connectors")
      let pragmas = zip(["application_id", "user_version"], numbers).map { "PRAGMA \($0)=\($1);\n" }.joined()
      try (pragmas + dump + "\n").write(toFile: "\(folder)/\(text)", atomically: true, encoding: .utf8)
    }
  }

  @discardableResult
  private static func sqlite(_ file: String, _ sql: String) throws -> String {
    let finished = try Launch.run("/usr/bin/sqlite3", ["-bail", file], input: sql)
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished.output.trimmingCharacters(in: .newlines)
  }
}

extension String {
  fileprivate func chunks(of size: Int) -> [Substring] {
    var rest = self[...]
    var chunks: [Substring] = []
    while !rest.isEmpty {
      chunks.append(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    return chunks
  }
}

extension ScriptedDesk {
  /// The operator of a home that an earlier program left. Its connector is compiled and not enabled yet.
  package convenience init(oldHome commit: String) throws {
    try self.init(connector: OldVendor.dataTypes)
    try OldHome.restore(commit, into: desk.home, vendor: vendor.address)
  }

  /// Makes the home that the program under test leaves after the story of `OldVendor`, as text in a folder.
  package static func leaveHome(in folder: String) throws {
    let stand = try ScriptedDesk(connector: OldVendor.dataTypes)
    try stand.enableAndConnect(1)
    try OldVendor.live(on: stand)
    try OldHome.write(stand.desk.home, to: folder, vendor: stand.vendor.address, connectors: stand.folder)
  }
}
