#!/usr/bin/env bash
# A real pretalx (conference agenda server) on loopback: installed from PyPI with pinned versions, seeded with one
# conference, changed, asked what is in its database, stopped.
#
#   server.sh install        a virtual environment with pretalx; kept if it is there already
#   server.sh start          a fresh database, seeded, and the server on a free port; prints its address
#   server.sh resume         the server again, on the same port, with the database as it is
#   server.sh token NAME     the token full, limited (submissions only) or expired
#   server.sh counts         KEY=number lines: what its own database holds
#   server.sh list WHAT      sorted rows of its own database: sessions, presenters, times
#   server.sh mutate         a day of changes; prints VERB CODE lines (see mutate.py)
#   server.sh freeze         the server takes connections and answers nothing any more
#   server.sh stop           ends it; may be called twice
#
# Everything is kept below $PATCHBAY_REAL/pretalx.
# Needs Python 3.11 or later with venv, pip with a package index, and the programs sqlite3 and setsid.
set -euo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="${PATCHBAY_REAL:?is not set: name a folder for the server}/pretalx"
VENV="$ROOT/venv"
DB="$ROOT/data/db.sqlite3"
export PRETALX_DATA_DIR="$ROOT/data" PRETALX_CONFIG_FILE="$ROOT/pretalx.cfg"
export PRETALX_DB_TYPE=sqlite3 PRETALX_DB_NAME="$DB"
export PRETALX_FILESYSTEM_STATIC="$ROOT/data/static" PRETALX_DEBUG=False PRETALX_NO_INITIAL_LOG=1
export DJANGO_SETTINGS_MODULE=server_settings PYTHONPATH="$HERE" PYTHONDONTWRITEBYTECODE=1

die() { printf 'server.sh: %s\n' "$*" >&2; exit 1; }

# Runs a program with its output in a log, and shows the log's end if it failed.
logged() {
  local log="$ROOT/$1.log"
  shift
  "$@" > "$log" 2>&1 || { tail -n 20 "$log" >&2; die "'$*' failed; the end of its output is above"; }
}

install() {
  local wanted
  wanted="$(cksum < "$HERE/constraints.txt")"
  [ "$(cat "$ROOT/installed" 2> /dev/null || true)" = "$wanted" ] && return
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || die "the pinned versions need Python 3.11 or later; 'python3' is $(python3 --version 2>&1)"
  rm -rf "$VENV" "$ROOT/migrated.sqlite3"
  logged venv python3 -m venv "$VENV"
  logged pip "$VENV/bin/pip" install --quiet --disable-pip-version-check -c "$HERE/constraints.txt" pretalx gunicorn
  echo "$wanted" > "$ROOT/installed"
}

# Migrating takes as long as everything else together, so an unseeded copy is kept beside the virtual environment.
seed() {
  rm -rf "$ROOT/data"
  mkdir -p "$ROOT/data/static"
  if [ ! -s "$ROOT/migrated.sqlite3" ]; then
    logged migrate "$VENV/bin/python" -m pretalx migrate --noinput
    sqlite3 "$DB" 'PRAGMA journal_mode = DELETE' > /dev/null
    mv "$DB" "$ROOT/migrated.sqlite3"
  fi
  cp "$ROOT/migrated.sqlite3" "$DB"
  sqlite3 "$DB" 'PRAGMA journal_mode = WAL' > /dev/null
  logged seed "$VENV/bin/python" "$HERE/seed.py"
}

start() {
  install
  stop
  seed
  python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])' > "$ROOT/port"
  resume
}

resume() {
  local address
  address="http://127.0.0.1:$(cat "$ROOT/port")"
  stop
  # A session of its own, so that its process group (master and workers) can be stopped as one.
  PRETALX_SITE_URL="$address" setsid "$VENV/bin/gunicorn" pretalx.wsgi:application --bind "${address#http://}" \
    --pid "$ROOT/pid" --chdir "$ROOT" --workers 2 --timeout 300 --no-control-socket \
    > "$ROOT/server.log" 2>&1 < /dev/null &
  for _ in $(seq 240); do
    if answers "$address/api/events/"; then
      echo "$address"
      return
    fi
    sleep 0.25
  done
  tail -n 20 "$ROOT/server.log" >&2
  stop
  die "pretalx did not answer at $address within a minute"
}

answers() {
  python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=20)' "$1" 2> /dev/null
}

# The master's process id, if the process of that id is still ours.
running() {
  local pid
  pid="$(cat "$ROOT/pid" 2> /dev/null)" && grep -qaF "$ROOT/pid" "/proc/$pid/cmdline" 2> /dev/null && echo "$pid"
}

freeze() {
  local pid
  pid="$(running)" || die "pretalx is not running"
  kill -STOP -- "-$pid"
}

stop() {
  local pid
  if pid="$(running)"; then
    kill -KILL -- "-$pid"
    for _ in $(seq 50); do
      kill -0 -- "-$pid" 2> /dev/null || break
      sleep 0.1
    done
  fi
  rm -f "$ROOT/pid"
}

mutate() {
  "$VENV/bin/python" "$HERE/mutate.py" 2> "$ROOT/mutate.log" && return
  tail -n 20 "$ROOT/mutate.log" >&2
  die "mutate.py failed"
}

# What the API shows with the full token, as pretalx's own tables say it. Texts are in hex, so that bytes are compared.
SHOWN="SELECT * FROM submission_submission WHERE state NOT IN ('draft', 'deleted')"
sql() { sqlite3 -readonly "$DB" "$1"; }
token() { sql "SELECT token FROM person_userapitoken WHERE name = '$1'"; }

counts() {
  sql "WITH shown AS ($SHOWN)
    SELECT 'submissions=' || count(*) FROM shown
    UNION ALL SELECT 'sessions=' || count(*) FROM shown WHERE state IN ('accepted', 'confirmed')
    UNION ALL SELECT 'skipped=' || count(*) FROM shown WHERE state NOT IN ('accepted', 'confirmed')
    UNION ALL SELECT 'speakers=' || count(DISTINCT user_id) FROM submission_speakerrole
      WHERE submission_id IN (SELECT id FROM shown)
    UNION ALL SELECT 'presenters=' || count(DISTINCT user_id) FROM submission_speakerrole
      WHERE submission_id IN (SELECT id FROM shown WHERE state IN ('accepted', 'confirmed'))"
}

list() {
  case "$1" in
    sessions) sql "SELECT code, hex(title) FROM ($SHOWN) WHERE state IN ('accepted', 'confirmed') ORDER BY code" ;;
    # Speakers with a session that takes place.
    presenters) sql "SELECT code, hex(name), hex(email) FROM person_user WHERE id IN
      (SELECT user_id FROM submission_speakerrole WHERE submission_id IN
        (SELECT id FROM ($SHOWN) WHERE state IN ('accepted', 'confirmed'))) ORDER BY code" ;;
    # Confirmed sessions with exactly one slot, in place and time, in the last released schedule; seconds since 1970.
    times) sql "SELECT s.code, strftime('%s', min(t.start)), strftime('%s', min(t.end)),
        hex(json_extract(min(r.name), '\$.en'))
      FROM schedule_talkslot t JOIN ($SHOWN) s ON s.id = t.submission_id LEFT JOIN schedule_room r ON r.id = t.room_id
      WHERE s.state = 'confirmed' AND t.schedule_id =
        (SELECT id FROM schedule_schedule WHERE published IS NOT NULL ORDER BY published DESC LIMIT 1)
      GROUP BY s.code HAVING count(*) = 1 AND min(t.start) IS NOT NULL ORDER BY s.code" ;;
    *) die "unknown list '$1'; known are sessions, presenters, times" ;;
  esac
}

mkdir -p "$ROOT"
: >> "$ROOT/pretalx.cfg"
case "${1:-}" in
  install | start | resume | token | counts | list | mutate | freeze | stop) "$@" ;;
  *) sed -n '2,/^set /{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
