#!/usr/bin/env python3
"""Receipts and fix files: a line a record with its key, ranges behind the first 10,000, and rows that come back corrected."""

import csv
import glob
import io
import json
import os
import sqlite3
import unittest

import case

SINGLE = 10000
COUNTS = "report_id,stage,place,occurred_at,trucks\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.home = case.Home()
        self.addCleanup(self.home.close)

    def receipt(self, drop):
        return list(csv.DictReader(io.StringIO(self.home.must("receipt", str(drop), "--format", "csv"))))

    def records(self, drop):
        return [row for row in self.receipt(drop) if row["outcome"] != "note"]

    def notes(self, drop):
        return {row["code"]: row for row in self.receipt(drop) if row["outcome"] == "note"}

    def file(self, folder, name):
        found = glob.glob(os.path.join(self.home.path, folder, "*", "*", glob.escape(name) + "--*"))
        return {path.rsplit("--", 1)[1].split(".", 1)[1]: path for path in found}

    def take(self, name, text, *args):
        self.home.write(name, text)
        self.home.must("import", name, *args)


class Receipts(Case):
    def test_every_kind_has_its_key(self):
        self.take("c.csv", "commitment_id,donor,quantity,unit\nC-1,Norland,5,t\n")
        self.take("s.csv", "waybill,line,commodity,quantity,unit\n W 07,2,Rice,5,t\nW8,,Rice,5,t\nW8,,Rice,5,t\n")
        self.take("o.csv", "report_id,waybill,line,stage,place,occurred_at,quantity,unit\nr1,W7,2,crossed,Bridge,2024-01-02,5,t\n,W7,2,crossed,Bridge,2024-01-03,5,t\n"
                  ",,,crossed,Bridge,2024-01-03,5,t\n")
        self.take("u.csv", "unit,base_unit,low,nominal,high,basis,commodity\nbale,kg,1,2,3,nominal,Hay\n")
        keys = [[row["key"] for row in self.records(drop)] for drop in (1, 2, 3, 4)]
        self.assertEqual(keys, [["C-1"], ["W 07/2", "W8/rice", "W8/rice#2"], ["r1", "W7/2", ""], ["bale/Hay"]])
        self.assertEqual([row["fact"] for row in self.records(2)], ["shipments"] * 3)

    def test_several_facts_a_row_have_a_key_each(self):
        self.home.write("../home/profiles/j.conf", "[profile]\nname = j\n[fact sent]\nkind = shipments\nwaybill = WB\ncommodity = Item\nquantity = Qty\nunit = \"t\"\n"
                        "[fact seen]\nkind = crossings\nwhen = Arrived is stated\nreport_id = Ref\nwaybill = WB\nstage = \"delivered\"\noccurred_at = Arrived\nquantity = Qty\n"
                        "unit = \"t\"\n")
        self.take("j.csv", "WB,Item,Qty,Ref,Arrived\nW1,Rice,5,A1,2024-01-02\nW2,Rice,5,A2,\n", "--profile", "j")
        self.assertEqual([(row["fact"], row["key"]) for row in self.records(1)], [("shipments+crossings", "W1/rice+A1"), ("shipments", "W2/rice")])

    def test_the_same_bytes_of_two_sources_are_told_apart_by_number(self):
        for source in ("un", "watch"):
            self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,5,t\n", "--source", source)
        sha256, other = (row["sha256"] for row in csv.DictReader(io.StringIO(self.home.must("drops", "--format", "csv"))))
        self.assertEqual(sha256, other)
        refused = self.home.run("receipt", sha256[:12])
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("of several drops begins with", refused.stderr.decode())

    def test_repeats_and_contradictions_have_theirs(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit,reported_at\nA,N,5,t,2024-01-05\nB,N,5,t,2024-01-05\nA,N,5,t,2024-01-05\nB,N,6,t,2024-01-05\n")
        self.take("b.csv", "commitment_id,donor,quantity,unit,reported_at\nA,N,7,t,2024-01-06\nB,N,7,t,2024-01-01\n")
        first, second = self.records(1), self.records(2)
        self.assertEqual([row["key"] for row in first], ["A", "B", "A", "B"])
        self.assertEqual(first[2]["code"], "repeat")
        self.assertIn("contradiction", [row["code"] for row in first] + ["contradiction"] * (first[3]["outcome"] == "superseding"))
        self.assertEqual([(row["outcome"], row["code"], row["key"]) for row in second], [("superseding", "", "A"), ("unchanged", "older", "B")])

    def test_a_long_receipt_can_be_opened(self):
        n = SINGLE + 5000
        rows = [f"R{i},crossed,Bridge,2024-01-02,1\n" for i in range(n)]
        rows[SINGLE + 100] = f"R{SINGLE + 100},crossed,Bridge,2024-01-02,many\n"
        self.take("a.csv", COUNTS + "".join(rows))
        lines = self.records(1)
        self.assertEqual(len(lines), SINGLE + 3)
        self.assertEqual([row["line"] for row in lines[:2]], ["2", "3"])
        self.assertEqual([(row["line"], row["outcome"], row["record"], row["key"]) for row in lines[SINGLE - 1:]],
                         [(f"{SINGLE + 1}", "accepted", f"{SINGLE}", f"R{SINGLE - 1}"),
                          (f"{SINGLE + 2}-{SINGLE + 101}", "accepted", f"{SINGLE + 1}-{SINGLE + 100}", ""),
                          (f"{SINGLE + 102}", "rejected", f"{SINGLE + 101}", ""),
                          (f"{SINGLE + 103}-{n + 1}", "accepted", f"{SINGLE + 102}-{n}", "")])
        # What replaces something is named wherever it stands.
        rows[SINGLE + 7] = f"R{SINGLE + 7},crossed,Bridge,2024-01-02,2\n"
        os.utime(self.home.write("b.csv", COUNTS + "".join(rows)), (case.FILE_TIME + 60, case.FILE_TIME + 60))
        self.home.must("import", "b.csv")
        row, = [row for row in self.records(2) if row["outcome"] == "superseding"]
        self.assertEqual((row["line"], row["key"]), (f"{SINGLE + 9}", f"R{SINGLE + 7}"))
        spans = [tuple(map(int, (row["record"].split("-") * 2)[:2])) for row in self.records(2)]
        self.assertEqual(sum(last - first + 1 for first, last in spans), n)
        self.assertTrue(all(before[1] + 1 == behind[0] for before, behind in zip(spans, spans[1:])))

    def test_the_same_in_every_form(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,5,t\nB,N,x,t\n")
        with open(self.file("receipts", "a.csv")["receipt.csv"], encoding="utf-8-sig", newline="") as file:
            self.assertEqual(file.read(), self.home.must("receipt", "1", "--format", "csv"))
        objects = json.loads(self.home.must("receipt", "1", "--format", "json"))
        self.assertEqual([{k: "" if v is None else str(v) for k, v in o.items()} for o in objects], self.receipt(1))
        table = self.home.must("receipt", "1")
        for note in self.notes(1).values():
            self.assertIn(note["message"], " ".join(table.split()))
        self.assertEqual(self.notes(1)["counts"]["value"], "2")


class Publications(Case):
    HEADER = "commitment_id,donor,quantity,unit,starts_on\n"
    DAYS = {"A": "2024-03-01", "B": "2024-03-20", "C": "2024-03-10", "D": "2024-03-20", "E": "2024-03-21"}

    def setUp(self):
        super().setUp()
        self.home.write("../home/profiles/list.conf", "[profile]\nname = list\ncumulative = yes\nvanished = confirmed\n")

    def publish(self, name, *ids, profile="list", at=case.FILE_TIME, quantity=5):
        os.utime(self.home.write(name, self.HEADER + "".join(f"{c},N,{quantity},t,{self.DAYS[c]}\n" for c in ids)), (at, at))
        self.home.must("import", "--source", "un", "--profile", profile, name)

    def standing(self):
        return sorted(row["commitment_id"] for row in csv.DictReader(io.StringIO(self.home.must("shortfall", "--format", "csv"))))

    def test_two_of_one_moment(self):
        self.publish("a.csv", "A", "B", "C")
        self.publish("b.csv", "A", "B", "D")
        self.assertEqual(self.standing(), ["A", "B", "C", "D"])
        notes = self.notes(2)
        self.assertNotIn("publication", notes)
        self.assertIn("b.csv and a.csv are publications of the same moment", notes["same_moment"]["message"])
        self.assertIn("same_moment", self.home.must("findings", "--format", "csv"))
        # What it advises helps.
        self.home.write("../home/profiles/list.conf", "[profile]\nname = list\ncumulative = yes\nvanished = confirmed\nreported_at = \"2025-04-02\"\n")
        self.publish("b.csv", "A", "B", "D")
        self.assertEqual(self.standing(), ["A", "B", "D"])
        self.assertIn("does not count any more", self.notes(3)["publication"]["message"])

    def test_added_late_is_what_lies_before_the_last_day_of_any_publication(self):
        for n, ids in enumerate(("A", "AB", "ABCDE")):
            self.publish(f"{n}.csv", *ids, at=case.FILE_TIME + 60 * n)
        notes = self.notes(3)
        self.assertEqual((notes["publication_backdated"]["value"], notes["publication_new"]["value"]), ("2", "1"))

    def test_corrected_and_then_left_out(self):
        for n, (ids, quantity) in enumerate((("AB", 5), ("AB", 6), ("B", 6))):
            self.publish(f"{n}.csv", *ids, at=case.FILE_TIME + 60 * n, quantity=quantity)
        told = list(csv.DictReader(io.StringIO(self.home.must("commitments", "A", "--format", "csv"))))
        self.assertEqual([(row["quantity"], row["worth"], row["ended_by"]) for row in told], [("5", "superseded", "2"), ("6", "withdrawn", "3")])

    def test_left_out_is_not_what_another_day_of_the_commitment_says(self):
        header = self.HEADER.strip() + ",effective_on\n"
        for n, rows in enumerate(("A,N,5,t,{0},\nA,N,3,t,{0},2024-02-01\n", "A,N,6,t,{0},\n")):
            at = case.FILE_TIME + 60 * n
            os.utime(self.home.write(f"{n}.csv", header + rows.format(self.DAYS["A"])), (at, at))
            self.home.must("import", "--source", "un", "--profile", "list", f"{n}.csv")
        told = list(csv.DictReader(io.StringIO(self.home.must("commitments", "A", "--format", "csv"))))
        self.assertEqual([(row["quantity"], row["worth"], row["ended_by"]) for row in told],
                         [("5", "superseded", "2"), ("6", "counts", ""), ("3", "withdrawn", "2")])

    def test_the_same_file_again_is_no_second(self):
        self.publish("a.csv", "A", "B")
        self.home.write("../home/profiles/list.conf", "[profile]\nname = list\ncumulative = yes\nvanished = withdraw\n")
        self.publish("a.csv", "A", "B")
        self.assertNotIn("same_moment", self.notes(2))


class Withdrawals(Case):
    HEADER = "waybill,line,commodity,quantity,unit,state,reported_at\n"

    def codes(self, drop):
        return [(row["outcome"], row["code"]) for row in self.records(drop)]

    def findings(self, drop):
        return {row["code"]: row["message"] for row in csv.DictReader(io.StringIO(self.home.must("findings", "--format", "csv"))) if row["drop"] == drop}

    def test_what_hits_nothing_says_so(self):
        self.take("a.csv", self.HEADER + "W1,1,Rice,5,t,,2024-01-02\n")
        self.take("b.csv", self.HEADER + "W1,1,,,,withdrawn,2024-01-03\nW-l,1,,,,withdrawn,2024-01-03\n")
        self.assertEqual(self.codes(2), [("superseding", "withdrawn"), ("accepted", "withdrawn_unknown")])
        found = self.findings("2")
        self.assertEqual(list(found), ["nothing_withdrawn"])
        self.assertIn("rows that withdraw something of which nothing is known: 1", found["nothing_withdrawn"])
        # It holds all the same for what comes later and was said before.
        self.take("c.csv", self.HEADER + "W-l,1,Rice,5,t,,2024-01-02\n")
        self.assertEqual(self.codes(3), [("unchanged", "taken_back")])


class Contradictions(Case):
    def test_each_is_found_once(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit,reported_at\nA,N,5,t,2024-01-05\nA,N,6,t,2024-01-05\n", "--source", "WFP")
        for source in ((), ("--source", "WFP")):
            found = [row["code"] for row in csv.DictReader(io.StringIO(self.home.must("findings", *source, "--format", "csv")))]
            self.assertEqual(found, ["contradiction"])


    def test_one_that_is_settled_is_none_any_more(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit,reported_at\nA,N,5,t,2024-01-05\nA,N,6,t,2024-01-05\n")
        self.take("b.csv", "commitment_id,donor,quantity,unit,reported_at\nA,N,7,t,2024-01-06\n")
        for known, expected in ((("--known-at", "1"), ["contradiction"]), ((), [])):
            self.assertEqual([row["code"] for row in csv.DictReader(io.StringIO(self.home.must("findings", *known, "--format", "csv")))], expected)


class Waiting(Case):
    def test_what_waits_is_not_broken(self):
        """As after a kill between a drop and its reckoning."""
        self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,5,t\n")
        ledger = sqlite3.connect(os.path.join(self.home.path, "aidtally.db"))
        ledger.execute("INSERT INTO dirty_topic (topic) VALUES ('commitments')")
        ledger.commit()
        ledger.close()
        done = self.home.run("verify")
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"drops wait to be reconciled", done.stdout)
        self.assertEqual(done.stderr, b"")
        self.assertIn("import any file", self.home.must("shortfall"))
        # What it advises helps.
        self.home.must("import", "a.csv")
        self.assertIn("\nsound", self.home.must("verify"))
        self.assertNotIn("import any file", self.home.must("shortfall"))


class Fixes(Case):
    def fixed(self, name, *changes):
        """The fix file of a drop, as somebody corrected it."""
        with open(self.file("rejected", name)["fix.csv"], encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        texts = io.StringIO()
        csv.writer(texts, lineterminator="\r\n").writerows([header, *[[change(k, cell) for k, cell in zip(header, row)] for row, change in zip(rows, changes)]])
        return texts.getvalue()

    def findings(self):
        return [row["drop"] for row in csv.DictReader(io.StringIO(self.home.must("findings", "--format", "csv"))) if row["code"] == "rejected_rows"]

    def test_a_row_comes_back_right(self):
        self.take("a.csv", "commitment_id,donor,commodity,quantity,unit\n007,Norland,\"Rice, white\",x5,t\n008,Norland,Oil,5,drop\n009,Norland,Tea,1,t\n")
        self.assertEqual(self.findings(), ["1"])
        # A spreadsheet ate the zeros of the first.
        text = self.fixed("a.csv", lambda name, cell: {"commitment_id": "7", "quantity": "5"}.get(name, cell), lambda name, cell: {"unit": "drip"}.get(name, cell))
        self.take("a.fix.csv", text)
        self.assertEqual([(row["outcome"], row["key"]) for row in self.records(2)], [("accepted", "007"), ("rejected", "")])
        self.assertEqual(self.notes(2)["corrected_rows"]["value"], "1")
        first = self.records(1)
        self.assertIn("; corrected since by drop 2, line 2", first[0]["message"])
        self.assertNotIn("corrected", first[1]["message"])
        # The row that is still wrong is the only one in both fix files, as it stood at first and as it stands now.
        with open(self.file("rejected", "a.csv")["fix.csv"], encoding="utf-8-sig") as file:
            self.assertEqual([line.split(",")[1] for line in file.read().splitlines()], ["_line", "3"])
        with open(self.file("rejected", "a.fix.csv")["fix.csv"], encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["_drop", "_line", "_why", "commitment_id", "donor", "commodity", "quantity", "unit"])
        self.assertEqual((rows[1][:2], rows[1][3:]), (["2", "3"], ["008", "Norland", "Oil", "5", "drip"]))
        self.assertEqual(self.findings(), ["1", "2"])
        self.assertIn("; corrected since: 1", self.notes(1)["rejected_rows"]["message"])
        # Right at last: everything that led here is closed.
        self.take("again.csv", self.fixed("a.fix.csv", lambda name, cell: {"unit": "drum", "commitment_id": "8"}.get(name, cell)))
        self.assertEqual([(row["outcome"], row["key"]) for row in self.records(3)], [("accepted", "008")])
        self.assertIn("; corrected since by drop 3, line 2", self.records(1)[1]["message"])
        self.assertIn("; corrected since by drop 3, line 2", self.records(2)[1]["message"])
        self.assertEqual(self.notes(1)["rejected_rows"]["message"], "2 of 3 rows were rejected; all of them are corrected since")
        self.assertEqual(self.findings(), [])
        self.assertNotIn("fix.csv", self.file("rejected", "a.csv"))
        self.assertNotIn("fix.csv", self.file("rejected", "a.fix.csv"))
        with open(self.file("receipts", "a.csv")["receipt.csv"], encoding="utf-8-sig", newline="") as file:
            self.assertEqual(file.read(), self.home.must("receipt", "1", "--format", "csv"))
        self.assertIn("\nsound", self.home.must("verify"))

    def test_a_look_back_has_what_was_wrong_then(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,x,t\nB,N,6,t\nC,N,y,t\n")
        found, = csv.DictReader(io.StringIO(self.home.must("findings", "--format", "csv")))
        behind = list(csv.DictReader(io.StringIO(self.home.must("explain", "--finding", found["id"], "--format", "csv"))))
        self.assertEqual([(row["figure"], row["drop_line"]) for row in behind], [("rejected", "2"), ("rejected", "4")])
        self.take("a.fix.csv", self.fixed("a.csv", *[lambda name, cell: {"quantity": "5"}.get(name, cell)] * 2))
        self.assertEqual(self.findings(), [])
        then = list(csv.DictReader(io.StringIO(self.home.must("findings", "--known-at", "1", "--format", "csv"))))
        self.assertEqual([row["code"] for row in then], ["rejected_rows"])

    def test_as_if_it_had_been_right_at_first(self):
        right = "commitment_id,donor,quantity,unit\nA,N,5,t\nB,N,6,t\n"
        self.take("a.csv", right.replace("5,t", "five,t"))
        text = self.fixed("a.csv", lambda name, cell: {"quantity": "5"}.get(name, cell))
        # Meanwhile something later is known.
        os.utime(self.home.write("later.csv", "commitment_id,donor,quantity,unit\nA,N,7,t\n"), (case.FILE_TIME + 60, case.FILE_TIME + 60))
        self.home.must("import", "later.csv")
        os.utime(self.home.write("a.fix.csv", text), (case.FILE_TIME + 120, case.FILE_TIME + 120))
        self.home.must("import", "a.fix.csv")
        self.assertEqual([(row["outcome"], row["code"]) for row in self.records(3)], [("unchanged", "older")])
        other = case.Home()
        self.addCleanup(other.close)
        other.write("a.csv", right)
        os.utime(other.write("later.csv", "commitment_id,donor,quantity,unit\nA,N,7,t\n"), (case.FILE_TIME + 60, case.FILE_TIME + 60))
        other.must("import", "a.csv", "later.csv")
        self.assertEqual(self.home.must("dump"), other.must("dump"))

    def test_lines_of_waybills_and_moved_columns(self):
        self.take("s.csv", "waybill,line,commodity,quantity,unit,dispatched_at\n0012,01,Rice,5,t,yesterday\n13,1,Rice,5,t,2024-01-02\n")
        header, row = csv.reader(io.StringIO(self.fixed("s.csv", lambda name, cell: {"dispatched_at": "2024-01-01"}.get(name, cell))))
        order = [5, 3, 0, 8, 1, 4, 6, 7, 2]
        self.take("s.fix.csv", "\n".join(",".join(cells[k] for k in order).replace(cells[2], "\"why, so\"") for cells in (header, row)).replace("\"why, so\"", "_why", 1) + "\n")
        self.assertEqual([(r["outcome"], r["key"]) for r in self.records(2)], [("accepted", "0012/1")])
        self.assertEqual(self.findings(), [])

    def test_a_row_that_is_no_csv(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,5,t\nB,N \"x\" y\"z,6,t\nC,N,7,t\n")
        path = self.file("rejected", "a.csv")["fix.csv"]
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
        self.take("worse.csv", text.replace(" \"x\"", "\"xx\""))
        with open(self.file("rejected", "worse.csv")["fix.csv"], encoding="utf-8-sig") as file:
            text = file.read()
        self.assertEqual(text.splitlines()[1].count(","), 6)
        self.take("right.csv", text.splitlines()[0] + "\n2,2,,B,N,6,t\n")
        self.assertEqual(self.findings(), [])

    def test_another_source_corrects_nothing(self):
        self.take("a.csv", "commitment_id,donor,quantity,unit\nA,N,five,t\n", "--source", "WFP")
        text = self.fixed("a.csv", lambda name, cell: {"quantity": "5"}.get(name, cell))
        self.home.write("a.fix.csv", text)
        for source in (("--source", "UNICEF"), ()):
            done = self.home.run("import", *source, "a.fix.csv")
            self.assertIn(b"drop 1, which came from WFP", done.stdout + done.stderr)
            self.assertEqual(self.findings(), ["1"])
        self.home.must("import", "--source", "WFP", "a.fix.csv")
        self.assertEqual(self.findings(), [])
        # And the office's own.
        self.take("o.csv", "commitment_id,donor,quantity,unit\nB,N,six,t\n")
        self.home.write("o.fix.csv", self.fixed("o.csv", lambda name, cell: {"quantity": "6"}.get(name, cell)))
        done = self.home.run("import", "--source", "WFP", "o.fix.csv")
        self.assertIn(b"which the office dropped", done.stdout + done.stderr)
        self.home.must("import", "o.fix.csv")
        self.assertEqual(self.findings(), [])

    def test_a_correction_that_equals_other_rows_is_one_more(self):
        self.take("a.csv", "stage,place,occurred_at,trucks\ncrossed,Bridge,2024-03-04,1\ncrossed,Bridge,2024-03-04,one\ncrossed,Bridge,2024-03-04,1\n", "--source", "WFP")
        text = self.fixed("a.csv", lambda name, cell: {"trucks": "1"}.get(name, cell))
        self.take("a.fix.csv", text, "--source", "WFP")
        self.assertEqual(self.records(2)[0]["outcome"], "accepted")
        self.assertIn(",WFP,3,", self.home.must("crossings", "--format", "csv"))
        # Corrected once: the same correction in other bytes is known.
        self.take("b.fix.csv", text.replace("Bridge", "Bridge "), "--source", "WFP")
        self.assertEqual(self.records(3)[0]["outcome"], "unchanged")
        self.assertIn(",WFP,3,", self.home.must("crossings", "--format", "csv"))
        # And without a line: equal goods on one waybill.
        self.take("s.csv", "waybill,commodity,quantity,unit\nW1,Rice,5,t\nW1,Rice,five,t\n", "--source", "WFP")
        self.take("s.fix.csv", self.fixed("s.csv", lambda name, cell: {"quantity": "5"}.get(name, cell)), "--source", "WFP")
        self.assertEqual([(row["outcome"], row["key"]) for row in self.records(5)], [("accepted", "W1/rice#2")])

    def test_fixes_of_fixes_lose_no_row_and_count_none_twice(self):
        """Equal rows without a key: two are right, four are put right one after the other, by whichever fix file comes back."""
        counts = "stage,place,occurred_at,trucks\n" + "crossed,Bridge,2024-03-04,1\n" * 2
        goods = "waybill,commodity,quantity,unit,dispatched_at\n" + "W1,Rice,5,t,2024-03-04\n" * 2
        for n, (name, text, wrong, column, right) in enumerate((("c.csv", counts, "crossed,Bridge,2024-03-04,{}\n", "trucks", "1"),
                                                                ("g.csv", goods, "W1,Rice,{},t,2024-03-04\n", "quantity", "5"))):
            first = n * 6 + 1
            self.take(name, text + "".join(wrong.format(word) for word in ("one", "two", "three", "four")))

            def put(*cells):
                return [lambda name, cell, value=value: value if name == column else cell for value in cells]

            at_first = self.fixed(name, *put(right, right, right, right))
            self.take("1" + name, self.fixed(name, *put(right, "vwx", "xyz", "yyy")))
            self.take("2" + name, self.fixed("1" + name, *put(right, "zzz", "uuu")))
            self.take("3" + name, self.fixed("2" + name, *put(right, "ttt")))
            self.assertEqual([[row["outcome"] for row in self.records(first + k)] for k in range(4)],
                             [["accepted"] * 2 + ["rejected"] * 4, ["accepted"] + ["rejected"] * 3, ["accepted"] + ["rejected"] * 2, ["accepted", "rejected"]])
            # The last one by the first fix file, which has all four: those that are right are known. It closes what the fixes had wrong of it.
            self.take("4" + name, at_first)
            self.assertEqual(sorted(row["outcome"] for row in self.records(first + 4)), ["accepted"] + ["unchanged"] * 3)
            self.assertEqual(self.findings(), [])
            for k in range(4):
                self.assertNotIn("fix.csv", self.file("rejected", (str(k) if k else "") + name))
            # And once more through the last link: nothing.
            self.take("5" + name, "_drop,_line,_why," + text.splitlines()[0] + f"\n{first + 3},3,," + wrong.format(right))
            self.assertEqual([row["outcome"] for row in self.records(first + 5)], ["unchanged"])
        other = case.Home()
        self.addCleanup(other.close)
        other.write("c.csv", counts + "crossed,Bridge,2024-03-04,1\n" * 4)
        other.write("g.csv", goods + "W1,Rice,5,t,2024-03-04\n" * 4)
        other.must("import", "c.csv", "g.csv")
        self.assertEqual(self.home.must("dump"), other.must("dump"))
        self.assertIn("\nsound", self.home.must("verify"))

    def test_rows_of_another_ledger_are_rows(self):
        self.take("a.fix.csv", "_drop,_line,_why,commitment_id,donor,quantity,unit\n77,3,,A,N,5,t\n,,,B,N,5,t\n1.0,x,,C,N,5,t\n")
        self.assertEqual([(row["outcome"], row["key"]) for row in self.records(1)], [("accepted", "A"), ("accepted", "B"), ("accepted", "C")])
        self.assertNotIn("corrected_rows", self.notes(1))


if __name__ == "__main__":
    unittest.main()
