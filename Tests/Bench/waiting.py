"""Measures what registrations that wait for their people add to an incremental run without news.

  waiting.py PATCHBAY CONNECTORS RECORDS REPEATS

Two homes, taking turns: one where so many registrations wait, all for people who are skipped, and one with none. Prints
Markdown: the median time and the memory of a run in each, and the difference.
"""

import http.server
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

EID = "%032x" % 1


class Vendor(http.server.BaseHTTPRequestHandler):
    """Has a thousand people, half of them skipped, at `/COUNT`, and so many registrations of those."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        _, count, path = self.path.split("/")
        if "?changes" in path:
            items = []
        elif path == "people":
            items = [
                '{"id":"p%d","status":"%s","email":"p%d@x.org"}' % (n, "pending" if n < 500 else "paid", n)
                for n in range(1000)]
        else:
            items = [
                '{"id":"r%d","person":"p%d","state":"in","note":"%s"}' % (n, n % 500, "x" * 100)
                for n in range(int(count))]
            items.append('{"id":"first","person":"p500","state":"in"}')
        body = ('{"total":%d,"items":[%s]}' % (len(items), ",".join(items))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    patchbay, connectors, records, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    # A process of its own: what it takes must not be taken for the memory of the programs that this one starts.
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d" % server.server_address[1]

    def run(home, *words, counts=None):
        """Seconds and mebibytes of one command."""
        environment = dict(os.environ, PATCHBAY_HOME=home, PATCHBAY_CONNECTORS=connectors)
        begun = time.monotonic()
        process = subprocess.Popen([patchbay, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        if status != 0:
            sys.exit(f"{' '.join(words)}: {errors.decode()}{output.decode()}")
        found = re.search(rb"Received [^\n]*", output)
        if counts is not None and (found is None or found.group().decode() != counts):
            sys.exit(f"{' '.join(words)}: expected {counts}, got {output.decode()}")
        return seconds, usage.ru_maxrss / 1024

    with tempfile.TemporaryDirectory() as folder:
        homes = {0: f"{folder}/none", records: f"{folder}/waiting"}
        for count, home in homes.items():
            os.mkdir(home, 0o700)
            run(home, "connectors", "enable", "waiting")
            run(home, "events", "add", "Bench", "--starts", "2031-01-01", "--ends", "2031-01-02", "--time-zone",
                "Europe/Zurich", "--eid", EID)
            run(home, "connections", "add", EID, "waiting", "--endpoint", f"{address}/{count}")
            run(home, "sync", f"{EID}/waiting/people")
            run(home, "sync", f"{EID}/waiting/registrations",
                counts=f"Received {count + 1:,} · Created 1 · Unchanged 0 · Updated 0 · Deleted 0 · Skipped {count:,}")
        times, memory = {count: [] for count in homes}, {count: [] for count in homes}
        for _ in range(repeats):
            for count, home in homes.items():
                seconds, mebibytes = run(
                    home, "sync", f"{EID}/waiting/registrations", "--incremental", "--force",
                    counts="Received 0 · Created 0 · Unchanged 0 · Updated 0 · Deleted 0 · Skipped 0")
                times[count].append(seconds)
                memory[count].append(mebibytes)
        print("| registrations that wait | run without news | memory |")
        print("| ---: | ---: | ---: |")
        for count in homes:
            print(f"| {count:,} | {statistics.median(times[count]):.3f} s | {max(memory[count]):.0f} MB |")
        extra = statistics.median(b - a for a, b in zip(times[0], times[records]))
        print(f"\nThey add {extra * 1000:.0f} ms and {max(memory[records]) - max(memory[0]):.0f} MB.")


main()
