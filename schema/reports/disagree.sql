-- Sources side by side, and the bridge from one to the other (ADR 16). Every figure of the bridge is a sum over rows of told_fact: each row
-- goes to one part of it.

-- script: disagree_create
-- What was ever said of the places, stages and days that are asked about, with the drops in which it stood. waybill_id 0: a count. quantity:
-- thousandths of unit_id, a base unit that is no truck; trucks: thousandths. is_shown: of a day that is asked about. source_id 0: the lists of shipments, of which teller_id told
-- this one.
CREATE TEMPORARY TABLE IF NOT EXISTS told_fact (fact_no INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL, day INTEGER NOT NULL,
	waybill_id INTEGER NOT NULL, line TEXT NOT NULL, donor_id INTEGER NOT NULL, commodity_id INTEGER NOT NULL, category_id INTEGER NOT NULL, at_place_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL, stated_unit_id INTEGER NOT NULL, unit_id INTEGER NOT NULL, quantity INTEGER, trucks INTEGER,
	known_from INTEGER NOT NULL, known_to INTEGER NOT NULL, is_shown INTEGER NOT NULL, drop_line INTEGER NOT NULL, teller_id INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS told_fact_day ON told_fact (place_id, stage, source_id, day);
-- The period, by its first day, of each of these days and of their neighbours.
CREATE TEMPORARY TABLE IF NOT EXISTS calendar (day INTEGER PRIMARY KEY, period INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS calendar_period ON calendar (period, day);
-- What stands, by period.
CREATE TEMPORARY TABLE IF NOT EXISTS entry (place_id INTEGER NOT NULL, period INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL,
	n_rows INTEGER NOT NULL, n_counts INTEGER NOT NULL, n_unmeasured INTEGER NOT NULL, trucks INTEGER,
	PRIMARY KEY (place_id, period, stage, source_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS base_entry (place_id INTEGER NOT NULL, period INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL,
	PRIMARY KEY (place_id, period, stage)) WITHOUT ROWID;
-- Whom an entry is compared with: the base at its stage, else at the nearest. via_stage: the stage of the source's rows that are compared.
CREATE TEMPORARY TABLE IF NOT EXISTS comparison (place_id INTEGER NOT NULL, period INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL,
	base_id INTEGER NOT NULL, base_stage INTEGER NOT NULL, via_stage INTEGER NOT NULL, PRIMARY KEY (place_id, period, stage, source_id)) WITHOUT ROWID;
-- The same without periods. unit_id: in which quantities are compared, 0: in none. lag: so many days later than the base.
CREATE TEMPORARY TABLE IF NOT EXISTS pair (pair_id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, source_id INTEGER NOT NULL, via_stage INTEGER NOT NULL,
	base_id INTEGER NOT NULL, base_stage INTEGER NOT NULL, unit_id INTEGER NOT NULL, stated_unit_id INTEGER NOT NULL, lag INTEGER NOT NULL,
	misfit INTEGER NOT NULL, misfit_unmoved INTEGER NOT NULL);
-- Values that only one of the two ever reports. dim: 1 place, 2 destination, 3 donor, 4 commodity, 5 category.
CREATE TEMPORARY TABLE IF NOT EXISTS dim_value (place_id INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL, dim INTEGER NOT NULL,
	value_id INTEGER NOT NULL, n_rows INTEGER NOT NULL, PRIMARY KEY (place_id, stage, source_id, dim, value_id)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS outside (pair_id INTEGER NOT NULL, is_base INTEGER NOT NULL, dim INTEGER NOT NULL, value_id INTEGER NOT NULL,
	PRIMARY KEY (pair_id, is_base, dim, value_id)) WITHOUT ROWID;
-- The day sums by which a lag is found, and the rows of both as the bridge takes them.
CREATE TEMPORARY TABLE IF NOT EXISTS day_sum (pair_id INTEGER NOT NULL, is_base INTEGER NOT NULL, day INTEGER NOT NULL, amount INTEGER NOT NULL,
	PRIMARY KEY (pair_id, is_base, day)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS side (pair_id INTEGER NOT NULL, is_base INTEGER NOT NULL, period INTEGER, like_period INTEGER, like_day INTEGER NOT NULL,
	is_outside INTEGER NOT NULL, is_now INTEGER NOT NULL, is_then INTEGER NOT NULL, is_other_unit INTEGER NOT NULL, waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL, trucks INTEGER NOT NULL, quantity INTEGER NOT NULL, loaded_trucks INTEGER NOT NULL, fact_no INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS side_other ON side (pair_id, waybill_id, line) WHERE is_base = 0 AND is_other_unit = 1;
-- What a row of a pair's period is in each part of the difference, summed.
CREATE TEMPORARY TABLE IF NOT EXISTS side_sum (pair_id INTEGER NOT NULL, period INTEGER NOT NULL,
	scope INTEGER NOT NULL, late INTEGER NOT NULL, cut INTEGER NOT NULL, base INTEGER NOT NULL, source INTEGER NOT NULL,
	scope_quantity INTEGER NOT NULL, late_quantity INTEGER NOT NULL, cut_quantity INTEGER NOT NULL, base_quantity INTEGER NOT NULL,
	same_quantity INTEGER NOT NULL, other_quantity INTEGER NOT NULL, shared_quantity INTEGER NOT NULL, shared_base_quantity INTEGER NOT NULL,
	loaded_base INTEGER NOT NULL, loaded_other INTEGER NOT NULL, alone INTEGER NOT NULL, alone_quantity INTEGER NOT NULL,
	PRIMARY KEY (pair_id, period)) WITHOUT ROWID;
-- When each of a pair first spoke of a day (as a drop): both of them (NULL: the other never did), and the other.
CREATE TEMPORARY TABLE IF NOT EXISTS said_day (pair_id INTEGER NOT NULL, is_base INTEGER NOT NULL, day INTEGER NOT NULL, both_drop_id INTEGER, other_drop_id INTEGER,
	PRIMARY KEY (pair_id, is_base, day)) WITHOUT ROWID;
-- The first day on which a base reports a consignment, and the unit, where it is one.
CREATE TEMPORARY TABLE IF NOT EXISTS base_day (waybill_id INTEGER NOT NULL, line TEXT NOT NULL, place_id INTEGER NOT NULL, stage INTEGER NOT NULL, source_id INTEGER NOT NULL,
	day INTEGER NOT NULL, unit_id INTEGER, PRIMARY KEY (waybill_id, line, place_id, stage, source_id)) WITHOUT ROWID;
-- The days of which each of a pair says anything at all, as the base counts them.
CREATE TEMPORARY TABLE IF NOT EXISTS side_day (pair_id INTEGER NOT NULL, is_base INTEGER NOT NULL, like_day INTEGER NOT NULL,
	PRIMARY KEY (pair_id, is_base, like_day)) WITHOUT ROWID;
DROP VIEW IF EXISTS judged_side;
DROP VIEW IF EXISTS silent_day;
-- Of these, the days on which the other says nothing.
CREATE TEMPORARY VIEW silent_day AS
SELECT d.pair_id, d.is_base, d.like_day FROM side_day d WHERE NOT EXISTS (SELECT 1 FROM side_day o
	WHERE o.pair_id = d.pair_id AND o.is_base = 1 - d.is_base AND o.like_day = d.like_day);
-- Rows of both with what their parts turn on. sign: of the source less the base; is_shared: of a consignment that the source states in another unit, in the
-- same period; is_silent: of such a day.
CREATE TEMPORARY VIEW judged_side AS
SELECT s.*, CASE WHEN s.is_base = 1 THEN -1 ELSE 1 END AS sign,
	CASE WHEN s.waybill_id <> 0 AND EXISTS (SELECT 1 FROM side o WHERE o.pair_id = s.pair_id AND o.is_base = 0
		AND o.waybill_id = s.waybill_id AND o.line = s.line AND o.is_other_unit = 1 AND o.is_then = 1 AND o.is_outside = 0
		AND o.like_period = s.like_period) THEN 1 ELSE 0 END AS is_shared,
	CASE WHEN EXISTS (SELECT 1 FROM silent_day d WHERE d.pair_id = s.pair_id AND d.is_base = s.is_base AND d.like_day = s.like_day) THEN 1 ELSE 0 END
		AS is_silent
FROM side s;

-- script: disagree_clear
-- One report may follow another on the same connection.
DELETE FROM told_fact;
DELETE FROM calendar;
DELETE FROM entry;
DELETE FROM base_entry;
DELETE FROM comparison;
DELETE FROM pair;
DELETE FROM dim_value;
DELETE FROM outside;
DELETE FROM day_sum;
DELETE FROM side;
DELETE FROM said_day;
DELETE FROM base_day;
DELETE FROM side_day;
DELETE FROM side_sum;

-- name: disagree_place
-- Row: the outermost of the places that --crossing takes in.
SELECT coalesce(min(l.canonical_id), 0) FROM wanted w JOIN name_link l ON l.name_id = w.name_id
WHERE w.slot = 4 AND NOT EXISTS (SELECT 1 FROM place_within p JOIN wanted z ON z.slot = 4 AND z.name_id = p.ancestor_id
	WHERE p.place_id = l.canonical_id AND p.depth > 0);

-- name: wanted_shipments
-- The lists of shipments, which are no name: as a source (slot 5) or the one that others are compared with (6).
INSERT INTO wanted (slot, name_id) VALUES (:slot, 0);

-- name: told_fact_fill
-- Of :first_day to :last_day, and of :margin days before and after, for what a source puts on other days. :place: everything is of that place; 0:
-- of its area. The place of a report that names none is its destination. In the order of told_fact_day, so that what is read together lies together.
-- Shipments are one source together, of what was dispatched: each sender lists its own, and only all of them are what can cross. Their place is the crossing, else the
-- destination; without a date they were dispatched when they were first listed. Of several that list one line, the one with more trust, then the smaller name.
INSERT INTO told_fact (place_id, stage, source_id, day, waybill_id, line, donor_id, commodity_id, category_id, at_place_id, destination_id, stated_unit_id, unit_id,
	quantity, trucks, known_from, known_to, is_shown, drop_line, teller_id)
SELECT CASE WHEN CAST(:place AS INTEGER) <> 0 THEN CAST(:place AS INTEGER) ELSE coalesce(rp.ancestor_id, rd.ancestor_id, 0) END,
	q.stage, CASE WHEN q.is_shipment = 1 THEN 0 ELSE ls.canonical_id END, q.day, q.waybill_id, q.line, coalesce(lo.canonical_id, 0), coalesce(lc.canonical_id, 0), coalesce(lg.canonical_id, 0),
	coalesce(lp.canonical_id, 0), coalesce(ld.canonical_id, 0), q.unit_id,
	CASE WHEN m.base_unit_id = 8 OR q.quantity IS NULL THEN 0 ELSE m.base_unit_id END,
	CASE WHEN m.base_unit_id = 8 THEN NULL WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END,
	CASE WHEN m.base_unit_id = 8 AND q.quantity IS NOT NULL THEN scale(q.quantity, m.factor, 1000) ELSE q.trucks END,
	q.known_from, q.known_to, CASE WHEN q.day BETWEEN :first_day AND :last_day THEN 1 ELSE 0 END, q.drop_line, ls.canonical_id
FROM (
	SELECT c.source_id, c.stage, c.day, 0 AS waybill_id, '' AS line, c.place_id, c.lane_id, c.unit_id, c.quantity, c.trucks, c.known_from, c.known_to, c.drop_line, 0 AS is_shipment
	FROM count_report c WHERE c.known_from <= :known AND c.at < :as_of
	UNION ALL
	SELECT o.source_id, o.stage, o.at / 86400, o.waybill_id, o.line, o.place_id, o.lane_id, o.unit_id, o.quantity, o.trucks, o.known_from, o.known_to, o.drop_line, 0
	FROM observation o WHERE o.known_from <= :known AND o.at < :as_of
	UNION ALL
	SELECT h.source_id, 1, coalesce(h.at, h.stated_at) / 86400, h.waybill_id, h.line, w.crossing_id, h.lane_id, h.unit_id, h.quantity, h.trucks, h.known_from, h.known_to, h.drop_line, 1
	FROM shipment h JOIN lane w ON w.lane_id = h.lane_id
	WHERE h.known_from <= :known AND coalesce(h.at, h.stated_at) < :as_of AND NOT EXISTS (
		SELECT 1 FROM shipment z
		JOIN name_link zl ON zl.name_id = z.source_id JOIN name zn ON zn.name_id = zl.canonical_id
		JOIN name_link hl ON hl.name_id = h.source_id JOIN name hn ON hn.name_id = hl.canonical_id
		LEFT JOIN source_line zs ON zs.source_id = zl.canonical_id AND zs.known_from <= :known AND zs.known_to > :known
		LEFT JOIN source_line hs ON hs.source_id = hl.canonical_id AND hs.known_from <= :known AND hs.known_to > :known
		WHERE z.waybill_id = h.waybill_id AND z.line = h.line AND z.source_id <> h.source_id AND z.known_from <= :known AND z.known_to > :known
			AND (coalesce(zs.trust, 0) > coalesce(hs.trust, 0) OR (coalesce(zs.trust, 0) = coalesce(hs.trust, 0) AND zn.text < hn.text)))
) AS q
JOIN lane g ON g.lane_id = q.lane_id
JOIN name_link ls ON ls.name_id = q.source_id
LEFT JOIN name_link lp ON lp.name_id = q.place_id
LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
LEFT JOIN name_link lo ON lo.name_id = g.donor_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
LEFT JOIN name_link lg ON lg.name_id = g.category_id
LEFT JOIN measure m ON m.unit_id = q.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT z.commodity_id
	FROM measure z WHERE z.unit_id = q.unit_id AND z.is_own = 1 AND z.commodity_id = lc.canonical_id), 0)
WHERE q.day BETWEEN CAST(:first_day AS INTEGER) - CAST(:margin AS INTEGER) AND CAST(:last_day AS INTEGER) + CAST(:margin AS INTEGER)
	AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
	AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
		OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
	AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
	AND (:has_crossing = 0 OR CASE WHEN q.place_id <> 0 THEN q.place_id ELSE g.destination_id END IN (SELECT name_id FROM wanted WHERE slot = 4))
ORDER BY 1, 2, 3, 4;

-- name: told_fact_days
-- Rows: the days of which anything is told.
SELECT DISTINCT day FROM told_fact ORDER BY day;

-- name: calendar_put
INSERT INTO calendar (day, period) VALUES (:day, :period) ON CONFLICT DO NOTHING;

-- name: entry_fill
-- What each source says that stands, of the days that are asked about.
INSERT INTO entry (place_id, period, stage, source_id, n_rows, n_counts, n_unmeasured, trucks)
SELECT t.place_id, c.period, t.stage, t.source_id, count(*), sum(CASE WHEN t.waybill_id = 0 THEN 1 ELSE 0 END),
	sum(CASE WHEN t.quantity IS NULL THEN 1 ELSE 0 END), CAST(sum(t.trucks) AS INTEGER)
FROM told_fact t JOIN calendar c ON c.day = t.day
WHERE t.known_to > :known AND t.is_shown = 1
GROUP BY t.place_id, c.period, t.stage, t.source_id;

-- name: entry_clear_alone
-- A place of which one source speaks: there is nothing to compare.
DELETE FROM entry WHERE place_id IN (SELECT place_id FROM told_fact WHERE known_to > :known AND is_shown = 1 GROUP BY place_id HAVING min(teller_id) = max(teller_id)
	OR min(source_id) = max(source_id));

-- name: base_entry_fill
-- The source that was asked for (:has_base); else the one that counts on most days of the period, then more trust, then the one whose count point this
-- stage is, then more rows, then the smaller name.
INSERT INTO base_entry (place_id, period, stage, source_id)
SELECT place_id, period, stage, source_id FROM (
	SELECT e.place_id, e.period, e.stage, e.source_id, row_number() OVER (PARTITION BY e.place_id, e.period, e.stage
		ORDER BY (SELECT count(*) FROM count_source k JOIN calendar c ON c.day = k.day WHERE k.area_id IN (e.place_id, r.ancestor_id) AND k.stage = e.stage
			AND k.source_id = e.source_id AND c.period = e.period) DESC, coalesce(s.trust, 0) DESC, CASE WHEN s.count_point = e.stage THEN 0 ELSE 1 END, e.n_rows DESC, coalesce(n.text, '')) AS choice
	FROM entry e
	LEFT JOIN name n ON n.name_id = e.source_id
	LEFT JOIN place_root r ON r.place_id = e.place_id
	LEFT JOIN source_line s ON s.source_id = e.source_id AND s.known_from <= :known AND s.known_to > :known
	WHERE :has_base = 0 OR e.source_id IN (SELECT name_id FROM wanted WHERE slot = 6)
) AS ranked WHERE choice = 1;

-- name: comparison_fill
-- With the base at its own stage. Who is alone at a stage of the way (not an end of it): with the base of the nearest stage before; where the base was asked
-- for and says nothing of the stage, of the nearest. Through what it says of that stage itself, if it does.
INSERT INTO comparison (place_id, period, stage, source_id, base_id, base_stage, via_stage)
SELECT e.place_id, e.period, e.stage, e.source_id, b.source_id, e.stage, e.stage
FROM entry e JOIN base_entry b ON b.place_id = e.place_id AND b.period = e.period AND b.stage = e.stage
WHERE b.source_id <> e.source_id
UNION ALL
SELECT place_id, period, stage, source_id, base_id, base_stage, CASE WHEN is_told = 1 THEN base_stage ELSE stage END FROM (
	SELECT e.place_id, e.period, e.stage, e.source_id, b.source_id AS base_id, b.stage AS base_stage,
		(SELECT count(*) FROM entry v WHERE v.place_id = e.place_id AND v.period = e.period AND v.stage = b.stage AND v.source_id = e.source_id) AS is_told,
		row_number() OVER (PARTITION BY e.place_id, e.period, e.stage, e.source_id ORDER BY abs(b.stage - e.stage), b.stage) AS choice
	FROM entry e
	JOIN base_entry b ON b.place_id = e.place_id AND b.period = e.period AND b.source_id <> e.source_id
	WHERE e.stage <= 6 AND b.stage <= 6 AND (b.stage < e.stage OR (:has_base = 1 AND b.stage <> e.stage))
		AND NOT EXISTS (SELECT 1 FROM base_entry o WHERE o.place_id = e.place_id AND o.period = e.period AND o.stage = e.stage AND o.source_id <> e.source_id)
		AND (:has_base = 1 OR NOT EXISTS (SELECT 1 FROM entry o WHERE o.place_id = e.place_id AND o.period = e.period AND o.stage = e.stage
			AND o.source_id <> e.source_id))
) AS near WHERE choice = 1;

-- name: pair_fill
-- Quantities are compared in the unit in which most of the base's rows state theirs.
INSERT INTO pair (pair_id, place_id, source_id, via_stage, base_id, base_stage, unit_id, stated_unit_id, lag, misfit, misfit_unmoved)
SELECT row_number() OVER (ORDER BY q.place_id, q.source_id, q.via_stage, q.base_id, q.base_stage), q.place_id, q.source_id, q.via_stage, q.base_id, q.base_stage,
	coalesce((SELECT t.unit_id FROM told_fact t WHERE t.place_id = q.place_id AND t.stage = q.base_stage AND t.source_id = q.base_id AND t.quantity IS NOT NULL
		AND t.known_to > :known GROUP BY t.unit_id ORDER BY count(*) DESC, t.unit_id LIMIT 1), 0),
	coalesce((SELECT t.stated_unit_id FROM told_fact t WHERE t.place_id = q.place_id AND t.stage = q.base_stage AND t.source_id = q.base_id AND t.quantity IS NOT NULL
		AND t.known_to > :known GROUP BY t.stated_unit_id ORDER BY count(*) DESC, t.stated_unit_id LIMIT 1), 0), 0, 0, 0
FROM (SELECT DISTINCT place_id, source_id, via_stage, base_id, base_stage FROM comparison) AS q;

-- name: dim_value_fill
-- How often each source says what.
INSERT INTO dim_value (place_id, stage, source_id, dim, value_id, n_rows)
WITH said AS MATERIALIZED (
	SELECT place_id, stage, source_id, at_place_id, destination_id, donor_id, commodity_id, category_id, count(*) AS n_rows
	FROM told_fact WHERE known_to > :known
	GROUP BY place_id, stage, source_id, at_place_id, destination_id, donor_id, commodity_id, category_id
)
SELECT t.place_id, t.stage, t.source_id, d.dim,
	CASE d.dim WHEN 1 THEN t.at_place_id WHEN 2 THEN t.destination_id WHEN 3 THEN t.donor_id WHEN 4 THEN t.commodity_id ELSE t.category_id END, CAST(sum(t.n_rows) AS INTEGER)
FROM said t CROSS JOIN (SELECT 1 AS dim UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS d
GROUP BY t.place_id, t.stage, t.source_id, d.dim, 5;

-- name: outside_fill
-- What one of the two reports in at least :rows rows and the other, which names its own in every row, in none. Of places none that lies in it, or
-- in which it lies.
INSERT INTO outside (pair_id, is_base, dim, value_id)
SELECT s.pair_id, s.is_base, v.dim, v.value_id
FROM (
	SELECT pair_id, 1 AS is_base, place_id, base_id AS source_id, base_stage AS stage, source_id AS other_id, via_stage AS other_stage FROM pair
	UNION ALL
	SELECT pair_id, 0, place_id, source_id, via_stage, base_id, base_stage FROM pair
) AS s
JOIN dim_value v ON v.place_id = s.place_id AND v.stage = s.stage AND v.source_id = s.source_id
WHERE v.value_id <> 0 AND v.n_rows >= CAST(:rows AS INTEGER)
	AND EXISTS (SELECT 1 FROM dim_value o WHERE o.place_id = s.place_id AND o.stage = s.other_stage AND o.source_id = s.other_id AND o.dim = v.dim)
	AND NOT EXISTS (SELECT 1 FROM dim_value o WHERE o.place_id = s.place_id AND o.stage = s.other_stage AND o.source_id = s.other_id AND o.dim = v.dim
		AND (o.value_id IN (0, v.value_id) OR (v.dim <= 2 AND EXISTS (SELECT 1 FROM place_within w
			WHERE (w.place_id = v.value_id AND w.ancestor_id = o.value_id) OR (w.place_id = o.value_id AND w.ancestor_id = v.value_id)))));

-- name: day_sum_fill
-- In trucks where both state any, else in the unit in which they are compared, else in rows.
INSERT INTO day_sum (pair_id, is_base, day, amount)
WITH stated AS MATERIALIZED (
	SELECT p.pair_id, 1 AS is_base, t.day, coalesce(sum(t.trucks), 0) AS trucks,
		coalesce(sum(CASE WHEN t.unit_id = p.unit_id THEN t.quantity ELSE scale(t.quantity, m.factor, 1000) END), 0) AS quantity, count(*) AS n_rows
	FROM pair p CROSS JOIN told_fact t
	LEFT JOIN measure m ON m.unit_id = t.unit_id AND m.base_unit_id = p.unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT z.commodity_id
		FROM measure z WHERE z.unit_id = t.unit_id AND z.base_unit_id = p.unit_id AND z.is_own = 0 AND z.commodity_id = t.commodity_id), 0)
	WHERE t.place_id = p.place_id AND t.stage = p.base_stage AND t.source_id = p.base_id AND t.known_to > :known
	GROUP BY p.pair_id, t.day
	UNION ALL
	SELECT p.pair_id, 0 AS is_base, t.day, coalesce(sum(t.trucks), 0) AS trucks,
		coalesce(sum(CASE WHEN t.unit_id = p.unit_id THEN t.quantity ELSE scale(t.quantity, m.factor, 1000) END), 0) AS quantity, count(*) AS n_rows
	FROM pair p CROSS JOIN told_fact t
	LEFT JOIN measure m ON m.unit_id = t.unit_id AND m.base_unit_id = p.unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT z.commodity_id
		FROM measure z WHERE z.unit_id = t.unit_id AND z.base_unit_id = p.unit_id AND z.is_own = 0 AND z.commodity_id = t.commodity_id), 0)
	WHERE t.place_id = p.place_id AND t.stage = p.via_stage AND t.source_id = p.source_id AND t.known_to > :known
	GROUP BY p.pair_id, t.day
), by_what (pair_id, has_trucks, has_quantity) AS (
	SELECT pair_id, min(n_trucks), min(n_quantities)
	FROM (SELECT pair_id, is_base, sum(trucks) AS n_trucks, sum(quantity) AS n_quantities FROM stated GROUP BY pair_id, is_base) AS sums GROUP BY pair_id
)
SELECT s.pair_id, s.is_base, s.day, CAST(CASE WHEN b.has_trucks > 0 THEN s.trucks WHEN b.has_quantity > 0 THEN s.quantity ELSE 1000 * s.n_rows END AS INTEGER)
FROM stated s JOIN by_what b ON b.pair_id = s.pair_id;

-- name: pair_lag
-- How many days later a source puts things than the base, up to :days: the move with which the differences of the days, taken without their signs,
-- add up to least; of several the least move. It is believed where they add up to at most half of what they do without it, on :least days that both cover.
-- Sums are first brought to those of the base, so that units and what is missing do not matter.
UPDATE pair SET lag = q.lag, misfit = q.misfit, misfit_unmoved = q.misfit_unmoved
FROM (
	WITH RECURSIVE move (lag) AS (
		SELECT -CAST(:days AS INTEGER)
		UNION ALL
		SELECT lag + 1 FROM move WHERE lag < CAST(:days AS INTEGER)
	), both_cover (pair_id, first_day, last_day) AS (
		SELECT pair_id, max(first_day) + CAST(:days AS INTEGER), min(last_day) - CAST(:days AS INTEGER)
		FROM (SELECT pair_id, is_base, min(day) AS first_day, max(day) AS last_day FROM day_sum GROUP BY pair_id, is_base) AS ends
		GROUP BY pair_id HAVING count(*) = 2
	), size (pair_id, base_amount, source_amount, n_days) AS (
		SELECT w.pair_id, sum(CASE WHEN d.is_base = 1 THEN d.amount ELSE 0 END), sum(CASE WHEN d.is_base = 0 THEN d.amount ELSE 0 END), sum(d.is_base)
		FROM both_cover w JOIN day_sum d ON d.pair_id = w.pair_id AND d.day BETWEEN w.first_day AND w.last_day
		GROUP BY w.pair_id
	), moved (pair_id, lag, day, amount) AS (
		SELECT d.pair_id, m.lag, d.day, d.amount
		FROM move m CROSS JOIN both_cover w JOIN day_sum d ON d.pair_id = w.pair_id AND d.is_base = 1 AND d.day BETWEEN w.first_day AND w.last_day
		UNION ALL
		SELECT d.pair_id, m.lag, d.day - m.lag, -scale(d.amount, CAST(z.base_amount AS INTEGER), CAST(z.source_amount AS INTEGER))
		FROM move m CROSS JOIN both_cover w JOIN size z ON z.pair_id = w.pair_id
		JOIN day_sum d ON d.pair_id = w.pair_id AND d.is_base = 0 AND d.day - m.lag BETWEEN w.first_day AND w.last_day
		WHERE z.base_amount > 0 AND z.source_amount > 0 AND z.n_days >= CAST(:least AS INTEGER)
	), fit (pair_id, lag, misfit) AS (
		SELECT pair_id, lag, CAST(sum(abs(amount)) AS INTEGER) FROM (
			SELECT pair_id, lag, day, CAST(sum(amount) AS INTEGER) AS amount FROM moved GROUP BY pair_id, lag, day) AS days
		GROUP BY pair_id, lag
	), best (pair_id, lag, misfit, choice) AS (
		SELECT pair_id, lag, misfit, row_number() OVER (PARTITION BY pair_id ORDER BY misfit, abs(lag), lag DESC) FROM fit
	)
	SELECT b.pair_id, b.lag, b.misfit, f.misfit AS misfit_unmoved
	FROM best b JOIN fit f ON f.pair_id = b.pair_id AND f.lag = 0 JOIN size z ON z.pair_id = b.pair_id
	WHERE b.choice = 1 AND b.misfit * 2 <= f.misfit AND z.n_days >= CAST(:least AS INTEGER) AND z.source_amount > 0
) AS q
WHERE q.pair_id = pair.pair_id;

-- name: said_day_fill
-- A lag is known by now.
INSERT INTO said_day (pair_id, is_base, day, both_drop_id, other_drop_id)
WITH first_said (place_id, stage, source_id, day, drop_id) AS MATERIALIZED (
	SELECT place_id, stage, source_id, day, min(known_from) FROM told_fact GROUP BY place_id, stage, source_id, day
)
SELECT p.pair_id, s.is_base, own.day, greatest(own.drop_id, other.drop_id), other.drop_id
FROM pair p
CROSS JOIN (SELECT 0 AS is_base UNION ALL SELECT 1) AS s
CROSS JOIN first_said own
LEFT JOIN first_said other ON other.place_id = p.place_id AND other.stage = CASE WHEN s.is_base = 1 THEN p.via_stage ELSE p.base_stage END
	AND other.source_id = CASE WHEN s.is_base = 1 THEN p.source_id ELSE p.base_id END
	AND other.day = CASE WHEN s.is_base = 1 THEN own.day + p.lag ELSE own.day - p.lag END
WHERE own.place_id = p.place_id AND own.stage = CASE WHEN s.is_base = 1 THEN p.base_stage ELSE p.via_stage END
	AND own.source_id = CASE WHEN s.is_base = 1 THEN p.base_id ELSE p.source_id END;

-- name: base_day_fill
-- In the order of its key.
INSERT INTO base_day (waybill_id, line, place_id, stage, source_id, day, unit_id)
SELECT t.waybill_id, t.line, t.place_id, t.stage, t.source_id, min(t.day), CASE WHEN min(t.unit_id) = max(t.unit_id) THEN min(t.unit_id) END
FROM (SELECT DISTINCT place_id, base_stage, base_id FROM pair) AS p CROSS JOIN told_fact t
WHERE t.place_id = p.place_id AND t.stage = p.base_stage AND t.source_id = p.base_id AND t.waybill_id <> 0 AND t.known_to > :known
GROUP BY t.waybill_id, t.line, t.place_id, t.stage, t.source_id;

-- name: side_fill
-- The rows of both. is_then: it stood when both had first spoken of its day. like_period: of the base's day for the same consignment, else of its own
-- day without the lag. is_other_unit: what it is in the unit of comparison is an estimate, or (of a
-- count) nothing; not of a consignment that the base states in the same unit. loaded_trucks: those whose load is stated.
INSERT INTO side (pair_id, is_base, period, like_period, like_day, is_outside, is_now, is_then, is_other_unit, waybill_id, line, trucks, quantity, loaded_trucks, fact_no)
WITH member AS (
	SELECT p.pair_id, s.is_base, p.unit_id AS like_unit_id, p.stated_unit_id AS like_stated_id, t.day, t.waybill_id, t.stated_unit_id, t.unit_id, t.commodity_id, t.quantity, t.trucks,
		t.known_from, t.known_to, t.is_shown, CASE WHEN s.is_base = 1 THEN t.day ELSE coalesce(b.day, t.day - p.lag) END AS like_day,
		CASE WHEN b.day IS NULL THEN 0 ELSE t.waybill_id END AS like_waybill_id, t.line, b.unit_id AS base_unit_id,
		CASE WHEN EXISTS (SELECT 1 FROM outside o WHERE o.pair_id = p.pair_id AND o.is_base = s.is_base AND (
			(o.dim = 1 AND o.value_id = t.at_place_id) OR (o.dim = 2 AND o.value_id = t.destination_id) OR (o.dim = 3 AND o.value_id = t.donor_id)
			OR (o.dim = 4 AND o.value_id = t.commodity_id) OR (o.dim = 5 AND o.value_id = t.category_id))) THEN 1 ELSE 0 END AS is_outside,
		d.both_drop_id, d.other_drop_id, t.fact_no
	FROM pair p
	CROSS JOIN (SELECT 0 AS is_base UNION ALL SELECT 1) AS s
	CROSS JOIN told_fact t
	CROSS JOIN said_day d
	LEFT JOIN base_day b ON b.waybill_id = t.waybill_id AND b.line = t.line AND b.place_id = p.place_id AND b.stage = p.base_stage AND b.source_id = p.base_id
	WHERE t.place_id = p.place_id AND t.stage = CASE WHEN s.is_base = 1 THEN p.base_stage ELSE p.via_stage END
		AND t.source_id = CASE WHEN s.is_base = 1 THEN p.base_id ELSE p.source_id END
		AND d.pair_id = p.pair_id AND d.is_base = s.is_base AND d.day = t.day
)
SELECT m.pair_id, m.is_base, CASE WHEN m.is_shown = 1 THEN c.period END, CASE WHEN m.like_day BETWEEN :first_day AND :last_day THEN l.period END, m.like_day, m.is_outside, CASE WHEN m.known_to > :known THEN 1 ELSE 0 END,
	CASE WHEN m.other_drop_id IS NULL THEN CASE WHEN m.known_to > :known THEN 1 ELSE 0 END
		WHEN m.known_from <= m.both_drop_id AND m.known_to > m.both_drop_id THEN 1 ELSE 0 END,
	CASE WHEN m.quantity IS NULL OR m.unit_id IN (m.like_unit_id, m.base_unit_id) THEN 0 WHEN e.factor IS NULL THEN CASE WHEN m.waybill_id = 0 THEN 1 ELSE 0 END
		WHEN e.low < e.high THEN 1 ELSE 0 END,
	m.like_waybill_id, m.line, coalesce(m.trucks, 0),
	coalesce(CASE WHEN m.unit_id = m.like_unit_id THEN m.quantity ELSE scale(m.quantity, e.factor, 1000) END, 0),
	CASE WHEN m.quantity IS NULL OR (m.is_base = 1 AND m.unit_id <> m.like_unit_id AND e.factor IS NULL) THEN 0 ELSE coalesce(m.trucks, 0) END, m.fact_no
FROM member m
JOIN calendar c ON c.day = m.day
LEFT JOIN calendar l ON l.day = m.like_day
LEFT JOIN measure e ON e.unit_id = CASE WHEN m.unit_id <> m.like_unit_id THEN m.unit_id END AND e.base_unit_id = m.like_unit_id AND e.is_own = 0 AND e.commodity_id = coalesce((SELECT z.commodity_id
	FROM measure z WHERE z.unit_id = m.unit_id AND z.base_unit_id = m.like_unit_id AND z.is_own = 0 AND z.commodity_id = m.commodity_id), 0);

-- name: side_day_fill
-- Of sources that are compared at one stage: where stages differ, goods that are dispatched on one day are seen on another, and silence says nothing.
INSERT INTO side_day (pair_id, is_base, like_day)
SELECT DISTINCT s.pair_id, s.is_base, s.like_day FROM side s JOIN pair p ON p.pair_id = s.pair_id WHERE p.via_stage = p.base_stage;

-- name: side_sum_fill
-- Of each pair in each period the parts (source less base). In trucks: scope, late reports, cut-off day, and what is then alike of the base and of the
-- source. In quantity: scope, late reports, cut-off day; what is then alike of the base; of the source what it states in the unit of comparison, what is
-- estimated from another, and the same of consignments that both report; of the base the quantity of those; of the base the trucks whose load is stated;
-- of the source those whose load is stated in another unit. Then what is alike of days of which the other says nothing, in trucks and in quantity; nowhere else is that.
INSERT INTO side_sum (pair_id, period, scope, late, cut, base, source, scope_quantity, late_quantity, cut_quantity, base_quantity, same_quantity, other_quantity,
	shared_quantity, shared_base_quantity, loaded_base, loaded_other, alone, alone_quantity)
WITH alike AS MATERIALIZED (
	SELECT pair_id, is_base, sign, period, min(like_period) AS like_period, like_day, traits, sum(trucks) AS trucks, sum(quantity) AS quantity,
		sum(loaded_trucks) AS loaded_trucks
	FROM (
		SELECT s.pair_id, s.is_base, s.sign, s.period, s.like_period, s.like_day, s.trucks, s.quantity, s.loaded_trucks,
			s.is_outside + 2 * s.is_now + 4 * s.is_then + 8 * s.is_other_unit + 16 * s.is_shared AS traits
		FROM judged_side s
	) AS told
	GROUP BY pair_id, is_base, sign, like_day, period, traits
), weighed AS MATERIALIZED (
	SELECT s.pair_id, s.is_base, s.period, s.like_period, s.trucks, s.quantity, s.loaded_trucks, s.sign,
		s.traits % 2 AS is_outside, s.traits / 2 % 2 AS is_now, s.traits / 4 % 2 AS is_then, s.traits / 8 % 2 AS is_other_unit, s.traits / 16 AS is_shared,
		CASE WHEN EXISTS (SELECT 1 FROM silent_day d WHERE d.pair_id = s.pair_id AND d.is_base = s.is_base AND d.like_day = s.like_day) THEN 1 ELSE 0 END
			AS is_silent
	FROM alike s
)
SELECT pair_id, at_period,
	CAST(coalesce(sum(sign * is_here * is_outside * is_now * trucks), 0) AS INTEGER),
	CAST(coalesce(sum(sign * is_here * (1 - is_outside) * (is_now - is_then) * trucks), 0) AS INTEGER),
	CAST(coalesce(sum((is_here - is_like) * (1 - is_outside) * is_then * trucks * sign), 0) AS INTEGER),
	CAST(coalesce(sum(is_base * is_both * trucks), 0) AS INTEGER),
	CAST(coalesce(sum((1 - is_base) * is_both * trucks), 0) AS INTEGER),
	CAST(coalesce(sum(sign * is_here * is_outside * is_now * quantity), 0) AS INTEGER),
	CAST(coalesce(sum(sign * is_here * (1 - is_outside) * (is_now - is_then) * quantity), 0) AS INTEGER),
	CAST(coalesce(sum((is_here - is_like) * (1 - is_outside) * is_then * quantity * sign), 0) AS INTEGER),
	CAST(coalesce(sum(is_base * is_both * quantity), 0) AS INTEGER),
	CAST(coalesce(sum((1 - is_base) * (1 - is_other_unit) * is_both * quantity), 0) AS INTEGER),
	CAST(coalesce(sum((1 - is_base) * is_other_unit * (1 - is_shared) * is_both * quantity), 0) AS INTEGER),
	CAST(coalesce(sum((1 - is_base) * is_other_unit * is_shared * is_both * quantity), 0) AS INTEGER),
	CAST(coalesce(sum(is_base * is_shared * is_both * quantity), 0) AS INTEGER),
	CAST(coalesce(sum(is_base * is_both * loaded_trucks), 0) AS INTEGER),
	CAST(coalesce(sum((1 - is_base) * is_other_unit * (1 - is_shared) * is_both * loaded_trucks), 0) AS INTEGER),
	CAST(coalesce(sum(sign * is_alone * trucks), 0) AS INTEGER),
	CAST(coalesce(sum(sign * is_alone * quantity), 0) AS INTEGER)
FROM (
	SELECT z.*, is_like * (1 - is_outside) * is_then * (1 - is_silent) AS is_both, is_like * (1 - is_outside) * is_then * is_silent AS is_alone
	FROM (
		SELECT w.*, w.period AS at_period, 1 AS is_here, CASE WHEN w.like_period = w.period THEN 1 ELSE 0 END AS is_like
		FROM weighed w WHERE w.period IS NOT NULL
		UNION ALL
		SELECT w.*, w.like_period, 0, 1 FROM weighed w WHERE w.like_period IS NOT NULL AND (w.period IS NULL OR w.period <> w.like_period)
	) AS z
) AS q
GROUP BY pair_id, at_period;

-- name: disagree_rows
-- Each source of each place, period and stage, the base first. The columns of the comparison are NULL for the base, but for the unit in which others are
-- compared with it.
SELECT e.period, p.text, e.stage, coalesce(n.text, '(shipments)'), CASE WHEN coalesce(q.base_id, z.source_id) = 0 THEN '(shipments)' ELSE b.text END, e.n_rows, e.trucks, e.n_counts, e.n_unmeasured, e.place_id, e.source_id, q.base_id, q.base_stage, q.via_stage,
	r.pair_id, u.unit_id, CASE WHEN u.unit_id = 2 THEN 't' ELSE u.code END, coalesce(r.stated_unit_id, 0), r.lag
FROM entry e
LEFT JOIN name n ON n.name_id = e.source_id
LEFT JOIN name p ON p.name_id = e.place_id
LEFT JOIN comparison q ON q.place_id = e.place_id AND q.period = e.period AND q.stage = e.stage AND q.source_id = e.source_id
LEFT JOIN pair r ON r.place_id = q.place_id AND r.source_id = q.source_id AND r.via_stage = q.via_stage AND r.base_id = q.base_id AND r.base_stage = q.base_stage
LEFT JOIN unit u ON u.unit_id = coalesce(r.unit_id, (SELECT min(o.unit_id) FROM pair o WHERE o.place_id = e.place_id AND o.base_id = e.source_id AND o.base_stage = e.stage))
LEFT JOIN base_entry z ON z.place_id = e.place_id AND z.period = e.period AND z.stage = e.stage
LEFT JOIN name b ON b.name_id = coalesce(q.base_id, z.source_id)
WHERE :has_source = 0 OR e.source_id IN (SELECT name_id FROM wanted WHERE slot = 5)
	OR EXISTS (SELECT 1 FROM comparison o WHERE o.place_id = e.place_id AND o.period = e.period AND o.base_stage = e.stage AND o.base_id = e.source_id
		AND o.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
ORDER BY e.period, coalesce(p.text, ''), e.stage, CASE WHEN z.source_id = e.source_id THEN 0 ELSE 1 END, coalesce(n.text, '');

-- name: disagree_units
-- What a source states in each unit: the one of most rows first.
SELECT t.unit_id, CASE WHEN t.unit_id = 2 THEN 't' ELSE u.code END, CAST(sum(t.quantity) AS INTEGER)
FROM calendar c CROSS JOIN told_fact t JOIN unit u ON u.unit_id = t.unit_id
WHERE t.day = c.day AND t.place_id = :place AND t.stage = :stage AND t.source_id = :told_source AND t.known_to > :known AND t.is_shown = 1 AND t.quantity IS NOT NULL AND c.period = :period
GROUP BY t.unit_id, u.code
ORDER BY count(*) DESC, t.unit_id;

-- name: disagree_amount
-- Row: what a source says in trucks, and in the unit of a comparison, what estimates make of other units included; and how many rows say so.
SELECT CAST(coalesce(sum(t.trucks), 0) AS INTEGER), count(t.trucks),
	CAST(coalesce(sum(CASE WHEN t.unit_id = CAST(:unit AS INTEGER) THEN t.quantity ELSE scale(t.quantity, m.factor, 1000) END), 0) AS INTEGER),
	count(CASE WHEN t.unit_id = CAST(:unit AS INTEGER) THEN t.quantity ELSE scale(t.quantity, m.factor, 1000) END),
	count(CASE WHEN t.unit_id <> CAST(:unit AS INTEGER) OR t.stated_unit_id <> CAST(:stated_unit AS INTEGER) THEN t.quantity END)
FROM calendar c CROSS JOIN told_fact t
LEFT JOIN measure m ON m.unit_id = t.unit_id AND m.base_unit_id = CAST(:unit AS INTEGER) AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT z.commodity_id
	FROM measure z WHERE z.unit_id = t.unit_id AND z.base_unit_id = CAST(:unit AS INTEGER) AND z.is_own = 0 AND z.commodity_id = t.commodity_id), 0)
WHERE t.day = c.day AND t.place_id = :place AND t.stage = :stage AND t.source_id = :told_source AND t.known_to > :known AND t.is_shown = 1 AND c.period = :period;

-- name: disagree_parts
-- Row: those of a pair in a period, as side_sum_fill has them; none where there is nothing.
SELECT scope, late, cut, base, source, scope_quantity, late_quantity, cut_quantity, base_quantity, same_quantity, other_quantity, shared_quantity, shared_base_quantity,
	loaded_base, loaded_other, alone, alone_quantity
FROM side_sum WHERE pair_id = :pair AND period = :period;

-- name: disagree_outside
-- Rows: what only one of a pair reports: whether the base does, and the name.
SELECT o.is_base, n.text FROM outside o JOIN name n ON n.name_id = o.value_id WHERE o.pair_id = :pair ORDER BY o.is_base DESC, o.dim, n.text;

-- name: disagree_pairs
-- Rows: every pair with the names of its notes.
SELECT p.pair_id, coalesce(s.text, '(shipments)'), p.via_stage, coalesce(b.text, '(shipments)'), p.base_stage, a.text, p.lag, p.misfit, p.misfit_unmoved
FROM pair p LEFT JOIN name s ON s.name_id = p.source_id LEFT JOIN name b ON b.name_id = p.base_id LEFT JOIN name a ON a.name_id = p.place_id
ORDER BY coalesce(a.text, ''), p.base_stage, coalesce(b.text, ''), p.via_stage, coalesce(s.text, '');

-- name: explain_told
-- What a source says of a place, stage and period that stands, in the columns of explain_facts; and of each row its trucks, its quantity in :unit (what
-- estimates make of other units included), 1 where it is stated in that, 1 for a count, 1 without a quantity; in which unit it was stated, and the commodity.
SELECT t.stage, 0, t.quantity, u.code, t.trucks, coalesce(w.written, ''), t.line, t.day * 86400, 2, p.text, s.text, r.name, t.known_from, t.drop_line, r.sha256, 3, 0, 0,
	coalesce(t.trucks, 0), coalesce(CASE WHEN t.unit_id = CAST(:unit AS INTEGER) THEN t.quantity ELSE scale(t.quantity, m.factor, 1000) END, 0),
	CASE WHEN t.quantity IS NOT NULL AND t.unit_id = CAST(:unit AS INTEGER) THEN 1 ELSE 0 END,
	CASE WHEN t.waybill_id = 0 THEN 1 ELSE 0 END, CASE WHEN t.quantity IS NULL THEN 1 ELSE 0 END, t.stated_unit_id, t.commodity_id
FROM told_fact t
JOIN calendar c ON c.day = t.day
JOIN name s ON s.name_id = t.teller_id
JOIN drop_file r ON r.drop_id = t.known_from
LEFT JOIN waybill w ON w.waybill_id = t.waybill_id
LEFT JOIN name p ON p.name_id = t.at_place_id
LEFT JOIN unit u ON u.unit_id = t.unit_id AND t.quantity IS NOT NULL
LEFT JOIN measure m ON m.unit_id = t.unit_id AND m.base_unit_id = CAST(:unit AS INTEGER) AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT z.commodity_id
	FROM measure z WHERE z.unit_id = t.unit_id AND z.base_unit_id = CAST(:unit AS INTEGER) AND z.is_own = 0 AND z.commodity_id = t.commodity_id), 0)
WHERE t.place_id = :place AND t.stage = :stage AND t.source_id = :told_source AND t.known_to > :known AND t.is_shown = 1 AND c.period = :period
ORDER BY t.day, t.known_from, t.drop_line, t.line;

-- name: explain_side
-- The rows of both sources of a pair that the parts of their difference in a period are made of, in the columns of explain_facts; and of each, as disagree_parts sums them: whose it
-- is (1 of the source, -1 of the base), how often it is in scope, late_reports, cut_off_day and in what is then alike; whether that is stated in another unit,
-- and of a consignment that the source states in another unit; its trucks, its quantity and the trucks whose load is stated; how often it is in not_reported; the unit and the
-- commodity.
SELECT t.stage, 0, t.quantity, u.code, t.trucks, coalesce(w.written, ''), t.line, t.day * 86400, 2, p.text, n.text, r.name, t.known_from, t.drop_line, r.sha256, 3, 0, 0,
	q.sign, q.is_here * q.is_outside * q.is_now, q.is_here * (1 - q.is_outside) * (q.is_now - q.is_then), (q.is_here - q.is_like) * (1 - q.is_outside) * q.is_then,
	q.is_like * (1 - q.is_outside) * q.is_then * (1 - q.is_silent), q.is_other_unit, q.is_shared, q.trucks, q.quantity, q.loaded_trucks,
	q.is_like * (1 - q.is_outside) * q.is_then * q.is_silent, t.stated_unit_id, t.commodity_id
FROM (
	SELECT s.*, CASE WHEN s.period = CAST(:period AS INTEGER) THEN 1 ELSE 0 END AS is_here,
		CASE WHEN s.like_period = CAST(:period AS INTEGER) THEN 1 ELSE 0 END AS is_like
	FROM judged_side s WHERE s.pair_id = :pair AND (s.period = CAST(:period AS INTEGER) OR s.like_period = CAST(:period AS INTEGER))
) AS q
JOIN told_fact t ON t.fact_no = q.fact_no
JOIN name n ON n.name_id = t.teller_id
JOIN drop_file r ON r.drop_id = t.known_from
LEFT JOIN waybill w ON w.waybill_id = t.waybill_id
LEFT JOIN name p ON p.name_id = t.at_place_id
LEFT JOIN unit u ON u.unit_id = t.unit_id AND t.quantity IS NOT NULL
ORDER BY q.sign DESC, t.day, t.known_from, t.drop_line, t.line;
