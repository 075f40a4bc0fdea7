#!/usr/bin/env python3
"""A hundred faults in the SQL: does a test notice each?

faults.py run BUILD_DIR [FIRST [LAST]] [--record]   plants the faults of faults.txt, one at a time, and says which test caught each; --record: in SCORE.md
faults.py propose N SEED                            other faults, made by the rules below, in the form of faults.txt

A fault is one place of one statement: a sign, a condition left out, < for <=, min for max, a join without a condition, another stage. The programs under BUILD_DIR
(target `faulty`) read the changed statement when they start, so nothing is compiled between two faults. First every test is run without a fault: one that fails
then ends it all. That run also tells what each statement has to do in each test, and the tests most likely to notice come first. It is kept beside the
programs; when these change, a test has to pass anew without a fault before it is believed.

The environment has its way: AID_JOBS (2), AID_BUDGET_S, the seconds after which no further test is asked about a fault.
"""

import collections
import concurrent.futures
import glob
import hashlib
import json
import os
import random
import re
import shlex
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
SCORE = os.path.join(HERE, "SCORE.md")
LIMIT_S = 900
JOBS = int(os.environ.get("AID_JOBS", "2"))
BUDGET_S = int(os.environ.get("AID_BUDGET_S", "1800"))
N_HISTORIES = 100
KINDS = ["history", "rules", "cli", "ledger"]
WHAT = {"history": "random histories", "rules": "scenarios", "cli": "what the command prints", "ledger": "what holds of a ledger as a whole"}

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

    def told(self, quote="`"):
        def shown(text):
            return quote + " ".join(text.split()) + quote if text.strip() else "nothing"
        return f"{shown(self.before)}, place {self.place}, becomes {shown(self.after)}"

    def __str__(self):
        return f"{self.statement}: {self.told(chr(39))}"


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

class Probe:
    """A test, as small as it can be run alone. On a ledger without a fault: seconds that it takes, and what each statement has to do in it."""

    def __init__(self, kind, name, command, **environment):
        self.kind, self.name, self.command, self.environment = kind, name, command, environment
        self.seconds, self.steps = 0.0, {}

    def run(self, folder, limit_s, **environment):
        """The status; None: it did not end in time."""
        script = os.path.join(folder, "aidtally")
        command = [script if part == WRAPPED else part for part in self.command]
        environment.update(self.environment, TMPDIR=folder, CMOCKA_TEST_ABORT="1")
        if WRAPPED in self.command:
            with open(script, "w", encoding="utf-8") as file:
                told = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items() if name.startswith("AID_"))
                file.write(f"#!/bin/sh\n{told} exec {shlex.quote(AIDTALLY[0])} \"$@\"\n")
            os.chmod(script, 0o755)
        try:
            return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=limit_s, check=False).returncode
        except subprocess.TimeoutExpired:
            return None

    def learn(self, folder):
        path = os.path.join(folder, "steps")
        start = time.monotonic()
        status = self.run(folder, LIMIT_S, AID_STEPS=path)
        self.seconds = time.monotonic() - start
        if status != 0:
            sys.exit(f"{self.name} fails without any fault (status {status}): mend that first.\n    {shlex.join(self.command)}")
        self.steps = collections.Counter()
        if not os.path.exists(path):
            return  # it opens no ledger
        with open(path, encoding="utf-8") as file:
            for line in file:
                name, steps = line.split()
                self.steps[name] += int(steps)


# The tests of the command give it an environment of their own: fault and steps come along in a script of this name.
WRAPPED = "aidtally with a fault"
AIDTALLY = []


def probes(build):
    folder = os.path.join(os.path.abspath(build), "faulty")
    AIDTALLY[:] = [os.path.join(folder, "faulty_aidtally")]
    histories = os.path.join(ROOT, "tests", "history", "test_histories.py")
    player = os.path.join(folder, "faulty_test_history_player")
    for seed in range(1, N_HISTORIES + 1):
        yield Probe("history", f"history.random, seed {seed}", [sys.executable, histories, player, "--no-shrink", "--seed", str(seed), "--histories", "1"])
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "rules", "test_*.c"))):
        subject = os.path.basename(path)[len("test_"):-len(".c")]
        with open(path, encoding="utf-8") as file:
            for name in re.findall(r'^\s*\{ ?\.name = "([^"]+)"', file.read(), re.MULTILINE):
                yield Probe("rules", f"rules.{subject}: {name}", [os.path.join(folder, f"faulty_test_rules_{subject}")], AID_SCENARIO=name)
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "cli", "cases", "*.txt"))):
        case = os.path.basename(path)[:-len(".txt")]
        yield Probe("cli", f"cli.{case}", [sys.executable, os.path.join(ROOT, "tests", "cli", "golden.py"), WRAPPED, case])
    for name in ("formats", "matches_verb", "receipts"):
        yield Probe("cli", f"cli.{name}", [sys.executable, os.path.join(ROOT, "tests", "cli", f"test_{name}.py"), WRAPPED])
    for name in ("totals", "publications", "names", "disagree", "chain", "known_at", "verify"):
        yield Probe("ledger", f"ledger.{name}", [sys.executable, os.path.join(ROOT, "tests", "ledger", f"test_{name}.py"), WRAPPED])


def state_of(probe, known):
    """What its outcome rests on: the program, and for what a script asks, the scripts and what they give to it."""
    paths = [AIDTALLY[0] if part == WRAPPED else part for part in probe.command if part == WRAPPED or part.startswith(os.sep)]
    if probe.kind != "rules":
        folder = os.path.dirname(probe.command[1])
        paths += sorted(glob.glob(os.path.join(folder, "*.py")) + glob.glob(os.path.join(folder, "cases", "*.txt")))
    if WRAPPED in probe.command:
        paths += sorted(glob.glob(os.path.join(ROOT, "fixtures", "**", "*.*"), recursive=True))
    digest = hashlib.sha256(json.dumps([probe.name, probe.command]).encode())
    for path in paths:
        if path not in known:
            with open(path, "rb") as file:
                known[path] = hashlib.sha256(file.read()).digest()
        digest.update(known[path])
    return digest.hexdigest()


class Baseline:
    """Every test without a fault. What was learned is kept beside the programs. When these or a test change, that still says which tests to ask
    first, but each has to pass anew before it is believed."""

    def __init__(self, build, top):
        self.top, self.path, self.kept, known = top, os.path.join(build, "faulty", "baseline.json"), {}, {}
        self.probes = list(probes(build))
        self.states = {probe.name: state_of(probe, known) for probe in self.probes}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                self.kept = json.load(file)
        start = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            n_run = sum(pool.map(self.recall, self.probes))
        print(f"{len(self.probes)} tests, of which {n_run} were run without a fault: they pass, {time.monotonic() - start:.0f} s", flush=True)

    def recall(self, probe):
        if probe.name not in self.kept:
            self.run(probe)
            return True
        _, probe.seconds, probe.steps = self.kept[probe.name]
        return False

    def run(self, probe):
        folder = tempfile.mkdtemp(dir=self.top)
        probe.learn(folder)
        shutil.rmtree(folder, ignore_errors=True)
        self.kept[probe.name] = [self.states[probe.name], probe.seconds, probe.steps]

    def prove(self, probe):
        """Ends everything where the test fails without a fault too."""
        if self.kept[probe.name][0] != self.states[probe.name]:
            self.run(probe)

    def keep(self):
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({probe.name: self.kept[probe.name] for probe in self.probes if probe.name in self.kept}, file)


def order(found, statement):
    """The tests in which the statement runs at all: of each kind in turn the one in which it has most to do for the time that it takes."""
    kinds = collections.defaultdict(list)
    for probe in found:
        if statement in probe.steps:
            kinds[probe.kind].append(probe)
    for kind in kinds.values():
        kind.sort(key=lambda probe: -probe.steps[statement] / (probe.seconds + 0.2))
    ranked = [(place, kind, probe) for kind, ones in kinds.items() for place, probe in enumerate(ones)]
    return [probe for _, _, probe in sorted(ranked, key=lambda one: (one[0] * (8 if one[1] == "ledger" else 1), KINDS.index(one[1])))]


def plant(known, fault, entry, folder):
    """The test that noticed, or None; how many were asked, and how long it took."""
    start = time.monotonic()
    path = os.path.join(folder, "fault.sql")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{fault.statement}\n{fault.applied(entry.sql)}")
    n_asked = 0
    for probe in order(known.probes, fault.statement):
        if time.monotonic() - start > BUDGET_S:
            break
        n_asked += 1
        # A test that does not end has noticed something only when without the fault it takes next to nothing of that time.
        if probe.run(folder, 60 + 20 * probe.seconds, AID_FAULT=path) != 0:
            known.prove(probe)
            return probe, n_asked, time.monotonic() - start
    return None, n_asked, time.monotonic() - start


def recorded():
    """{fault as the table tells it: the test that noticed it}"""
    found = {}
    if os.path.exists(SCORE):
        with open(SCORE, encoding="utf-8") as file:
            for line in file:
                cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
                if len(cells) == 4 and cells[0].isdigit() and not cells[3].startswith("**"):
                    found[cells[1], cells[2]] = cells[3]
    return found


def record(faults, results):
    """results: (number, fault, the test that noticed it or None); of faults that were not asked about this time what was recorded before."""
    noticed = recorded()
    noticed.update({(f"`{fault.statement}`", fault.told()): probe.name if probe else None for _, fault, probe in results})
    by_number = [(number, fault, noticed.get((f"`{fault.statement}`", fault.told()))) for number, fault in enumerate(faults, 1)]
    kinds = collections.Counter(name.split(".")[0] for _, _, name in by_number if name)
    lines = ["# A hundred faults in the SQL: which test noticed each", "",
             "Written by `./dev faults --record`; CONTRIBUTING.md says what a fault is. Each was planted alone; the tests in which its statement has most to do were asked first, and the first that",
             "noticed is named. Without a fault each of these passes, or the run ends.", "",
             f"**{sum(kinds.values())} of {len(faults)} noticed**: " + ", ".join(f"{kinds[kind]} by {WHAT[kind]}" for kind in KINDS if kinds[kind]) + ".", "",
             "| | statement | fault | noticed by |", "|---:|---|---|---|"]
    for number, fault, name in by_number:
        cells = [str(number), f"`{fault.statement}`", fault.told(), name or "**nobody yet**"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    with open(SCORE, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def run(build, first, last, is_recorded):
    by_name, faults = statements(), read_list()
    for number, fault in enumerate(faults, 1):
        if fault.statement not in by_name or fault.applied(by_name[fault.statement].sql) is None:
            sys.exit(f"faults.txt, fault {number}: the SQL has changed, and this stands nowhere: {fault}")
    top = tempfile.mkdtemp(prefix="aid-faults-")

    def one(item):
        number, fault = item
        folder = os.path.join(top, str(number))
        os.mkdir(folder)
        probe, n_asked, seconds = plant(known, fault, by_name[fault.statement], folder)
        shutil.rmtree(folder, ignore_errors=True)
        print(f"{number:3d}  {'caught by ' + probe.name if probe else 'SURVIVES'}, {n_asked} asked, {seconds:.0f} s: {fault}", flush=True)
        return number, fault, probe

    known = None
    try:
        known = Baseline(build, top)
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            results = list(pool.map(one, list(enumerate(faults, 1))[first - 1:last]))
    finally:
        if known is not None:
            known.keep()
        shutil.rmtree(top, ignore_errors=True)
    n_caught = sum(probe is not None for _, _, probe in results)
    print(f"{n_caught} of {len(results)} faults caught")
    if is_recorded:
        record(faults, results)
    sys.exit(0 if n_caught == len(results) else 1)


def main(argv):
    is_recorded = "--record" in argv
    argv = [arg for arg in argv if arg != "--record"]
    if len(argv) == 4 and argv[1] == "propose":
        propose(int(argv[2]), int(argv[3]))
    elif len(argv) in (3, 4, 5) and argv[1] == "run":
        first = int(argv[3]) if len(argv) > 3 else 1
        run(argv[2], first, int(argv[4]) if len(argv) > 4 else (first if len(argv) > 3 else None), is_recorded)
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    main(sys.argv)
