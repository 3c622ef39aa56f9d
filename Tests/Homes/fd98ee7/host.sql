PRAGMA application_id=1346529391;
PRAGMA user_version=9;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE connector(
  id TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL, describe TEXT NOT NULL, enabled REAL NOT NULL,
  abi_minor INTEGER NOT NULL, quarantined TEXT) WITHOUT ROWID;
INSERT INTO connector VALUES('scripted','043056070947969c76f0cbcdd9858a601536f3a53c0684b99324caeeac0fe513','/connectors/libscripted.so','{"id": "scripted", "name": "Scripted", "version": "1.0.0", "endpoint": {"default": "", "editable": true}, "settings": [{"key": "event", "kind": "text", "required": false}], "auth": [{"key": "user", "kind": "text", "required": false}, {"key": "token", "kind": "secret", "required": false}], "limits": {}, "dataTypes": [{"id": "people", "fpType": "person", "primaryKey": ["id"], "modified": "modified", "total": "announced", "stableOrder": true, "incremental": true,   "skip": [{"field": "status", "in": ["cancelled"]}],   "mapping": [{"from": "name", "to": "name"}, {"from": "email", "to": "email", "kind": "email"},     {"from": "birth", "to": "birth", "kind": "date"}, {"from": "arrives", "to": "arrives", "kind": "date-time"},     {"from": "seats", "to": "seats", "kind": "number"}, {"from": "fee", "to": "fee", "kind": "number"},     {"from": "note", "to": "note", "kind": "long-text", "mode": "overwrite_with_empty"},     {"from": "seat", "to": "seat", "mode": "only_if_empty"},     {"from": "badge", "to": "badge", "mode": "only_on_create"},     {"from": "vip", "to": "vip", "kind": "boolean"}, {"from": "tags", "to": "tags", "kind": "list"}]},  {"id": "sessions", "fpType": "session", "primaryKey": ["id"], "total": "announced", "stableOrder": true, "incremental": true,   "mapping": [{"from": "title", "to": "title"}, {"from": "start", "to": "start", "kind": "date-time"},     {"from": "capacity", "to": "capacity", "kind": "number"}]},  {"id": "registrations", "fpType": "registration", "primaryKey": ["person", "session"], "total": "announced", "stableOrder": true, "incremental": true,   "references": [{"target": "person", "to": "people", "key": ["person"]},     {"target": "session", "to": "sessions", "key": ["session"]}],   "requires": ["people", "sessions"],   "mapping": [{"from": "state", "to": "state"}, {"from": "at", "to": "registered", "kind": "date-time"},     {"from": "price", "to": "price", "kind": "number"}]},  {"id": "stands", "fpType": "exhibitor", "primaryKey": ["id"], "total": "announced", "stableOrder": true, "incremental": true,   "mapping": [{"from": "name", "to": "name"}, {"from": "size", "to": "size", "kind": "number"},     {"from": "opens", "to": "opens", "kind": "date-time"}]}]}',1796043750.4419803619,0,NULL);
CREATE TABLE crash(
  digest TEXT NOT NULL, config TEXT NOT NULL, count INTEGER NOT NULL, last TEXT NOT NULL,
  since_success INTEGER NOT NULL, PRIMARY KEY(digest, config)) WITHOUT ROWID;
CREATE TABLE disabled_connector(id TEXT PRIMARY KEY, describe TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE serve(
  id INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, process INTEGER NOT NULL, boot TEXT NOT NULL,
  beat REAL NOT NULL, lease REAL NOT NULL DEFAULT 30);
CREATE TABLE token(
  name TEXT PRIMARY KEY, role TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, created REAL NOT NULL, used REAL);
INSERT INTO token VALUES('prometheus','viewer',X'b44001c226b370cc2be08cd0729a751aa28590e005323835b590774f6dc1298b',1796043751.5830988883,NULL);
CREATE TABLE mail_server(
  only INTEGER PRIMARY KEY CHECK(only=1), url TEXT NOT NULL, sender TEXT NOT NULL, user TEXT, password BLOB,
  allows_plain INTEGER NOT NULL);
CREATE TABLE mail(
  id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
  body TEXT NOT NULL, html TEXT NOT NULL, file TEXT, bytes BLOB, cause TEXT, item TEXT NOT NULL,
  people INTEGER NOT NULL, made REAL NOT NULL, tries INTEGER NOT NULL, next REAL NOT NULL, answer TEXT NOT NULL,
  dead INTEGER NOT NULL, config TEXT NOT NULL DEFAULT '', taken REAL NOT NULL DEFAULT 0);
CREATE TABLE account(
  account BLOB PRIMARY KEY, connector TEXT NOT NULL, credits INTEGER NOT NULL, seconds INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE spent(
  account BLOB NOT NULL, part INTEGER NOT NULL, credits INTEGER NOT NULL, PRIMARY KEY(account, part)) WITHOUT ROWID;
CREATE TABLE quota_wait(connection TEXT PRIMARY KEY, until REAL NOT NULL, since REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE alarm(
  event TEXT NOT NULL, config INTEGER NOT NULL, list INTEGER NOT NULL, told REAL NOT NULL,
  PRIMARY KEY(event, config, list)) WITHOUT ROWID;
DELETE FROM sqlite_sequence;
CREATE INDEX mail_due ON mail(next) WHERE NOT dead;
CREATE INDEX mail_order ON mail(recipient, config, id, cause) WHERE NOT dead;
CREATE INDEX mail_cause ON mail(recipient, cause) WHERE NOT dead AND cause IS NOT NULL;
COMMIT;
