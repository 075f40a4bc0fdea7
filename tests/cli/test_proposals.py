#!/usr/bin/env python3
"""What `profile` proposes for the real files of the fixtures reads them whole, once a person has said what no file can say; and it says the same as the
profiles that people wrote by hand."""

import collections
import csv
import io
import os
import unicodedata
import unittest

import case

# Of each file: the questions that it leaves open, with their answers. Nothing else is touched.
ANSWERS = {
    "cogat": {"source": "COGAT", "stage": '"crossed"', "unit": '"kg"', "quantity.times": "1000"},
    "bsgi": {"source": "JCC", "zone": "Europe/Rome", "day_zone": "Europe/Istanbul", "unit": "t", "destination": "Country"},
    "scms": {"source": "SCMS", "unit": "piece", "destination": "country"},
    "gaza-commitments": {},
    "gaza-crossings-2025": {},
}
KEYS = ("commitment_id", "waybill", "stage", "occurred_at", "due_on", "commodity", "quantity", "unit", "vehicle")


def answered(text, answers):
    """The proposal with the questions `#? KEY =` answered; each answer must have its question."""
    lines, open_keys = [], set(answers)
    for line in text.splitlines():
        key = line[3:].split(" =")[0] if line.startswith("#? ") and " =" in line else None
        if key in answers and line in (f"#? {key} =", f"#? {key} = {answers[key]}"):
            line = f"{key} = {answers[key]}"
            open_keys.discard(key)
        lines.append(line)
    if open_keys:
        raise AssertionError(f"nothing asks for {open_keys}:\n{text}")
    return "\n".join(lines) + "\n"


def facts(text):
    """What is stated, as a multiset."""
    rows = list(csv.DictReader(io.StringIO(text)))
    stated = collections.Counter()
    for row in rows:
        values = dict(part.split("=", 1) for part in row["states"].split("; ") if "=" in part)
        stated[row["line"], row["kind"], *(values.get(key) for key in KEYS)] += 1
    return stated, [row for row in rows if row["outcome"] != "stated"]


class Proposals(unittest.TestCase):
    def setUp(self):
        self.home = case.Home(with_init=False)
        self.addCleanup(self.home.close)

    def read(self, name, profile):
        return facts(self.home.must("profile", "--check", profile, name, with_home=False))

    def test_the_fixtures_are_read_as_people_would(self):
        for stem, answers in ANSWERS.items():
            with self.subTest(stem):
                name = self.home.copy(os.path.join(case.FIXTURES, "drops", stem + ".csv"))
                text = self.home.must("profile", name, with_home=False)
                self.home.write("proposed.conf", answered(text, answers))
                stated, rejected = self.read(name, "proposed.conf")
                self.assertEqual(rejected, [])
                with open(os.path.join(self.home.files, name), encoding="utf-8-sig") as file:
                    n_rows = sum(1 for row in csv.reader(file) if any(row)) - 1
                self.assertEqual(len({key[0] for key in stated}), n_rows)
                by_hand = os.path.join(case.FIXTURES, "profiles", stem + ".conf")
                if os.path.exists(by_hand):
                    self.assertEqual(stated, self.read(name, by_hand)[0])

    def test_a_proposal_reads_the_columns_that_it_names(self):
        """Names that would break a profile, and cells that would act on a terminal."""
        self.home.write("odd.csv", '"Date | of ""day""",Donor\x1b[2J,"Qty (t)\n","Note \u202eabc","=cmd",\x9b2J,,"<cell>"\n'
                                   '2024-03-13,\x1b]0;x\x07A,5,\u2066b,=1+1,c,d,e\n2024-03-14,B,6,x,y,z,,\n2024-03-15,C,7,x,y,z,,\n')
        text = self.home.must("profile", "odd.csv", with_home=False)
        bad = [c for c in text if (unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n")]
        self.assertEqual(bad, [], text)
        text = answered(text, {"stage": '"crossed"'})
        self.home.write("odd.conf", text)
        stated, rejected = self.read("odd.csv", "odd.conf")
        self.assertEqual(rejected, [])
        self.assertEqual(sorted(key[KEYS.index("occurred_at") + 2] for key in stated), ["2024-03-13", "2024-03-14", "2024-03-15"])


if __name__ == "__main__":
    unittest.main()
