"""Runs `patchbay serve` on a home with very many data configs that run by themselves, and prints what that took.

  schedule.py PATCHBAY CONNECTORS EVENTS SECONDS [--at-once 32] [--delay 1.0]

Makes one event with ten data configs through the program, copies its file, gives each copy an id of its own and each
config a frequency of 15 to 60 minutes, and lets a serve run for so many seconds against a vendor that answers after a
second. Prints Markdown: start-up, memory, processor time without runs and with them, and lag = start - due.
"""

import asyncio
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ANSWER = b'{"items":[%s]}' % b",".join(b'{"id":"p%d","email":"p%d@x.org"}' % (n, n) for n in range(3))


class Vendor:
    """Answers every request with three people, so many seconds later."""

    def __init__(self):
        self.delay = 0.0
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self.run, args=(ready,), daemon=True).start()
        ready.wait()

    def run(self, ready):
        async def serve():
            server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
            self.address = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
            ready.set()
            await server.serve_forever()

        self.loop.run_until_complete(serve())

    async def answer(self, reader, writer):
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(self.delay)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)
                writer.write(head + ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def processor(pid):
    """Seconds of processor time of one process, its children not among them."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024


def main():
    patchbay, connectors, events, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    options = dict(zip(sys.argv[5::2], sys.argv[6::2]))
    at_once, delay = int(options.get("--at-once", 32)), float(options.get("--delay", 1.0))
    vendor = Vendor()
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, PATCHBAY_HOME=home, PATCHBAY_CONNECTORS=connectors)

        def run(*words):
            subprocess.run([patchbay, *words], env=environment, check=True, stdout=subprocess.DEVNULL)

        first = "%032x" % 0
        run("connectors", "enable", "slow")
        run("events", "add", "Bench", "--starts", "2090-01-01", "--ends", "2090-01-03", "--time-zone", "Europe/Zurich",
            "--eid", first)
        run("connections", "add", first, "slow", "--endpoint", vendor.address)
        run("sync", first, "--all")
        for number in range(10):
            run("autosync", "on", f"{first}/slow/list{number}", "--yes")
        source = f"{home}/events/{first}.db"
        with sqlite3.connect(source) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rng = random.Random(1)
        for number in range(events):
            eid = "%032x" % number
            path = f"{home}/events/{eid}.db"
            if number:
                shutil.copyfile(source, path)
            database = sqlite3.connect(path)
            database.execute("UPDATE event SET eid=?", (eid,))
            for config in range(1, 11):
                database.execute(
                    "UPDATE autosync SET every=?, since=? WHERE config=?", (rng.randint(15, 60), time.time(), config))
            database.commit()
            database.close()
        for number in range(events):
            database = sqlite3.connect(f"{home}/events/{'%032x' % number}.db")
            database.execute("UPDATE autosync SET since=?", (time.time(),))
            database.commit()
            database.close()
        vendor.delay = delay
        log = open(f"{home}/log", "w+")
        begun = time.time()
        serve = subprocess.Popen(
            [patchbay, "serve", "--listen", "none", "--jobs", str(at_once)], env=environment, stdout=log, stderr=subprocess.STDOUT)

        def said(pattern):
            with open(f"{home}/log") as file:
                return re.findall(pattern, file.read())

        while not said("event=ready"):
            time.sleep(0.02)
        start_up, start_processor, start_memory = time.time() - begun, processor(serve.pid), peak(serve.pid)
        time.sleep(seconds)
        spent, memory = processor(serve.pid) - start_processor, peak(serve.pid)
        serve.send_signal(signal.SIGTERM)
        code = serve.wait()
        lags = sorted(float(lag) for lag in said(r"\blag=([0-9.]+)"))
        ended = len(said(r"event=run\.ended .*status=completed"))
        failed = len(said(r"level=error"))
        if code or failed or not lags or ended != len(lags):
            with open(f"{home}/log") as file:
                sys.stderr.write(file.read()[-4000:])
            sys.exit(f"schedule: exit {code}, {len(lags)} runs began, {ended} completed, {failed} failed")

        def share(part):
            return lags[min(len(lags) - 1, int(len(lags) * part))]

        print(f"| {events * 10:,} data configs in {events:,} events, {seconds} s, a fetch takes {delay} s, {at_once} at once | |")
        print("|---|---|")
        print(f"| start-up until the timetable stands | {start_up:.2f} s, {start_processor:.2f} s of processor time |")
        print(f"| memory then, and at the end (peak) | {start_memory:.0f} MB, {memory:.0f} MB |")
        print(f"| runs begun, all completed | {len(lags)}, {len(lags) / seconds:.1f} a second |")
        print(f"| processor time of the serve, without its workers | {spent / seconds * 100:.0f} % of one processor |")
        print(f"| lag: median, 99th percentile, most | {share(0.5):.3f} s, {share(0.99):.3f} s, {lags[-1]:.3f} s |")


main()
