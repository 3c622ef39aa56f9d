import HostModel
import HostStorage
import Testing

@Suite("The vault") struct VaultTests {
  let folder: TemporaryFolder
  let vault: Vault
  let keyFile: String
  let field: SealedField

  init() throws {
    folder = try TemporaryFolder()
    keyFile = folder.path + "/key"
    vault = try Vault(key: .located(homeKeyFile: keyFile, environment: [:]))
    field = try Self.field("main", "token")
  }

  static func field(_ connection: String, _ key: String, event: Character = "a") throws -> SealedField {
    let event = try #require(EventID(String(repeating: event, count: 32)))
    return SealedField(event: event, connection: connection, key: key)
  }

  @Test(arguments: ["", "x", "Zürich 🔑", String(repeating: "k", count: 5000)]) func givesBackWhatItSealed(
    text: String
  ) throws {
    let sealed = try vault.seal(Secret(text), for: field)
    #expect(try vault.open(sealed, of: field).reveal { String(decoding: $0, as: UTF8.self) } == text)
  }

  @Test func neverSealsTheSameWayTwice() throws {
    #expect(try vault.seal(Secret("canary"), for: field) != vault.seal(Secret("canary"), for: field))
  }

  @Test func hidesWhatItSeals() throws {
    let sealed = try vault.seal(Secret("canary"), for: field)
    #expect(!String(decoding: sealed, as: UTF8.self).contains("canary"))
  }

  @Test func opensInNoOtherField() throws {
    let sealed = try vault.seal(Secret("canary"), for: field)
    let others = try [
      Self.field("main", "password"), Self.field("other", "token"), Self.field("main", "token", event: "b"),
      Self.field("maint", "oken"), Self.field("mai", "n/token"),
    ]
    for other in others {
      #expect(throws: VaultError.damaged(field: other)) { try vault.open(sealed, of: other) }
    }
  }

  @Test func noticesEveryChangedByte() throws {
    let sealed = try vault.seal(Secret("canary"), for: field)
    for position in sealed.indices {
      var damaged = sealed
      damaged[position] ^= 0x80
      #expect(throws: VaultError.self) { try vault.open(damaged, of: field) }
    }
    for count in 0..<sealed.count {
      #expect(throws: VaultError.damaged(field: field)) { try vault.open(Array(sealed.prefix(count)), of: field) }
    }
  }

  @Test func tellsAWrongKeyFile() throws {
    let sealed = try vault.seal(Secret("canary"), for: field)
    let other = try folder.file("other", bytes: 32)
    #expect(throws: VaultError.wrongKey(field: field, path: other)) {
      try Vault(key: VaultKey(reading: other)).open(sealed, of: field)
    }
  }

  @Test func tellsAFormOfANewerProgram() throws {
    var sealed = try vault.seal(Secret("canary"), for: field)
    sealed[0] = 2
    #expect(throws: VaultError.newer(field: field, found: 2)) { try vault.open(sealed, of: field) }
  }
}
