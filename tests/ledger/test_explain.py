#!/usr/bin/env python3
"""P4: of every figure of every commitment, `explain` names rows that add up to it, to the thousandth, and says so.

test_explain.py AIDTALLY [--seed N] [--workloads N]
test_explain.py AIDTALLY --cells    the cells of the other reports: crossings, goods without a promise, sums of commitments
"""

import argparse
import fractions
import os
import random
import sys

import driver
import workload
from test_order import drops_of, fixture_drops, thousandths

SUMS = ("committed not_dispatched moving at_crossing uncollected collected delivered intercepted returned lost unaccounted surplus shortfall reached "
        "dispatched crossed reached_low reached_high reached_measured shortfall_low shortfall_high").split()
# Fixtures with thousands of commitments, or rows that no commitment matches.
LARGE = {"scms.csv", "bsgi.csv"}
# These follow from another figure, whose rows they show.
RESTS = {"measured_share": "reached_measured", "days_behind": "shortfall", "needed_per_day": "shortfall", "projected_on": "shortfall"}


def check_figure(home, commitment, column, moment, is_said):
    """Whether the figure was anything."""
    name = RESTS.get(column, column)
    rows = home.rows("explain", commitment["commitment_id"], column, *moment)
    total = sum(thousandths(row["counts"]) for row in rows if row["counts"])
    if total != thousandths(commitment[name]):
        raise driver.Failure(f"{commitment['commitment_id']} {column} {moment}: {commitment[name]}, but the rows add up to {total / 1000}:\n"
                             + "\n".join(str(row) for row in rows))
    if is_said:
        text = " ".join(home.must("explain", commitment["commitment_id"], column, *moment).split())
        if f"exactly the {name} of aidtally shortfall" not in text or (name != column and f"{column} is no sum of rows" not in text):
            raise driver.Failure(f"{commitment['commitment_id']} {column}: explain does not say that its rows add up:\n{text}")
    return total != 0


def lines_of(home, archived):
    with open(os.path.join(home.path, archived), encoding="utf-8-sig", newline="") as file:
        return [line.rstrip("\r\n") for line in file.read().split("\n")]


def check_rows(home):
    """--rows prints the line of the file, of every row that names one, and of no file that is not as it came."""
    n_records = 0
    for commitment, column in (("EX-FLOUR", "shortfall"), ("EX-ACCESS", "crossed"), ("GAZA-2023-TRUCE", "crossed")):
        for row in home.rows("explain", commitment, column, "--rows"):
            if row["file"]:
                n_records += 1
                line = lines_of(home, row["archived"])[int(row["drop_line"]) - 1]
                if row["record"].split("\n")[0] != line:
                    raise driver.Failure(f"{row['archived']}:{row['drop_line']} is {line!r}, --rows says {row['record']!r}")
    if n_records < 30:
        raise driver.Failure(f"only {n_records} records were compared")
    name = next(row["archived"] for row in home.rows("explain", "EX-FLOUR", "delivered", "--rows") if row["file"].startswith("deliveries"))
    path = os.path.join(home.path, name)
    with open(path, "rb") as file:
        whole = file.read()
    os.chmod(path, 0o600)
    for state, change in (("altered", lambda: open(path, "wb").write(whole.replace(b"AR-0101", b"AR-0109"))), ("missing", lambda: os.remove(path))):
        change()
        for arguments in ([], ["--format", "csv"]):
            done = home.run("explain", "EX-FLOUR", "delivered", "--rows", *arguments)
            said = " ".join((done.stdout + done.stderr).decode().split())
            if done.returncode != 3 or "AR-0109" in said or b"VR-1,delivered" in done.stdout or "Run aidtally verify" not in said:
                raise driver.Failure(f"an archived file is {state}, and explain --rows says, with status {done.returncode}: {said}")
        if not arguments or f",{state},".encode() not in done.stdout:
            raise driver.Failure(f"no row says that its file is {state}")
    with open(path, "wb") as file:
        file.write(whole)


def check_findings(home):
    """Each finding leads to a file, and one that names a line to that line."""
    n_rows = 0
    findings = home.rows("findings", "--as-of", "2025-03-15")
    codes = {}
    for finding in findings:
        codes.setdefault(finding["code"], []).append(finding)
    for finding in (each for some in codes.values() for each in some[:2]):
        rows = home.rows("explain", "--finding", finding["id"][:12], "--as-of", "2025-03-15")
        n_rows += len(rows)
        wanted = (finding["drop"], finding["line"])
        if finding["line"] and wanted not in {(row["drop"], row["drop_line"]) for row in rows}:
            raise driver.Failure(f"explain --finding does not lead to drop {wanted[0]}, line {wanted[1]}: {finding}")
        if finding["drop"] and not any(row["sha256"] and row["drop"] == finding["drop"] for row in rows):
            raise driver.Failure(f"explain --finding names no file of {finding}")
    if n_rows == 0:
        raise driver.Failure("no finding leads anywhere")
    for wrong, status in (("ffffffffffffffff", 3), ("ab", 3)):
        if home.run("explain", "--finding", wrong).returncode != status:
            raise driver.Failure(f"explain --finding {wrong} finds something")


# Findings of all kinds that are about more than one row: files, and the rows (file, line) that must stand behind each.
PLANTED = {
    "places.csv": ["place,parent", "KS,Gaza", "North,South", "South,North"],
    "units.csv": ["unit,base_unit,nominal", "box,crate,2", "crate,box,2"],
    "promises.csv": ["commitment_id,part_of,donor,commodity,quantity,unit,reported_at", "C1,,Jordan,Rice,10,truck,2024-03-01", "C2,C9,Jordan,Oil,10,t,2024-03-01"],
    "goods.csv": ["waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at,reported_at", "W-01,1,NOBODY,Jordan,Rice,5,t,2024-03-01,2024-03-02",
                  "w 1,1,NOBODY,Jordan,Rice,6,t,2024-03-01,2024-03-02"],
    "border.csv": ["report_id,stage,place,occurred_at,trucks,reported_at", "r1,crossed,KS,2024-03-01,4,2024-03-02", "r2,crossed,KS,2024-03-02,5,2024-03-03",
                   "r2,crossed,KS,2024-03-02,6,2024-03-03"],
    "other.csv": ["report_id,stage,place,occurred_at,trucks,reported_at", "o1,crossed,KS,2024-03-01,3,2024-03-02", "o2,crossed,KS,2024-03-03,3,2024-03-04",
                  "r2,offloaded,KS,2024-03-02,7,2024-03-03", "r2,offloaded,KS,2024-03-02,8,2024-03-03"],
    "loads.csv": ["report_id,stage,place,occurred_at,quantity,unit,reported_at"] + [f"n{k},delivered,KS,2024-03-05,20,t,2024-03-06" for k in range(30)],
    "policies.csv": ["source,stage,place,starts_on,ends_on,reported_at", "border,crossed,KS,2024-03-03,2024-03-09,2024-03-05"],
    "matches.csv": ["report,waybill,decision,reported_at", "zzz,W-99,matched,2024-03-05"],
}
BEHIND = {
    "cycle": {("places.csv", "3"), ("places.csv", "4")}, "conversion_cycle": {("units.csv", "2"), ("units.csv", "3")}, "no_commitment": {("goods.csv", None)},
    "contradiction": {("goods.csv", "2"), ("goods.csv", "3"), ("border.csv", "3"), ("border.csv", "4")}, "match_waits": {("matches.csv", "2")},
    "source_undecided": {("border.csv", "2"), ("border.csv", None), ("other.csv", "2")}, "policy_silent": {("policies.csv", "2"), ("other.csv", "3")},
    "count_sources_differ": {("border.csv", "2"), ("other.csv", "2")}, "nominal_weights": {("loads.csv", "")}, "part_of_unknown": {("promises.csv", "3")},
}


def check_planted_findings(aidtally):
    with driver.Home(aidtally) as home:
        for name, lines in PLANTED.items():
            with open(os.path.join(home.files, name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            home.must("import", "--source", name.split(".")[0] if name in ("border.csv", "other.csv", "goods.csv", "loads.csv") else "_office", name)
        behind = {}
        for finding in home.rows("findings"):
            rows = home.rows("explain", "--finding", finding["id"])
            behind.setdefault(finding["code"], set()).update((row["file"], row["drop_line"]) for row in rows)
            if not rows or finding["line"] and (finding["drop"], finding["line"]) not in {(row["drop"], row["drop_line"]) for row in rows}:
                raise driver.Failure(f"explain --finding does not lead to the line of {finding}: {rows}")
            if finding["code"] == "contradiction" and len(rows) != 2:
                raise driver.Failure(f"of two rows that contradict each other explain --finding shows {rows}")
        for code, wanted in BEHIND.items():
            missing = {(name, line) for name, line in wanted if not any(name == file and line in (None, row) for file, row in behind.get(code, ()))}
            if missing:
                raise driver.Failure(f"{code}: behind it are {behind.get(code)}, not {missing}")


def check_all(home, what, moments):
    n_figures = n_something = 0
    for k, moment in enumerate(moments):
        for commitment in home.rows("shortfall", *moment):
            if commitment["commitment_id"].startswith("(unallocated"):
                continue
            for column in SUMS + (sorted(RESTS) if k == 0 else []):
                n_something += check_figure(home, commitment, column, moment, n_figures % 7 == 0)
                n_figures += 1
    if n_something * 8 < n_figures:
        raise driver.Failure(f"{what}: {n_something} of {n_figures} figures are not nothing: this tests too little")
    print(f"{what}: {n_figures} figures")


PIECES = "moving at_crossing uncollected collected delivered intercepted returned lost unaccounted surplus reached dispatched crossed".split()
PASSED = "trucks quantity consignments dwell_p50_hours dwell_p90_hours counts unmeasured_rows".split()
AGES = "age_0_3 age_4_7 age_8_14 age_15_30 age_over_30 age_unknown quantity".split()


FIGURES = "rows trucks quantity difference counts unmeasured_rows".split()


def check_cell(home, cell, said, *arguments):
    """The rows add up to the cell, and --format table says so. Whether the cell was anything."""
    rows = home.rows("explain", *arguments)
    total = sum(exact(row["counts"]) for row in rows if row["counts"])
    if total != exact(cell):
        raise driver.Failure(f"explain {arguments}: the cell is {cell}, but the rows add up to {total}:\n" + "\n".join(str(row) for row in rows))
    if said:
        text = " ".join(home.must("explain", *arguments).split())
        if f": exactly the {said} of aidtally" not in text:
            raise driver.Failure(f"explain {arguments} does not say that its rows add up:\n{text}")
    return total != 0


def exact(text):
    return fractions.Fraction(text)


def check_crossings(home, moment, step):
    """Each row, and of its columns one after the other; rows that state the same by other units need theirs named."""
    rows, n_checked, n_something = home.rows("crossings", *moment), 0, 0
    for k, row in enumerate(rows):
        if k % step != 0:
            continue
        name = [row["day"], row["place"], row["stage"], row["source"]]
        is_alone = sum([other["day"], other["place"], other["stage"], other["source"]] == name for other in rows) == 1
        for column in [PASSED[k % len(PASSED)], PASSED[(k + 1) % len(PASSED)]]:
            if row[column] == "":
                done = home.run("explain", *name, row["unit"], column, *moment)
                if done.returncode != 3 or b"is empty" not in done.stderr:
                    raise driver.Failure(f"explain {name} {column}: there is nothing, and it says {done.stdout + done.stderr}")
                continue
            n_something += check_cell(home, row[column], column if n_checked % 9 == 0 else None, *name,
                                      *([] if is_alone and k % 2 else [row["unit"]]), column, *moment)
            n_checked += 1
        if not is_alone and home.run("explain", *name, "trucks", *moment).returncode != 3:
            raise driver.Failure(f"explain {name}: there are several such rows, and it chooses one")
    if n_something * 4 < n_checked:
        raise driver.Failure(f"crossings: {n_something} of {n_checked} cells are not nothing: this tests too little")
    return n_checked


def check_unallocated(home, moment):
    n_checked = 0
    for row in home.rows("shortfall", *moment):
        for column in PIECES if row["commitment_id"].startswith("(unallocated") else []:
            check_cell(home, row[column], column if n_checked % 5 == 0 else None, row["commitment_id"].strip("()"), row["unit"], column, *moment)
            n_checked += 1
    return n_checked


def check_groups(home, moment):
    n_checked = 0
    for word, key in (("donor", "donor"), ("commodity", "commodity"), ("destination", "destination"), ("due_month", "due_on")):
        for row in home.rows("shortfall", "--by", word, *moment):
            for column in ("committed", "shortfall", "reached_high", PIECES[n_checked % len(PIECES)]):
                check_cell(home, row[column], column if n_checked % 11 == 0 else None, "--by", word, row[key], row["unit"], column, *moment)
                n_checked += 1
            check_cell(home, row["reached_measured"], "reached_measured", "--by", word, row[key], row["unit"], "measured_share", *moment)
    for word, keys in (("age", ["unit", "part", "reason"]), ("place", ["unit", "part", "reason", "place"])):
        for row in home.rows("shortfall", "--by", word, *moment):
            for column in (AGES[n_checked % len(AGES)], "quantity"):
                check_cell(home, row[column], column if n_checked % 11 == 0 else None, "--by", word, *[row[name] for name in keys], column, *moment)
                n_checked += 1
    return n_checked


def check_disagree(home, moment, step=1):
    """Each source's own figures, the difference to the base, and each part of it."""
    n_checked, parts = 0, {}
    for period in ([], ["--period", "week"]):
        seen = {}
        for k, row in enumerate(home.rows("disagree", *period, *moment)):
            name = [row["period"], row["place"], row["stage"], row["source"]]
            columns = ["difference"] if row["explained_by"] else [column for column in FIGURES if row[column] != ""]
            for column in columns:
                unit = [row["unit"]] if column in ("quantity", "difference") else []
                key = (*name, *unit, row["explained_by"], column)
                seen[key] = seen.get(key, 0) + 1
                if k % step != 0 or (not row["explained_by"] and column != "difference" and seen[key] == 1 and k % 3 != 0):
                    continue
                # Of two quantities in one unit the second is the first and what the others come to.
                figure = row["explained_by"] or ("total" if column == "quantity" and seen[key] == 2 else column)
                check_cell(home, row[column], figure if n_checked % 13 == 0 else None, *name, *unit, figure, *period, *moment)
                if exact(row[column]) != 0:
                    parts[figure] = parts.get(figure, 0) + 1
                n_checked += 1
    return n_checked, parts


def check_planted(aidtally):
    """Two sources that differ in scope, unit, days and what they leave out: every part of the bridge is more than nothing."""
    first, second = ["report_id,stage,place,occurred_at,trucks,quantity,unit,category"], ["report_id,stage,place,occurred_at,trucks,quantity,unit,category"]
    for day in range(1, 29):
        trucks = day % 7 + 3
        first += [f"a{day},crossed,Rafah,2024-01-{day:02d},{trucks},{trucks * 20},t,food", f"b{day},crossed,Zikim,2024-01-{day:02d},{day % 5 + 1},{day % 5 * 20 + 20},t,fuel"]
        second += [f"a{day},crossed,Rafah,2024-01-{day + 1:02d},{trucks}," + (f"{trucks * 30},pallet,food" if day % 9 else f"{trucks * 20},t,food")] if day % 10 else []
    with driver.Home(aidtally) as home:
        files = {"first.csv": first, "second.csv": second, "late.csv": [first[0], "late,crossed,Rafah,2024-01-15,2,40,t,food"],
                 "units.csv": ["unit,base_unit,low,nominal,high", "pallet,kg,600,650,1200"], "places.csv": ["place,parent", "Rafah,Gaza", "Zikim,Gaza"]}
        for name, source in (("first.csv", "first"), ("second.csv", "second"), ("late.csv", "first"), ("units.csv", "_office"), ("places.csv", "_office")):
            with open(os.path.join(home.files, name), "w", encoding="utf-8") as file:
                file.write("\n".join(files[name]) + "\n")
            home.must("import", "--source", source, name)
        n_checked, parts = check_disagree(home, [])
        missing = {"total", "scope", "unit_basis", "late_reports", "not_reported", "unexplained"} - set(parts)
        if missing:
            raise driver.Failure(f"planted: of {missing} there is nothing: this tests too little")
        lines = {(row["file"], row["drop_line"]) for row in home.rows("explain", "2024-01", "Gaza", "crossed", "second", "t", "unit_basis")}
        if ("units.csv", "2") not in lines:
            raise driver.Failure(f"no line of units.csv is named: {lines}")
        print(f"planted: cells of disagree {n_checked}, not nothing: {parts}")


def check_names(aidtally):
    """Names of signs alone, and names that differ only in signs: what a report prints is what explain takes."""
    names = ["???", "KS", "(KS)", "-", "?", "crossed", "2024-01-05", "total", "O'Neil \"1\", x"]
    promises, goods, counts = ["commitment_id,donor,commodity,quantity,unit,destination"], ["waybill,donor,commodity,quantity,unit,destination,dispatched_at"], [
        "report_id,source,stage,place,occurred_at,trucks,quantity,unit"]
    for k, name in enumerate(names):
        cell = '"' + name.replace('"', '""') + '"'
        promises.append(f"C{k},{cell},{cell},{100 + k},t,{cell}")
        goods.append(f"W{k},{cell},{cell},{10 + k},t,{cell},2024-01-01")
        counts += [f"c{k},{source},crossed,{cell},2024-01-{k + 1:02d},{k + 1},{k + 20},t" for source in ("bridge", "(bridge)")]
    with driver.Home(aidtally) as home:
        for name, lines, source in (("promises.csv", promises, "_office"), ("goods.csv", goods, "sender"), ("counts.csv", counts, "_office")):
            with open(os.path.join(home.files, name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            home.must("import", "--source", source, name)
        n_rows = len(home.rows("crossings"))
        if n_rows < 2 * len(names):
            raise driver.Failure(f"names: {n_rows} rows of crossings: this tests too little")
        print(f"names: cells {check_crossings(home, [], 1)}, {check_groups(home, [])}, {check_disagree(home, [])[0]}")


def check_cells(home, what, moments, step):
    for moment in moments:
        n_disagree, parts = check_disagree(home, [word for word in moment if word != "--measured"], step)
        print(f"{what} {' '.join(moment)}: cells of disagree {n_disagree}, not nothing: {parts}")
        numbers = (check_crossings(home, [word for word in moment if word != "--measured"], step), check_unallocated(home, moment), check_groups(home, moment))
        print(f"{what} {' '.join(moment)}: cells of crossings {numbers[0]}, without a promise {numbers[1]}, of sums {numbers[2]}")


def main(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workloads", type=int, default=2)
    parser.add_argument("--cells", action="store_true")
    options = parser.parse_args(argv)
    with driver.Home(options.aidtally) as home:
        drops = sorted((drop for drop in fixture_drops() if drop.name not in LARGE), key=lambda drop: drop.name != "units.csv")
        for _ in home.take(drops):
            pass
        if options.cells:
            check_cells(home, "fixtures", [["--as-of", "2025-03-15"], ["--as-of", "2025-03-10", "--known-at", "9", "--measured"]], 1)
        else:
            check_rows(home)
            check_findings(home)
            check_all(home, "fixtures", [["--as-of", "2025-03-15"], ["--as-of", "2025-03-15", "--measured"], ["--as-of", "2025-03-06", "--known-at", "9"]])
    if options.cells:
        check_planted(options.aidtally)
        check_names(options.aidtally)
    else:
        check_planted_findings(options.aidtally)
    for seed in range(options.seed, options.seed + options.workloads):
        with driver.Home(options.aidtally) as home:
            rng = random.Random(f"explain {seed}")
            for _ in home.take(drops_of(workload.Workload(seed).make(), rng)):
                pass
            if options.cells:
                check_cells(home, f"workload {seed}", [[]], 5)
            else:
                check_all(home, f"workload {seed}", [[], ["--measured"]])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except driver.Failure as failure:
        sys.exit(str(failure))
