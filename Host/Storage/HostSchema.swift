extension Migrations {
  /// The host's own file, `host.db`.
  static let host = Migrations(
    applicationID: 0x5042_686F,
    digest: "f9a4908d7408f3122d49d495320a8d2b98a462e3334f047c2c43501c4529546b",
    steps: [
      """
      CREATE TABLE connector(
        id TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL, describe TEXT NOT NULL, enabled REAL NOT NULL,
        abi_minor INTEGER NOT NULL, quarantined TEXT) WITHOUT ROWID;
      CREATE TABLE crash(
        digest TEXT NOT NULL, config TEXT NOT NULL, count INTEGER NOT NULL, last TEXT NOT NULL,
        since_success INTEGER NOT NULL, PRIMARY KEY(digest, config)) WITHOUT ROWID;
      """,
      // What a disabled connector said of itself, so that enabling another version can tell what that changes.
      "CREATE TABLE disabled_connector(id TEXT PRIMARY KEY, describe TEXT NOT NULL) WITHOUT ROWID;",
      // Serves that are there: `beat` is when each last said so, in seconds after the start `boot` of the machine.
      """
      CREATE TABLE serve(
        id INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, process INTEGER NOT NULL, boot TEXT NOT NULL,
        beat REAL NOT NULL);
      """,
      // Who may ask over HTTP, by the hash of a token.
      """
      CREATE TABLE token(
        name TEXT PRIMARY KEY, role TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, created REAL NOT NULL, used REAL);
      """,
      // Where mail is handed over (one row), and mail that waits or could not be sent.
      """
      CREATE TABLE mail_server(
        only INTEGER PRIMARY KEY CHECK(only=1), url TEXT NOT NULL, sender TEXT NOT NULL, user TEXT, password BLOB,
        allows_plain INTEGER NOT NULL);
      CREATE TABLE mail(
        id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
        body TEXT NOT NULL, html TEXT NOT NULL, file TEXT, bytes BLOB, cause TEXT, item TEXT NOT NULL,
        people INTEGER NOT NULL, made REAL NOT NULL, tries INTEGER NOT NULL, next REAL NOT NULL, answer TEXT NOT NULL,
        dead INTEGER NOT NULL);
      CREATE INDEX mail_due ON mail(next) WHERE NOT dead;
      """,
      // Vendor accounts, by a keyed mark; credits that were spent of each, by part of a window; connections whose automatic
      // runs wait for some.
      """
      CREATE TABLE account(
        account BLOB PRIMARY KEY, connector TEXT NOT NULL, credits INTEGER NOT NULL, seconds INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE spent(
        account BLOB NOT NULL, part INTEGER NOT NULL, credits INTEGER NOT NULL, PRIMARY KEY(account, part)) WITHOUT ROWID;
      CREATE TABLE quota_wait(connection TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
      """,
      // How long each serve may go without a word, which only it knows.
      "ALTER TABLE serve ADD COLUMN lease REAL NOT NULL DEFAULT 30;",
      // When a wait for quota began.
      "ALTER TABLE quota_wait ADD COLUMN since REAL NOT NULL DEFAULT 0;",
      // What each mail is about, by the data config's name, for one must not overtake another; until when someone sends it.
      // Lists that were told that no good run happens, and when: beside the mails, so that neither is without the other.
      """
      ALTER TABLE mail ADD COLUMN config TEXT NOT NULL DEFAULT '';
      ALTER TABLE mail ADD COLUMN taken REAL NOT NULL DEFAULT 0;
      CREATE INDEX mail_order ON mail(recipient, config, id, cause) WHERE NOT dead;
      CREATE INDEX mail_cause ON mail(recipient, cause) WHERE NOT dead AND cause IS NOT NULL;
      CREATE TABLE alarm(
        event TEXT NOT NULL, config INTEGER NOT NULL, list INTEGER NOT NULL, told REAL NOT NULL,
        PRIMARY KEY(event, config, list)) WITHOUT ROWID;
      """,
      // When an account was last asked, by which those of credentials that are gone are told.
      """
      ALTER TABLE account ADD COLUMN used REAL NOT NULL DEFAULT 0;
      UPDATE account SET used=CAST(strftime('%s', 'now') AS REAL);
      """,
      // What a connector's copy and the file in the catalog looked like when they were last read whole.
      """
      ALTER TABLE connector ADD COLUMN copy_mark TEXT;
      ALTER TABLE connector ADD COLUMN source_mark TEXT;
      """,
      // Who decided when whether connectors may run though their sandbox is not complete, and what was missing then; the last
      // one counts.
      """
      CREATE TABLE sandbox_choice(
        id INTEGER PRIMARY KEY AUTOINCREMENT, allows_incomplete INTEGER NOT NULL, user TEXT NOT NULL, at REAL NOT NULL,
        missing TEXT NOT NULL);
      """,
      // When the turns that were given to requests at each account are over, in seconds after the start `boot` of the machine.
      "CREATE TABLE turn(account BLOB PRIMARY KEY, boot TEXT NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;",
      // What mails hold lies apart from what is looked over every few seconds: SQLite reads all of a row that stands before what
      // it is asked for, and a workbook has megabytes. A report that several mails of a run have is there once; `lost_file` says
      // that a mail had one. `mailbox` is the same for all spellings of an address; the names of `lists`, none of which has a
      // blank, have one between them. Of what was left out, as more waited than is kept, each mailbox is told with its next mail.
      """
      CREATE TABLE mail_text(mail INTEGER PRIMARY KEY, body TEXT NOT NULL, html TEXT NOT NULL);
      INSERT INTO mail_text SELECT id, body, html FROM mail;
      CREATE TABLE mail_file(
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL);
      INSERT INTO mail_file SELECT id, coalesce(file, ''), length(bytes), bytes FROM mail WHERE bytes IS NOT NULL;
      CREATE TABLE mail_before AS SELECT id, event, config, recipient, lower(recipient) AS mailbox, '' AS lists, subject, cause, item, people, made, tries, next, taken,
        answer, dead, length(CAST(body AS BLOB))+length(CAST(html AS BLOB)) AS size,
        CASE WHEN bytes IS NOT NULL THEN id END AS file FROM mail;
      INSERT INTO sqlite_sequence SELECT 'mail_before', seq FROM sqlite_sequence WHERE name='mail';
      DROP TABLE mail;
      CREATE TABLE mail(
        id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, config TEXT NOT NULL, recipient TEXT NOT NULL,
        mailbox TEXT NOT NULL, lists TEXT NOT NULL, subject TEXT NOT NULL, cause TEXT, item TEXT NOT NULL,
        people INTEGER NOT NULL, made REAL NOT NULL, tries INTEGER NOT NULL, next REAL NOT NULL, taken REAL NOT NULL,
        answer TEXT NOT NULL, dead INTEGER NOT NULL, size INTEGER NOT NULL, file INTEGER, lost_file INTEGER NOT NULL);
      INSERT INTO mail SELECT *, 0 FROM mail_before;
      DELETE FROM sqlite_sequence WHERE name='mail';
      UPDATE sqlite_sequence SET name='mail' WHERE name='mail_before';
      DROP TABLE mail_before;
      CREATE INDEX mail_due ON mail(next) WHERE NOT dead;
      CREATE INDEX mail_order ON mail(mailbox, config, id, cause) WHERE NOT dead;
      CREATE INDEX mail_cause ON mail(mailbox, cause) WHERE NOT dead AND cause IS NOT NULL;
      CREATE INDEX mail_sizes ON mail(dead, made, size);
      CREATE INDEX mail_files ON mail(file) WHERE file IS NOT NULL;
      CREATE INDEX mail_file_sizes ON mail_file(size);
      CREATE TABLE mail_left_out(
        mailbox TEXT PRIMARY KEY, mails INTEGER NOT NULL, reports INTEGER NOT NULL, since REAL NOT NULL,
        last REAL NOT NULL) WITHOUT ROWID;
      """,
    ])
}
