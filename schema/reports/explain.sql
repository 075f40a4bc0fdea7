-- Every row behind the figures of a commitment.

-- name: commitment_find
-- The commitment of that id: exactly as written, else folded. Two rows: it is not clear which.
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.text = :subject
UNION
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.folded = :folded
	AND NOT EXISTS (SELECT 1 FROM name e JOIN commitment z ON z.commitment_id = e.name_id WHERE e.registry = 6 AND e.text = :subject)
LIMIT 2;

-- name: explain_promise
-- Row: how a commitment is measured, and what reached the stage at which it is counted.
SELECT k.factor, k.counted_at, u.code, k.base_unit_id,
	CASE k.counted_at WHEN 1 THEN b.w WHEN 2 THEN b.a WHEN 3 THEN b.o WHEN 4 THEN b.x WHEN 5 THEN b.c ELSE b.v END
FROM commitment k JOIN unit u ON u.unit_id = k.base_unit_id LEFT JOIN balance b ON b.commitment_id = k.commitment_id
WHERE k.commitment_id = :commitment_id;

-- name: explain_measure
-- Row: the unit of that code.
SELECT unit_id FROM unit WHERE code = :unit;

-- script: explain_create
-- What is behind a figure: sums of goods (cells), how much of each counts and how much there is, at the bound that is asked for, and how often
-- it is in the figure; the parts of consignments in them; the statements about these (level 2) and counts (level 3). Of a statement: who
-- tells it (teller_id), the line of policies.csv by which that counts, the rule by which it was joined to a shipment, and the unit from
-- which lines of units.csv convert it.
CREATE TEMPORARY TABLE IF NOT EXISTS explained_cell (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL, crossing_id INTEGER NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL, outcome INTEGER NOT NULL,
	rule INTEGER NOT NULL, quantity INTEGER NOT NULL, whole INTEGER NOT NULL, weight INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS explained_part (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, base_unit_id INTEGER NOT NULL, stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL, rule INTEGER NOT NULL, weight INTEGER NOT NULL, quantity INTEGER NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS explained_fact (level INTEGER NOT NULL, waybill_id INTEGER NOT NULL, line TEXT NOT NULL, is_shipment INTEGER NOT NULL,
	stage INTEGER NOT NULL, rule INTEGER NOT NULL, weight INTEGER NOT NULL, counted INTEGER NOT NULL, day INTEGER, at INTEGER, at_precision INTEGER,
	place_id INTEGER NOT NULL, quantity INTEGER, unit_id INTEGER NOT NULL, trucks INTEGER, source_id INTEGER NOT NULL, canonical_id INTEGER NOT NULL,
	teller_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, report_key TEXT NOT NULL, vehicle TEXT, known_from INTEGER NOT NULL, drop_line INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL, own_unit_id INTEGER, from_unit_id INTEGER, joined INTEGER NOT NULL, ruled_place_id INTEGER, policy_from INTEGER,
	policy_line INTEGER);
CREATE INDEX IF NOT EXISTS explained_fact_waybill ON explained_fact (waybill_id, line);

-- script: explain_clear
-- One figure may follow another on the same connection.
DELETE FROM explained_cell;
DELETE FROM explained_part;
DELETE FROM explained_fact;

-- name: explained_cell_fill
-- What counts towards a commitment. :bound as in shortfall_rows, or 1 and 2 for every conversion at its low and at its high.
INSERT INTO explained_cell (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity, whole, weight)
SELECT k.class, a.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.outcome, max(a.rule), CAST(sum(a.quantity) AS INTEGER), 0, 0
FROM commitment k
JOIN (
	SELECT kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity FROM allocation WHERE commitment_id = :commitment_id
	UNION ALL
	SELECT kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, 0, quantity FROM allocation_range
	WHERE commitment_id = :commitment_id AND bound = CAST(:bound AS INTEGER)
) AS a ON k.commitment_id = :commitment_id
GROUP BY k.class, a.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.outcome;

-- name: explained_cell_rest
-- What counts towards no promise of that class, of one measure, as in unallocated_goods.
INSERT INTO explained_cell (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity, whole, weight)
WITH goods AS (
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity FROM cell WHERE class = :class AND base_unit_id = :base_unit_id
	UNION ALL
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity FROM cell_range
	WHERE class = :class AND base_unit_id = :base_unit_id AND bound = CAST(:bound AS INTEGER)
), held AS (
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, CASE WHEN kind = 1 THEN 0 ELSE stage END AS strand,
		CAST(sum(quantity) AS INTEGER) AS total
	FROM cell WHERE class = :class GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, 8
), taken AS (
	SELECT k.class, a.kind, a.cell_commitment_id AS commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id,
		CASE WHEN a.kind = 1 THEN 0 ELSE a.stage END AS strand, CAST(sum(a.quantity) AS INTEGER) AS total
	FROM allocation a JOIN commitment k ON k.commitment_id = a.commitment_id
	WHERE k.root_id = k.commitment_id AND k.class = :class
	GROUP BY k.class, a.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, 8
), share AS (
	SELECT t.class, t.kind, t.commitment_id, t.day, t.lane_id, t.crossing_id, t.strand, max(scale(t.total, 1000000000000000, h.total)) AS part
	FROM taken t
	JOIN held h ON h.class = t.class AND h.kind = t.kind AND h.commitment_id = t.commitment_id AND h.day = t.day
		AND h.lane_id = t.lane_id AND h.crossing_id = t.crossing_id AND h.base_unit_id = t.base_unit_id AND h.strand = t.strand
	WHERE h.total > 0
	GROUP BY t.class, t.kind, t.commitment_id, t.day, t.lane_id, t.crossing_id, t.strand
)
SELECT c.class, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, 4,
	CAST(sum(c.quantity - scale(c.quantity, coalesce(s.part, 0), 1000000000000000)) AS INTEGER), 0, 0
FROM goods c
LEFT JOIN share s ON s.class = c.class AND s.kind = c.kind AND s.commitment_id = c.commitment_id AND s.day = c.day AND s.lane_id = c.lane_id
	AND s.crossing_id = c.crossing_id AND s.strand = CASE WHEN c.kind = 1 THEN 0 ELSE c.stage END
GROUP BY c.class, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome
HAVING sum(c.quantity - scale(c.quantity, coalesce(s.part, 0), 1000000000000000)) <> 0;

-- name: explained_cell_whole
-- How much there is of each.
UPDATE explained_cell SET whole = coalesce((SELECT c.quantity FROM cell c WHERE c.class = explained_cell.class AND c.kind = explained_cell.kind
		AND c.commitment_id = explained_cell.commitment_id AND c.day = explained_cell.day AND c.lane_id = explained_cell.lane_id
		AND c.crossing_id = explained_cell.crossing_id AND c.base_unit_id = explained_cell.base_unit_id AND c.stage = explained_cell.stage
		AND c.outcome = explained_cell.outcome), 0)
	+ coalesce((SELECT c.quantity FROM cell_range c WHERE c.class = explained_cell.class AND c.kind = explained_cell.kind
		AND c.commitment_id = explained_cell.commitment_id AND c.day = explained_cell.day AND c.lane_id = explained_cell.lane_id
		AND c.crossing_id = explained_cell.crossing_id AND c.base_unit_id = explained_cell.base_unit_id AND c.stage = explained_cell.stage
		AND c.outcome = explained_cell.outcome AND c.bound = CAST(:bound AS INTEGER)), 0);

-- name: explain_sums
-- What counts, by kind, stage and outcome.
SELECT kind, stage, outcome, CAST(sum(quantity) AS INTEGER) FROM explained_cell GROUP BY kind, stage, outcome;

-- name: explained_cell_weigh
-- So often the figure has goods of that stage and outcome in it.
UPDATE explained_cell SET weight = :weight WHERE kind = :kind AND stage = :stage AND outcome = :outcome;

-- name: explained_cell_keep
-- Others are not in it.
DELETE FROM explained_cell WHERE weight = 0;

-- name: explain_cut
-- Cells of which a part only counts: what is left of each for others, or for nobody.
SELECT a.stage, a.quantity - a.whole, a.day, a.weight, a.outcome
FROM explained_cell a
JOIN lane g ON g.lane_id = a.lane_id
WHERE a.quantity <> a.whole
ORDER BY a.day, a.kind, g.order_hash, a.crossing_id, a.stage, a.outcome;

-- name: explained_part_fill
-- Consignments as parts: the furthest stage that so much of each reached, and how it ended. Of those that are a range (:bound), and of those that
-- ended in several ways, as in cell_range_sum and cell_change_mixed. :is_all 1: also those of which nothing counts.
INSERT INTO explained_part (waybill_id, line, base_unit_id, stage, outcome, rule, weight, quantity)
SELECT waybill_id, line, base_unit_id, stage, outcome, rule, weight, quantity
FROM (
	SELECT p.waybill_id, p.line, p.base_unit_id, p.at_stage AS stage, p.at_outcome AS outcome, p.rule, p.weight,
		CASE WHEN p.at_stage = 6 THEN p.v
			WHEN p.outcome = 9 THEN CASE WHEN p.at_outcome IN (0, 4) AND (p.v + p.i + p.r + p.l >= p.w - p.w / 20) <> (p.at_outcome = 4) THEN 0 ELSE
				greatest(0, least(CASE p.at_stage WHEN 5 THEN p.c - p.v WHEN 4 THEN p.x - p.v WHEN 3 THEN p.o - p.v WHEN 1 THEN p.o - p.v + p.w - p.a
						ELSE p.w - p.v END,
					CASE p.at_outcome WHEN 1 THEN p.i WHEN 3 THEN p.i + p.l WHEN 2 THEN p.w - p.v ELSE p.w - p.v - p.r END)
				- greatest(CASE p.at_stage WHEN 5 THEN 0 WHEN 4 THEN p.c - p.v WHEN 3 THEN p.x - p.v WHEN 1 THEN p.o - p.v ELSE p.o - p.v + p.w - p.a END,
					CASE p.at_outcome WHEN 1 THEN 0 WHEN 3 THEN p.i WHEN 2 THEN p.w - p.v - p.r ELSE p.i + p.l END)) END
			WHEN p.outcome <> p.at_outcome THEN 0
			ELSE CASE p.at_stage WHEN 1 THEN p.w - p.a WHEN 2 THEN p.a - p.o WHEN 3 THEN p.o - p.x WHEN 4 THEN p.x - p.c ELSE p.c - p.v END
		END AS quantity
	FROM (
		SELECT a.stage AS at_stage, a.outcome AS at_outcome, a.rule, a.weight, q.waybill_id, q.line, q.base_unit_id,
			CASE WHEN b.bound IS NULL THEN q.outcome ELSE 9 END AS outcome, coalesce(b.w, q.w) AS w, coalesce(b.a, q.a) AS a, coalesce(b.o, q.o) AS o,
			coalesce(b.x, q.x) AS x, coalesce(b.c, q.c) AS c, coalesce(b.v, q.v) AS v, coalesce(b.i, q.i) AS i, coalesce(b.r, q.r) AS r, coalesce(b.l, q.l) AS l
		FROM (SELECT min(class) AS class FROM explained_cell) AS t CROSS JOIN position q CROSS JOIN lane g CROSS JOIN explained_cell a
		LEFT JOIN position_range b ON b.waybill_id = q.waybill_id AND b.line = q.line AND b.base_unit_id = q.base_unit_id AND b.bound = CAST(:bound AS INTEGER)
		WHERE g.lane_id = q.lane_id AND a.class = t.class AND a.kind = 1
			AND a.commitment_id = CASE WHEN q.class IN (t.class, t.class + 2) THEN q.commitment_id ELSE 0 END
			AND a.day = CASE WHEN q.class = t.class THEN 0 WHEN t.class = 1 THEN q.day ELSE q.access_day END
			AND a.lane_id = CASE WHEN t.class = 2 AND q.class NOT IN (2, 4) THEN g.access_lane_id ELSE q.lane_id END
			AND a.crossing_id = CASE WHEN q.class = t.class OR (t.class = 2 AND q.class <> 4 AND NOT EXISTS (SELECT 1 FROM commitment z
				WHERE z.class = 2 AND (z.destination_id <> 0 OR z.crossing_id <> 0))) THEN 0 ELSE q.crossing_id END
			AND a.base_unit_id = q.base_unit_id
	) AS p
) AS parts
WHERE quantity <> 0 OR CAST(:is_all AS INTEGER) = 1;

-- name: explained_slice
-- Their waybills, for the statements that decide of which line a report is.
INSERT INTO slice (waybill_id, traits)
SELECT p.waybill_id, coalesce(t.traits, 0)
FROM (SELECT DISTINCT waybill_id FROM explained_part) AS p LEFT JOIN waybill_trait t ON t.waybill_id = p.waybill_id;

-- name: explained_shipments
-- The statements about these consignments: shipments. Two spellings of one source are two statements (contested_shipment).
INSERT INTO explained_fact (level, waybill_id, line, is_shipment, stage, rule, weight, counted, day, at, at_precision, place_id, quantity, unit_id, trucks,
	source_id, canonical_id, teller_id, key_hash, report_key, known_from, drop_line, commodity_id, own_unit_id, joined, ruled_place_id)
SELECT 2, h.waybill_id, h.line, 1, 1, c.rule, 0, 0, coalesce(h.at, least(h.stated_at, s.first_seen)) / 86400, h.at, h.at_precision, h.origin_id, h.quantity, h.unit_id, h.trucks,
	h.source_id, ls.canonical_id, h.source_id, 0, '', h.known_from, h.drop_line, coalesce(lc.canonical_id, 0), m.base_unit_id, 0,
	coalesce(lp.canonical_id, ld.canonical_id, 0)
FROM (SELECT waybill_id, line, min(rule) AS rule FROM explained_part GROUP BY waybill_id, line) AS c
CROSS JOIN shipment h
JOIN slice s ON s.waybill_id = h.waybill_id
JOIN name_link ls ON ls.name_id = h.source_id
JOIN lane g ON g.lane_id = h.lane_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
LEFT JOIN name_link lp ON lp.name_id = h.origin_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN measure m ON h.quantity IS NOT NULL AND m.unit_id = h.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
	FROM measure z WHERE z.unit_id = h.unit_id AND z.commodity_id = lc.canonical_id), 0)
WHERE h.waybill_id = c.waybill_id AND h.line = c.line AND h.known_from <= :known AND h.known_to > :known
	AND coalesce(h.at, least(h.stated_at, s.first_seen)) < :as_of;

-- name: explained_observations
-- Reports that name them, and those that do not and are of them (joined: by which rule).
INSERT INTO explained_fact (level, waybill_id, line, is_shipment, stage, rule, weight, counted, day, at, at_precision, place_id, quantity, unit_id, trucks,
	source_id, canonical_id, teller_id, key_hash, report_key, vehicle, known_from, drop_line, commodity_id, own_unit_id, joined, ruled_place_id)
SELECT 2, o.waybill_id, o.line, 0, o.stage, o.rule, 0, 0, o.at / 86400, o.at, o.at_precision, o.place_id, o.quantity, o.unit_id, o.trucks,
	o.source_id, ls.canonical_id, ls.canonical_id, o.key_hash, '', o.vehicle, o.known_from, o.drop_line, o.commodity_id, m.base_unit_id, o.joined,
	coalesce(lp.canonical_id, ld.canonical_id, 0)
FROM (
	SELECT f.*, g.destination_id, coalesce((SELECT lc.canonical_id FROM name_link lc WHERE lc.name_id = g.commodity_id),
		(SELECT CASE WHEN min(z.commodity_id) = max(z.commodity_id) THEN min(z.commodity_id) END FROM explained_fact z
			WHERE z.waybill_id = f.waybill_id AND z.line = f.line AND z.is_shipment = 1), 0) AS commodity_id
	FROM (
		SELECT r.waybill_id, c.line, r.stage, c.rule, r.at, r.at_precision, r.place_id, r.lane_id, r.quantity, r.unit_id, r.trucks, r.source_id, r.key_hash,
			r.vehicle, r.known_from, r.drop_line, 0 AS joined
		FROM (SELECT waybill_id, line, min(rule) AS rule FROM explained_part GROUP BY waybill_id, line) AS c
		CROSS JOIN observation r
		LEFT JOIN effective_line e ON e.waybill_id = r.waybill_id AND e.line = r.line
		WHERE r.waybill_id = c.waybill_id AND coalesce(e.effective, r.line) = c.line AND coalesce(e.is_unclear, 0) = 0
			AND r.known_from <= :known AND r.known_to > :known AND r.at < :as_of
		UNION ALL
		SELECT j.waybill_id, j.line, r.stage, c.rule, r.at, r.at_precision, r.place_id, r.lane_id, j.quantity, j.unit_id, j.trucks, r.source_id, r.key_hash,
			r.vehicle, r.known_from, r.drop_line, j.rule
		FROM (SELECT waybill_id, line, min(rule) AS rule FROM explained_part GROUP BY waybill_id, line) AS c
		CROSS JOIN joined j
		CROSS JOIN count_report r
		WHERE j.waybill_id = c.waybill_id AND j.line = c.line AND j.is_joined = 1 AND r.source_id = j.source_id AND r.key_hash = j.key_hash
			AND r.known_from <= :known AND r.known_to > :known AND r.at < :as_of
	) AS f
	JOIN lane g ON g.lane_id = f.lane_id
) AS o
JOIN name_link ls ON ls.name_id = o.source_id
LEFT JOIN name_link lp ON lp.name_id = o.place_id
LEFT JOIN name_link ld ON ld.name_id = o.destination_id
LEFT JOIN measure m ON o.quantity IS NOT NULL AND m.unit_id = o.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
	FROM measure z WHERE z.unit_id = o.unit_id AND z.commodity_id = o.commodity_id), 0);

-- name: explained_unit_put
-- A quantity of another report that lines of units.csv convert, for explain_conversions.
INSERT INTO explained_fact (level, waybill_id, line, is_shipment, stage, rule, weight, counted, place_id, unit_id, source_id, canonical_id, teller_id, key_hash, report_key,
	known_from, drop_line, commodity_id, joined, from_unit_id)
VALUES (3, 0, '', 0, 0, 0, 0, 0, 0, :unit_id, 0, 0, 0, 0, '', 0, 0, :commodity_id, 0, :unit_id);

-- name: explained_converted
-- Those that lines of units.csv convert: units that are defined by others; and of consignments that are a range what is not stated in the measure, but
-- where the shipment states both measures (then it is their proportion), or the shipment where a report states the measure (converted_fill).
UPDATE explained_fact SET from_unit_id = CASE WHEN own_unit_id IS NOT NULL AND (own_unit_id = :base_unit_id OR EXISTS (SELECT 1 FROM measure m
		WHERE m.unit_id = own_unit_id AND m.is_own = 0 AND m.base_unit_id = :base_unit_id)) THEN unit_id WHEN trucks IS NOT NULL THEN 8 END
WHERE level = 2 AND (own_unit_id = :base_unit_id OR (
	EXISTS (SELECT 1 FROM position_range b WHERE b.waybill_id = explained_fact.waybill_id AND b.line = explained_fact.line AND b.base_unit_id = :base_unit_id)
	AND (trucks IS NULL OR :base_unit_id <> 8)
	AND NOT EXISTS (SELECT 1 FROM explained_fact z LEFT JOIN shipment h ON h.waybill_id = z.waybill_id AND h.line = z.line AND h.source_id = z.source_id
			AND h.known_from = z.known_from AND h.drop_line = z.drop_line
		WHERE z.waybill_id = explained_fact.waybill_id AND z.line = explained_fact.line
			AND (z.own_unit_id = :base_unit_id OR (z.trucks IS NOT NULL AND :base_unit_id = 8) OR (h.weight IS NOT NULL AND :base_unit_id = 2))
			AND (explained_fact.is_shipment = 1 OR (z.is_shipment = 1 AND (z.own_unit_id = explained_fact.own_unit_id
				OR (z.trucks IS NOT NULL AND coalesce(explained_fact.own_unit_id, 8) = 8) OR (h.weight IS NOT NULL AND explained_fact.own_unit_id = 2)))))));

-- name: explained_counts
-- Counts, of the source that counts on each day and at each stage, and what each comes to in the measure, at the bound: as in count_measure_fill.
INSERT INTO explained_fact (level, waybill_id, line, is_shipment, stage, rule, weight, counted, day, at, at_precision, place_id, quantity, unit_id, trucks,
	source_id, canonical_id, teller_id, key_hash, report_key, vehicle, known_from, drop_line, commodity_id, from_unit_id, joined, ruled_place_id)
WITH taken AS (
	SELECT day, lane_id, crossing_id, stage, base_unit_id, min(rule) AS rule, max(weight) AS weight FROM explained_cell WHERE kind = 2
	GROUP BY day, lane_id, crossing_id, stage, base_unit_id
), counted AS (
	SELECT c.source_id, ls.canonical_id AS counting_id, c.key_hash, c.day, c.stage, c.at, c.at_precision, c.place_id, c.quantity, c.unit_id, c.trucks, c.report_key, c.vehicle,
		c.known_from, c.drop_line, t.base_unit_id, t.rule, t.weight, coalesce(lc.canonical_id, 0) AS commodity_id, coalesce(j.rule, 0) AS joined,
		CASE WHEN k.is_by_policy = 1 THEN k.area_id END AS ruled_place_id
	FROM taken t
	CROSS JOIN count_report c
	LEFT JOIN joined j ON j.source_id = c.source_id AND j.key_hash = c.key_hash AND j.is_joined = 1 AND j.is_first = 1
	JOIN lane g ON g.lane_id = c.lane_id
	JOIN name_link ls ON ls.name_id = c.source_id
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
	LEFT JOIN name_link ld ON ld.name_id = g.destination_id
	LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
	LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
	JOIN count_source k ON k.stage = c.stage AND k.day = c.day AND k.source_id = ls.canonical_id
	WHERE c.day = t.day AND coalesce(j.lane_id, c.lane_id) = t.lane_id AND c.stage = t.stage AND c.place_id = t.crossing_id
		AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
		AND k.area_id = coalesce((SELECT z.area_id FROM ruling g JOIN count_source z ON z.area_id = g.named_id AND z.stage = c.stage AND z.day = c.day
				WHERE g.place_id = lp.canonical_id AND g.is_narrow = 1 AND g.stage IN (c.stage, 0) AND c.day BETWEEN g.first_day AND g.last_day
				ORDER BY g.rank LIMIT 1), rp.ancestor_id, rd.ancestor_id, 0)
), own AS (
	SELECT c.source_id, c.counting_id, c.key_hash, c.commodity_id, c.unit_id, m.base_unit_id, scale(c.quantity, m.factor, 1000) AS quantity
	FROM counted c
	JOIN measure m ON m.unit_id = c.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(s.commodity_id)
		FROM measure s WHERE s.unit_id = c.unit_id AND s.commodity_id = c.commodity_id), 0)
	WHERE c.quantity IS NOT NULL
), stated AS (
	SELECT source_id, counting_id, key_hash, commodity_id, unit_id, base_unit_id, quantity, 1 AS choice FROM own
	UNION ALL
	SELECT c.source_id, c.counting_id, c.key_hash, c.commodity_id, 8, 8, c.trucks, 2 FROM counted c
	WHERE c.trucks IS NOT NULL AND NOT EXISTS (SELECT 1 FROM own w WHERE w.source_id = c.source_id AND w.key_hash = c.key_hash AND w.base_unit_id = 8)
), measured AS (
	SELECT s.source_id, s.key_hash, s.unit_id, s.base_unit_id, CASE WHEN CAST(:bound AS INTEGER) = 3 AND n.quantity IS NOT NULL THEN 0 ELSE s.quantity END AS quantity
	FROM stated s
	LEFT JOIN nominal_weight n ON n.source_id = s.counting_id AND n.quantity = CASE WHEN s.base_unit_id = 2 THEN s.quantity END
	UNION ALL
	SELECT source_id, key_hash, unit_id, base_unit_id, CASE CAST(:bound AS INTEGER) WHEN 0 THEN scale(quantity, factor, 1000)
		WHEN 1 THEN scale_down(quantity, low, 1000) WHEN 2 THEN scale_up(quantity, high, 1000) ELSE 0 END
	FROM (
		SELECT q.source_id, q.key_hash, q.unit_id, m.base_unit_id, q.quantity, m.factor, m.low, m.high,
			row_number() OVER (PARTITION BY q.source_id, q.key_hash, m.base_unit_id ORDER BY q.choice) AS place
		FROM stated q
		JOIN measure m ON m.unit_id = q.base_unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
			FROM measure z WHERE z.unit_id = q.base_unit_id AND z.commodity_id = q.commodity_id), 0)
		WHERE NOT EXISTS (SELECT 1 FROM stated w WHERE w.source_id = q.source_id AND w.key_hash = q.key_hash AND w.base_unit_id = m.base_unit_id)
	) AS ranked WHERE place = 1
)
SELECT 3, 0, '', 0, c.stage, c.rule, c.weight, coalesce(q.quantity, 0), c.day, c.at, c.at_precision, c.place_id, c.quantity, c.unit_id, c.trucks,
	c.source_id, c.counting_id, c.counting_id, c.key_hash, c.report_key, c.vehicle, c.known_from, c.drop_line, c.commodity_id, q.unit_id, c.joined, c.ruled_place_id
FROM counted c
LEFT JOIN (SELECT source_id, key_hash, base_unit_id, min(unit_id) AS unit_id, CAST(sum(quantity) AS INTEGER) AS quantity FROM measured
	GROUP BY source_id, key_hash, base_unit_id) AS q
	ON q.source_id = c.source_id AND q.key_hash = c.key_hash AND q.base_unit_id = c.base_unit_id;

-- name: explained_policies
-- The line of policies.csv that speaks of each, where it names who tells it.
UPDATE explained_fact SET
	policy_from = (SELECT CASE WHEN r.source_id = explained_fact.canonical_id THEN r.known_from END FROM ruling r
		WHERE r.place_id IN (explained_fact.ruled_place_id, 0) AND r.stage IN (explained_fact.stage, 0) AND explained_fact.day BETWEEN r.first_day AND r.last_day
		ORDER BY CASE WHEN r.place_id = 0 THEN 1 ELSE 0 END, r.rank LIMIT 1),
	policy_line = (SELECT CASE WHEN r.source_id = explained_fact.canonical_id THEN r.drop_line END FROM ruling r
		WHERE r.place_id IN (explained_fact.ruled_place_id, 0) AND r.stage IN (explained_fact.stage, 0) AND explained_fact.day BETWEEN r.first_day AND r.last_day
		ORDER BY CASE WHEN r.place_id = 0 THEN 1 ELSE 0 END, r.rank LIMIT 1)
WHERE ruled_place_id IS NOT NULL AND EXISTS (SELECT 1 FROM ruling);

-- name: explain_facts
-- Consignments, each as parts (level 1) and then the statements about it (level 2; is_other 1: another source counts at that stage, as
-- contested_observation has it), and counts (level 3). rule: 1 named, 2 matched, 3 a part of its root, 4 counts towards no promise.
WITH told AS (
	SELECT f.*, s.text AS says, n.text AS teller, coalesce(sl.trust, 0) AS trust, CASE WHEN f.is_shipment = 0 AND sl.count_point = f.stage THEN 0 ELSE 1 END AS elsewhere,
		min(CASE WHEN f.policy_from IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY f.waybill_id, f.line, f.stage, f.is_shipment, f.teller_id) AS is_passed
	FROM explained_fact f
	JOIN name s ON s.name_id = f.source_id
	JOIN name n ON n.name_id = f.canonical_id
	LEFT JOIN source_line sl ON sl.source_id = f.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
)
SELECT f.stage, f.rule, f.quantity, u.code, f.trucks, coalesce(w.written, f.report_key), f.line, f.at, f.at_precision, p.text, f.says, r.name, f.known_from,
	f.drop_line, r.sha256, f.level, f.outcome, f.is_other, f.weight, f.counted, f.joined, f.vehicle
FROM (
	SELECT 1 AS level, stage, outcome, rule, weight, quantity, base_unit_id AS unit_id, CAST(NULL AS INTEGER) AS trucks, waybill_id, '' AS report_key, line,
		CAST(NULL AS INTEGER) AS day, CAST(NULL AS INTEGER) AS at, 0 AS at_precision, 0 AS place_id, CAST(NULL AS TEXT) AS says, CAST(NULL AS INTEGER) AS known_from,
		CAST(NULL AS INTEGER) AS drop_line, 0 AS is_other, quantity AS counted, 0 AS joined, CAST(NULL AS TEXT) AS vehicle
	FROM explained_part WHERE quantity <> 0 AND weight <> 0
	UNION ALL
	SELECT level, stage, 0, rule, weight, quantity, unit_id, trucks, waybill_id, report_key, line, day, at, at_precision, place_id, says, known_from, drop_line,
		CASE WHEN level = 3 OR teller_id = first_value(teller_id) OVER (PARTITION BY level, waybill_id, line, stage, is_shipment
			ORDER BY is_passed, trust DESC, elsewhere, teller, says) THEN 0 ELSE 1 END, counted, joined, vehicle
	FROM told
) AS f
LEFT JOIN waybill w ON w.waybill_id = f.waybill_id
LEFT JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY CASE WHEN f.level = 3 THEN 1 ELSE 0 END, CASE WHEN f.level = 3 THEN f.day END, CASE WHEN f.level < 3 THEN w.written END, f.line,
	CASE WHEN f.level < 3 THEN f.level END, f.stage, CASE WHEN f.level < 3 THEN coalesce(f.at, -9000000000) END, f.says, f.known_from, f.drop_line, f.outcome;

-- name: explain_policies
-- The lines of policies.csv by which sources count that are among these, where several speak; of counts all.
SELECT l.stage, s.text, p.text, l.first_day, CASE WHEN l.last_day < 9223372036854775807 THEN l.last_day END, r.name, l.known_from, l.drop_line, r.sha256
FROM (
	SELECT DISTINCT f.policy_from, f.policy_line FROM explained_fact f
	WHERE f.policy_from IS NOT NULL AND (f.level = 3 OR EXISTS (SELECT 1 FROM explained_fact z WHERE z.waybill_id = f.waybill_id AND z.line = f.line
		AND z.stage = f.stage AND z.is_shipment = f.is_shipment AND z.teller_id <> f.teller_id))
) AS f
JOIN policy_line l ON l.known_from = f.policy_from AND l.drop_line = f.policy_line AND l.known_to > :known
JOIN name s ON s.name_id = l.source_id
JOIN drop_file r ON r.drop_id = l.known_from
LEFT JOIN name p ON p.name_id = l.place_id
ORDER BY l.known_from, l.drop_line, l.stage;

-- name: explain_conversions
-- The lines of units.csv by which these were converted, step by step: so much of the base unit is one of the unit, at least, nominally and at most. What is defined
-- without any file is none of them.
WITH RECURSIVE used AS (
	SELECT DISTINCT f.from_unit_id AS unit_id, coalesce((SELECT max(s.commodity_id) FROM conversion_step s WHERE s.commodity_id = f.commodity_id), 0) AS commodity_id
	FROM explained_fact f WHERE f.from_unit_id IS NOT NULL AND f.from_unit_id <> :base_unit_id
), walk (unit_id, commodity_id, base_unit_id, low, nominal, high, known_from, drop_line, line_commodity_id, depth) AS (
	SELECT s.unit_id, s.commodity_id, s.base_unit_id, s.low, s.nominal, s.high, s.known_from, s.drop_line, s.line_commodity_id, 1
	FROM used q JOIN conversion_step s ON s.unit_id = q.unit_id AND s.commodity_id = q.commodity_id
	UNION ALL
	SELECT s.unit_id, s.commodity_id, s.base_unit_id, s.low, s.nominal, s.high, s.known_from, s.drop_line, s.line_commodity_id, w.depth + 1
	FROM walk w JOIN conversion_step s ON s.unit_id = w.base_unit_id AND s.commodity_id = w.commodity_id
	WHERE w.depth < 8 AND w.base_unit_id <> :base_unit_id
)
SELECT DISTINCT u.code, c.text, w.nominal, b.code, w.low, w.high, r.name, w.known_from, w.drop_line, r.sha256
FROM walk w
JOIN unit u ON u.unit_id = w.unit_id
JOIN unit b ON b.unit_id = w.base_unit_id
JOIN drop_file r ON r.drop_id = w.known_from
LEFT JOIN name c ON c.name_id = w.line_commodity_id
ORDER BY w.known_from, w.drop_line, u.code;

-- name: explain_matches
-- The decisions (matches.csv, or aidtally match) by which reports among these are of a shipment: of each the last.
SELECT b.written, q.line, s.text, r.name, q.known_from, q.drop_line, r.sha256
FROM (
	SELECT m.waybill, m.written, m.line, m.known_from, m.drop_line, f.source_id,
		row_number() OVER (PARTITION BY f.source_id, f.key_hash ORDER BY m.affirmed_at DESC, m.content_hash DESC) AS choice
	FROM (SELECT DISTINCT source_id, canonical_id, key_hash FROM explained_fact WHERE joined = 1) AS f
	JOIN match_line m ON f.key_hash IN (m.by_report_id, m.by_key, m.by_digits) AND m.known_from <= :known AND m.known_to > :known
		AND (m.source_id = 0 OR f.canonical_id = (SELECT lm.canonical_id FROM name_link lm WHERE lm.name_id = m.source_id))
) AS q
JOIN drop_file r ON r.drop_id = q.known_from
JOIN name s ON s.name_id = q.source_id
LEFT JOIN waybill b ON b.folded = q.waybill
WHERE q.choice = 1
ORDER BY q.known_from, q.drop_line;

-- name: explain_statement
-- The statements of the commitment itself, of the source that counts first, in the order in which they take effect; is_counted 1: it is one of
-- its terms, 2: it is not, though that source's, 0: another source's.
SELECT l.quantity, u.code, t.basis, CASE WHEN l.effective_day > -1000000 THEN l.effective_day
		ELSE coalesce(l.stated_day, l.starts_day) END, s.text, r.name, l.known_from, l.drop_line, r.sha256,
	l.stated_by, l.statement_url, CASE WHEN l.source_id <> k.source_id THEN 0 WHEN t.basis IS NULL THEN 2 ELSE 1 END AS is_counted, t.effective_day
FROM commitment_line l
JOIN commitment k ON k.commitment_id = l.commitment_id
JOIN unit u ON u.unit_id = l.unit_id
JOIN name s ON s.name_id = l.source_id
JOIN drop_file r ON r.drop_id = l.known_from
LEFT JOIN commitment_term t ON t.commitment_id = l.commitment_id AND t.effective_day = l.effective_day
WHERE l.commitment_id = :commitment_id AND l.known_from <= :known AND l.known_to > :known
ORDER BY CASE WHEN l.source_id = k.source_id THEN 0 ELSE 1 END, s.text, l.effective_day;
