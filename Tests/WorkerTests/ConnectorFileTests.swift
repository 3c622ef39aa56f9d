import Foundation
import Testing

@testable import HostPlugins

@Suite("A connector's file is judged before it is opened") struct ConnectorFileTests {
  private static func path(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = TestConnectors.folder.appending(path: name)
    try Data(bytes).write(to: path)
    chmod(path.path, 0o600)
    return path.path
  }

  private static func reason(_ path: String) -> ConnectorFile.Refusal.Reason? {
    guard case .refused(let refusal) = ConnectorFile.inspect(path) else { return nil }
    return refusal.reason
  }

  private static func good() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: try TestConnectors.library(TestConnectors.minimal))))
  }

  @Test("A good one tells its ABI minor, also behind a link") func good() throws {
    let path = try TestConnectors.library(TestConnectors.minimal)
    #expect(ConnectorFile.inspect(path) == .connector(abiMinor: 0))
    let link = TestConnectors.folder.appending(path: "link.so").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(ConnectorFile.inspect(link) == .connector(abiMinor: 0))
  }

  @Test("Files that are none") func refusals() throws {
    var foreign = try Self.good()
    foreign[18] = 243
    var narrow = try Self.good()
    narrow[4] = 1
    var program = try Self.good()
    program[16] = 2
    let folder = TestConnectors.folder.path
    #expect(Self.reason(folder + "/none.so") == .unreadable("No such file or directory"))
    #expect(Self.reason(folder) == .unreadable("it is not a file"))
    #expect(Self.reason(try Self.path("empty", [])) == .notELF)
    #expect(Self.reason(try Self.path("text", Array("#!/bin/sh\nexit 0\n".utf8))) == .notELF)
    #expect(Self.reason(try Self.path("foreign", foreign)) == .wrongArchitecture("riscv"))
    #expect(Self.reason(try Self.path("program", program)) == .notAConnector)
    #expect(
      Self.reason(try TestConnectors.library(.init(source: "faulty", definitions: ["NO_ABI_BLOCK"]))) == .notAConnector)
    #expect(
      Self.reason(try TestConnectors.library(.init(source: "faulty", definitions: ["ABI_MAJOR=2"])))
        == .foreignABI(major: 2))
    #expect(Self.reason(try Self.path("narrow", narrow)) != nil)
  }

  @Test("A file that others can change is refused, and a folder too") func permissions() throws {
    let file = try Self.path("shared.so", try Self.good())
    for mode: mode_t in [0o620, 0o602] {
      chmod(file, mode)
      #expect(Self.reason(file) == .unsafePermissions(file))
    }
    let folder = TestConnectors.folder.appending(path: "open").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let inside = try Self.path("open/x.so", try Self.good())
    for mode: mode_t in [0o777, 0o770] {
      chmod(folder, mode)
      #expect(Self.reason(inside) == .unsafePermissions(folder))
    }
    chmod(folder, 0o1777)
    #expect(ConnectorFile.inspect(inside) == .connector(abiMinor: 0))
  }

  @Test("A file of 257 MiB is refused unread") func large() throws {
    let path = try Self.path("large.so", try Self.good())
    #expect(truncate(path, 257 << 20) == 0)
    #expect(Self.reason(path) == .tooLarge)
  }

  @Test("No damaged file makes it trap") func damaged() throws {
    let good = try Self.good()
    let path = TestConnectors.folder.appending(path: "damaged.so").path
    // Every byte of the header and of the section table, set to what offsets and counts least like.
    let table = good.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 40, as: UInt64.self)) }
    var verdicts: Set<String> = []
    for index in Array(0..<64) + Array(table..<min(table + 64 * 6, good.count)) {
      for value in [UInt8(0), 0x7f, 0xff] {
        var bytes = good
        bytes[index] = value
        try Data(bytes).write(to: URL(filePath: path))
        chmod(path, 0o600)
        verdicts.insert("\(ConnectorFile.inspect(path))")
      }
    }
    for length in stride(from: 0, to: good.count, by: 97) {
      try Data(good[..<length]).write(to: URL(filePath: path))
      chmod(path, 0o600)
      #expect(Self.reason(path) != nil)
    }
    #expect(verdicts.count > 1)
  }

  static let sentences: [(reason: ConnectorFile.Refusal.Reason, sentence: String)] = [
    (
      .unreadable("Permission denied"),
      "'lib.so' can't be read: Permission denied. Check that it exists and is yours to read."
    ),
    (.tooLarge, "'lib.so' is larger than 256 MiB, which no connector is. Check which file this is."),
    (
      .unsafePermissions("/srv"),
      "'lib.so' is not safe to run: others can change '/srv'. Make it yours or root's alone to write."
    ),
    (.notELF, "'lib.so' is not a library of this system. A connector is an ELF file named lib<id>.so."),
    (.notAConnector, "'lib.so' is not a connector: it has no ABI block. Build it with this SDK."),
    (.foreignABI(major: 2), "'lib.so' speaks connector ABI 2; this host speaks 1. Rebuild it with this SDK."),
  ]

  @Test("Each refusal says what to do", arguments: sentences)
  func reads(_ reason: ConnectorFile.Refusal.Reason, _ sentence: String) {
    #expect(ConnectorFile.Refusal(path: "lib.so", reason: reason).sentence == sentence)
  }
}
