-- Counts: reports without a waybill, by area, stage, source and day.

-- name: touched_series_fill
-- Areas and stages of which a dirty day is told anew: as they were.
INSERT INTO touched_series (area_id, stage)
SELECT DISTINCT c.area_id, c.stage FROM dirty_day d CROSS JOIN count_day c
WHERE c.day = d.day
ON CONFLICT DO NOTHING;

-- name: count_day_clear
DELETE FROM count_day WHERE day IN (SELECT day FROM dirty_day);

-- name: count_day_fill
-- The area of a count is the root of its place, else of its destination; 0 when it names neither.
INSERT INTO count_day (area_id, stage, source_id, day, n_rows)
SELECT coalesce(rp.ancestor_id, rd.ancestor_id, 0), c.stage, ls.canonical_id, c.day, count(*)
FROM dirty_day d
CROSS JOIN count_report c
JOIN lane g ON g.lane_id = c.lane_id
JOIN name_link ls ON ls.name_id = c.source_id
LEFT JOIN name_link lp ON lp.name_id = c.place_id
LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
GROUP BY 1, c.stage, ls.canonical_id, c.day;

-- name: place_root_clear
DELETE FROM place_root;

-- name: place_root_fill
-- Of the ancestors of each place the outermost, of equals the one with the least name.
INSERT INTO place_root (place_id, ancestor_id)
SELECT place_id, ancestor_id FROM (
	SELECT w.place_id, w.ancestor_id, row_number() OVER (PARTITION BY w.place_id ORDER BY w.depth DESC, n.text) AS choice
	FROM place_within w JOIN name n ON n.name_id = w.ancestor_id
) AS ranked WHERE choice = 1;

-- name: old_count_source_save
-- Who counted before, in the series that were touched.
INSERT INTO old_count_source (area_id, stage, day, source_id)
SELECT c.area_id, c.stage, c.day, c.source_id
FROM touched_series t CROSS JOIN count_source c
WHERE c.area_id = t.area_id AND c.stage = t.stage;

-- name: count_source_clear
DELETE FROM count_source WHERE (area_id, stage) IN (SELECT area_id, stage FROM touched_series);

-- name: count_source_fill
-- A line of policies.csv decides, of reports on that day or none. Else: a source covers the days of its runs, silent days included; a run ends where a gap is longer than its cadence (7 days unless
-- sources.csv says otherwise). On each day one source counts: of the runs that cover it, more trust, then more days, then the
-- smaller name. A day on which the counting source was silent counts nothing.
INSERT INTO count_source (area_id, stage, day, source_id, is_by_name, is_by_policy)
WITH trusted (source_id, trust, cadence_days, text) AS (
	SELECT n.name_id, coalesce(sl.trust, 0), coalesce(nullif(sl.cadence_days, 0), 7), n.text
	FROM name n
	LEFT JOIN source_line sl ON sl.source_id = n.name_id AND sl.known_from <= :known AND sl.known_to > :known
	WHERE n.registry = 5
), start (area_id, stage, source_id, day, is_start) AS (
	SELECT c.area_id, c.stage, c.source_id, c.day, CASE WHEN c.day - lag(c.day)
		OVER (PARTITION BY c.area_id, c.stage, c.source_id ORDER BY c.day) <= q.cadence_days THEN 0 ELSE 1 END
	FROM touched_series t CROSS JOIN count_day c
	JOIN trusted q ON q.source_id = c.source_id
	WHERE c.area_id = t.area_id AND c.stage = t.stage
), numbered (area_id, stage, source_id, day, run) AS (
	SELECT area_id, stage, source_id, day, sum(is_start) OVER (PARTITION BY area_id, stage, source_id ORDER BY day) FROM start
), run (area_id, stage, source_id, first_day, last_day, n_days) AS (
	SELECT area_id, stage, source_id, min(day), max(day), count(*) FROM numbered GROUP BY area_id, stage, source_id, run
), told (area_id, stage, day, source_id) AS (
	SELECT area_id, stage, day, (SELECT g.source_id FROM ruling g WHERE g.place_id IN (q.area_id, 0) AND g.stage IN (q.stage, 0)
		AND q.day BETWEEN g.first_day AND g.last_day ORDER BY CASE WHEN g.place_id = 0 THEN 1 ELSE 0 END, g.rank LIMIT 1)
	FROM (SELECT DISTINCT area_id, stage, day FROM start) AS q
)
SELECT area_id, stage, day, source_id, 0, 1 FROM told WHERE source_id IS NOT NULL
UNION ALL
SELECT area_id, stage, day, source_id, CASE WHEN trust = next_trust AND n_days = next_n_days THEN 1 ELSE 0 END, 0 FROM (
	SELECT d.area_id, d.stage, d.day, r.source_id, q.trust, r.n_days,
		row_number() OVER (PARTITION BY d.area_id, d.stage, d.day ORDER BY q.trust DESC, r.n_days DESC, q.text) AS choice,
		lead(q.trust) OVER (PARTITION BY d.area_id, d.stage, d.day ORDER BY q.trust DESC, r.n_days DESC, q.text) AS next_trust,
		lead(r.n_days) OVER (PARTITION BY d.area_id, d.stage, d.day ORDER BY q.trust DESC, r.n_days DESC, q.text) AS next_n_days
	FROM told d
	JOIN run r ON r.area_id = d.area_id AND r.stage = d.stage AND d.day BETWEEN r.first_day AND r.last_day
	JOIN trusted q ON q.source_id = r.source_id
	WHERE d.source_id IS NULL
) AS ranked WHERE choice = 1;

-- name: recount_day_fill
-- Days to be counted again: the dirty ones, and those on which another source counts now. (Where none counted before, or none does any more, the
-- day is dirty; or a line that speaks of a part can be followed now, or no longer, as another source counts for the whole.)
INSERT INTO recount_day (day)
SELECT day FROM dirty_day
UNION
SELECT o.day FROM old_count_source o
JOIN count_source c ON c.area_id = o.area_id AND c.stage = o.stage AND c.day = o.day
WHERE c.source_id <> o.source_id;

-- name: count_cell_leave
-- The days to be counted again are taken out as they are.
INSERT INTO cell_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT c.class, 2, 0, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, 0, -c.quantity
FROM recount_day d CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2) t
CROSS JOIN cell c
WHERE c.class = t.class AND c.kind = 2 AND c.commitment_id = 0 AND c.day = d.day;

-- name: weighing_fill
-- Sources whose weights are told anew: as they were, and as they are.
INSERT INTO weighing (source_id)
SELECT DISTINCT w.source_id FROM dirty_day d CROSS JOIN count_weight w WHERE w.day = d.day
ON CONFLICT DO NOTHING;

-- name: count_weight_clear
DELETE FROM count_weight WHERE day IN (SELECT day FROM dirty_day);

-- name: count_weight_fill
-- Weights as counts state them: whole half tons each for itself, and (as quantity 0) all of them.
INSERT INTO count_weight (source_id, quantity, day, n_rows)
SELECT source_id, CASE WHEN e.is_all = 1 THEN 0 ELSE quantity END, day, count(*)
FROM (
	SELECT ls.canonical_id AS source_id, c.day, scale(c.quantity, m.factor, 1000) AS quantity
	FROM dirty_day d
	CROSS JOIN count_report c
	JOIN name_link ls ON ls.name_id = c.source_id
	JOIN lane g ON g.lane_id = c.lane_id
	LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
	JOIN measure m ON m.unit_id = c.unit_id AND m.is_own = 1 AND m.base_unit_id = 2 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
		FROM measure z WHERE z.unit_id = c.unit_id AND z.commodity_id = lc.canonical_id), 0)
	WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND c.quantity > 0
) AS weights
CROSS JOIN (SELECT 0 AS is_all UNION ALL SELECT 1) AS e
WHERE e.is_all = 1 OR (quantity > 0 AND quantity % 500000 = 0)
GROUP BY source_id, 2, day;

-- name: old_nominal_weight_save
INSERT INTO old_nominal_weight (source_id, quantity) SELECT n.source_id, n.quantity FROM weighing g CROSS JOIN nominal_weight n WHERE n.source_id = g.source_id;

-- name: nominal_weight_clear
DELETE FROM nominal_weight WHERE source_id IN (SELECT source_id FROM weighing);

-- name: nominal_weight_fill
-- The same round weight twenty times or more, and in one of a hundred of the source's weights or more, is what a truck is said to hold, not what
-- a scale has shown.
INSERT INTO nominal_weight (source_id, quantity)
SELECT q.source_id, q.quantity
FROM (
	SELECT w.source_id, w.quantity, CAST(sum(w.n_rows) AS INTEGER) AS n_rows FROM weighing g CROSS JOIN count_weight w
	WHERE w.source_id = g.source_id AND w.quantity > 0
	GROUP BY w.source_id, w.quantity
) AS q
JOIN (
	SELECT w.source_id, CAST(sum(w.n_rows) AS INTEGER) AS n_rows FROM weighing g CROSS JOIN count_weight w
	WHERE w.source_id = g.source_id AND w.quantity = 0
	GROUP BY w.source_id
) AS a ON a.source_id = q.source_id
WHERE q.n_rows >= 20 AND q.n_rows * 100 >= a.n_rows;

-- name: reweighed_day_fill
-- Days of counts with a weight that is taken otherwise than before.
INSERT INTO recount_day (day)
SELECT DISTINCT w.day
FROM (
	SELECT n.source_id, n.quantity FROM weighing g CROSS JOIN nominal_weight n
	WHERE n.source_id = g.source_id AND NOT EXISTS (SELECT 1 FROM old_nominal_weight o WHERE o.source_id = n.source_id AND o.quantity = n.quantity)
	UNION ALL
	SELECT o.source_id, o.quantity FROM old_nominal_weight o
	WHERE NOT EXISTS (SELECT 1 FROM nominal_weight n WHERE n.source_id = o.source_id AND n.quantity = o.quantity)
) AS q
CROSS JOIN count_weight w
WHERE w.source_id = q.source_id AND w.quantity = q.quantity
ON CONFLICT DO NOTHING;

-- name: finding_nominal_clear
DELETE FROM finding WHERE waybill_id = 0 AND code = 'nominal_weights' AND subject IN (SELECT n.text FROM weighing g JOIN name n ON n.name_id = g.source_id);

-- name: finding_nominal
-- Sources whose weights are nominal: how many of how many, and between which.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'nominal_weights', q.text, 0, q.text || char31() || CAST(q.n_rows AS TEXT) || char31() || CAST(a.n_rows AS TEXT) || char31()
	|| CAST(q.n_weights AS TEXT) || char31() || quantity_text(q.least / 1000) || ' t' || char31() || quantity_text(q.greatest / 1000) || ' t', 0, 0
FROM (
	SELECT n.name_id, n.text, CAST(sum(w.n_rows) AS INTEGER) AS n_rows, count(DISTINCT z.quantity) AS n_weights, min(z.quantity) AS least,
		max(z.quantity) AS greatest
	FROM weighing g CROSS JOIN nominal_weight z CROSS JOIN count_weight w JOIN name n ON n.name_id = g.source_id
	WHERE z.source_id = g.source_id AND w.source_id = z.source_id AND w.quantity = z.quantity
	GROUP BY n.name_id, n.text
) AS q
JOIN (
	SELECT w.source_id, CAST(sum(w.n_rows) AS INTEGER) AS n_rows FROM weighing g CROSS JOIN count_weight w
	WHERE w.source_id = g.source_id AND w.quantity = 0
	GROUP BY w.source_id
) AS a ON a.source_id = q.name_id
ON CONFLICT DO NOTHING;

-- name: count_measure_fill
-- What the counting source of each day and stage says, by measure. A count is taken in each measure once: as it states it (its quantity and
-- its trucks), else as a line of units.csv makes it, of its quantity before its trucks. measured: without what was converted, and without
-- weights that are nominal. The crossing of a count is the place where it was made, at whatever stage.
-- A report that is of a shipment (joins.sql) counts under the names of that.
INSERT INTO count_measure (day, lane_id, place_id, base_unit_id, stage, quantity, low, high, measured)
WITH counted AS (
	SELECT c.source_id, c.key_hash, c.day, c.stage, coalesce(j.lane_id, c.lane_id) AS lane_id, c.place_id, c.quantity, c.unit_id, c.trucks,
		coalesce(lc.canonical_id, 0) AS commodity_id, ls.canonical_id AS counting_id
	FROM recount_day d
	CROSS JOIN count_report c
	JOIN lane g ON g.lane_id = c.lane_id
	LEFT JOIN joined j ON j.source_id = c.source_id AND j.key_hash = c.key_hash AND j.is_joined = 1 AND j.is_first = 1
	JOIN name_link ls ON ls.name_id = c.source_id
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
	LEFT JOIN name_link ld ON ld.name_id = g.destination_id
	LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
	LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
	CROSS JOIN count_source k
	WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
		AND k.area_id = coalesce((SELECT z.area_id FROM ruling g JOIN count_source z ON z.area_id = g.named_id AND z.stage = c.stage AND z.day = c.day
				WHERE g.place_id = lp.canonical_id AND g.is_narrow = 1 AND g.stage IN (c.stage, 0) AND c.day BETWEEN g.first_day AND g.last_day
				ORDER BY g.rank LIMIT 1), rp.ancestor_id, rd.ancestor_id, 0) AND k.stage = c.stage AND k.day = c.day AND k.source_id = ls.canonical_id
), own AS (
	SELECT c.*, m.base_unit_id, scale(c.quantity, m.factor, 1000) AS in_base
	FROM counted c
	JOIN measure m ON m.unit_id = c.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(s.commodity_id)
		FROM measure s WHERE s.unit_id = c.unit_id AND s.commodity_id = c.commodity_id), 0)
	WHERE c.quantity IS NOT NULL
), stated AS (
	SELECT source_id, key_hash, day, stage, lane_id, place_id, commodity_id, counting_id, base_unit_id, in_base AS quantity, 1 AS choice FROM own
	UNION ALL
	SELECT source_id, key_hash, day, stage, lane_id, place_id, commodity_id, counting_id, 8, trucks, 2 FROM own WHERE trucks IS NOT NULL AND base_unit_id <> 8
	UNION ALL
	SELECT source_id, key_hash, day, stage, lane_id, place_id, commodity_id, counting_id, 8, trucks, 2 FROM counted
	WHERE trucks IS NOT NULL AND quantity IS NULL
), measured AS (
	SELECT s.day, s.stage, s.lane_id, s.place_id, s.base_unit_id, s.quantity, s.quantity AS low, s.quantity AS high,
		CASE WHEN n.quantity IS NULL THEN s.quantity ELSE 0 END AS measured
	FROM stated s
	LEFT JOIN nominal_weight n ON n.source_id = s.counting_id AND n.quantity = CASE WHEN s.base_unit_id = 2 THEN s.quantity END
	UNION ALL
	SELECT day, stage, lane_id, place_id, base_unit_id, scale(quantity, factor, 1000), scale_down(quantity, low, 1000), scale_up(quantity, high, 1000), 0
	FROM (
		SELECT q.day, q.stage, q.lane_id, q.place_id, m.base_unit_id, q.quantity, m.factor, m.low, m.high,
			row_number() OVER (PARTITION BY q.source_id, q.key_hash, m.base_unit_id ORDER BY q.choice) AS place
		FROM stated q
		JOIN measure m ON m.unit_id = q.base_unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
			FROM measure z WHERE z.unit_id = q.base_unit_id AND z.commodity_id = q.commodity_id), 0)
		WHERE NOT EXISTS (SELECT 1 FROM stated w WHERE w.source_id = q.source_id AND w.key_hash = q.key_hash AND w.base_unit_id = m.base_unit_id)
	) AS ranked WHERE place = 1
)
SELECT day, lane_id, place_id, base_unit_id, stage, CAST(sum(quantity) AS INTEGER), CAST(sum(low) AS INTEGER), CAST(sum(high) AS INTEGER),
	CAST(sum(measured) AS INTEGER)
FROM measured
GROUP BY day, lane_id, place_id, base_unit_id, stage;

-- name: count_cell_come
-- And as they are now.
INSERT INTO cell_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT t.class, 2, 0, m.day, m.lane_id, m.place_id, m.base_unit_id, m.stage, 0, m.quantity
FROM count_measure m
CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2 WHERE CAST(:has_access AS INTEGER) = 1) AS t
WHERE m.quantity <> 0;

-- name: count_range_leave
-- The same of their bounds.
INSERT INTO cell_range_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT c.class, 2, 0, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, 0, c.bound, -c.quantity
FROM recount_day d CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2) t
CROSS JOIN cell_range c
WHERE c.class = t.class AND c.kind = 2 AND c.commitment_id = 0 AND c.day = d.day;

-- name: count_range_come
-- And as they are now.
INSERT INTO cell_range_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT class, 2, 0, day, lane_id, place_id, base_unit_id, stage, 0, bound, more
FROM (
	SELECT t.class, m.day, m.lane_id, m.place_id, m.base_unit_id, m.stage, b.bound,
		CASE b.bound WHEN 1 THEN m.low WHEN 2 THEN m.high ELSE m.measured END - m.quantity AS more
	FROM count_measure m
	CROSS JOIN (SELECT 1 AS bound UNION ALL SELECT 2 UNION ALL SELECT 3) AS b
	CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2 WHERE CAST(:has_access AS INTEGER) = 1) AS t
) AS q
WHERE more <> 0
ON CONFLICT (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
DO UPDATE SET quantity = cell_range_change.quantity + excluded.quantity;
