#!/usr/bin/env python3
"""The chain of drops: `verify` says that nothing was altered, and names the first drop of which something was.

test_chain.py AIDTALLY
"""

import os
import re
import shutil
import sqlite3
import sys

import driver

FILES = [
    ("promises.csv", "commitment_id,donor,commodity,quantity,unit,destination\nC1,N,Flour,100,t,Gaza\nC2,N,Rice,50,t,Gaza\n"),
    ("sent.csv", "waybill,line,commodity,quantity,unit,dispatched_at,reported_at\nW1,1,Flour,10,t,2025-03-01,2025-03-02\n"
                 "W2,1,Flour,20,t,2025-03-01,2025-03-02\nW3,1,Flour,x,t,2025-03-01,2025-03-02\n"),
    ("seen.csv", "stage,place,occurred_at,waybill,line,quantity,unit\ncrossed,Gate 1,2025-03-03,W1,1,10,t\n"
                 "crossed,Gate 1,2025-03-03,,,7,truck\n"),
    ("units.csv", "unit,base_unit,nominal,basis\nheap,kg,25,declared\n"),
    ("again.csv", "waybill,line,commodity,quantity,unit,dispatched_at,reported_at\nW1,1,Flour,11,t,2025-03-01,2025-03-05\n"
                  "W4,1,Flour,5,t,2025-03-02,2025-03-05\n"),
    ("places.csv", "place,parent,aliases\nGate 1,Gaza,G1\n"),
    ("last.csv", "stage,place,occurred_at,waybill,line,quantity,unit\ncrossed,Gate 1,2025-03-04,W2,1,20,t\n"),
]

# What is done to the ledger, and the drop at which the chain breaks.
ALTERED = [
    ("a quantity of a shipment", "UPDATE shipment SET quantity = 9000 WHERE quantity = 20000", 2),
    ("the hash of what a row states", "UPDATE shipment SET content_hash = content_hash + 1 WHERE quantity = 20000", 2),
    ("the day of a report", "UPDATE observation SET at = at + 86400 WHERE known_from = 3", 3),
    ("a count", "UPDATE count_report SET quantity = 8000", 3),
    ("a promise", "UPDATE commitment_line SET quantity = 1 WHERE quantity = 50000", 1),
    ("a name", "UPDATE name SET text = 'Gate 2' WHERE text = 'Gate 1'", 3),
    ("what a lane is", "UPDATE lane SET category_id = 77 WHERE lane_id = (SELECT min(lane_id) FROM lane)", 2),
    ("a waybill", "UPDATE waybill SET folded = 'w9' WHERE lower(folded) = 'w4'", 5),
    ("a waybill as it is printed", "UPDATE waybill SET written = 'W9' WHERE written = 'W4'", 5),
    ("a line of units.csv", "UPDATE conversion SET nominal = low WHERE known_from = 4; UPDATE conversion SET low = 24000 WHERE known_from = 4", 4),
    ("what a ton is", "UPDATE conversion SET low = 1, nominal = 1, high = 1 WHERE unit_id = 4", 1),
    ("a spelling of a unit", "UPDATE unit_name SET unit_id = 5 WHERE folded = 'heap'", 1),
    ("an alias", "UPDATE alias SET folded = 'g2' WHERE folded = 'g1'", 6),
    ("a fact that stands is hidden", "UPDATE shipment SET known_to = 6 WHERE quantity = 5000", 6),
    ("a fact that was replaced stood for longer", "UPDATE shipment SET known_to = 7 WHERE quantity = 10000", 5),
    ("a fact is removed", "DELETE FROM observation WHERE known_from = 7", 7),
    ("a fact is added", "INSERT INTO observation_copy SELECT * FROM observation WHERE known_from = 7; "
                        "UPDATE observation_copy SET line = '2'; INSERT INTO observation SELECT * FROM observation_copy", 7),
    ("a rejected record", "UPDATE reject SET raw = 'W3,1,Flour,1,t'", 2),
    ("a rejected record is removed", "DELETE FROM reject", 2),
    ("what became of a record", "UPDATE outcome_run SET outcome = 2 WHERE drop_id = 7", 7),
    ("what a receipt says", "UPDATE drop_note SET value = 'x' WHERE drop_id = 5", 5),
    ("when a drop came", "UPDATE drop_file SET received_at = received_at - 5 WHERE drop_id = 4", 4),
    ("when a drop became known", "UPDATE drop_chain SET known_at = known_at - 5 WHERE drop_id = 4", 4),
    ("whose a drop is", "UPDATE drop_file SET source_id = 0 WHERE drop_id = 3", 3),
    ("which bytes a drop was", "UPDATE drop_file SET sha256 = (SELECT sha256 FROM drop_file WHERE drop_id = 2) WHERE drop_id = 6", 6),
    ("two drops change places", "UPDATE drop_file SET drop_id = 99 WHERE drop_id = 2; UPDATE drop_file SET drop_id = 2 WHERE drop_id = 5; "
                                "UPDATE drop_file SET drop_id = 5 WHERE drop_id = 99", 2),
    ("two drops change places with their links", "".join(
        f"UPDATE {table} SET drop_id = 99 WHERE drop_id = 2; UPDATE {table} SET drop_id = 5 - 3 WHERE drop_id = 5; "
        f"UPDATE {table} SET drop_id = 5 WHERE drop_id = 99; " for table in ("drop_file", "drop_chain")), 2),
    ("a drop is removed", "DELETE FROM drop_file WHERE drop_id = 4", 4),
    ("a drop is removed with its link", "DELETE FROM drop_file WHERE drop_id = 4; DELETE FROM drop_chain WHERE drop_id = 4", 4),
    ("a drop is removed with all it wrote", "DELETE FROM drop_file WHERE drop_id = 6; DELETE FROM drop_chain WHERE drop_id = 6; "
        "DELETE FROM place_line; DELETE FROM alias; DELETE FROM outcome_run WHERE drop_id = 6; DELETE FROM record_key WHERE drop_id = 6; "
        "DELETE FROM drop_note WHERE drop_id = 6; DELETE FROM drop_finding WHERE drop_id = 6", 7),
    ("a link", "UPDATE drop_chain SET digest = CASE WHEN digest LIKE 'a%' THEN 'b' ELSE 'a' END || substr(digest, 2) WHERE drop_id = 3", 3),
    ("a link and the one behind it", "UPDATE drop_chain SET seals = seals + 1 WHERE drop_id = 3", 3),
]

# Mutable on purpose, or kept only to judge statements to come (docs/adr/0013-chain.md).
NOT_CHAINED = {"waybill_form", "withdrawn", "contradiction", "entry_affirmed", "drop_occurrence"}


def must_break_at(home, what, drop):
    done = home.run("verify")
    broken = re.findall(r"^BAD the chain breaks (?:at|before) drop (\d+)\b", done.stdout.decode(), re.MULTILINE)
    if done.returncode != 3 or broken != [str(drop)]:
        raise driver.Failure(f"{what}: the chain breaks at {drop}, verify says, with status {done.returncode}:\n{done.stdout.decode()}{done.stderr.decode()}")


def check_altered(home):
    """Each alteration on a copy of the ledger."""
    ledger, kept = os.path.join(home.path, "aidtally.db"), os.path.join(home.top, "kept.db")
    with sqlite3.connect(ledger) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(ledger, kept)
    for what, sql, drop in ALTERED:
        with sqlite3.connect(ledger) as db:
            db.execute("CREATE TEMPORARY TABLE observation_copy AS SELECT * FROM observation WHERE 1 = 0")
            db.executescript(sql)
            if db.total_changes == 0:
                raise driver.Failure(f"{what}: nothing is altered")
        db.close()
        must_break_at(home, what, drop)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(ledger + end):
                os.remove(ledger + end)
        shutil.copy(kept, ledger)


def check_archive(home):
    """The file of a drop: the archive's check names it."""
    day = os.path.join(home.path, "archive")
    path = next(os.path.join(folder, name) for folder, _, names in os.walk(day) for name in names if name.startswith("seen.csv"))
    with open(path, "rb") as file:
        before = file.read()
    os.chmod(path, 0o600)
    with open(path, "wb") as file:
        file.write(before.replace(b"10", b"11", 1))
    done = home.run("verify")
    if done.returncode != 3 or b"BAD drop 3 (seen.csv)" not in done.stdout:
        raise driver.Failure(f"an archived file was altered, and verify says:\n{done.stdout.decode()}")
    with open(path, "wb") as file:
        file.write(before)


def check_noted(home, early, late):
    """What was noted earlier is still there; when the last drops are cut off, only what was noted tells."""
    for chain in (early, late, late[:16]):
        home.must("verify", chain)
    for wrong in ("xyz", late[:15], late.upper(), late + "0"):
        if home.run("verify", wrong).returncode != 2:
            raise driver.Failure(f"{wrong} is taken for a chain")
    if home.run("verify", "0" * 64).returncode != 3:
        raise driver.Failure("a chain that nothing has is found")
    with sqlite3.connect(os.path.join(home.path, "aidtally.db")) as db:
        for table in ("observation", "drop_chain", "drop_file", "outcome_run", "record_key", "drop_note", "drop_finding"):
            column = "known_from" if table == "observation" else "drop_id"
            db.execute(f"DELETE FROM {table} WHERE {column} = 7")
    db.close()
    if "BAD the chain" in home.run("verify").stdout.decode():
        raise driver.Failure("without anything noted nobody can tell that the last drop is gone")
    home.run("verify", early)
    done = home.run("verify", late)
    if done.returncode != 3 or b"is not in this ledger" not in done.stdout:
        raise driver.Failure(f"the last drop was cut off, and verify says:\n{done.stdout.decode()}")


def check_tables(home):
    """Every table in which drops write rows of their own is sealed."""
    with open(os.path.join(driver.ROOT, "core", "ledger", "chain_verify.c"), encoding="utf-8") as file:
        sealed = set(re.findall(r'"chain_\w+", "(\w+)"', file.read()))
    with sqlite3.connect(os.path.join(home.path, "aidtally.db")) as db:
        written = {name for name, sql in db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
                   if re.search(r"\bknown_to INTEGER|\bdrop_id INTEGER NOT NULL REFERENCES", sql) or name == "publication"}
    db.close()
    if written - sealed - NOT_CHAINED:
        raise driver.Failure(f"no part of the chain: {sorted(written - sealed - NOT_CHAINED)}; seal them, or say why not")
    if len(written) < 15:
        raise driver.Failure("this check looks for the tables in the wrong way")


def chain_of(home):
    return home.rows("drops")[-1]["chain"]


def main(aidtally):
    with driver.Home(aidtally) as home:
        for k, (name, text) in enumerate(FILES):
            driver.Drop(name, text.encode()).put(home.files)
            home.must("import", name)
            if k == 3:
                early = chain_of(home)
        late = chain_of(home)
        if f"chain {late}" not in home.must("verify") or late not in home.must("status", "--format", "csv"):
            raise driver.Failure("verify, status and drops do not name the same chain")
        check_tables(home)
        check_archive(home)
        check_altered(home)
        check_noted(home, early, late)
    print(f"{len(ALTERED)} alterations, each named at its drop")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except driver.Failure as failure:
        sys.exit(str(failure))
