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

  static func field(
    _ connection: String, _ key: String, event: Character = "a",
    at destination: SealedDestination = SealedDestination(connector: "pretix", address: "https://pretix.eu")
  ) throws -> SealedField {
    let event = try #require(EventID(String(repeating: event, count: 32)))
    return SealedField(event: event, connection: connection, key: key, destination: destination)
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

  @Test(arguments: [
    ("pretix", "https://pretix.example"), ("pretalx", "https://pretix.eu"), ("pretixh", "ttps://pretix.eu"),
  ])
  func opensForNoOtherDestination(connector: String, address: String) throws {
    let sealed = try vault.seal(Secret("canary"), for: field)
    let other = try Self.field("main", "token", at: SealedDestination(connector: connector, address: address))
    #expect(throws: VaultError.elsewhere(field: other, given: field.destination)) { try vault.open(sealed, of: other) }
  }

  static let endpoints = [
    ("https://Pretix.EU/api", "https://pretix.eu"), ("https://pretix.eu:443", "https://pretix.eu"),
    ("https://pretix.eu:8443/", "https://pretix.eu:8443"), ("http://localhost:80?x", "http://localhost"),
    ("https://pretix.eu\\@evil.example", "https://pretix.eu"), ("pretix.eu/api", "pretix.eu/api"),
  ]

  @Test(arguments: endpoints) func knowsTheServerOfAnEndpoint(endpoint: String, origin: String) {
    #expect(Connection(name: "v", connector: "pretix", endpoint: endpoint, settings: [:]).origin == origin)
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
    sealed[0] = 3
    #expect(throws: VaultError.newer(field: field, found: 3)) { try vault.open(sealed, of: field) }
  }
}
