import HostStorage
import Testing

@Suite("A query of a store") struct QueryEndTests {
  @Test("that meets a number that cannot be has ended, and the file can be rewritten") func damaged() throws {
    let made = try MadeEvent()
    try made.store.database.execute("INSERT INTO autosync VALUES(1, 0, NULL, NULL, 1.79e9, 0, NULL)")
    #expect(throws: StoreError.damaged(path: made.file, detail: "'every' in it cannot be 0")) {
      try made.store.autoSyncs()
    }
    try made.store.database.rewrite()
    // SQLite has one such folder for all threads of a program.
    #expect(try made.store.database.rows("PRAGMA temp_store_directory", row: { $0.text(0) }) == [])
  }
}
