#!/usr/bin/env python3
"""No control character, terminal escape, bidi override or formula of the data acts, in any verb, format or message."""

import csv
import io
import json
import unicodedata
import unittest

import case

SEQUENCES = ["\x1b]0;title\x07", "\x1b]8;;http://x\x07link\x1b]8;;\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b[2J", "\x1b[1A", "\x1b[31m",
             "\x1bP1$r\x1b\\", "\x1b_x\x1b\\", "\x9b2J", "\x9d0;x\x9c", "\u202e\u2066abc\u2069", "\u200f\u061c\ufeff\u2028"]
# NUL makes the file no text at all (refused), line ends and tabs are white space.
CONTROLS = [chr(c) for c in (*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160))]
LEADS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
FRONTS = ["", " ", "\xa0", "'", '"', "''", "\u3000", " '", "\u200b"]
BIDI = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C)}
VERBS = [["shortfall"], ["stalled", "--threshold", "1h"], ["crossings"], ["findings"], ["drops"], ["receipt", "1"], ["receipt", "2"],
         ["status"], ["trace", "HOSTILE1"], ["explain", "PLAIN"]]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


class Safety(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = case.Home()
        cls.addClassCleanup(cls.home.close)
        payloads = SEQUENCES + CONTROLS + [front + lead + "cmd|' /C calc'!A0" for lead in LEADS for front in FRONTS]
        promises, sent = ["commitment_id,donor,commodity,quantity,unit,destination,note"], ["waybill,donor,commodity,quantity,unit,origin,"
                                                                                            "destination,vehicle,note,dispatched_at"]
        promises.append("PLAIN,Norland,Flour,5,t,Vale,")
        sent.append("HOSTILE1,Norland,Flour,5,t,Port,Vale,,,2024-01-01")
        for i, payload in enumerate(payloads):
            text = quoted(payload + "x")
            promises.append(f"C{i},{text},{text},5,t,{text},{text}")
            sent.append(f"W{i},{text},{text},5,t,{text},{text},{text},{text},2024-01-01")
            # Rejected rows stand in receipts with what they said.
            sent.append(f"R{i},{text},{text},{text},t,{text},{text},{text},{text},2024-01-01")
        name = "a\x1b[2J\x07\u202egnp.csv"
        cls.home.write("promises.csv", "\n".join(promises) + "\n")
        cls.home.write(name, "\n".join(sent) + "\n")
        cls.first = cls.home.run("import", "promises.csv")
        cls.second = cls.home.run("import", name)

    def assert_safe(self, what, data):
        text = data.decode("utf-8")
        for c in text:
            if c == "\n":
                continue
            self.assertNotIn(unicodedata.category(c), ("Cc", "Zl", "Zp"), (what, hex(ord(c))))
            self.assertNotIn(c, BIDI, what)

    def test_nothing_acts_on_the_terminal(self):
        for done in (self.first, self.second):
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_safe("import", done.stdout)
        for verb in VERBS:
            for how in ("table", "csv", "json"):
                done = self.home.run(*verb, "--format", how)
                self.assertEqual(done.returncode, 0, (verb, how, done.stderr))
                self.assert_safe((verb, how), done.stdout)
                self.assert_safe((verb, how), done.stderr)

    def test_messages_show_arguments_safely(self):
        for args in (["trace", "\x1b[2J"], ["explain", "\x9b2J"], ["shortfall", "--donor", "\u202enobody"], ["receipt", "\x07"],
                     ["import", "\x1b[2J.csv"], ["\x1b[2J"], ["shortfall", "--as-of", "\x1b[2J"]):
            done = self.home.run(*args)
            self.assertIn(done.returncode, (2, 3))
            self.assert_safe(args, done.stderr)
            self.assertTrue(done.stderr)

    def test_no_cell_is_a_formula(self):
        n_guarded = 0
        for verb in VERBS:
            for row in csv.reader(io.StringIO(self.home.must(*verb, "--format", "csv"))):
                for cell in row:
                    start = cell.lstrip(" \xa0\"")
                    if start == "-" or start.lstrip("-").replace(".", "", 1).isdigit():
                        continue
                    self.assertNotIn(start[:1], LEADS, (verb, cell))
                    n_guarded += cell.startswith("'")
        self.assertGreaterEqual(n_guarded, 500)

    def test_json_is_json(self):
        for verb in VERBS:
            json.loads(self.home.must(*verb, "--format", "json"))

    def test_an_export_reads_back(self):
        """What the guard adds on writing, reading takes away: the same values, so the same ledger."""
        rows = list(csv.DictReader(io.StringIO(self.home.must("shortfall", "--as-of", "2024-06-01", "--format", "csv"))))
        plain = {r["commitment_id"]: r for r in json.loads(self.home.must("shortfall", "--as-of", "2024-06-01", "--format", "json"))}
        out = io.StringIO()
        names = ["commitment_id", "donor", "commodity", "quantity", "unit", "destination"]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            if not row["commitment_id"].startswith("(unallocated") and "\\u" not in "".join(row.values()):
                writer.writerow([row["commitment_id"], row["donor"], row["commodity"], row["committed"], row["unit"], row["destination"]])
        home = case.Home()
        self.addCleanup(home.close)
        home.write("again.csv", out.getvalue())
        home.must("import", "again.csv")
        again = json.loads(home.must("shortfall", "--as-of", "2024-06-01", "--format", "json"))
        self.assertGreater(len(again), 40)
        for row in again:
            for name in ("donor", "commodity", "destination"):
                self.assertEqual(row[name], plain[row["commitment_id"]][name], row["commitment_id"])


if __name__ == "__main__":
    unittest.main()
