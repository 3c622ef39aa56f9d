import HostChannel
import HostPlugins
import Testing

@Suite("A library that cannot be used says why, in a worker of its own") struct UnusableLibraryTests {
  static let report = "Run 'patchbay connectors info faulty' for its version and report this line to its maker."

  static let cases: [(definition: String, sentence: String)] = [
    ("NO_ENTRY", "faulty is not a connector: it has no 'connector_entry_v1'. Rebuild it with this SDK."),
    ("ENTRY_NULL", "faulty refuses to work with this host. Install a version made for it."),
    (
      "SMALL_TABLE",
      "faulty is not usable: its function table has 8 bytes where version 1.0 has at least 48. "
        + "Rebuild it with this SDK."
    ), ("NULL_FETCH", "faulty is not usable: its function table has no 'fetch'. Rebuild it with this SDK."),
    (
      "MISSING_SYMBOL",
      "faulty can't be opened: PATH: undefined symbol: a_function_that_no_library_has. "
        + "Install what it needs, or rebuild it on this system."
    ),
    (
      "CRASHING_CONSTRUCTOR",
      "faulty crashed while describing itself (signal 11 at libfaulty.so(+0x…)). Nothing was changed. \(report)"
    ),
    (
      "DESCRIBE_CRASH", "faulty crashed while describing itself (signal 11). Nothing was changed. \(report)"
    ), ("ABI_MAJOR=2", "'PATH' speaks connector ABI 2; this host speaks 1. Rebuild it with this SDK."),
    ("NO_ABI_BLOCK", "'PATH' is not a connector: it has no ABI block. Build it with this SDK."),
  ]

  @Test("Read for the first time", arguments: cases) func reads(_ definition: String, _ sentence: String) throws {
    let variant = TestConnectors.Variant(source: "faulty", definitions: [definition])
    let path = try TestConnectors.library(variant)
    let fault = #expect(throws: WorkerFault.self) {
      var host = try TestHost(variant)
      _ = try host.run(.describe)
    }
    #expect(
      fault?.sentence(connector: "faulty", while: .describing).replacing(path, with: "PATH")
        .replacing(/\+0x[0-9a-f]+/, with: "+0x…") == sentence)
  }

  static let documents: [(definition: String, sentence: String)] = [
    ("DESCRIBE_NOTHING", "describe gave no document"),
    ("DESCRIBE_TOO_LONG", "describe gave 1048577 bytes; at most 1048576 are allowed"),
    ("DESCRIBE_HUGE", "describe gave 18446744073709551615 bytes; at most 1048576 are allowed"),
  ]

  @Test("A document that is none", arguments: documents) func document(_ definition: String, _ sentence: String) throws
  {
    var host = try TestHost(.init(source: "faulty", definitions: [definition]))
    #expect(try host.run(.describe) == 11)
    #expect(host.heard == [.setError(status: 11, sentence: sentence), .end(status: 11)])
  }
}
