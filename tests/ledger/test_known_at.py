#!/usr/bin/env python3
"""P5: what a report said with a drop, it says of that drop for ever, byte for byte, in every format and with every filter.

test_known_at.py AIDTALLY

The history is written by hand: every drop brings something that could reach back (names, spellings, units, corrections, contradictions,
a lesser form of a waybill, entries that are said again). After each drop every verb with --known-at is asked; at the end each is asked again with the
number of that drop. A verb that is not in ASKED fails the test.
"""

import os
import re
import sqlite3
import sys

import driver

AS_OF = ["--as-of", "2025-03-12"]
SENT = "waybill,line,commitment_id,donor,commodity,destination,quantity,unit,dispatched_at,reported_at\n"
SEEN = "report_id,waybill,line,stage,place,occurred_at,quantity,unit,state,reported_at\n"
COUNTS = "report_id,stage,place,destination,occurred_at,trucks,reported_at\n"
PROMISES = "commitment_id,donor,commodity,destination,quantity,unit,basis,starts_on,due_on,counted_at,reported_at\n"

# (source, file, text); {fix} is what the file of rejected rows of the drop before holds, corrected.
HISTORY = [
    ("_office", "promises.csv", PROMISES
     + "C1,Norland,Rice,Vale,100,kg,,,,,2025-03-01\n"
     + "R1,Norland,Flour,Vale,10,t,per_day,2025-03-02,2025-03-30,crossed,2025-03-01\n"
     + "A1,,,Vale,600,truck,per_day,2025-03-02,,crossed,2025-03-01\n"),
    ("norland", "sent.csv", SENT
     + "W 0002,1,C1,Norland,Rice,Vale,60,kg,2025-03-02,2025-03-02\n"
     + "w3,1,,Norland,Flour,Vale,300,fiches,2025-03-03,2025-03-02\n"
     + "W4,1,,Norlnad,Flor,Vale District,3,t,,2025-03-02\n"),
    ("post", "seen.csv", SEEN
     + "r1,W-2,1,crossed,Bridge,2025-03-04T10:00Z,50,kg,,2025-03-04\n"
     + "r2,W4,1,at_crossing,Brigde,2025-03-04T08:00Z,3,t,,2025-03-04\n"
     + "r3,W4,1,crossed,Bridge,2025-03-05T08:00Z,3,t,,2025-03-04\n"),
    ("post", "counts.csv", COUNTS
     + "c1,crossed,Bridge,Vale,2025-03-04,20,2025-03-05\nc2,crossed,Bridge,Vale,2025-03-05,30,2025-03-05\n"),
    ("un", "counts.csv", COUNTS
     + "u1,crossed,The Bridge,Vale,2025-03-04,25,2025-03-05\nu2,crossed,The Bridge,Vale,2025-03-06,5,2025-03-06\n"),
    # A unit that makes known what was rejected, and changes what the nearest known spelling of another is.
    ("_office", "units.csv", "unit,commodity,base_unit,low,nominal,high\nfiche,,kg,45,50,55\n"),
    ("norland", "fix", "{fix}"),
    ("_office", "places.csv", "place,parent,aliases,reported_at\nVale,,Vale District,2025-03-06\nStone Bridge,Vale,Bridge|The Bridge,2025-03-06\n"),
    ("_office", "commodities.csv", "commodity,category,aliases,reported_at\nFlour,Food,Flor|Wheat,2025-03-06\n"),
    # Another entry claims a spelling; the first is said again, and has it again.
    ("_office", "claims.csv", "commodity,category,aliases,reported_at\nWheat flour,Food,Flor,2025-03-07\n"),
    ("_office", "again.csv", "commodity,category,aliases,reported_at\nFlour,Food,Flor|Wheat,2025-03-08\n"),
    # A contradiction, and the report that settles it; a report that moves to another waybill, one that is withdrawn.
    ("post", "contradiction.csv", SEEN + "r1,W-2,1,crossed,Bridge,2025-03-04T10:00Z,40,kg,,2025-03-04\n"),
    ("post", "settled.csv", SEEN + "r1,W-2,1,crossed,Bridge,2025-03-04T10:00Z,55,kg,,2025-03-09\n"
     + "r3,W5,1,crossed,Bridge,2025-03-05T08:00Z,3,t,,2025-03-09\nr2,W4,1,at_crossing,Brigde,2025-03-04T08:00Z,3,t,withdrawn,2025-03-09\n"),
    # Lesser forms of the same waybills, and the promises anew.
    ("un", "forms.csv", SEEN + "v1,W 0 2,1,delivered,Vale,2025-03-10,20,kg,,2025-03-10\nv2,A9,1,delivered,Vale,2025-03-10,7,kg,,2025-03-10\n"),
    ("_office", "amended.csv", PROMISES
     + "C1,Norland,Rice,Vale,80,kg,,,,,2025-03-11\nC2,Southmark,Rice,Vale,10,kg,,,,,2025-03-11\n"),
    # Late, and older than what is known: it changes nothing, and stands in the history from here on.
    ("_office", "late.csv", PROMISES + "C1,Norland,Rice,Vale,90,kg,,,,,2025-03-05\n"),
    ("_office", "sources.csv", "source,aliases,trust,cadence,reported_at\nun,,9,2d,2025-03-11\n"),
    ("_office", "policies.csv", "source,stage,place,starts_on\npost,crossed,Vale,2025-03-04\n"),
    ("_office", "thresholds.csv", "stage,place,hours\ncrossed,Vale,24\n"),
    ("post", "broken.csv", "nothing,known\n1,2\n"),
]

N_FINDINGS = 3
PROMISE_FILTERS = [["--donor", "Norland"], ["--commodity", "Flour"], ["--destination", "Vale"], ["--crossing", "Bridge"]]
# How each verb is asked. {drop} is every drop so far, {finding} the first findings of the moment.
ASKED = {
    "shortfall": [AS_OF, AS_OF + ["--by", "donor"], AS_OF + ["--by", "commodity"], *[AS_OF + part for part in PROMISE_FILTERS],
                  AS_OF + ["--source", "office"], AS_OF + ["--due-before", "2025-04-01"], AS_OF + ["--measured"],
                  *[AS_OF + ["--by", word] for word in ("destination", "due_month", "age", "place")]],
    "commitments": [AS_OF, AS_OF + ["--donor", "Norland"], ["C1", *AS_OF], ["C2", *AS_OF]],
    "stalled": [AS_OF + ["--threshold", "1d"], AS_OF + ["--threshold", "1d", "--commodity", "Flor"]],
    "crossings": [AS_OF, [], ["--destination", "Vale"], ["--source", "un"], ["--crossing", "Bridge"]],
    "disagree": [AS_OF, [], ["--period", "day", "--base", "post"], ["--crossing", "Vale", "--source", "un"], ["--base", "(shipments)", "--period", "week"]],
    "trace": [[waybill] for waybill in ("W2", "W3", "W4", "W5", "A9")] + [["W2", *AS_OF], ["W4", "--rows"]],
    "explain": [["C1", *AS_OF], ["R1", *AS_OF], ["A1", "crossed", *AS_OF], ["C2", *AS_OF], ["C1", "--rows", *AS_OF], ["--finding", "{finding}"],
                ["unallocated", "kg", *AS_OF], ["--by", "donor", "Norland", "kg", "reached", *AS_OF], ["2025-03-04", "Bridge", "crossed", "post", "trucks", *AS_OF],
                ["2025-03", "Vale", "crossed", "un", "difference", *AS_OF]],
    "findings": [AS_OF, AS_OF + ["--source", "post"], AS_OF + ["--rows"]],
    "drops": [[], ["--source", "un"], ["--source", "_office"]],
    "receipt": [["{drop}"]],
    "aliases": [["--kind", kind] for kind in ("organisations", "places", "commodities", "sources")],
}


def verbs_to_ask(home):
    """The verbs that take --known-at."""
    names = re.findall(r"^  (\w+) ", home.must("--help"), re.MULTILINE)
    found = [name for name in names if re.search(r"^ +--known-at", home.must(name, "--help"), re.MULTILINE)]
    missing = [name for name in found if name not in ASKED] + [name for name in ASKED if name not in found]
    if missing or len(found) < 9:
        raise driver.Failure(f"verbs with --known-at, and those that this test asks, differ: {', '.join(missing)}")
    return found


def questions(home, verbs, n_drops):
    """(words, format): every question as CSV after every drop, and as JSON after one drop of three, the first of a verb after each."""
    findings = [row["id"] for row in home.rows("findings", *AS_OF)]
    for verb in verbs:
        for n, arguments in enumerate(ASKED[verb]):
            values = range(1, n_drops + 1) if "{drop}" in arguments else findings[:N_FINDINGS] if "{finding}" in arguments else [n_drops]
            for value in values:
                words = [verb, *[str(value) if word in ("{drop}", "{finding}") else word for word in arguments]]
                yield *words, "--format", "csv"
                if (n == 0 and value == values[-1]) or (n + n_drops) % 3 == 0:
                    yield *words, "--format", "json"


def said(home, asked, known=None):
    """{question: status, its bytes, what it complains of}."""
    answers = {}
    for words in asked:
        done = home.run(*words, *(["--known-at", str(known)] if known else []))
        answers[words] = (done.returncode, done.stdout, done.stderr)
    return answers


def fixed(home):
    """The rows that were rejected, with the unit that is known now."""
    for folder, _, names in os.walk(os.path.join(home.path, "rejected")):
        for name in names:
            if name.endswith(".fix.csv"):
                with open(os.path.join(folder, name), "rb") as file:
                    return name, file.read().replace(b"fiches,", b"fiche,")
    raise driver.Failure("no row was rejected")


def check_journal(home):
    """A line of a journal that was altered, two of the balances' whose sum stays the same, and one that is gone."""
    if "BAD" in home.must("verify"):
        raise driver.Failure("verify finds something")
    path = os.path.join(home.path, "aidtally.db")
    with open(path, "rb") as file:
        kept = file.read()
    move = "UPDATE balance_journal SET w = w + {}, moving = moving + {} WHERE commitment_id = {} AND drop_id = {}"
    with sqlite3.connect(path) as db:
        lines = db.execute("SELECT commitment_id, min(drop_id), max(drop_id) FROM balance_journal GROUP BY 1 ").fetchall()
    db.close()
    one, first, last = max(lines, key=lambda line: line[2] - line[1])
    def a_line(table, order):
        """Names one line of the table, the first or the last by its key."""
        with sqlite3.connect(path) as db:
            key = ", ".join(row[1] for row in sorted(db.execute(f"PRAGMA table_info({table})"), key=lambda row: row[5]) if row[5])
        db.close()
        return f"({key}) = (SELECT {key} FROM {table} ORDER BY drop_id {order} LIMIT 1)"

    alter = [[move.format(1000, 1000, one, first)], [move.format(1000, 1000, one, first), move.format(-1000, -1000, one, last)]]
    for table, column in (("cell_journal", "quantity"), ("arrival_journal", "x")):
        alter += [[f"UPDATE {table} SET {column} = {column} + 1 WHERE {a_line(table, 'ASC')}"], [f"DELETE FROM {table} WHERE {a_line(table, 'DESC')}"]]
    for statements in alter:
        with sqlite3.connect(path) as db:
            for statement in statements:
                if db.execute(statement).rowcount != 1:
                    raise driver.Failure(f"not one line: {statement}")
        db.close()
        done = home.run("verify")
        if done.returncode != 3 or not re.search(rb"^BAD .*journal", done.stdout, re.MULTILINE):
            raise driver.Failure(f"{statements}, and verify says:\n{done.stdout.decode()}")
        for ending in ("-wal", "-shm"):
            if os.path.exists(path + ending):
                os.remove(path + ending)
        with open(path, "wb") as file:
            file.write(kept)


def play(aidtally):
    history = []
    with driver.Home(aidtally) as home:
        verbs = verbs_to_ask(home)
        for n_drops, (source, name, text) in enumerate(HISTORY, 1):
            content = text.encode()
            if text == "{fix}":
                name, content = fixed(home)
            drop = driver.Drop(name, content, source)
            path = os.path.join(home.files, drop.put(home.files))
            # A day later than the one before: what is said again is said later.
            os.utime(path, (driver.FILE_TIME + n_drops * 86400,) * 2)
            done = home.run("import", *drop.arguments(), path)
            if done.returncode != (0 if name != "broken.csv" else 3):
                raise driver.Failure(f"{name}: status {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}")
            history.append(said(home, questions(home, verbs, n_drops)))
        n_wrong = n_asked = 0
        for known, before in enumerate(history, 1):
            after = said(home, before, known)
            n_asked += len(before)
            for question, answer in before.items():
                if after[question] != answer:
                    n_wrong += 1
                    print(f"{' '.join(question)}, known with drop {known}:")
                    for label, (status, out, err) in (("was", answer), ("is", after[question])):
                        print(f"--- {label}, status {status}\n{out.decode()}{err.decode()}")
        check_journal(home)
    if n_wrong:
        raise driver.Failure(f"{n_wrong} of {n_asked} answers are not what they were")
    print(f"{len(HISTORY)} drops, {n_asked} answers")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    try:
        play(os.path.abspath(sys.argv[1]))
    except driver.Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
