#!/usr/bin/env python3
"""aidtally against the sqlite3 shell on the same files; see README.md in this folder. run.sh calls it.

Every run is a fresh home or a fresh database, on files that the page cache holds; the runs alternate, so that what else the
machine does meets both alike. Ratios are taken within a round, and their median over the rounds.
"""
import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PEAK_BAR_MIB = 128
TO_KG = {"kg": 1, "t": 1000}


class Disagreement(Exception):
    pass


class Cost:
    """What some processes, one after the other, took."""

    def __init__(self):
        self.wall = self.cpu = 0.0
        self.peak_kib = 0
        self.load = os.getloadavg()[0]
        os.sync()

    def run(self, command, output):
        # time(1) is small: what a process weighs is counted from the fork.
        used = f"{output}.used"
        with open(output, "wb") as file:
            start = time.monotonic()
            status = subprocess.run(["time", "-f", "%U %S %M", "-o", used, "--"] + command, stdout=file, stdin=subprocess.DEVNULL).returncode
            self.wall += time.monotonic() - start
        if status != 0:
            raise Disagreement(f"status {status} of: {' '.join(command)}")
        with open(used, encoding="utf-8") as file:
            user, system, peak_kib = file.read().split()
        self.cpu += float(user) + float(system)
        self.peak_kib = max(self.peak_kib, int(peak_kib))


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    return folder


def agree(what, found, expected):
    if found != expected:
        raise Disagreement(f"{what}: {found}, and truth.json says {expected}")


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def kilograms(text, unit):
    """A plain decimal of at most three places, in kilograms; exact."""
    whole, _, rest = text.partition(".")
    grams = int(whole + rest.ljust(3, "0")[:3]) * TO_KG[unit]
    if grams % 1000 != 0:
        raise Disagreement(f"{text} {unit} is no whole number of kilograms")
    return grams // 1000


def check_aidtally(folder, drops, truth):
    lines = [row for row in read_csv(f"{folder}/shortfall.csv") if not row["commitment_id"].startswith("(unallocated")]
    agree("commitments", len(lines), truth["commitments"])
    for column in ("committed", "dispatched", "delivered", "shortfall"):
        agree(column, sum(kilograms(row[column], row["unit"]) for row in lines), truth[column])
    agree("stalled", len(read_csv(f"{folder}/stalled.csv")), truth["stalled"])
    by_name = {row["name"]: row for row in drops}
    for column in ("records", "rejected", "unchanged"):
        agree(column, {name: int(by_name[name][column]) for name in truth[column]}, truth[column])


def run_aidtally(options, data, truth):
    folder = fresh(f"{options.work}/aidtally")
    program = [f"{options.bin}/aidtally", "--home", f"{folder}/home"]
    as_of = ["--format", "csv", "--as-of", truth["as_of"]]
    cost = Cost()
    cost.run(program + ["init", "--empty"], f"{folder}/init.txt")
    files = [f"{data}/{name}.csv" for name in ("units", "commitments", "shipments", "crossings")]
    cost.run(program + ["import"] + files, f"{folder}/import.txt")
    cost.run(program + ["shortfall"] + as_of, f"{folder}/shortfall.csv")
    cost.run(program + ["stalled", "--threshold", truth["threshold"]] + as_of, f"{folder}/stalled.csv")
    # Not part of what is measured.
    with open(f"{folder}/drops.csv", "wb") as file:
        subprocess.run(program + ["drops", "--format", "csv"], check=True, stdout=file)
    check_aidtally(folder, read_csv(f"{folder}/drops.csv"), truth)
    return cost


def run_by_hand(options, data, truth):
    folder = fresh(f"{options.work}/by-hand")
    cost = Cost()
    cost.run([f"{HERE}/by_hand.sh", data, folder], f"{folder}/answer.txt")
    with open(f"{folder}/answer.txt", encoding="utf-8") as file:
        answer = file.read().split()[-1]
    expected = [truth[name] for name in ("commitments", "committed", "dispatched", "delivered", "shortfall", "stalled")]
    agree("by hand", [int(number) for number in answer.split("|")], expected)
    return cost


def generate(options, n, is_blank):
    folder = f"{options.work}/data-{n}{'-blank' if is_blank else ''}"
    command = [sys.executable, f"{HERE}/workload.py", str(n), folder] + (["--blank"] if is_blank else [])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(f"{folder}/truth.json", encoding="utf-8") as file:
        return folder, json.load(file)


def median(numbers):
    return statistics.median(numbers)


def measure(options, n):
    """Rounds of aidtally, by hand, aidtally with a blank commitment. Lists of Cost."""
    plain, blank = generate(options, n, False), generate(options, n, True)
    runs = {"aidtally": [], "by hand": [], "aidtally, blank": []}
    for k in range(options.pairs):
        for name, run, work in (("aidtally", run_aidtally, plain), ("by hand", run_by_hand, plain),
                                ("aidtally, blank", run_aidtally, blank)):
            cost = run(options, *work)
            runs[name].append(cost)
            print(f"{n:>9,}  round {k + 1}  {name:<16} {cost.wall:7.2f} s wall  {cost.cpu:7.2f} s CPU  "
                  f"{cost.peak_kib / 1024:6.1f} MiB  load before {cost.load:.2f}", file=sys.stderr, flush=True)
    for folder in (plain[0], blank[0]):
        shutil.rmtree(folder)
    return runs


def ratio(runs, over, under, attribute):
    return median([getattr(a, attribute) / getattr(b, attribute) for a, b in zip(runs[over], runs[under])])


def verdict(value, bar):
    return f"{value} ({'holds' if value <= bar else 'MISSED'}: at most {bar})"


def table(results):
    lines = ["| shipments | program | wall, s | CPU, s | peak, MiB | load before |", "|---:|---|---:|---:|---:|---:|"]
    for n, runs in results.items():
        for name, costs in runs.items():
            lines.append(f"| {n:,} | {name} | {median([c.wall for c in costs]):.2f} | {median([c.cpu for c in costs]):.2f} | "
                         f"{max(c.peak_kib for c in costs) / 1024:.1f} | {min(c.load for c in costs):.1f} to "
                         f"{max(c.load for c in costs):.1f} |")
    lines.append("")
    for n, runs in results.items():
        peak = max(c.peak_kib for name in ("aidtally", "aidtally, blank") for c in runs[name]) / 1024
        lines += [f"At {n:,} shipments, medians of {len(runs['by hand'])} round(s):", "",
                  f"- aidtally / by hand, wall: {verdict(round(ratio(runs, 'aidtally', 'by hand', 'wall'), 2), 1.0)};"
                  f" CPU: {ratio(runs, 'aidtally', 'by hand', 'cpu'):.2f}",
                  f"- a blank commitment over everything, wall: "
                  f"{verdict(round(ratio(runs, 'aidtally, blank', 'aidtally', 'wall'), 2), 1.1)};"
                  f" CPU: {ratio(runs, 'aidtally, blank', 'aidtally', 'cpu'):.2f}",
                  f"- peak memory of aidtally, MiB: {verdict(round(peak, 1), PEAK_BAR_MIB)}", ""]
    return "\n".join(lines)


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    shell = subprocess.run(["sqlite3", "--version"], check=True, capture_output=True, text=True).stdout.split()[0]
    return f"{os.cpu_count()} x {model}; sqlite3 {shell}; {time.strftime('%Y-%m-%d', time.gmtime())}"


def main():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description="Pairs aidtally with the sqlite3 shell on the same files.")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", default="100000,1000000", metavar="N,N", help="shipments (default: %(default)s)")
    parser.add_argument("--pairs", type=int, default=3, metavar="N", help="rounds at each size (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="one round of 20,000: does it agree at all?")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.pairs = "20000", 1
    try:
        results = {n: measure(options, n) for n in [int(size) for size in options.sizes.split(",")]}
    except Disagreement as found:
        sys.exit(f"bench: {found}")
    text = f"{machine()}\n\n{table(results)}"
    print(text)
    if options.record:
        with open(f"{HERE}/RESULTS.md", "w", encoding="utf-8") as file:
            file.write(f"# Measured\n\nBy `./dev bench --record`; what it means: [README.md](README.md).\n\n{text}")


if __name__ == "__main__":
    main()
