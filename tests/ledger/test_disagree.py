#!/usr/bin/env python3
"""`disagree`: what was planted in a second source comes out of the bridge under its name, and the bridge always sums.

test_disagree.py AIDTALLY [COGAT.csv]        default: the cut in fixtures/disagree
"""

import datetime
import os
import random
import sys
from collections import defaultdict
from decimal import Decimal

import driver

FIXTURES = os.path.join(driver.ROOT, "fixtures")
sys.path.insert(0, os.path.join(FIXTURES, "disagree"))

import second_source  # noqa: E402

PLACES = "place,parent\nKerem Shalom,Gaza Strip\nZikim,Gaza Strip\nRafah,Gaza Strip\n"
UNITS = "unit,base_unit,low,nominal,high\nbag,kg,50,50,50\npallet,kg,600,650,1200\n"
PALLET_KG = 650
COUNTS = "report_id,stage,place,occurred_at,trucks,quantity,unit,category\n"
SHIPMENTS = "waybill,line,donor,commodity,destination,crossing,quantity,unit,trucks,dispatched_at\n"
REPORTS = "report_id,waybill,stage,place,occurred_at,quantity,unit\n"


def fail(text):
    raise driver.Failure(text)


def scale(a, b, c):
    """round(a * b / c), half away from zero."""
    sign = -1 if a * b < 0 else 1
    return sign * ((2 * abs(a * b) + c) // (2 * c))


class Report:
    """The rows of `disagree` by period, stage, source, unit and place (left out where it is the only one). Amounts are thousandths, of kilograms
    where tons are written."""

    def __init__(self, home, *options):
        self.rows = home.rows("disagree", *options)
        self.said, self.parts, self.base = {}, defaultdict(dict), {}
        n_places = len({row["place"] for row in self.rows})
        for row in self.rows:
            key = (row["period"], row["stage"], row["source"], row["unit"]) + ((row["place"],) if n_places > 1 else ())
            if row["explained_by"]:
                self.parts[key][row["explained_by"]] = amount(row, "difference")
            elif row["quantity"] or row["difference"]:
                self.said[key] = (amount(row, "quantity") if row["quantity"] else amount(row, "trucks"), row["difference"] and amount(row, "difference"))
                self.base[key] = row["base_source"]

    def check_sums(self, what):
        """Every difference is the sum of its parts, and, at one stage, what the source says less what the base says."""
        for key, parts in self.parts.items():
            said, difference = self.said[key]
            if sum(parts.values()) != difference:
                fail(f"{what}: {key}: {parts} are not {difference}")
            base = self.said.get((*key[:2], self.base[key], *key[3:]))
            if base is not None and "stage" not in parts and said - base[0] != difference:
                fail(f"{what}: {key}: {said} less {base[0]} is not {difference}")
        if not self.parts:
            fail(f"{what}: there is no bridge")

    def part(self, period, source, unit, name, stage="crossed"):
        return self.parts[(period, stage, source, unit)].get(name, 0)


def amount(row, column):
    value = Decimal(row[column]) * 1000 * (1000 if row["unit"] == "t" else 1)
    if value != int(value):
        fail(f"{row}: {column} is finer than what is kept")
    return int(value)


def drop(home, name, text, source=""):
    driver.Drop(name, text.encode(), source).put(home.files)
    home.must("import", *(["--source", source] if source else []), name)


def compare(what, found, expected):
    if found != expected:
        fail(f"{what}: {found}, not {expected}")


def check_planted(aidtally, path, unit):
    """A tenth missing, a day later, another unit."""
    base, late, missing, trucks = defaultdict(int), defaultdict(int), defaultdict(int), defaultdict(lambda: defaultdict(int))
    stated = {"kg": 1, "bag": 50, "pallet": PALLET_KG}[unit]
    converted, loaded, loaded_base = defaultdict(int), defaultdict(int), defaultdict(int)
    silent, told = defaultdict(lambda: defaultdict(int)), {day for day, *_, is_missing in second_source.rows(path) if not is_missing}
    for day, is_truck, _, _, tons, is_missing in second_source.rows(path):
        month, after = day.strftime("%Y-%m"), (day + datetime.timedelta(days=1)).strftime("%Y-%m")
        grams = 0 if tons is None else int(tons * 1000000)
        # A day of which all is missing: nobody can say that it is.
        if day not in told:
            silent[month]["trucks"] += 1000 * is_truck
            silent[month]["grams"] += grams
            continue
        base[month] += grams
        loaded_base[month] += 1000 if is_truck and tons is not None else 0
        if is_missing:
            missing[month] += grams
            trucks[month]["missing"] += is_truck
            continue
        units = 0 if tons is None else scale(grams, 1, int(second_source.TONS[unit] * 1000))
        own = scale(units * 1000, stated * 1000, 1000000)
        converted[month] += own
        loaded[month] += 1000 if is_truck and tons is not None else 0
        late[after] += own
        late[month] -= own
        trucks[after]["late"] += is_truck
        trucks[month]["late"] -= is_truck
    with driver.Home(aidtally) as home:
        drop(home, "places.csv", PLACES)
        drop(home, "units.csv", UNITS)
        home.must("import", "--profile", os.path.join(FIXTURES, "profiles", "cogat.conf"), path)
        text = ",".join(second_source.COLUMNS) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in second_source.second(path, unit))
        drop(home, "monitors.csv", text, "Monitors")
        report = Report(home)
        for month in sorted(base):
            compare(f"{unit} {month}: trucks, cut-off day", report.part(month, "Monitors", "truck", "cut_off_day"), trucks[month]["late"] * 1000)
            compare(f"{unit} {month}: trucks, unexplained", report.part(month, "Monitors", "truck", "unexplained"), -trucks[month]["missing"] * 1000)
            compare(f"{unit} {month}: trucks, not reported", report.part(month, "Monitors", "truck", "not_reported"), -silent[month]["trucks"])
            compare(f"{unit} {month}: not reported", report.part(month, "Monitors", "t", "not_reported"), -silent[month]["grams"])
            compare(f"{unit} {month}: cut-off day", report.part(month, "Monitors", "t", "cut_off_day"), late[month])
            expected = converted[month] if unit != "pallet" else scale(base[month], loaded[month], loaded_base[month])
            compare(f"{unit} {month}: unit basis", report.part(month, "Monitors", "t", "unit_basis"), converted[month] - expected)
            compare(f"{unit} {month}: unexplained", report.part(month, "Monitors", "t", "unexplained"), expected - base[month])
            if unit == "kg":
                compare(f"{month}: what is missing", expected - base[month], -missing[month])
        if not any(row["explained_by"] == "unit_basis" for row in report.rows) and unit != "kg":
            fail(f"{unit}: nothing says that the units differ")
        for options in ([], ["--period", "week"], ["--period", "day"], ["--base", "Monitors"], ["--from", "2023-11-10", "--to", "2023-12-20"],
                        ["--period", "week", "--from", "2023-11-15"], ["--donor", "Jordan", "--period", "week"]):
            Report(home, *options).check_sums(f"{unit} {' '.join(options)}")
        if "1 d later than COGAT" not in home.must("disagree"):
            fail("the table does not say that Monitors is a day later")


def days(first, n):
    start = datetime.date.fromisoformat(first)
    return [start + datetime.timedelta(days=k) for k in range(n)]


def check_scope_and_late(aidtally):
    """A source that reports food at one crossing only; rows that come when both have spoken, and one that is corrected."""
    with driver.Home(aidtally) as home:
        drop(home, "places.csv", PLACES)
        text = "".join(f"f{k},crossed,Rafah,{day},{k % 7 + 5},{k % 7 * 100 + 500},t,Food\nm{k},crossed,Rafah,{day},3,30,t,Medical\n"
                       f"z{k},crossed,Zikim,{day},2,20,t,Food\n" for k, day in enumerate(days("2024-01-01", 30)))
        drop(home, "all.csv", COUNTS + text, "All")
        drop(home, "food.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},{k % 7 + 4},{k % 7 * 100 + 490},t,Food\n"
                                                for k, day in enumerate(days("2024-01-01", 30))), "Food monitor")
        report = Report(home, "--base", "All")
        report.check_sums("scope")
        expected = {"scope": -30 * 5 * 1000, "unexplained": -30 * 1000}
        compare("scope in trucks", report.parts[("2024-01", "crossed", "Food monitor", "truck")], expected)
        compare("scope in tons", report.parts[("2024-01", "crossed", "Food monitor", "t")], {"scope": -30 * 50 * 1000000, "unexplained": -30 * 10 * 1000000})
        before = home.must("disagree", "--format", "csv")
        last = home.rows("drops")[-1]["drop"]
        drop(home, "more.csv", COUNTS.replace("\n", ",reported_at\n") + "x1,crossed,Rafah,2024-01-10,11,110,t,Food,2025-04-01\n"
             "f4,crossed,Rafah,2024-01-05,1,100,t,Food,2025-04-01\n", "All")
        report = Report(home, "--base", "All")
        report.check_sums("late")
        compare("late trucks", report.parts[("2024-01", "crossed", "Food monitor", "truck")], {**expected, "late_reports": -(11 + 1 - 9) * 1000})
        compare("late tons", report.part("2024-01", "Food monitor", "t", "late_reports"), -(110 + 100 - 900) * 1000000)
        compare("what was known before", home.must("disagree", "--format", "csv", "--known-at", last), before)


def check_not_reported(aidtally):
    """One says nothing on some days: what the other counted on them is told from what both report and one has less of. A 0 is a report."""
    with driver.Home(aidtally) as home:
        drop(home, "a.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},{k + 10},{k * 10 + 100},t,Food\n" for k, day in enumerate(days("2024-01-01", 14)) if k != 13), "A")
        drop(home, "b.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},{0 if k == 5 else k + 9},{0 if k == 5 else k * 10 + 98},t,Food\n"
                                             for k, day in enumerate(days("2024-01-01", 14)) if k not in (3, 4)), "B")
        report = Report(home, "--base", "A")
        report.check_sums("not reported")
        compare("not reported, trucks", report.parts[("2024-01", "crossed", "B", "truck")],
                {"not_reported": -(13 + 14 - 22) * 1000, "unexplained": -(10 + 15) * 1000})
        compare("not reported, tons", report.parts[("2024-01", "crossed", "B", "t")],
                {"not_reported": -(130 + 140 - 228) * 1000000, "unexplained": -(10 * 2 + 150) * 1000000})
        turned = Report(home, "--base", "B").parts[("2024-01", "crossed", "A", "truck")]
        compare("the other way round", turned, {name: -amount for name, amount in report.parts[("2024-01", "crossed", "B", "truck")].items()})
        # Where it reports the days later on, they are late, and no longer silent.
        drop(home, "more.csv", COUNTS + "3,crossed,Rafah,2024-01-04,12,128,t,Food\n", "B")
        parts = Report(home, "--base", "A").parts[("2024-01", "crossed", "B", "truck")]
        compare("reported since", parts, {"not_reported": -(14 - 22) * 1000, "unexplained": -(11 + 15) * 1000})


def check_stages(aidtally):
    """Collected against crossed, by one who reports both, and by one who does not."""
    with driver.Home(aidtally) as home:
        drop(home, "places.csv", PLACES)
        drop(home, "a.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},100,1000,t,Food\n" for k, day in enumerate(days("2024-01-01", 20))), "A")
        drop(home, "b.csv", COUNTS + "".join(f"x{k},crossed,Rafah,{day},90,900,t,Food\nc{k},collected,Rafah,{day},70,650,t,Food\n"
                                             for k, day in enumerate(days("2024-01-01", 20))), "B")
        report = Report(home, "--base", "A")
        report.check_sums("stages")
        compare("collected, trucks", report.parts[("2024-01", "collected", "B", "truck")], {"stage": -20 * 20 * 1000, "unexplained": -20 * 10 * 1000})
        compare("collected, tons", report.parts[("2024-01", "collected", "B", "t")], {"stage": -20 * 250 * 1000000, "unexplained": -20 * 100 * 1000000})
    with driver.Home(aidtally) as home:
        drop(home, "a.csv", COUNTS + "1,crossed,Rafah,2024-01-01,100,,,Food\n", "A")
        drop(home, "b.csv", COUNTS + "1,collected,Rafah,2024-01-01,70,,,Food\n", "B")
        compare("stages that nobody joins", Report(home).parts[("2024-01", "collected", "B", "truck")], {"stage_and_rest": -30000})


def check_consignments(aidtally):
    """Two sources that report the same waybills: another day, another unit, another weight, one missing."""
    with driver.Home(aidtally) as home:
        drop(home, "units.csv", UNITS)
        drop(home, "a.csv", REPORTS + "1,W1,crossed,Rafah,2024-01-10,50,t\n2,W2,crossed,Rafah,2024-01-31,40,t\n3,W3,crossed,Rafah,2024-01-12,30,t\n"
             "4,W4,crossed,Rafah,2024-01-13,20,t\n5,W5,crossed,Rafah,2024-02-03,10,t\n", "A")
        drop(home, "b.csv", REPORTS + "1,W1,crossed,Rafah,2024-01-10,80,pallet\n2,W2,crossed,Rafah,2024-02-01,40,t\n3,W3,crossed,Rafah,2024-01-12,28,t\n"
             "5,W5,crossed,Rafah,2024-02-03,10,t\n", "B")
        report = Report(home, "--base", "A")
        report.check_sums("consignments")
        compare("January", report.parts[("2024-01", "crossed", "B", "t")],
                {"unit_basis": 80 * PALLET_KG * 1000 - 50000000, "cut_off_day": -40000000, "not_reported": -20000000, "unexplained": -2000000})
        compare("February", report.parts[("2024-02", "crossed", "B", "t")], {"cut_off_day": 40000000, "unexplained": 0})


def check_shipments(aidtally):
    """What was dispatched by the lists of all senders, against what was counted at the crossing."""
    with driver.Home(aidtally) as home:
        drop(home, "places.csv", PLACES)
        drop(home, "a.csv", SHIPMENTS + "".join(f"A{k},1,A,Rice,Gaza Strip,Rafah,{k + 10},t,2,{day}\n" for k, day in enumerate(days("2024-01-01", 10))), "Sender A")
        # One of them is B's as well, without a crossing: it is there once, as the smaller name says. One has no date, one lies elsewhere.
        drop(home, "b.csv", SHIPMENTS + "A3,1,A,Rice,Gaza Strip,,99,t,9,2024-01-04\nB1,1,B,Oil,Gaza Strip,,5000,kg,1,2024-01-20\n"
             "B2,1,B,Oil,Gaza Strip,,7,t,1,\nX1,1,B,Oil,Elsewhere,,3,t,1,2024-01-20\n", "Sender B")
        if "No place of which several" not in home.must("disagree", "--crossing", "Elsewhere"):
            fail("one who speaks alone is compared with himself")
        drop(home, "own.csv", REPORTS + "1,X1,delivered,Elsewhere,2024-01-22,3,t\n", "Sender B")
        if "No place of which several" not in home.must("disagree", "--crossing", "Elsewhere"):
            fail("one who lists and reports is compared with himself")
        before, last = home.must("disagree", "--format", "csv"), home.rows("drops")[-1]["drop"]
        drop(home, "counts.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},{k % 3 + 1},{k + 9},t,\n" for k, day in enumerate(days("2024-01-02", 10))), "Gate")
        report = Report(home, "--to", "2024-01-31")
        report.check_sums("shipments")
        sent = sum(range(10, 20)) + 5
        compare("dispatched", report.said[("2024-01", "dispatched", "(shipments)", "t")], (sent * 1000000, ""))
        counted = sum(range(9, 19))
        compare("crossed", report.said[("2024-01", "crossed", "Gate", "t")], (counted * 1000000, (counted - sent) * 1000000))
        compare("the base of crossed", report.base[("2024-01", "crossed", "Gate", "t")], "(shipments)")
        if sum(report.parts[("2024-01", "crossed", "Gate", "t")].values()) != (counted - sent) * 1000000 or "stage_and_rest" not in report.parts[("2024-01", "crossed", "Gate", "t")]:
            fail(f"the bridge from the lists to the gate: {report.parts}")
        compare("trucks", report.said[("2024-01", "crossed", "Gate", "truck")], (19000, (19 - 21) * 1000))
        # Whoever weighs what leaves is compared with the lists at their own stage, waybill by waybill.
        drop(home, "yard.csv", REPORTS + "".join(f"{k},A{k},dispatched,Rafah,{day},{k + 9},t\n" for k, day in enumerate(days("2024-01-01", 9))), "Yard")
        report = Report(home, "--to", "2024-01-31")
        report.check_sums("shipments and the yard")
        compare("the yard", report.parts[("2024-01", "dispatched", "Yard", "t")], {"not_reported": -(19 + 5) * 1000000, "unexplained": -9 * 1000000})
        for options in ([], ["--period", "week"], ["--period", "day"], ["--base", "Gate"], ["--base", "(shipments)"], ["--crossing", "Rafah"], ["--from", "2024-01-05", "--to", "2024-01-09"]):
            Report(home, *options).check_sums(f"shipments {' '.join(options)}")
        compare("the lists alone", {row["source"] for row in home.rows("disagree", "--source", "(shipments)")}, {"(shipments)"})
        if home.run("crossings", "--source", "(shipments)").returncode != 3:
            fail("elsewhere (shipments) is no source")
        compare("what was known before", home.must("disagree", "--format", "csv", "--known-at", last), before)


def check_policy(aidtally):
    """Who counts is the base."""
    with driver.Home(aidtally) as home:
        for source, trucks in (("A", 100), ("B", 70)):
            drop(home, f"{source}.csv", COUNTS + "".join(f"{k},crossed,Rafah,{day},{trucks},,,Food\n" for k, day in enumerate(days("2024-01-01", 40))), source)
        drop(home, "policies.csv", "source,stage,place,starts_on\nB,crossed,Rafah,2024-02-01\n")
        compare("bases", {(row["period"], row["base_source"]) for row in home.rows("disagree")}, {("2024-01", "A"), ("2024-02", "B")})


def check_random(aidtally, seed):
    """Whatever is dropped: the bridge sums."""
    rng = random.Random(f"disagree {seed}")
    places, categories, units = ["Rafah", "Zikim", "Kerem Shalom", "Gaza Strip", ""], ["Food", "Fuel", ""], ["t", "kg", "bag", "pallet", "box"]
    with driver.Home(aidtally) as home:
        drop(home, "places.csv", PLACES)
        drop(home, "units.csv", UNITS)
        for k in range(8):
            source, rows = "ABC"[k % 3], []
            for n in range(rng.randint(5, 60)):
                day = datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randint(0, 80))
                waybill = f"W{rng.randint(1, 30)}" if rng.random() < 0.4 else ""
                quantity = rng.choice(["", str(rng.randint(1, 99999) / 1000)])
                rows.append(",".join([f"{rng.randint(1, 150)}", waybill, rng.choice(["crossed", "crossed", "collected", "offloaded", "lost"]), rng.choice(places),
                                      str(day), rng.choice(["", str(rng.randint(0, 20))]), quantity, rng.choice(units) if quantity else "",
                                      rng.choice(categories)]))
            drop(home, f"{k}.csv", "report_id,waybill,stage,place,occurred_at,trucks,quantity,unit,category\n" + "\n".join(rows) + "\n", source)
        for options in ([], ["--period", "week"], ["--base", "B"], ["--crossing", "Rafah"], ["--from", "2024-01-15", "--to", "2024-02-20", "--period", "day"]):
            Report(home, *options).check_sums(f"seed {seed} {' '.join(options)}")


def main(aidtally, path):
    aidtally = os.path.abspath(aidtally)
    for unit in ("kg", "bag", "pallet"):
        check_planted(aidtally, path, unit)
    check_scope_and_late(aidtally)
    check_not_reported(aidtally)
    check_stages(aidtally)
    check_consignments(aidtally)
    check_shipments(aidtally)
    check_policy(aidtally)
    for seed in range(4):
        check_random(aidtally, seed)
    print("what was planted came out, and every bridge sums")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else os.path.join(FIXTURES, "disagree", "cogat.csv"))
    except driver.Failure as failure:
        sys.exit(str(failure))
