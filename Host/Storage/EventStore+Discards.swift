import HostModel

// What was held and a person keeps from being applied. It remembers what it was held as, so that it can wait again.
extension EventStore {
  /// Keeps a held deletion or creation from being applied, and ends its hold.
  package func discard(_ hold: Hold, run: Run) throws {
    try database.run(
      """
      INSERT OR REPLACE INTO kept(config, rid, slot, offered, run, since,
        hold_kind, hold_run, hold_since, hold_reason, hold_lo, hold_hi, hold_refs, hold_decided)
      SELECT config, rid, iif(kind=2, -1, -2), iif(kind=2, coalesce(body, ''), ''), ?3, ?4,
        kind, run, since, reason, lo, hi, refs, decided
      FROM hold WHERE config=?1 AND rid=?2
      """, .integer(hold.config), .text(hold.record), .integer(run.id), .real(run.started))
    try endHold(hold.record, of: hold.config)
  }

  /// Holds again what a run discarded, as it was held then, if that run's word on it still stands; gives whether it does.
  ///
  /// What was discarded before discards remembered it is held as a record that the vendor lacks, or offers anew: whoever
  /// approves it asks the vendor first, who may have cancelled the record instead.
  package func holdAgain(_ record: [UInt8], of config: Int64, discardedBy run: Int64) throws -> Bool {
    let id = SQLValue.text(String(decoding: record, as: UTF8.self))
    let subject = try database.rows(
      """
      SELECT slot FROM kept WHERE config=? AND rid=? AND run=? AND slot<0
        AND slot=iif(EXISTS(SELECT 1 FROM state s WHERE s.config=kept.config AND s.rid=kept.rid AND s.status=1), -2, -1)
      """, .integer(config), id, .integer(run)
    ) { try Kept.Subject(row: $0, 0) }.first
    guard let subject else { return false }
    try database.run(
      """
      INSERT OR REPLACE INTO hold(config, rid, kind, run, since, reason, lo, hi, body, refs, decided)
      SELECT config, rid, coalesce(hold_kind, iif(slot=-1, 2, 1)), coalesce(hold_run, run), coalesce(hold_since, since),
        coalesce(hold_reason, 'It was held before run ' || run || ' discarded it.'), coalesce(hold_lo, 0),
        coalesce(hold_hi, 0), iif(slot=-1, offered, NULL), hold_refs, hold_decided
      FROM kept WHERE config=? AND rid=? AND slot=?
      """, .integer(config), id, .integer(subject.code))
    // The next run need not find out again that it is missing.
    try database.run(
      "INSERT OR REPLACE INTO absent SELECT config, rid, run FROM hold WHERE config=? AND rid=? AND kind=1",
      .integer(config), id)
    try database.run(
      """
      UPDATE config SET judged_at=NULL
      WHERE id=?1 AND EXISTS(SELECT 1 FROM kept WHERE config=?1 AND rid=?2 AND slot=?3 AND hold_kind IS NULL)
      """, .integer(config), id, .integer(subject.code))
    try endKept(subject, of: record, in: config)
    return true
  }

  /// Sees to it that the vendor is asked again before anything held is approved.
  package func forgetJudgement(of config: Int64) throws {
    try database.run("UPDATE config SET judged_at=NULL WHERE id=?", .integer(config))
  }
}
