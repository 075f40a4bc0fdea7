-- The tables that follow from the facts, made anew in the connection's temporary database. Unqualified names find these first, in
-- SQLite as in PostgreSQL, and so the statements of schema/reconcile recompute everything for another moment, or for `verify`,
-- without touching what is kept. lane is copied because a recomputation may need a lane that nobody wrote.

-- script: moment_create
-- Empty tables of the same names.
CREATE TEMPORARY TABLE lane (lane_id INTEGER PRIMARY KEY, donor_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, category_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, order_hash INTEGER NOT NULL, access_lane_id INTEGER);
CREATE INDEX temp.lane_access ON lane (lane_id) WHERE access_lane_id IS NULL;
CREATE TEMPORARY TABLE dirty_waybill (first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, PRIMARY KEY (first_id, last_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE dirty_day (day INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE dirty_topic (topic TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMPORARY TABLE name_link (name_id INTEGER PRIMARY KEY, canonical_id INTEGER NOT NULL, is_known INTEGER NOT NULL);
CREATE INDEX temp.name_link_canonical ON name_link (canonical_id);
CREATE TEMPORARY TABLE place_within (place_id INTEGER NOT NULL, ancestor_id INTEGER NOT NULL, depth INTEGER NOT NULL,
	PRIMARY KEY (place_id, ancestor_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE place_root (place_id INTEGER PRIMARY KEY, ancestor_id INTEGER NOT NULL);
CREATE TEMPORARY TABLE measure (unit_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, factor INTEGER NOT NULL,
	is_own INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, PRIMARY KEY (unit_id, commodity_id, base_unit_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE commitment AS SELECT * FROM main.commitment WHERE 1 = 0;
CREATE UNIQUE INDEX temp.commitment_key ON commitment (commitment_id);
CREATE INDEX temp.commitment_root ON commitment (root_id);
CREATE TEMPORARY TABLE commitment_term (commitment_id INTEGER NOT NULL, effective_day INTEGER NOT NULL, from_day INTEGER NOT NULL,
	to_day INTEGER NOT NULL, quantity INTEGER NOT NULL, basis INTEGER NOT NULL, state INTEGER NOT NULL, due_day INTEGER,
	known_from INTEGER NOT NULL, drop_line INTEGER NOT NULL, PRIMARY KEY (commitment_id, effective_day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE position (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL, lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL, commitment_id INTEGER NOT NULL, class INTEGER NOT NULL, day INTEGER NOT NULL, access_day INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL, outcome INTEGER NOT NULL, is_primary INTEGER NOT NULL, seen_at INTEGER,
	seen_stage INTEGER NOT NULL, followed_to INTEGER NOT NULL, road_hours INTEGER, crossing_hours INTEGER, onward_hours INTEGER,
	PRIMARY KEY (waybill_id, line, base_unit_id)) WITHOUT ROWID;
CREATE INDEX temp.position_mixed ON position (waybill_id) WHERE outcome = 9;
CREATE INDEX temp.position_open ON position (seen_at) WHERE is_primary = 1 AND outcome IN (0, 9) AND seen_stage < 6;
CREATE TEMPORARY TABLE tally (kind INTEGER NOT NULL, place_id INTEGER NOT NULL, period INTEGER NOT NULL, hours INTEGER NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (kind, place_id, period, hours)) WITHOUT ROWID;
CREATE TEMPORARY TABLE position_range (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL, bound INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL, PRIMARY KEY (waybill_id, line, base_unit_id, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE count_weight (source_id INTEGER NOT NULL, quantity INTEGER NOT NULL, day INTEGER NOT NULL, n_rows INTEGER NOT NULL,
	PRIMARY KEY (source_id, quantity, day)) WITHOUT ROWID;
CREATE INDEX temp.count_weight_day ON count_weight (day);
CREATE TEMPORARY TABLE nominal_weight (source_id INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (source_id, quantity)) WITHOUT ROWID;
CREATE TEMPORARY TABLE count_day (area_id INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL, day INTEGER NOT NULL,
	n_rows INTEGER NOT NULL, PRIMARY KEY (area_id, stage, source_id, day)) WITHOUT ROWID;
CREATE INDEX temp.count_day_day ON count_day (day);
CREATE TEMPORARY TABLE count_source (area_id INTEGER NOT NULL, stage INTEGER NOT NULL, day INTEGER NOT NULL, source_id INTEGER NOT NULL,
	is_by_name INTEGER NOT NULL, is_by_policy INTEGER NOT NULL, PRIMARY KEY (area_id, stage, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE joinable_report (rule INTEGER NOT NULL, mark TEXT NOT NULL, source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL,
	day INTEGER NOT NULL, PRIMARY KEY (rule, mark, source_id, key_hash)) WITHOUT ROWID;
CREATE INDEX temp.joinable_report_day ON joinable_report (day);
CREATE TEMPORARY TABLE joinable_shipment (rule INTEGER NOT NULL, mark TEXT NOT NULL, day INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL,
	PRIMARY KEY (rule, mark, day, waybill_id, line)) WITHOUT ROWID;
CREATE INDEX temp.joinable_shipment_waybill ON joinable_shipment (waybill_id);
CREATE TEMPORARY TABLE joined (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL, rule INTEGER NOT NULL,
	is_joined INTEGER NOT NULL, is_first INTEGER NOT NULL, day INTEGER NOT NULL, stage INTEGER NOT NULL, teller_id INTEGER NOT NULL, quantity INTEGER,
	unit_id INTEGER NOT NULL, trucks INTEGER, lane_id INTEGER NOT NULL, content_hash INTEGER NOT NULL,
	PRIMARY KEY (source_id, key_hash, waybill_id, line)) WITHOUT ROWID;
CREATE INDEX temp.joined_waybill ON joined (waybill_id, line);
CREATE INDEX temp.joined_decided ON joined (source_id) WHERE rule = 1;
CREATE TEMPORARY TABLE cell (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL, lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)) WITHOUT ROWID;
CREATE TEMPORARY TABLE cell_range (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL, lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL, bound INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE allocation_range (commitment_id INTEGER NOT NULL, kind INTEGER NOT NULL, cell_commitment_id INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL,
	bound INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE balance_range (commitment_id INTEGER NOT NULL, bound INTEGER NOT NULL, w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL,
	x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL, moving INTEGER NOT NULL, at_crossing INTEGER NOT NULL, uncollected INTEGER NOT NULL,
	collected INTEGER NOT NULL, intercepted INTEGER NOT NULL, returned INTEGER NOT NULL, lost INTEGER NOT NULL, unaccounted INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE allocation (commitment_id INTEGER NOT NULL, kind INTEGER NOT NULL, cell_commitment_id INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL,
	rule INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)) WITHOUT ROWID;
CREATE TEMPORARY TABLE arrival (commitment_id INTEGER NOT NULL, lane_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, day INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, lane_id, base_unit_id, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE unmeasured (commitment_id INTEGER NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE balance (commitment_id INTEGER PRIMARY KEY, w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL,
	c INTEGER NOT NULL, v INTEGER NOT NULL, moving INTEGER NOT NULL, at_crossing INTEGER NOT NULL, uncollected INTEGER NOT NULL, collected INTEGER NOT NULL,
	intercepted INTEGER NOT NULL, returned INTEGER NOT NULL, lost INTEGER NOT NULL, unaccounted INTEGER NOT NULL);
CREATE TEMPORARY TABLE finding (code TEXT NOT NULL, subject TEXT NOT NULL, waybill_id INTEGER NOT NULL, args TEXT NOT NULL, known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL, PRIMARY KEY (waybill_id, code, subject)) WITHOUT ROWID;
CREATE TEMPORARY TABLE moment (known INTEGER NOT NULL);
CREATE TEMPORARY VIEW waybill AS SELECT w.waybill_id, w.folded, coalesce((SELECT z.written FROM main.waybill_form z
	WHERE z.waybill_id = w.waybill_id AND z.known_to > (SELECT known FROM temp.moment) ORDER BY z.known_to LIMIT 1), w.written) AS written
FROM main.waybill w;
CREATE UNIQUE INDEX temp.lane_names ON lane (donor_id, commodity_id, category_id, destination_id, crossing_id);

-- script: moment_clear
-- The same tables for another moment: made anew they would have every statement of the connection prepared anew.
DELETE FROM temp.moment;
DELETE FROM temp.lane;
DELETE FROM temp.dirty_waybill;
DELETE FROM temp.dirty_day;
DELETE FROM temp.dirty_topic;
DELETE FROM temp.name_link;
DELETE FROM temp.place_within;
DELETE FROM temp.place_root;
DELETE FROM temp.measure;
DELETE FROM temp.commitment;
DELETE FROM temp.commitment_term;
DELETE FROM temp.position;
DELETE FROM temp.tally;
DELETE FROM temp.count_day;
DELETE FROM temp.count_source;
DELETE FROM temp.joinable_report;
DELETE FROM temp.joinable_shipment;
DELETE FROM temp.joined;
DELETE FROM temp.cell;
DELETE FROM temp.allocation;
DELETE FROM temp.arrival;
DELETE FROM temp.unmeasured;
DELETE FROM temp.balance;
DELETE FROM temp.finding;
DELETE FROM temp.position_range;
DELETE FROM temp.count_weight;
DELETE FROM temp.nominal_weight;
DELETE FROM temp.cell_range;
DELETE FROM temp.allocation_range;
DELETE FROM temp.balance_range;

-- script: moment_fill
-- Everything waits.
INSERT INTO temp.lane SELECT lane_id, donor_id, commodity_id, category_id, destination_id, crossing_id, order_hash, NULL FROM main.lane;
INSERT INTO dirty_waybill (first_id, last_id) SELECT 1, coalesce(max(waybill_id), 0) FROM main.waybill;
INSERT INTO dirty_day (day) SELECT DISTINCT day FROM count_report;

-- name: moment_put
-- :known, the last drop that is known at the moment.
INSERT INTO temp.moment (known) VALUES (:known);

-- script: moment_drop
-- Back to the kept tables.
DROP VIEW temp.waybill;
DROP TABLE temp.moment;
DROP TABLE temp.lane;
DROP TABLE temp.dirty_waybill;
DROP TABLE temp.dirty_day;
DROP TABLE temp.dirty_topic;
DROP TABLE temp.name_link;
DROP TABLE temp.place_within;
DROP TABLE temp.place_root;
DROP TABLE temp.measure;
DROP TABLE temp.commitment;
DROP TABLE temp.commitment_term;
DROP TABLE temp.position;
DROP TABLE temp.tally;
DROP TABLE temp.count_day;
DROP TABLE temp.count_source;
DROP TABLE temp.joinable_report;
DROP TABLE temp.joinable_shipment;
DROP TABLE temp.joined;
DROP TABLE temp.cell;
DROP TABLE temp.allocation;
DROP TABLE temp.arrival;
DROP TABLE temp.unmeasured;
DROP TABLE temp.balance;
DROP TABLE temp.finding;
DROP TABLE temp.position_range;
DROP TABLE temp.count_weight;
DROP TABLE temp.nominal_weight;
DROP TABLE temp.cell_range;
DROP TABLE temp.allocation_range;
DROP TABLE temp.balance_range;
