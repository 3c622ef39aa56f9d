import Foundation
import Glibc
import HostReports
import TestSupport
import Testing

@Suite("What records are exported as") struct ExportTests {
  private let eid = Operator.eid

  /// A desk whose people are synced.
  private func desk(_ people: [String], connections: Int = 1) throws -> ScriptedDesk {
    let desk = try ScriptedDesk(connections: connections)
    desk.vendor.serveAll("people", people)
    #expect(try desk.sync("people").status == "completed")
    return desk
  }

  private func export(_ desk: ScriptedDesk, _ words: String...) throws -> Finished {
    try desk.raw(["records", "export", eid] + words)
  }

  private static func person(_ id: String, _ members: String) -> String {
    "{\"id\": \"\(id)\", \"status\": \"ok\", \(members)}"
  }

  /// Values that tell the formats apart.
  private static let people = [
    person("1", #""name": "Ada \"the first\", Countess", "email": "ada@x.org", "birth": "1815-12-10", "seats": -2.50"#),
    person("2", #""name": "=cmd|' /C calc'!A0", "note": "two\nlines", "seat": "+1", "badge": "-x""#),
    person("3", #""name": "@Änne", "note": "\ttab", "seat": "\u0007bell 😀", "seats": 123456789012345678"#),
    person("4", #""name": "\rcr", "badge": "'quoted""#),
  ]

  @Test("csv: RFC 4180, with a ' before what a spreadsheet program would take for a formula") func csv() throws {
    let finished = try export(desk(Self.people), "person", "--format", "csv")
    #expect(
      finished
        == Finished(
          code: 0,
          output: "id,connection,data_type,email,name,birth,seats,note,seat,badge\r\n"
            + "1,v,people,ada@x.org,\"Ada \"\"the first\"\", Countess\",1815-12-10,-2.5,,,\r\n"
            + "2,v,people,,'=cmd|' /C calc'!A0,,,\"two\nlines\",'+1,'-x\r\n"
            + "3,v,people,,'@Änne,,123456789012345678,\"'\ttab\",bell 😀,\r\n4,v,people,,\"'\rcr\",,,,,'quoted\r\n",
          error: ""))
  }

  @Test("csv --raw leaves texts as they are") func raw() throws {
    let finished = try export(desk(Self.people), "person", "--format", "csv", "--raw")
    #expect(
      finished.output.components(separatedBy: "\r\n")[2...] == [
        "2,v,people,,=cmd|' /C calc'!A0,,,\"two\nlines\",+1,-x",
        "3,v,people,,@Änne,,123456789012345678,\"\ttab\",bell 😀,", "4,v,people,,\"\rcr\",,,,,'quoted", "",
      ])
  }

  @Test("json: an array of objects, a line each, numbers as numbers and nothing as null") func json() throws {
    let finished = try export(desk(Self.people), "person", "--format", "json")
    let fixed = #""connection":"v","data_type":"people""#
    #expect(
      finished
        == Finished(
          code: 0,
          output: """
            [
            {"id":"1",\(fixed),"email":"ada@x.org","name":"Ada \\"the first\\", Countess","birth":"1815-12-10","seats":-2.5,"note":null,"seat":null,"badge":null},
            {"id":"2",\(fixed),"email":null,"name":"=cmd|' /C calc'!A0","birth":null,"seats":null,"note":"two\\nlines","seat":"+1","badge":"-x"},
            {"id":"3",\(fixed),"email":null,"name":"@Änne","birth":null,"seats":123456789012345678,"note":"\\ttab","seat":"bell 😀","badge":null},
            {"id":"4",\(fixed),"email":null,"name":"\\rcr","birth":null,"seats":null,"note":null,"seat":null,"badge":"'quoted"}
            ]

            """, error: ""))
    #expect((try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [Any])?.count == 4)
  }

  @Test("xlsx: numbers and dates as such, what a cell cannot keep as a text; the file is the user's alone") func xlsx()
    throws
  {
    let desk = try desk(Self.people)
    let path = desk.folder + "/people.xlsx"
    let finished = try export(desk, "person", "--format", "xlsx", "-o", path)
    #expect(finished == Finished(code: 0, output: "Wrote 4 records to '\(path)'.\n", error: ""))
    #expect(
      try lines(path, "person") == [
        "1: A\"id\" B\"connection\" C\"data_type\" D\"email\" E\"name\" F\"birth\" G\"seats\" H\"note\" I\"seat\" J\"badge\"",
        // Spreadsheets have no days before 1900.
        "2: A\"1\" B\"v\" C\"people\" D\"ada@x.org\" E\"Ada \"the first\", Countess\" F\"1815-12-10\" G-2.5",
        "3: A\"2\" B\"v\" C\"people\" E\"=cmd|' /C calc'!A0\" H\"two\nlines\" I\"+1\" J\"-x\"",
        "4: A\"3\" B\"v\" C\"people\" E\"@Änne\" G\"123456789012345678\" H\"\ttab\" I\"bell 😀\"",
        "5: A\"4\" B\"v\" C\"people\" E\"\ncr\" J\"'quoted\"",
      ])
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode == S_IFREG | 0o600)
  }

  @Test("columns are those of the view, with lists, truth values and times") func kinds() throws {
    let vendor = try ScriptedVendor()
    let desk = try Operator()
    let connectors = desk.folder.path + "/connectors"
    mkdir(connectors, 0o700)
    let types = """
      [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "mapping": [
        {"from": "id", "to": "Code"}, {"from": "c", "to": "c:1"}, {"from": "tags", "to": "=tags", "kind": "list"},
        {"from": "vip", "to": "vip", "kind": "boolean"}, {"from": "at", "to": "at", "kind": "date-time"},
        {"from": "on", "to": "on", "kind": "date"}]}]
      """
    try ScriptedConnector.build("kinds", dataTypes: types, into: connectors)
    desk.environment["PATCHBAY_CONNECTORS"] = connectors
    vendor.serveAll(
      "people",
      [
        #"{"id": "k", "c": "x", "tags": ["a", "=b, c"], "vip": true, "at": "2026-12-01T23:30:00Z", "on": "2026-12-01"}"#,
        #"{"id": "l", "vip": false, "at": "2026-07-01T12:00:00.25-04:00"}"#,
      ])
    try desk.connect("kinds", ["event=one"], secret: ("token", "t"), to: vendor.address)
    #expect(try RunReport(desk.patchbay("sync", "kinds/people", "--json")).status == "completed")

    let csv = try desk.patchbay("records", "export", eid, "person", "--format", "csv")
    #expect(
      csv.output == "id,connection,data_type,Code,c:1,'=tags,vip,at,on\r\n"
        + "k,kinds,people,k,x,\"[\"\"a\"\",\"\"=b, c\"\"]\",true,2026-12-01T23:30:00Z,2026-12-01\r\n"
        + "l,kinds,people,l,,,false,2026-07-01T16:00:00.25Z,\r\n")
    let view = try Launch.run("/usr/bin/sqlite3", ["-header", "-csv", desk.database, "SELECT * FROM person"])
    let header = view.output.split(separator: "\n").first.map(String.init)
    #expect(header == "id,connection,data_type,Code,c:1,=tags,vip,at,on")

    let json = try desk.patchbay("records", "export", eid, "person", "--format=json")
    #expect(
      json.output.split(separator: "\n")[1]
        == #"{"id":"k","connection":"kinds","data_type":"people","Code":"k","c:1":"x","=tags":["a","=b, c"],"vip":true,"at":"2026-12-01T23:30:00Z","on":"2026-12-01"},"#
    )
    // The event is in Zurich.
    let path = desk.folder.path + "/k.xlsx"
    #expect(try desk.patchbay("records", "export", eid, "person", "--format", "xlsx", "-o", path).code == 0)
    #expect(
      try lines(path, "person")[1...] == [
        "2: A\"k\" B\"kinds\" C\"people\" D\"k\" E\"x\" F\"[\"a\",\"=b, c\"]\" G=TRUE H@2026-12-02T00:30:00 I@2026-12-01",
        "3: A\"l\" B\"kinds\" C\"people\" D\"l\" G=FALSE H@2026-07-01T18:00:00.250",
      ])
  }

  @Test("records of several data configs, or of one; no record") func configs() throws {
    let desk = try desk([ScriptedDesk.person("a1")], connections: 2)
    let header = "id,connection,data_type,email,name,birth,seats,note,seat,badge\r\n"
    #expect(try RunReport(desk.raw(["sync", "v2/people", "--json"])).status == "completed")
    let row = ",people,pa1@x.org,Ada,,,,,\r\n"
    #expect(try export(desk, "person", "--format", "csv").output == header + "a1,v\(row)a1,v2\(row)")
    #expect(try export(desk, "person", "--format", "csv", "--config", "v2/people").output == header + "a1,v2\(row)")
    #expect(try export(desk, "session", "--format", "csv").output == "id,connection,data_type,title\r\n")
    #expect(try export(desk, "session", "--format", "json").output == "[]\n")
    #expect(
      try export(desk, "person", "--format", "csv", "--config", "v3/people")
        == Finished(
          code: 2, output: "",
          error:
            "No data config 'v3/people' feeds person of event \(eid). Did you mean 'v/people'? See 'patchbay configs list"
            + " \(eid)'.\n"))
  }

  @Test("one moment is exported, whatever is synced meanwhile") func snapshot() async throws {
    let desk = try desk(ScriptedDesk.people(1...3000), connections: 2)
    desk.vendor.serveAll("people", [ScriptedDesk.person("old")])
    #expect(try RunReport(desk.raw(["sync", "v2/people", "--json"])).status == "completed")
    // More than pipe and program hold: the rest is read from the database only when the reader goes on.
    let export = try Launch.start(
      "/bin/sh",
      [
        "-c",
        "\"$1\" records export \"$2\" person --format csv | (read -r line; : > \"$3/begun\"; "
          + "while [ ! -e \"$3/go\" ]; do sleep 0.02; done; cat)", "sh", Products.patchbay, eid, desk.folder,
      ], environment: ["PATCHBAY_HOME": desk.desk.home])
    while !FileManager.default.fileExists(atPath: desk.folder + "/begun") {
      try await Task.sleep(for: .milliseconds(10))
    }
    desk.vendor.serveAll("people", [ScriptedDesk.person("old"), ScriptedDesk.person("new")])
    #expect(
      try RunReport(desk.raw(["sync", "v2/people", "--json", "--force"])).words == "received 2, created 1, unchanged 1")
    try "".write(toFile: desk.folder + "/go", atomically: false, encoding: .utf8)
    let lines = export.wait().output.components(separatedBy: "\r\n")
    #expect(lines.count == 3002)
    #expect(lines.suffix(2) == ["old,v2,people,pold@x.org,Ada,,,,,", ""])
  }

  // MARK: What goes wrong

  static let refused: [(words: [String], error: String)] = [
    (["--format", "cvs"], "--format 'cvs' is none of csv, json, xlsx. Did you mean 'csv'?"),
    ([], "'patchbay records export' needs --format FORMAT."),
    (["--format", "xlsx"], "A workbook needs a file: give -o FILE.xlsx."),
    (["--format", "json", "--raw"], "--raw is for csv alone."),
    (["--format", "csv", "-o"], "Option '-o' needs a value: -o FILE."),
    (["--format", "csv", "-o", "a", "--output", "b"], "Option '--output' is given twice."),
  ]

  @Test("a command line that does not fit", arguments: refused.indices) func usage(_ index: Int) throws {
    let finished = try Launch.run(Products.patchbay, ["records", "export", eid, "person"] + Self.refused[index].words)
    let hint = "See 'patchbay records export --help'.\n"
    #expect(finished == Finished(code: 2, output: "", error: Self.refused[index].error + "\n" + hint))
  }

  @Test("an fp_type that there is not; an event that there is not") func unknown() throws {
    let desk = try desk([])
    #expect(
      try export(desk, "persn", "--format", "csv")
        == Finished(
          code: 2, output: "",
          error: "'persn' is no fp_type. Did you mean 'person'? Known are person, session, presenter, registration,"
            + " exhibitor.\n"))
  }

  @Test(
    "a file that cannot be written stays as it was, and nothing lies beside it", arguments: ["csv", "json", "xlsx"])
  func full(_ format: String) throws {
    let desk = try desk(ScriptedDesk.people(1...3000))
    let folder = desk.folder + "/out"
    mkdir(folder, 0o700)
    let path = "\(folder)/people.\(format)"
    try "old".write(toFile: path, atomically: false, encoding: .utf8)
    // Below this SQLite itself can't open the event; a workbook's packed file would fit in the larger ones, its sheet not.
    for kilobytes in format == "xlsx" ? [33, 64, 128, 256] : [33, 64] {
      let finished = try Launch.run(
        "/usr/bin/env",
        [
          "--default-signal=XFSZ", "prlimit", "--fsize=\(kilobytes * 1024)", Products.patchbay, "records", "export",
          eid,
          "person", "--format", format, "-o", path,
        ], environment: ["PATCHBAY_HOME": desk.desk.home])
      #expect(
        finished
          == Finished(
            code: 1, output: "",
            error:
              "'\(path)' was not written: the disk is full or a size limit was reached. Free space and run the command"
              + " again.\n"), "\(kilobytes)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["people.\(format)"])
    }
  }

  @Test("a workbook whose rows would be cut in packing, without a word from the library, is not put in place")
  func cut() throws {
    let desk = try desk(ScriptedDesk.people(1...300))
    let path = desk.folder + "/people.xlsx"
    #expect(try export(desk, "person", "--format", "xlsx", "-o", path).code == 0)
    let whole = try Data(contentsOf: URL(filePath: path))
    // The rows alone fit below the limit; with what stands around them they do not.
    let limit = try size(of: "xl/worksheets/sheet1.xml", in: path) - 100
    let finished = try Launch.run(
      "/usr/bin/env",
      [
        "--default-signal=XFSZ", "prlimit", "--fsize=\(limit)", Products.patchbay, "records", "export", eid, "person",
        "--format", "xlsx", "-o", path,
      ], environment: ["PATCHBAY_HOME": desk.desk.home])
    #expect(
      finished
        == Finished(
          code: 1, output: "",
          error: "'\(path)' was not written: what was written cannot be read back. Check that the disk has space and is"
            + " sound, and run the command again.\n"))
    #expect(try Data(contentsOf: URL(filePath: path)) == whole)
  }

  @Test("a full standard output is told; a reader that has had enough is not an error") func output() throws {
    let desk = try desk(ScriptedDesk.people(1...3000))
    func shell(_ script: String) throws -> Finished {
      try Launch.run(
        "/bin/bash", ["-c", "set -o pipefail; \(script)", "bash", Products.patchbay, eid],
        environment: ["PATCHBAY_HOME": desk.desk.home])
    }
    #expect(
      try shell("\"$1\" records export \"$2\" person --format csv > /dev/full")
        == Finished(
          code: 1, output: "",
          error:
            "'standard output' was not written: the disk is full or a size limit was reached. Free space and run the"
            + " command again.\n"))
    #expect(
      try shell("\"$1\" records export \"$2\" person --format csv | head -n 1")
        == Finished(code: 0, output: "id,connection,data_type,email,name,birth,seats,note,seat,badge\r\n", error: ""))
  }

  @Test("a program that is killed while it writes leaves what was there, and nothing else", arguments: ["csv", "xlsx"])
  func killed(_ format: String) async throws {
    let desk = try desk(ScriptedDesk.people(1...3000))
    let folder = desk.folder + "/out"
    mkdir(folder, 0o700)
    try "old".write(toFile: "\(folder)/people", atomically: false, encoding: .utf8)
    let export = try desk.desk.start("records", "export", eid, "person", "--format", format, "-o", "\(folder)/people")
    let descriptors = "/proc/\(export.process.processIdentifier)/fd"
    // Waits for the moment in which its file is open.
    while export.process.isRunning {
      let open = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
      let files = open.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)") }
      if files.contains(where: { $0.hasPrefix(folder) }) { break }
    }
    export.signal(SIGKILL)
    #expect(export.wait().code == 128 + SIGKILL)
    #expect(try String(contentsOfFile: "\(folder)/people", encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["people"])
  }
}
