-- Consignments that stand still.

-- name: stalled_rows
-- Consignments that are not yet where they are followed to (by their source, else to the stage their commitment counts, else until delivered), in
-- the order in which they were last heard of, before :limit. quantity: what is open there, by the line of DESIGN 3.3: intercepted, lost, open,
-- returned over the pieces from the furthest stage down; 0 or less: nothing. Each with the statements that may be the last of it: a report on its
-- line, else one that names no line, and where nothing else was seen its dispatch.
SELECT p.waybill_id, p.line, w.written, p.seen_at, p.seen_stage, p.base_unit_id, p.crossing_id, p.commitment_id,
	p.w - p.v - p.r - greatest(p.i + p.l, CASE coalesce(nullif(p.followed_to, 0), k.counted_at, 6)
		WHEN 2 THEN p.a WHEN 3 THEN p.o WHEN 4 THEN p.x WHEN 5 THEN p.c ELSE p.v END - p.v) AS quantity,
	g.donor_id, g.commodity_id, g.destination_id, g.crossing_id,
	coalesce(o.source_id, l.source_id, h.source_id), coalesce(o.place_id, l.place_id, h.origin_id),
	coalesce(o.at_precision, l.at_precision, h.at_precision), coalesce(o.known_from, l.known_from, h.known_from),
	coalesce(o.drop_line, l.drop_line, h.drop_line), coalesce(o.unit_id, l.unit_id, h.unit_id), coalesce(o.key_hash, l.key_hash, 0)
FROM position p
CROSS JOIN waybill w
CROSS JOIN lane g
LEFT JOIN observation o ON o.waybill_id = p.waybill_id AND o.line = p.line AND o.stage = p.seen_stage AND o.at = p.seen_at
	AND o.known_from <= :known AND o.known_to > :known
LEFT JOIN observation l ON l.waybill_id = CASE WHEN o.waybill_id IS NULL THEN p.waybill_id END AND l.is_line_stated = 0
	AND l.stage = p.seen_stage AND l.at = p.seen_at AND l.known_from <= :known AND l.known_to > :known
LEFT JOIN shipment h ON h.waybill_id = CASE WHEN p.seen_stage = 1 THEN p.waybill_id END AND h.line = p.line AND coalesce(h.at, p.seen_at) = p.seen_at
	AND h.known_from <= :known AND h.known_to > :known
LEFT JOIN commitment k ON k.commitment_id = p.commitment_id
WHERE p.is_primary = 1 AND p.outcome IN (0, 9) AND p.seen_stage < 6 AND p.seen_at < :limit
	AND p.seen_stage < coalesce(nullif(p.followed_to, 0), k.counted_at, 6) AND w.waybill_id = p.waybill_id AND g.lane_id = p.lane_id
	AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
	AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
		OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
	AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
	AND (:has_crossing = 0 OR p.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4)
		OR g.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4))
ORDER BY p.seen_at, w.written, p.waybill_id, p.line;

-- name: stalled_name
-- A name as written, what it stands for, and whether it passes the filter of sources.
SELECT n.text, coalesce(l.canonical_id, n.name_id), CASE WHEN EXISTS (SELECT 1 FROM wanted f WHERE f.slot = 5 AND f.name_id = n.name_id) THEN 1 ELSE 0 END
FROM name n LEFT JOIN name_link l ON l.name_id = n.name_id WHERE n.name_id = :name;

-- name: stalled_unit
-- A base unit, and the unit in which a quantity was stated, where that is a measure of the same.
SELECT b.code, u.code, m.factor
FROM unit b
LEFT JOIN measure m ON m.unit_id = :unit AND m.commodity_id = 0 AND m.base_unit_id = b.unit_id AND m.is_own = 1
LEFT JOIN unit u ON u.unit_id = m.unit_id
WHERE b.unit_id = :base_unit;

-- name: stalled_thresholds
-- The lines of thresholds.csv, places by what they stand for.
SELECT t.stage, coalesce(l.canonical_id, t.place_id), t.hours, t.percentile
FROM threshold_line t LEFT JOIN name_link l ON l.name_id = t.place_id
WHERE t.is_withdrawn = 0 AND t.known_from <= :known AND t.known_to > :known
ORDER BY t.stage, t.place_id;

-- name: stalled_within
-- What a place lies in, the nearest first.
SELECT ancestor_id FROM place_within WHERE place_id = :place AND ancestor_id <> :place ORDER BY depth;

-- name: stalled_learned
-- How many consignments took how many hours (table tally), of all spellings of a place, in the periods from :first to :last.
SELECT t.hours, CAST(sum(t.n) AS INTEGER)
FROM name_link l CROSS JOIN tally t
WHERE l.canonical_id = :place AND t.kind = :kind AND t.place_id = l.name_id AND t.period BETWEEN :first AND :last
GROUP BY t.hours
ORDER BY t.hours;

-- name: stalled_passed
-- Row: the last day on which a consignment first passed a place (table tally; :kind 4 a crossing, 5 on the way to a destination), or NULL.
SELECT max((SELECT max(t.period) FROM tally t WHERE t.kind = :kind AND t.place_id = l.name_id))
FROM name_link l WHERE l.canonical_id = :place;

-- name: stalled_counted
-- The same of counts, since :from_day: the last day of each place, and of each destination (kinds as above).
SELECT CAST(4 AS INTEGER) AS kind, lx.canonical_id, max(c.day)
FROM count_report c JOIN name_link lx ON lx.name_id = c.place_id
WHERE c.day >= :from_day AND c.stage BETWEEN 4 AND 6 AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
	AND (c.trucks > 0 OR c.quantity > 0)
GROUP BY lx.canonical_id
UNION ALL
SELECT 5, ld.canonical_id, max(c.day)
FROM count_report c JOIN lane g ON g.lane_id = c.lane_id JOIN name_link ld ON ld.name_id = g.destination_id
WHERE c.day >= :from_day AND c.stage BETWEEN 4 AND 6 AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
	AND (c.trucks > 0 OR c.quantity > 0)
GROUP BY ld.canonical_id;

-- name: stalled_silence
-- When each source last dropped a file, how many days it usually is between those days on which it does, and whether it reports on crossings. The
-- usual interval is the cadence of sources.csv, else the average, once there were four such days, else 7 days.
SELECT s.source_id, s.heard_at, coalesce(nullif(sl.cadence_days, 0),
	CASE WHEN s.n_days >= 4 THEN (s.last_day - s.first_day + s.n_days - 2) / (s.n_days - 1) END, 7), s.is_reporter
FROM (
	SELECT l.canonical_id AS source_id, max(f.received_at) AS heard_at, count(DISTINCT f.received_at / 86400) AS n_days,
		min(f.received_at / 86400) AS first_day, max(f.received_at / 86400) AS last_day,
		max(CASE WHEN f.kinds LIKE '%crossings%' THEN 1 ELSE 0 END) AS is_reporter
	FROM drop_file f
	JOIN name_link l ON l.name_id = f.source_id
	WHERE f.drop_id <= :known
	GROUP BY l.canonical_id
) AS s
LEFT JOIN source_line sl ON sl.source_id = s.source_id AND sl.known_from <= :known AND sl.known_to > :known
ORDER BY s.source_id;

-- name: stalled_drop_source
-- Who a drop is from.
SELECT l.canonical_id FROM drop_file f JOIN name_link l ON l.name_id = f.source_id WHERE f.drop_id = :drop;
