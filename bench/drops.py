#!/usr/bin/env python3
"""Small drops onto large ledgers, and reports from them; see README.md in this folder. `run.sh drops` calls it.

A real daemon on a ledger of N consignments gets files of 100 reports, each renamed into its inbox. What is measured is the time from
the rename until a reader sees the drop reconciled, while the daemon is busy half of the time, and what a drop writes. Then whole processes:
`shortfall` and the first 50 of `stalled`, against the same sums made anew in the sqlite3 shell and (--duckdb) in DuckDB.
"""
import argparse
import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import time

import pair

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 100
PIECE_BYTES = 10**9
END = 1719619200  # 2024-06-29T00:00:00Z, when the workload ends
VISIBLE = """SELECT count(*) FROM drop_file WHERE name = ? AND NOT EXISTS (SELECT 1 FROM dirty_waybill)
	AND NOT EXISTS (SELECT 1 FROM dirty_day) AND NOT EXISTS (SELECT 1 FROM dirty_topic)"""
PATIENCE = 60


def sample(path, n):
    """So many shipments that the ledger took, any of them as likely as another: waybill, quantity, unit."""
    chosen, draw = [], random.Random(7)
    with open(path, encoding="utf-8", newline="") as file:
        for k, row in enumerate(csv.DictReader(file)):
            entry = (row["waybill"], row["quantity"], row["unit"])
            if len(chosen) < n:
                chosen.append(entry)
            elif draw.randrange(k + 1) < n:
                chosen[draw.randrange(n)] = entry
    draw.shuffle(chosen)
    return chosen


class Daemon:
    """aidtallyd on a home; its own process, ended by its id."""

    def __init__(self, options, home):
        self.home = home
        self.log = open(f"{home}.log", "wb")
        self.process = subprocess.Popen([f"{options.bin}/aidtallyd", "--home", home], stdout=self.log, stderr=subprocess.STDOUT,
                                        stdin=subprocess.DEVNULL)
        self.ledger = sqlite3.connect(f"file:{home}/aidtally.db?mode=ro", uri=True, isolation_level=None)

    def wait(self, name):
        limit = time.monotonic() + PATIENCE
        while self.ledger.execute(VISIBLE, (name,)).fetchone()[0] == 0:
            if self.process.poll() is not None or time.monotonic() > limit:
                raise pair.Disagreement(f"{name} does not become visible; see {self.home}.log")
            time.sleep(0.0002)

    def frames(self):
        """Pages in the write-ahead log, as its index says."""
        if not os.path.exists(f"{self.home}/aidtally.db-shm"):
            return 0
        with open(f"{self.home}/aidtally.db-shm", "rb") as file:
            return struct.unpack("=I", file.read(20)[16:20])[0]

    def drop(self, name, rows):
        hidden, inbox = f"{self.home}/inbox/.{name}", f"{self.home}/inbox/{name}"
        with open(hidden, "w", encoding="utf-8", newline="") as file:
            file.write("source,stage,place,occurred_at,waybill,line,quantity,unit\n")
            file.writelines(rows)
        before = self.frames()
        start = time.monotonic()
        os.rename(hidden, inbox)
        self.wait(name)
        took = time.monotonic() - start
        after = self.frames()
        return took, after - before if after >= before else after

    def close(self):
        self.ledger.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
        self.log.close()


def rows_of(shipments, k):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(END + k * 60))
    return [f"road team,delivered,,{at},{waybill},1,{quantity},{unit}\n" for waybill, quantity, unit in shipments]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_drops(options, daemon, shipments):
    """Times in ms and pages, at half load. A home that was measured before goes on behind its last drop."""
    first = daemon.ledger.execute("SELECT count(*) FROM drop_file WHERE name LIKE 'reports-%'").fetchone()[0]
    def put(k):
        chosen = [shipments[at % len(shipments)] for at in range(k * ROWS, (k + 1) * ROWS)]
        return daemon.drop(f"reports-{first + k:05}.csv", rows_of(chosen, first + k))
    service = statistics.median([put(k)[0] for k in range(options.warm)][options.warm // 2:])
    times, pages = [], []
    due = time.monotonic()
    for k in range(options.warm, options.warm + options.drops):
        time.sleep(max(0.0, due - time.monotonic()))
        took, n_pages = put(k)
        due += 2 * service
        times.append(took * 1000)
        pages.append(n_pages)
    return times, pages


def time_of(command, n=15):
    """Median and worst time of a whole process, in ms; its output goes to a pipe and is read to the end."""
    times = []
    for _ in range(n):
        start = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        times.append((time.monotonic() - start) * 1000)
    return statistics.median(times)


AGAIN = """SELECT count(*), sum(w), sum(v) FROM commitment AS k LEFT JOIN (
	SELECT h.commitment AS id, sum(h.kg) AS w, sum(d.kg) AS v FROM shipment AS h
	LEFT JOIN (SELECT waybill, sum(kg) AS kg FROM crossing WHERE stage = 'delivered' GROUP BY waybill) AS d USING (waybill)
	GROUP BY h.commitment) AS s ON s.id = k.id"""


def measure_by_hand(options, data):
    """The same sums from the shell's own tables."""
    work = pair.fresh(f"{options.work}/by-hand")
    subprocess.run([f"{HERE}/by_hand.sh", data, work], check=True, stdout=subprocess.DEVNULL)
    took = time_of(["sqlite3", f"{work}/by_hand.db", AGAIN], 3)
    shutil.rmtree(work)
    return took


def measure_duckdb(options, data):
    """The same from DuckDB's tables in a file, by a process of Node that opens it; None without --duckdb."""
    if options.duckdb is None:
        return None
    work = pair.fresh(f"{options.work}/duckdb")
    environment = {**os.environ, "NODE_PATH": options.duckdb}
    def run(*words):
        subprocess.run(["node", f"{HERE}/duckdb.cjs", *words], check=True, stdout=subprocess.DEVNULL, env=environment)
    run("load", f"{work}/duck.db", data)
    times = []
    for _ in range(5):
        start = time.monotonic()
        run("sum", f"{work}/duck.db")
        times.append((time.monotonic() - start) * 1000)
    shutil.rmtree(work)
    return statistics.median(times)


def pieces(path):
    """The file, or files of at most about 1 GB with its header each: one of more than 2 GiB would be refused."""
    if os.path.getsize(path) <= PIECE_BYTES * 2:
        return [path]
    found, out, is_quoted = [], None, False
    with open(path, "rb") as file:
        header = file.readline()
        for line in file:
            if out is None or (out.tell() > PIECE_BYTES and not is_quoted):
                if out is not None:
                    out.close()
                found.append(f"{path[:-4]}-{len(found) + 1}.csv")
                out = open(found[-1], "wb")
                out.write(header)
            out.write(line)
            is_quoted ^= line.count(b'"') % 2 == 1
    out.close()
    return found


def load(options, n):
    """The workload's folder, its truth, and a home that has it. Those of --keep are used again."""
    data, home = f"{options.work}/data-{n}", f"{options.work}/home-{n}"
    if not os.path.exists(f"{data}/truth.json"):
        pair.generate(options, n, False)
    with open(f"{data}/truth.json", encoding="utf-8") as file:
        truth = json.load(file)
    if os.path.exists(f"{home}.loaded"):
        # As it would be right after the load: in memory, as far as there is room.
        with open(f"{home}/aidtally.db", "rb") as file:
            while file.read(2**24):
                pass
        return data, truth, home
    shutil.rmtree(home, ignore_errors=True)
    program = [f"{options.bin}/aidtally", "--home", home]
    subprocess.run(program + ["init", "--empty"], check=True, stdout=subprocess.DEVNULL)
    files = [piece for name in ("units", "commitments", "shipments", "crossings") for piece in pieces(f"{data}/{name}.csv")]
    subprocess.run(program + ["import"] + files, check=True, stdout=subprocess.DEVNULL)
    with open(f"{home}.loaded", "wb"):
        return data, truth, home


def measure(options, n):
    data, truth, home = load(options, n)
    program = [f"{options.bin}/aidtally", "--home", home]
    result = {"load average": os.getloadavg()[0]}
    shipments = sample(f"{data}/shipments.csv", ROWS * (options.warm + options.drops))
    daemon = Daemon(options, home)
    try:
        times, pages = measure_drops(options, daemon, shipments)
    finally:
        daemon.close()
    result.update(p50=percentile(times, 0.5), p99=percentile(times, 0.99), pages=statistics.median(pages))
    as_of = ["--format", "csv"]
    result["shortfall"] = time_of(program + ["shortfall"] + as_of)
    result["stalled"] = time_of(program + ["stalled", "--threshold", truth["threshold"], "--limit", "50"] + as_of)
    result["by hand"] = measure_by_hand(options, data)
    result["duckdb"] = measure_duckdb(options, data)
    if options.keep is None:
        shutil.rmtree(home)
        shutil.rmtree(data)
    print(f"{n:>10,}  {result}", file=sys.stderr, flush=True)
    return result


def table(results):
    lines = ["| consignments | visible after, p50 / p99, ms | pages written | `shortfall`, ms | first 50 of `stalled`, ms | sums anew: sqlite3, ms | DuckDB, ms |",
             "|---:|---:|---:|---:|---:|---:|---:|"]
    for n, r in results.items():
        duckdb = "-" if r["duckdb"] is None else f"{r['duckdb']:.0f}"
        lines.append(f"| {n:,} | {r['p50']:.1f} / {r['p99']:.1f} | {r['pages']:.0f} | {r['shortfall']:.1f} | {r['stalled']:.1f} | "
                     f"{r['by hand']:.0f} | {duckdb} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="bench/run.sh drops", description="Small drops onto large ledgers, and reports from them.")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", default="10000,100000,1000000", metavar="N,N", help="consignments (default: %(default)s)")
    parser.add_argument("--drops", type=int, default=200, metavar="N", help="drops that are measured (default: %(default)s)")
    parser.add_argument("--warm", type=int, default=20, metavar="N", help="drops before (default: %(default)s)")
    parser.add_argument("--duckdb", metavar="FOLDER", help="the node_modules folder that has @duckdb/node-api")
    parser.add_argument("--keep", metavar="FOLDER", help="work there, remove nothing, and use again what is loaded there already")
    parser.add_argument("--record", action="store_true", help="write bench/DROPS.md")
    options = parser.parse_args()
    if options.keep is not None:
        os.makedirs(options.keep, exist_ok=True)
        options.work = options.keep
    try:
        results = {n: measure(options, n) for n in [int(size) for size in options.sizes.split(",")]}
    except pair.Disagreement as found:
        sys.exit(f"bench: {found}")
    text = f"{pair.machine()}; load average {max(r['load average'] for r in results.values()):.1f} at most\n\n{table(results)}\n"
    print(text)
    if options.record:
        with open(f"{HERE}/DROPS.md", "w", encoding="utf-8") as file:
            file.write(f"# Small drops onto large ledgers\n\nBy `./dev bench drops --record`; what it means: [README.md](README.md).\n\n{text}")


if __name__ == "__main__":
    main()
