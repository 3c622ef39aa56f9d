"""Runs a command and appends one line about it to a log; or makes the tables of logs.

  measure.py time LOG SIDE ROUND COMMAND…     "SIDE ROUND time SECONDS", from start to exit
  measure.py memory LOG SIDE ROUND COMMAND…   "SIDE ROUND memory KB", peak resident memory, summed over the command's
                                              processes (each one's own peak, so the sum is an upper bound)
  measure.py tables SHAPE…                    of each SHAPE.log, a path without its ending, medians of both sides as
                                              Markdown: seconds, Patchbay's speed in per cent of the floor's, memory; then
                                              memory at other sizes, whose kind is "memory@N". Before them the worst per cent
  measure.py json FILE RECORDS COMMIT SHAPE…  every value of the same logs into FILE, with what is known of the machine
  measure.py rates LOG ROWS                   of each side and round, median seconds, rows a second and memory as Markdown

The exit code is the command's. Time and memory are measured in separate runs, as reading /proc takes time of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS = {"0": "first sync", "1": "nothing changed", "2": "one per cent changed"}


def processes(pid):
    """The process and all its descendants that are alive now."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children") as file:
                    found += [int(child) for child in file.read().split()]
        except OSError:
            pass  # it ended meanwhile
    return found


def peak(pid):
    """The peak resident memory of one process so far, in kB; 0 if it is gone or has not begun."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def run(kind, command):
    began = time.monotonic()
    child = subprocess.Popen(command)
    if kind == "time":
        code = child.wait()
        return code, f"{time.monotonic() - began:.4f}"
    peaks = {}
    while child.poll() is None:
        for pid in processes(child.pid):
            # The latest, not the largest: before it runs its program, a new process has its parent's memory.
            peaks[pid] = peak(pid) or peaks.get(pid, 0)
        time.sleep(0.002)
    return child.returncode, str(sum(peaks.values()))


def read(path):
    """A log's values by side, round and kind, in the order in which they were measured."""
    values = {}
    with open(path) as log:
        for line in log:
            side, number, kind, value = line.split()
            values.setdefault((side, number, kind), []).append(float(value))
    return values


def percent(values, number):
    """Patchbay's speed in per cent of the floor's: the median of the pairs that ran one after the other. None without it."""
    floor, patchbay = (values.get((side, number, "time")) for side in ("floor", "patchbay"))
    return 100 * statistics.median(a / b for a, b in zip(floor, patchbay)) if patchbay else None


def tables(shapes):
    logs = {os.path.basename(shape): read(shape + ".log") for shape in shapes}
    all_of_them = [(percent(values, number), name, title) for name, values in logs.items()
                   for number, title in ROUNDS.items() if percent(values, number)]
    if all_of_them:
        worst, name, title = min(all_of_them)
        print(f"Worst: {worst:.0f} % of the floor's speed ({name}, {title}).")
    for name, values in logs.items():
        print()
        table(name, values)


def table(shape, values):
    both = any(side == "patchbay" for side, _, _ in values)
    print(f"| {shape} | floor |" + (" Patchbay | of the floor's speed |" if both else "") + " floor, memory |"
          + (" Patchbay, memory |" if both else ""))
    print("| --- " * (6 if both else 3) + "|")

    def medians(number, kind):
        return [statistics.median(values[side, number, kind])
                for side in ("floor", "patchbay") if (side, number, kind) in values]

    for number, name in ROUNDS.items():
        cells = [name] + [f"{value:.3f} s" for value in medians(number, "time")]
        if both:
            cells.append(f"{percent(values, number):.0f} %")
        cells += [f"{value / 1024:.0f} MB" for value in medians(number, "memory")]
        print("| " + " | ".join(cells) + " |")
    for size in sorted({int(kind.split("@")[1]) for _, _, kind in values if "@" in kind}):
        for number, name in ROUNDS.items():
            cells = [f"{size:,} records, {name}"] + [""] * (3 if both else 1)
            cells += [f"{value / 1024:.0f} MB" for value in medians(number, f"memory@{size}")]
            print("| " + " | ".join(cells) + " |")


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    compiler = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()
    return {"processors": os.cpu_count(), "model": model, "kernel": os.uname().release,
            "compiler": compiler[0] if compiler else "unknown"}


def write_json(file, records, commit, shapes):
    values = [{"shape": os.path.basename(shape), "side": side, "round": ROUNDS[number], "kind": kind, "values": found}
              for shape in shapes for (side, number, kind), found in read(shape + ".log").items()]
    with open(file, "w") as out:
        json.dump({"commit": commit, "records": records, "machine": machine(), "measured": values}, out, indent=1)


def rates(log, rows):
    values = {}
    for line in log:
        side, number, kind, value = line.split()
        values.setdefault((number, side), {}).setdefault(kind, []).append(float(value))
    print("| workbook | seconds | rows/s | memory |\n| --- | --- | --- | --- |")
    for (number, side), kinds in values.items():
        seconds = statistics.median(kinds["time"])
        memory = statistics.median(kinds["memory"]) / 1024
        print(f"| {number}, {side} | {seconds:.2f} s | {rows / seconds:,.0f} | {memory:.0f} MB |")


if sys.argv[1] == "tables":
    tables(sys.argv[2:])
elif sys.argv[1] == "json":
    write_json(sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:])
elif sys.argv[1] == "rates":
    with open(sys.argv[2]) as log:
        rates(log, int(sys.argv[3]))
else:
    kind, log, side, number = sys.argv[1:5]
    code, value = run(kind, sys.argv[5:])
    with open(log, "a") as file:
        print(side, number, kind, value, file=file)
    sys.exit(code)
