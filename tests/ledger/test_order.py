#!/usr/bin/env python3
"""P2 and P3: the same reports in any order, split into files in any way, once and again, give the same ledger; and verify says
so after each import.

test_order.py AIDTALLY fixtures|generated [--seed N] [--workloads N] [--orders N]

A failure names the seeds; with them the same run comes again.
"""

import argparse
import csv
import io
import os
import random
import sys

import driver
import workload


def check_outcomes(home):
    """P1: the four outcomes add up."""
    for drop in home.rows("drops"):
        counts = [int(drop[name]) for name in ("accepted", "unchanged", "superseding", "rejected")]
        if sum(counts) != int(drop["records"]):
            raise driver.Failure(f"drop {drop['drop']}: {counts} are not {drop['records']} records")


PIECES = ("not_dispatched moving at_crossing uncollected collected delivered intercepted returned lost unaccounted").split()


def thousandths(text):
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3]) * (-1 if whole.startswith("-") else 1)


def check_funnel(home):
    """P8: committed + surplus is where it all is."""
    rows = [row for row in home.rows("shortfall") if not row["commitment_id"].startswith("(unallocated")]
    for row in rows:
        total = sum(thousandths(row[name]) for name in PIECES)
        if thousandths(row["committed"]) + thousandths(row["surplus"]) != total:
            raise driver.Failure(f"the funnel of {row['commitment_id']} does not add up: {row}")
        if min(thousandths(row[name]) for name in [*PIECES, "surplus", "shortfall"]) < 0:
            raise driver.Failure(f"{row['commitment_id']} has less than nothing: {row}")
    return rows


def check_verify(home, taken):
    done = home.run("verify")
    if done.returncode != 0:
        raise driver.Failure(f"verify after {taken}:\n{done.stdout.decode()}{done.stderr.decode()}")


def play(aidtally, drops, rng, expected):
    """The dump of a new home that took these drops; every few imports, verify. A second time changes nothing."""
    with driver.Home(aidtally) as home:
        taken = []
        for _ in home.take(drops):
            taken.append(len(taken))
            if rng.random() < 0.5:
                check_verify(home, f"{len(taken)} of the imports")
        check_verify(home, "all drops")
        dump = home.must("dump")
        check_outcomes(home)
        n_rows = len(check_funnel(home))
        if expected is not None and dump != expected:
            raise driver.Failure("the dump differs:\n" + difference(expected, dump))
        again = drops[:]
        rng.shuffle(again)
        for _ in home.take([driver.Drop("again-" + d.name, d.content, d.source, d.profile, True) for d in again]):
            pass
        check_verify(home, "everything again")
        if home.must("dump") != dump:
            raise driver.Failure("the same files again change the dump:\n" + difference(dump, home.must("dump")))
        return dump, n_rows


def difference(expected, got):
    left, right = expected.splitlines(), got.splitlines()
    only_left, only_right = set(left) - set(right), set(right) - set(left)
    lines = [f"- {line}" for line in left if line in only_left][:20] + [f"+ {line}" for line in right if line in only_right][:20]
    return "\n".join(lines) or "only the order of the lines"


def drops_of(work, rng):
    """The rows of a workload as drops: split and ordered at random, some rows in two files, some files twice."""
    groups = {}
    for row in work.rows:
        if row not in work.units_first:
            groups.setdefault((row.kind, row.dropper), []).append(row)
    drops = []
    for (kind, dropper), rows in sorted(groups.items()):
        rows = rows + [row for row in rows if rng.random() < 0.1]
        rng.shuffle(rows)
        files = [[] for _ in range(rng.choice([1, 1, 2, 3, 5]))]
        for row in rows:
            file = rng.choice(files)
            if not (row.is_once and row in file):
                file.append(row)
        for number, file in enumerate(filter(None, files)):
            columns = workload.HEADERS[kind][:]
            rng.shuffle(columns)
            drops.append(driver.Drop(f"{kind}-{dropper}-{number}.csv", driver.file_of(file, columns), dropper))
    drops += [drop for drop in drops if rng.random() < 0.2]
    rng.shuffle(drops)
    share = rng.choice([0, 0.3, 0.9])
    for drop in drops:
        drop.is_with_last = rng.random() < share
    units = driver.file_of(work.units_first, workload.HEADERS["units"])
    return [driver.Drop("units-first.csv", units)] + drops


def fixture_drops():
    """The drops of fixtures/, whole: (name, bytes, source, profile)."""
    folder = os.path.join(driver.ROOT, "fixtures", "drops")
    drops = []
    for top, _, names in sorted(os.walk(folder)):
        source = "" if top == folder or top.endswith("_office") else os.path.basename(top)
        for name in sorted(names):
            if not name.endswith(".csv"):
                continue
            profile = os.path.join(driver.ROOT, "fixtures", "profiles", name[:-4] + ".conf")
            with open(os.path.join(top, name), "rb") as file:
                drops.append(driver.Drop(name, file.read(), source, profile if os.path.exists(profile) else None))
    return drops


def shuffled_fixtures(rng):
    """Whole files, but for those whose rows have keys and dates of their own, which are cut in two at a random row."""
    drops = []
    for drop in fixture_drops():
        rows = list(csv.reader(io.StringIO(drop.content.decode("utf-8-sig"))))
        if drop.profile is None and "reported_at" in rows[0] and len(rows) > 3 and rng.random() < 0.7:
            cut = rng.randrange(2, len(rows))
            for number, part in enumerate([rows[1:cut], rows[cut:]]):
                out = io.StringIO()
                csv.writer(out, lineterminator="\n").writerows([rows[0], *part])
                drops.append(driver.Drop(f"{number}-{drop.name}", out.getvalue().encode(), drop.source))
        else:
            drops.append(drop)
    units = [drop for drop in drops if drop.name == "units.csv"]
    drops = [drop for drop in drops if drop.name != "units.csv"]
    rng.shuffle(drops)
    return units + drops


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("what", choices=["fixtures", "generated"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workloads", type=int, default=6)
    parser.add_argument("--orders", type=int, default=3)
    options = parser.parse_args()
    aidtally = os.path.abspath(options.aidtally)
    n_workloads = 1 if options.what == "fixtures" else options.workloads
    for seed in range(options.seed, options.seed + n_workloads):
        work = workload.Workload(seed).make() if options.what == "generated" else None
        expected = None
        for order in range(options.orders):
            rng = random.Random(f"{seed} {order}")
            drops = drops_of(work, rng) if work else shuffled_fixtures(rng)
            try:
                expected, n_rows = play(aidtally, drops, rng, expected)
            except driver.Failure as failure:
                sys.exit(f"{options.what}: workload {seed}, order {order}: {failure}")
        print(f"workload {seed}: {len(expected.splitlines())} lines in {options.orders} orders, {n_rows} commitments")


if __name__ == "__main__":
    main()
