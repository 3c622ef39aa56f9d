import Foundation
import HostPlugins
import Testing

@Suite("A connector is copied into the home under its digest") struct InstallTests {
  let folder: ConnectorFolder
  let source: String

  init() throws {
    folder = try ConnectorFolder()
    source = folder.home + "/libapple.so"
    try folder.connector(source)
  }

  func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func wholeAndReadOnly() throws {
    let digest = try folder.catalog().install(source).digest
    let copy = folder.catalog().library("apple", digest: digest)
    #expect(copy == "\(folder.libraries)/\(digest)/libapple.so")
    #expect(FileManager.default.contents(atPath: copy) == FileManager.default.contents(atPath: source))
    #expect(try mode(copy) == 0o400)
    #expect(try mode("\(folder.libraries)/\(digest)") == 0o500)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.libraries) == [digest])
  }

  @Test func underTheDigestThatOthersComputeToo() throws {
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tool.arguments = ["sha256sum", source]
    let output = Pipe()
    tool.standardOutput = output
    try tool.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(try folder.catalog().install(source).digest == String(said.prefix(64)))
  }

  @Test func onceForTheSameFile() throws {
    let first = try folder.catalog().install(source).digest
    #expect(try folder.catalog().install(source).digest == first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.libraries) == [first])
  }

  @Test func andAnewIfTheCopyWasDamaged() throws {
    let digest = try folder.catalog().install(source).digest
    let copy = folder.catalog().library("apple", digest: digest)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
    let file = try #require(FileHandle(forWritingAtPath: copy))
    try file.seek(toOffset: 100)
    try file.write(contentsOf: Data([1, 2, 3]))
    try file.close()
    #expect(try folder.catalog().install(source).digest == digest)
    #expect(FileManager.default.contents(atPath: copy) == FileManager.default.contents(atPath: source))
    #expect(try mode("\(folder.libraries)/\(digest)") == 0o500)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.libraries) == [digest])
  }

  @Test func besideTheSameFileUnderAnotherId() throws {
    let twin = folder.home + "/libpear.so"
    try FileManager.default.copyItem(atPath: source, toPath: twin)
    let digest = try folder.catalog().install(source).digest
    #expect(try folder.catalog().install(twin).digest == digest)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(folder.libraries)/\(digest)").sorted()
        == ["libapple.so", "libpear.so"])
  }

  @Test func butNotIfItIsNoConnector() throws {
    let text = folder.home + "/libtext.so"
    try Data("hello".utf8).write(to: URL(fileURLWithPath: text))
    #expect(
      throws: CatalogError.refused(
        "'\(text)' is not a library of this system. A connector is an ELF file named lib<id>.so.")
    ) { try folder.catalog().install(text) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.libraries) == [])
  }

  @Test func orHasNoRoom() throws {
    try FileManager.default.removeItem(atPath: folder.libraries)
    #expect(throws: CatalogError.notCopied(folder: folder.libraries, problem: "No such file or directory")) {
      try folder.catalog().install(source)
    }
  }
}
