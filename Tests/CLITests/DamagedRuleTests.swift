import TestSupport
import Testing

@Suite("A data config whose stored rules or numbers cannot be read") struct DamagedRuleTests {
  static let damages: [(sql: String, detail: String)] = [
    (
      #"UPDATE config SET skip='[{"field":"state","is":"odd"}]'"#,
      #"a skip rule in it cannot be read: {"field":"state","is":"odd"}"#
    ),
    ("UPDATE config SET skip='nothing'", "a skip rule in it cannot be read: nothing"),
    ("UPDATE mapping SET mode='sometimes'", "a mapping mode in it cannot be read: sometimes"),
    ("UPDATE metadata SET kind='colour'", "a metadata kind in it cannot be read: colour"),
    ("UPDATE connection SET settings='none'", "the settings of a connection in it cannot be read: none"),
    ("UPDATE metadata SET slot=-1 WHERE slot=0", "'slot' in it cannot be -1"),
    ("UPDATE metadata SET slot=9223372036854775807 WHERE slot=0", "'slot' in it cannot be 9223372036854775807"),
    ("UPDATE state SET status=-1", "the state of a record in it cannot be read: -1"),
    ("UPDATE config SET limit_percent=9223372036854775807", "'limit_percent' in it cannot be 9223372036854775807"),
    ("UPDATE config SET manual_at=-1e300", "'manual_at' in it cannot be -1.0e+300"),
    ("UPDATE config SET manual_at='yesterday'", "'manual_at' in it cannot be a text"),
    ("UPDATE event SET keep_history=9223372036854775807", "'keep_history' in it cannot be 9223372036854775807"),
    ("PRAGMA user_version=-5", "the number of its schema cannot be -5"),
  ]

  @Test("is not synced without them", arguments: damages) func isRefused(_ sql: String, _ detail: String) throws {
    let vendor = try Vendor("pretalx", people: 50)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    _ = try desk.patchbay("sync", "pretalx/sessions")
    _ = try desk.sqlite(sql)
    let before = try desk.dump()
    let said = try desk.patchbay("sync", "pretalx/sessions", "--force")
    #expect(said.code == 1)
    #expect(
      (said.output + said.error).contains(
        "'\(desk.database)' is damaged (\(detail)). Stop using it and restore it from a backup."))
    #expect(try desk.dump() == before)
  }
}
