-- Consignments that stand still.

-- name: stalled_rows
-- Consignments of which something is still open short of the stage that their source follows them to (else the stage their
-- commitment counts, else delivered), and of which nothing was heard since before :limit. quantity: what is open there, by
-- the line of DESIGN 3.3 (intercepted, lost, open, returned over the pieces from the furthest stage down).
SELECT w.written, p.line, d.text, c.text, u.code, p.seen_stage, p.seen_at, kn.text, t.text, p.waybill_id, p.line,
	greatest(0, p.w - p.v - p.r - greatest(p.i + p.l, CASE coalesce(nullif(p.followed_to, 0), k.counted_at, 6)
		WHEN 2 THEN p.a WHEN 3 THEN p.o WHEN 4 THEN p.x WHEN 5 THEN p.c ELSE p.v END - p.v)) AS quantity, coalesce(lx.canonical_id, 0), coalesce(ld.canonical_id, 0), p.base_unit_id
FROM position p
JOIN waybill w ON w.waybill_id = p.waybill_id
JOIN lane g ON g.lane_id = p.lane_id
JOIN unit u ON u.unit_id = p.base_unit_id
LEFT JOIN name d ON d.name_id = g.donor_id
LEFT JOIN name c ON c.name_id = g.commodity_id
LEFT JOIN name t ON t.name_id = g.destination_id
LEFT JOIN name_link lx ON lx.name_id = p.crossing_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN commitment k ON k.commitment_id = p.commitment_id
LEFT JOIN name kn ON kn.name_id = p.commitment_id
WHERE p.is_primary = 1 AND p.outcome IN (0, 9) AND p.seen_at < :limit
	AND p.seen_stage < coalesce(nullif(p.followed_to, 0), k.counted_at, 6)
	AND p.w - p.v - p.r > greatest(p.i + p.l, CASE coalesce(nullif(p.followed_to, 0), k.counted_at, 6)
		WHEN 2 THEN p.a WHEN 3 THEN p.o WHEN 4 THEN p.x WHEN 5 THEN p.c ELSE p.v END - p.v)
	AND (:has_donor = 0 OR g.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
	AND (:has_commodity = 0 OR g.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
		OR g.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
	AND (:has_destination = 0 OR g.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
	AND (:has_crossing = 0 OR p.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4)
		OR g.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4))
ORDER BY p.seen_at, w.written, p.line;

-- name: stalled_last
-- The statement that was last heard of a consignment: source, place, precision of its time, drop and line, and the unit
-- it is stated in, if that is a measure of :base_unit_id.
SELECT s.text, pl.text, f.at_precision, f.known_from, f.drop_line, f.source_id, u.code, m.factor
FROM (
	SELECT o.source_id, o.place_id, o.at_precision, o.known_from, o.drop_line, o.key_hash, o.unit_id
	FROM observation o
	WHERE o.waybill_id = :waybill_id AND o.stage = :stage AND o.at = :at AND (o.line = :line OR o.is_line_stated = 0)
		AND o.known_from <= :known AND o.known_to > :known
	UNION ALL
	SELECT h.source_id, h.origin_id, h.at_precision, h.known_from, h.drop_line, 0, h.unit_id
	FROM shipment h
	WHERE h.waybill_id = :waybill_id AND h.line = :line AND :stage = 1 AND coalesce(h.at, h.stated_at) = :at
		AND h.known_from <= :known AND h.known_to > :known
) AS f
JOIN name s ON s.name_id = f.source_id
LEFT JOIN name pl ON pl.name_id = f.place_id
LEFT JOIN measure m ON m.unit_id = f.unit_id AND m.commodity_id = 0 AND m.base_unit_id = :base_unit_id AND m.is_own = 1
LEFT JOIN unit u ON u.unit_id = m.unit_id
WHERE :has_source = 0 OR f.source_id IN (SELECT name_id FROM wanted WHERE slot = 5)
ORDER BY s.text, f.key_hash
LIMIT 1;

-- name: stalled_passes
-- When something last passed a crossing (destination 0), and when something last passed anywhere towards a destination (crossing 0),
-- where that is :limit or later: by consignments and by counts. Names are canonical; a day counts as its end.
SELECT crossing_id, destination_id, max(at) FROM (
	SELECT coalesce(lx.canonical_id, 0) AS crossing_id, 0 AS destination_id, max(p.seen_at) AS at
	FROM position p LEFT JOIN name_link lx ON lx.name_id = p.crossing_id
	WHERE p.is_primary = 1 AND p.seen_stage BETWEEN 4 AND 6 AND p.crossing_id <> 0 AND p.seen_at >= :limit
	GROUP BY 1
	UNION ALL
	SELECT 0, coalesce(ld.canonical_id, 0), max(p.seen_at)
	FROM position p JOIN lane g ON g.lane_id = p.lane_id LEFT JOIN name_link ld ON ld.name_id = g.destination_id
	WHERE p.is_primary = 1 AND p.seen_stage BETWEEN 4 AND 6 AND p.seen_at >= :limit
	GROUP BY 2
	UNION ALL
	SELECT lx.canonical_id, 0, max(c.day) * 86400 + 86399
	FROM count_report c JOIN name_link lx ON lx.name_id = c.place_id
	WHERE c.stage BETWEEN 4 AND 6 AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND (c.trucks > 0 OR c.quantity > 0)
		AND c.day * 86400 + 86399 >= :limit
	GROUP BY 1
	UNION ALL
	SELECT 0, ld.canonical_id, max(c.day) * 86400 + 86399
	FROM count_report c JOIN lane g ON g.lane_id = c.lane_id JOIN name_link ld ON ld.name_id = g.destination_id
	WHERE c.stage BETWEEN 4 AND 6 AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND (c.trucks > 0 OR c.quantity > 0)
		AND c.day * 86400 + 86399 >= :limit
	GROUP BY 2
) AS passes
GROUP BY crossing_id, destination_id
ORDER BY crossing_id, destination_id;

-- name: stalled_silence
-- When each source was last heard, and how often it usually is (days).
SELECT f.source_id, max(f.received_at), max(coalesce(nullif(sl.cadence_days, 0), 7))
FROM drop_file f
LEFT JOIN name_link l ON l.name_id = f.source_id
LEFT JOIN source_line sl ON sl.source_id = l.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
WHERE f.drop_id <= :known
GROUP BY f.source_id
ORDER BY f.source_id;
