#!/usr/bin/env python3
"""One file in the physical forms that four offices would give it: the same ledger, whichever of them is dropped.

test_forms.py AIDTALLY [--file SCMS.csv]: fixtures/drops/scms.csv, or a longer list of the same columns. The profile is
the one of the fixtures without what it says of dates: the columns tell.
"""

import argparse
import csv
import datetime
import io
import os
import sys

import driver

DATES = ["scheduled delivery date", "delivered to client date", "delivery recorded date"]
NUMBERS = ["line item quantity", "line item value", "freight cost (usd)"]
NBSP = "\u00a0"


def grouped(text, thousands, decimal):
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:,.12g}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


class Form:
    """How a file is written: days, numbers, fields and lines."""

    def __init__(self, day, number, delimiter, line_end, encoding, assumed):
        self.day, self.number, self.delimiter, self.line_end = day, number, delimiter, line_end
        self.encoding, self.assumed = encoding, assumed

    def write(self, rows, header):
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end)
        writer.writerow(header)
        for row in rows:
            cells = dict(row)
            for column in DATES:
                cells[column] = datetime.datetime.strptime(row[column], "%d-%b-%y").strftime(self.day)
            for column in NUMBERS:
                cells[column] = self.number(row[column])
            writer.writerow([cells[column] for column in header])
        return out.getvalue().encode(self.encoding)


FORMS = {
    "lf": Form("%d-%b-%Y", lambda text: text, ",", "\n", "utf-8", {"read_dates"}),
    "thousands": Form("%d/%m/%Y", lambda text: grouped(text, ",", "."), ",", "\n", "utf-8-sig", {"assumed_date_order", "assumed_thousands"}),
    "crlf": Form("%m/%d/%Y 00:00", lambda text: grouped(text, NBSP, ","), ";", "\r\n", "utf-8",
                 {"assumed_date_order", "assumed_days", "read_numbers"}),
    "tabs": Form("%d.%m.%y", lambda text: text, "\t", "\r", "utf-8", {"assumed_short_years"}),
}


def profile():
    with open(os.path.join(driver.ROOT, "fixtures/profiles/scms.conf"), encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("date =")]
    return "".join(lines)


def read(aidtally, name, content):
    with driver.Home(aidtally) as home:
        with open(os.path.join(home.path, "profiles", "scms.conf"), "w", encoding="utf-8") as file:
            file.write(profile())
        for _ in home.take([driver.Drop(f"scms-{name}.csv", content)]):
            pass
        drop = home.rows("drops")[0]
        notes = {row["code"] for row in home.rows("receipt", drop["drop"]) if row["outcome"] == "note"}
        return home.must("dump"), drop, notes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("--file", default=os.path.join(driver.ROOT, "fixtures/drops/scms.csv"))
    options = parser.parse_args()
    with open(options.file, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    first = None
    try:
        for name, form in FORMS.items():
            dump, drop, notes = read(os.path.abspath(options.aidtally), name, form.write(rows, reader.fieldnames))
            if int(drop["accepted"]) != len(rows) or drop["rejected"] != "0":
                raise driver.Failure(f"{name}: {drop}")
            if not form.assumed <= notes:
                raise driver.Failure(f"{name}: its receipt should say {form.assumed}, and says {notes}")
            if first is None:
                first = dump
            if dump != first:
                raise driver.Failure(f"{name}: another dump than the first form's")
            print(f"{name}: {len(rows)} rows, {len(dump)} bytes of dump, {', '.join(sorted(notes))}")
    except driver.Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
