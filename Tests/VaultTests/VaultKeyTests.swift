import Foundation
import Testing

@testable import HostStorage

@Suite("The key file") struct VaultKeyTests {
  @Test func isMadeOnFirstUseForItsOwnerAlone() throws {
    let home = try TemporaryFolder()
    let key = try VaultKey.located(homeKeyFile: home.path + "/key", environment: [:])
    let facts = try FileManager.default.attributesOfItem(atPath: home.path + "/key")
    #expect(facts[.posixPermissions] as? Int == 0o600)
    #expect(facts[.size] as? Int == 32)
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == ["key"])
    #expect(key.secret.reveal { Data($0) } == FileManager.default.contents(atPath: home.path + "/key"))
  }

  @Test func isReadAgainTheNextTime() throws {
    let home = try TemporaryFolder()
    let first = try VaultKey.located(homeKeyFile: home.path + "/key", environment: [:])
    let second = try VaultKey.located(homeKeyFile: home.path + "/key", environment: [:])
    #expect(first.secret.reveal { Array($0) } == second.secret.reveal { Array($0) })
  }

  @Test func isOneEvenIfManyMakeItAtOnce() throws {
    let home = try TemporaryFolder()
    let keys = Keys()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      if let key = try? VaultKey.located(homeKeyFile: home.path + "/key", environment: [:]) {
        keys.add(key.secret.reveal { Array($0) })
      }
    }
    #expect(keys.all.count == 8)
    #expect(Set(keys.all).count == 1)
  }

  @Test func isTheOneThatTheEnvironmentNames() throws {
    let folder = try TemporaryFolder()
    let named = try folder.file("mine", bytes: 32)
    let key = try VaultKey.located(
      homeKeyFile: folder.path + "/key", environment: ["PATCHBAY_KEY_FILE": named])
    #expect(key.path == named)
    #expect(key.secret.reveal { Array($0) } == [UInt8](repeating: 7, count: 32))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/key"))
  }

  @Test func isNeverMadeWhereTheEnvironmentNamesIt() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/typo"
    #expect(throws: VaultError.keyMissing(path: path)) {
      try VaultKey.located(homeKeyFile: folder.path + "/key", environment: ["PATCHBAY_KEY_FILE": path])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o644]) func isRefusedIfOthersCanReadIt(mode: Int) throws {
    let folder = try TemporaryFolder()
    let open = try folder.file("key", bytes: 32, mode: mode)
    #expect(throws: VaultError.keyOpenToOthers(path: open, mode: UInt32(mode))) { try VaultKey(reading: open) }
  }

  @Test(arguments: [0, 31, 33, 4096]) func isRefusedWithAnotherSize(size: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("key", bytes: size)
    #expect(throws: VaultError.keyWrongSize(path: path, size: size)) { try VaultKey(reading: path) }
  }

  @Test func isRefusedIfAnotherUserOwnsIt() throws {
    guard geteuid() == 0 else { return }
    let folder = try TemporaryFolder()
    let path = try folder.file("key", bytes: 32)
    #expect(chown(path, 4711, 4711) == 0)
    #expect(throws: VaultError.keyOfAnotherUser(path: path, owner: 4711, user: 0)) { try VaultKey(reading: path) }
  }

  @Test func isRefusedIfItIsAFolderOrAPipe() throws {
    let folder = try TemporaryFolder()
    #expect(throws: VaultError.keyNotAFile(path: folder.path)) { try VaultKey(reading: folder.path) }
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: VaultError.keyNotAFile(path: pipe)) { try VaultKey(reading: pipe) }
  }

  @Test func tellsWhyItCannotBeMade() {
    let path = "/proc/patchbay/key"
    #expect(throws: VaultError.keyNotMade(path: path, problem: "No such file or directory")) {
      try VaultKey.located(homeKeyFile: path, environment: [:])
    }
  }
}

private final class Keys: @unchecked Sendable {  // every access is under the lock
  private let lock = NSLock()
  private var keys: [[UInt8]] = []
  var all: [[UInt8]] { lock.withLock { keys } }
  func add(_ key: [UInt8]) { lock.withLock { keys.append(key) } }
}
