-- Units into other units: what lines of units.csv make of quantities, and between which bounds.

-- name: conversion_step_fill
-- Of each unit and commodity the line that holds: the commodity's own before the one for all; where spellings of a commodity have lines of
-- their own, the one that was stated last.
INSERT INTO conversion_step (unit_id, commodity_id, base_unit_id, low, nominal, high, is_specific, line_commodity_id, known_from, drop_line)
WITH line AS (
	SELECT unit_id, commodity_id, base_unit_id, low, nominal, high, known_from, drop_line FROM (
		SELECT c.unit_id, coalesce(l.canonical_id, 0) AS commodity_id, c.base_unit_id, c.low, c.nominal, c.high, c.known_from, c.drop_line,
			row_number() OVER (PARTITION BY c.unit_id, coalesce(l.canonical_id, 0) ORDER BY c.affirmed_at DESC, c.content_hash) AS choice
		FROM conversion c LEFT JOIN name_link l ON l.name_id = c.commodity_id
		WHERE c.known_from <= :known AND c.known_to > :known
	) AS ranked WHERE choice = 1
)
SELECT u.unit_id, k.commodity_id, t.base_unit_id, t.low, t.nominal, t.high, CASE WHEN t.commodity_id = 0 THEN 0 ELSE 1 END,
	t.commodity_id, t.known_from, t.drop_line
FROM (SELECT commodity_id FROM line UNION SELECT 0) AS k
CROSS JOIN (SELECT DISTINCT unit_id FROM line) AS u
JOIN line t ON t.unit_id = u.unit_id AND t.commodity_id = coalesce((SELECT s.commodity_id FROM line s
	WHERE s.unit_id = u.unit_id AND s.commodity_id = k.commodity_id), 0);

-- name: conversion_ring_fill
-- Units that lines lead back to: none of these lines can be used. A chain has at most eight steps.
INSERT INTO conversion_ring (unit_id, commodity_id, base_unit_id)
WITH RECURSIVE reach (unit_id, commodity_id, at_unit_id, depth) AS (
	SELECT unit_id, commodity_id, base_unit_id, 1 FROM conversion_step
	UNION ALL
	SELECT r.unit_id, r.commodity_id, s.base_unit_id, r.depth + 1
	FROM reach r JOIN conversion_step s ON s.unit_id = r.at_unit_id AND s.commodity_id = r.commodity_id
	WHERE r.depth < 8 AND r.at_unit_id <> r.unit_id
)
SELECT s.unit_id, s.commodity_id, s.base_unit_id
FROM conversion_step s
WHERE EXISTS (SELECT 1 FROM reach r WHERE r.unit_id = s.unit_id AND r.commodity_id = s.commodity_id AND r.at_unit_id = s.unit_id);

-- name: measure_clear
DELETE FROM measure;

-- name: measure_fill
-- Conversions followed to the units they end in; low and high are rounded outwards at each step. A unit that is no dimension of its own and is
-- defined exactly becomes what it is defined by; everything else keeps itself as its own measure, and conversions stand beside it.
INSERT INTO measure (unit_id, commodity_id, base_unit_id, factor, is_own, low, high)
WITH RECURSIVE step AS (
	SELECT s.* FROM conversion_step s
	WHERE NOT EXISTS (SELECT 1 FROM conversion_ring r WHERE r.unit_id = s.unit_id AND r.commodity_id = s.commodity_id)
), walk (unit_id, commodity_id, at_unit_id, low, factor, high, is_exact, is_specific, depth) AS (
	SELECT unit_id, commodity_id, base_unit_id, low, nominal, high, CASE WHEN low = high THEN 1 ELSE 0 END, is_specific, 1 FROM step
	UNION ALL
	SELECT w.unit_id, w.commodity_id, s.base_unit_id, scale_down(w.low, s.low, 1000), scale(w.factor, s.nominal, 1000),
		scale_up(w.high, s.high, 1000), CASE WHEN s.low = s.high THEN w.is_exact ELSE 0 END, greatest(w.is_specific, s.is_specific), w.depth + 1
	FROM walk w JOIN step s ON s.unit_id = w.at_unit_id AND s.commodity_id = w.commodity_id
	WHERE w.depth < 8
), found AS (
	SELECT w.unit_id, w.commodity_id, w.at_unit_id, w.low, w.factor, w.high,
		CASE WHEN w.is_exact = 1 AND u.is_base = 0 AND w.depth = min(w.depth) OVER (PARTITION BY w.unit_id, w.commodity_id) THEN 1 ELSE 0 END AS is_own,
		max(w.is_specific) OVER (PARTITION BY w.unit_id, w.commodity_id) AS is_specific
	FROM walk w
	JOIN unit u ON u.unit_id = w.unit_id
	JOIN unit b ON b.unit_id = w.at_unit_id
	WHERE b.is_base = 1
), held AS (
	SELECT unit_id, 0 AS commodity_id FROM unit
	UNION SELECT unit_id, commodity_id FROM found WHERE is_specific = 1
)
SELECT unit_id, commodity_id, at_unit_id, factor, is_own, CASE WHEN is_own = 1 THEN factor ELSE low END, CASE WHEN is_own = 1 THEN factor ELSE high END
FROM found WHERE commodity_id = 0 OR is_specific = 1
UNION ALL
SELECT h.unit_id, h.commodity_id, h.unit_id, 1000, 1, 1000, 1000 FROM held h
WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.unit_id = h.unit_id AND f.commodity_id = h.commodity_id AND f.is_own = 1);

-- name: measure_has_estimates
-- Rows: 1 when any quantity is converted, or depends on the commodity.
SELECT 1 FROM measure WHERE is_own = 0 OR commodity_id <> 0 LIMIT 1;

-- name: measure_has_any
-- Rows: one when measures have been worked out.
SELECT 1 FROM measure LIMIT 1;

-- name: sent_estimate
-- What conversions make of the shipment's own measure.
INSERT INTO sent_measure (waybill_id, line, base_unit_id, d, is_estimate, low, high)
SELECT p.waybill_id, p.line, m.base_unit_id, scale(p.d, m.factor, 1000), 1, scale_down(p.d, m.low, 1000), scale_up(p.d, m.high, 1000)
FROM raw_position p
JOIN lane g ON g.lane_id = p.lane_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
JOIN measure m ON m.unit_id = p.base_unit_id AND m.is_own = 0 AND m.base_unit_id <> p.base_unit_id
	AND m.commodity_id = coalesce((SELECT max(z.commodity_id) FROM measure z WHERE z.unit_id = p.base_unit_id
		AND z.commodity_id = lc.canonical_id), 0)
WHERE p.is_primary = 1 AND p.d > 0
	AND NOT EXISTS (SELECT 1 FROM unsent u WHERE u.waybill_id = p.waybill_id AND u.line = p.line)
ON CONFLICT DO NOTHING;

-- name: sent_estimate_beside
-- And of the trucks or the weight that it states beside.
INSERT INTO sent_measure (waybill_id, line, base_unit_id, d, is_estimate, low, high)
SELECT e.waybill_id, e.line, m.base_unit_id, scale(e.d, m.factor, 1000), 1, scale_down(e.d, m.low, 1000), scale_up(e.d, m.high, 1000)
FROM sent_measure e
JOIN raw_position p ON p.waybill_id = e.waybill_id AND p.line = e.line AND p.is_primary = 1
JOIN lane g ON g.lane_id = p.lane_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
JOIN measure m ON m.unit_id = e.base_unit_id AND m.is_own = 0 AND m.base_unit_id <> p.base_unit_id AND m.base_unit_id <> e.base_unit_id
	AND m.commodity_id = coalesce((SELECT max(z.commodity_id) FROM measure z WHERE z.unit_id = e.base_unit_id
		AND z.commodity_id = lc.canonical_id), 0)
WHERE e.is_estimate = 0
ORDER BY e.waybill_id, e.line, e.base_unit_id
ON CONFLICT DO NOTHING;

-- name: told_fill
-- Each report of the counting source in each measure that it states itself.
INSERT INTO told (waybill_id, line, stage, report_line, source_id, key_hash, base_unit_id, commodity_id, choice, quantity)
WITH said AS (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line, o.stage, o.line AS report_line, o.source_id, o.key_hash, o.quantity, o.unit_id, o.trucks,
		CASE WHEN CAST(:by_commodity AS INTEGER) = 1 THEN coalesce(
			(SELECT lc.canonical_id FROM lane g JOIN name_link lc ON lc.name_id = g.commodity_id WHERE g.lane_id = o.lane_id),
			(SELECT CASE WHEN min(lc.canonical_id) = max(lc.canonical_id) THEN min(lc.canonical_id) END
			FROM shipment h JOIN lane g ON g.lane_id = h.lane_id JOIN name_link lc ON lc.name_id = g.commodity_id
			WHERE h.waybill_id = o.waybill_id AND h.line = coalesce(e.effective, o.line)
				AND h.known_from <= :known AND h.known_to > :known), 0) ELSE 0 END AS commodity_id
	FROM slice s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = CASE WHEN s.traits & 1 = 1 THEN o.waybill_id END AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = coalesce(e.effective, o.line) AND t.stage = o.stage
	WHERE o.waybill_id = s.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND (o.quantity IS NOT NULL OR o.trucks IS NOT NULL)
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL
			OR t.source_id = (SELECT ls.canonical_id FROM name_link ls WHERE ls.name_id = o.source_id))
), own AS (
	SELECT q.*, m.base_unit_id, scale(q.quantity, m.factor, 1000) AS in_base
	FROM said q
	JOIN measure m ON m.unit_id = q.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id) FROM measure z
		WHERE z.unit_id = q.unit_id AND z.commodity_id = q.commodity_id), 0)
	WHERE q.quantity IS NOT NULL
)
SELECT waybill_id, line, stage, report_line, source_id, key_hash, base_unit_id, commodity_id, 1, in_base FROM own
UNION ALL
SELECT waybill_id, line, stage, report_line, source_id, key_hash, 8, commodity_id, 2, trucks FROM own WHERE trucks IS NOT NULL AND base_unit_id <> 8
UNION ALL
SELECT waybill_id, line, stage, report_line, source_id, key_hash, 8, commodity_id, 2, trucks FROM said WHERE trucks IS NOT NULL AND quantity IS NULL;

-- name: converted_fill
-- A report counts in each measure once: as it states it; else in proportion of what the shipment states in both measures; else by a line of
-- units.csv; its quantity before its trucks. What a shipment states as sent, no report states again. Sums are rounded, not reports.
INSERT INTO converted (waybill_id, line, base_unit_id, stage, quantity, low, high, measured)
SELECT waybill_id, line, base_unit_id, stage, CAST(sum(scale(quantity, factor, divisor)) AS INTEGER),
	CAST(sum(CASE WHEN is_stated = 1 THEN scale(quantity, factor, divisor) ELSE scale_down(quantity, low, divisor) END) AS INTEGER),
	CAST(sum(CASE WHEN is_stated = 1 THEN scale(quantity, factor, divisor) ELSE scale_up(quantity, high, divisor) END) AS INTEGER),
	CAST(sum(CASE WHEN is_stated = 1 THEN scale(quantity, factor, divisor) ELSE 0 END) AS INTEGER)
FROM (
	SELECT waybill_id, line, base_unit_id, CASE stage WHEN 9 THEN 8 WHEN 11 THEN 10 ELSE stage END AS stage, factor, low, high, divisor, is_stated,
		CAST(sum(quantity) AS INTEGER) AS quantity
	FROM (
		SELECT f.*, row_number() OVER (PARTITION BY f.waybill_id, f.line, f.stage, f.report_line, f.source_id, f.key_hash, f.base_unit_id
			ORDER BY f.preference) AS place
		FROM (
			SELECT q.waybill_id, q.line, q.stage, q.report_line, q.source_id, q.key_hash, e.base_unit_id, q.quantity, e.d AS factor, e.low, e.high,
				b.d AS divisor, 1 - e.is_estimate AS is_stated, q.choice AS preference
			FROM told q
			JOIN sent_measure b ON b.waybill_id = q.waybill_id AND b.line = q.line AND b.base_unit_id = q.base_unit_id AND b.is_estimate = 0 AND b.d > 0
			JOIN sent_measure e ON e.waybill_id = q.waybill_id AND e.line = q.line AND e.base_unit_id <> q.base_unit_id
			UNION ALL
			SELECT q.waybill_id, q.line, q.stage, q.report_line, q.source_id, q.key_hash, m.base_unit_id, q.quantity, m.factor, m.low, m.high,
				1000, 0, 2 + q.choice
			FROM told q
			JOIN measure m ON m.unit_id = q.base_unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT max(z.commodity_id) FROM measure z
				WHERE z.unit_id = q.base_unit_id AND z.commodity_id = q.commodity_id), 0)
		) AS f
		WHERE NOT EXISTS (SELECT 1 FROM told w WHERE w.waybill_id = f.waybill_id AND w.line = f.line AND w.stage = f.stage
				AND w.report_line = f.report_line AND w.source_id = f.source_id AND w.key_hash = f.key_hash AND w.base_unit_id = f.base_unit_id)
			AND (f.stage > 1 OR EXISTS (SELECT 1 FROM unsent u WHERE u.waybill_id = f.waybill_id AND u.line = f.line))
	) AS ranked
	WHERE place = 1
	GROUP BY waybill_id, line, base_unit_id, 4, factor, low, high, divisor, is_stated
) AS summed
GROUP BY waybill_id, line, base_unit_id, stage;

-- name: raw_converted_put
-- Measures in which a consignment is known by conversions alone.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, sent_at, first_at, access_at, seen, followed_to)
SELECT p.waybill_id, p.line, c.base_unit_id, p.lane_id, p.crossing_id, p.commitment_id, p.class, p.day, p.access_day,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, p.sent_at, p.first_at, p.access_at, p.seen, p.followed_to
FROM (SELECT DISTINCT waybill_id, line, base_unit_id FROM converted) AS c
JOIN raw_position p ON p.waybill_id = c.waybill_id AND p.line = c.line AND p.is_primary = 1
WHERE true
ON CONFLICT DO NOTHING;

-- name: raw_converted
-- What was converted joins what is stated in the same measure, stage by stage.
UPDATE raw_position SET d = raw_position.d + u.d, a = raw_position.a + u.a, o = raw_position.o + u.o, x = raw_position.x + u.x,
	c = raw_position.c + u.c, v = raw_position.v + u.v, i = raw_position.i + u.i, r = raw_position.r + u.r, l = raw_position.l + u.l
FROM (
	SELECT waybill_id, line, base_unit_id, CAST(coalesce(sum(quantity) FILTER (WHERE stage = 1), 0) AS INTEGER) AS d,
		CAST(coalesce(sum(quantity) FILTER (WHERE stage = 2), 0) AS INTEGER) AS a, CAST(coalesce(sum(quantity) FILTER (WHERE stage = 3), 0) AS INTEGER) AS o,
		CAST(coalesce(sum(quantity) FILTER (WHERE stage = 4), 0) AS INTEGER) AS x, CAST(coalesce(sum(quantity) FILTER (WHERE stage = 5), 0) AS INTEGER) AS c,
		CAST(coalesce(sum(quantity) FILTER (WHERE stage = 6), 0) AS INTEGER) AS v, CAST(coalesce(sum(quantity) FILTER (WHERE stage = 7), 0) AS INTEGER) AS i,
		CAST(coalesce(sum(quantity) FILTER (WHERE stage IN (8, 9)), 0) AS INTEGER) AS r,
		CAST(coalesce(sum(quantity) FILTER (WHERE stage IN (10, 11)), 0) AS INTEGER) AS l
	FROM converted GROUP BY waybill_id, line, base_unit_id
) AS u
WHERE u.waybill_id = raw_position.waybill_id AND u.line = raw_position.line AND u.base_unit_id = raw_position.base_unit_id;

-- name: converted_sent
-- What was sent, where raw_extra took it from a conversion.
INSERT INTO converted (waybill_id, line, base_unit_id, stage, quantity, low, high, measured)
SELECT e.waybill_id, e.line, e.base_unit_id, 0, e.d, e.low, e.high, 0
FROM sent_measure e
WHERE e.is_estimate = 1
	AND NOT EXISTS (SELECT 1 FROM reached y WHERE y.waybill_id = e.waybill_id AND y.line = e.line AND y.base_unit_id = e.base_unit_id);

-- name: raw_range_fill
-- Consignments at each bound of what was converted.
INSERT INTO raw_range (waybill_id, line, base_unit_id, bound, d, a, o, x, c, v, i, r, l)
SELECT p.waybill_id, p.line, p.base_unit_id, u.bound, p.d + u.d, p.a + u.a, p.o + u.o, p.x + u.x, p.c + u.c, p.v + u.v, p.i + u.i, p.r + u.r, p.l + u.l
FROM (
	SELECT q.waybill_id, q.line, q.base_unit_id, q.bound, CAST(coalesce(sum(q.more) FILTER (WHERE q.stage < 2), 0) AS INTEGER) AS d,
		CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 2), 0) AS INTEGER) AS a, CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 3), 0) AS INTEGER) AS o,
		CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 4), 0) AS INTEGER) AS x, CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 5), 0) AS INTEGER) AS c,
		CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 6), 0) AS INTEGER) AS v, CAST(coalesce(sum(q.more) FILTER (WHERE q.stage = 7), 0) AS INTEGER) AS i,
		CAST(coalesce(sum(q.more) FILTER (WHERE q.stage IN (8, 9)), 0) AS INTEGER) AS r,
		CAST(coalesce(sum(q.more) FILTER (WHERE q.stage IN (10, 11)), 0) AS INTEGER) AS l
	FROM (
		SELECT c.waybill_id, c.line, c.base_unit_id, c.stage, b.bound,
			CASE b.bound WHEN 1 THEN c.low WHEN 2 THEN c.high ELSE c.measured END - c.quantity AS more
		FROM converted c CROSS JOIN (SELECT 1 AS bound UNION ALL SELECT 2 UNION ALL SELECT 3) AS b
	) AS q
	GROUP BY q.waybill_id, q.line, q.base_unit_id, q.bound
	HAVING min(q.more) < 0 OR max(q.more) > 0
) AS u
JOIN raw_position p ON p.waybill_id = u.waybill_id AND p.line = u.line AND p.base_unit_id = u.base_unit_id;

-- name: raw_range_whole
-- As raw_whole: a report without any quantity speaks of the whole consignment.
UPDATE raw_range SET
	a = CASE WHEN u.a = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) ELSE raw_range.a END,
	o = CASE WHEN u.o = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) ELSE raw_range.o END,
	x = CASE WHEN u.x = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) ELSE raw_range.x END,
	c = CASE WHEN u.c = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) ELSE raw_range.c END,
	v = CASE WHEN u.v = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) - raw_range.i - raw_range.r - raw_range.l ELSE raw_range.v END
FROM reached u
WHERE u.base_unit_id = 0 AND u.waybill_id = raw_range.waybill_id AND u.line = raw_range.line;

-- name: raw_range_whole_ends
-- As raw_whole_ends: what ended without any quantity is the rest of it.
UPDATE raw_range SET
	i = CASE WHEN u.i = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) - raw_range.v - raw_range.r - raw_range.l ELSE raw_range.i END,
	l = CASE WHEN u.i = 0 AND u.l = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) - raw_range.v - raw_range.i - raw_range.r ELSE raw_range.l END,
	r = CASE WHEN u.i = 0 AND u.l = 0 AND u.r = 1 THEN greatest(raw_range.d, raw_range.a, raw_range.o, raw_range.x, raw_range.c,
		raw_range.v + raw_range.i + raw_range.r + raw_range.l) - raw_range.v - raw_range.i - raw_range.l ELSE raw_range.r END
FROM reached u
WHERE u.base_unit_id = 0 AND u.waybill_id = raw_range.waybill_id AND u.line = raw_range.line;

-- name: finding_conversion_cycle_clear
DELETE FROM finding WHERE waybill_id = 0 AND code = 'conversion_cycle';

-- name: finding_conversion_cycle
-- Units that units.csv converts into themselves, with the unit of the first step.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'conversion_cycle', u.code, 0, u.code || char31() || min(b.code), 0, 0
FROM conversion_ring r
JOIN unit u ON u.unit_id = r.unit_id
JOIN unit b ON b.unit_id = r.base_unit_id
GROUP BY u.code;
