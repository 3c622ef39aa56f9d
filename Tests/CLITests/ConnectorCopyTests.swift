import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The copy of a connector that the home keeps") struct ConnectorCopyTests {
  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    return stand
  }

  private func rebuild(_ stand: ScriptedDesk, _ remark: String, into folder: String? = nil) throws {
    try ScriptedConnector.build(
      "scripted", dataTypes: ScriptedDesk.dataTypes(true), into: folder ?? stand.folder, remark: remark)
  }

  private func library(_ stand: ScriptedDesk) -> String { stand.folder + "/libscripted.so" }

  /// Folders of copies, and drafts of such.
  private func copies(_ stand: ScriptedDesk) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/libraries").sorted()
  }

  @Test("is not said to be enabled anew when the file in question is refused") func refused() throws {
    let stand = try stand()
    try rebuild(stand, "two")
    #expect(chmod(library(stand), 0o666) == 0)
    let words =
      "'\(library(stand))' is not safe to run: others can change '\(library(stand))'. Make it yours or root's alone to write."
    let before = try copies(stand)
    #expect(
      try stand.raw(["connectors", "enable", "scripted"])
        == Finished(
          code: 3, output: "",
          error: words + " Connector 'scripted' goes on with the file that was enabled before.\n"))
    #expect(try copies(stand) == before)
    // Another file of this id can be taken; that the first was not is said.
    let other = stand.desk.folder.path + "/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    chmod(other, 0o700)
    try rebuild(stand, "three", into: other)
    stand.desk.environment["PATCHBAY_CONNECTORS"] = stand.folder + ":" + other
    #expect(
      try stand.raw(["connectors", "enable", "scripted"])
        == Finished(
          code: 0,
          output: """
            Scripted 1.0.0 is enabled: people, sessions, registrations, positions.
              may reach    the endpoint that a connection names
              credentials  user (user, which it sees), token (token)

            """,
          error: "Passed over: \(words)\n"))
    #expect(try copies(stand).count == 2)
  }

  @Test("is used while another file is there, which preview and sync say") func update() throws {
    let stand = try stand()
    let place = "\(Operator.eid)/v/people"
    func lastLine(_ words: String...) throws -> String { try stand.raw(words).lastLine }
    #expect(try !lastLine("preview", place).hasPrefix("Update"))
    try rebuild(stand, "two")
    let words =
      "Update available: '\(library(stand))' is another file than the connector 'scripted' that this run used. 'patchbay"
      + " connectors enable scripted' takes it."
    #expect(try lastLine("preview", place) == words)
    #expect(try lastLine("sync", place, "--force") == words)
    #expect(try stand.raw(["sync", Operator.eid, "--all", "--force"]).output.components(separatedBy: words).count == 2)
    #expect(try stand.raw(["sync", place, "--force"]).code == 0)
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
    // Beside JSON, not in it.
    #expect(try stand.raw(["sync", place, "--force", "--json"]).error == words + "\n")
    #expect(try stand.raw(["preview", place, "--json"]).error == words + "\n")
    // One that would not be taken, because others may write to it, is told with that.
    #expect(chmod(library(stand), 0o666) == 0)
    let refused =
      "Update not used: '\(library(stand))' is not safe to run: others can change '\(library(stand))'. Make it yours or"
      + " root's alone to write. This run used connector 'scripted' as it was enabled. When that is mended, 'patchbay"
      + " connectors enable scripted' takes the file."
    #expect(try lastLine("preview", place) == refused)
    #expect(try lastLine("sync", place, "--force") == refused)
    #expect(
      try stand.raw(["connectors", "list"]).output.contains("its source file is refused; the copy in the home is used"))
    #expect(chmod(library(stand), 0o700) == 0)
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(try !lastLine("sync", place, "--force").hasPrefix("Update"))
  }

  @Test("goes when nothing has used it for a day") func old() throws {
    let stand = try stand()
    let first = try copies(stand)
    #expect(first.count == 1)
    func age(_ name: String) throws {
      try FileManager.default.setAttributes(
        [.modificationDate: Date().addingTimeInterval(-86_500)],
        ofItemAtPath: "\(stand.desk.home)/libraries/\(name)")
    }
    // However old the copy is: what began with it before the update may still load it.
    try age(first[0])
    try rebuild(stand, "two")
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    let both = try copies(stand)
    #expect(both.count == 2)
    let second = both.filter { $0 != first[0] }
    mkdir("\(stand.desk.home)/libraries/.new-1", 0o700)
    for name in both + [".new-1"] { try age(name) }
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try copies(stand) == second)
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
    #expect(try stand.raw(["connectors", "disable", "scripted"]).code == 0)
    #expect(try copies(stand) == second)
  }

  @Test("is not loaded once it is another file than the one that was enabled") func replaced() throws {
    let stand = try stand()
    let copy = "\(stand.desk.home)/libraries/\(try copies(stand)[0])/libscripted.so"
    chmod(copy, 0o600)
    let file = try #require(FileHandle(forWritingAtPath: copy))
    try file.seekToEnd()
    try file.write(contentsOf: Data([0]))
    try file.close()
    chmod(copy, 0o400)
    let words =
      "The copy '\(copy)' of connector 'scripted' is not the file that was enabled: its SHA-256 is another. No code of it was"
      + " run. Find out who changed it, then put the right file back with: patchbay connectors enable scripted."
    let asked = stand.vendor.requests.count
    let report = try stand.sync("people")
    #expect(report.status == "refused")
    #expect(report.reason == words)
    #expect(try stand.raw(["connectors", "list"]).output.contains(words))
    let tested = try stand.raw(["connections", "test", "\(Operator.eid)/v"])
    #expect(tested.error == words + "\n")
    #expect(tested.code == 3)
    #expect(stand.vendor.requests.count == asked)
    // Its source is gone: nor is the copy taken for it.
    let kept = library(stand) + ".kept"
    #expect(rename(library(stand), kept) == 0)
    #expect(try stand.raw(["connectors", "list"]).output.contains(words))
    #expect(try stand.raw(["connectors", "enable", "scripted"]) == Finished(code: 3, output: "", error: words + "\n"))
    #expect(rename(kept, library(stand)) == 0)
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
  }

  @Test("is told by its mark once it was read, and read again when that moved") func marked() throws {
    let stand = try stand()
    let copy = "\(stand.desk.home)/libraries/\(try copies(stand)[0])/libscripted.so"
    func marks() throws -> String {
      try Launch.run(
        "/usr/bin/sqlite3",
        [stand.desk.home + "/host.db", "SELECT copy_mark IS NOT NULL, source_mark IS NOT NULL FROM connector"]
      ).output
    }
    // A file that changed a moment ago is read each time.
    for _ in 0..<50 where try marks() != "1|1\n" {
      usleep(100_000)
      #expect(try stand.sync("people").words == "received 3, unchanged 3")
    }
    #expect(try marks() == "1|1\n")
    // The same bytes under a new mark, in both places.
    for path in [copy, library(stand)] {
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    }
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
    #expect(try !stand.raw(["sync", "\(Operator.eid)/v/people", "--force"]).output.contains("Update available"))
    // One byte is another, length and times are as they were.
    for path in [copy, library(stand)] {
      let times = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
      chmod(path, 0o700)
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      let end = try file.seekToEnd()
      try file.seek(toOffset: end - 1)
      let last = try #require(try file.readToEnd()?.first)
      try file.seek(toOffset: end - 1)
      try file.write(contentsOf: Data([last ^ 1]))
      try file.close()
      if let times { try FileManager.default.setAttributes([.modificationDate: times], ofItemAtPath: path) }
      if path == copy {
        #expect(try stand.sync("people").status == "refused")
        #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
      } else {
        #expect(try stand.raw(["sync", "\(Operator.eid)/v/people", "--force"]).output.contains("Update available"))
      }
    }
  }
}
