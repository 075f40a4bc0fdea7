-- Every row behind the figures of a commitment.

-- name: commitment_find
-- The commitment of that id: exactly as written, else folded. Two rows: it is not clear which.
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.text = :subject
UNION
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.folded = :folded
	AND NOT EXISTS (SELECT 1 FROM name e JOIN commitment z ON z.commitment_id = e.name_id WHERE e.registry = 6 AND e.text = :subject)
LIMIT 2;

-- name: explain_statement
-- The statements of the commitment itself, of the source that counts first, in the order in which they take effect; is_counted 1: it is one of
-- its terms, 2: it is not, though that source's, 0: another source's.
SELECT l.quantity, u.code, coalesce(t.basis, l.basis, 0), CASE WHEN l.effective_day > -1000000 THEN l.effective_day
		ELSE coalesce(l.stated_day, l.starts_day) END, s.text, r.name, l.known_from, l.drop_line, r.sha256,
	l.stated_by, l.statement_url, CASE WHEN l.source_id <> k.source_id THEN 0 WHEN t.basis IS NULL THEN 2 ELSE 1 END AS is_counted
FROM commitment_line l
JOIN commitment k ON k.commitment_id = l.commitment_id
JOIN unit u ON u.unit_id = l.unit_id
JOIN name s ON s.name_id = l.source_id
JOIN drop_file r ON r.drop_id = l.known_from
LEFT JOIN commitment_term t ON t.commitment_id = l.commitment_id AND t.effective_day = l.effective_day AND l.source_id = k.source_id
WHERE l.commitment_id = :commitment_id AND l.known_from <= :known AND l.known_to > :known
ORDER BY CASE WHEN l.source_id = k.source_id THEN 0 ELSE 1 END, s.text, l.effective_day;

-- name: explain_consignments
-- Shipments and reports of the consignments whose cells count towards it. rule: 1 named, 2 matched, 3 a part of its root.
WITH counted AS (
	SELECT p.waybill_id, p.line, min(a.rule) AS rule
	FROM (SELECT DISTINCT q.cell_commitment_id, q.day, q.lane_id, q.crossing_id, q.base_unit_id, q.rule, k.class
		FROM allocation q JOIN commitment k ON k.commitment_id = q.commitment_id
		WHERE q.commitment_id = :commitment_id AND q.kind = 1) AS a
	JOIN lane g ON a.lane_id = CASE WHEN a.class = 2 AND a.cell_commitment_id = 0 THEN g.access_lane_id ELSE g.lane_id END
	JOIN position p ON p.lane_id = g.lane_id AND p.base_unit_id = a.base_unit_id
	WHERE (p.commitment_id = a.cell_commitment_id AND a.cell_commitment_id <> 0 AND (p.class = a.class OR (p.class = a.class + 2
			AND p.crossing_id = a.crossing_id AND a.day = CASE WHEN a.class = 1 THEN p.day ELSE p.access_day END)))
		OR (a.cell_commitment_id = 0 AND p.class NOT IN (a.class, a.class + 2) AND a.day = CASE WHEN a.class = 1 THEN p.day ELSE p.access_day END
			AND (p.crossing_id = a.crossing_id OR (a.class = 2 AND NOT EXISTS (SELECT 1 FROM commitment z
				WHERE z.class = 2 AND (z.destination_id <> 0 OR z.crossing_id <> 0)))))
	GROUP BY p.waybill_id, p.line
), facts AS (
	SELECT h.waybill_id, h.line, 1 AS stage, h.at, h.at_precision, h.origin_id AS place_id, h.quantity, h.unit_id, h.trucks, h.source_id, h.known_from, h.drop_line, c.rule
	FROM counted c JOIN shipment h ON h.waybill_id = c.waybill_id AND h.line = c.line
	WHERE h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.stated_at) < :as_of
	UNION ALL
	SELECT o.waybill_id, c.line, o.stage, o.at, o.at_precision, o.place_id, o.quantity, o.unit_id, o.trucks, o.source_id, o.known_from, o.drop_line, c.rule
	FROM counted c JOIN observation o ON o.waybill_id = c.waybill_id AND (o.line = c.line OR (o.is_line_stated = 0
		AND (SELECT count(DISTINCT z.line) FROM shipment z WHERE z.waybill_id = c.waybill_id AND z.known_from <= :known AND z.known_to > :known) = 1))
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
)
SELECT f.stage, f.rule, f.quantity, u.code, f.trucks, w.written, f.line, f.at, f.at_precision, p.text, s.text, r.name, f.known_from, f.drop_line, r.sha256
FROM facts f
JOIN waybill w ON w.waybill_id = f.waybill_id
JOIN name s ON s.name_id = f.source_id
JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY w.written, f.line, f.stage, coalesce(f.at, -9000000000), s.text, f.known_from, f.drop_line;

-- name: explain_counts
-- Counts, of the source that counts on each day and at each stage.
SELECT c.stage, a.rule, c.quantity, u.code, c.trucks, c.report_key, '', c.at, c.at_precision, p.text, s.text, r.name, c.known_from, c.drop_line, r.sha256
FROM (SELECT day, lane_id, crossing_id, stage, min(rule) AS rule FROM allocation WHERE commitment_id = :commitment_id AND kind = 2
	GROUP BY day, lane_id, crossing_id, stage) AS a
CROSS JOIN count_report c
JOIN lane g ON g.lane_id = c.lane_id
JOIN name_link ls ON ls.name_id = c.source_id
LEFT JOIN name_link lp ON lp.name_id = c.place_id
LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
JOIN count_source k ON k.area_id = coalesce(rp.ancestor_id, rd.ancestor_id, 0) AND k.stage = c.stage AND k.day = c.day AND k.source_id = ls.canonical_id
JOIN name s ON s.name_id = c.source_id
JOIN drop_file r ON r.drop_id = c.known_from
LEFT JOIN name p ON p.name_id = c.place_id
LEFT JOIN unit u ON u.unit_id = c.unit_id
WHERE c.day = a.day AND c.lane_id = a.lane_id AND c.stage = a.stage AND (a.crossing_id = 0 OR c.place_id = a.crossing_id)
	AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
ORDER BY c.day, c.stage, s.text, c.known_from, c.drop_line;
