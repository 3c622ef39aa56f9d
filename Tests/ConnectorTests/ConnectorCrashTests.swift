import ConnectorDriver
import Foundation
import TestSupport
import Testing

@Suite("A connector's author is told where it crashed") struct ConnectorCrashTests {
  @Test("by function, file and line, where the file has debug information") func place() throws {
    let folder = try TemporaryFolder()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let source = "\(root)/Tests/Connectors/faulty/faulty.c"
    let library = "\(folder.path)/libfaulty.so"
    let built = try Launch.run(
      "/usr/bin/env",
      [
        "cc", "-std=c11", "-g", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-I",
        "\(root)/PluginAPI/ConnectorABI/include", "-o", library, source,
      ])
    try #require(built.code == 0, "\(built.error)")
    let lines = try String(contentsOfFile: source, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("*nowhere = 1;") }) + 1
    let vendor = try RecordedVendor(
      fixture: Array(#"{"endpoint": "https://vendor.test", "settings": {"fault": "segv"}}"#.utf8))
    let crash = #expect(throws: ConnectorCrash.self) { try ConnectorLibrary(path: library).fetch("people", vendor) }
    let said = (crash?.description ?? "").replacing(/\+0x[0-9a-f]+/, with: "+0x…")
    #expect(said == "The connector crashed (signal 11 at libfaulty.so(+0x…)): in segv at \(source):\(line).")
  }
}
