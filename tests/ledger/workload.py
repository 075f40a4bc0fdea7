"""A response of a few dozen consignments with everything in it that makes reports hard, as rows in the canonical columns.

workload(seed) gives a list of Row. The set of them is what is reported; how they are put into files, and in which order the files
come, must not matter (promise P3): every row has a key, and a reported_at or the one date of all files.
"""

import random

HEADERS = {
    "places": "place parent aliases pcode corridor",
    "commodities": "commodity category cluster aliases",
    "units": "unit commodity base_unit low nominal high basis source_note",
    "sources": "source aliases count_point trust cadence",
    "commitments": "commitment_id part_of donor organisation commodity category quantity unit basis destination crossing starts_on due_on "
                   "counted_at state stated_by stated_on statement_url note reported_at",
    "shipments": "waybill line commitment_id donor consignor consignee commodity category quantity unit gross_weight_kg trucks vehicle carrier "
                 "origin crossing destination dispatched_at eta manifest note reported_at",
    "crossings": "report_id source stage place occurred_at waybill line manifest vehicle donor commodity category quantity unit trucks consignee "
                 "destination reason note reported_at",
}
HEADERS = {kind: columns.split() for kind, columns in HEADERS.items()}

# Spellings that stand for one entry once the reference files say so.
DONORS = [["Alder", "Alder Aid", "ALDER"], ["Birch", "Birch Fund"], ["Cedar"], [""]]
COMMODITIES = [["Wheat flour", "flour", "Farine de blé"], ["Rice", "riz"], ["Blankets"], ["Diesel", "fuel"], [""]]
CATEGORIES = {"Wheat flour": "Food", "Rice": "Food", "Blankets": "Shelter", "Diesel": "Fuel", "": ""}
PLACES = [("Coast", ""), ("North", "Coast"), ("South", "Coast"), ("Old Town", "North"), ("Gate One", "North"), ("Gate Two", "South"),
          ("Hills", ""), ("Ridge", "Hills"), ("Isle", "")]
CROSSINGS = ["Gate One", "gate 1", "Gate Two", "Ridge", ""]
DESTINATIONS = ["Old Town", "North", "South", "Hills", "Nowhere", ""]
SOURCES = ["Alder", "BridgePost", "ValeRelief", "Bridge Post"]
WAY = ["dispatched", "at_crossing", "offloaded", "crossed", "collected", "delivered"]
ENDS = ["intercepted", "returned", "refused", "lost", "damaged"]


class Row:
    """One record: its kind, who drops it ("": the office), what it says. is_once: not twice in one file, as its occurrence is its key."""

    def __init__(self, kind, dropper, is_once=False, /, **cells):
        self.kind, self.dropper, self.is_once, self.cells = kind, dropper, is_once, cells
        for name in cells:
            if name not in HEADERS[kind]:
                raise ValueError(f"{kind} has no {name}")

    def changed(self, **cells):
        return Row(self.kind, self.dropper, self.is_once, **{**self.cells, **cells})

    def line(self):
        return [str(self.cells.get(name, "")) for name in HEADERS[self.kind]]

    def __repr__(self):
        return f"{self.kind}({self.dropper or 'office'}): " + " ".join(f"{k}={v}" for k, v in self.cells.items() if v != "")


class Workload:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rows = []
        self.has_estimates = self.random.random() < 0.5
        self.has_access = self.random.random() < 0.7
        self.n_waybills = self.random.randrange(15, 40)
        self.n_counts = self.random.randrange(15, 50)
        self.n_commitments = self.random.randrange(6, 14)

    def pick(self, values):
        return self.random.choice(values)

    def chance(self, share):
        return self.random.random() < share

    def day(self, first=1, last=28, month=None):
        return f"2025-{month or self.pick(['01', '02']):s}-{self.random.randint(first, last):02d}"

    def moment(self, day):
        if self.chance(0.5):
            return day
        return f"{day}T{self.random.randrange(24):02d}:{self.pick(['00', '30'])}Z"

    def report_day(self):
        return "" if self.chance(0.05) else f"2025-03-{self.random.randint(1, 9):02d}"

    def amount(self, top=50):
        whole = self.random.randint(1, top)
        return self.pick([str(whole)] * 8 + [f"{whole}.{self.random.randint(1, 999):03d}"] * 3 + ["0"])

    def unit(self, is_estimated=True):
        units = ["t", "kg", "t", "parcel", "sachet", "piece", "truck"]
        return self.pick(units + ["pallet", "bag"] if is_estimated and self.has_estimates else units)

    def add(self, row):
        """The row, and what else is said of it: again, corrected, contradicted, withdrawn by an older one that comes late."""
        self.rows.append(row)
        return row

    def restate(self, row, vary):
        """vary() gives cells that differ."""
        self.add(row)
        while self.chance(0.25):
            kind = self.pick(["later", "same time", "again", "older"])
            day = {"later": "2025-03-15", "same time": row.cells["reported_at"], "again": "2025-03-12", "older": "2025-02-27"}[kind]
            row = row.changed(reported_at=day) if kind == "again" else row.changed(reported_at=day, **vary())
            if row.cells.get("waybill") and self.chance(0.3):
                row = row.changed(waybill=self.waybill(int("".join(c for c in row.cells["waybill"] if c.isdigit()))))
            self.add(row)

    def reference(self):
        # New units are told by their line alone: until it has come, rows in them are refused. They stand in the first drop.
        self.rows += [
            Row("units", "", unit="parcel", base_unit="kg", nominal="25", basis="declared"),
            Row("units", "", unit="sachet", base_unit="g", nominal="92", basis="declared"),
            Row("units", "", unit="bundle10", base_unit="piece", nominal="10", basis="declared"),
        ]
        self.units_first = list(self.rows)
        if self.has_estimates:
            self.rows += [
                Row("units", "", unit="pallet", base_unit="kg", low="640", nominal="800", high="1200", basis="derived"),
                Row("units", "", unit="pallet", commodity="Rice", base_unit="kg", low="900", nominal="950", high="1000", basis="derived"),
                Row("units", "", unit="bag", commodity=self.pick(["Wheat flour", "flour"]), base_unit="kg", nominal="50", basis="declared"),
                Row("units", "", unit="truck", base_unit="kg", low="10000", nominal="20000", high="33000", basis="derived"),
            ]
        for place, parent in PLACES[:-1]:
            aliases = {"Gate One": "gate 1|G1", "North": "Northern Coast"}.get(place, "")
            self.rows.append(Row("places", "", place=place, parent=parent, aliases=aliases))
        if self.chance(0.3):  # two places that lie in each other
            self.rows += [Row("places", "", place="Left", parent="Right"), Row("places", "", place="Right", parent="Left")]
        for names in COMMODITIES[:-1]:
            self.rows.append(Row("commodities", "", commodity=names[0], category=CATEGORIES[names[0]], aliases="|".join(names[1:])))
        for source, trust, count_point in [("Alder", "", ""), ("BridgePost", self.pick(["", "2"]), "crossed"), ("ValeRelief", "1", "delivered")]:
            if self.chance(0.7):
                self.rows.append(Row("sources", "", source=source, aliases="Bridge Post" if source == "BridgePost" else "", trust=trust,
                                     count_point=count_point, cadence=self.pick(["2d", "7d", ""])))

    def commitments(self):
        for k in range(self.n_commitments):
            donor = "" if self.has_access and self.chance(0.3) else self.pick(self.pick(DONORS[:3]))
            commodity = self.pick(self.pick(COMMODITIES))
            basis = self.pick(["", "total", "total", "per_day", "per_week", "per_month"])
            starts = self.pick(["", self.day(month="01")])
            row = Row("commitments", self.pick(["", "", "Alder"]), commitment_id=f"K{k}", donor=donor, commodity=commodity,
                      category="" if commodity or self.chance(0.6) else self.pick(["Food", "Shelter"]), quantity=self.amount(200),
                      unit=self.unit(), basis=basis, destination=self.pick(DESTINATIONS + ["", "", "Coast"]),
                      crossing=self.pick(["", "", "", "Gate One", "gate 1"]), starts_on=starts,
                      due_on=self.pick(["", self.day(month="02")]), counted_at=self.pick(["", "crossed", "delivered"]),
                      state=self.pick(["", "", "", "confirmed", "withdrawn"]), stated_on=self.day(month="01"),
                      part_of=f"K{self.random.randrange(self.n_commitments)}" if self.chance(0.25) else "", reported_at=self.report_day())
            self.restate(row, lambda: {"quantity": self.amount(300), "donor": donor if self.chance(0.8) else "",
                                       "state": self.pick(["", "withdrawn"])})
            if self.chance(0.2):  # another source states it too
                self.add(row.changed(quantity=self.amount(), reported_at=self.report_day())).dropper = "ValeRelief"

    def waybill(self, k):
        return self.pick([f"WB-{k:04d}", f"WB-{k:04d}", f"wb {k}", f"Wb/{k:03d}"])

    def goods(self):
        commodity = self.pick(self.pick(COMMODITIES))
        return {"donor": self.pick(self.pick(DONORS)), "commodity": commodity,
                "category": self.pick(["", CATEGORIES.get(commodity, "Food")]), "destination": self.pick(DESTINATIONS)}

    def shipments(self):
        for k in range(self.n_waybills):
            if self.chance(0.15):
                continue  # only reports will name it
            has_lines = self.chance(0.6)
            dropper = self.pick(["Alder", "Alder", "Birch"])
            commodities = self.random.sample([names[0] for names in COMMODITIES], self.pick([1, 1, 2, 3]))
            for number, commodity in enumerate(commodities, 1):
                unit = self.unit()
                row = Row("shipments", dropper, not has_lines, waybill=self.waybill(k), line=f"{number}" if has_lines else "", **{
                    **self.goods(), "commodity": commodity}, quantity=self.pick([self.amount(), self.amount(), "-"]), unit=unit,
                          commitment_id=self.pick(["", "", f"K{self.random.randrange(self.n_commitments + 1)}"]),
                          gross_weight_kg=self.pick(["", "", self.amount(9000)]), trucks=self.pick(["", "", "1", "2"]),
                          crossing=self.pick(CROSSINGS), dispatched_at=self.pick([self.moment(self.day()), self.moment(self.day()), ""]),
                          vehicle=self.pick(["", "AB 123"]), reported_at=self.report_day() or "2025-03-05")
                if has_lines:
                    self.restate(row, lambda: self.pick([{"quantity": self.amount()}, {"dispatched_at": self.moment(self.day())}, self.goods(),
                                                         {"commitment_id": f"K{self.random.randrange(self.n_commitments)}"}]))
                else:
                    self.add(row)
                if self.chance(0.1):  # another source's account of the same line
                    self.add(row.changed(quantity=self.amount(), reported_at=self.report_day())).dropper = "BridgePost"

    def observations(self):
        n_reports = 0
        for k in range(self.n_waybills):
            unit = self.unit()
            for _ in range(self.random.randrange(0, 7)):
                n_reports += 1
                stage = self.pick(WAY * 3 + ENDS)
                unit = unit if self.chance(0.85) else self.unit()
                row = Row("crossings", self.pick(["BridgePost", "ValeRelief", "Alder"]), report_id=self.pick(["", f"R{n_reports}"]),
                          source=self.pick(["", "", "", *SOURCES]), stage=stage, place=self.pick(CROSSINGS),
                          occurred_at=self.moment(self.day()), waybill=self.waybill(k), line=self.pick(["", "1", "1", "2"]),
                          **self.goods(), quantity=self.pick([self.amount(30), self.amount(30), "-", ""]), unit=unit,
                          trucks=self.pick(["", "", "1", "2"]), vehicle=self.pick(["", "AB 123", "CD 456"]),
                          reason="looting" if stage == "intercepted" else "", reported_at=self.report_day())
                if row.cells["report_id"] and row.cells["reported_at"]:
                    self.restate(row, lambda: self.pick([{"quantity": self.amount()}, {"stage": self.pick(WAY)}, {"line": "1"},
                                                         {"waybill": self.waybill(self.random.randrange(self.n_waybills))},
                                                         {"occurred_at": self.moment(self.day())}]))
                elif row.cells["reported_at"]:
                    self.restate(row, lambda: {"quantity": self.amount(), "trucks": self.pick(["", "3"])})
                else:
                    self.add(row)

    def counts(self):
        one_place, one_goods = self.pick(CROSSINGS), {"destination": self.pick(DESTINATIONS)}
        for k in range(self.n_counts):
            # Half of them speak of one place and a few days, so that sources meet.
            is_near = self.chance(0.5)
            row = Row("crossings", self.pick(["BridgePost", "ValeRelief", "Alder", "Birch"]), report_id=f"C{k}",
                      stage="crossed" if is_near else self.pick(["crossed", "crossed", "at_crossing", "delivered", "offloaded", "lost"]),
                      place=one_place if is_near else self.pick(CROSSINGS), source=self.pick(["", "", *SOURCES]),
                      occurred_at=self.moment(self.day(last=3, month="01") if is_near else self.day()), **(one_goods if is_near else self.goods()),
                      quantity=self.pick([self.amount(), self.amount(), "-", ""]), unit=self.pick(["truck", "t"]) if is_near else self.unit(),
                      trucks=self.pick(["", "5", "40"]), reported_at=self.report_day())
            if row.cells["reported_at"]:
                self.restate(row, lambda: self.pick([{"quantity": self.amount()}, {"trucks": "7"}, {"occurred_at": self.day()}, {"place": "Isle"}]))
            else:
                self.add(row)

    def refused(self):
        self.rows += [
            Row("shipments", "Alder", waybill="BAD-1", line="1", quantity="5", unit="wheelbarrow", reported_at="2025-03-01"),
            Row("shipments", "Alder", waybill="BAD-2", line="1", quantity="five", unit="t", reported_at="2025-03-01"),
            Row("crossings", "BridgePost", report_id="BAD-3", stage="vanished", occurred_at="2025-01-05", reported_at="2025-03-01"),
            Row("crossings", "BridgePost", report_id="BAD-4", stage="crossed", occurred_at="2025-02-30", reported_at="2025-03-01"),
        ]

    def make(self):
        self.reference()
        self.commitments()
        self.shipments()
        self.observations()
        self.counts()
        self.refused()
        return self
