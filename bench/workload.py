#!/usr/bin/env python3
"""A response of any size, the same on every machine, and what must come out of it.

usage: workload.py N FOLDER [--blank] [--seed S] [--spoiled 0.02]

FOLDER gets units.csv, commitments.csv (N / 1,000 rows), shipments.csv (about N), crossings.csv (about 3 N, in the order in which
things happened) and truth.json: the sums, computed here as the rows are made, in kilograms, without SQL. The columns are aidtally's
own. One shipment in ten names no commitment and fits none. About one row in fifty is spoiled: an impossible date, a negative
quantity or a unit that nobody knows (all of them to be rejected), or the same row once more (no effect). Names are in several
scripts; some fields hold commas, quotes and line breaks.

--blank adds a commitment that says nothing but a quantity, larger than all that is sent: a pool of everything.
"""
import argparse
import csv
import io
import json
import os
import random
import time

DAYS = 180
START = 1704067200  # 2024-01-01T00:00:00Z
HOUR, DAY = 3600, 86400
END = START + DAYS * DAY
STALLED_HOURS = 72
GRAMS = {"kg": 1000, "t": 1000000, "bag25": 25000, "box9": 9000}
UNITS = ("kg", "bag25", "t", "box9", "t")
BLANK = "EVERYTHING"

DONORS = ("Aldermark", "Republic of Vesta", "Хрестівка", "مؤسسة النخيل", "Ocean & Co", "Nordhavn", "Fondation Érable",
          "Кооператив «Нива»", "جمعية الأمل", "Sankt Olof")
GOODS = ("maize meal", "lentils", "гречка", "زيت نباتي", "water purification tablets", "blankets", "sucre", "حليب مجفف",
         "kitchen sets", "pipe, 20 mm")
TOWNS = ("Vardin", "الرملة الشرقية", "Новосад", "Port Emil", "Qasr al-Tin", "Зелений Гай", "Sidi Omar", "Halvorsund", "تل السرو", "Mirna")
CROSSINGS = ("North Gate", "معبر الوادي", "Brod", "Перехід-2", "Pier 9", "Old Bridge", "South Gate", "Kamen")
ORIGINS = ("Emilia Port", "Depot 4", "Склад «Схід»", "ميناء السلام", "Railhead", "Airfield")
HAULIERS = ("Vesta Lines", '"Swift, Sure" Transport', "Перевізник 12", "شركة القوافل", "Own trucks", "River & Rail, Ltd")
SPEAKERS = ("gate-office", "UN-log", "driver app", "phone, noted down", "склад")
NO_DATES = ("2024-02-31T08:00:00Z", "2024-00-10T08:00:00Z", "last Tuesday", "31/31/2024")
NO_UNITS = ("sackloads", "qq7", "KGX", "wagonsful")

# Ways that a consignment can go: share, then each stage with the least and the greatest number of hours before it.
WAYS = (
    (0.72, (("at_crossing", 10, 80), ("crossed", 1, 40), ("delivered", 2, 30))),
    (0.14, (("at_crossing", 10, 80), ("offloaded", 1, 24), ("crossed", 1, 40), ("delivered", 2, 30))),
    (0.05, (("at_crossing", 10, 80), ("refused", 1, 24))),
    (0.05, (("at_crossing", 10, 80),)),
    (0.04, (("at_crossing", 10, 80), ("crossed", 1, 40), ("collected", 1, 12))),
)
ENDED = ("delivered", "refused")

SHIPMENT_COLUMNS = ("waybill,line,commitment_id,donor,commodity,quantity,unit,origin,destination,dispatched_at,carrier,vehicle,note")
CROSSING_COLUMNS = "source,stage,place,occurred_at,waybill,line,quantity,unit,note"
COMMITMENT_COLUMNS = "commitment_id,donor,commodity,quantity,unit,basis,destination,starts_on,due_on,counted_at,state,note"


class Table:
    """One CSV file, and how many of its rows are there, to be rejected, and there twice."""

    def __init__(self, folder, name, columns):
        self.file = open(os.path.join(folder, name), "w", encoding="utf-8", newline="", buffering=1 << 20)
        self.file.write(columns + "\n")
        self.rows = self.rejected = self.repeated = 0

    def put(self, text, is_valid, is_twice):
        self.file.write(text + text if is_twice else text)
        self.rows += 1 + is_twice
        self.repeated += is_twice
        self.rejected += not is_valid


def field(text):
    """One field as CSV writes it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([text])
    return out.getvalue()


def moment(seconds, known={}):
    day = seconds // DAY
    if day not in known:
        known[day] = time.strftime("%Y-%m-%dT", time.gmtime(day * DAY))
    rest = seconds % DAY
    return f"{known[day]}{rest // HOUR:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def written(kg, unit):
    """A quantity of about so many kilograms in a unit: its text, and the kilograms that the text says."""
    if unit == "t":
        return f"{kg // 1000}.{kg % 1000:03}", kg
    number = max(1, kg * 1000 // GRAMS[unit])
    return str(number), number * GRAMS[unit] // 1000


class Workload:
    def __init__(self, options):
        self.n = options.n
        self.folder = options.folder
        self.is_blank = options.blank
        self.spoiled = options.spoiled
        self.random = random.Random(options.seed).random
        self.commitments = []        # id, donor, commodity, destination, as CSV fields
        self.committed, self.sent, self.delivered = {}, {}, {}
        self.sent_in_all = self.delivered_in_all = 0
        self.coming = [[] for _ in range(DAYS + 1)]  # reports to be made, by day
        self.seen = {}               # shipment that is on its way: the last valid word of it

    def choose(self, among):
        return among[int(self.random() * len(among))]

    def spoil(self, when, quantity, unit):
        """When, quantity and unit as the row has them; is it valid, does it stand twice."""
        chance = self.random()
        if chance >= self.spoiled:
            return when, quantity, unit, True, False
        kind = int(chance / self.spoiled * 4)
        if kind == 0:
            return self.choose(NO_DATES), quantity, unit, False, False
        if kind == 1:
            return when, "-" + quantity, unit, False, False
        if kind == 2:
            return when, quantity, self.choose(NO_UNITS), False, False
        return when, quantity, unit, True, True

    def write_units(self):
        with open(os.path.join(self.folder, "units.csv"), "w", encoding="utf-8", newline="") as file:
            file.write("unit,commodity,base_unit,low,nominal,high,basis,source_note\n")
            for unit in ("bag25", "box9"):
                kg = GRAMS[unit] // 1000
                file.write(f"{unit},,kg,{kg},{kg},{kg},declared,as printed on it\n")

    def write_commitments(self):
        table = Table(self.folder, "commitments.csv", COMMITMENT_COLUMNS)
        for k in range(max(1, self.n // 1000)):
            name, unit = f"P/{k:05}", ("t", "kg")[k % 2]
            donor, goods, town = field(DONORS[k % 10]), field(GOODS[k * 3 % 10]), field(TOWNS[k // 10 % 10])
            quantity, kg = written(6000000 + int(self.random() * 16000000), unit)
            due = moment(START + int(self.random() * DAYS) * DAY)[:10]
            note = field(f"line {k}, as announced")
            table.put(f"{name},{donor},{goods},{quantity},{unit},total,{town},2024-01-01,{due},delivered,committed,{note}\n", True, False)
            self.commitments.append((name, donor, goods, town))
            self.committed[name] = kg
        if self.is_blank:
            table.put(f"{BLANK},,,{self.n * 40000},kg,total,,,,delivered,committed,\n", True, False)
        table.file.close()

    def send(self, k, shipments):
        """One shipment, and the reports that there will be of it."""
        random_ = self.random
        at = START + k * DAYS * DAY // self.n
        unit = self.choose(UNITS)
        quantity, kg = written(500 + int(random_() * 39000), unit)
        name, donor, goods, town = self.choose(self.commitments) if random_() < 0.9 else ("", "Passers-by", "toys", "Elsewhere")
        waybill = f"CMR {k % 9}-{k:08}"
        when, as_written, as_unit, is_valid, is_twice = self.spoil(moment(at), quantity, unit)
        note = field(f'says "urgent",\nparcel {k}') if random_() < 0.005 else ""
        shipments.put(f"{waybill},1,{name},{donor},{goods},{as_written},{as_unit},{field(ORIGINS[k % 6])},{town},{when},"
                      f"{field(self.choose(HAULIERS))},VX {k * 31 % 9901:04},{note}\n", is_valid, is_twice)
        if not is_valid:
            return
        self.seen[k] = at
        self.sent_in_all += kg
        if name:
            self.sent[name] = self.sent.get(name, 0) + kg
        crossing, share = self.choose(CROSSINGS), random_()
        for chance, way in WAYS:
            share -= chance
            if share < 0:
                break
        for stage, least, most in way:
            at += int((least + random_() * (most - least)) * HOUR)
            if at >= END:
                break
            if stage == "delivered":
                arrived = kg - int(kg * 0.02 * random_())
                report = (at, k, waybill, name, stage, town, arrived, unit)
            else:
                report = (at, k, waybill, name, stage, field(crossing), kg, unit)
            self.coming[(at - START) // DAY].append(report)

    def report(self, day, crossings):
        """The reports of a day, in the order of their times."""
        random_ = self.random
        for at, k, waybill, name, stage, place, kg, unit in sorted(self.coming[day]):
            unit = unit if random_() < 0.75 else "kg"
            quantity, kg = written(kg, unit)
            when, quantity, unit, is_valid, is_twice = self.spoil(moment(at), quantity, unit)
            note = field("as told on the phone,\nto be confirmed") if random_() < 0.005 else ""
            crossings.put(f"{field(self.choose(SPEAKERS))},{stage},{place},{when},{waybill},1,{quantity},{unit},{note}\n",
                          is_valid, is_twice)
            if not is_valid:
                continue
            if stage in ENDED:
                self.seen.pop(k, None)
            elif k in self.seen and at > self.seen[k]:
                self.seen[k] = at
            if stage == "delivered":
                self.delivered_in_all += kg
                if name:
                    self.delivered[name] = self.delivered.get(name, 0) + kg
        self.coming[day] = []

    def truth(self, tables):
        committed = dict(self.committed)
        delivered, sent = dict(self.delivered), dict(self.sent)
        if self.is_blank:
            committed[BLANK] = self.n * 40000
            sent[BLANK], delivered[BLANK] = self.sent_in_all, self.delivered_in_all
        return {
            "as_of": moment(END), "threshold": f"{STALLED_HOURS}h", "commitments": len(committed),
            "committed": sum(committed.values()), "dispatched": sum(sent.values()), "delivered": sum(delivered.values()),
            "shortfall": sum(max(0, kg - delivered.get(name, 0)) for name, kg in committed.items()),
            "stalled": sum(at < END - STALLED_HOURS * HOUR for at in self.seen.values()),
            "records": {name: table.rows for name, table in tables.items()},
            "rejected": {name: table.rejected for name, table in tables.items()},
            "unchanged": {name: table.repeated for name, table in tables.items()},
        }

    def write(self):
        os.makedirs(self.folder, exist_ok=True)
        self.write_units()
        self.write_commitments()
        tables = {"shipments.csv": Table(self.folder, "shipments.csv", SHIPMENT_COLUMNS),
                  "crossings.csv": Table(self.folder, "crossings.csv", CROSSING_COLUMNS)}
        shipments, crossings = tables.values()
        today = 0
        for k in range(self.n):
            while today < k * DAYS // self.n:
                self.report(today, crossings)
                today += 1
            self.send(k, shipments)
        while today < DAYS:
            self.report(today, crossings)
            today += 1
        for table in tables.values():
            table.file.close()
        truth = self.truth(tables)
        with open(os.path.join(self.folder, "truth.json"), "w", encoding="utf-8") as file:
            json.dump(truth, file, indent=1)
            file.write("\n")
        return truth


def main():
    parser = argparse.ArgumentParser(description="A response of any size, and what must come out of it.")
    parser.add_argument("n", type=int, help="shipments")
    parser.add_argument("folder")
    parser.add_argument("--blank", action="store_true", help="a commitment over all consignments too")
    parser.add_argument("--seed", type=int, default=1953)
    parser.add_argument("--spoiled", type=float, default=0.02, help="share of the rows")
    print(json.dumps(Workload(parser.parse_args()).write()))


if __name__ == "__main__":
    main()
