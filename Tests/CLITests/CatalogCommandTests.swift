import Foundation
import TestSupport
import Testing

@Suite("The operator sees every connector, and why one may not run") struct CatalogCommandTests {
  /// What a list tells of a file.
  struct Line: Equatable {
    var id: String
    var state: String
    var path: String
    var reason = ""

    init(_ id: String, _ state: String, _ path: String, _ reason: String = "") {
      self.id = id
      self.state = state
      self.path = path
      self.reason = reason
    }

    var table: String { [id, state, path, reason].filter { !$0.isEmpty }.joined(separator: " | ") }
  }

  let faulty: FaultyDesk
  var folder: String { faulty.folder }

  init() throws { faulty = try FaultyDesk() }

  /// What `connectors list` shows but for the connectors beside the program: the same as table and as JSON.
  private func list() throws -> [Line] {
    let listed = try faulty.desk.patchbay("connectors", "list", "--json")
    #expect(listed.code == 0 && listed.error == "")
    let rows = try #require(JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: String]])
    let lines = rows.map { Line($0["id"] ?? "", $0["state"] ?? "", $0["path"] ?? "", $0["reason"] ?? "") }
    #expect(rows.allSatisfy { $0.keys.sorted() == ["id", "path", "reason", "state"] })
    let table = try faulty.desk.patchbay("connectors", "list")
    #expect(table.code == 0 && table.error == "")
    #expect(
      table.output.split(separator: "\n").map { String($0.replacing(/\ {2,}/, with: " | ")) }
        == ["ID | STATE | FILE | REASON"] + lines.map(\.table))
    return lines.filter { !$0.path.hasPrefix(Products.folder + "/") }
  }

  private func put(_ id: String, version: String = "1.0.0", _ definitions: [String] = []) throws {
    try faulty.put(FaultyDesk.document(id: id, version: version), as: "lib\(id).so", definitions)
  }

  private func enable(_ id: String, _ options: String...) throws -> Finished {
    try Launch.run(
      Products.patchbay, ["connectors", "enable", id] + options,
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
  }

  private func refused(_ sentence: String) -> Finished { Finished(code: 3, output: "", error: sentence + "\n") }

  private func said(_ finished: Finished) -> Finished {
    Finished(
      code: finished.code, output: finished.output,
      error: finished.error.replacing(/\+0x[0-9a-f]+/, with: "+0x…").replacing(/[0-9a-f]{64}/, with: "DIGEST"))
  }

  // MARK: Listing

  @Test("Installed, enabled, to be updated, gone, shadowed, quarantined") func usable() throws {
    let second = faulty.desk.folder.path + "/second"
    try FileManager.default.createDirectory(
      atPath: second, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    faulty.desk.environment["PATCHBAY_CONNECTORS"] = "\(folder):\(second)"
    for id in ["faulty", "gone", "ill", "newer", "older", "worse"] { try put(id) }
    for id in ["faulty", "gone", "ill", "older", "worse"] { #expect(try enable(id).code == 0) }
    try FileManager.default.copyItem(atPath: faulty.library, toPath: second + "/libfaulty.so")
    try FileManager.default.removeItem(atPath: folder + "/libgone.so")
    try put("older", version: "2.0.0")
    try put("worse", version: "2.0.0")
    _ = try Launch.run(
      "/usr/bin/sqlite3",
      [faulty.desk.home + "/host.db", "UPDATE connector SET quarantined='it crashed.' WHERE id IN ('ill', 'worse')"])
    let digest = try Launch.run(
      "/usr/bin/sqlite3",
      [
        faulty.desk.home + "/host.db", "SELECT digest FROM connector WHERE id='gone'",
      ]
    ).lastLine
    #expect(
      try list() == [
        Line("faulty", "enabled", faulty.library),
        Line("faulty", "shadowed", second + "/libfaulty.so", "'\(faulty.library)' comes first"),
        Line(
          "gone", "enabled", "\(faulty.desk.home)/libraries/\(digest)/libgone.so",
          "its source file is gone; the copy in the home is used"),
        Line("ill", "quarantined", folder + "/libill.so", "it crashed."),
        Line("newer", "installed", folder + "/libnewer.so"),
        Line(
          "older", "update available", folder + "/libolder.so",
          "another file than the enabled one: 'patchbay connectors enable' takes it"),
        Line(
          "worse", "quarantined", folder + "/libworse.so",
          "it crashed. (another file is there: enabling it ends this)"),
      ])
  }

  @Test("Refused, each for its reason, in the list and when it is enabled") func refusedFiles() throws {
    try Data("hello".utf8).write(to: URL(filePath: folder + "/libtext.so"))
    try put("foreign", ["ABI_MAJOR=2"])
    try put("plain", ["NO_ABI_BLOCK"])
    // The machine in the ELF header.
    try put("riscv")
    try patch(folder + "/libriscv.so", at: 18, to: 243)
    try put("open")
    chmod(folder + "/libopen.so", 0o666)
    try faulty.put(as: "Odd.so")
    try FileManager.default.createDirectory(atPath: folder + "/libfolder.so", withIntermediateDirectories: false)
    faulty.desk.environment["PATCHBAY_CONNECTORS"] = "\(folder):/nowhere"
    #if arch(arm64)
      let machine = "aarch64"
    #else
      let machine = "x86_64"
    #endif
    let expected = [
      Line(
        "Odd.so", "refused", folder + "/Odd.so",
        "'\(folder)/Odd.so' is not named like a connector. Name it lib<id>.so, the id in small letters, digits and '-'."
      ),
      Line(
        "folder", "refused", folder + "/libfolder.so",
        "'\(folder)/libfolder.so' can't be read: it is not a file. Check that it exists and is yours to read."),
      Line(
        "foreign", "refused", folder + "/libforeign.so",
        "'\(folder)/libforeign.so' speaks connector ABI 2; this host speaks 1. Rebuild it with this SDK."),
      Line(
        "nowhere", "refused", "/nowhere",
        "'/nowhere' can't be read: No such file or directory. Check that it exists and is yours to read."),
      Line(
        "open", "refused", folder + "/libopen.so",
        "'\(folder)/libopen.so' is not safe to run: others can change '\(folder)/libopen.so'. Make it yours or root's alone"
          + " to write."),
      Line(
        "plain", "refused", folder + "/libplain.so",
        "'\(folder)/libplain.so' is not a connector: it has no ABI block. Build it with this SDK."),
      Line(
        "riscv", "refused", folder + "/libriscv.so",
        "'\(folder)/libriscv.so' was built for riscv; this machine is \(machine). Install the build for it."),
      Line(
        "text", "refused", folder + "/libtext.so",
        "'\(folder)/libtext.so' is not a library of this system. A connector is an ELF file named lib<id>.so."),
    ]
    #expect(try list() == expected)
    for line in expected {
      #expect(try enable(line.id) == refused(line.reason))
      #expect(try faulty.desk.patchbay("connectors", "info", line.id) == refused(line.reason))
    }
    #expect(try list() == expected)
  }

  @Test("A folder that others can write to makes all its connectors refused") func openFolder() throws {
    try faulty.put()
    chmod(folder, 0o777)
    let reason =
      "'\(faulty.library)' is not safe to run: others can change '\(folder)'. Make it yours or root's alone to write."
    #expect(try list() == [Line("faulty", "refused", faulty.library, reason)])
    #expect(try enable("faulty") == refused(reason))
  }

  @Test("A refused file does not hide a good one of the same id") func goodBehindBad() throws {
    let second = faulty.desk.folder.path + "/second"
    try FileManager.default.createDirectory(
      atPath: second, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try Data("hello".utf8).write(to: URL(filePath: second + "/libfaulty.so"))
    try faulty.put()
    faulty.desk.environment["PATCHBAY_CONNECTORS"] = "\(second):\(folder)"
    #expect(try list().map(\.state) == ["refused", "installed"])
    #expect(try enable("faulty").code == 0)
    #expect(try list().map(\.state) == ["refused", "enabled"])
  }

  @Test("One that has lost even its copy says how to get it back") func lostCopy() throws {
    try faulty.put()
    #expect(try enable("faulty").code == 0)
    try FileManager.default.removeItem(atPath: faulty.library)
    let copies = faulty.desk.home + "/libraries"
    let digest = try #require(FileManager.default.contentsOfDirectory(atPath: copies).first)
    chmod("\(copies)/\(digest)", 0o700)
    unlink("\(copies)/\(digest)/libfaulty.so")
    let reason =
      "The copy '\(copies)/\(digest)/libfaulty.so' of connector 'faulty' can't be read: No such file or directory. Put its"
      + " file back and run: patchbay connectors enable faulty."
    #expect(try list() == [Line("faulty", "refused", "\(copies)/\(digest)/libfaulty.so", reason)])
    try faulty.put()
    #expect(try enable("faulty").code == 0)
    #expect(try list() == [Line("faulty", "enabled", faulty.library)])
  }

  // MARK: Whose code runs

  @Test("Listing runs no code of a connector, not even constructors; enabling does so in the sandbox alone")
  func constructors() throws {
    let marker = faulty.desk.folder.path + "/marker"
    try put("faulty", ["CONSTRUCTOR=" + CConnector.literal(marker)])
    _ = try list()
    #expect(!FileManager.default.fileExists(atPath: marker))
    #expect(try enable("faulty").output.hasPrefix("Faulty 1.0.0 is enabled: people.\n"))
    _ = try list()
    _ = try faulty.desk.patchbay("connectors", "info", "faulty")
    #expect(!FileManager.default.fileExists(atPath: marker))
    // It would have: whoever loads the file outside the sandbox gets the marker.
    _ = try Launch.run("/bin/true", [], environment: ["LD_PRELOAD": faulty.library])
    #expect(FileManager.default.fileExists(atPath: marker))
  }

  static let unusable: [(definition: String, sentence: String)] = [
    ("NO_ENTRY", "faulty is not a connector: it has no 'connector_entry_v1'. Rebuild it with this SDK."),
    ("ENTRY_NULL", "faulty refuses to work with this host. Install a version made for it."),
    ("NULL_FETCH", "faulty is not usable: its function table has no 'fetch'. Rebuild it with this SDK."),
    (
      "SMALL_TABLE",
      "faulty is not usable: its function table has 8 bytes where version 1.0 has at least 48. Rebuild it with this SDK."
    ),
    (
      "MISSING_SYMBOL",
      "faulty can't be opened: HOME/libraries/DIGEST/libfaulty.so: undefined symbol: a_function_that_no_library_has."
        + " Install what it needs, or rebuild it on this system."
    ),
    (
      "CRASHING_CONSTRUCTOR",
      "faulty crashed while describing itself (signal 11 at libfaulty.so(+0x…)). Nothing was changed. \(report)"
    ), ("DESCRIBE_CRASH", "faulty crashed while describing itself (signal 11). Nothing was changed. \(report)"),
    (
      "DESCRIBE_NOTHING",
      "faulty failed while describing itself: describe gave no document. Nothing was changed. \(report)"
    ),
    (
      "DESCRIBE_TOO_LONG",
      "faulty failed while describing itself: describe gave 1048577 bytes; at most 1048576 are allowed. Nothing was"
        + " changed. \(report)"
    ),
    (
      "DESCRIBE_HUGE",
      "faulty failed while describing itself: describe gave 18446744073709551615 bytes; at most 1048576 are allowed."
        + " Nothing was changed. \(report)"
    ),
    (
      "DESCRIBE_HANG",
      "faulty was stopped: it gave no sign of life for 2 s while describing itself. Nothing was changed. Try again; if"
        + " it stays so, run 'patchbay connectors info faulty' for its version and report this line to its maker."
    ),
  ]
  static let report = "Run 'patchbay connectors info faulty' for its version and report this line to its maker."

  @Test("A library that cannot be used is refused with the reason and leaves nothing behind", arguments: unusable)
  func cannotBeUsed(_ definition: String, _ sentence: String) throws {
    try put("faulty", [definition])
    if definition == "DESCRIBE_HANG" { faulty.desk.environment["PATCHBAY_WORKER_SILENCE"] = "2" }
    let expected = refused(sentence.replacing("HOME", with: faulty.desk.home))
    #expect(try said(enable("faulty")) == expected)
    #expect(try list() == [Line("faulty", "installed", faulty.library)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: faulty.desk.home + "/libraries") == [])
  }

  // MARK: Words

  @Test("A name that is nearly one is corrected") func spelling() throws {
    try faulty.put()
    let nowhere =
      "There is no connector 'fautly'. Did you mean 'faulty'? Connectors are looked for in PATCHBAY_CONNECTORS,"
    let places = "'\(faulty.desk.home)/connectors' and '\(Products.folder)'."
    let expected = Finished(code: 2, output: "", error: "\(nowhere) \(places)\n")
    #expect(try enable("fautly") == expected)
    #expect(try faulty.desk.patchbay("connectors", "info", "fautly") == expected)
    #expect(try enable("faulty").code == 0)
    #expect(
      try faulty.desk.patchbay("connectors", "disable", "fautly")
        == Finished(
          code: 2, output: "",
          error: "Connector 'fautly' is not enabled. Did you mean 'faulty'? See 'patchbay connectors list'.\n"))
    #expect(try faulty.desk.patchbay("connectors", "disable", "faulty").code == 0)
    #expect(
      try faulty.desk.patchbay("connectors", "disable", "faulty")
        == Finished(code: 2, output: "", error: "Connector 'faulty' is not enabled. See 'patchbay connectors list'.\n"))
  }

  @Test("What a connector says of itself can be read before it is enabled, and after its file is gone") func info()
    throws
  {
    try faulty.put()
    func text(_ state: String) -> String {
      """
      Faulty 1.0.0 by Example (faulty, \(state))
        file         \(faulty.library)
        endpoint     https://api.example (can be changed)
        may reach    https://api.example, the endpoint that a connection names
        credentials  none
        --set fault=…            Fault (optional). Without it: none.
        --set path=…             Path (optional).
        people                   becomes person, 1 field mapped

      """
    }
    let info = { try faulty.desk.patchbay("connectors", "info", "faulty") }
    #expect(try info() == Finished(code: 0, output: text("installed"), error: ""))
    #expect(try enable("faulty").code == 0)
    #expect(try info() == Finished(code: 0, output: text("enabled"), error: ""))
    // An update is not what runs: what is told is of the enabled file.
    try faulty.put(FaultyDesk.document(version: "2.0.0"))
    #expect(try info().output == text("update available"))
    try FileManager.default.removeItem(atPath: faulty.library)
    #expect(try info().output.hasPrefix("Faulty 1.0.0 by Example (faulty, enabled)\n"))
    #expect(
      try faulty.desk.patchbay("connectors", "info", "faulty", "--json").output == FaultyDesk.document() + "\n")
  }

  @Test("prints a describe document that is laid out with tabs so that it can be read as JSON")
  func tabs() throws {
    let faulty = try FaultyDesk()
    let document = FaultyDesk.document()
    try faulty.put(document.replacing(",", with: ",\t").replacing("{", with: "{\r\n\t"))
    let printed = try faulty.desk.patchbay("connectors", "info", "faulty", "--json").output
    #expect(printed == document.replacing(",", with: ", ").replacing("{", with: "{\n ") + "\n")
  }

  /// Changes one byte of a file.
  private func patch(_ path: String, at offset: UInt64, to byte: UInt8) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: offset)
    try file.write(contentsOf: [byte])
    try file.close()
  }
}
