#!/usr/bin/env python3
"""The registries of schema/registries: no spelling stands for two entries, parents are entries, nothing is padded.

Spellings are compared as Python folds them: case, accents and punctuation away. aid_fold_name joins a little more (Arabic letter forms).
"""

import csv
import os
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schema", "registries")
ARABIC = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})


def fold(text):
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(" " if unicodedata.category(c)[0] in "PZSC" else c for c in text if not unicodedata.combining(c))
    return " ".join(kept.translate(ARABIC).split())


def check(name, rows, wrong):
    key = rows[0].keys().__iter__().__next__()
    entries = {row[key] for row in rows}
    claimed = {}
    for row in rows:
        for column, value in row.items():
            if value is None or value != value.strip():
                wrong.append(f"{name}: {row[key]}: {column} is missing or padded")
        if row.get("parent") and row["parent"] not in entries:
            wrong.append(f"{name}: {row[key]}: the parent {row['parent']} is no entry")
        for spelling in [row[key], *filter(None, row["aliases"].split("|"))]:
            other = claimed.setdefault(fold(spelling), row[key])
            if other != row[key]:
                wrong.append(f"{name}: \"{spelling}\" stands for {other} and for {row[key]}")


def main():
    wrong = []
    files = sorted(file for file in os.listdir(FOLDER) if file.endswith(".csv"))
    for file in files:
        with open(os.path.join(FOLDER, file), encoding="utf-8", newline="") as opened:
            check(file, list(csv.DictReader(opened)), wrong)
    if not files:
        wrong.append(f"{FOLDER}: no registries")
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
