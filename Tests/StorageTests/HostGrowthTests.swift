import HostModel
import HostStorage
import TestSupport
import Testing

@Suite("What the host counts of accounts") struct HostGrowthTests {
  private func quota(seconds: Int) throws -> Quota {
    let describe = try Describe(
      document: """
        {"id": "made", "name": "Made", "version": "1.0.0", "endpoint": {"default": "https://made.example", "editable": true},
         "auth": [], "limits": {"quota": {"credits": 10, "seconds": \(seconds)}}, "dataTypes": [{"id": "people",
           "fpType": "person", "primaryKey": ["id"], "mapping": [{"from": "name", "to": "name"}]}]}
        """)
    return try #require(describe.quota)
  }

  @Test("goes a month after an account was last used, and waits that are over go with it") func accounts() throws {
    let folder = try TemporaryFolder()
    let store = try HostStore(home: Home(path: folder.path + "/home"))
    let (day, start) = (86_400.0, 1_800_000_000.0)
    let quota = try self.quota(seconds: 3600)
    // One is still used, another has other credentials by now, and one counts by the month.
    let slow = try self.quota(seconds: 31 * 86_400)
    try store.noteAccount([1], connector: "one", quota, at: start + 29 * day)
    try store.noteAccount([2], connector: "two", quota, at: start)
    try store.noteAccount([3], connector: "three", slow, at: start)
    for account: UInt8 in 1...3 {
      #expect(try store.spend(4, of: [account], limit: 10, in: account == 3 ? slow.seconds : 3600, at: start) == nil)
    }
    try store.setQuotaWait("e/1", from: start, until: start + 3600)
    try store.setQuotaWait("e/2", from: start, until: start + 30 * day)

    try store.forgetOldAccounts(at: start + 29 * day)
    #expect(try store.quotaLeft(at: start) == ["one": 6, "two": 6, "three": 6])
    #expect(try store.quotaWaits(at: start + 1) == ["e/2": start + 30 * day])
    try store.forgetOldAccounts(at: start + 31 * day)
    #expect(try store.quotaLeft(at: start) == ["one": 6, "three": 6])
    // What is noted again begins with nothing spent.
    try store.noteAccount([2], connector: "two", quota, at: start + 31 * day)
    #expect(try store.quotaLeft(at: start) == ["one": 6, "two": 10, "three": 6])
  }
}
