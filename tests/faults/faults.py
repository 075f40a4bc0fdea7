#!/usr/bin/env python3
"""A hundred faults in the SQL: does a test notice each?

faults.py run BUILD_DIR [FIRST [LAST]]   plants the faults of faults.txt, one at a time, and says which test caught each
faults.py propose N SEED                 other faults, made by the rules below, in the form of faults.txt

A fault is one place of one statement: a sign, a condition left out, < for <=, min for max, a join without a condition, another stage. The programs under BUILD_DIR
(target `faulty`) read the changed statement when they start, so nothing is compiled between two faults; the tests most likely to notice come first.
"""

import concurrent.futures
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "cmake"))
sys.dont_write_bytecode = True

import embed_sql  # noqa: E402

LIST = os.path.join(HERE, "faults.txt")
LIMIT_S = 900
# Histories that are looked through for those in which a statement has most to do, and how many of these are played for a fault in it.
N_HISTORIES = 80
N_BUSY = 12

TERM = r"(?:CAST\(:?\w+ AS INTEGER\)|[\w.:]+)"
# (rule, pattern, what is put). A pattern's groups stay.
RULES = [
    ("a wrong sign", r"(?<=[\w)]) \+ (?=[\w(])", " - "),
    ("a wrong sign", r"(?<=[\w)]) - (?=[\w(])", " + "),
    ("another bound", r" <= ", " < "),
    ("another bound", r" >= ", " > "),
    ("another bound", r" < (?=[\w(:])", " <= "),
    ("another bound", r" > (?=[\w(:])", " >= "),
    ("the other end", r"\bmin\(", "max("),
    ("the other end", r"\bmax\(", "min("),
    ("the other end", r"\bgreatest\(", "least("),
    ("the other end", r"\bleast\(", "greatest("),
    ("a condition left out", rf"\s+AND {TERM} (?:=|<>|<=|>=|<|>) {TERM}(?= AND|\n|\)|;|$| GROUP| ORDER)", ""),
    ("a condition left out", rf"\s+AND {TERM} IS (?:NOT )?NULL\b", ""),
    ("a condition left out", rf"\s+AND {TERM} (?:BETWEEN {TERM} AND {TERM}|IN \(\d[^)]*\))", ""),
    ("the opposite", r"\bNOT EXISTS\b", "EXISTS"),
    ("the opposite", r" IS NULL\b", " IS NOT NULL"),
    ("the opposite", r" IS NOT NULL\b", " IS NULL"),
    ("the opposite", r" <> ", " = "),
    ("another stage", r"\bstage = 4\b", "stage = 5"),
    ("another stage", r"\bstage = 6\b", "stage = 5"),
    ("another stage", r"\bstage >= 4\b", "stage >= 3"),
    ("another stage", r"\bstage >= 5\b", "stage >= 6"),
    ("another stage", r"\bstage BETWEEN 4 AND 6\b", "stage BETWEEN 5 AND 6"),
    ("another stage", r"\bstage BETWEEN 2 AND 4\b", "stage BETWEEN 2 AND 3"),
    ("another stage", r"\bstage IN \(8, 9\)", "stage = 8"),
    ("another stage", r"\bstage IN \(10, 11\)", "stage = 11"),
    ("another outcome", r"\boutcome = 1\b", "outcome = 2"),
    ("another outcome", r"\boutcome = 3\b", "outcome = 4"),
    ("another order", r" DESC\b", ""),
    ("only what has both", r"\bLEFT JOIN\b", "JOIN"),
    ("another number", r" / 20\b", " / 10"),
    ("another number", r"\b1000\b", "100"),
    ("another number", r"\b7\b(?=\))", "6"),
    ("another day", r"\bp\.day\b", "p.access_day"),
    ("another day", r"\bp\.access_day\b", "p.day"),
    ("another state", r"\bstate <> 4\b", "state <> 3"),
]


class Fault:
    def __init__(self, statement, place, before, after):
        self.statement, self.place, self.before, self.after = statement, place, before, after

    def applied(self, sql):
        """The statement with the fault; None where it has no such place."""
        at = -1
        for _ in range(self.place):
            at = sql.find(self.before, at + 1)
            if at < 0:
                return None
        return sql[:at] + self.after + sql[at + len(self.before):]

    def line(self):
        return "\t".join([self.statement, str(self.place), *(text.replace("\n", "\\n").replace("\t", "\\t") for text in (self.before, self.after))])

    def __str__(self):
        def shown(text):
            return " ".join(text.split()) or "nothing"
        return f"{self.statement}: {shown(self.before)!r} ({self.place}) becomes {shown(self.after)!r}"


def read_list():
    faults = []
    with open(LIST, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                statement, place, before, after = line.rstrip("\n").split("\t")
                faults.append(Fault(statement, int(place), *(t.replace("\\n", "\n").replace("\\t", "\t") for t in (before, after))))
    return faults


def statements():
    return {entry.name: entry for entry in embed_sql.read_statements(os.path.join(ROOT, "schema")) if entry.kind == "name"}


def code_ranges(sql):
    """Where a fault may stand: neither in prose nor in a text."""
    taken = [m.span() for m in re.finditer(r"--[^\n]*|'(?:[^']|'')*'", sql)]
    return lambda at: not any(low <= at < high for low, high in taken)


def prepares(db, sql):
    class Nothing(dict):
        def __missing__(self, key):
            return None
    try:
        db.execute("EXPLAIN " + sql, Nothing())
        return True
    except sqlite3.Error:
        return False


def fresh_ledger():
    sys.path.insert(0, os.path.join(ROOT, "tests", "schema"))
    import test_plans
    schema = os.path.join(ROOT, "schema")
    return test_plans.fresh_ledger(schema, embed_sql.read_statements(schema))


def possible(entry, db):
    is_code = code_ranges(entry.sql)
    for rule, pattern, put in RULES:
        for match in re.finditer(pattern, entry.sql):
            if not is_code(match.start()):
                continue
            before = match[0]
            place = len([m for m in re.finditer(f"(?={re.escape(before)})", entry.sql) if m.start() <= match.start()])
            fault = Fault(entry.name, place, before, put)
            if fault.applied(entry.sql) and prepares(db, fault.applied(entry.sql)):
                yield rule, fault


def propose(n, seed):
    """n faults: a statement after the other, each rule as often as the others where it can be."""
    rng, db = random.Random(seed), fresh_ledger()
    entries = [entry for entry in statements().values() if not re.match(r"(dump|verify|chain|explain|status|drop|alias|reference|finding)_", entry.name)]
    weight = {"reconcile": 1.0, "reports": 0.2, "ledger": 0.15}
    rng.shuffle(entries)
    entries = [entry for entry in entries if rng.random() < weight[entry.where().split("/")[1]]]
    used, found = {}, []
    while len(found) < n and entries:
        for entry in list(entries):
            choices = [(used.get(rule, 0), rng.random(), rule, fault) for rule, fault in possible(entry, db)
                       if (entry.name, fault.place, fault.before) not in [(f.statement, f.place, f.before) for f in found]]
            if not choices:
                entries.remove(entry)
                continue
            _, _, rule, fault = min(choices, key=lambda choice: choice[:2])
            used[rule] = used.get(rule, 0) + 1
            found.append(fault)
            if len(found) == n:
                break
    for fault in sorted(found, key=lambda fault: (statements()[fault.statement].where().split(":")[0], fault.statement)):
        print(fault.line())


# ---- planting them

class Tests:
    """The tests, those that are likely to notice first."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.folder = os.path.join(self.build, "faulty")
        self.rules = sorted(name[len("faulty_test_rules_"):] for name in os.listdir(self.folder) if name.startswith("faulty_test_rules_"))

    def look_through(self):
        """{statement: histories in which it has something to do}: those of which there is a second reckoning and others, busy ones and any."""
        sys.path.insert(0, os.path.join(ROOT, "tests", "history"))
        import history
        import oracle
        import player as players
        busy = {}
        with players.Player(os.path.join(self.folder, "faulty_test_history_player")) as player:
            for seed in range(1, N_HISTORIES + 1):
                player.open()
                told = history.History(seed)
                is_reckoned = not oracle.is_beyond(told.drops)
                for drop in told.drops:
                    player.drop("drop.csv", drop.source, drop.profile, drop.csv(drop.fixes[0] + 1 if drop.fixes else None), drop.file_time())
                    player.tell("reconcile")
                for line in player.tell("steps").splitlines():
                    name, steps = line.split()
                    busy.setdefault(name, ([], []))[is_reckoned].append((-int(steps), seed))
        self.busy = {}
        for name, kinds in busy.items():
            others, reckoned = ([seed for _, seed in sorted(seeds)] for seeds in kinds)
            rng = random.Random(name)
            mixed = rng.sample(reckoned[6:], min(len(reckoned[6:]), N_BUSY))
            first = [seed for trio in zip(reckoned[:6], mixed[:6], others[:6]) for seed in trio]
            rest = [seed for seed in reckoned + others if seed not in first]
            rng.shuffle(rest)
            self.busy[name] = first + rest

    def histories(self, statement, first, last):
        seeds = self.busy.get(statement, list(range(1, N_HISTORIES + 1)))[first:last]
        return [sys.executable, os.path.join(ROOT, "tests", "history", "test_histories.py"), os.path.join(self.folder, "faulty_test_history_player"),
                "--no-shrink", "--seeds", ",".join(map(str, seeds))]

    def rule(self, name):
        return [os.path.join(self.folder, f"faulty_test_rules_{name}")]

    def golden(self):
        return [sys.executable, os.path.join(ROOT, "tests", "cli", "golden.py"), self.wrapped()]

    def wrapped(self):
        """The tests of the command give it an environment of their own: the fault comes along in a script."""
        return os.path.join(os.environ["TMPDIR"], "aidtally")

    def order(self, fault, entry):
        """[(name, command)]"""
        folder, file = entry.where().split(":")[0].split("/")[1:3]
        mine = [name for name in self.rules if name[:5] in file or file[:5] in name]
        rules = [(f"rules.{name}", self.rule(name)) for name in mine + [name for name in self.rules if name not in mine]]
        few = ("history.random", self.histories(fault.statement, 0, N_BUSY))
        many = ("history.random (more of them)", self.histories(fault.statement, N_BUSY, 5 * N_BUSY))
        golden = ("cli.golden", self.golden())
        if folder == "reports":
            return [golden, *rules]
        if folder == "ledger":
            return [few, *rules, golden, many]
        return [few, *rules[:len(mine)], many, *rules[len(mine):], golden]


def is_caught_by(command, environment):
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=LIMIT_S, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def plant(tests, fault, entry, folder):
    """The test that noticed, or None; and how long it took."""
    start = time.monotonic()
    path = os.path.join(folder, "fault.sql")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{fault.statement}\n{fault.applied(entry.sql)}")
    environment = {**os.environ, "AID_FAULT": path, "TMPDIR": folder, "CMOCKA_TEST_ABORT": "1"}
    script = os.path.join(folder, "aidtally")
    with open(script, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\nAID_FAULT={path} exec {os.path.join(tests.folder, 'faulty_aidtally')} \"$@\"\n")
    os.chmod(script, 0o755)
    for name, command in tests.order(fault, entry)[:int(os.environ.get("AID_STEPS", "99"))]:
        command = [script if part == tests.wrapped() else part for part in command]
        if is_caught_by(command, environment):
            return name, time.monotonic() - start
    return None, time.monotonic() - start


def run(build, first, last):
    os.environ.setdefault("TMPDIR", tempfile.gettempdir())
    tests, by_name = Tests(build), statements()
    faults = read_list()
    for number, fault in enumerate(faults, 1):
        if fault.statement not in by_name or fault.applied(by_name[fault.statement].sql) is None:
            sys.exit(f"faults.txt, fault {number}: the SQL has changed, and this stands nowhere: {fault}")
    tests.look_through()
    top = tempfile.mkdtemp(prefix="aid-faults-")
    chosen = list(enumerate(faults, 1))[first - 1:last]

    def one(item):
        number, fault = item
        folder = os.path.join(top, str(number))
        os.mkdir(folder)
        caught, seconds = plant(tests, fault, by_name[fault.statement], folder)
        shutil.rmtree(folder, ignore_errors=True)
        print(f"{number:3d}  {'caught by ' + caught if caught else 'SURVIVES'}, {seconds:.0f} s: {fault}", flush=True)
        return caught

    try:
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AID_JOBS", "2"))) as pool:
            results = list(pool.map(one, chosen))
    finally:
        shutil.rmtree(top, ignore_errors=True)
    n_caught = sum(result is not None for result in results)
    print(f"{n_caught} of {len(results)} faults caught")
    sys.exit(0 if n_caught == len(results) else 1)


def main(argv):
    if len(argv) == 4 and argv[1] == "propose":
        propose(int(argv[2]), int(argv[3]))
    elif len(argv) in (3, 4, 5) and argv[1] == "run":
        first = int(argv[3]) if len(argv) > 3 else 1
        run(argv[2], first, int(argv[4]) if len(argv) > 4 else (first if len(argv) > 3 else None))
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    main(sys.argv)
