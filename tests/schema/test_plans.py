#!/usr/bin/env python3
"""Statements reach what they touch: none reads a whole table of the ledger that grows with what came before.

test_plans.py SCHEMA_DIR

Asks SQLite for the plan of every named statement on a fresh ledger (the plan in use: nothing is ANALYZEd there). Tables of the
connection hold what one drop touched, and those of the registries a few thousand rows; they may be read whole. The other
exceptions stand in WHOLE, each with its reason.
"""

import os
import re
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "cmake"))
sys.dont_write_bytecode = True

import embed_sql  # noqa: E402

# Tables that stay small, whatever is dropped; every other one grows with each drop.
SMALL = {"alias", "balance", "balance_range", "commitment", "commitment_line", "commitment_term", "commodity_line", "conversion", "dirty_day", "dirty_topic", "dirty_waybill",
         "horizon", "match_line", "measure", "name", "name_link", "organisation_line", "place_line", "place_root", "place_within", "policy_line", "profile", "source_line",
         "threshold_line", "unit", "unit_name", "drop_file", "drop_chain", "reconciled"}

REPORT = "a report of everything"
WHOLE = {
    "arrival_journal_prune": "as the next",
    "arrival_prune": "once a day that passes: the days that are let go; four weeks are kept",
    "class_change_mark": "only when a promise becomes one of access, or ceases to be",
    "access_lane_clear": "only when promises of access name other things than before",
    "access_lane_new": "an index of those only that were not looked up",
    "access_lane_put": "an index of those only that were not looked up",
    "access_lane_fill": "an index of those only that were not looked up",
    "dirty_day_all": "only when names, units or sources changed",
    "orphan_clear": "only when commitments changed", "range_orphan_clear": "only when commitments changed",
    "range_has_any": "the first row is enough",
    "join_possible": "one row", "join_any": "one row", "join_wanted": "one row",
    "join_day_all": "only when names, units or sources changed, and once when there are shipments and counts",
    "judged_decided": "an index of those only that were decided",
    "joined_mark": "only when policies.csv or names changed",
    "renamed_lane_mark": "only when a name stands for something else", "renamed_line_mark": "only when a name stands for something else",
    "renamed_place_mark": "only when a name stands for something else", "renamed_day_mark": "only when a name stands for something else",
    "renamed_source_mark": "only when a name stands for something else", "remeasured_waybill_mark": "only when a commodity stands for something else", "several_sources_mark": "only when sources.csv changed",
    "policy_day_mark": "only when policies.csv or names changed", "policy_waybill_mark": "only when policies.csv or names changed",
    "unmeasured_orphan_clear": "only when commitments changed",
    "finding_no_measure": "a row a commitment and day",
    "past_cell_fill": "sums of an earlier moment are made of all that there are",
    "past_cell_range_fill": "the same", "past_arrival_fill": "the same",
    "alias_names": REPORT, "aged_positions": REPORT,
    "verify_cells": REPORT, "verify_journal": REPORT,
    "chain_shipment": REPORT, "chain_observation": REPORT, "chain_count_report": REPORT, "chain_waybills": REPORT, "chain_outcome_run": REPORT,
    "chain_record_key": REPORT, "chain_reject": REPORT, "chain_drop_finding": REPORT, "chain_drop_note": REPORT, "chain_publication": REPORT,
    "chain_publication_place": REPORT, "chain_commitment_passed": REPORT,
    "dump_contradiction": REPORT, "dump_count": REPORT, "dump_count_source": REPORT, "dump_finding": REPORT, "dump_observation": REPORT,
    "dump_position": REPORT, "dump_joined": REPORT, "dump_position_range": REPORT, "dump_shipment": REPORT,
    "news_shipment": REPORT, "news_observation": REPORT, "news_count": REPORT,
    "crossings_rows": REPORT, "told_fact_fill": REPORT, "explained_part_fill": REPORT, "explain_crossing": REPORT, "explain_dwell": REPORT, "explain_finding": REPORT, "findings_rows": REPORT,
    "status_counts": REPORT, "open_group_fill": REPORT,
}

# By what a growing table must at least be searched: less reaches rows that have nothing to do with the drop.
KEYS = {
    "allocation": ["commitment_id=?"], "cell": ["class=? AND kind=? AND commitment_id=?"], "contradiction": ["kind=? AND source_id=? AND fact_hash=?"],
    "count_day": ["area_id=? AND stage=?", "day=?"], "count_report": ["source_id=? AND key_hash=?", "day=?"], "count_source": ["area_id=? AND stage=?"],
    "first_said": ["waybill_id=?"], "lane": ["rowid=?", "donor_id=? AND commodity_id=?"], "listed": ["source_id=? AND kind=?"],
    "observation": ["waybill_id=?", "waybill_id>? AND waybill_id<?"], "observation_key": ["source_id=? AND key_hash=?"],
    "position": ["waybill_id=?", "waybill_id>? AND waybill_id<?"], "publication": ["source_id=? AND list_hash=?"],
    "shipment": ["waybill_id=?", "waybill_id>? AND waybill_id<?"], "unmeasured": ["commitment_id=?"], "waybill": ["rowid=?", "folded=?"],
    "waybill_trait": ["rowid=?", "rowid>? AND rowid<?"], "waybill_form": ["waybill_id=?"], "withdrawn": ["source_id=? AND kind=?"],
}
LOOSE = {
    "told_fact_fill": "the days that are asked about",
    "explained_cell_rest": "what is left of all goods that a class of promises may count",
    "access_cells_clear": "only when promises of access name other things than before",
    "named_change_fill": "all that is named only when commitments changed",
    "policy_day_mark": "only when policies.csv or names changed", "touched_series_part": "the series of places that stand for something else", "has_counts": "whether there is one", "shortfall_pace": "whether there are counts", "withdrawn_any": "whether there is one",
    "stalled_rows": "in the order in which they were last heard of, until enough are found", "stalled_counted": "of the days since",
    "chain_lanes": "those that a drop added",
}
# Indexes that SQLite makes for one statement and throws away: on what one drop touched, or on registries.
AUTOMATIC = {"arrived_reissued", "commitment_root", "conversion_ring_fill", "conversion_step_fill", "count_measure_fill", "count_source_fill",
             "effective_line_fill", "finding_count_differ", "finding_nominal", "finding_sources_differ", "measure_fill", "name_link_fill",
             "nominal_weight_fill", "place_within_fill", "vanished_reissued"}
# Statements of schema/ledger run for each row or batch, and none but these may sort: once for a publication.
SORTING = {"arrived_reissued", "vanished_dirty_day", "vanished_dirty_waybill", "vanished_reissued"}

# Each statement, and parts that lines of its plan have (in this order), or (with a minus in front) that none has.
KEY = "USING PRIMARY KEY"
PLANS = {
    "waybill_get": ["SEARCH waybill USING INDEX sqlite_autoindex_waybill_1 (folded=?)"],
    "shipment_standing": [f"SEARCH shipment {KEY} (waybill_id=? AND line=? AND source_id=? AND known_to=?)"],
    "shipment_taken": ["SCAN i", f"SEARCH h {KEY} (waybill_id=? AND line=? AND source_id=? AND known_to=?)"],
    "observation_taken": ["SCAN i", f"SEARCH o {KEY} (waybill_id=? AND line=? AND stage=? AND source_id=? AND key_hash=? AND known_to=?)"],
    "waybill_taken": ["SCAN i", "SEARCH w USING"],
    "shipment_close": [f"SEARCH shipment {KEY} (waybill_id=? AND line=? AND source_id=? AND known_to=?)"],
    "shipment_affirm": [f"SEARCH shipment {KEY} (waybill_id=? AND line=? AND source_id=? AND known_to=?)"],
    "observation_standing": [f"SEARCH observation {KEY} (waybill_id=? AND line=? AND stage=? AND source_id=? AND key_hash=? AND known_to=?)"],
    "observation_close": [f"SEARCH observation {KEY} (waybill_id=? AND line=? AND stage=? AND source_id=? AND key_hash=? AND known_to=?)"],
    "observation_affirm": [f"SEARCH observation {KEY} (waybill_id=? AND line=? AND stage=? AND source_id=? AND key_hash=? AND known_to=?)"],
    "observation_key_get": [f"SEARCH observation_key {KEY} (source_id=? AND key_hash=?)"],
    "count_standing": [f"SEARCH count_report {KEY} (source_id=? AND key_hash=? AND known_to=?)"],
    "commitment_standing": [f"SEARCH commitment_line {KEY} (commitment_id=? AND source_id=? AND effective_day=? AND known_to=?)"],
    "name_get": ["SEARCH name USING COVERING INDEX sqlite_autoindex_name_1 (registry=? AND text=?)"],
    "lane_get": ["SEARCH lane USING COVERING INDEX sqlite_autoindex_lane_1"],
    "drop_taken": ["SEARCH d USING INDEX drop_file_sha256 (sha256=?)"],
    "slice_fill": ["SCAN c", "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"],
    # In the order of the key: facts of one waybill lie together, and no sorter is needed.
    "plain_traits": ["SEARCH waybill_trait USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", "-TEMP B-TREE"],
    "plain_shipments": [f"SEARCH shipment {KEY} (waybill_id>? AND waybill_id<?)", "-TEMP B-TREE"],
    "plain_reports": [f"SEARCH observation {KEY} (waybill_id>? AND waybill_id<?)", "-TEMP B-TREE"],
    "reached_quantity": ["SCAN s", f"SEARCH o {KEY} (waybill_id=?)"],
    "raw_sent": ["SCAN s", f"SEARCH h {KEY} (waybill_id=?)", "-TEMP B-TREE"],
    "position_clear": [f"SEARCH position {KEY} (waybill_id=?)", f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)"],
    "position_fill": ["MERGE (UNION ALL)", "SCAN p USING INDEX plain_consignment_key", "SCAN raw_position", "-TEMP B-TREE"],
    "cell_wide_donor": ["SCAN s", f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)"],
    "cell_wide_access": ["SCAN s", f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)"],
    "position_was": [f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)"],
    "position_is_mixed": ["SEARCH p USING INDEX position_mixed (waybill_id>? AND waybill_id<?)"],
    "tally_rows": ["SCAN r", f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)", "SEARCH g USING INTEGER PRIMARY KEY (rowid=?)"],
    "tally_prune": [f"SEARCH tally {KEY} (kind=? AND place_id=? AND period=? AND hours=?)"],
    # In the order in which they were last heard of: the first rows need no look at the others.
    "stalled_rows": ["SEARCH p USING INDEX position_open (seen_at<?)", "SEARCH w USING INTEGER PRIMARY KEY (rowid=?)", f"SEARCH o {KEY} (waybill_id=? AND line=? AND stage=?)",
                     "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"],
    # What else is known by the key of a report, not all reports.
    "news_class": ["SEARCH p USING INDEX news_key (source_id=? AND key_hash=?", "SEARCH p USING INDEX news_key (source_id=? AND key_hash=?"],
    # A pair reads its own rows, not all those of its place.
    "day_sum_fill": ["SCAN p", "SEARCH t USING INDEX told_fact_day (place_id=? AND stage=? AND source_id=?)"],
    "side_fill": ["SCAN p", "SCAN s", "SEARCH t USING INDEX told_fact_day (place_id=? AND stage=? AND source_id=?)",
                  f"SEARCH d {KEY} (pair_id=? AND is_base=? AND day=?)", f"SEARCH b {KEY} (waybill_id=? AND line=? AND place_id=? AND stage=? AND source_id=?)"],
    # A row of the report reads what is told of its period; the parts of all differences are summed once.
    "disagree_amount": ["SEARCH c USING COVERING INDEX calendar_period (period=?)", "SEARCH t USING INDEX told_fact_day (place_id=? AND stage=? AND source_id=? AND day=?)"],
    "disagree_units": ["SEARCH c USING COVERING INDEX calendar_period (period=?)", "SEARCH t USING INDEX told_fact_day (place_id=? AND stage=? AND source_id=? AND day=?)"],
    "disagree_parts": [f"SEARCH side_sum {KEY} (pair_id=? AND period=?)"],
    # All consignments once, whatever the number of cells.
    "explained_part_fill": ["SCAN q", f"SEARCH a {KEY} (class=? AND kind=? AND commitment_id=? AND day=? AND lane_id=? AND crossing_id=? AND base_unit_id=?)"],
    "aged_ends": [f"SEARCH o {KEY} (waybill_id=?)"],
    "aged_allocations": [f"SEARCH a {KEY} (commitment_id=?)"],
    "stalled_passed": ["SEARCH l USING COVERING INDEX name_link_canonical (canonical_id=?)", f"SEARCH t {KEY} (kind=? AND place_id=?)"],
    "stalled_learned": ["SEARCH l USING COVERING INDEX name_link_canonical (canonical_id=?)", f"SEARCH t {KEY} (kind=? AND place_id=? AND period>? AND period<?)"],
    "stalled_counted": ["SEARCH c USING INDEX count_report_day (day>?)"],
    "access_lane_new": ["SCAN lane USING INDEX lane_access"],
    "access_lane_put": ["SCAN lane USING INDEX lane_access"],
    "access_lane_fill": ["SCAN lane USING INDEX lane_access"],
    "cell_apply": ["SCAN cell_change"],
    "cell_prune": [f"SEARCH cell {KEY} (class=? AND kind=? AND commitment_id=? AND day=? AND lane_id=? AND crossing_id=? AND base_unit_id=?"],
    "count_day_fill": ["SCAN d", "SEARCH c USING INDEX count_report_day (day=? AND known_to>?)"],
    "count_cell_leave": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day=?)"],
    "count_measure_fill": ["SCAN d", "SEARCH c USING INDEX count_report_day (day=? AND known_to>?)",
                        f"SEARCH k {KEY} (area_id=? AND stage=? AND day=?)"],
    "finding_count_differ": ["SCAN d", "SEARCH c USING INDEX count_report_day (day=? AND known_to>?)"],
    "pool_line_fill": ["SCAN r", f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day>?)"],
    "match_fill": ["SCAN z", "SEARCH k USING INDEX commitment_goods (class=? AND commodity_id=?)"],
    "pool_lane_all": ["SEARCH f USING INTEGER PRIMARY KEY", f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=?)"],
    "named_fill_root": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=?)"],
    "named_fill_part": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=?)"],
    "take_matching": [f"SEARCH allocation {KEY} (commitment_id=? AND kind=?)", "SEARCH l USING INDEX pool_line_lane"],
    "taken_own": [f"SEARCH t {KEY} (commitment_id=?)", "SEARCH pool_line"],
    "matched_fill": ["SCAN t", f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day=? AND lane_id=? AND crossing_id=?"],
    "matched_clear": [f"SEARCH allocation {KEY} (commitment_id=? AND kind=? AND cell_commitment_id=? AND day>?)"],
    "unmeasured_clear": [f"SEARCH unmeasured {KEY} (commitment_id=? AND kind=? AND day>?)"],
    "finding_waybill_clear": [f"SEARCH f {KEY} (waybill_id>? AND waybill_id<?)"],
    "piece_sum_fill": [f"SEARCH g {KEY} (commitment_id=?)"],
    "told_fill": ["SCAN s", f"SEARCH o {KEY} (waybill_id=?)"],
    "position_range_clear": [f"SEARCH p {KEY} (waybill_id>? AND waybill_id<?)"],
    "cell_range_sum": [f"SEARCH b {KEY} (waybill_id>? AND waybill_id<?)", f"SEARCH q {KEY} (waybill_id=? AND line=? AND base_unit_id=?)"],
    "cell_range_prune": [f"SEARCH cell_range {KEY} (class=? AND kind=? AND commitment_id=? AND day=? AND lane_id=? AND crossing_id=? AND base_unit_id=?"],
    "count_range_leave": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day=?)"],
    "range_line_fill": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day>?)"],
    "range_piece_fill": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=? AND day=? AND lane_id=? AND crossing_id=? AND base_unit_id=?"],
    "matched_range_clear": [f"SEARCH allocation_range {KEY} (commitment_id=? AND kind=? AND cell_commitment_id=? AND day>?)"],
    "named_range_root": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=?)"],
    "named_range_part": [f"SEARCH c {KEY} (class=? AND kind=? AND commitment_id=?)"],
    "nominal_weight_fill": [f"SEARCH w {KEY} (source_id=?"],
    "reweighed_day_fill": [f"SEARCH w {KEY} (source_id=? AND quantity=?)"],
    "judged_of_days": ["SCAN d", "SEARCH k USING COVERING INDEX joinable_report_day (day=?"],
    "touched_of_days": ["SCAN d", "SEARCH k USING COVERING INDEX joinable_report_day (day=?"],
    "joinable_report_clear": ["SEARCH joinable_report USING COVERING INDEX joinable_report_day (day=?"],
    "joinable_report_vehicle": ["SCAN d", "SEARCH c USING INDEX count_report_day (day=? AND known_to>?)"],
    "joinable_report_goods": ["SCAN d", "SEARCH c USING INDEX count_report_day (day=? AND known_to>?)"],
    "touched_of_runs": ["SCAN r", "SEARCH k USING COVERING INDEX joinable_shipment_waybill (waybill_id>? AND waybill_id<?)"],
    "joinable_shipment_vehicle": ["SCAN r", f"SEARCH h {KEY} (waybill_id>? AND waybill_id<?)"],
    "joinable_shipment_goods": ["SCAN r", f"SEARCH h {KEY} (waybill_id>? AND waybill_id<?)"],
    "judged_touched": ["SCAN t", f"SEARCH k {KEY} (rule=? AND mark=?)", "SCAN r", "SEARCH j USING COVERING INDEX joined_waybill (waybill_id>? AND waybill_id<?)"],
    "judged_decided": ["SCAN joined USING INDEX joined_decided"],
    "join_report_fill": ["SCAN q", f"SEARCH c {KEY} (source_id=? AND key_hash=? AND known_to>?)"],
    "fit_vehicle": ["SCAN q", f"SEARCH k {KEY} (rule=? AND mark=? AND day>? AND day<?)"],
    "fit_goods": ["SCAN q", f"SEARCH k {KEY} (rule=? AND mark=? AND day>? AND day<?)"],
    "all_told_runs": ["SCAN d", "SEARCH j USING INDEX joined_waybill (waybill_id>? AND waybill_id<?)"],
    "trace_rows": [f"SEARCH h {KEY} (waybill_id=?)", f"SEARCH o {KEY} (waybill_id=?)"],
}


class Nothing(dict):
    """NULL for every parameter."""

    def __missing__(self, key):
        return None


def fresh_ledger(schema, statements):
    db = sqlite3.connect(":memory:")
    for name, n_values in [("greatest", -1), ("least", -1), ("scale", 3), ("scale_down", 3), ("scale_up", 3), ("char31", 0), ("quantity_text", 1), ("day_text", 1), ("stage_text", 1), ("digits_text", 1), ("vehicle_mark", 2)]:
        db.create_function(name, n_values, lambda *values: None, deterministic=True)
    for migration in embed_sql.read_migrations(schema):
        db.executescript(migration.sql)
    for entry in statements:
        if entry.name in ("occurrence_create", "publication_create", "wanted_create", "unallocated_create", "incoming_create", "plain_create", "sums_create", "working_create", "news_create", "disagree_create", "explain_create"):
            db.executescript(entry.sql)
    return db


def plan(db, sql):
    return [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + sql, Nothing())]


def aliases(sql):
    """{what a plan may call it: the tables that it may be}, without what the statement itself makes."""
    tables = {}
    for match in re.finditer(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:main\.)?(\w+)(?:\s+(?:AS\s+)?(\w+))?", sql):
        tables.setdefault(match[1], set()).add(match[1])
        if match[2]:
            tables.setdefault(match[2], set()).add(match[1])
    # Names of common table expressions are no tables of the ledger.
    made = set(re.findall(r"(?:\bWITH(?: RECURSIVE)?|\),)\s+(\w+)(?: \([^)]*\))? AS (?:MATERIALIZED )?\(", sql))
    # An alias that stands for several: it is the table's unless it can be a common table expression's.
    return {alias: possible for alias, possible in tables.items() if not possible & made}


def scans(sql, lines, growing):
    """The growing tables that the plan reads from one end to the other, also to make an index for the moment."""
    found, tables = set(), aliases(sql)
    for line in lines:
        match = re.match(r"SCAN (?:main\.)?(\w+)", line) or re.match(r"SEARCH (?:main\.)?(\w+) USING AUTOMATIC", line)
        if match:
            found |= tables.get(match[1], {match[1]}) & growing
    return found


def loose(sql, lines):
    """Searches of growing tables that name too little of the key."""
    found, tables = [], aliases(sql)
    for line in lines:
        match = re.match(r"SEARCH (?:main\.)?(\w+) (?!.*AUTOMATIC).*?\(([^)]*)\)", line)
        if not match:
            continue
        for table in tables.get(match[1], {match[1]}):
            keys = KEYS.get(table, [])
            # An alias may stand for another table: one of them may be searched by these columns.
            if keys and len(tables.get(match[1], [1])) == 1 and not any(match[2].startswith(key) for key in keys):
                found.append(line)
    return found


def check_hot(entry, lines, used):
    """What must hold of every statement; those that may do otherwise are put into `used`."""
    wrong = []
    where = f"{entry.where()}: {entry.name}"
    is_report = entry.where().startswith("schema/reports") or re.match(r"dump_|verify_|chain_|drop_note", entry.name)
    is_ingest = entry.where().startswith("schema/ledger") and not is_report
    for name, allowed, said, lines_said in [
            ("LOOSE", LOOSE, "searches by too little", loose(entry.sql, lines)),
            ("AUTOMATIC", AUTOMATIC, "has an index made for it", [line for line in lines if "AUTOMATIC" in line and not is_report]),
            ("SORTING", SORTING, "sorts", [line for line in lines if "TEMP B-TREE" in line and is_ingest])]:
        if lines_said and entry.name in allowed:
            used.setdefault(name, set()).add(entry.name)
        elif lines_said:
            wrong.append(f"{where} {said}:\n    " + "\n    ".join(lines_said))
    return wrong


def check_plan(name, lines, parts):
    wrong, at = [], 0
    for part in parts:
        if part.startswith("-"):
            wrong += [f"{name}: has {part[1:]}: {line}" for line in lines if part[1:] in line]
            continue
        while at < len(lines) and part not in lines[at]:
            at += 1
        if at == len(lines):
            wrong.append(f"{name}: no {part} (in this order) in\n    " + "\n    ".join(lines))
            break
    return wrong


def check_self(db):
    """That this test fails when it should."""
    lines = plan(db, "SELECT o.line FROM observation o JOIN slice s ON s.traits = o.stage GROUP BY o.stage")
    assert scans("FROM observation o JOIN slice s", lines, {"observation"}) == {"observation"}, lines
    sql = "SELECT c.quantity FROM cell c WHERE c.class = 1 AND c.kind = 2"
    assert loose(sql, plan(db, sql)), plan(db, sql)
    assert check_plan("self", lines, ["-TEMP B-TREE"]) and check_plan("self", lines, ["SEARCH o"]), lines


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__.strip())
    statements = embed_sql.read_statements(argv[1])
    db = fresh_ledger(argv[1], statements)
    check_self(db)
    growing = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - SMALL
    wrong, scanning, n_checked, used = [], set(), 0, {}
    for entry in statements:
        # Beside another moment's tables `verify` reads all of both.
        if entry.kind != "name" or re.search(r"\btemp\.", entry.sql):
            continue
        n_checked += 1
        lines = plan(db, entry.sql)
        tables = scans(entry.sql, lines, growing)
        wrong += check_hot(entry, lines, used)
        scanning |= {entry.name} if tables else set()
        if tables and entry.name not in WHOLE:
            wrong.append(f"{entry.where()}: {entry.name} reads all of {', '.join(sorted(tables))}:\n    " + "\n    ".join(lines))
        wrong += check_plan(f"{entry.where()}: {entry.name}", lines, PLANS.get(entry.name, []))
    names = {entry.name for entry in statements}
    wrong += [f"{name} is no statement" for name in sorted(set(PLANS) - names)]
    for name, allowed in [("LOOSE", LOOSE), ("AUTOMATIC", AUTOMATIC), ("SORTING", SORTING)]:
        wrong += [f"{statement} needs not stand in {name}" for statement in sorted(set(allowed) - used.get(name, set()))]
    wrong += [f"{name} reads no table whole: leave it out of WHOLE" for name in sorted(set(WHOLE) - scanning)]
    print("\n".join(wrong) if wrong else f"{n_checked} plans")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv)
