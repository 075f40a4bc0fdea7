-- Every row behind the figures of a commitment.

-- name: commitment_find
-- The commitment of that id: exactly as written, else folded. Two rows: it is not clear which.
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.text = :subject
UNION
SELECT k.commitment_id FROM commitment k JOIN name n ON n.name_id = k.commitment_id WHERE n.folded = :folded
	AND NOT EXISTS (SELECT 1 FROM name e JOIN commitment z ON z.commitment_id = e.name_id WHERE e.registry = 6 AND e.text = :subject)
LIMIT 2;

-- name: explain_promise
-- Row: how a commitment is measured.
SELECT k.factor, k.counted_at, u.code FROM commitment k JOIN unit u ON u.unit_id = k.base_unit_id WHERE k.commitment_id = :commitment_id;

-- name: explain_sums
-- What counts towards it, by kind, stage and outcome.
SELECT kind, stage, outcome, CAST(sum(quantity) AS INTEGER) FROM allocation WHERE commitment_id = :commitment_id GROUP BY kind, stage, outcome;

-- name: explain_cut
-- Sums of goods of which it counts a part only: what is left of each for others, or for nobody.
SELECT a.stage, a.rule, a.quantity - c.quantity, a.day, a.kind, a.outcome
FROM allocation a
JOIN commitment k ON k.commitment_id = a.commitment_id
JOIN cell c ON c.class = k.class AND c.kind = a.kind AND c.commitment_id = a.cell_commitment_id AND c.day = a.day AND c.lane_id = a.lane_id
	AND c.crossing_id = a.crossing_id AND c.base_unit_id = a.base_unit_id AND c.stage = a.stage AND c.outcome = a.outcome
JOIN lane g ON g.lane_id = a.lane_id
WHERE a.commitment_id = :commitment_id AND a.quantity <> c.quantity
ORDER BY a.day, a.kind, g.order_hash, a.crossing_id, a.stage, a.outcome;

-- name: explain_statement
-- The statements of the commitment itself, of the source that counts first, in the order in which they take effect; is_counted 1: it is one of
-- its terms, 2: it is not, though that source's, 0: another source's.
SELECT l.quantity, u.code, coalesce(t.basis, l.basis, 0), CASE WHEN l.effective_day > -1000000 THEN l.effective_day
		ELSE coalesce(l.stated_day, l.starts_day) END, s.text, r.name, l.known_from, l.drop_line, r.sha256,
	l.stated_by, l.statement_url, CASE WHEN l.source_id <> k.source_id THEN 0 WHEN t.basis IS NULL THEN 2 ELSE 1 END AS is_counted, t.effective_day
FROM commitment_line l
JOIN commitment k ON k.commitment_id = l.commitment_id
JOIN unit u ON u.unit_id = l.unit_id
JOIN name s ON s.name_id = l.source_id
JOIN drop_file r ON r.drop_id = l.known_from
LEFT JOIN commitment_term t ON t.commitment_id = l.commitment_id AND t.effective_day = l.effective_day AND l.source_id = k.source_id
WHERE l.commitment_id = :commitment_id AND l.known_from <= :known AND l.known_to > :known
ORDER BY CASE WHEN l.source_id = k.source_id THEN 0 ELSE 1 END, s.text, l.effective_day;

-- name: explain_consignments
-- Consignments whose goods count towards it, each as parts (level 1: the furthest stage that so much of it reached, and how it ended) and then the
-- statements about it (level 2; is_other 1: another source counts at that stage). rule: 1 named, 2 matched, 3 a part of its root. Parts of consignments
-- that ended in several ways as in cell_change_mixed.
WITH part AS (
	SELECT a.stage, a.outcome, a.rule, p.waybill_id, p.line, p.base_unit_id,
		CASE WHEN a.stage = 6 THEN p.v
			WHEN p.outcome = 9 THEN CASE WHEN a.outcome IN (0, 4) AND (p.v + p.i + p.r + p.l >= p.w - p.w / 20) <> (a.outcome = 4) THEN 0 ELSE
				greatest(0, least(CASE a.stage WHEN 5 THEN p.c - p.v WHEN 4 THEN p.x - p.v WHEN 3 THEN p.o - p.v WHEN 1 THEN p.o - p.v + p.w - p.a
						ELSE p.w - p.v END,
					CASE a.outcome WHEN 1 THEN p.i WHEN 3 THEN p.i + p.l WHEN 2 THEN p.w - p.v ELSE p.w - p.v - p.r END)
				- greatest(CASE a.stage WHEN 5 THEN 0 WHEN 4 THEN p.c - p.v WHEN 3 THEN p.x - p.v WHEN 1 THEN p.o - p.v ELSE p.o - p.v + p.w - p.a END,
					CASE a.outcome WHEN 1 THEN 0 WHEN 3 THEN p.i WHEN 2 THEN p.w - p.v - p.r ELSE p.i + p.l END)) END
			WHEN p.outcome <> a.outcome THEN 0
			ELSE CASE a.stage WHEN 1 THEN p.w - p.a WHEN 2 THEN p.a - p.o WHEN 3 THEN p.o - p.x WHEN 4 THEN p.x - p.c ELSE p.c - p.v END
		END AS quantity
	FROM (SELECT q.cell_commitment_id, q.day, q.lane_id, q.crossing_id, q.base_unit_id, q.stage, q.outcome, q.rule, k.class
		FROM allocation q JOIN commitment k ON k.commitment_id = q.commitment_id
		WHERE q.commitment_id = :commitment_id AND q.kind = 1) AS a
	JOIN lane g ON a.lane_id = CASE WHEN a.class = 2 AND a.cell_commitment_id = 0 THEN g.access_lane_id ELSE g.lane_id END
	JOIN position p ON p.lane_id = g.lane_id AND p.base_unit_id = a.base_unit_id
	WHERE (p.commitment_id = a.cell_commitment_id AND a.cell_commitment_id <> 0 AND (p.class = a.class OR (p.class = a.class + 2
			AND p.crossing_id = a.crossing_id AND a.day = CASE WHEN a.class = 1 THEN p.day ELSE p.access_day END)))
		OR (a.cell_commitment_id = 0 AND p.class NOT IN (a.class, a.class + 2) AND a.day = CASE WHEN a.class = 1 THEN p.day ELSE p.access_day END
			AND (p.crossing_id = a.crossing_id OR (a.class = 2 AND NOT EXISTS (SELECT 1 FROM commitment z
				WHERE z.class = 2 AND (z.destination_id <> 0 OR z.crossing_id <> 0)))))
), counted AS (
	SELECT waybill_id, line, min(rule) AS rule FROM part GROUP BY waybill_id, line
), facts AS (
	SELECT 1 AS is_shipment, h.waybill_id, h.line, 1 AS stage, h.at, h.at_precision, h.origin_id AS place_id, h.quantity, h.unit_id, h.trucks, h.source_id,
		h.known_from, h.drop_line, c.rule
	FROM counted c JOIN shipment h ON h.waybill_id = c.waybill_id AND h.line = c.line
	WHERE h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.stated_at) < :as_of
	UNION ALL
	SELECT 0, o.waybill_id, c.line, o.stage, o.at, o.at_precision, o.place_id, o.quantity, o.unit_id, o.trucks, o.source_id, o.known_from, o.drop_line, c.rule
	FROM counted c JOIN observation o ON o.waybill_id = c.waybill_id AND (o.line = c.line OR (o.is_line_stated = 0
		AND (SELECT count(DISTINCT z.line) FROM shipment z WHERE z.waybill_id = c.waybill_id AND z.known_from <= :known AND z.known_to > :known) = 1))
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
), told AS (
	SELECT f.is_shipment, f.waybill_id, f.line, f.stage, f.at, f.at_precision, f.place_id, f.quantity, f.unit_id, f.trucks, f.source_id, f.known_from,
		f.drop_line, f.rule, CASE WHEN f.is_shipment = 1 THEN f.source_id ELSE ls.canonical_id END AS teller_id,
		first_value(CASE WHEN f.is_shipment = 1 THEN f.source_id ELSE ls.canonical_id END) OVER (PARTITION BY f.waybill_id, f.line, f.stage, f.is_shipment
			ORDER BY coalesce(sl.trust, 0) DESC, CASE WHEN f.is_shipment = 0 AND sl.count_point = f.stage THEN 0 ELSE 1 END, n.text, s.text) AS first_id
	FROM facts f
	JOIN name s ON s.name_id = f.source_id
	JOIN name_link ls ON ls.name_id = f.source_id
	JOIN name n ON n.name_id = ls.canonical_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
)
SELECT f.stage, f.rule, f.quantity, u.code, f.trucks, w.written, f.line, f.at, f.at_precision, p.text, s.text, r.name, f.known_from, f.drop_line, r.sha256,
	f.level, f.outcome, f.is_other
FROM (
	SELECT 1 AS level, stage, outcome, rule, quantity, base_unit_id AS unit_id, CAST(NULL AS INTEGER) AS trucks, waybill_id, line, CAST(NULL AS INTEGER) AS at,
		0 AS at_precision, 0 AS place_id, 0 AS source_id, CAST(NULL AS INTEGER) AS known_from, CAST(NULL AS INTEGER) AS drop_line, 0 AS is_other
	FROM part WHERE quantity <> 0
	UNION ALL
	SELECT 2, stage, 0, rule, quantity, unit_id, trucks, waybill_id, line, at, at_precision, place_id, source_id, known_from, drop_line,
		CASE WHEN teller_id = first_id THEN 0 ELSE 1 END
	FROM told
) AS f
JOIN waybill w ON w.waybill_id = f.waybill_id
LEFT JOIN name s ON s.name_id = f.source_id
LEFT JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY w.written, f.line, f.level, f.stage, coalesce(f.at, -9000000000), s.text, f.known_from, f.drop_line, f.outcome;

-- name: explain_counts
-- Counts, of the source that counts on each day and at each stage, and what each comes to in the measure of the commitment: as in count_measure_fill.
WITH taken AS (
	SELECT day, lane_id, crossing_id, stage, base_unit_id, min(rule) AS rule FROM allocation WHERE commitment_id = :commitment_id AND kind = 2
	GROUP BY day, lane_id, crossing_id, stage, base_unit_id
), counted AS (
	SELECT c.source_id, c.key_hash, c.day, c.stage, c.at, c.at_precision, c.place_id, c.quantity, c.unit_id, c.trucks, c.report_key, c.known_from, c.drop_line,
		t.base_unit_id, t.rule, coalesce(lc.canonical_id, 0) AS commodity_id
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
	JOIN count_source k ON k.area_id = coalesce(rp.ancestor_id, rd.ancestor_id, 0) AND k.stage = c.stage AND k.day = c.day AND k.source_id = ls.canonical_id
	WHERE c.day = t.day AND coalesce(j.lane_id, c.lane_id) = t.lane_id AND c.stage = t.stage AND c.place_id = t.crossing_id
		AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
), own AS (
	SELECT c.source_id, c.key_hash, c.commodity_id, m.base_unit_id, scale(c.quantity, m.factor, 1000) AS quantity
	FROM counted c
	JOIN measure m ON m.unit_id = c.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(s.commodity_id)
		FROM measure s WHERE s.unit_id = c.unit_id AND s.commodity_id = c.commodity_id), 0)
	WHERE c.quantity IS NOT NULL
), stated AS (
	SELECT source_id, key_hash, commodity_id, base_unit_id, quantity, 1 AS choice FROM own
	UNION ALL
	SELECT c.source_id, c.key_hash, c.commodity_id, 8, c.trucks, 2 FROM counted c
	WHERE c.trucks IS NOT NULL AND NOT EXISTS (SELECT 1 FROM own w WHERE w.source_id = c.source_id AND w.key_hash = c.key_hash AND w.base_unit_id = 8)
), measured AS (
	SELECT source_id, key_hash, base_unit_id, quantity FROM stated
	UNION ALL
	SELECT source_id, key_hash, base_unit_id, quantity
	FROM (
		SELECT q.source_id, q.key_hash, m.base_unit_id, scale(q.quantity, m.factor, 1000) AS quantity,
			row_number() OVER (PARTITION BY q.source_id, q.key_hash, m.base_unit_id ORDER BY q.choice) AS place
		FROM stated q
		JOIN measure m ON m.unit_id = q.base_unit_id AND m.is_own = 0 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
			FROM measure z WHERE z.unit_id = q.base_unit_id AND z.commodity_id = q.commodity_id), 0)
		WHERE NOT EXISTS (SELECT 1 FROM stated w WHERE w.source_id = q.source_id AND w.key_hash = q.key_hash AND w.base_unit_id = m.base_unit_id)
	) AS ranked WHERE place = 1
)
SELECT c.stage, c.rule, c.quantity, u.code, c.trucks, c.report_key, '', c.at, c.at_precision, p.text, s.text, r.name, c.known_from, c.drop_line, r.sha256,
	3 AS level, 0 AS outcome, 0 AS is_other, coalesce(q.quantity, 0)
FROM counted c
JOIN name s ON s.name_id = c.source_id
JOIN drop_file r ON r.drop_id = c.known_from
LEFT JOIN (SELECT source_id, key_hash, base_unit_id, CAST(sum(quantity) AS INTEGER) AS quantity FROM measured GROUP BY source_id, key_hash, base_unit_id) q
	ON q.source_id = c.source_id AND q.key_hash = c.key_hash AND q.base_unit_id = c.base_unit_id
LEFT JOIN name p ON p.name_id = c.place_id
LEFT JOIN unit u ON u.unit_id = c.unit_id
ORDER BY c.day, c.stage, s.text, c.known_from, c.drop_line;

-- name: explain_finding
-- What a finding is about, in the columns of explain_consignments: the statements on the line of the file that it points to (level 2, or 4 for a
-- commitment), those about its waybill, its commitment or (:by_name 1) its name; what was rejected of its drop (5); else the file (6).
WITH about AS (
	SELECT name_id FROM name WHERE text = :subject
), goods AS (
	SELECT waybill_id FROM finding WHERE code = :code AND subject = :subject AND waybill_id <> 0
), facts AS (
	SELECT 2 AS level, 1 AS stage, h.quantity, h.unit_id, h.trucks, h.waybill_id, '' AS report_key, h.line, h.at, h.at_precision, h.origin_id AS place_id,
		h.source_id, h.known_from, h.drop_line
	FROM shipment h JOIN lane g ON g.lane_id = h.lane_id
	WHERE h.known_from <= :known AND ((h.known_from = :drop AND h.drop_line = :line) OR (h.known_to > :known AND (h.waybill_id IN (SELECT waybill_id FROM goods)
		OR (:by_name = 1 AND (h.source_id IN (SELECT name_id FROM about) OR h.origin_id IN (SELECT name_id FROM about)
			OR h.consignor_id IN (SELECT name_id FROM about) OR h.consignee_id IN (SELECT name_id FROM about)
			OR g.donor_id IN (SELECT name_id FROM about) OR g.commodity_id IN (SELECT name_id FROM about)
			OR g.destination_id IN (SELECT name_id FROM about) OR g.crossing_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 2, o.stage, o.quantity, o.unit_id, o.trucks, o.waybill_id, '', o.line, o.at, o.at_precision, o.place_id, o.source_id, o.known_from, o.drop_line
	FROM observation o JOIN lane g ON g.lane_id = o.lane_id
	WHERE o.known_from <= :known AND ((o.known_from = :drop AND o.drop_line = :line) OR (o.known_to > :known AND (o.waybill_id IN (SELECT waybill_id FROM goods)
		OR (:by_name = 1 AND (o.source_id IN (SELECT name_id FROM about) OR o.place_id IN (SELECT name_id FROM about)
			OR o.consignee_id IN (SELECT name_id FROM about) OR g.donor_id IN (SELECT name_id FROM about)
			OR g.commodity_id IN (SELECT name_id FROM about) OR g.destination_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 2, c.stage, c.quantity, c.unit_id, c.trucks, 0, c.report_key, '', c.at, c.at_precision, c.place_id, c.source_id, c.known_from, c.drop_line
	FROM count_report c JOIN lane g ON g.lane_id = c.lane_id
	WHERE c.known_from <= :known AND ((c.known_from = :drop AND c.drop_line = :line) OR (c.known_to > :known AND :by_name = 1
		AND (c.source_id IN (SELECT name_id FROM about) OR c.place_id IN (SELECT name_id FROM about)
			OR c.consignee_id IN (SELECT name_id FROM about) OR g.donor_id IN (SELECT name_id FROM about)
			OR g.commodity_id IN (SELECT name_id FROM about) OR g.destination_id IN (SELECT name_id FROM about))))
	UNION ALL
	SELECT 4, CAST(NULL AS INTEGER), l.quantity, l.unit_id, CAST(NULL AS INTEGER), 0, n.text, '', l.starts_day * 86400, 2, l.destination_id, l.source_id, l.known_from, l.drop_line
	FROM commitment_line l JOIN name n ON n.name_id = l.commitment_id
	WHERE l.known_from <= :known AND ((l.known_from = :drop AND l.drop_line = :line) OR (l.known_to > :known AND (l.commitment_id IN (SELECT name_id FROM about)
		OR (:by_name = 1 AND (l.donor_id IN (SELECT name_id FROM about) OR l.organisation_id IN (SELECT name_id FROM about)
			OR l.commodity_id IN (SELECT name_id FROM about) OR l.destination_id IN (SELECT name_id FROM about)
			OR l.crossing_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 5, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, 0, d.source_id, j.drop_id, j.line
	FROM reject j JOIN drop_file d ON d.drop_id = j.drop_id
	WHERE j.drop_id = :drop AND (j.line = :line OR :code = 'rejected_rows')
	UNION ALL
	SELECT 6, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, 0, d.source_id, d.drop_id, CAST(NULL AS INTEGER)
	FROM drop_file d WHERE d.drop_id = :drop AND :line = 0 AND :code <> 'rejected_rows'
)
SELECT f.stage, 0, f.quantity, u.code, f.trucks, coalesce(w.written, f.report_key), f.line, f.at, f.at_precision, p.text, s.text, r.name, f.known_from, f.drop_line,
	r.sha256, f.level, 0, 0
FROM facts f
LEFT JOIN waybill w ON w.waybill_id = f.waybill_id
LEFT JOIN name s ON s.name_id = f.source_id
LEFT JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY f.known_from, f.drop_line, f.level, coalesce(w.written, f.report_key), f.line, f.stage, s.text;
