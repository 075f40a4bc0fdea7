-- What was reported at each place, stage and day, each source for itself: nothing is decided here about which of them counts.

-- name: crossings_rows
-- counts: reports without a waybill; consignments: different consignments reported. Reports without a quantity stand beside those
-- that have one, in the same row where the day has one. Dwell: hours from at_crossing to the first stage beyond, of
-- consignments that have both with a time of day.
-- Quantities in the base unit of what was stated (bags of 50 kg are kilograms), mass in tons.
WITH told AS (
	SELECT c.day, c.place_id, c.stage, c.source_id, coalesce(m.base_unit_id, 0) AS unit_id,
		CASE WHEN m.factor = 1000 THEN c.quantity ELSE scale(c.quantity, m.factor, 1000) END AS quantity, c.trucks, 1 AS is_count, 0 AS waybill_id,
		'' AS line, c.lane_id, c.at
	FROM count_report c LEFT JOIN measure m ON m.unit_id = c.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	WHERE c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
	UNION ALL
	SELECT o.at / 86400, o.place_id, o.stage, o.source_id, coalesce(m.base_unit_id, 0),
		CASE WHEN m.factor = 1000 THEN o.quantity ELSE scale(o.quantity, m.factor, 1000) END, o.trucks, 0, o.waybill_id, o.line, o.lane_id, o.at
	FROM observation o LEFT JOIN measure m ON m.unit_id = o.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
), named AS (
	SELECT q.day, coalesce(lp.canonical_id, 0) AS place_id, q.stage, coalesce(ls.canonical_id, q.source_id) AS source_id, q.unit_id, q.quantity, q.trucks,
		q.is_count, q.waybill_id, q.line,
		min(CASE WHEN q.quantity IS NOT NULL THEN q.unit_id END) OVER (PARTITION BY q.day, coalesce(lp.canonical_id, 0), q.stage,
			coalesce(ls.canonical_id, q.source_id)) AS usual_unit_id
	FROM told q
	JOIN lane g ON g.lane_id = q.lane_id
	LEFT JOIN name_link lp ON lp.name_id = q.place_id
	LEFT JOIN name_link ls ON ls.name_id = q.source_id
	WHERE (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
		AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
			OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
		AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
		AND (:has_crossing = 0 OR q.place_id IN (SELECT name_id FROM wanted WHERE slot = 4))
		AND (:has_source = 0 OR q.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
), summed AS (
	SELECT day, place_id, stage, source_id, CASE WHEN quantity IS NULL THEN coalesce(usual_unit_id, 0) ELSE unit_id END AS unit_id,
		CAST(sum(trucks) AS INTEGER) AS trucks, CAST(sum(quantity) AS INTEGER) AS quantity,
		count(DISTINCT CASE WHEN is_count = 0 THEN CAST(waybill_id AS TEXT) || '/' || line END) AS consignments,
		sum(is_count) AS counts, sum(CASE WHEN quantity IS NULL THEN 1 ELSE 0 END) AS unmeasured_rows
	FROM named
	GROUP BY day, place_id, stage, source_id, 5
), came AS (
	SELECT o.waybill_id, o.line, coalesce(lp.canonical_id, 0) AS place_id, min(o.at) AS at
	FROM observation o LEFT JOIN name_link lp ON lp.name_id = o.place_id
	WHERE o.stage = 2 AND o.at_precision >= 3 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	GROUP BY o.waybill_id, o.line, 3
), dwelt AS (
	SELECT m.place_id, o.at / 86400 AS day, o.stage, coalesce(ls.canonical_id, o.source_id) AS source_id, o.at - m.at AS seconds
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
