#!/usr/bin/env python3
"""P1, P6, P8: `verify` says which kept figures are not what the facts make of them, and how many.

test_verify.py AIDTALLY

In a ledger that has something of every kind, one line of one table is altered, removed or added at a time. Every table that verify.sql compares with
its recomputation has to be in COMPARED.
"""

import os
import re
import shutil
import sqlite3
import sys

import driver

SENT = "waybill,line,commitment_id,donor,commodity,quantity,unit,vehicle,dispatched_at\n"
SEEN = "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
FILES = [
    ("_office", "units.csv", "unit,base_unit,low,nominal,high\npallet,kg,640,900,1200\n"),
    # What is promised in trucks and in tonnes, by a donor and as access; a part.
    ("_office", "promises.csv", "commitment_id,part_of,donor,commodity,quantity,unit,counted_at\nC1,,Norland,Rice,50,t,\nC1/seed,C1,,Rice,5,t,\n"
                                "C2,,Norland,Flour,50,t,\nA1,,,,100,truck,crossed\n"),
    # W1 got as far as each stage with something of it; W2 is measured in pallets; W3 is found by its vehicle.
    ("norland", "sent.csv", SENT + "W1,1,C1,Norland,Rice,10,t,,2025-03-01\nW2,1,,Norland,Rice,10,pallets,,2025-03-01\nW3,1,,Norland,Flour,4,t,AB 1234,2025-03-02\n"),
    ("post", "seen.csv", SEEN + "r1,W1,1,at_crossing,Bridge,2025-03-03T08:00Z,9,t\nr2,W1,1,offloaded,Bridge,2025-03-03T09:00Z,8,t\n"
                                "r3,W1,1,crossed,Bridge,2025-03-03T10:00Z,7,t\nr4,W1,1,collected,Bridge,2025-03-04T08:00Z,5,t\n"
                                "r5,W1,1,delivered,Vale,2025-03-05T08:00Z,2,t\nr6,W2,1,crossed,Bridge,2025-03-04,12,pallets\n"),
    ("post", "counts.csv", "report_id,stage,place,occurred_at,commodity,quantity,unit,trucks,vehicle\nv1,crossed,Bridge,2025-03-04,Flour,4,t,,AB 1234\n"
                           + "".join(f"c{n},crossed,Bridge,2025-03-05,Flour,20,t,1,\n" for n in range(20))),
    ("post", "refused.csv", "report_id,stage,place,occurred_at,trucks\nd1,crossed,Bridge,2025-03-06,x\n"),
]

# Table: a column of its key that is another in the line that is added, and what verify says of it.
COMPARED = {
    "commitment": ("commitment_id", "commitments differ"),
    "commitment_term": ("effective_day", "commitments differ"),
    "position": ("base_unit_id", "positions differ"),
    "position_range": ("base_unit_id", "positions differ"),
    "tally": ("hours", "sums of how long"),
    "joined": ("key_hash", "joins of reports"),
    "count_day": ("day", "days of counts"),
    "count_source": ("day", "days of counts"),
    "count_weight": ("day", "days of counts"),
    "nominal_weight": ("quantity", "days of counts"),
    "cell": ("day", "allocations differ"),
    "cell_range": ("day", "allocations differ"),
    "allocation": ("lane_id", "allocations differ"),
    "allocation_range": ("day", "allocations differ"),
    "arrival": ("lane_id", "allocations differ"),
    "balance": ("commitment_id", "balances differ"),
    "balance_range": ("commitment_id", "balances differ"),
    "finding": ("waybill_id", "findings differ"),
}
PIECES = ["moving", "at_crossing", "uncollected", "collected", "intercepted", "returned", "lost", "unaccounted"]
# Each stage holds at most what the one before it does.
WAY = ["w", "a", "o", "x", "c", "v"]
OF_C1 = "commitment_id = (SELECT name_id FROM name WHERE text = 'C1')"


def alterations():
    """(what, statements, what verify says)"""
    for table, (column, says) in COMPARED.items():
        yield f"a line of {table} is removed", [f"DELETE FROM {table} WHERE ({{key}}) = (SELECT {{key}} FROM {table} LIMIT 1)"], f"1 {says}"
        yield f"a line of {table} is added", added(table, column), f"1 {says}"
    # P8: of the figures of one promise. Where another thing is altered than their sum, that stays right.
    no_sum = "1 commitments that are not the sum"
    for piece in PIECES:
        yield f"{piece} is more than it was", [f"UPDATE balance SET {piece} = {piece} + 1 WHERE {OF_C1}"], no_sum
        yield f"{piece} is more at a bound", [f"UPDATE balance_range SET {piece} = {piece} + 1 WHERE {OF_C1} AND bound = 1"], no_sum
    for piece in ("moving", "at_crossing", "uncollected", "collected", "unaccounted"):
        yield f"{piece} is less than nothing", [f"UPDATE balance SET lost = lost + {piece} + 1, {piece} = -1 WHERE {OF_C1}"], no_sum
    for before, after in zip(WAY[:-1], WAY[1:-1]):
        yield f"{after} is more than {before}", [f"UPDATE balance SET {after} = {before} + 1 WHERE {OF_C1}"], no_sum
    yield "more is delivered than was collected", [f"UPDATE balance SET v = c + 1, collected = 0, uncollected = uncollected - 1 WHERE {OF_C1}"], no_sum
    yield "less than nothing is delivered", [f"UPDATE balance SET moving = moving + v + 1, v = -1 WHERE {OF_C1}"], no_sum
    # P8: more of a sum of goods is counted than there is of it, or it is not there.
    twice = "1 sums of goods counted more than once"
    yield "more is counted than there is", [f"UPDATE allocation SET quantity = quantity + 1 WHERE {OF_C1} AND stage = 6"], twice
    yield "what is counted is not there", [f"DELETE FROM cell WHERE {OF_C1} AND class = 1 AND stage = 6"], twice
    # P1: what a drop says became of its records.
    for column in ("records", "accepted", "unchanged", "superseding", "rejected"):
        yield f"a drop says more {column}", [f"UPDATE drop_file SET {column} = {column} + 1 WHERE drop_id = 4"], "1 drops whose outcomes"
    yield "a rejected row is gone", ["DELETE FROM reject"], "1 drops whose outcomes"
    yield "what became of a record is gone", ["DELETE FROM outcome_run WHERE drop_id = 4"], "1 drops whose outcomes"


def added(table, column):
    return [f"CREATE TABLE copy AS SELECT * FROM {table} LIMIT 1", f"UPDATE copy SET {column} = {column} + 1000000",
            f"INSERT INTO {table} SELECT * FROM copy", "DROP TABLE copy"]


def compared():
    path = os.path.join(driver.ROOT, "schema", "ledger", "verify.sql")
    with open(path, encoding="utf-8") as file:
        return set(re.findall(r"FROM main\.(\w+)(?: WHERE [^()]*)? EXCEPT", file.read()))


def alter(path, statements):
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            if "{key}" in statement:
                table = re.search(r"FROM (\w+)", statement)[1]
                key = ", ".join(row[1] for row in sorted(db.execute(f"PRAGMA table_info({table})"), key=lambda row: row[5]) if row[5])
                statement = statement.replace("{key}", key)
            n = db.execute(statement).rowcount
            if n not in (1, -1):
                raise driver.Failure(f"{n} lines, not one: {statement}")
    db.close()


def check(aidtally):
    missing = compared() ^ set(COMPARED)
    if missing:
        raise driver.Failure(f"tables that verify compares, and those that this test alters, differ: {', '.join(sorted(missing))}")
    n_wrong = n_altered = 0
    with driver.Home(aidtally) as home:
        for source, name, text in FILES:
            drop = driver.Drop(name, text.encode(), source)
            home.run("import", *drop.arguments(), drop.put(home.files))
        if "BAD" in home.must("verify"):
            raise driver.Failure(f"verify finds something:\n{home.must('verify')}")
        path = os.path.join(home.path, "aidtally.db")
        shutil.copy(path, path + ".kept")
        for what, statements, says in alterations():
            alter(path, statements)
            n_altered += 1
            done = home.run("verify")
            if done.returncode != 3 or f"BAD {says}" not in done.stdout.decode():
                n_wrong += 1
                found = [line for line in done.stdout.decode().splitlines() if line.startswith("BAD")]
                print(f"{what}: \"BAD {says}\" is not said, but", *found, sep="\n    ")
            for ending in ("-wal", "-shm"):
                if os.path.exists(path + ending):
                    os.remove(path + ending)
            shutil.copy(path + ".kept", path)
    if n_wrong:
        raise driver.Failure(f"{n_wrong} of {n_altered} alterations")
    print(f"{n_altered} alterations")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    try:
        check(sys.argv[1])
    except driver.Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
