#!/usr/bin/env python3
"""P8 against a second reckoning: consignments that name their commitment, reckoned here line by line as DESIGN has it
(docs/adr and schema/reconcile/positions.sql), against what `shortfall` says.

test_totals.py AIDTALLY [--seed N] [--workloads N]
"""

import argparse
import os
import random
import sys

import driver
from test_order import PIECES, check_outcomes, check_verify, thousandths
from workload import HEADERS, Row

KILOGRAMS = {"kg": 1, "t": 1000, "famkit": 25}
# The letter that a stage is summed under.
LETTERS = {"dispatched": "d", "at_crossing": "a", "offloaded": "o", "crossed": "x", "collected": "c", "delivered": "v", "intercepted": "i",
           "returned": "r", "refused": "r", "lost": "l", "damaged": "l"}


def overlap(left, right):
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def pieces(sums):
    """Where the whole of one consignment is, in whole kilograms."""
    v, i, r, lost = sums["v"], sums["i"], sums["r"], sums["l"]
    collected = max(sums["c"], v)
    crossed = max(sums["x"], collected)
    offloaded = max(sums["o"], crossed)
    at_crossing = max(sums["a"], offloaded)
    whole = max(sums["d"], at_crossing, v + i + r + lost)
    rest = whole - v
    stages = {
        "collected": (0, collected - v),
        "uncollected": (collected - v, offloaded - v),
        "moving": (offloaded - v, offloaded - v + whole - at_crossing),
        "at_crossing": (offloaded - v + whole - at_crossing, rest),
    }
    still_open = (i + lost, rest - r)
    result = {name: overlap(stage, still_open) for name, stage in stages.items()}
    is_settled = v + i + r + lost > 0 and 20 * (v + i + r + lost) >= 19 * whole
    if is_settled:
        result = {name: 0 for name in result} | {"unaccounted": sum(result.values())}
    reached = {"reached crossed": crossed, "reached collected": collected, "reached delivered": v}
    return result | reached | {"delivered": v, "intercepted": i, "returned": r, "lost": lost, "whole": whole}


class Response:
    """Commitments, and consignments that name them, each stage told by one source."""

    def __init__(self, seed):
        self.random = random.Random(f"totals {seed}")
        self.rows, self.commitments, self.consignments = [], {}, {}
        for k in range(self.random.randrange(2, 6)):
            unit, amount = self.random.choice(["kg", "t"]), self.random.randrange(1, 400)
            counted_at = self.random.choice(["", "crossed", "collected"])
            self.commitments[f"M{k}"] = (unit, amount, counted_at or "delivered")
            self.rows.append(Row("commitments", "", commitment_id=f"M{k}", donor=self.random.choice(["Alder", "Birch"]), quantity=amount, unit=unit,
                                 starts_on="2025-01-01", counted_at=counted_at, reported_at="2025-01-01"))
        for k in range(self.random.randrange(10, 40)):
            self.add_consignment(f"T-{k}")

    def amount(self, top):
        """(cells, kilograms)"""
        unit = self.random.choice(list(KILOGRAMS))
        number = self.random.randrange(0, max(1, top // KILOGRAMS[unit]) + 1)
        return {"quantity": number, "unit": unit}, number * KILOGRAMS[unit]

    def add_statements(self, make, key):
        """Up to three statements of one key, the last of which stands; gives its kilograms."""
        days = self.random.sample(range(1, 28), self.random.choice([1, 1, 1, 2, 3]))
        kilograms = 0
        for day in sorted(days):
            cells, kilograms = self.amount(3000)
            self.rows.append(make(key, cells, f"2025-03-{day:02d}"))
        return kilograms

    def add_consignment(self, waybill):
        commitment = self.random.choice(list(self.commitments))
        for line in range(1, self.random.choice([1, 1, 2]) + 1):
            sums = dict.fromkeys("daoxcvirl", 0) | {"seen": 0}
            sums["d"] = self.add_statements(lambda key, cells, day: Row(
                "shipments", "Alder", waybill=key[0], line=key[1], commitment_id=commitment, donor="Alder", dispatched_at="2025-02-01",
                reported_at=day, **cells), (waybill, line))
            stages = self.random.sample(list(LETTERS), self.random.randrange(0, 5))
            for stage in stages:
                for report in range(self.random.choice([1, 1, 2])):
                    # What was sent is what the shipment says; a report of it is not added.
                    sums[LETTERS[stage] if stage != "dispatched" else "seen"] += self.add_statements(lambda key, cells, day: Row(
                        "crossings", "Bridge", waybill=key[0], line=key[1], stage=key[2], report_id="-".join(map(str, key)),
                        occurred_at=f"2025-02-{10 + key[3]}", place="Gate", reported_at=day, **cells), (waybill, line, stage, report))
            self.consignments[waybill, line] = (commitment, sums)

    def expected(self, commitment):
        """The funnel in thousandths of the commitment's unit."""
        unit, amount, counted_at = self.commitments[commitment]
        funnel = dict.fromkeys([*PIECES, "whole", "reached crossed", "reached collected", "reached delivered"], 0) | {"committed": amount * 1000}
        for named, sums in self.consignments.values():
            if named == commitment:
                for name, kilograms in pieces(sums).items():
                    funnel[name] += kilograms * 1000 // KILOGRAMS[unit]
        funnel["surplus"] = max(0, funnel["whole"] - funnel["committed"])
        funnel["not_dispatched"] = max(0, funnel["committed"] - funnel["whole"])
        funnel["dispatched"] = funnel["whole"]
        funnel["reached"] = funnel["reached " + counted_at]
        funnel["shortfall"] = max(0, funnel["committed"] - funnel["reached"])
        return funnel

    def drops(self):
        units = driver.file_of([Row("units", "", unit="famkit", base_unit="kg", nominal="25", basis="declared")], HEADERS["units"])
        drops = []
        for kind, dropper in [("commitments", ""), ("shipments", "Alder"), ("crossings", "Bridge")]:
            rows = [row for row in self.rows if row.kind == kind]
            self.random.shuffle(rows)
            cut = self.random.randrange(1, len(rows)) if len(rows) > 1 else 1
            drops += [driver.Drop(f"{kind}-{k}.csv", driver.file_of(part, HEADERS[kind]), dropper)
                      for k, part in enumerate([rows[:cut], rows[cut:]]) if part]
        self.random.shuffle(drops)
        return [driver.Drop("units.csv", units)] + drops


def check_self():
    """The reckoning on cases that can be done in the head."""
    nothing = dict.fromkeys("daoxcvirl", 0)
    assert pieces(nothing | {"d": 100, "x": 60, "v": 20})["moving"] == 40
    assert pieces(nothing | {"d": 100, "x": 60, "v": 20})["uncollected"] == 40
    assert pieces(nothing | {"d": 100, "v": 96})["unaccounted"] == 4
    assert pieces(nothing | {"d": 100, "a": 100, "l": 30, "r": 20})["at_crossing"] == 50
    assert pieces(nothing | {"d": 10, "v": 30})["whole"] == 30


def check(response, home):
    rows = {row["commitment_id"]: row for row in home.rows("shortfall", "--as-of", "2025-12-31")}
    for commitment in response.commitments:
        expected, row = response.expected(commitment), rows[commitment]
        for name in [*PIECES, "committed", "surplus", "dispatched", "reached", "shortfall"]:
            if thousandths(row[name]) != expected[name]:
                raise driver.Failure(f"{commitment}: {name} is {row[name]} {row['unit']}, not {expected[name] / 1000}\n{row}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workloads", type=int, default=12)
    options = parser.parse_args()
    check_self()
    for seed in range(options.seed, options.seed + options.workloads):
        response = Response(seed)
        try:
            with driver.Home(os.path.abspath(options.aidtally)) as home:
                for _ in home.take(response.drops()):
                    pass
                check_verify(home, "all drops")
                check_outcomes(home)
                check(response, home)
        except driver.Failure as failure:
            sys.exit(f"workload {seed}: {failure}")
        print(f"workload {seed}: {len(response.commitments)} commitments, {len(response.consignments)} consignments, {len(response.rows)} rows")


if __name__ == "__main__":
    main()
