#!/usr/bin/env python3
"""A new alias reads nothing anew, and reckons anew what it touches: figures move, verify is sound, and the positions and days that are
written again are those that name it.

test_names.py AIDTALLY
"""

import os
import sqlite3
import sys

import driver

N_WAYBILLS = 300
N_DAYS = 60


def day(number):
    return f"2025-{1 + number // 28:02d}-{1 + number % 28:02d}"


def shipments():
    """Ten go in pallets of "Farine", the rest in kilograms of rice; every donor but one is spelled as promised."""
    rows = ["waybill,line,donor,commodity,quantity,unit,destination,dispatched_at"]
    for number in range(N_WAYBILLS):
        donor = "Norlande" if number % 100 == 5 else "Norland"
        goods = "Farine,2,pallet" if number % 30 == 7 else "Rice,100,kg"
        rows.append(f"W{number},1,{donor},{goods},Gaza,{day(number % 50)}")
    return rows


def reports():
    """Everything crosses at Kerem Shalom; three were also seen at "KS", five by another source."""
    rows = ["report_id,source,waybill,line,stage,place,occurred_at,quantity,unit"]
    for number in range(N_WAYBILLS):
        quantity = "2,pallet" if number % 30 == 7 else "100,kg"
        rows.append(f"r{number},Gate,W{number},1,crossed,Kerem Shalom,{day(number % 50 + 2)},{quantity}")
        if number % 100 == 3:
            rows.append(f"s{number},Gate,W{number},1,at_crossing,KS,{day(number % 50 + 1)},{quantity}")
        if number % 60 == 9:
            rows.append(f"t{number},Watch,W{number},1,crossed,Kerem Shalom,{day(number % 50 + 2)},90,kg")
    return rows


def counts():
    """Sixty days of trucks; four of them at "Zikim", which lies nowhere yet; six by "The Gate"."""
    rows = ["report_id,source,stage,place,occurred_at,quantity,unit"]
    for number in range(N_DAYS):
        place = "Zikim" if number % 15 == 4 else "Erez"
        source = "The Gate" if number % 10 == 8 else "Gate"
        rows.append(f"c{number},{source},crossed,{place},{day(number)},{number + 1},truck")
    return rows


COMMITMENTS = ["commitment_id,donor,commodity,quantity,unit,counted_at,destination",
               "P-NORLAND,Norland,,100000,kg,crossed,Gaza", "P-FLOUR,,Wheat flour,100000,kg,crossed,Gaza"]
REFERENCE = {
    "places.csv": ["place,parent,aliases", "Gaza,,", "Kerem Shalom,Gaza,", "Erez,Gaza,"],
    "units.csv": ["unit,commodity,base_unit,low,nominal,high", "pallet,Wheat flour,kg,1100,1162,1200", "pallet,,kg,640,700,1200"],
    "commodities.csv": ["commodity,category,aliases", "Wheat flour,Food,Flour"],
    "sources.csv": ["source,aliases,trust,cadence", "Gate,,2,7d", "Watch,,1,7d"],
}
# What is said later, and how many positions (a row a measure) and days of counts it has written again.
ALIASES = [
    ("a crossing seen under two names", "places.csv", ["place,parent,aliases", "Kerem Shalom,Gaza,KS"], 3, 0),
    ("a donor, by whom only promises are matched", "organisations.csv", ["organisation,aliases", "Norland,Norlande"], 0, 0),
    ("a commodity with a weight of its own", "commodities.csv", ["commodity,category,aliases", "Wheat flour,Food,Flour|Farine"], 10, 0),
    ("a place that comes to lie in an area", "places.csv", ["place,parent,aliases", "Western Erez,Gaza,Zikim"], 0, 4),
    ("a source under another name", "sources.csv", ["source,aliases,trust,cadence", "Gate,The Gate,2,7d"], 5, N_DAYS),
    ("an alias that nobody uses", "places.csv", ["place,parent,aliases", "Erez,Gaza,Beit Hanoun"], 0, 0),
]


def take(home, name, lines, moment):
    path = os.path.join(home.files, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.utime(path, (driver.FILE_TIME + moment, driver.FILE_TIME + moment))
    home.must("import", name)


def watch(home):
    """Rows that are written into what is kept are noted: by waybill, and by day."""
    with sqlite3.connect(os.path.join(home.path, "aidtally.db")) as db:
        db.executescript("CREATE TABLE told (what TEXT NOT NULL, key TEXT NOT NULL);"
                         "CREATE TRIGGER told_position AFTER INSERT ON position BEGIN INSERT INTO told VALUES ('position', new.waybill_id); END;"
                         "CREATE TRIGGER told_day AFTER INSERT ON count_day BEGIN INSERT INTO told VALUES ('day', new.day); END;")
    db.close()


def told(home):
    db = sqlite3.connect(os.path.join(home.path, "aidtally.db"))
    with db:
        counts_of = [db.execute("SELECT count(DISTINCT key) FROM told WHERE what = ?", (what,)).fetchone()[0] for what in ("position", "day")]
        db.execute("DELETE FROM told")
    db.close()
    return counts_of


def figures(home):
    return {row["commitment_id"]: row["reached"] for row in home.rows("shortfall") if not row["commitment_id"].startswith("(unallocated")}


def check_sound(home, what):
    done = home.run("verify")
    if done.returncode != 0:
        raise driver.Failure(f"verify after {what}:\n{done.stdout.decode()}{done.stderr.decode()}")


def main():
    with driver.Home(os.path.abspath(sys.argv[1])) as home:
        for moment, (name, lines) in enumerate([*REFERENCE.items(), ("commitments.csv", COMMITMENTS), ("shipments.csv", shipments()),
                                                ("reports.csv", reports()), ("counts.csv", counts())]):
            take(home, name, lines, moment)
        check_sound(home, "all files")
        watch(home)
        before = [figures(home)]
        records = sum(int(row["records"]) for row in home.rows("drops"))
        for moment, (what, name, lines, n_positions, n_days) in enumerate(ALIASES):
            take(home, name, lines, 100 + moment)
            found = told(home)
            if found != [n_positions, n_days]:
                sys.exit(f"{what}: {found[0]} waybills and {found[1]} days were reckoned anew, not {n_positions} and {n_days}")
            check_sound(home, what)
            before.append(figures(home))
            records += len(lines) - 1
        moved = [[key for key in old if old[key] != new[key]] for old, new in zip(before, before[1:])]
        expected = [[], ["P-NORLAND"], ["P-NORLAND", "P-FLOUR"], [], [], []]
        if [sorted(m) for m in moved] != [sorted(m) for m in expected]:
            sys.exit(f"figures that moved: {moved}, not {expected}: {before}")
        if sum(int(row["records"]) for row in home.rows("drops")) != records:
            sys.exit("a file was read anew")


if __name__ == "__main__":
    try:
        main()
    except driver.Failure as failure:
        sys.exit(str(failure))
