#!/usr/bin/env python3
"""The statements of schema/reconcile give the same figures on PostgreSQL 15 as on SQLite.

balances.py SCHEMA_DIR PLAYER [--files LIST]

A ledger takes its drops through the library (tests/history/player.c). Its facts are copied into PostgreSQL; the statements of one reconcile run
on SQLite and, as they were executed there and in that order, on PostgreSQL; then what follows is compared row by row. Consignments that the
ledger lays side by side in memory get a hint that sends them through the statements too. LIST: lines of source, profile and file, for files that
are not in the tree. Status 77: there is no PostgreSQL 15 here.
"""

import argparse
import csv
import io
import os
import re
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "cmake"), os.path.join(ROOT, "tests", "history"), os.path.join(ROOT, "tests", "ledger")]
sys.dont_write_bytecode = True

import embed_sql  # noqa: E402
import history  # noqa: E402
import player as players  # noqa: E402
import postgres  # noqa: E402

N_SHIPMENTS = 10000
# Of what moment_create makes: what waits, and lanes, whose numbers are those of the connection that needed them; they are compared by what they name.
NOT_COMPARED = {"lane", "dirty_waybill", "dirty_day", "moment"}
LANE = ["donor_id", "commodity_id", "category_id", "destination_id", "crossing_id"]


def compared(schema):
    """The tables that a reconcile works out."""
    script = next(entry for entry in embed_sql.read_statements(schema) if entry.name == "moment_create")
    return [table for table in re.findall(r"CREATE TEMPORARY TABLE (\w+)", script.sql) if table not in NOT_COMPARED] + ["balance_journal", "cell_journal", "arrival_journal"]


def columns_of(db, table):
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def tables_of(db):
    return [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") if not row[0].startswith("sqlite_")]


def copy_text(value):
    if value is None:
        return "\\N"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def copied(db):
    """COPY of every table, for psql."""
    out = [f"TRUNCATE {', '.join(tables_of(db))};"]
    for table in tables_of(db):
        columns = columns_of(db, table)
        rows = db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        if rows:
            out.append(f"COPY {table} ({', '.join(columns)}) FROM stdin;")
            out += ["\t".join(map(copy_text, row)) for row in rows] + ["\\."]
    out.append("SELECT setval(pg_get_serial_sequence('lane', 'lane_id'), (SELECT coalesce(max(lane_id), 1) FROM lane)) \\gset\nANALYZE;")
    return "\n".join(out)


def select_of(db, table):
    """What of a table is compared, in words that both databases know."""
    columns = columns_of(db, table)
    if "lane_id" not in columns:
        return f"SELECT {', '.join(columns)} FROM {table}"
    names = [f"t.{column}" for column in columns if column != "lane_id"] + [f"g.{column} AS lane_{column}" for column in LANE]
    return f"SELECT {', '.join(names)} FROM {table} t LEFT JOIN lane g ON g.lane_id = t.lane_id"


def rows_of(db, table):
    return sorted("\t".join("\\N" if value is None else str(value) for value in row) for row in db.execute(select_of(db, table)))


class Ledger:
    """A ledger on SQLite that is reconciled once, and what that takes on PostgreSQL."""

    def __init__(self, program, drops, tables):
        with players.Player(program) as player:
            player.open()
            player.tell("look_closer")
            path = f"{player.folder}/{player.n_ledgers}.db"
            for name, source, profile, content, file_time in drops:
                said, why = player.drop(name, source, profile, content, file_time)
                if said[2]:
                    sys.exit(f"{name}: {why}")
            with sqlite3.connect(path) as db:
                self.facts = copied(db)
                self.n_waybills = db.execute("SELECT count(*) FROM waybill").fetchone()[0]
            player.tell(f"trace {player.folder}/trace")
            player.tell("reconcile")
            with sqlite3.connect(path) as db:
                self.rows = {table: rows_of(db, table) for table in tables}
                self.selects = {table: select_of(db, table) for table in tables}
            player.close()
            with open(f"{player.folder}/trace", encoding="utf-8") as file:
                # What SQLite has to be told of errors, PostgreSQL does anyway.
                self.statements = [re.sub(r"^(INSERT|UPDATE) OR ROLLBACK ", r"\1 ", text.strip()) for text in file.read().split("\f\n") if text.strip()]


def wanted(sql):
    """Is it a statement of schema/, and not of the machinery?"""
    bare = re.sub(r"^(?:\s*--[^\n]*\n)*\s*", "", sql)
    return not re.match(r"BEGIN|COMMIT|ROLLBACK|PRAGMA|CREATE VIRTUAL|ANALYZE", bare, re.IGNORECASE)


def script_of(ledger, by_name):
    # In whatever order: keys are as SQLite has checked them.
    out = ["SET search_path = pg_temp, main;", "SET session_replication_role = replica;", ledger.facts]
    for name in ("working_create", "plain_create", "sums_create"):
        if name in by_name:
            out.append(postgres.translated(by_name[name].sql))
    # Memory that statements read like tables: everything needs the closer look, in one batch.
    out.append("INSERT INTO plain_run SELECT min(waybill_id), max(waybill_id) FROM waybill HAVING count(*) > 0;")
    out.append("INSERT INTO closer_look SELECT waybill_id FROM waybill;")
    for number, sql in enumerate(filter(wanted, ledger.statements)):
        out.append(f"\\warn @@ {number}\n{postgres.translated(sql).rstrip().rstrip(';')};")
        if re.search(r"^CREATE TEMPORARY VIEW observation\b", sql, re.MULTILINE):
            # From here on only consignments of which reports speak that do not name them (joins.sql).
            for table, columns in (("plain_run", "waybill_id, waybill_id"), ("closer_look", "waybill_id")):
                out.append(f"DELETE FROM {table};\nINSERT INTO {table} SELECT DISTINCT {columns} FROM all_told;")
        filled = re.match(r"(?:\s*--[^\n]*\n)*\s*INSERT INTO (\w+)", sql)
        if filled:
            out.append(f"ANALYZE {filled[1]};")
    for table in ledger.rows:
        out.append(f"\\echo @@ {table}\nCOPY ({postgres.plain_translated(ledger.selects[table])}) TO stdout;")
    return "\n".join(out)


def tables_said(text):
    found, table = {}, None
    for line in text.split("\n"):
        if line.startswith("@@ "):
            table = line[3:]
            found[table] = []
        elif table is not None and line:
            found[table].append(line)
    return {name: sorted(rows) for name, rows in found.items()}


class Difference(Exception):
    pass


def compare(server, schema, name, ledger):
    """The number of rows compared."""
    statements = embed_sql.read_statements(schema)
    by_name = {entry.name: entry for entry in statements}
    text = "\n".join(["SET client_min_messages = warning;", "DROP SCHEMA IF EXISTS main CASCADE;", "CREATE SCHEMA main;", "SET search_path = main;", postgres.FUNCTIONS,
                      *[postgres.translated(entry.sql) for entry in embed_sql.read_migrations(schema)], script_of(ledger, by_name)])
    done = server.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", server.folder, "-U", "aidtally", "-d", "postgres", text=text)
    if done.returncode != 0:
        numbers = re.findall(r"^@@ (\d+)$", done.stderr, re.MULTILINE)
        statement = list(filter(wanted, ledger.statements))[int(numbers[-1])] if numbers else "the facts"
        said = "\n".join(line for line in done.stderr.split("\n") if not line.startswith("@@"))[:2000]
        sys.exit(f"{name}: PostgreSQL stops at\n{statement}\n{said}")
    found = tables_said(done.stdout)
    n_rows = 0
    for table in ledger.rows:
        here, there = ledger.rows[table], found.get(table, [])
        here = [line.replace("\\", "\\\\") if "\\" in line and "\\N" not in line else line for line in here]
        if here != there:
            only_here, only_there = sorted(set(here) - set(there))[:6], sorted(set(there) - set(here))[:6]
            lines = [f"  SQLite      {line}" for line in only_here] + [f"  PostgreSQL  {line}" for line in only_there]
            raise Difference(f"{name}: {table} differs ({len(here)} and {len(there)} rows)\n" + "\n".join(lines))
        n_rows += len(here)
    return n_rows


def check_self(server, schema, ledger):
    """A statement that says something else on PostgreSQL is noticed."""
    kept = ledger.statements
    ledger.statements = [sql.replace("greatest(", "least(") for sql in kept]
    try:
        compare(server, schema, "itself", ledger)
    except Difference:
        ledger.statements = kept
        return
    sys.exit("a difference is not noticed")


# ---- workloads

def read(path):
    with open(path, "rb") as file:
        return file.read()


def fixture_drops(names):
    """Files of fixtures/, with their profiles."""
    folder = os.path.join(ROOT, "fixtures")
    drops = []
    for top, _, files in sorted(os.walk(os.path.join(folder, "drops"))):
        source = "" if top.endswith(("drops", "_office")) else os.path.basename(top)
        for file in sorted(files):
            profile = os.path.join(folder, "profiles", file[:-4] + ".conf")
            if (names is not None and file in names) or (names is None and file.endswith(".csv")):
                drops.append((file, source, read(profile).decode() if os.path.exists(profile) else "", read(os.path.join(top, file)), 1741867200))
    return sorted(drops, key=lambda drop: drop[0] != "units.csv")


def csv_of(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def workload_drops(n):
    """n shipments with all that happens to them, by arithmetic: no two runs differ."""
    commodities, places = ["Rice", "Flour", "Tents", "riz", "Diesel"], ["KS", "Kerem Shalom", "Zikim", "Rafah"]
    donors, destinations = ["Jordan", "Egypt", "Qatar", ""], ["Gaza", "North", "Gaza Strip", "Jenin", ""]

    def day(k):
        return f"2024-{1 + k // 28 % 12:02d}-{1 + k % 28:02d}"
    commitments = [[f"C{k}", f"C{k - 1}" if k % 7 == 6 else "", ["Jordan", "Egypt", "Qatar", ""][k % 4], ["", "Rice", "Flour", "Tents"][k % 3],
                    str(1000 + 977 * k % 5000), ["t", "kg", "truck"][k % 3], ["", "per_day", "total", "per_week"][k % 4],
                    ["", "Gaza", "North"][k % 3], ["", "KS"][k % 5 == 4], day(k), "" if k % 3 else day(k + 200)] for k in range(120)]
    shipments, reports, counts = [], [], []
    for k in range(n):
        unit = ["t", "kg", "t", "piece", "pallet"][k % 5]
        quantity = f"{k % 97 + 1}.{k % 1000:03d}"
        if k % 31 != 7:
            shipments.append([f"WB-{k:06d}", "" if k % 13 == 0 else "1", f"C{k % 150}" if k % 4 == 0 else "", donors[k % 4], commodities[k % 5],
                              "" if k % 61 == 5 else quantity, "" if k % 61 == 5 else unit, "2" if k % 17 == 3 else "", str(k * 7 % 9000) if k % 19 == 4 else "",
                              "" if k % 23 == 9 else day(k % 300), destinations[k % 5]])
        for step, stage in enumerate(["at_crossing", "offloaded", "crossed", "collected", "delivered"][:k % 6]):
            reports.append([f"R{k}-{step}", f"wb {k}", "" if k % 13 == 0 else "1", stage, places[(k + step * (k % 29 == 0)) % 4], day(k % 300 + step + 1),
                            quantity if k % 11 else f"{k % 50}", unit if k % 37 else "kg", "1" if k % 17 == 3 else "", donors[k % 4] if k % 31 == 7 else ""])
        if k % 41 == 0:
            reports.append([f"E{k}", f"WB{k}", "1", ["intercepted", "lost", "returned", "refused", "damaged"][k % 5], "", day(k % 300 + 7), str(k % 20), unit, "", ""])
        if k % 9 == 0:
            counts.append([f"N{k}", ["crossed", "crossed", "collected", "delivered"][k % 4], places[k % 4], day(k % 300), "" if k % 2 else str(k % 40),
                           "" if k % 2 else "t", str(k % 30)])
    other = [[row[0] + "w", *row[1:6], str(len(row[1])), *row[7:]] for row in reports[::40]]
    seen = "report_id,waybill,line,stage,place,occurred_at,quantity,unit,trucks,donor"
    counted = "report_id,stage,place,occurred_at,quantity,unit,trucks"
    return [(name, source, "", content, 1741867200) for name, source, content in [
        ("units.csv", "", csv_of("unit,commodity,base_unit,low,nominal,high", [["pallet", "", "kg", "640", "800", "1200"], ["pallet", "Rice", "kg", "900", "950", "1000"],
                                                                                ["truck", "", "t", "10", "20", "33"]])),
        ("places.csv", "", csv_of("place,parent,aliases", [["KS", "Gaza", "Kerem Shalom"], ["Zikim", "North", ""], ["North", "Gaza", ""], ["Gaza", "", "Gaza Strip"]])),
        ("commodities.csv", "", csv_of("commodity,category,aliases", [["Rice", "Food", "riz"], ["Flour", "Food", ""]])),
        ("sources.csv", "", csv_of("source,trust,cadence", [["wfp", "1", "3d"], ["un", "", "7d"]])),
        ("commitments.csv", "", csv_of("commitment_id,part_of,donor,commodity,quantity,unit,basis,destination,crossing,starts_on,due_on", commitments)),
        ("shipments.csv", "jordan", csv_of("waybill,line,commitment_id,donor,commodity,quantity,unit,trucks,gross_weight_kg,dispatched_at,destination", shipments)),
        ("reports.csv", "un", csv_of(seen, reports)), ("others.csv", "wfp", csv_of(seen, other)),
        ("counts.csv", "un", csv_of(counted, counts)), ("more.csv", "wfp", csv_of(counted, counts[::3]))]]


def history_drops(seed):
    told = history.History(seed)
    return [(f"drop{k}.csv", drop.source, drop.profile, drop.csv(drop.fixes[0] + 1 if drop.fixes else None), drop.file_time()) for k, drop in enumerate(told.drops)]


def listed_drops(path):
    drops = []
    with open(path, encoding="utf-8") as file:
        for source, profile, name in (line.rstrip("\n").split("\t") for line in file if line.strip()):
            drops.append((os.path.basename(name), source, read(profile).decode() if profile else "", read(name), 1741867200))
    return drops


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("schema")
    parser.add_argument("player")
    parser.add_argument("--files", action="append", default=[])
    parser.add_argument("--shipments", type=int, default=N_SHIPMENTS)
    parser.add_argument("--histories", type=int, default=12)
    options = parser.parse_args()
    if not os.access(os.path.join(postgres.BINARIES, "postgres"), os.X_OK):
        print(f"there is no {postgres.BINARIES}/postgres (package postgresql-15)")
        sys.exit(postgres.SKIPPED)
    program = os.path.abspath(options.player)
    if options.files:
        worlds = [(os.path.basename(path), lambda path=path: listed_drops(path)) for path in options.files]
    else:
        worlds = [("gaza", lambda: fixture_drops(["gaza-commitments.csv", "gaza-crossings-2025.csv", "cogat.csv"])),
                  ("scms", lambda: fixture_drops(["scms.csv"])), ("all of fixtures/", lambda: fixture_drops(None)),
                  *[(f"history {seed}", lambda seed=seed: history_drops(seed)) for seed in range(1, options.histories + 1)],
                  (f"{options.shipments} shipments", lambda: workload_drops(options.shipments))]
    server = postgres.Server()
    try:
        server.start()
        n_rows = 0
        for name, drops in worlds:
            ledger = Ledger(program, drops(), compared(options.schema))
            if n_rows == 0:
                check_self(server, options.schema, ledger)
            n_rows += compare(server, options.schema, name, ledger)
            print(f"{name}: {ledger.n_waybills} waybills, {len(ledger.statements)} statements, the same", flush=True)
    except Difference as difference:
        sys.exit(str(difference))
    finally:
        server.close()
    if n_rows == 0:
        sys.exit("nothing was compared")


if __name__ == "__main__":
    main()
