-- Working tables of one reconcile, in the connection's temporary database.

-- script: working_create
-- Waybills that need the closer look.
CREATE TEMPORARY TABLE IF NOT EXISTS slice (waybill_id INTEGER PRIMARY KEY, traits INTEGER NOT NULL, first_seen INTEGER);
-- Consignments that no shipment states.
CREATE TEMPORARY TABLE IF NOT EXISTS unsent (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
-- Lines that are not where the report put them: a report without a line joins the only line of its waybill.
CREATE TEMPORARY TABLE IF NOT EXISTS effective_line (waybill_id INTEGER NOT NULL, line TEXT NOT NULL,
	effective TEXT NOT NULL, is_unclear INTEGER NOT NULL, n_lines INTEGER NOT NULL, PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
-- The source that counts where several speak of one stage of one consignment; stage 0: the shipment itself.
CREATE TEMPORARY TABLE IF NOT EXISTS contested (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, stage INTEGER NOT NULL,
	source_id INTEGER NOT NULL, PRIMARY KEY (waybill_id, line, stage)) WITHOUT ROWID;
-- What was seen of a consignment at each stage, in one measure. base_unit_id 0: reports without any.
CREATE TEMPORARY TABLE IF NOT EXISTS reached (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL,
	d INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL, seen INTEGER NOT NULL, first_at INTEGER NOT NULL, access_at INTEGER,
	place_low INTEGER, place_high INTEGER, followed_to INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, base_unit_id)) WITHOUT ROWID;
-- What was sent of a shipment in each measure, where it has several: its own, trucks, weight, and what estimates make of them.
CREATE TEMPORARY TABLE IF NOT EXISTS sent_measure (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL,
	d INTEGER NOT NULL, is_estimate INTEGER NOT NULL, low INTEGER, high INTEGER, PRIMARY KEY (waybill_id, line, base_unit_id)) WITHOUT ROWID;
-- Each report in each measure that it states (choice 1 its quantity, 2 its trucks).
CREATE TEMPORARY TABLE IF NOT EXISTS told (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, stage INTEGER NOT NULL, report_line TEXT NOT NULL,
	source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, choice INTEGER NOT NULL,
	quantity INTEGER NOT NULL, PRIMARY KEY (waybill_id, line, stage, report_line, source_id, key_hash, base_unit_id)) WITHOUT ROWID;
-- What reports make of a stage in measures that they do not state; stage 0: what was sent, in a measure that the shipment does not state.
CREATE TEMPORARY TABLE IF NOT EXISTS converted (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL,
	quantity INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, measured INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, base_unit_id, stage)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS several (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
-- Positions before their closure: what was sent (d) and what was seen at each stage.
CREATE TEMPORARY TABLE IF NOT EXISTS raw_position (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, commitment_id INTEGER NOT NULL, class INTEGER NOT NULL, day INTEGER NOT NULL,
	access_day INTEGER NOT NULL, d INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL,
	v INTEGER NOT NULL, i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL, is_primary INTEGER NOT NULL, sent_at INTEGER, first_at INTEGER, access_at INTEGER,
	seen INTEGER NOT NULL, followed_to INTEGER NOT NULL, PRIMARY KEY (waybill_id, line, base_unit_id)) WITHOUT ROWID;
-- The same at the bounds of what was converted.
CREATE TEMPORARY TABLE IF NOT EXISTS raw_range (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL, bound INTEGER NOT NULL,
	d INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL, i INTEGER NOT NULL,
	r INTEGER NOT NULL, l INTEGER NOT NULL, PRIMARY KEY (waybill_id, line, base_unit_id, bound)) WITHOUT ROWID;
-- What a consignment is, where no shipment says so: the names on which its reports agree.
CREATE TEMPORARY TABLE IF NOT EXISTS seen_lane (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, donor_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL, category_id INTEGER NOT NULL, destination_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
-- What changed in cells: sums of positions that left (negative) and came.
CREATE TEMPORARY TABLE IF NOT EXISTS cell_change (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL,
	quantity INTEGER NOT NULL);
-- What changed in arrivals.
CREATE TEMPORARY TABLE IF NOT EXISTS arrival_change (commitment_id INTEGER NOT NULL, lane_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, day INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, lane_id, base_unit_id, day)) WITHOUT ROWID;
-- What changed of how far the bounds are from the cells.
CREATE TEMPORARY TABLE IF NOT EXISTS cell_range_change (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL,
	bound INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)) WITHOUT ROWID;
-- Counts: series whose counting source may have changed, the sources that counted before, the days to be counted again.
CREATE TEMPORARY TABLE IF NOT EXISTS touched_series (area_id INTEGER NOT NULL, stage INTEGER NOT NULL, PRIMARY KEY (area_id, stage)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS old_count_source (area_id INTEGER NOT NULL, stage INTEGER NOT NULL, day INTEGER NOT NULL,
	source_id INTEGER NOT NULL, PRIMARY KEY (area_id, stage, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS recount_day (day INTEGER PRIMARY KEY);
-- Who counts by policies.csv: the lines of each place (see ruling_fill), and the parts of areas for which they speak.
CREATE TEMPORARY TABLE IF NOT EXISTS ruling (place_id INTEGER NOT NULL, rank INTEGER NOT NULL, stage INTEGER NOT NULL, first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL, named_id INTEGER NOT NULL, source_id INTEGER NOT NULL, is_narrow INTEGER NOT NULL, known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL, PRIMARY KEY (place_id, rank)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS part (area_id INTEGER NOT NULL, stage INTEGER NOT NULL, day INTEGER NOT NULL, source_id INTEGER NOT NULL,
	whole_id INTEGER NOT NULL, is_kept INTEGER NOT NULL, PRIMARY KEY (area_id, stage, day)) WITHOUT ROWID;
-- Sources of counts whose weights changed; weights that were taken as nominal before; and what the counts of those days say, in each measure.
CREATE TEMPORARY TABLE IF NOT EXISTS weighing (source_id INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS old_nominal_weight (source_id INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (source_id, quantity)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS count_measure (day INTEGER NOT NULL, lane_id INTEGER NOT NULL, place_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL, quantity INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, measured INTEGER NOT NULL,
	PRIMARY KEY (day, lane_id, place_id, base_unit_id, stage)) WITHOUT ROWID;
-- Allocation: classes and kinds to be redone and from which day; what lies in the cells; who matches; what is taken.
CREATE TEMPORARY TABLE IF NOT EXISTS redo (class INTEGER NOT NULL, kind INTEGER NOT NULL, from_day INTEGER NOT NULL,
	PRIMARY KEY (class, kind)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS named_change (commitment_id INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS family (root_id INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS touched_commitment (commitment_id INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS pool_line (class INTEGER NOT NULL, kind INTEGER NOT NULL, strand INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, lane_order INTEGER NOT NULL, crossing_order INTEGER NOT NULL,
	total INTEGER NOT NULL, taken INTEGER NOT NULL,
	PRIMARY KEY (class, kind, strand, day, lane_id, crossing_id, base_unit_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pool_line_lane ON pool_line (class, kind, lane_id, crossing_id, base_unit_id);
CREATE TEMPORARY TABLE IF NOT EXISTS pool_lane (class INTEGER NOT NULL, lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, is_new INTEGER NOT NULL,
	PRIMARY KEY (class, lane_id, crossing_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS match (commitment_id INTEGER NOT NULL, class INTEGER NOT NULL, lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, class, lane_id, crossing_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS match_lane ON match (lane_id, crossing_id, class);
CREATE TEMPORARY TABLE IF NOT EXISTS take (commitment_id INTEGER NOT NULL, class INTEGER NOT NULL, kind INTEGER NOT NULL, strand INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, rule INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, class, kind, strand, day, lane_id, crossing_id, base_unit_id)) WITHOUT ROWID;
-- Of cells that are redone, the whole of each bound, and its pieces.
CREATE TEMPORARY TABLE IF NOT EXISTS range_line (class INTEGER NOT NULL, kind INTEGER NOT NULL, strand INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, bound INTEGER NOT NULL, total INTEGER NOT NULL,
	PRIMARY KEY (class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS range_piece (class INTEGER NOT NULL, kind INTEGER NOT NULL, strand INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, bound INTEGER NOT NULL, stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL, quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound, stage, outcome)) WITHOUT ROWID;
-- Allocations of the commitments that were touched, summed (bound 0: the nominal figures), and the balances that follow.
CREATE TEMPORARY TABLE IF NOT EXISTS piece_sum (commitment_id INTEGER NOT NULL, bound INTEGER NOT NULL, kind INTEGER NOT NULL, stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (commitment_id, bound, kind, stage, outcome)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS reckoned (commitment_id INTEGER NOT NULL, bound INTEGER NOT NULL, w INTEGER NOT NULL, a INTEGER NOT NULL,
	o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL, moving INTEGER NOT NULL, at_crossing INTEGER NOT NULL,
	uncollected INTEGER NOT NULL, collected INTEGER NOT NULL, intercepted INTEGER NOT NULL, returned INTEGER NOT NULL, lost INTEGER NOT NULL,
	unaccounted INTEGER NOT NULL, PRIMARY KEY (commitment_id, bound)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS old_class (commitment_id INTEGER PRIMARY KEY, class INTEGER NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS old_balance (commitment_id INTEGER PRIMARY KEY, w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL,
	x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL, moving INTEGER NOT NULL, at_crossing INTEGER NOT NULL, uncollected INTEGER NOT NULL,
	collected INTEGER NOT NULL, intercepted INTEGER NOT NULL, returned INTEGER NOT NULL, lost INTEGER NOT NULL, unaccounted INTEGER NOT NULL);

-- The lines of units.csv that hold of a unit and commodity (0: any), and the units that they lead back to.
CREATE TEMPORARY TABLE IF NOT EXISTS conversion_step (unit_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL,
	low INTEGER NOT NULL, nominal INTEGER NOT NULL, high INTEGER NOT NULL, is_specific INTEGER NOT NULL, line_commodity_id INTEGER NOT NULL,
	known_from INTEGER NOT NULL, drop_line INTEGER NOT NULL, PRIMARY KEY (unit_id, commodity_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS conversion_ring (unit_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL,
	PRIMARY KEY (unit_id, commodity_id)) WITHOUT ROWID;
-- Reports without a waybill (joins.sql): days and runs of waybills to be looked at, what marks they share, the reports to be judged, what they
-- were of before, what they say, what the lines say that they may be of.
CREATE TEMPORARY TABLE IF NOT EXISTS join_day (day INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS join_run (first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, PRIMARY KEY (first_id, last_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS touched_mark (rule INTEGER NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (rule, mark)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS judged (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, round INTEGER NOT NULL,
	PRIMARY KEY (source_id, key_hash)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS resolved (match_source_id INTEGER NOT NULL, report_hash INTEGER NOT NULL, source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL, PRIMARY KEY (match_source_id, report_hash, source_id, key_hash)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS decided (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, decision INTEGER NOT NULL, waybill_id INTEGER,
	line TEXT NOT NULL, line_id TEXT, PRIMARY KEY (source_id, key_hash)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS old_joined (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL,
	rule INTEGER NOT NULL, is_joined INTEGER NOT NULL, is_first INTEGER NOT NULL, day INTEGER NOT NULL, stage INTEGER NOT NULL, teller_id INTEGER NOT NULL,
	quantity INTEGER, unit_id INTEGER NOT NULL, trucks INTEGER, lane_id INTEGER NOT NULL, content_hash INTEGER NOT NULL,
	PRIMARY KEY (source_id, key_hash, waybill_id, line)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS join_report (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, teller_id INTEGER NOT NULL, stage INTEGER NOT NULL,
	day INTEGER NOT NULL, place_id INTEGER NOT NULL, destination_id INTEGER NOT NULL, donor_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL,
	base_unit_id INTEGER, base_quantity INTEGER, quantity INTEGER, unit_id INTEGER NOT NULL, trucks INTEGER, vehicle TEXT, lane_id INTEGER NOT NULL,
	is_decided INTEGER NOT NULL, content_hash INTEGER NOT NULL, PRIMARY KEY (source_id, key_hash)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS join_line (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, day INTEGER, base_unit_id INTEGER, base_quantity INTEGER,
	quantity INTEGER, unit_id INTEGER NOT NULL, trucks INTEGER, vehicle TEXT, lane_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, destination_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, origin_id INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
-- All that is reported of consignments of which such reports speak.
CREATE TEMPORARY TABLE IF NOT EXISTS all_told AS SELECT * FROM main.observation WHERE 1 = 0;
CREATE UNIQUE INDEX IF NOT EXISTS all_told_key ON all_told (waybill_id, line, stage, source_id, key_hash, known_to);
-- Which line fits which report, by which rule; lines that reports share, and those of which they say too much; what changed; what is in doubt.
CREATE TEMPORARY TABLE IF NOT EXISTS fit (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL,
	rule INTEGER NOT NULL, PRIMARY KEY (source_id, key_hash, waybill_id, line)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fit_line ON fit (waybill_id, line);
CREATE TEMPORARY TABLE IF NOT EXISTS sharing (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (waybill_id, line)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS too_much (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, stage INTEGER NOT NULL, teller_id INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, stage, teller_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS rejoined (waybill_id INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (waybill_id, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS candidate (source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL,
	PRIMARY KEY (source_id, key_hash, waybill_id, line)) WITHOUT ROWID;

-- Names that stand for something else than before.
CREATE TEMPORARY TABLE IF NOT EXISTS old_link (name_id INTEGER PRIMARY KEY, canonical_id INTEGER NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS renamed (name_id INTEGER PRIMARY KEY);
-- Places as they are spelled, with the outermost place that each lay in; those that lie in another now.
CREATE TEMPORARY TABLE IF NOT EXISTS old_root (name_id INTEGER PRIMARY KEY, root_id INTEGER NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS moved (name_id INTEGER PRIMARY KEY);
-- Commodities as they are spelled whose conversions may be others than before.
CREATE TEMPORARY TABLE IF NOT EXISTS remeasured (name_id INTEGER PRIMARY KEY);

-- script: sums_create
-- Sums of positions that left (negative) and came: what is not delivered shares one outcome. Memory to which statements add like to a table
-- (core/store/sums.h), and which is emptied into cell_change; where there is none to share, a temporary table.
CREATE TEMPORARY TABLE IF NOT EXISTS cell_wide (class INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL, lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, outcome INTEGER NOT NULL, q1 INTEGER NOT NULL, q2 INTEGER NOT NULL, q3 INTEGER NOT NULL,
	q4 INTEGER NOT NULL, q5 INTEGER NOT NULL, q6 INTEGER NOT NULL);

-- script: slice_clear
-- Before the next waybills.
DELETE FROM slice;
DELETE FROM unsent;
DELETE FROM effective_line;
DELETE FROM contested;
DELETE FROM reached;
DELETE FROM sent_measure;
DELETE FROM several;
DELETE FROM raw_position;
DELETE FROM told;
DELETE FROM converted;
DELETE FROM raw_range;
DELETE FROM seen_lane;

-- script: join_clear
-- Before reports without a waybill are judged.
DELETE FROM join_day;
DELETE FROM join_run;
DELETE FROM touched_mark;
DELETE FROM judged;
DELETE FROM resolved;
DELETE FROM decided;
DELETE FROM old_joined;
DELETE FROM join_report;
DELETE FROM join_line;
DELETE FROM fit;
DELETE FROM sharing;
DELETE FROM too_much;
DELETE FROM rejoined;
DELETE FROM candidate;

-- script: working_clear
-- Before a reconcile.
DELETE FROM cell_change;
DELETE FROM cell_range_change;
DELETE FROM arrival_change;
DELETE FROM touched_series;
DELETE FROM old_count_source;
DELETE FROM recount_day;
DELETE FROM ruling;
DELETE FROM part;
DELETE FROM weighing;
DELETE FROM old_nominal_weight;
DELETE FROM count_measure;
DELETE FROM redo;
DELETE FROM named_change;
DELETE FROM family;
DELETE FROM touched_commitment;
DELETE FROM pool_line;
DELETE FROM pool_lane;
DELETE FROM match;
DELETE FROM take;
DELETE FROM range_line;
DELETE FROM range_piece;
DELETE FROM piece_sum;
DELETE FROM reckoned;
DELETE FROM old_class;
DELETE FROM old_balance;
DELETE FROM conversion_step;
DELETE FROM conversion_ring;
DELETE FROM old_link;
DELETE FROM renamed;
DELETE FROM old_root;
DELETE FROM moved;
DELETE FROM remeasured;
