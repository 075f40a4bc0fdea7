#!/usr/bin/env python3
"""The generators refuse each mistake with its place, and leave SQL as it was."""

import copy
import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "cmake"))
import columns  # noqa: E402
import embed_sql  # noqa: E402

WORDS = {"basis": ["total", "per_day"]}
TABLE = {
    "name": "commitments",
    "description": "d",
    "fields": [
        {"name": "donor", "title": "Donor", "description": "Who gives.", "type": "string", "aid:type": "name",
         "aid:registry": "organisation", "aid:synonyms": {"en": ["funder"]}},
        {"name": "basis", "title": "Basis", "description": "Total or rate.", "type": "string", "aid:type": "word",
         "aid:words": "basis", "constraints": {"enum": ["total", "per_day"]}},
    ],
}


class Columns(unittest.TestCase):
    def refuses(self, part, change):
        table = copy.deepcopy(TABLE)
        change(table)
        with self.assertRaises(columns.Mistake) as caught:
            columns.check_table("t.json", "commitments", table, WORDS)
        self.assertIn(part, str(caught.exception))

    def test_sound(self):
        columns.check_table("t.json", "commitments", TABLE, WORDS)

    def test_mistakes(self):
        field = lambda i, **new: lambda t: t["fields"][i].update(new)  # noqa: E731
        self.refuses('"name" is not', lambda t: t.update(name="shipments"))
        self.refuses("description", lambda t: t.update(description=""))
        self.refuses("donor: \"title\"", field(0, title=" "))
        self.refuses("lower-case", field(0, name="Donor"))
        self.refuses("aid:type", field(0, **{"aid:type": "nome"}))
        self.refuses("does not go with", field(0, type="number"))
        self.refuses("aid:registry is none of", field(0, **{"aid:registry": "donors"}))
        self.refuses("aid:registry goes with", lambda t: t["fields"][0].pop("aid:registry"))
        self.refuses("aid:registry goes with", field(1, **{"aid:registry": "place"}))
        self.refuses("aid:words goes with", field(0, **{"aid:words": "basis"}))
        self.refuses("no vocabulary", field(1, **{"aid:words": "colour"}))
        self.refuses("the enum differs", field(1, constraints={"enum": ["total"]}))
        self.refuses("empty or padded", field(0, **{"aid:synonyms": {"en": ["a "]}}))
        self.refuses("is none of: en, fr", field(0, **{"aid:synonyms": {"de": ["spender"]}}))
        self.refuses("is donor's already", field(1, **{"aid:synonyms": {"fr": ["funder"]}}))
        self.refuses("goes with aid:type \"quantity\"", field(0, **{"aid:with_unit": {"en": ["aid"]}}))
        self.refuses("of one column only", field(0, **{"aid:may_be": {"en": ["date"]}}))
        self.refuses("aid:may_be is donor", lambda t: [f.update({"aid:may_be": {"en": ["funder"]}}) for f in t["fields"]])

    def test_literals(self):
        self.assertEqual(columns.literal('a"b\\c??/'), '"a\\"b\\\\c\\?\\?/"')

    def test_the_vocabularies_are_found(self):
        words = columns.words_of_header()
        self.assertEqual(words["stage"][0], "dispatched")
        self.assertEqual(words["basis"], ["total", "per_day", "per_week", "per_month"])


class Sql(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.schema = os.path.join(self.folder.name, "schema")
        for name in ("ledger", "reconcile", "reports", "migrations"):
            os.makedirs(os.path.join(self.schema, name))

    def write(self, name, text):
        with open(os.path.join(self.schema, name), "w", encoding="utf-8") as file:
            file.write(text)

    def refuses(self, part, text, name="ledger/a.sql", read=embed_sql.read_statements):
        self.write(name, text)
        with self.assertRaises(embed_sql.Mistake) as caught:
            read(self.schema)
        self.assertIn(part, str(caught.exception))

    def test_statements(self):
        self.write("reports/b.sql", "-- name: zz\n-- Last.\nSELECT 2;\n")
        self.write("ledger/a.sql", "-- Of the file.\n\n-- name: one/two\n-- Prose; with a semicolon.\n"
                   "SELECT 'it''s;--no /* comment */', \"a;\" -- gone;\n\n  FROM t; -- after\n"
                   "-- script: both\n-- Two.\nDELETE FROM a;\n/* ; */ DELETE FROM b;\n")
        entries = {e.name: e for e in embed_sql.read_statements(self.schema)}
        self.assertEqual(list(entries), ["both", "one/two", "zz"])
        self.assertEqual(entries["one/two"].sql, "SELECT 'it''s;--no /* comment */', \"a;\"\n  FROM t;")
        self.assertEqual(entries["one/two"].prose[0], "Prose; with a semicolon.")
        self.assertEqual(entries["both"].sql, "DELETE FROM a;\n DELETE FROM b;")
        self.assertEqual(entries["zz"].prose, ["Last."])

    def test_mistakes(self):
        self.refuses("schema/ledger/a.sql:2: SQL before", "\nSELECT 1;\n")
        self.refuses("a.sql:1: \"Bad name\"", "-- name: Bad name\nSELECT 1;\n")
        self.refuses("a.sql:1: x does not end", "-- name: x\nSELECT 1\n")
        self.refuses("a.sql:1: x does not end", "-- name: x\nSELECT 1; -- ;\nSELECT 2\n")
        self.refuses("a.sql:1: x is 2 statements", "-- name: x\nSELECT 1; SELECT 2;\n")
        self.refuses("a.sql:2: x has no SQL", "\n-- name: x\n-- Only prose.\n")
        self.refuses("a.sql:3: x stands already at schema/ledger/a.sql:1",
                     "-- name: x\nSELECT 1;\n-- name: x\nSELECT 1;\n")

    def test_migrations_count_up(self):
        self.write("migrations/0001_first.sql", "CREATE TABLE a (x);\n")
        self.write("migrations/0002_second.sql", "CREATE TABLE b (x); -- why\n")
        self.assertEqual([m.name for m in embed_sql.read_migrations(self.schema)], ["0001_first", "0002_second"])
        self.refuses("expected a name like 0003_", "SELECT 1;", "migrations/0004_gap.sql", embed_sql.read_migrations)

    def test_out_is_c(self):
        self.write("ledger/a.sql", "-- name: x\n-- Prose.\nSELECT '\"\\??(';\n")
        entries = embed_sql.read_statements(self.schema)
        self.assertIn("\"SELECT '\\\"\\\\\\?\\?(';\\n\"", embed_sql.array("a", entries))


if __name__ == "__main__":
    unittest.main()
