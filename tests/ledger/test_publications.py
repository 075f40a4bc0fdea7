#!/usr/bin/env python3
"""A cumulative list of trucks, published three times: rows vanish, come back under other numbers, are corrected, are added late, and the columns change
places. What the ledger holds in the end, and how the receipts count each class, against a model.

test_publications.py AIDTALLY [--rows N] [--seed N]

Half of the rows, and more, are equal to others in everything but their number: each is a truck.
"""

import argparse
import csv
import datetime
import io
import itertools
import os
import random
import sys

import driver

PROFILE = """[profile]
name = trucks
cumulative = yes
key = ID
[fact entered]
kind = crossings
stage = "crossed"
place = Crossing
occurred_at = Received Date
occurred_at.date = d/m/Y
commodity = Description of Cargo
category = Cargo Category
quantity = Quantity
unit = Units
trucks = No. of Trucks
donor = Donating Country/ Organization
consignee = Destination Recipient/ Partner
manifest = Manifest of
"""
COLUMNS = ["ID", "No. of Trucks", "Received Date", "Data Source", "Manifest of", "Description of Cargo", "Cargo Category", "Status", "Quantity", "Units",
           "Donating Country/ Organization", "Donation Type", "Crossing", "Destination Recipient/ Partner", "Data Period", "Data Entry Type",
           "Last Edited Time"]
ACCESS = "commitment_id,quantity,unit,counted_at\nACCESS,1000000,truck,crossed\n"
DAYS = 400
FIRST_DAY = 19650  # 2023-10-20
# Of 50,000 rows.
VANISHED, REISSUED, CORRECTED, BACKDATED, NEW = 700, 600, 1900, 6300, 2000


def written(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(day)).strftime("%d/%m/%Y")


class List:
    """The list as its publisher has it: number -> what the row says."""

    def __init__(self, seed, n_rows):
        self.random = random.Random(f"publications {seed}")
        self.n_next = 0
        self.rows = {}
        self.last_day = FIRST_DAY + DAYS
        self.scale = n_rows / 50000
        while len(self.rows) < n_rows:
            body = self.body(FIRST_DAY + self.random.randrange(DAYS + 1))
            # A convoy: so many trucks with the same load.
            for _ in range(self.random.choice([1, 1, 1, 2, 2, 3, 5, 12])):
                self.rows[self.number()] = body
        self.rows[self.number()] = self.body(self.last_day)

    def number(self):
        self.n_next += self.random.choice([1, 1, 2])
        return f"{self.n_next:06}"

    def body(self, day, mark=None):
        cargo = self.random.choice(["Food Parcels", "Wheat Flour", "Water; bottled", "Tents, winter", "Medical \"kits\"", "طحين"])
        quantity = mark if mark is not None else self.random.choice(["11", "20", "26.5", "30", ""])
        return (day, cargo, quantity, self.random.choice(["Pallets", "MT"]), self.random.choice(["Kerem Shalom", "Rafah Crossing", "JLOTS"]),
                self.random.choice(["UAE", "Qatar", ""]), self.random.choice(["UNRWA", "WFP"]))

    def republish(self, half):
        """The classes of the next publication."""
        n = {name: max(1, int(total * self.scale) // 2) for name, total in
             {"vanished": VANISHED, "reissued": REISSUED, "corrected": CORRECTED, "backdated": BACKDATED, "new": NEW}.items()}
        picked = self.random.sample(sorted(self.rows), n["vanished"] + n["reissued"] + n["corrected"])
        for number in picked[:n["vanished"]]:
            del self.rows[number]
        for number in picked[n["vanished"]:n["vanished"] + n["reissued"]]:
            self.rows[self.number()] = self.rows.pop(number)
        for k, number in enumerate(picked[n["vanished"] + n["reissued"]:]):
            was = self.rows[number]
            self.rows[number] = (was[0] - k % 3, "Corrected " + was[1], *was[2:])
        # What is added equals nothing that was there before: quantities of its own.
        for k in range(n["backdated"]):
            self.rows[self.number()] = self.body(FIRST_DAY + self.random.randrange(DAYS), f"{1000 + half * 200 + k % 100}.125")
        for k in range(n["new"]):
            self.rows[self.number()] = self.body(self.last_day + 1 + self.random.randrange(30), f"{1000 + half * 200 + k % 100}.25")
        self.last_day = max(body[0] for body in self.rows.values())
        return n

    def file(self):
        columns = COLUMNS + [""] * 8
        self.random.shuffle(columns)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        numbers = list(self.rows)
        self.random.shuffle(numbers)
        for number in numbers:
            day, cargo, quantity, unit, place, donor, consignee = self.rows[number]
            row = {"ID": number, "No. of Trucks": "1", "Received Date": written(day), "Description of Cargo": cargo, "Quantity": quantity,
                   "Units": unit, "Crossing": place, "Donating Country/ Organization": donor, "Destination Recipient/ Partner": consignee,
                   "Status": "Received", "Data Source": "UNRWA"}
            writer.writerow([row.get(column, "") for column in columns])
        return out.getvalue().encode()

    def state(self):
        return {number: (body[0], body[1], int(float(body[2]) * 1000) if body[2] else "", body[4], body[5], body[6]) for number, body in self.rows.items()}


def put(home, name, content, at):
    path = os.path.join(home.files, name)
    with open(path, "wb") as file:
        file.write(content)
    os.utime(path, (at, at))
    return name


def held(home):
    """What the ledger holds: number -> the same as List.state()."""
    found = {}
    for line in home.must("dump").split("\n"):
        cells = line.split("\t")
        if cells[0] == "count":
            found[cells[4]] = (int(cells[1]), cells[9], int(cells[12]) if cells[12] else "", cells[7], cells[8], cells[15])
    return found


def expect(what, found, wanted):
    if found != wanted:
        if isinstance(wanted, dict):
            differing = {key: (found.get(key), wanted.get(key)) for key in {*found, *wanted} if found.get(key) != wanted.get(key)}
            found, wanted = len(found), f"{len(wanted)}; {len(differing)} differ, as {list(differing.items())[:3]}"
        raise driver.Failure(f"{what}: {found}, not {wanted}")


def classes(home, drop):
    notes = {row["code"]: row["value"] for row in home.rows("receipt", str(drop)) if row["outcome"] == "note"}
    names = {"publication_new": "new", "publication_backdated": "backdated", "publication_corrected": "corrected", "publication_reissued": "reissued",
             "publication_vanished": "vanished", "publication_gone": "gone", "vanished_held": "held"}
    return {name: int(notes[code] or 0) for code, name in names.items() if code in notes}


def new_home(aidtally):
    home = driver.Home(aidtally)
    with open(os.path.join(home.path, "profiles", "trucks.conf"), "w", encoding="utf-8") as file:
        file.write(PROFILE)
    put(home, "access.csv", ACCESS.encode(), driver.FILE_TIME)
    home.must("import", "access.csv")
    return home


def publish(home, k, content):
    home.must("import", "--source", "un", "--profile", "trucks", put(home, f"trucks-{k}.csv", content, driver.FILE_TIME + 86400 * k))


def check_counts(home, wanted):
    row = next(row for row in home.rows("shortfall") if row["commitment_id"] == "ACCESS")
    expect("trucks crossed", int(row["crossed"]), len(wanted))
    if "\nsound" not in home.must("verify"):
        raise driver.Failure("not sound")


def check(aidtally, seed, n_rows):
    trucks = List(seed, n_rows)
    files, states, wanted = [trucks.file()], [trucks.state()], [None]
    for half in (1, 2):
        wanted.append(trucks.republish(half))
        files.append(trucks.file())
        states.append(trucks.state())
    n_equal = len(trucks.rows) - len(set(trucks.rows.values()))
    if n_equal * 2 < len(trucks.rows):
        raise driver.Failure(f"only {n_equal} rows of {len(trucks.rows)} equal others")
    with new_home(aidtally) as home:
        for k, content in enumerate(files):
            publish(home, k, content)
            expect(f"publication {k + 1}", held(home), states[k])
            if wanted[k] is not None:
                expect(f"classes of publication {k + 1}", classes(home, k + 2), wanted[k])
                drop = home.rows("drops")[-1]
                expect("withdrawn", int(drop["withdrawn"]), wanted[k]["vanished"] + wanted[k]["reissued"])
        check_counts(home, states[-1])
        dump = home.must("dump")
        # Cut off halfway: nobody believes that.
        cut = files[-1].split(b"\r\n")
        publish(home, 3, b"\r\n".join(cut[:len(cut) // 2]) + b"\r\n")
        expect("after a file that was cut off", held(home), states[-1])
        expect("its finding", [row["code"] for row in home.rows("findings") if row["drop"] == "5" and row["code"] == "vanished_held"], ["vanished_held"])
    orders = list(itertools.permutations(range(3)))[1:]
    for order in orders if n_rows <= 20000 else orders[-2:]:
        with new_home(aidtally) as home:
            for k in order:
                publish(home, k, files[k])
            expect(f"order {order}", held(home), states[-1])
            check_counts(home, states[-1])
            if home.must("dump") != dump:
                raise driver.Failure(f"order {order}: another dump")
    return f"{len(trucks.rows)} rows, {n_equal} of them equal to others; " + ", ".join(f"{name} {count * 2}" for name, count in wanted[1].items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        print(check(os.path.abspath(options.aidtally), options.seed, options.rows))
    except driver.Failure as failure:
        sys.exit(f"seed {options.seed}: {failure}")


if __name__ == "__main__":
    main()
