PRAGMA application_id=1346528630;
PRAGMA user_version=10;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE event(
  eid TEXT NOT NULL, name TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, time_zone TEXT NOT NULL,
  node TEXT NOT NULL, created REAL NOT NULL, seed_lo INTEGER NOT NULL, seed_hi INTEGER NOT NULL, keep_history INTEGER NOT NULL DEFAULT 30, history_gone INTEGER NOT NULL DEFAULT 0, has_traces INTEGER NOT NULL DEFAULT 0);
INSERT INTO event VALUES('0123456789abcdef0123456789abcdef','Test','2030-12-01','2030-12-03','Europe/Zurich','root',1796043750.4791903495,609910388732737510,7327166951384365711,30,0,0);
CREATE TABLE connection(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, connector TEXT NOT NULL, endpoint TEXT NOT NULL,
  settings TEXT NOT NULL, allow_private INTEGER NOT NULL, created REAL NOT NULL, frozen REAL);
INSERT INTO connection VALUES(1,'v','scripted','http://vendor.invalid:1','{"event":"one"}',0,1796043750.5193805694,NULL);
INSERT INTO connection VALUES(2,'former.frozen','scripted','','{}',0,1796043751.3104248047,1796043751.4145464897);
CREATE TABLE credential(
  connection INTEGER NOT NULL REFERENCES connection(id), key TEXT NOT NULL, sealed BLOB NOT NULL,
  changed REAL NOT NULL, PRIMARY KEY(connection, key)) WITHOUT ROWID;
INSERT INTO credential VALUES(1,'token',X'0188461b90a08f65a89c54221c4c7145dd9851b8a468e392daa5185f9d6dabb8e0d5352fde47652ad07dfaff93fc0af720bc3670d9f10256bbd9',1796043750.5729990005);
CREATE TABLE config(
  id INTEGER PRIMARY KEY, connection INTEGER NOT NULL REFERENCES connection(id), data_type TEXT NOT NULL,
  fp_type TEXT NOT NULL, skip TEXT NOT NULL, limit_many INTEGER NOT NULL, limit_some INTEGER NOT NULL,
  limit_percent INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 0, cursor BLOB, cursor_outcome BLOB,
  applied_run INTEGER, manual_at REAL, judged_at REAL, seen_fields TEXT, dedupe TEXT, UNIQUE(connection, data_type));
INSERT INTO config VALUES(1,1,'people','person','[{"field":"status","in":["cancelled"]}]',50,10,5,6,X'6333',X'3764666165313965633165363166326561616632386130346238333262303434',8,1796043750.9149224758,1796043751.0172767639,NULL,NULL);
INSERT INTO config VALUES(2,1,'sessions','session','[]',50,10,5,1,NULL,NULL,2,1796043750.7496891021,1796043750.7496891021,NULL,NULL);
INSERT INTO config VALUES(3,1,'registrations','registration','[]',50,10,5,2,NULL,NULL,3,1796043750.8057620525,1796043750.8057620525,NULL,NULL);
INSERT INTO config VALUES(4,1,'stands','exhibitor','[]',50,10,5,3,NULL,NULL,10,1796043751.1635711192,1796043751.1635711192,NULL,NULL);
INSERT INTO config VALUES(5,2,'people','person','[{"field":"status","in":["cancelled"]}]',50,10,5,2,NULL,NULL,14,1796043751.3503389358,1796043751.3503389358,NULL,NULL);
INSERT INTO config VALUES(6,2,'sessions','session','[]',50,10,5,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO config VALUES(7,2,'registrations','registration','[]',50,10,5,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO config VALUES(8,2,'stands','exhibitor','[]',50,10,5,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE mapping(
  config INTEGER NOT NULL REFERENCES config(id), target TEXT NOT NULL, position INTEGER NOT NULL,
  source TEXT NOT NULL, transforms TEXT NOT NULL, mode TEXT NOT NULL, PRIMARY KEY(config, target)) WITHOUT ROWID;
INSERT INTO mapping VALUES(1,'arrives',3,'arrives','','overwrite');
INSERT INTO mapping VALUES(1,'badge',8,'badge','','only_on_create');
INSERT INTO mapping VALUES(1,'birth',2,'birth','','overwrite');
INSERT INTO mapping VALUES(1,'email',1,'email','','overwrite');
INSERT INTO mapping VALUES(1,'fee',5,'fee','','overwrite');
INSERT INTO mapping VALUES(1,'job_title',11,'title','trim','overwrite');
INSERT INTO mapping VALUES(1,'name',0,'name','','overwrite');
INSERT INTO mapping VALUES(1,'note',6,'note','','overwrite_with_empty');
INSERT INTO mapping VALUES(1,'seat',7,'seat','','only_if_empty');
INSERT INTO mapping VALUES(1,'seats',4,'seats','','overwrite');
INSERT INTO mapping VALUES(1,'tags',10,'tags','','overwrite');
INSERT INTO mapping VALUES(1,'vip',9,'vip','','overwrite');
INSERT INTO mapping VALUES(2,'capacity',2,'capacity','','overwrite');
INSERT INTO mapping VALUES(2,'start',1,'start','','overwrite');
INSERT INTO mapping VALUES(2,'title',0,'title','','overwrite');
INSERT INTO mapping VALUES(3,'price',2,'price','','overwrite');
INSERT INTO mapping VALUES(3,'registered',1,'at','','overwrite');
INSERT INTO mapping VALUES(3,'state',0,'state','','overwrite');
INSERT INTO mapping VALUES(4,'name',0,'name','','overwrite');
INSERT INTO mapping VALUES(4,'opens',2,'opens','','overwrite');
INSERT INTO mapping VALUES(4,'size',1,'size','','overwrite');
INSERT INTO mapping VALUES(5,'arrives',3,'arrives','','overwrite');
INSERT INTO mapping VALUES(5,'badge',8,'badge','','only_on_create');
INSERT INTO mapping VALUES(5,'birth',2,'birth','','overwrite');
INSERT INTO mapping VALUES(5,'email',1,'email','','overwrite');
INSERT INTO mapping VALUES(5,'fee',5,'fee','','overwrite');
INSERT INTO mapping VALUES(5,'name',0,'name','','overwrite');
INSERT INTO mapping VALUES(5,'note',6,'note','','overwrite_with_empty');
INSERT INTO mapping VALUES(5,'seat',7,'seat','','only_if_empty');
INSERT INTO mapping VALUES(5,'seats',4,'seats','','overwrite');
INSERT INTO mapping VALUES(5,'tags',10,'tags','','overwrite');
INSERT INTO mapping VALUES(5,'vip',9,'vip','','overwrite');
INSERT INTO mapping VALUES(6,'capacity',2,'capacity','','overwrite');
INSERT INTO mapping VALUES(6,'start',1,'start','','overwrite');
INSERT INTO mapping VALUES(6,'title',0,'title','','overwrite');
INSERT INTO mapping VALUES(7,'price',2,'price','','overwrite');
INSERT INTO mapping VALUES(7,'registered',1,'at','','overwrite');
INSERT INTO mapping VALUES(7,'state',0,'state','','overwrite');
INSERT INTO mapping VALUES(8,'name',0,'name','','overwrite');
INSERT INTO mapping VALUES(8,'opens',2,'opens','','overwrite');
INSERT INTO mapping VALUES(8,'size',1,'size','','overwrite');
CREATE TABLE metadata(
  fp_type TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, slot INTEGER NOT NULL,
  PRIMARY KEY(fp_type, name), UNIQUE(fp_type, slot)) WITHOUT ROWID;
INSERT INTO metadata VALUES('exhibitor','name','text',0);
INSERT INTO metadata VALUES('exhibitor','opens','date-time',2);
INSERT INTO metadata VALUES('exhibitor','size','number',1);
INSERT INTO metadata VALUES('person','arrives','date-time',3);
INSERT INTO metadata VALUES('person','badge','text',8);
INSERT INTO metadata VALUES('person','birth','date',2);
INSERT INTO metadata VALUES('person','email','email',1);
INSERT INTO metadata VALUES('person','fee','number',5);
INSERT INTO metadata VALUES('person','job_title','text',11);
INSERT INTO metadata VALUES('person','name','text',0);
INSERT INTO metadata VALUES('person','note','long-text',6);
INSERT INTO metadata VALUES('person','seat','text',7);
INSERT INTO metadata VALUES('person','seats','number',4);
INSERT INTO metadata VALUES('person','tags','list',10);
INSERT INTO metadata VALUES('person','vip','boolean',9);
INSERT INTO metadata VALUES('registration','price','number',2);
INSERT INTO metadata VALUES('registration','registered','date-time',1);
INSERT INTO metadata VALUES('registration','state','text',0);
INSERT INTO metadata VALUES('session','capacity','number',2);
INSERT INTO metadata VALUES('session','start','date-time',1);
INSERT INTO metadata VALUES('session','title','text',0);
CREATE TABLE state(
  config INTEGER NOT NULL, rid TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, n INTEGER NOT NULL,
  status INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
INSERT INTO state VALUES(1,'p1',7502295040071662687,285748224180537494,1,1);
INSERT INTO state VALUES(1,'p11',4138973734408482446,337560500750590803,11,1);
INSERT INTO state VALUES(1,'p12',6025820408707834361,1268631588507867732,12,2);
INSERT INTO state VALUES(1,'p13',-1032803931393733677,877828386093303651,0,3);
INSERT INTO state VALUES(1,'p14',624898006195513714,2147399054577884598,25,2);
INSERT INTO state VALUES(1,'p15',-6758669673141101846,1206088962925966714,26,1);
INSERT INTO state VALUES(1,'p2',-79801053803756459,2292353825705830216,2,1);
INSERT INTO state VALUES(1,'p3',-4470572237039974565,782739884625123823,3,1);
INSERT INTO state VALUES(1,'p4',7643951058387911956,2086321026588928695,4,1);
INSERT INTO state VALUES(1,'p5',-8323545381853282836,344537739653832462,5,1);
INSERT INTO state VALUES(1,'p6',-9054636979983551991,689672350741019645,6,1);
INSERT INTO state VALUES(1,'p7',37852408366344597,962213759285947859,7,1);
INSERT INTO state VALUES(1,'p8',-5836685071079548531,1524980248310541560,8,1);
INSERT INTO state VALUES(1,'p9',-6728665190834491087,2078549101604500790,9,1);
INSERT INTO state VALUES(2,'s1',44617331083283837,1981797139021061664,13,1);
INSERT INTO state VALUES(2,'s2',-6245967806546578013,1157959377478519231,14,1);
INSERT INTO state VALUES(2,'s3',-4903536180040753691,518721710745558044,15,1);
INSERT INTO state VALUES(3,'p1/s1',-7842047914030093739,1215948185303540956,16,1);
INSERT INTO state VALUES(3,'p13/s1',-7188992614950258030,123904826882805518,0,3);
INSERT INTO state VALUES(3,'p2/s1',675385916283192464,1586811404751595367,17,1);
INSERT INTO state VALUES(3,'p3/s2',-1022420662105685798,577603084255537693,18,1);
INSERT INTO state VALUES(4,'x1',-6888443822792963581,962650292535154864,20,1);
INSERT INTO state VALUES(4,'x2',1360597903087593992,1953392676530078364,21,1);
INSERT INTO state VALUES(4,'x3',4314006484738038254,726368390280977152,22,1);
INSERT INTO state VALUES(4,'x4',1317463411431904515,1852057498589539228,23,1);
INSERT INTO state VALUES(4,'x5',-5602937829517940984,516236680531200378,24,1);
INSERT INTO state VALUES(5,'f1',-1629249471076434998,586611243955408969,27,1);
CREATE TABLE payload(n INTEGER PRIMARY KEY, body TEXT NOT NULL);
INSERT INTO payload VALUES(1,'["Ada Lovelace","p1@example.org","1815-12-10","2030-12-01T14:11:00Z",2,10.00,null,"P1","B-p1",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(2,'["Grace Murray Hopper","p2@example.org","1906-12-09","2030-12-01T18:00:00+01:00",5,30.00,null,"P2","B-p2",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(3,'["Alan M. Turing","p3@example.org","1912-06-24","2030-12-01T10:00:00+01:00",6,7.5,null,"P3","B-p3",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(4,'["Zoë Quinn","p4@example.org","1987-01-01","2030-12-01T14:11:00.250Z",0,-0.0,"Vegan","P4","B-p4",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(5,'["Linus Pauling","p5@example.org",null,null,null,1500,null,"P5","B-p5",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(6,'["Marie Curie","p6@example.org","1867-11-07","2030-11-30T23:30:00-05:00",12345678901234567,0.000001,null,"P6","B-p6",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(7,'["Rosalind Franklin","p7@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P7","B-p7",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(8,'["Emmy Noether","p8@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P8","B-p8",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(9,'["Sofja Kowalewskaja","p9@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P9","B-p9",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(11,'["Hedy Lamarr","p11@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P11","B-p11",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(12,'["Karen Jones","p12@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P12","B-p12",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(13,'["Talk 1","2030-12-01T10:00:00+01:00",100]');
INSERT INTO payload VALUES(14,'["Talk 2","2030-12-02T10:00:00+01:00",200]');
INSERT INTO payload VALUES(15,'["Talk 3","2030-12-03T10:00:00+01:00",300]');
INSERT INTO payload VALUES(16,'["confirmed","2030-10-01T08:00:00+02:00",99.90]');
INSERT INTO payload VALUES(17,'["confirmed","2030-10-01T08:00:00+02:00",99.90]');
INSERT INTO payload VALUES(18,'["confirmed","2030-10-01T08:00:00+02:00",99.90]');
INSERT INTO payload VALUES(20,'["Stand x1",1.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO payload VALUES(21,'["Stand x2",2.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO payload VALUES(22,'["Stand x3",3.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO payload VALUES(23,'["Stand x4",4.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO payload VALUES(24,'["Stand x5",5.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO payload VALUES(25,'["Barbara Liskov","p14@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P14","B-p14",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(26,'["Frances Allen","p15@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P15","B-p15",true,["speaker","workshop"],"Dr."]');
INSERT INTO payload VALUES(27,'["Former Person",null,null,null,null,null,null,null,null,null,null,null]');
CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, config INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', forced INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0,
  invalid INTEGER NOT NULL DEFAULT 0, duplicated INTEGER NOT NULL DEFAULT 0,
  held_deletions INTEGER NOT NULL DEFAULT 0, held_creations INTEGER NOT NULL DEFAULT 0,
  problems INTEGER NOT NULL DEFAULT 0, started REAL NOT NULL, finished REAL, automatic INTEGER NOT NULL DEFAULT 0, untold REAL, incremental INTEGER NOT NULL DEFAULT 0);
INSERT INTO run VALUES(1,1,'0123456789abcdef0123456789abcdef/v/people','sync','completed','',0,13,12,0,0,0,1,0,0,0,0,0,1796043750.6836118698,1796043750.7131733893,0,NULL,0);
INSERT INTO run VALUES(2,2,'0123456789abcdef0123456789abcdef/v/sessions','sync','completed','',0,3,3,0,0,0,0,0,0,0,0,0,1796043750.7496891021,1796043750.7738976478,0,NULL,0);
INSERT INTO run VALUES(3,3,'0123456789abcdef0123456789abcdef/v/registrations','sync','partial','',0,6,4,0,0,0,1,1,0,0,0,1,1796043750.8057620525,1796043750.82802248,0,NULL,0);
INSERT INTO run VALUES(4,4,'0123456789abcdef0123456789abcdef/v/stands','sync','completed','',0,5,5,0,0,0,0,0,0,0,0,0,1796043750.85931015,1796043750.87955451,0,NULL,0);
INSERT INTO run VALUES(5,1,'0123456789abcdef0123456789abcdef/v/people','sync','completed','',1,13,1,10,1,1,1,0,0,0,0,0,1796043750.9149224758,1796043750.9427161217,0,NULL,0);
INSERT INTO run VALUES(6,1,'0123456789abcdef0123456789abcdef/v/people','undo','completed','Undoes run 5.',0,2,1,0,1,1,0,0,0,0,0,0,1796043750.9817166328,1796043750.9842543602,0,NULL,0);
INSERT INTO run VALUES(7,1,'0123456789abcdef0123456789abcdef/v/people','preview','completed','',0,13,1,9,1,1,2,0,0,0,0,0,1796043751.0172767639,1796043751.0490319728,0,NULL,0);
INSERT INTO run VALUES(8,1,'0123456789abcdef0123456789abcdef/v/people','sync','completed','As of 2026-11-30T13:02:31Z, from preview 7.',0,13,1,9,1,1,2,0,0,0,0,0,1796043751.0858249664,1796043751.0944170951,0,NULL,0);
INSERT INTO run VALUES(9,1,'0123456789abcdef0123456789abcdef/v/people','edit','completed','Record ''p3'' was edited by hand.',0,1,0,0,1,0,0,0,0,0,0,0,1796043751.1332662105,1796043751.1350073814,0,NULL,0);
INSERT INTO run VALUES(10,4,'0123456789abcdef0123456789abcdef/v/stands','sync','partial','Held for approval: 5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed. See ''patchbay deletions list''.',1,5,0,0,0,0,0,0,0,5,5,0,1796043751.1635711192,1796043751.1877822875,0,NULL,0);
INSERT INTO run VALUES(11,4,'0123456789abcdef0123456789abcdef/v/stands','edit','partial','1 held deletion discarded: the record stays until the vendor delivers it again. 1 held creation discarded: the record stays out until the vendor offers something else.',0,4,0,0,0,0,0,0,0,4,4,0,1796043751.2251520156,1796043751.2262992859,0,NULL,0);
INSERT INTO run VALUES(12,1,'0123456789abcdef0123456789abcdef/v/people','edit','completed','A record was erased by hand. It stays out, and this cannot be taken back.',0,0,0,0,0,1,0,0,0,0,0,0,1796043751.2655026913,1796043751.2674758434,0,NULL,0);
INSERT INTO run VALUES(13,3,'0123456789abcdef0123456789abcdef/v/registrations','edit','completed','1 record that pointed at an erased one was erased with it.',0,0,0,0,0,1,0,0,0,0,0,0,1796043751.2655026913,1796043751.2672858238,0,NULL,0);
INSERT INTO run VALUES(14,5,'0123456789abcdef0123456789abcdef/former.frozen/people','sync','completed','',0,1,1,0,0,0,0,0,0,0,0,0,1796043751.3503389358,1796043751.3751659392,0,NULL,0);
CREATE TABLE problem(
  run INTEGER NOT NULL, position INTEGER NOT NULL, rid TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(run, position)) WITHOUT ROWID;
INSERT INTO problem VALUES(3,0,'p99/s1','','Not taken: person ''p99'' is not among the stored people.');
CREATE TABLE change(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL,
  fields TEXT);
INSERT INTO change VALUES(1,1,1,'p1',1,NULL);
INSERT INTO change VALUES(2,1,1,'p2',1,NULL);
INSERT INTO change VALUES(3,1,1,'p3',1,NULL);
INSERT INTO change VALUES(4,1,1,'p4',1,NULL);
INSERT INTO change VALUES(5,1,1,'p5',1,NULL);
INSERT INTO change VALUES(6,1,1,'p6',1,NULL);
INSERT INTO change VALUES(7,1,1,'p7',1,NULL);
INSERT INTO change VALUES(8,1,1,'p8',1,NULL);
INSERT INTO change VALUES(9,1,1,'p9',1,NULL);
INSERT INTO change VALUES(11,1,1,'p11',1,NULL);
INSERT INTO change VALUES(12,1,1,'p12',1,NULL);
INSERT INTO change VALUES(13,2,2,'s1',1,NULL);
INSERT INTO change VALUES(14,2,2,'s2',1,NULL);
INSERT INTO change VALUES(15,2,2,'s3',1,NULL);
INSERT INTO change VALUES(16,3,3,'p1/s1',1,NULL);
INSERT INTO change VALUES(17,3,3,'p2/s1',1,NULL);
INSERT INTO change VALUES(18,3,3,'p3/s2',1,NULL);
INSERT INTO change VALUES(20,4,4,'x1',1,NULL);
INSERT INTO change VALUES(21,4,4,'x2',1,NULL);
INSERT INTO change VALUES(22,4,4,'x3',1,NULL);
INSERT INTO change VALUES(23,4,4,'x4',1,NULL);
INSERT INTO change VALUES(24,4,4,'x5',1,NULL);
INSERT INTO change VALUES(25,5,1,'p1',2,'{"0":["Ada Lovelace","Ada King"],"3":["2030-12-01T14:11:00Z","2030-12-02T09:30:00+01:00"],"4":[2,4],"5":[10.00,20.50]}');
INSERT INTO change VALUES(26,5,1,'p14',1,NULL);
INSERT INTO change VALUES(27,5,1,'p11',3,NULL);
INSERT INTO change VALUES(28,6,1,'p1',2,'{"0":["Ada King","Ada Lovelace"],"3":["2030-12-02T09:30:00+01:00","2030-12-01T14:11:00Z"],"4":[4,2],"5":[20.50,10.00]}');
INSERT INTO change VALUES(29,6,1,'p14',3,NULL);
INSERT INTO change VALUES(30,6,1,'p11',4,'{}');
INSERT INTO change VALUES(31,8,1,'p2',2,'{"0":["Grace Hopper","Grace Murray Hopper"],"2":["1906-12-08","1906-12-09"],"3":["2030-12-01T15:11:00+01:00","2030-12-01T18:00:00+01:00"],"4":[3,5],"5":[12.50,30.00]}');
INSERT INTO change VALUES(32,8,1,'p15',1,NULL);
INSERT INTO change VALUES(33,8,1,'p12',3,NULL);
INSERT INTO change VALUES(34,9,1,'p3',2,'{"0":["Alan Turing","Alan M. Turing"],"2":["1912-06-23","1912-06-24"],"3":["2030-12-01T09:00:00+01:00","2030-12-01T10:00:00+01:00"],"4":[1,6],"5":[0.30,7.5]}');
INSERT INTO change VALUES(35,14,5,'f1',1,NULL);
CREATE TABLE pending(
  config INTEGER NOT NULL, rid TEXT NOT NULL, body TEXT NOT NULL, refs TEXT NOT NULL, reason TEXT NOT NULL,
  run INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
INSERT INTO pending VALUES(3,'p99/s1','["confirmed","2030-10-01T08:00:00+02:00",99.90]','[["people","p99"],["sessions","s1"]]','person ''p99'' is not among the stored people',3,8744172954171323382,1177322662525182757);
CREATE TABLE absent(
  config INTEGER NOT NULL, rid TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
INSERT INTO absent VALUES(4,'x2',10);
INSERT INTO absent VALUES(4,'x3',10);
INSERT INTO absent VALUES(4,'x4',10);
INSERT INTO absent VALUES(4,'x5',10);
CREATE TABLE hold(
  config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
  reason TEXT NOT NULL, lo INTEGER NOT NULL DEFAULT 0, hi INTEGER NOT NULL DEFAULT 0, body TEXT,
  PRIMARY KEY(config, rid)) WITHOUT ROWID;
INSERT INTO hold VALUES(4,'x2',1,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',0,0,NULL);
INSERT INTO hold VALUES(4,'x3',1,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',0,0,NULL);
INSERT INTO hold VALUES(4,'x4',1,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',0,0,NULL);
INSERT INTO hold VALUES(4,'x5',1,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',0,0,NULL);
INSERT INTO hold VALUES(4,'y2',2,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',-6373846513714702284,1000447908846462366,'["Stand y2",2.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO hold VALUES(4,'y3',2,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',-1373312843284719633,1182448451612502908,'["Stand y3",3.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO hold VALUES(4,'y4',2,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',-3642828462773080538,565249925315087357,'["Stand y4",4.50,"2030-12-01T08:00:00+01:00"]');
INSERT INTO hold VALUES(4,'y5',2,10,1796043751.1635711192,'5 of 5 stored records would leave, more than half. 5 new ones would come: ids seem to have changed.',-6547394629012698447,170492371147465744,'["Stand y5",5.50,"2030-12-01T08:00:00+01:00"]');
CREATE TABLE kept(
  config INTEGER NOT NULL, rid TEXT NOT NULL, slot INTEGER NOT NULL, offered TEXT, run INTEGER NOT NULL,
  since REAL NOT NULL, PRIMARY KEY(config, rid, slot)) WITHOUT ROWID;
INSERT INTO kept VALUES(1,'p1',0,'"Ada King"',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p1',3,'"2030-12-02T09:30:00+01:00"',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p1',4,'4',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p1',5,'20.50',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p11',-2,'',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p14',-1,'["Barbara Liskov","p14@example.org","1980-02-03","2030-12-01T14:11:00Z",2,10.00,null,"P14","B-p14",true,["speaker","workshop"],"Dr."]',6,1796043750.9817166328);
INSERT INTO kept VALUES(1,'p3',0,'"Alan Turing"',9,1796043751.1332662105);
INSERT INTO kept VALUES(1,'p3',2,'"1912-06-23"',9,1796043751.1332662105);
INSERT INTO kept VALUES(1,'p3',3,'"2030-12-01T09:00:00+01:00"',9,1796043751.1332662105);
INSERT INTO kept VALUES(1,'p3',4,'1',9,1796043751.1332662105);
INSERT INTO kept VALUES(1,'p3',5,'0.30',9,1796043751.1332662105);
INSERT INTO kept VALUES(4,'x1',-2,'',11,1796043751.2251520156);
INSERT INTO kept VALUES(4,'y1',-1,'["Stand y1",1.50,"2030-12-01T08:00:00+01:00"]',11,1796043751.2251520156);
CREATE TABLE fill_rate(
  config INTEGER NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, filled INTEGER NOT NULL,
  received INTEGER NOT NULL, PRIMARY KEY(config, path)) WITHOUT ROWID;
INSERT INTO fill_rate VALUES(1,'arrives',3,12,13);
INSERT INTO fill_rate VALUES(1,'badge',8,13,13);
INSERT INTO fill_rate VALUES(1,'birth',2,12,13);
INSERT INTO fill_rate VALUES(1,'email',1,13,13);
INSERT INTO fill_rate VALUES(1,'fee',5,13,13);
INSERT INTO fill_rate VALUES(1,'name',0,13,13);
INSERT INTO fill_rate VALUES(1,'note',6,1,13);
INSERT INTO fill_rate VALUES(1,'seat',7,13,13);
INSERT INTO fill_rate VALUES(1,'seats',4,12,13);
INSERT INTO fill_rate VALUES(1,'status',12,13,13);
INSERT INTO fill_rate VALUES(1,'tags',10,13,13);
INSERT INTO fill_rate VALUES(1,'title',11,13,13);
INSERT INTO fill_rate VALUES(1,'vip',9,13,13);
INSERT INTO fill_rate VALUES(2,'capacity',2,3,3);
INSERT INTO fill_rate VALUES(2,'start',1,3,3);
INSERT INTO fill_rate VALUES(2,'title',0,3,3);
INSERT INTO fill_rate VALUES(3,'at',1,6,6);
INSERT INTO fill_rate VALUES(3,'person',3,6,6);
INSERT INTO fill_rate VALUES(3,'price',2,6,6);
INSERT INTO fill_rate VALUES(3,'session',4,6,6);
INSERT INTO fill_rate VALUES(3,'state',0,6,6);
INSERT INTO fill_rate VALUES(4,'name',0,5,5);
INSERT INTO fill_rate VALUES(4,'opens',2,5,5);
INSERT INTO fill_rate VALUES(4,'size',1,5,5);
INSERT INTO fill_rate VALUES(5,'arrives',3,0,1);
INSERT INTO fill_rate VALUES(5,'badge',8,0,1);
INSERT INTO fill_rate VALUES(5,'birth',2,0,1);
INSERT INTO fill_rate VALUES(5,'email',1,0,1);
INSERT INTO fill_rate VALUES(5,'fee',5,0,1);
INSERT INTO fill_rate VALUES(5,'name',0,1,1);
INSERT INTO fill_rate VALUES(5,'note',6,0,1);
INSERT INTO fill_rate VALUES(5,'seat',7,0,1);
INSERT INTO fill_rate VALUES(5,'seats',4,0,1);
INSERT INTO fill_rate VALUES(5,'status',11,1,1);
INSERT INTO fill_rate VALUES(5,'tags',10,0,1);
INSERT INTO fill_rate VALUES(5,'vip',9,0,1);
CREATE TABLE mapping_version(
  config INTEGER NOT NULL, version INTEGER NOT NULL, made REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
  mapping TEXT NOT NULL, PRIMARY KEY(config, version)) WITHOUT ROWID;
INSERT INTO mapping_version VALUES(1,1,1796043750.639286518,'','preset','[["name","name","","overwrite"],["email","email","","overwrite"],["birth","birth","","overwrite"],["arrives","arrives","","overwrite"],["seats","seats","","overwrite"],["fee","fee","","overwrite"],["note","note","","overwrite_with_empty"],["seat","seat","","only_if_empty"],["badge","badge","","only_on_create"],["vip","vip","","overwrite"],["tags","tags","","overwrite"]]');
INSERT INTO mapping_version VALUES(1,2,1796043750.639286518,'root','set job_title','[["name","name","","overwrite"],["email","email","","overwrite"],["birth","birth","","overwrite"],["arrives","arrives","","overwrite"],["seats","seats","","overwrite"],["fee","fee","","overwrite"],["note","note","","overwrite_with_empty"],["seat","seat","","only_if_empty"],["badge","badge","","only_on_create"],["vip","vip","","overwrite"],["tags","tags","","overwrite"],["title","job_title","trim","overwrite"]]');
CREATE TABLE given(what TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO given VALUES('config',8);
INSERT INTO given VALUES('slot exhibitor',2);
INSERT INTO given VALUES('slot person',11);
INSERT INTO given VALUES('slot registration',2);
INSERT INTO given VALUES('slot session',2);
CREATE TABLE erased(
  config INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
  PRIMARY KEY(config, lo, hi)) WITHOUT ROWID;
INSERT INTO erased VALUES(1,-4312189152992111213,-5866243156927329342,12,1796043751.2655026913);
CREATE TABLE stale_plan(run INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
CREATE TABLE autosync(
  config INTEGER PRIMARY KEY, every INTEGER NOT NULL, from_day TEXT, until_day TEXT, since REAL NOT NULL,
  after_run INTEGER NOT NULL, refused_run INTEGER);
INSERT INTO autosync VALUES(1,30,NULL,NULL,1796043751.4524419307,12,NULL);
INSERT INTO autosync VALUES(2,60,NULL,NULL,1796043751.4879109859,2,NULL);
CREATE TABLE applied_setup(
  config INTEGER PRIMARY KEY, run INTEGER NOT NULL, setup TEXT NOT NULL);
INSERT INTO applied_setup VALUES(1,8,'{"mapping":[["name","name","","overwrite"],["email","email","","overwrite"],["birth","birth","","overwrite"],["arrives","arrives","","overwrite"],["seats","seats","","overwrite"],["fee","fee","","overwrite"],["note","note","","overwrite_with_empty"],["seat","seat","","only_if_empty"],["badge","badge","","only_on_create"],["vip","vip","","overwrite"],["tags","tags","","overwrite"],["title","job_title","trim","overwrite"]],"skip":[{"field":"status","in":["cancelled"]}],"dedupe":null,"settings":"{\"event\":\"one\"}","endpoint":"http://vendor.invalid:1"}');
INSERT INTO applied_setup VALUES(2,2,'{"mapping":[["title","title","","overwrite"],["start","start","","overwrite"],["capacity","capacity","","overwrite"]],"skip":[],"dedupe":null,"settings":"{\"event\":\"one\"}","endpoint":"http://vendor.invalid:1"}');
INSERT INTO applied_setup VALUES(3,3,'{"mapping":[["state","state","","overwrite"],["at","registered","","overwrite"],["price","price","","overwrite"]],"skip":[],"dedupe":null,"settings":"{\"event\":\"one\"}","endpoint":"http://vendor.invalid:1"}');
INSERT INTO applied_setup VALUES(4,10,'{"mapping":[["name","name","","overwrite"],["size","size","","overwrite"],["opens","opens","","overwrite"]],"skip":[],"dedupe":null,"settings":"{\"event\":\"one\"}","endpoint":"http://vendor.invalid:1"}');
CREATE TABLE credential_wait(
  connection INTEGER PRIMARY KEY, since REAL NOT NULL, checks INTEGER NOT NULL, last_check REAL,
  reason TEXT NOT NULL);
CREATE TABLE subscriber_list(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, occasion TEXT NOT NULL, with_people INTEGER NOT NULL);
INSERT INTO subscriber_list VALUES(1,'desk','error',0);
CREATE TABLE subscriber(
  list INTEGER NOT NULL REFERENCES subscriber_list(id), address TEXT NOT NULL,
  PRIMARY KEY(list, address)) WITHOUT ROWID;
INSERT INTO subscriber VALUES(1,'desk@example.org');
CREATE TABLE subscription(
  list INTEGER NOT NULL REFERENCES subscriber_list(id), config INTEGER NOT NULL REFERENCES config(id),
  status TEXT, cause TEXT, count INTEGER, told REAL, PRIMARY KEY(list, config)) WITHOUT ROWID;
INSERT INTO subscription VALUES(1,1,NULL,NULL,NULL,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',14);
CREATE INDEX run_of_config ON run(config, id);
CREATE INDEX change_of_record ON change(config, rid) WHERE kind <> 1;
CREATE INDEX run_untold ON run(id) WHERE untold IS NOT NULL;
CREATE VIEW "presenter" AS
SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type
FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
WHERE s.status=1 AND c.fp_type='presenter';
CREATE VIEW "person" AS
SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type, json_extract(p.body, '$[0]') AS "name", json_extract(p.body, '$[1]') AS "email", json_extract(p.body, '$[2]') AS "birth", json_extract(p.body, '$[3]') AS "arrives", json_extract(p.body, '$[4]') AS "seats", json_extract(p.body, '$[5]') AS "fee", json_extract(p.body, '$[6]') AS "note", json_extract(p.body, '$[7]') AS "seat", json_extract(p.body, '$[8]') AS "badge", json_extract(p.body, '$[9]') AS "vip", json_extract(p.body, '$[10]') AS "tags", json_extract(p.body, '$[11]') AS "job_title"
FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
WHERE s.status=1 AND c.fp_type='person';
CREATE VIEW "exhibitor" AS
SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type, json_extract(p.body, '$[0]') AS "name", json_extract(p.body, '$[1]') AS "size", json_extract(p.body, '$[2]') AS "opens"
FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
WHERE s.status=1 AND c.fp_type='exhibitor';
CREATE VIEW "registration" AS
SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type, json_extract(p.body, '$[0]') AS "state", json_extract(p.body, '$[1]') AS "registered", json_extract(p.body, '$[2]') AS "price"
FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
WHERE s.status=1 AND c.fp_type='registration';
CREATE VIEW "session" AS
SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type, json_extract(p.body, '$[0]') AS "title", json_extract(p.body, '$[1]') AS "start", json_extract(p.body, '$[2]') AS "capacity"
FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
WHERE s.status=1 AND c.fp_type='session';
COMMIT;
