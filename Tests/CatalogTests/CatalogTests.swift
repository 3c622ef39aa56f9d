import Foundation
import HostModel
import HostPlugins
import Testing

@Suite("The catalog lists what it finds") struct CatalogTests {
  let folder: ConnectorFolder

  init() throws { folder = try ConnectorFolder() }

  func enabled(_ id: String, digest: String, quarantined: String? = nil) -> EnabledConnector {
    EnabledConnector(id: id, digest: digest, source: "", describe: "{}", abiMinor: 0, quarantined: quarantined)
  }

  /// `id: state` of each entry.
  func states(_ entries: [CatalogEntry]) -> [String] { entries.map { "\($0.id): \($0.state)" } }

  @Test func fromAllThreePlacesById() throws {
    try folder.connector(folder.path + "/named/libzebra.so")
    try folder.connector(folder.home + "/libapple.so")
    try folder.connector(folder.program + "/libmango.so")
    let entries = folder.catalog(named: folder.path + "/named").list(enabled: [])
    #expect(states(entries) == ["apple: installed", "mango: installed", "zebra: installed"])
    #expect(
      entries.map(\.path) == [
        folder.home + "/libapple.so", folder.program + "/libmango.so", folder.path + "/named/libzebra.so",
      ])
    #expect(entries.map(\.abiMinor) == [0, 0, 0])
    #expect(entries.allSatisfy { $0.digest?.count == 64 })
  }

  @Test func withoutLoadingAnything() throws {
    try folder.connector(folder.home + "/libapple.so")
    _ = folder.catalog().list(enabled: [])
    _ = try folder.catalog().install(folder.home + "/libapple.so")
    #expect(!FileManager.default.fileExists(atPath: folder.trace))
  }

  @Test func aFileThatIsNamedAlone() throws {
    try folder.connector(folder.path + "/libsingle.so")
    #expect(states(folder.catalog(named: folder.path + "/libsingle.so").list(enabled: [])) == ["single: installed"])
  }

  @Test func whyAFileIsRefused() throws {
    let text = folder.home + "/libtext.so"
    try Data("hello".utf8).write(to: URL(fileURLWithPath: text))
    let plain = folder.home + "/libplain.so"
    try folder.connector(plain, abi: false)
    let odd = folder.home + "/Odd.so"
    try folder.connector(odd)
    let gone = folder.path + "/gone"
    let entries = folder.catalog(named: gone).list(enabled: [])
    #expect(entries.map(\.id) == ["Odd.so", "gone", "plain", "text"])
    #expect(
      entries.map(\.state) == [
        .refused(
          reason: "'\(odd)' is not named like a connector. Name it lib<id>.so, the id in small letters, digits and '-'."
        ),
        .refused(
          reason: "'\(gone)' can't be read: No such file or directory. Check that it exists and is yours to read."),
        .refused(reason: "'\(plain)' is not a connector: it has no ABI block. Build it with this SDK."),
        .refused(
          reason: "'\(text)' is not a library of this system. A connector is an ELF file named lib<id>.so."),
      ])
  }

  @Test func butNoneOfTheLibrariesBesideTheProgram() throws {
    try folder.connector(folder.program + "/libruntime.so", abi: false)
    try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.program + "/libtext.so"))
    try folder.connector(folder.program + "/Odd.so")
    #expect(folder.catalog().list(enabled: []) == [])
  }

  @Test func aConnectorOfAnotherABIBesideTheProgram() throws {
    let path = folder.program + "/libapple.so"
    try folder.connector(path, major: 9)
    #expect(
      folder.catalog().list(enabled: []).map(\.state) == [
        .refused(reason: "'\(path)' speaks connector ABI 9; this host speaks 1. Rebuild it with this SDK.")
      ])
  }

  @Test func theFirstOfAnIdAndWhatItHides() throws {
    try folder.connector(folder.home + "/libapple.so")
    try folder.connector(folder.program + "/libapple.so", mark: "2")
    let entries = folder.catalog(named: folder.home).list(enabled: [])
    #expect(entries.map(\.path) == [folder.home + "/libapple.so", folder.program + "/libapple.so"])
    #expect(entries.map(\.state) == [.installed, .shadowed(by: folder.home + "/libapple.so")])
  }

  @Test func whatIsEnabledAndWhatIsNewer() throws {
    try folder.connector(folder.home + "/libapple.so")
    try folder.connector(folder.home + "/libmango.so")
    let catalog = folder.catalog()
    let digest = try catalog.install(folder.home + "/libapple.so").digest
    let other = String(repeating: "0", count: 64)
    let list = catalog.list(enabled: [enabled("apple", digest: digest), enabled("mango", digest: other)])
    #expect(states(list) == ["apple: enabled", "mango: updateAvailable"])
  }

  @Test func whatIsInQuarantine() throws {
    try folder.connector(folder.home + "/libapple.so")
    try folder.connector(folder.home + "/libmango.so")
    let catalog = folder.catalog()
    let digest = try catalog.install(folder.home + "/libapple.so").digest
    let other = String(repeating: "0", count: 64)
    let list = catalog.list(enabled: [
      enabled("apple", digest: digest, quarantined: "it crashed"),
      enabled("mango", digest: other, quarantined: "it crashed"),
    ])
    #expect(
      list.map(\.state) == [
        .quarantined(reason: "it crashed", hasUpdate: false), .quarantined(reason: "it crashed", hasUpdate: true),
      ])
  }

  @Test func whatGoesOnWithItsCopyAlone() throws {
    let source = folder.home + "/libapple.so"
    try folder.connector(source)
    let catalog = folder.catalog()
    let digest = try catalog.install(source).digest
    try FileManager.default.removeItem(atPath: source)
    let entry = try #require(catalog.list(enabled: [enabled("apple", digest: digest)]).first)
    #expect(entry.state == .missing(isRefused: false))
    #expect(entry.path == catalog.library("apple", digest: digest))
  }

  @Test func whatHasLostEvenItsCopy() throws {
    let digest = String(repeating: "0", count: 64)
    let path = folder.catalog().library("apple", digest: digest)
    #expect(
      folder.catalog().list(enabled: [enabled("apple", digest: digest)]).map(\.state) == [
        .refused(
          reason: "The copy '\(path)' of connector 'apple' can't be read: No such file or directory. Put its file back "
            + "and run: patchbay connectors enable apple.")
      ])
  }
}
