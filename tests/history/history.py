"""A response in miniature, as it is told: drops of rows, with everything in it that makes reports hard.

History(seed) gives `drops` in the order of their arrival; arrange() gives the same reports in another order and in other files. What a
history says beyond the drops (is_ordered) is whether that must give the same ledger.
"""

import copy
import csv
import datetime
import io
import random

COLUMNS = {
    "places": "place parent aliases pcode corridor",
    "commodities": "commodity category cluster aliases",
    "organisations": "organisation type aliases",
    "units": "unit commodity base_unit low nominal high basis source_note",
    "sources": "source aliases count_point trust cadence",
    "commitments": "commitment_id part_of donor organisation commodity category quantity unit basis destination crossing starts_on due_on "
                   "counted_at state stated_on note reported_at effective_on",
    "policies": "source stage place starts_on ends_on note reported_at state",
    "shipments": "waybill line commitment_id donor commodity category quantity unit gross_weight_kg trucks vehicle crossing destination "
                 "dispatched_at note state reported_at",
    "crossings": "report_id source stage place occurred_at waybill line vehicle donor commodity category quantity unit trucks destination "
                 "reason note state reported_at",
    "matches": "report source waybill line decision note reported_at",
}
COLUMNS = {kind: columns.split() for kind, columns in COLUMNS.items()}

DONORS = ["Jordan", "Egypt", "Qatar", "HKJ"]
COMMODITIES = ["Rice", "Flour", "Tents", "riz", "RICE", "Oil"]
CATEGORIES = ["Food", "Shelter"]
PLACES = ["KS", "Zikim", "Rafah", "Kerem Shalom", "ks"]
DESTINATIONS = ["Gaza", "North", "Jenin", "Gaza Strip"]
SOURCES = ["un", "wfp", "cogat", "World Food Programme"]
WAY = ["dispatched", "at_crossing", "offloaded", "crossed", "collected", "delivered"]
ENDS = ["intercepted", "returned", "refused", "lost", "damaged"]
FIRST_DAY = datetime.date(2024, 3, 1)


def end_of_day(n):
    """In seconds: of the day n days after the first."""
    return int(datetime.datetime.combine(FIRST_DAY + datetime.timedelta(days=n + 1), datetime.time(), datetime.timezone.utc).timestamp())


# What may be said of each registry: (entry, parent or category, spellings).
PLACE_LINES = [("KS", "Gaza", "Kerem Shalom"), ("KS", "Gaza", ""), ("KS", "", "Kerem Shalom"), ("Zikim", "North", ""), ("Zikim", "Gaza", ""),
               ("North", "Gaza", ""), ("North", "", ""), ("Gaza", "", "Gaza Strip"), ("Gaza Strip", "", "Gaza"), ("Rafah", "Gaza", ""),
               ("Jenin", "West Bank", ""), ("Gaza", "North", "")]
COMMODITY_LINES = [("Rice", "Food", "riz"), ("Rice", "", "riz|Flour"), ("Flour", "Food", ""), ("Tents", "Shelter", ""), ("Oil", "Food", "riz"),
                   ("riz", "Shelter", "")]
UNIT_LINES = [("pallet", "", "kg", "640", "800", "1200"), ("pallet", "Rice", "kg", "900", "950", "1000"), ("truck", "", "t", "10", "20", "33"),
              ("truck", "", "kg", "11000", "22000", "30000"), ("bag", "Rice", "kg", "50", "50", "50"), ("bag", "", "kg", "25", "25", "25"),
              ("carton", "", "bag", "2", "2", "2"), ("truck", "Tents", "kg", "5000", "6000", "7000"), ("crate", "", "piece", "12", "12", "12"),
              ("pallet", "", "carton", "40", "50", "60"), ("pallet", "riz", "kg", "850", "900", "970"), ("carton", "Rice", "kg", "18.5", "20", "21.25"),
              ("bag", "", "kg", "20", "25.125", "30"), ("truck", "Rice", "t", "15", "21.5", "24"), ("bag", "", "carton", "0.4", "0.5", "0.5"),
              ("bag", "Flour", "kg", "40", "50", "50"), ("truck", "", "pallet", "16", "24", "33"), ("carton", "Flour", "bag", "1", "1.5", "4")]


LISTED = "[profile]\nname = {}\ncumulative = yes\nvanished = {}\n{}"


class Row:
    """What somebody says. key tells what it is said of, None: rows of its file that say the same are counted."""

    def __init__(self, kind, key, cells):
        self.kind, self.key, self.cells = kind, key, cells

    def changed(self, **cells):
        return Row(self.kind, self.key, {**self.cells, **cells})

    def __repr__(self):
        return f"{self.kind}: " + " ".join(f"{name}={value}" for name, value in self.cells.items() if value != "")


class Drop:
    """A file. day: of rows that state none. is_whole: its rows belong together, as in a publication. fixes: (the number of the drop in
    `drops`, the row) that it corrects, where it is a fix file."""

    def __init__(self, kind, source, day, rows, profile="", is_whole=False):
        self.kind, self.source, self.day, self.rows, self.profile, self.is_whole = kind, source, day, rows, profile, is_whole
        self.number = None
        self.fixes = None
        self.tail = ""

    def file_time(self):
        return int(datetime.datetime.fromisoformat(self.day).replace(tzinfo=datetime.timezone.utc).timestamp())

    def csv(self, fixed_drop=None):
        """fixed_drop: the ledger's number of the drop that it corrects."""
        used = {name for row in self.rows for name, value in row.cells.items() if value != ""}
        columns = [name for name in COLUMNS[self.kind] if name in used or name in NEEDED[self.kind]]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((["_drop", "_line", "_why"] if self.fixes else []) + columns)
        for row in self.rows:
            prefix = [fixed_drop, 2 + self.fixes[1], ""] if self.fixes else []
            writer.writerow(prefix + [row.cells.get(name, "") for name in columns])
        # The same bytes once more would say nothing, on whatever day.
        days = (datetime.date.fromisoformat(self.day) - FIRST_DAY).days
        return (out.getvalue() + "\n" * days + self.tail).encode()

    def __repr__(self):
        head = f"drop of {self.source or 'the office'}, {self.day}" + (f", list {self.profile!r}" if self.profile else "")
        head += f", corrects row {self.fixes[1] + 1} of drop {self.fixes[0] + 1}" if self.fixes else ""
        return "\n".join([head, *[f"    {row!r}" for row in self.rows]])


NEEDED = {"places": ["place"], "commodities": ["commodity"], "organisations": ["organisation"], "units": ["unit", "base_unit"], "sources": ["source"],
          "policies": ["source", "stage", "place", "starts_on"], "commitments": ["commitment_id", "quantity", "unit"], "shipments": ["waybill", "quantity", "unit"],
          "crossings": ["stage", "occurred_at", "quantity", "unit"], "matches": ["report", "decision", "waybill"]}


class History:
    def __init__(self, seed):
        self.random = rng = random.Random(seed)
        self.seed = seed
        self.drops = []
        self.is_ordered = False  # what it gives depends on the order of its drops
        # What this one is about: each has its own mixture.
        self.n_commitments = rng.choice([1, 2, 3, 4, 6])
        self.n_waybills = rng.choice([1, 2, 3, 4, 6])
        self.has_names = rng.random() < 0.6
        self.has_estimates = rng.random() < 0.35
        self.has_lines = rng.choice(["all", "all", "some", "none"])
        self.has_access = rng.random() < 0.5
        self.amended = rng.choice([0, 0, 0.4])
        self.units = rng.choice([["kg"], ["kg", "t"], ["kg", "t", "piece"], ["kg", "pallet", "bag"], ["truck", "kg"], ["truck"]])
        if self.has_estimates:
            self.units = rng.choice([["pallet", "bag", "kg"], ["bag", "kg", "t"], ["carton", "bag", "kg"], ["truck", "pallet", "t"], ["kg", "pallet", "crate", "piece"], self.units])
        self.n_days = rng.choice([3, 12, 40])
        self.may_hold = rng.random() < 0.35  # what a list leaves out may wait for a person
        self.has_joins = rng.random() < 0.25  # reports without a waybill may be of a shipment: by a decision, a vehicle or goods
        self.beside = rng.choice([0, 0, 0.3, 0.7])
        self.unstated = rng.choice([0, 0, 0.2])
        self.undated = rng.choice([0, 0, 0.3])
        self.has_mixed_keys = rng.random() < 0.3  # lists and other files of one source speak of the same things
        weights = {"commitments": 2, "shipments": 4, "reports": 5, "counts": rng.choice([0, 2, 5]), "places": 1, "commodities": 1, "sources": 1,
                   "organisations": 0.5, "units": 3 if self.has_estimates else 0, "policies": rng.choice([0, 0, 1.5, 3]), "list": rng.choice([0, 0, 2]), "fix": 0.4, "again": 0.7,
                   "matches": 2.5 if self.has_joins else 0}
        # One list that is published again and again, or several.
        self.the_list = self.pick([None, ("counts", "un"), ("counts", "un"), ("reports", "wfp"), ("shipments", "jordan"), ("commitments", ""),
                                   ("commitments", "")])
        if weights["list"] and self.the_list and self.chance(0.6):
            weights["list"] = 8
        n_more = 2 if self.has_estimates else 0
        if self.the_list and (self.has_mixed_keys or self.may_hold):
            weights.update({"list": 8, self.the_list[0]: 5})
            n_more = 2
        if not self.has_names:
            weights.update(places=0, commodities=0, organisations=0, sources=rng.choice([0, 1]))
        if rng.random() < 0.2:
            weights.update(shipments=0.5, reports=0.5, counts=6)
        n_drops = rng.choice([3, 5, 6, 7, 9]) + n_more
        if self.has_joins:
            weights.update(shipments=5, reports=2, counts=5)
        if self.has_estimates:
            weights.update(shipments=6, reports=6, counts=3, list=min(weights["list"], 4))
        rows = [self.commitment_row(k) for k in range(self.n_commitments)]
        self.drops.append(Drop("commitments", "", self.said(), rows))
        if self.the_list == ("commitments", ""):
            self.drops[0] = Drop("commitments", "", self.said(), rows, LISTED.format("commitments-", "confirmed", ""), True)
        if self.has_estimates:
            self.drop_rows("units")
        kinds = list(weights)
        while len(self.drops) < n_drops:
            self.drop(rng.choices(kinds, [weights[kind] for kind in kinds])[0])
        if rng.random() < 0.7:
            rng.shuffle(self.drops)
            self.put_fixes_behind()
        for k, drop in enumerate(self.drops):
            drop.number = k
        self.number_fixes()

    # ---- values

    def pick(self, values):
        return self.random.choice(values)

    def chance(self, share):
        return self.random.random() < share

    def day(self, n_days=None):
        return (FIRST_DAY + datetime.timedelta(days=self.random.randrange(n_days or self.n_days))).isoformat()

    def moment(self):
        return self.day() + self.pick(["", "", "T06:00Z", "T18:30Z"])

    def said(self):
        """A day on which something is said; mostly none twice."""
        return (FIRST_DAY + datetime.timedelta(days=40 + self.random.randrange(60))).isoformat()

    def quantity(self, top=100):
        return str(self.pick([self.random.randint(1, top), self.random.randint(1, top), 10 * self.random.randint(1, max(top // 10, 1)), 0,
                              f"{self.random.randint(0, top)}.{self.random.randint(1, 999):03d}"]))

    def measured(self, share_unstated=0.0, top=100):
        if self.chance(share_unstated):
            return {"quantity": "", "unit": ""}
        return {"quantity": self.quantity(top), "unit": self.pick([self.units[0], self.units[0], *self.units])}

    def waybill(self):
        number = self.random.randrange(self.n_waybills)
        return self.pick([f"W{number}", f"W{number}", f"w-{number}", f"W 00{number}"])

    def line(self):
        return {"all": lambda: self.pick("112"), "none": lambda: "", "some": lambda: self.pick(["", "1", "2", "01"])}[self.has_lines]()

    def commitment(self):
        return f"C{self.random.randrange(self.n_commitments)}"

    def goods(self):
        # Mostly what somebody promised: goods that match nothing say little.
        if self.has_estimates and self.chance(0.5):
            return {"donor": "Jordan", "commodity": self.pick(["Rice", "Rice", "riz", "Flour"]), "category": "", "destination": "Gaza"}
        return {"donor": "" if self.chance(0.05) else self.pick(["Jordan"] * 8 + DONORS), "commodity": "" if self.chance(0.05) else
                self.pick(["Rice"] * 6 + COMMODITIES), "category": self.pick([""] * 6 + CATEGORIES),
                "destination": self.pick(["", *["Gaza"] * 5, *DESTINATIONS])}

    # ---- rows

    def commitment_row(self, k=None):
        k = self.random.randrange(self.n_commitments) if k is None else k
        donor = "" if self.has_access and self.chance(0.5) else self.pick(["Jordan"] * 6 + DONORS)
        basis = self.pick(["", "", "total", "per_day", "per_week", "per_month"])
        starts = self.pick(["", "", "", self.day()])
        due = "" if self.chance(0.5) else self.day(self.n_days + 20)
        effective = self.day() if self.chance(self.amended) else ""
        if self.has_estimates and self.chance(0.6):  # a promise of whatever comes, so that much counts towards it
            return Row("commitments", (f"C{k}", ""), {"commitment_id": f"C{k}", "donor": self.pick(["Jordan", "Jordan", ""]), "commodity": self.pick(["", "", "Rice"]),
                       "quantity": str(self.pick([self.random.randint(1, 400), self.random.randint(1, 9000), self.random.randint(1, 90000)])), "unit": self.promised_unit(), "part_of": self.commitment() if self.chance(0.2) else "",
                       "counted_at": self.pick(["", "crossed", "dispatched"])})
        return Row("commitments", (f"C{k}", effective), {
            "commitment_id": f"C{k}", "effective_on": effective, "part_of": self.commitment() if self.chance(0.2) else "", "donor": donor,
            "commodity": self.pick([""] * 6 + ["Rice"] * 4 + COMMODITIES[:2]), "category": self.pick([""] * 10 + CATEGORIES),
            "quantity": self.quantity(self.pick([30, 100, 400])), "unit": self.promised_unit(), "basis": basis,
            "destination": self.pick([""] * 8 + ["Gaza"] * 4 + DESTINATIONS), "crossing": self.pick([""] * 12 + PLACES),
            "starts_on": starts, "due_on": due, "counted_at": self.pick(["", "", "crossed", "collected", "delivered"]),
            "state": self.pick(["", "", "", "", "", "pledged", "committed", "confirmed", "confirmed", "withdrawn"]),
            "stated_on": self.day() if basis.startswith("per") and not starts and self.chance(0.5) else ""})

    def promised_unit(self):
        """Where units are converted mostly what they are converted into."""
        return self.pick(["kg", "kg", "kg", "t", "t", *self.units] if self.has_estimates else [self.units[0], self.units[0], *self.units])

    def shipment_row(self):
        waybill, line = self.waybill(), self.line()
        goods = self.goods()
        cells = {"waybill": waybill, "line": line, "commitment_id": self.commitment() if self.chance(0.3) else "", **goods,
                 **self.measured(self.unstated), "gross_weight_kg": self.quantity(900) if self.chance(self.beside) else "",
                 "trucks": self.pick("123") if self.chance(self.beside) else "", "vehicle": self.vehicle(), "crossing": self.pick(["", "", *PLACES]),
                 "dispatched_at": "" if self.chance(self.undated) else self.moment()}
        return Row("shipments", (waybill, line) if line else None, cells)

    def report_row(self):
        stage = self.pick(WAY * 3 + ENDS)
        number = f"R{self.random.randrange(40)}" if self.chance(0.7) else ""
        cells = {"report_id": number, "source": self.pick(SOURCES) if self.chance(0.1) else "", "stage": stage,
                 "place": self.pick(["", *PLACES]), "occurred_at": self.moment(), "waybill": self.waybill(),
                 "line": self.line() if self.chance(0.9) else "", "vehicle": self.pick(["", "", "KX 101"]), **(self.goods() if self.chance(0.6) else {}),
                 **self.measured(self.unstated, 60), "trucks": self.pick("12") if self.chance(self.beside) else ""}
        return Row("crossings", number or (cells["waybill"], cells["line"], cells["vehicle"], stage, cells["place"], cells["occurred_at"]), cells)

    def count_row(self):
        stage = self.pick(["crossed"] * 6 + WAY + ENDS)
        number = f"N{self.random.randrange(40)}" if self.chance(0.8) else ""
        cells = {"report_id": number, "source": self.pick(SOURCES) if self.chance(0.05) else "", "stage": stage,
                 "place": self.pick(["", "KS", "KS", "KS", *PLACES]), "occurred_at": self.moment(),
                 **(self.goods() if self.chance(0.4) else {}), **self.measured(0.4, 60), "vehicle": self.vehicle(),
                 "trucks": self.pick(["", "5", "12", "40"])}
        return Row("crossings", number or None, cells)

    def vehicle(self):
        return self.pick(["", "", "KX 101", "KX-102", "kx 0102", "KX 103/KX 104", "T3"]) if self.has_joins else ""

    def match_row(self):
        """What the office decides of a report without a waybill, mostly of one that there is."""
        known = [(row.cells["report_id"], drop.source) for drop in self.drops if drop.kind == "crossings" for row in drop.rows
                 if row.cells.get("report_id") and not row.cells.get("waybill")]
        report, source = self.pick(known or [("N1", "un")])
        source = self.pick(["", source])
        decision = self.pick(["matched", "matched", "matched", "apart", "undone"])
        is_matched = decision == "matched"
        return Row("matches", (source, report), {"report": report, "source": source, "waybill": self.waybill() if is_matched else "",
                                                 "line": self.line() if is_matched else "", "decision": decision})

    def place_row(self):
        place, parent, aliases = self.pick(PLACE_LINES)
        return Row("places", place, {"place": place, "parent": parent, "aliases": aliases})

    def commodity_row(self):
        commodity, category, aliases = self.pick(COMMODITY_LINES)
        return Row("commodities", commodity, {"commodity": commodity, "category": category, "aliases": aliases})

    def organisation_row(self):
        return Row("organisations", "Jordan", {"organisation": "Jordan", "aliases": self.pick(["HKJ", "HKJ|Qatar", ""])})

    def source_row(self):
        source = self.pick(["un", "wfp", "cogat", "jordan"])
        return Row("sources", source, {"source": source, "aliases": "World Food Programme" if source == "wfp" and self.chance(0.7) else "",
                                       "trust": self.pick(["", "1", "2"]), "count_point": self.pick(["", "crossed", "delivered"]),
                                       "cadence": self.pick(["", "", "1d", "3d"])})

    def policy_row(self):
        cells = {"source": self.pick(SOURCES), "stage": self.pick(["", "crossed", "crossed", "delivered"]), "place": self.pick(["", "KS", "Gaza", *PLACES]),
                 "starts_on": self.pick(["", self.day()]), "ends_on": self.pick(["", "", self.day(self.n_days + 5)])}
        return Row("policies", (cells["stage"], cells["place"], cells["starts_on"]), cells)

    def unit_row(self):
        unit, commodity, base, low, nominal, high = self.pick(
            [line for line in UNIT_LINES if line[0] in self.units and line[1] in ("", "Rice") and line[3] != line[5]] * 4 + UNIT_LINES)
        if low != high and self.chance(0.3):
            nominal = low
        return Row("units", (unit, commodity), {"unit": unit, "commodity": commodity, "base_unit": base, "low": low, "nominal": nominal, "high": high})

    # ---- drops

    MAKERS = {"commitments": (commitment_row, "commitments"), "shipments": (shipment_row, "shipments"), "reports": (report_row, "crossings"),
              "counts": (count_row, "crossings"), "places": (place_row, "places"), "commodities": (commodity_row, "commodities"),
              "organisations": (organisation_row, "organisations"), "sources": (source_row, "sources"), "policies": (policy_row, "policies"), "units": (unit_row, "units"),
              "matches": (match_row, "matches")}

    def speaker(self, what):
        if self.has_mixed_keys and self.the_list and self.the_list[0] == what and self.chance(0.7):
            return self.the_list[1] or "jordan"
        if what in ("shipments",):
            return self.pick(["jordan", "jordan", "jordan", "egypt"])
        if what in ("reports", "counts"):
            return self.pick([*SOURCES[:3] * 2, *SOURCES, ""])
        if what == "commitments" and self.the_list == ("commitments", ""):
            return self.pick(["jordan", "egypt"])
        return "" if what != "commitments" else self.pick(["", "", "jordan"])

    def drop(self, what):
        if what == "again":
            self.drop_again()
        elif what == "list":
            self.drop_list()
        elif what == "fix":
            self.drop_and_fix()
        else:
            self.drop_rows(what)

    def known(self, kind, source, with_lists):
        """Rows with a key that the source said already."""
        return [row for drop in self.drops if drop.kind == kind and drop.source == source and not drop.fixes and (with_lists or not drop.profile)
                for row in drop.rows if row.key is not None and row.cells.get("quantity") != "seven"]

    def drop_rows(self, what):
        maker, kind = self.MAKERS[what]
        source = self.speaker(what)
        known = self.known(kind, source, self.has_mixed_keys)
        share_known = 0.7 if any(drop.profile and drop.source == source for drop in self.drops) else 0.35
        rows, keys = [], set()
        for _ in range(self.random.choice([1, 1, 2, 3, 5])):
            row = maker(self)
            if known and self.chance(share_known):
                row = self.changed(self.pick(known), maker)
            if row.key is None or row.key not in keys:  # one file says a thing once, but for rows without a key
                keys.add(row.key)
                rows.append(row)
        is_whole = any(row.key is None for row in rows)
        day = self.said()
        if not is_whole and "reported_at" in COLUMNS[kind] and self.chance(0.5):
            for row in rows:
                row.cells["reported_at"] = self.said()
        self.drops.append(Drop(kind, source, day, rows, is_whole=is_whole))

    def changed(self, row, maker):
        """A row that was said, said again: as it was, otherwise, or taken back."""
        row = Row(row.kind, row.key, {**row.cells, "reported_at": ""})
        how = self.pick(["same", "other", "other", "other", "taken back"])
        if row.kind == "matches":
            other = self.match_row().cells
            row.cells.update({name: other[name] for name in ("decision", "waybill", "line")} if how == "other" else {})
            return row
        if how == "taken back" and row.kind in ("shipments", "crossings", "policies"):
            row.cells["state"] = "withdrawn"
        if how == "other":
            other = maker(self).cells
            if other.get("base_unit") == row.cells.get("unit", ""):  # no unit is so many of itself
                return row
            of_key = {"commitment_id", "effective_on", "waybill", "line", "report_id", "place" if row.kind == "places" else "", "commodity" if row.kind in (
                "commodities", "units") else "", "unit" if row.kind == "units" else "", "source", "organisation"}
            if row.kind == "policies":
                of_key |= {"stage", "place", "starts_on"}
                of_key.discard("source")
            if isinstance(row.key, tuple) and row.kind == "crossings":
                of_key |= {"vehicle", "stage", "place", "occurred_at"}
            elif row.kind == "crossings" and self.chance(0.3):
                of_key -= {"waybill", "line"}  # it moves to another consignment, or is none any more
            names = [name for name in other if name not in of_key]
            n_changed = len(names) if row.kind == "units" else min(len(names), self.pick([1, 2, 6]))  # low, nominal and high belong together
            for name in self.random.sample(names, n_changed):
                row.cells[name] = other[name]
            if "quantity" in COLUMNS[row.kind] and row.cells.get("quantity", "") == "":
                row.cells["unit"] = ""
            elif "quantity" in COLUMNS[row.kind] and row.cells.get("unit", "") == "":
                row.cells["unit"] = self.pick(self.units)
        return row

    def drop_again(self):
        """Something that came already: the same bytes, or the same rows in another file."""
        old = [drop for drop in self.drops if not drop.fixes and not drop.profile]
        if not old:
            return
        drop = copy.deepcopy(self.pick(old))
        drop.tail = self.pick(["", "\n", "\n\n"])
        self.drops.append(drop)

    def drop_list(self):
        """Cumulative publications of one list: each says again what still holds."""
        what, source = self.the_list or (self.pick(["counts", "counts", "reports", "shipments"]), None)
        maker, kind = self.MAKERS[what]
        source = source or self.speaker(what)
        name = f"{what}-{source.replace(' ', '')}"
        before = [drop for drop in self.drops if drop.profile.startswith(f"[profile]\nname = {name}\n")]
        rows = [row.changed() for row in before[-1].rows] if before else []
        while rows and self.chance(0.4):
            rows.pop(self.random.randrange(len(rows)))
        for k, row in enumerate(rows):
            if self.chance(0.2) and row.key is not None:
                rows[k] = self.changed(row, maker)
                rows[k].cells.pop("state", None)
        known = self.known(kind, source, True) if self.has_mixed_keys else []
        for _ in range(self.random.choice([1, 2, 4])):
            row = self.listed(self.pick(known).changed(reported_at="") if known and self.chance(0.5) else maker(self))
            if row.key is not None and all(row.key != other.key for other in rows):
                rows.append(row)
        vanished = self.pick(["confirmed", "withdraw", "withdraw", "hold"]) if self.may_hold else "confirmed"
        self.is_ordered |= vanished != "confirmed"
        scope = self.pick(["", "", "scope = dates\n", "scope = places\n"])
        if rows:
            self.drops.append(Drop(kind, source, self.said(), rows, LISTED.format(name, vanished, scope), True))

    def listed(self, row):
        """The row in one spelling, as a file says a thing once; with a key that only lists use, where they are kept apart."""
        name = "line" if row.kind == "shipments" else "report_id"
        if row.kind == "commitments":
            return row
        if row.key is None or row.cells[name] == "":
            return Row(row.kind, None, row.cells)
        cells = {**row.cells}
        cells.pop("state", None)
        if not self.has_mixed_keys:
            cells[name] += "L"
        if row.kind == "shipments":
            cells.update(waybill="W" + cells["waybill"][-1], line=cells["line"].lstrip("0"))
        return Row(row.kind, (cells["waybill"], cells["line"]) if row.kind == "shipments" else cells[name], cells)

    def drop_and_fix(self):
        """A row that is refused, and the file that corrects it."""
        maker, kind = self.MAKERS[self.pick(["shipments", "counts", "reports"])]
        source = self.speaker("shipments" if kind == "shipments" else "counts")
        rows = [row for row in (maker(self) for _ in range(self.pick([1, 2, 3]))) if row.key is not None]
        rows = [row for k, row in enumerate(rows) if row.key not in [other.key for other in rows[:k]]]
        if not rows:
            return
        k = self.random.randrange(len(rows))
        if rows[k].cells.get("quantity", "") == "":
            rows[k].cells.update(quantity="7", unit=self.units[0])
        right = rows[k].changed()
        rows[k].cells.update(quantity="seven")
        wrong = Drop(kind, source, self.said(), rows, is_whole=True)
        fix = Drop(kind, source, self.said(), [right], is_whole=True)
        fix.fixes = (wrong, k)
        self.drops += [wrong, fix]

    def put_fixes_behind(self):
        for fix in [drop for drop in self.drops if drop.fixes]:
            if self.drops.index(fix) < self.drops.index(fix.fixes[0]):
                self.drops.remove(fix)
                self.drops.insert(self.drops.index(fix.fixes[0]) + 1, fix)

    def number_fixes(self):
        for fix in [drop for drop in self.drops if drop.fixes]:
            fix.fixes = (fix.fixes[0].number, fix.fixes[1])


def arrange(drops, rng):
    """The same reports in another order and in other files. Fix files stay behind what they correct, rows that belong together together."""
    groups, files = {}, []
    for drop in drops:
        if drop.is_whole or drop.fixes or drop.profile or any(other.fixes and other.fixes[0] == drop.number for other in drops):
            files.append(drop)
            continue
        for row in drop.rows:
            day = "2024-05-01" if row.cells.get("reported_at") else drop.day
            groups.setdefault((drop.kind, drop.source, day), []).append(row)
    for (kind, source, day), rows in sorted(groups.items()):
        rng.shuffle(rows)
        parts = [[] for _ in range(rng.choice([1, 1, 2, 3]))]
        for row in rows:
            rng.choice(parts).append(row)
        files += [Drop(kind, source, day, part) for part in parts if part]
    rng.shuffle(files)
    for fix in [drop for drop in files if drop.fixes]:
        wrong = next(drop for drop in files if drop.number == fix.fixes[0])
        if files.index(fix) < files.index(wrong):
            files.remove(fix)
            files.insert(rng.randrange(files.index(wrong) + 1, len(files) + 1), fix)
    return files
