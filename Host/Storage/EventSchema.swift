extension Migrations {
  /// An event's file, `events/EID.db`.
  static let event = Migrations(
    applicationID: 0x5042_6576,
    digest: "a1abb2f3cf15280023f24c795e64446f2f2fbfd6c6fd9cccc28251beaeebbb21",
    steps: [
      """
      CREATE TABLE event(
        eid TEXT NOT NULL, name TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, time_zone TEXT NOT NULL,
        node TEXT NOT NULL, created REAL NOT NULL, seed_lo INTEGER NOT NULL, seed_hi INTEGER NOT NULL);
      CREATE TABLE connection(
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, connector TEXT NOT NULL, endpoint TEXT NOT NULL,
        settings TEXT NOT NULL, allow_private INTEGER NOT NULL, created REAL NOT NULL);
      CREATE TABLE credential(
        connection INTEGER NOT NULL REFERENCES connection(id), key TEXT NOT NULL, sealed BLOB NOT NULL,
        changed REAL NOT NULL, PRIMARY KEY(connection, key)) WITHOUT ROWID;
      CREATE TABLE config(
        id INTEGER PRIMARY KEY, connection INTEGER NOT NULL REFERENCES connection(id), data_type TEXT NOT NULL,
        fp_type TEXT NOT NULL, skip TEXT NOT NULL, limit_many INTEGER NOT NULL, limit_some INTEGER NOT NULL,
        limit_percent INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 0, cursor BLOB, cursor_outcome BLOB,
        applied_run INTEGER, manual_at REAL, UNIQUE(connection, data_type));
      CREATE TABLE mapping(
        config INTEGER NOT NULL REFERENCES config(id), target TEXT NOT NULL, position INTEGER NOT NULL,
        source TEXT NOT NULL, transforms TEXT NOT NULL, mode TEXT NOT NULL, PRIMARY KEY(config, target)) WITHOUT ROWID;
      CREATE TABLE metadata(
        fp_type TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, slot INTEGER NOT NULL,
        PRIMARY KEY(fp_type, name), UNIQUE(fp_type, slot)) WITHOUT ROWID;

      -- The narrow table of every sync: one small row a record (status 1 live, 2 gone, 3 skipped).
      CREATE TABLE state(
        config INTEGER NOT NULL, rid TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, n INTEGER NOT NULL,
        status INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
      -- The values, a JSON array by metadata slot, appended in the order of arrival.
      CREATE TABLE payload(n INTEGER PRIMARY KEY, body TEXT NOT NULL);

      CREATE TABLE run(
        id INTEGER PRIMARY KEY AUTOINCREMENT, config INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
        status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', forced INTEGER NOT NULL DEFAULT 0,
        received INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        updated INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0,
        invalid INTEGER NOT NULL DEFAULT 0, duplicated INTEGER NOT NULL DEFAULT 0,
        held_deletions INTEGER NOT NULL DEFAULT 0, held_creations INTEGER NOT NULL DEFAULT 0,
        problems INTEGER NOT NULL DEFAULT 0, started REAL NOT NULL, finished REAL);
      CREATE INDEX run_of_config ON run(config, id);
      CREATE TABLE problem(
        run INTEGER NOT NULL, position INTEGER NOT NULL, rid TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY(run, position)) WITHOUT ROWID;
      -- What each run did to each record (kind 1 created, 2 updated, 3 deleted, 4 returned); fields is
      -- {"slot": [before, after]}, NULL for a created record, whose values are in payload.
      CREATE TABLE change(
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL, config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL,
        fields TEXT);
      CREATE INDEX change_of_record ON change(config, rid) WHERE kind <> 1;

      -- Records that could not be taken yet, tried again by every run.
      CREATE TABLE pending(
        config INTEGER NOT NULL, rid TEXT NOT NULL, body TEXT NOT NULL, refs TEXT NOT NULL, reason TEXT NOT NULL,
        run INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
      -- Live records that the last complete run lacked.
      CREATE TABLE absent(
        config INTEGER NOT NULL, rid TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
      -- What the guard held (kind 1 deletion, 2 creation).
      CREATE TABLE hold(
        config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
        reason TEXT NOT NULL, lo INTEGER NOT NULL DEFAULT 0, hi INTEGER NOT NULL DEFAULT 0, body TEXT,
        PRIMARY KEY(config, rid)) WITHOUT ROWID;
      """,
      // When the vendor was asked by the newest run that judged what it lacks; and what a person decided against the
      // vendor: the offered value of a slot, a creation (slot -1, offered is the whole record) or that a record leaves
      // (slot -2).
      """
      ALTER TABLE config ADD COLUMN judged_at REAL;
      CREATE TABLE kept(
        config INTEGER NOT NULL, rid TEXT NOT NULL, slot INTEGER NOT NULL, offered TEXT, run INTEGER NOT NULL,
        since REAL NOT NULL, PRIMARY KEY(config, rid, slot)) WITHOUT ROWID;
      """,
      // How often fields had a value in the last good run, and which fields the last preview saw.
      """
      CREATE TABLE fill_rate(
        config INTEGER NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, filled INTEGER NOT NULL,
        received INTEGER NOT NULL, PRIMARY KEY(config, path)) WITHOUT ROWID;
      ALTER TABLE config ADD COLUMN seen_fields TEXT;
      """,
      // Every mapping that a data config has had, newest last, each whole: a line of JSON a row.
      """
      CREATE TABLE mapping_version(
        config INTEGER NOT NULL, version INTEGER NOT NULL, made REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        mapping TEXT NOT NULL, PRIMARY KEY(config, version)) WITHOUT ROWID;
      ALTER TABLE config ADD COLUMN dedupe TEXT;
      """,
      // What is removed. Numbers that were given once and must never mean something else; connections that are gone while
      // their records stay; ids of erased records, hashed under the file's seed; days after the event's end for which
      // values stay in the change log, and the line of it up to which they are gone; plans whose files must go; whether
      // removed values may still stand in free pages of the file.
      """
      CREATE TABLE given(what TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
      INSERT INTO given SELECT 'config', max((SELECT coalesce(max(id), 0) FROM config),
        (SELECT coalesce(max(config), 0) FROM run));
      INSERT INTO given SELECT 'slot ' || fp_type, max(slot) FROM metadata GROUP BY fp_type;
      ALTER TABLE connection ADD COLUMN frozen REAL;
      CREATE TABLE erased(
        config INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
        PRIMARY KEY(config, lo, hi)) WITHOUT ROWID;
      ALTER TABLE event ADD COLUMN keep_history INTEGER NOT NULL DEFAULT 30;
      ALTER TABLE event ADD COLUMN history_gone INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE stale_plan(run INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
      ALTER TABLE event ADD COLUMN has_traces INTEGER NOT NULL DEFAULT 0;
      """,
      // Auto-sync: how often a data config runs by itself, and the last run before it was switched on or changed; what the
      // last run that a person applied was made with, as JSON; connections whose credentials the vendor refused; runs that
      // nobody asked for.
      """
      CREATE TABLE autosync(
        config INTEGER PRIMARY KEY, every INTEGER NOT NULL, from_day TEXT, until_day TEXT, since REAL NOT NULL,
        after_run INTEGER NOT NULL);
      CREATE TABLE applied_setup(
        config INTEGER PRIMARY KEY, run INTEGER NOT NULL, setup TEXT NOT NULL);
      CREATE TABLE credential_wait(
        connection INTEGER PRIMARY KEY, since REAL NOT NULL, checks INTEGER NOT NULL, last_check REAL,
        reason TEXT NOT NULL);
      ALTER TABLE run ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
      """,
      // Who is told: lists of addresses, the data configs they are attached to, and what each was last told of them.
      """
      CREATE TABLE subscriber_list(
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, occasion TEXT NOT NULL, with_people INTEGER NOT NULL);
      CREATE TABLE subscriber(
        list INTEGER NOT NULL REFERENCES subscriber_list(id), address TEXT NOT NULL,
        PRIMARY KEY(list, address)) WITHOUT ROWID;
      CREATE TABLE subscription(
        list INTEGER NOT NULL REFERENCES subscriber_list(id), config INTEGER NOT NULL REFERENCES config(id),
        status TEXT, cause TEXT, count INTEGER, told REAL, alarm REAL, PRIMARY KEY(list, config)) WITHOUT ROWID;
      """,
      // The run of a data config that the vendor refused because of the credentials: it is made again when they are right.
      "ALTER TABLE autosync ADD COLUMN refused_run INTEGER;",
      // Since when nobody has told of a run those who are to be told; NULL once they were. Alarms are the host's matter now.
      """
      ALTER TABLE run ADD COLUMN untold REAL;
      CREATE INDEX run_untold ON run(id) WHERE untold IS NOT NULL;
      ALTER TABLE subscription DROP COLUMN alarm;
      """,
      // Runs that asked only for what had changed.
      "ALTER TABLE run ADD COLUMN incremental INTEGER NOT NULL DEFAULT 0;",
      // What each record points at: the ids in the order of the connector's references, escaped as in a record's id and
      // joined by `/`; NULL where none is known. Of what waits these alone are read by every run. And the line of the change
      // log up to which a data config's records were judged by what they point at.
      """
      ALTER TABLE state ADD COLUMN refs TEXT;
      ALTER TABLE hold ADD COLUMN refs TEXT;
      ALTER TABLE config ADD COLUMN references_at INTEGER;
      UPDATE pending SET refs=coalesce((
        SELECT group_concat(replace(replace(json_extract(value, '$[1]'), '~', '~0'), '/', '~1'), '/')
        FROM json_each(refs)), '');
      CREATE INDEX pending_refs ON pending(config, rid, refs);
      """,
      // Which run an undo undid. What was held before a person discarded it, so that it can be held again; the change log
      // says so too (kind 5 discarded, 6 held again), also of what is discarded already.
      """
      ALTER TABLE run ADD COLUMN undoes INTEGER;
      UPDATE run SET undoes=CAST(substr(reason, 12) AS INTEGER) WHERE kind='undo' AND reason LIKE 'Undoes run %';
      CREATE INDEX run_undoing ON run(undoes) WHERE undoes IS NOT NULL;
      ALTER TABLE kept ADD COLUMN hold_kind INTEGER;
      ALTER TABLE kept ADD COLUMN hold_run INTEGER;
      ALTER TABLE kept ADD COLUMN hold_since REAL;
      ALTER TABLE kept ADD COLUMN hold_reason TEXT;
      ALTER TABLE kept ADD COLUMN hold_lo INTEGER;
      ALTER TABLE kept ADD COLUMN hold_hi INTEGER;
      ALTER TABLE kept ADD COLUMN hold_refs TEXT;
      INSERT INTO change(run, config, rid, kind) SELECT k.run, k.config, k.rid, 5 FROM kept k JOIN run r ON r.id=k.run
        WHERE k.slot<0 AND r.kind='edit';
      """,
      // What the vendor offers for a field and its mapping row does not take, null where it has none and the value stays.
      """
      CREATE TABLE untaken(
        config INTEGER NOT NULL, rid TEXT NOT NULL, slot INTEGER NOT NULL, offered TEXT NOT NULL,
        PRIMARY KEY(config, rid, slot)) WITHOUT ROWID;
      """,
      // Which API fields a preview saw is part of its own history: the newest whole one of a data config has them.
      """
      ALTER TABLE run ADD COLUMN seen_fields TEXT;
      UPDATE run SET seen_fields=(SELECT c.seen_fields FROM config c WHERE c.id=run.config)
        WHERE id IN (SELECT max(id) FROM run WHERE kind='preview' GROUP BY config);
      ALTER TABLE config DROP COLUMN seen_fields;
      """,
      // Who was erased and stays out of the event, whichever connection brings them: whose records they are, by the fields
      // that tell it, and the id, both hashed under the file's seed. `erased` keeps those of which nobody knows whose they
      // are. A data config whose connection is frozen keeps whose its records are.
      """
      CREATE TABLE kept_out(
        data_type TEXT NOT NULL, identity_lo INTEGER NOT NULL, identity_hi INTEGER NOT NULL, lo INTEGER NOT NULL,
        hi INTEGER NOT NULL, fields TEXT NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
        PRIMARY KEY(data_type, identity_lo, identity_hi, lo, hi)) WITHOUT ROWID;
      ALTER TABLE config ADD COLUMN identity_fields TEXT;
      ALTER TABLE config ADD COLUMN identity_lo INTEGER;
      ALTER TABLE config ADD COLUMN identity_hi INTEGER;
      """,
      // How often the credentials of a connection were changed.
      "ALTER TABLE connection ADD COLUMN credential_revision INTEGER NOT NULL DEFAULT 0;",
      // When the vendor was last asked for everything and gave all that it had, whether or not it could be judged what it
      // lacks.
      """
      ALTER TABLE config ADD COLUMN full_at REAL;
      UPDATE config SET full_at=coalesce(judged_at, (SELECT max(started) FROM run WHERE run.config=config.id
        AND kind='sync' AND status IN ('completed', 'partial') AND NOT incremental));
      """,
      // The version of everything that can change an outcome, as JSON, under which all of a data config's records were last
      // judged: '{}' where that was before versions were written down by part, NULL where nothing was judged yet.
      """
      ALTER TABLE config ADD COLUMN judged_version TEXT;
      UPDATE config SET judged_version='{}' WHERE applied_run IS NOT NULL;
      """,
      // What keeps a file that runs for years from growing without end. Runs of one kind, reach and outcome are a series. A
      // problem is one row from the first run of a series that had it to the last one in a row; `last` is the largest number
      // there is while the newest run has it, and after that it has ended since `closed`. `problem` shows them run by run.
      // Where in the change log a run's lines are, and whether they still have values. The newest run that was removed
      // because of its age, and the time before which such runs began.
      """
      ALTER TABLE run ADD COLUMN series TEXT GENERATED ALWAYS AS (
        kind || CASE WHEN incremental THEN ' of changes' ELSE '' END || CASE WHEN status IN ('completed', 'partial') THEN ''
        WHEN status='incomplete' THEN ', cut' ELSE ', not applied' END) VIRTUAL;
      ALTER TABLE run ADD COLUMN first_change INTEGER;
      ALTER TABLE run ADD COLUMN last_change INTEGER;
      ALTER TABLE run ADD COLUMN has_values INTEGER NOT NULL DEFAULT 1;
      CREATE TABLE lines(run INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
      INSERT INTO lines SELECT run, min(id), max(id) FROM change GROUP BY run;
      UPDATE run SET first_change=(SELECT first FROM lines l WHERE l.run=run.id),
        last_change=(SELECT last FROM lines l WHERE l.run=run.id);
      DROP TABLE lines;
      CREATE INDEX run_of_time ON run(config, started);
      CREATE INDEX run_open ON run(config) WHERE status='running';
      ALTER TABLE event ADD COLUMN gone_run INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE event ADD COLUMN gone_before REAL;
      CREATE TABLE problem_span(
        id INTEGER PRIMARY KEY, config INTEGER NOT NULL, series TEXT NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL DEFAULT 9223372036854775807, closed REAL, position INTEGER NOT NULL, rid TEXT NOT NULL,
        field TEXT NOT NULL, reason TEXT NOT NULL);
      INSERT INTO problem_span(config, series, first, last, closed, position, rid, field, reason)
      WITH
        numbered AS (
          SELECT id, config, series, coalesce(finished, started) AS ended,
            row_number() OVER one AS number, lead(id) OVER one IS NULL AS is_newest
          FROM run WINDOW one AS (PARTITION BY config, series ORDER BY id)),
        said AS (
          SELECT n.*, p.position, p.rid, p.field, p.reason,
            row_number() OVER (PARTITION BY p.run, p.rid, p.field, p.reason ORDER BY p.position) AS copy
          FROM problem p JOIN numbered n ON n.id=p.run),
        repeated AS (
          SELECT *, number - row_number() OVER (
            PARTITION BY config, series, rid, field, reason, copy ORDER BY number) AS span
          FROM said)
      SELECT config, series, min(id), CASE WHEN max(is_newest) THEN 9223372036854775807 ELSE max(id) END,
        CASE WHEN max(is_newest) THEN NULL ELSE max(ended) END, min(position), rid, field, reason
      FROM repeated GROUP BY config, series, rid, field, reason, copy, span ORDER BY min(id), min(position);
      DROP TABLE problem;
      CREATE INDEX problem_of_series ON problem_span(config, series, last);
      CREATE INDEX problem_closed ON problem_span(closed) WHERE closed IS NOT NULL;
      CREATE VIEW problem AS
      SELECT r.id AS run, p.position, p.id, p.rid, p.field, p.reason FROM run r
      JOIN problem_span p ON p.config=r.config AND p.series=r.series AND p.last>=r.id AND p.first<=r.id;
      """,
      // How many records the vendor of a data config counts each time that it delivers them; NULL: not known.
      "ALTER TABLE config ADD COLUMN repeats INTEGER;",
      // What the connector of a run logged, one line each (`info: …`), and printed. `left_out` lines stood behind the first
      // `kept_first` ones, `printed_before` bytes before what is kept of the output.
      """
      CREATE TABLE connector_output(
        run INTEGER PRIMARY KEY, config INTEGER NOT NULL, ended REAL NOT NULL, size INTEGER NOT NULL, logged TEXT NOT NULL,
        kept_first INTEGER NOT NULL, left_out INTEGER NOT NULL, printed TEXT NOT NULL, printed_before INTEGER NOT NULL);
      CREATE INDEX connector_output_of_config ON connector_output(config, run, size);
      CREATE INDEX connector_output_ended ON connector_output(ended);
      """,
      // What each list knows to be wrong with a data config, as JSON, in place of how the last run ended that it was told
      // of: that run need not have looked at all that was wrong before. The table is made anew: SQLite drops no column while
      // any view in the file is broken, also one of somebody's own.
      """
      CREATE TABLE subscription_before AS SELECT list, config, told,
        CASE WHEN status IN ('failed', 'refused') AND typeof(cause)='text' THEN json_array(json_object(
          'kind', 'ended', 'what', status || ': ' || cause, 'count', 1, 'needsAll', json('true')))
        WHEN status IN ('failed', 'refused', 'incomplete', 'partial') THEN json_array(json_object(
          'kind', 'earlier', 'what', CAST(status AS TEXT),
          'count', CASE typeof(count) WHEN 'integer' THEN max(0, count) ELSE 0 END, 'needsAll', json('true')))
        ELSE '[]' END AS troubles
        FROM subscription
        WHERE list IN (SELECT id FROM subscriber_list) AND config IN (SELECT id FROM config);
      DROP TABLE subscription;
      CREATE TABLE subscription(
        list INTEGER NOT NULL REFERENCES subscriber_list(id), config INTEGER NOT NULL REFERENCES config(id),
        told REAL, troubles TEXT NOT NULL DEFAULT '[]', PRIMARY KEY(list, config)) WITHOUT ROWID;
      INSERT INTO subscription SELECT * FROM subscription_before;
      DROP TABLE subscription_before;
      """,
      // On how many deletions a person decided that a creation was held along with, and left it held: then it waits for a
      // person too. A creation that is discarded keeps that, for it may be held again.
      """
      ALTER TABLE hold ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE kept ADD COLUMN hold_decided INTEGER NOT NULL DEFAULT 0;
      """,
    ])
}
