import ConnectorDriver
import Foundation
import TestSupport
import Testing

@Suite("A connector's author is told where it crashed") struct ConnectorCrashTests {
  /// What goes wrong, the signal, and the line of the source that is blamed.
  static let crashes = [
    ("segv", 11, "*nowhere = 1;"), ("breakpoint", 5, "/* a breakpoint */"), ("smashed-output", 11, "*nowhere = 2;"),
  ]

  @Test("by function, file and line, where the file has debug information", arguments: crashes)
  func place(_ fault: String, _ signal: Int, _ code: String) throws {
    let folder = try TemporaryFolder()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let source = "\(root)/Tests/Connectors/faulty/ends.h"
    let library = "\(folder.path)/libfaulty.so"
    let built = try Launch.run(
      "/usr/bin/env",
      [
        "cc", "-std=c11", "-g", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-I",
        "\(root)/PluginAPI/ConnectorABI/include", "-o", library,
        "\(root)/Tests/Connectors/faulty/faulty.c",
      ])
    try #require(built.code == 0, "\(built.error)")
    let lines = try String(contentsOfFile: source, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains(code) }) + 1
    let vendor = try RecordedVendor(
      fixture: Array(#"{"endpoint": "https://vendor.test", "settings": {"fault": "\#(fault)"}}"#.utf8))
    let crash = #expect(throws: ConnectorCrash.self) { try ConnectorLibrary(path: library).fetch("people", vendor) }
    let said = (crash?.description ?? "").replacing(/\+0x[0-9a-f]+/, with: "+0x…")
    let function = fault.replacing("-", with: "_")
    #expect(
      said == "The connector crashed (signal \(signal) at libfaulty.so(+0x…)): in \(function) at \(source):\(line).")
    // Swift's own lines count from the beginning of a function, where a file shows its functions.
    let told = try Launch.run(
      "\(root)/PluginAPI/Scripts/crashed-at", [library], input: "    at libfaulty.so(closure #1 in segv+0x12)\n")
    #expect(
      told
        == Finished(
          code: 1, output: "",
          error: "crashed-at: no place in 'libfaulty.so' was given, such as libfaulty.so(+0x1590).\n"))
  }
}
