#!/usr/bin/env python3
"""A hundred faults in the SQL: does a test notice each?

A fault is one place of one statement: a sign, a condition left out, < for <=, min for max, a join without a condition, another stage. The programs under the build
folder (target `faulty`) read the changed statement when they start, so nothing is compiled between two faults. First is asked what SCORE.md names: the test that
noticed the fault before, then those that noticed others of the statement. Where none of these notices, every test is run without a fault, which tells what each
statement has to do in each, and the tests most likely to notice come first. That is kept beside the programs. A test that fails with a fault is believed only
when it passes without.

The environment has its way: AID_JOBS (2).
"""

import argparse
import collections
import concurrent.futures
import glob
import json
import math
import os
import random
import re
import shlex
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
LIMIT_S = 300
JOBS = int(os.environ.get("AID_JOBS", "2"))
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


def read_list(path):
    faults = []
    with open(path, encoding="utf-8") as file:
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
    """A test, as small as it can be run alone. Without a fault: how long it takes, and what each statement has to do in it."""

    def __init__(self, kind, name, command, **environment):
        self.kind, self.name, self.command, self.environment = kind, name, command, environment
        self.seconds, self.steps = None, {}

    def run(self, top, limit_s, **environment):
        """The status, and the seconds of a processor that it took: more than limit_s end it, however long others kept it waiting."""
        with tempfile.TemporaryDirectory(dir=top) as folder:
            script = os.path.join(folder, "aidtally")
            command = ["prlimit", f"--cpu={limit_s:.0f}", *(script if part == WRAPPED else part for part in self.command)]
            environment.update(self.environment, TMPDIR=folder, CMOCKA_TEST_ABORT="1")
            if WRAPPED in self.command:
                with open(script, "w", encoding="utf-8") as file:
                    told = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items() if name.startswith("AID_"))
                    file.write(f"#!/bin/sh\n{told} exec {shlex.quote(AIDTALLY[0])} \"$@\"\n")
                os.chmod(script, 0o755)
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage.ru_utime + usage.ru_stime

    def learn(self, top):
        """Ends everything where the test fails."""
        with tempfile.NamedTemporaryFile("r", dir=top, encoding="utf-8") as file:
            status, self.seconds = self.run(top, LIMIT_S, AID_STEPS=file.name)
            if status != 0:
                sys.exit(f"{self.name} fails without any fault (status {status}): mend that first.\n    {shlex.join(self.command)}")
            steps = collections.Counter()
            for line in file:
                name, n = line.split()
                steps[name] += int(n)
            self.steps = steps

    def changed_at(self):
        """When what it runs was written last: its program, or a script and what stands beside that."""
        paths = [AIDTALLY[0] if part == WRAPPED else part for part in self.command if part == WRAPPED or part.startswith(os.sep)]
        if self.kind != "rules":
            paths += glob.glob(os.path.join(os.path.dirname(self.command[1]), "**"), recursive=True)
        return max(os.path.getmtime(path) for path in paths)


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


class Tests:
    """All tests, by name. What they do without a fault is learned when first it is asked for, and kept beside the programs."""

    def __init__(self, build, top):
        self.top, self.path = top, os.path.join(build, "faulty", "learned.json")
        self.by_name = {probe.name: probe for probe in probes(build)}
        self.proven = set()

    def learn(self):
        kept, start = {}, time.monotonic()
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                kept = json.load(file)
        anew = []
        for probe in self.by_name.values():
            changed_at, probe.seconds, probe.steps = kept.get(probe.name, (0, None, {}))
            if changed_at != probe.changed_at():
                anew.append(probe)
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            list(pool.map(lambda probe: probe.learn(self.top), anew))
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({name: [probe.changed_at(), probe.seconds, probe.steps] for name, probe in self.by_name.items()}, file)
        self.proven.update(probe.name for probe in anew)
        print(f"{len(self.by_name)} tests, of which {len(anew)} were run without a fault: they pass, {time.monotonic() - start:.0f} s", flush=True)

    def notices(self, probe, path):
        """Whether the test fails with the fault. What does so has to pass without one."""
        limit_s = LIMIT_S if probe.seconds is None else 20 + 10 * probe.seconds
        if probe.run(self.top, limit_s, AID_FAULT=path)[0] == 0:
            return False
        if probe.name not in self.proven:
            probe.learn(self.top)
            self.proven.add(probe.name)
        return True

    def order(self, statement):
        """The tests in which the statement runs at all: first that in which it has most to do for the time that the test takes. The square root, as twice the work on
        the same rows shows no more."""
        found = [probe for probe in self.by_name.values() if statement in probe.steps]
        return sorted(found, key=lambda probe: -math.sqrt(probe.steps[statement]) / (probe.seconds + 0.2))


def recorded():
    """{statement: {fault as the table tells it: the test that noticed it}}"""
    found = collections.defaultdict(dict)
    if os.path.exists(SCORE):
        with open(SCORE, encoding="utf-8") as file:
            for line in file:
                cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
                if len(cells) == 4 and cells[0].isdigit():
                    found[cells[1].strip("`")][cells[2]] = cells[3]
    return found


def record(results):
    """results: [(fault, the test that noticed it or None)]"""
    kinds = collections.Counter(probe.kind for _, probe in results if probe)
    lines = ["# A hundred faults in the SQL: which test noticed each", "",
             "Written by `./dev faults --record`; CONTRIBUTING.md says what a fault is. Each was planted alone. What had noticed it, or others of its statement, before was asked first, then the tests in",
             "which the statement has most to do; the first that noticed is named. Without a fault each of these passes, or the run ends.", "",
             f"**{sum(kinds.values())} of {len(results)} noticed**: " + ", ".join(f"{kinds[kind]} by {WHAT[kind]}" for kind in KINDS if kinds[kind]) + ".", "",
             "| | statement | fault | noticed by |", "|---:|---|---|---|"]
    for number, (fault, probe) in enumerate(results, 1):
        cells = [str(number), f"`{fault.statement}`", fault.told(), probe.name if probe else "**nobody yet**"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    with open(SCORE, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def run(build, listed, first, last, is_recorded):
    by_name, faults, before = statements(), read_list(listed), recorded()
    for number, fault in enumerate(faults, 1):
        if fault.statement not in by_name or fault.applied(by_name[fault.statement].sql) is None:
            sys.exit(f"{listed}, fault {number}: the SQL has changed, and this stands nowhere: {fault}")
    asked = dict(list(enumerate(faults, 1))[first - 1:last])
    noticed = {}

    def likely(fault):
        names = before[fault.statement]
        return [tests.by_name[name] for name in dict.fromkeys([names.get(fault.told()), *names.values()]) if name in tests.by_name]

    def ask(numbers, choose, is_last):
        def one(number):
            fault, start, n_asked = asked[number], time.monotonic(), 0
            path = os.path.join(top, f"{number}.sql")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{fault.statement}\n{fault.applied(by_name[fault.statement].sql)}")
            for n_asked, probe in enumerate(choose(fault), 1):
                if tests.notices(probe, path):
                    noticed[number] = probe
                    break
            if is_last or number in noticed:
                told = f"caught by {noticed[number].name}" if number in noticed else "SURVIVES"
                print(f"{number:3d}  {told}, {n_asked} asked, {time.monotonic() - start:.0f} s: {fault}", flush=True)
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            list(pool.map(one, numbers))

    with tempfile.TemporaryDirectory(prefix="aid-faults-") as top:
        tests = Tests(build, top)
        ask(list(asked), likely, False)
        left = [number for number in asked if number not in noticed]
        if left:
            tests.learn()
            ask(left, lambda fault: tests.order(fault.statement), True)
    print(f"{len(noticed)} of {len(asked)} faults caught")
    if is_recorded:
        record([(fault, noticed.get(number)) for number, fault in asked.items()])
    sys.exit(0 if len(noticed) == len(asked) else 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    planting = verbs.add_parser("run", help="plants faults and says which test caught each")
    planting.add_argument("build", help="the folder in which the target `faulty` was built")
    planting.add_argument("first", nargs="?", type=int, help="number of the fault, or of the first")
    planting.add_argument("last", nargs="?", type=int)
    planting.add_argument("--list", default=LIST, help="a file like faults.txt")
    planting.add_argument("--record", action="store_true", help="all of faults.txt, and writes SCORE.md")
    making = verbs.add_parser("propose", help="other faults, made by the rules above, in the form of faults.txt")
    making.add_argument("n", type=int)
    making.add_argument("seed", type=int)
    arguments = parser.parse_args()
    if arguments.verb == "propose":
        propose(arguments.n, arguments.seed)
    elif arguments.record and (arguments.first or arguments.list != LIST):
        parser.error("--record is of the whole list")
    else:
        run(arguments.build, arguments.list, arguments.first or 1, arguments.last or arguments.first, arguments.record)


if __name__ == "__main__":
    main()
