#!/usr/bin/env python3
"""What holds of every report in every format: stable columns, equal values, funnels that add up, statuses, two clocks."""

import csv
import io
import itertools
import json
import os
import re
import time
import unittest
from decimal import Decimal

import case

COLUMNS = {
    "shortfall": "commitment_id donor commodity destination due_on state counted_at unit committed not_dispatched moving at_crossing "
                 "uncollected collected delivered intercepted returned lost unaccounted surplus shortfall shortfall_low "
                 "shortfall_high measured_share days_behind needed_per_day projected_on reached dispatched crossed part_of basis "
                 "category crossing starts_on counted_source as_of reached_low reached_high reached_measured projected_early projected_late "
                 "projection pipeline pipeline_break_on pipeline_empty_on",
    "commitments": "commitment_id donor commodity destination quantity unit basis state starts_on due_on effective_on amendments "
                   "committed stated_by stated_on statement_url note source file drop drop_line sha256 organisation category "
                   "crossing counted_at part_of as_of",
    "stalled": "waybill line donor commodity quantity unit stage place since hours threshold_hours cause commitment_id destination "
               "source drop drop_line threshold_basis learned_percentile learned_from",
    "drops": "drop name source kind received_at records accepted unchanged superseding rejected state sha256 withdrawn reported_at chain known_at",
    "receipt": "line outcome code column value message proposal record fact key",
    "crossings": "day place stage source trucks quantity unit consignments dwell_p50_hours dwell_p90_hours counts unmeasured_rows",
    "findings": "id severity code drop line subject message",
}
PIECES = ("not_dispatched moving at_crossing uncollected collected delivered intercepted returned lost unaccounted").split()
AS_OF = ["--as-of", "2025-03-15"]
REPORTS = [["shortfall", *AS_OF], ["shortfall", "--by", "donor", *AS_OF],
           ["commitments", *AS_OF], ["stalled", *AS_OF], ["crossings"], ["findings"],
           ["drops"], ["receipt", "8"], ["trace", "AR-0101"], ["explain", "EX-FLOUR", *AS_OF], ["status"]]


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = case.Home().take_fixtures()
        cls.addClassCleanup(cls.home.close)

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.home.must(*args, "--format", "csv"))))

    def test_columns_are_stable(self):
        for args in REPORTS:
            if args[0] in COLUMNS:
                header = self.home.must(*args, "--format", "csv").split("\n")[0]
                self.assertEqual(header, COLUMNS[args[0]].replace(" ", ","), args)

    def test_columns_are_explained(self):
        with open(os.path.join(case.ROOT, "docs", "OPERATIONS.md"), encoding="utf-8") as file:
            named = set(re.findall(r"`(\w+)`", file.read()))
        more = [["disagree"], ["diff", "--from", "3"], ["diff", "--from", "3", "--statements"], ["shortfall", "--by", "place", *AS_OF]]
        for args in REPORTS[:-1] + more:
            header = self.home.must(*args, "--format", "csv").removeprefix("\ufeff").split("\n")[0]
            self.assertEqual(set(header.split(",")) - named, set(), args)

    def test_json_says_what_csv_says(self):
        for args in REPORTS:
            table = self.rows(*args)
            objects = json.loads(self.home.must(*args, "--format", "json"))
            self.assertEqual(len(objects), len(table), args)
            for row, values in zip(table, objects):
                self.assertEqual(list(row), list(values), args)
                for name, value in values.items():
                    text = "" if value is None else str(value)
                    self.assertEqual(row[name].removeprefix("'"), text, (args, name))

    def test_tables_keep_to_their_width(self):
        for args in REPORTS:
            for width in (60, 80, 132):
                out = self.home.must(*args, columns=width)
                # With the least set of columns a table may be wider than a very narrow terminal, never than 80.
                self.assertLessEqual(max(len(line) for line in out.splitlines()), max(width, 80), (args, width))

    def test_output_goes_to_a_file(self):
        for args in REPORTS:
            path = os.path.join(self.home.files, "out")
            self.assertEqual(self.home.must(*args, "--format", "csv", "-o", path), "")
            with open(path, encoding="utf-8", newline="") as file:
                self.assertEqual(file.read(), self.home.must(*args, "--format", "csv"))
        done = self.home.run("drops", "-o", "/nonexistent/out")
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"/nonexistent/out", done.stderr)

    def test_a_full_disk_is_said(self):
        for args in (["drops", "-o", "/dev/full"], ["dump", "-o", "/dev/full"]):
            done = self.home.run(*args)
            self.assertEqual(done.returncode, 3)
            self.assertIn(b"No space left", done.stderr)

    def test_the_funnel_adds_up(self):
        for as_of in ("2013-12-31", "2023-11-24", "2025-01-24", "2025-03-05", "2025-03-15"):
            for args in ([], ["--by", "donor"], ["--by", "commodity"], ["--by", "destination"], ["--by", "due_month"]):
                for row in self.rows("shortfall", "--as-of", as_of, *args):
                    n = {k: Decimal(row[k]) for k in [*PIECES, "committed", "surplus", "shortfall", "reached", "dispatched"]}
                    self.assertEqual(n["committed"] + n["surplus"], sum(n[k] for k in PIECES), row)
                    self.assertEqual(n["dispatched"], sum(n[k] for k in PIECES[1:]), row)
                    if not args and not row["commitment_id"].startswith("(unallocated"):
                        self.assertEqual(n["shortfall"], max(0, n["committed"] - n["reached"]), row)

    def test_groups_are_sums_of_roots(self):
        whole = [r for r in self.rows("shortfall", *AS_OF) if not r["part_of"] and not r["commitment_id"].startswith("(unallocated")]
        keys = {"donor": lambda r: r["donor"], "commodity": lambda r: r["commodity"], "destination": lambda r: r["destination"],
                "due_month": lambda r: r["due_on"][:7]}
        for by, key in keys.items():
            expected = {}
            for row in whole:
                at = expected.setdefault((key(row), row["unit"]), dict.fromkeys(("committed", "reached", "shortfall"), Decimal(0)))
                for name in at:
                    at[name] += Decimal(row[name])
            got = {}
            for row in self.rows("shortfall", "--by", by, *AS_OF):
                name = "due_on" if by == "due_month" else by
                got[row[name], row["unit"]] = {k: Decimal(row[k]) for k in ("committed", "reached", "shortfall")}
            self.assertEqual(got, expected, by)

    def test_the_aged_funnel_is_the_funnel(self):
        ages = ["age_0_3", "age_4_7", "age_8_14", "age_15_30", "age_over_30", "age_unknown"]
        days = ("2013-12-31", "2023-11-24", "2025-01-24", "2025-03-05", "2025-03-15")
        for as_of in [[day, *measured] for day in days for measured in ([], ["--measured"])]:
            whole = {}
            for row in self.rows("shortfall", "--as-of", *as_of):
                if not row["part_of"] and not row["commitment_id"].startswith("(unallocated"):
                    for part in PIECES:
                        whole[row["unit"], part] = whole.get((row["unit"], part), 0) + Decimal(row[part])
            for by in ("age", "place"):
                aged = {}
                for row in self.rows("shortfall", "--by", by, "--as-of", *as_of):
                    self.assertEqual(list(row), ["unit", "part", "reason", "place", *ages, "quantity", "as_of"])
                    self.assertEqual(Decimal(row["quantity"]), sum(Decimal(row[age]) for age in ages), row)
                    self.assertTrue(all(Decimal(row[age]) >= 0 for age in ages), row)
                    self.assertEqual(by == "age" and row["place"], "" if by == "age" else False, row)
                    aged[row["unit"], row["part"]] = aged.get((row["unit"], row["part"]), 0) + Decimal(row["quantity"])
                self.assertEqual(aged, {k: q for k, q in whole.items() if q != 0}, (as_of, by))

    def test_filters_are_subsets(self):
        whole = self.rows("shortfall", *AS_OF)
        self.assertEqual(self.rows("shortfall", "--donor", "norland", *AS_OF), [r for r in whole if r["donor"] == "Norland"])
        self.assertEqual(self.rows("shortfall", "--commodity", "RICE", *AS_OF), [r for r in whole if r["commodity"] == "Rice"])
        self.assertEqual(self.rows("shortfall", "--due-before", "2025-03-15", *AS_OF),
                         [r for r in whole if r["due_on"] and r["due_on"] < "2025-03-15"])
        # A place takes in what lies in it.
        names = {r["destination"] for r in self.rows("shortfall", "--destination", "Gaza Strip", *AS_OF)}
        self.assertEqual(names, {"Gaza Strip", "North Gaza"})

    def test_known_totals(self):
        found = {r["commitment_id"]: r for r in self.rows("shortfall", "--as-of", "2023-11-24")}["GAZA-2023-TRUCE"]
        self.assertEqual((found["committed"], found["crossed"], found["shortfall"]), ("200", "172", "28"))
        found = {r["commitment_id"]: r for r in self.rows("shortfall", "--as-of", "2025-01-24")}["GAZA-2025-CEASEFIRE"]
        self.assertEqual((found["committed"], found["crossed"], found["surplus"]), ("3600", "4242", "642"))
        due = self.rows("shortfall", "--as-of", "2013-12-31", "--due-before", "2014-01-01")
        self.assertEqual(len(due), 104)
        short = [Decimal(r["shortfall"]) for r in due if r["shortfall"] != "0"]
        self.assertEqual((len(short), sum(short)), (13, 135144))
        ships = self.rows("stalled", "--threshold", "10d", "--as-of", "2023-01-10", "--source", "JCC")
        self.assertEqual(sorted(r["since"] for r in ships), ["2022-12-23", "2022-12-25", "2022-12-25", "2022-12-31"])

    def test_every_explained_row_is_in_its_file(self):
        """P4: file, SHA-256 and line of a figure lead to the row that states it."""
        drops = {r["sha256"]: r["name"] for r in self.rows("drops")}
        for row in self.rows("explain", "EX-FLOUR", *AS_OF):
            self.assertEqual(drops[row["sha256"]], row["file"])
            with open(os.path.join(self.home.files, row["file"]), encoding="utf-8") as file:
                line = file.read().split("\n")[int(row["drop_line"]) - 1]
            self.assertIn("bag,Wheat flour,kg,49.5,50,50.5" if row["figure"] == "conversion" else row["waybill"].lstrip("AR-0") or "EX-FLOUR", line)

    def test_status_counts_the_findings_that_are_listed(self):
        said = {row["name"]: row["value"] for row in self.rows("status")}
        self.assertEqual(int(said["findings"]), len(self.rows("findings")))

    def test_what_counts_towards_nothing_is_shown(self):
        home = case.Home()
        self.addCleanup(home.close)
        home.write("sent.csv", "waybill,donor,commodity,quantity,unit,destination,dispatched_at\n"
                   "W1,Norland,Flour,6,t,Vale,2024-01-01\nW2,Norland,Flour,4,t,Vale,2024-01-02\n")
        home.must("import", "sent.csv")

        def unallocated():
            rows = csv.DictReader(io.StringIO(home.must("shortfall", "--as-of", "2024-02-01", "--format", "csv")))
            return {r["commitment_id"]: (r["surplus"], r["moving"]) for r in rows if r["commitment_id"].startswith("(")}

        self.assertEqual(unallocated(), {"(unallocated)": ("10000", "10000")})
        home.write("promise.csv", "commitment_id,donor,commodity,quantity,unit,destination,starts_on\nA,Norland,Flour,7,t,Vale,2024-01-01\n")
        home.must("import", "promise.csv")
        self.assertEqual(unallocated(), {"(unallocated)": ("3000", "3000")})
        # What a promise of access leaves stands beside what donors leave.
        home.write("access.csv", "commitment_id,quantity,unit,destination,starts_on\nB,9,t,Vale,2024-01-01\n")
        home.must("import", "access.csv")
        self.assertEqual(unallocated(), {"(unallocated)": ("3000", "3000"), "(unallocated-access)": ("1000", "1000")})

    def test_any_order_gives_the_same_ledger(self):
        """P2, P3, P6: files one by one, in every order of four, the last one twice."""
        files = {
            "sent.csv": "waybill,donor,commodity,quantity,unit,destination,dispatched_at,reported_at\n"
                        "W1,Norland,Flour,6,t,Vale,2024-01-01,2024-01-05\nW2,Norland,Flour,4,t,Vale,2024-01-02,2024-01-05\n",
            "seen.csv": "source,stage,place,occurred_at,waybill,quantity,unit,destination,reported_at\n"
                        "Gate,crossed,Bridge,2024-01-03,W1,6,t,Vale,2024-01-06\nGate,crossed,Bridge,2024-01-04,,3,truck,Vale,2024-01-06\n",
            "promise.csv": "commitment_id,donor,commodity,quantity,unit,destination,starts_on,reported_at\n"
                           "A,Norland,Flour,7,t,Vale,2024-01-01,2024-01-01\n",
            "access.csv": "commitment_id,quantity,unit,destination,starts_on,reported_at\nB,9,t,Vale,2024-01-01,2024-01-01\n",
        }
        seen = set()
        for order in itertools.permutations(files):
            home = case.Home()
            try:
                for name, content in files.items():
                    home.write(name, content)
                for name in [*order, order[0]]:
                    home.must("import", name)
                self.assertIn("\nsound", home.must("verify"), order)
                seen.add(home.must("dump") + home.must("shortfall", "--as-of", "2024-02-01", "--format", "csv"))
            finally:
                home.close()
            self.assertEqual(len(seen), 1, order)

    def test_known_at_gives_what_was_said_then(self):
        home = case.Home()
        self.addCleanup(home.close)
        asked = ["shortfall", "--format", "csv", "--as-of", "2030-01-01"]
        home.write("a.csv", "commitment_id,donor,quantity,unit,destination\nA,Norland,5,t,Vale\n")
        home.must("import", "a.csv")
        before = home.must(*asked)
        time.sleep(1.1)  # moments are told apart by the second
        home.write("b.csv", "commitment_id,donor,quantity,unit,destination\nB,Norland,7,t,Vale\nA,Norland,6,t,Vale\n")
        home.must("import", "b.csv")
        drops = list(csv.DictReader(io.StringIO(home.must("drops", "--format", "csv"))))
        second = drops[1]["known_at"]
        self.assertNotEqual(home.must(*asked), before)
        self.assertEqual(home.must(*asked, "--known-at", second), before)
        self.assertEqual(home.must("drops", "--format", "csv", "--known-at", second).count("\n"), 2)
        self.assertEqual(home.must(*asked, "--known-at", drops[0]["known_at"]).count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
