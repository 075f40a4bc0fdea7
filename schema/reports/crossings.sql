-- What was reported at each place, stage and day, each source for itself: nothing is decided here about which of them counts.

-- name: crossings_rows
-- counts: reports without a waybill; consignments: different consignments reported. Reports without a quantity stand beside those
-- that have one, in the same row where the day has one. Dwell: hours from at_crossing to the first stage beyond, of
-- consignments that have both with a time of day.
-- :first_day and :last_day bound the days, both inclusive. Quantities in the base unit of what was stated (bags of 50 kg are kilograms), mass in tons.
WITH told AS NOT MATERIALIZED (
	SELECT c.day AS day, coalesce(lp.canonical_id, 0) AS place_id, c.stage, coalesce(ls.canonical_id, c.source_id) AS source_id,
		coalesce(m.base_unit_id, 0) AS unit_id, CASE WHEN m.factor = 1000 THEN c.quantity ELSE scale(c.quantity, m.factor, 1000) END AS quantity,
		c.trucks, 1 AS is_count, 0 AS waybill_id, '' AS line
	FROM count_report c
	JOIN lane g ON g.lane_id = c.lane_id
	LEFT JOIN measure m ON m.unit_id = c.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN name_link ls ON ls.name_id = c.source_id
	WHERE c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND c.day + 0 BETWEEN :first_day AND :last_day
		AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
		AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
			OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
		AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
		AND (:has_crossing = 0 OR c.place_id IN (SELECT name_id FROM wanted WHERE slot = 4))
		AND (:has_source = 0 OR c.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
	UNION ALL
	SELECT o.at / 86400 AS day, coalesce(lp.canonical_id, 0) AS place_id, o.stage, coalesce(ls.canonical_id, o.source_id) AS source_id,
		coalesce(m.base_unit_id, 0) AS unit_id, CASE WHEN m.factor = 1000 THEN o.quantity ELSE scale(o.quantity, m.factor, 1000) END AS quantity,
		o.trucks, 0 AS is_count, o.waybill_id AS waybill_id, o.line AS line
	FROM observation o
	JOIN lane g ON g.lane_id = o.lane_id
	LEFT JOIN measure m ON m.unit_id = o.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	LEFT JOIN name_link lp ON lp.name_id = o.place_id
	LEFT JOIN name_link ls ON ls.name_id = o.source_id
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND o.at / 86400 + 0 BETWEEN :first_day AND :last_day
		AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
		AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
			OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
		AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
		AND (:has_crossing = 0 OR o.place_id IN (SELECT name_id FROM wanted WHERE slot = 4))
		AND (:has_source = 0 OR o.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
), usual AS MATERIALIZED (
	SELECT day, place_id, stage, source_id, min(unit_id) AS unit_id FROM told
	WHERE quantity IS NOT NULL AND (day, place_id, stage, source_id) IN (SELECT day, place_id, stage, source_id FROM told WHERE quantity IS NULL)
	GROUP BY day, place_id, stage, source_id
), named AS (
	SELECT day, place_id, stage, source_id, unit_id, quantity, trucks, is_count, waybill_id, line FROM told WHERE quantity IS NOT NULL
	UNION ALL
	SELECT q.day, q.place_id, q.stage, q.source_id, coalesce((SELECT z.unit_id FROM usual z WHERE z.day = q.day AND z.place_id = q.place_id AND z.stage = q.stage
		AND z.source_id = q.source_id), 0), q.quantity, q.trucks, q.is_count, q.waybill_id, q.line
	FROM told q WHERE q.quantity IS NULL
), summed AS (
	SELECT day, place_id, stage, source_id, unit_id, CAST(sum(trucks) AS INTEGER) AS trucks, CAST(sum(quantity) AS INTEGER) AS quantity,
		count(DISTINCT CASE WHEN is_count = 0 THEN CAST(waybill_id AS TEXT) || '/' || line END) AS consignments,
		sum(is_count) AS counts, sum(CASE WHEN quantity IS NULL THEN 1 ELSE 0 END) AS unmeasured_rows
	FROM named
	GROUP BY day, place_id, stage, source_id, unit_id
), came AS (
	SELECT o.waybill_id, o.line, coalesce(lp.canonical_id, 0) AS place_id, min(o.at) AS at
	FROM observation o LEFT JOIN name_link lp ON lp.name_id = o.place_id
	WHERE o.stage = 2 AND o.at_precision >= 3 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	GROUP BY o.waybill_id, o.line, 3
), dwelt AS (
	SELECT m.place_id, CAST(o.at / 86400 AS INTEGER) AS day, o.stage, coalesce(ls.canonical_id, o.source_id) AS source_id, o.at - m.at AS seconds
	FROM came m
	JOIN observation o ON o.waybill_id = m.waybill_id AND o.line = m.line AND o.stage BETWEEN 3 AND 4 AND o.at >= m.at AND o.at_precision >= 3
	LEFT JOIN name_link lp ON lp.name_id = o.place_id
	LEFT JOIN name_link ls ON ls.name_id = o.source_id
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND coalesce(lp.canonical_id, 0) = m.place_id
), ranked AS (
	SELECT place_id, day, stage, source_id, seconds,
		row_number() OVER (PARTITION BY place_id, day, stage, source_id ORDER BY seconds) AS place_in_order,
		count(*) OVER (PARTITION BY place_id, day, stage, source_id) AS n
	FROM dwelt
), dwell AS (
	SELECT place_id, day, stage, source_id,
		min(CASE WHEN place_in_order * 100 >= n * 50 THEN seconds END) AS p50, min(CASE WHEN place_in_order * 100 >= n * 90 THEN seconds END) AS p90
	FROM ranked GROUP BY place_id, day, stage, source_id
)
SELECT s.day, p.text, s.stage, n.text, s.trucks, s.quantity, s.unit_id, CASE WHEN s.unit_id = 2 THEN 't' ELSE u.code END, s.consignments, e.p50 * 10 / 36, e.p90 * 10 / 36, s.counts, s.unmeasured_rows
FROM summed s
JOIN name n ON n.name_id = s.source_id
LEFT JOIN name p ON p.name_id = s.place_id
LEFT JOIN unit u ON u.unit_id = s.unit_id
LEFT JOIN dwell e ON e.place_id = s.place_id AND e.day = s.day AND e.stage = s.stage AND e.source_id = s.source_id
ORDER BY s.day, coalesce(p.text, ''), s.stage, n.text, coalesce(u.code, '');

-- name: explain_crossing
-- The reports behind one row of crossings_rows, in the columns of explain_facts, and what each is of its figures: trucks, quantity in the base unit,
-- 1 for the first report of a consignment, 1 for a count, 1 without a quantity; the base unit, and the unit as stated.
WITH told AS (
	SELECT c.day, c.place_id, c.stage, c.source_id, coalesce(m.base_unit_id, 0) AS unit_id,
		CASE WHEN m.factor = 1000 THEN c.quantity ELSE scale(c.quantity, m.factor, 1000) END AS base_quantity, c.quantity, c.unit_id AS stated_unit_id, c.trucks,
		1 AS is_count, 0 AS waybill_id, '' AS line, c.lane_id, c.at, c.at_precision, c.report_key, c.known_from, c.drop_line
	FROM count_report c LEFT JOIN measure m ON m.unit_id = c.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	WHERE c.day = :day AND c.stage = :stage AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
	UNION ALL
	SELECT o.at / 86400, o.place_id, o.stage, o.source_id, coalesce(m.base_unit_id, 0),
		CASE WHEN m.factor = 1000 THEN o.quantity ELSE scale(o.quantity, m.factor, 1000) END, o.quantity, o.unit_id, o.trucks,
		0, o.waybill_id, o.line, o.lane_id, o.at, o.at_precision, '', o.known_from, o.drop_line
	FROM observation o LEFT JOIN measure m ON m.unit_id = o.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	WHERE o.at >= :day * 86400 AND o.at < (:day + 1) * 86400 AND o.stage = :stage AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
), named AS (
	SELECT q.*, min(CASE WHEN q.quantity IS NOT NULL THEN q.unit_id END) OVER () AS usual_unit_id
	FROM told q
	JOIN lane g ON g.lane_id = q.lane_id
	LEFT JOIN name_link lp ON lp.name_id = q.place_id
	LEFT JOIN name p ON p.name_id = lp.canonical_id
	LEFT JOIN name_link ls ON ls.name_id = q.source_id
	JOIN name s ON s.name_id = coalesce(ls.canonical_id, q.source_id)
	WHERE coalesce(p.text, '') = :place AND s.text = :source
		AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
		AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
			OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
		AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
)
SELECT q.stage, 0, q.quantity, su.code, q.trucks, coalesce(w.written, q.report_key), q.line, q.at, q.at_precision, p.text, s.text, r.name, q.known_from, q.drop_line,
	r.sha256, 3, 0, 0, coalesce(q.trucks, 0), coalesce(q.base_quantity, 0),
	CASE WHEN q.is_count = 0 AND row_number() OVER (PARTITION BY q.is_count, q.waybill_id, q.line ORDER BY q.at, q.known_from, q.drop_line) = 1 THEN 1 ELSE 0 END,
	q.is_count, CASE WHEN q.quantity IS NULL THEN 1 ELSE 0 END, q.unit_id, q.stated_unit_id
FROM named q
JOIN name s ON s.name_id = q.source_id
JOIN drop_file r ON r.drop_id = q.known_from
LEFT JOIN waybill w ON w.waybill_id = q.waybill_id
LEFT JOIN name p ON p.name_id = q.place_id
LEFT JOIN unit su ON su.unit_id = q.stated_unit_id AND q.quantity IS NOT NULL
LEFT JOIN unit u ON u.unit_id = CASE WHEN q.quantity IS NULL THEN coalesce(q.usual_unit_id, 0) ELSE q.unit_id END
WHERE CASE WHEN u.unit_id = 2 THEN 't' ELSE coalesce(u.code, '') END = :unit
ORDER BY q.at, q.known_from, q.drop_line, q.line, s.text;

-- name: explain_dwell
-- The consignments behind the hours of one row of crossings_rows, the shortest first: of each the report that it was there, and the one of this row; in the columns
-- of explain_facts, and how long it waited (thousandths of an hour), its place in the order and of how many; 0 of the first report.
WITH came AS (
	SELECT o.waybill_id, o.line, min(o.at) AS at
	FROM observation o LEFT JOIN name_link lp ON lp.name_id = o.place_id LEFT JOIN name p ON p.name_id = lp.canonical_id
	WHERE o.stage = 2 AND o.at_precision >= 3 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND coalesce(p.text, '') = :place
	GROUP BY o.waybill_id, o.line
), dwelt AS (
	SELECT o.waybill_id, o.line, o.source_id, o.key_hash, o.known_to, m.at AS came_at, o.at - m.at AS seconds,
		row_number() OVER (ORDER BY o.at - m.at, w.written, o.line, o.at) AS place_in_order, count(*) OVER () AS n
	FROM came m
	JOIN observation o ON o.waybill_id = m.waybill_id AND o.line = m.line AND o.stage = :stage AND o.at >= m.at AND o.at_precision >= 3
	JOIN waybill w ON w.waybill_id = o.waybill_id
	LEFT JOIN name_link lp ON lp.name_id = o.place_id
	LEFT JOIN name p ON p.name_id = lp.canonical_id
	LEFT JOIN name_link ls ON ls.name_id = o.source_id
	JOIN name s ON s.name_id = coalesce(ls.canonical_id, o.source_id)
	WHERE o.stage BETWEEN 3 AND 4 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND o.at / 86400 = :day
		AND coalesce(p.text, '') = :place AND s.text = :source
)
SELECT o.stage, 0, o.quantity, u.code, o.trucks, w.written, o.line, o.at, o.at_precision, p.text, s.text, r.name, o.known_from, o.drop_line,
	r.sha256, 2, 0, 0, d.seconds * 10 / 36, CASE WHEN o.stage = 2 THEN 0 ELSE d.place_in_order END, d.n
FROM dwelt d
JOIN observation o ON o.waybill_id = d.waybill_id AND o.line = d.line AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	AND ((o.source_id = d.source_id AND o.key_hash = d.key_hash AND o.known_to = d.known_to AND o.stage <> 2) OR (o.stage = 2 AND o.at = d.came_at AND o.at_precision >= 3))
JOIN waybill w ON w.waybill_id = o.waybill_id
JOIN name s ON s.name_id = o.source_id
JOIN drop_file r ON r.drop_id = o.known_from
LEFT JOIN name_link lp ON lp.name_id = o.place_id
LEFT JOIN name c ON c.name_id = lp.canonical_id
LEFT JOIN name p ON p.name_id = o.place_id
LEFT JOIN unit u ON u.unit_id = o.unit_id
WHERE coalesce(c.text, '') = :place
ORDER BY d.place_in_order, o.stage, o.at, s.text, o.known_from, o.drop_line;
