-- What a finding is about.

-- name: explain_finding
-- What a finding is about, in the columns of explain_consignments: the statements on the line of the file that it points to (level 2, or 4 for a
-- commitment), those about its waybill, its commitment or (:by_name 1) its name, that stand where it contradicts them (:waybill is that of its
-- subject), or that name what nobody stated; of who counts the reports of the days in question; what was rejected of its drop (5); lines of the
-- office's files about its name (7); else the file, and its line (6), of nominal weights the files that state them.
WITH about AS (
	SELECT name_id FROM name WHERE text = :subject
), goods AS (
	SELECT waybill_id FROM finding WHERE code = :code AND subject = :subject AND waybill_id <> 0
), stands AS (
	SELECT c.kind, c.source_id, c.fact_hash, c.fact_key FROM contradiction c WHERE :code = 'contradiction' AND c.known_from = :drop AND c.drop_line = :line
), days AS (
	SELECT k.area_id, k.stage, k.day FROM count_source k LEFT JOIN name a ON a.name_id = k.area_id
	WHERE (:code = 'source_undecided' AND k.is_by_name = 1 AND coalesce(a.text, '') || ' ' || stage_text(k.stage) = :subject)
		OR (:code = 'policy_silent' AND k.is_by_policy = 1 AND coalesce(a.text, '') || ' ' || stage_text(k.stage) = :subject)
		OR (:code = 'count_sources_differ' AND coalesce(a.text, '') || ' ' || stage_text(k.stage) || ' ' || day_text(k.day) = :subject)
), facts AS (
	SELECT 2 AS level, 1 AS stage, h.quantity, h.unit_id, h.trucks, h.waybill_id, '' AS report_key, h.line, h.at, h.at_precision, h.origin_id AS place_id,
		h.source_id, h.known_from, h.drop_line
	FROM shipment h JOIN lane g ON g.lane_id = h.lane_id
	WHERE h.known_from <= :known AND ((h.known_from = :drop AND h.drop_line = :line) OR (h.known_to > :known AND (h.waybill_id IN (SELECT waybill_id FROM goods)
		OR (:code = 'no_commitment' AND h.commitment_id IN (SELECT name_id FROM about))
		OR EXISTS (SELECT 1 FROM stands c JOIN waybill b ON b.folded = :waybill
			WHERE b.waybill_id = h.waybill_id AND c.source_id = h.source_id AND b.folded || ' ' || h.line = c.fact_key)
		OR (:by_name = 1 AND (h.source_id IN (SELECT name_id FROM about) OR h.origin_id IN (SELECT name_id FROM about)
			OR h.consignor_id IN (SELECT name_id FROM about) OR h.consignee_id IN (SELECT name_id FROM about)
			OR g.donor_id IN (SELECT name_id FROM about) OR g.commodity_id IN (SELECT name_id FROM about)
			OR g.destination_id IN (SELECT name_id FROM about) OR g.crossing_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 2, o.stage, o.quantity, o.unit_id, o.trucks, o.waybill_id, '', o.line, o.at, o.at_precision, o.place_id, o.source_id, o.known_from, o.drop_line
	FROM observation o JOIN lane g ON g.lane_id = o.lane_id
	WHERE o.known_from <= :known AND ((o.known_from = :drop AND o.drop_line = :line) OR (o.known_to > :known AND (o.waybill_id IN (SELECT waybill_id FROM goods)
		OR EXISTS (SELECT 1 FROM stands c WHERE c.source_id = o.source_id AND c.fact_hash = o.key_hash)
		OR (:by_name = 1 AND (o.source_id IN (SELECT name_id FROM about) OR o.place_id IN (SELECT name_id FROM about)
			OR o.consignee_id IN (SELECT name_id FROM about) OR g.donor_id IN (SELECT name_id FROM about)
			OR g.commodity_id IN (SELECT name_id FROM about) OR g.destination_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 2, c.stage, c.quantity, c.unit_id, c.trucks, 0, c.report_key, '', c.at, c.at_precision, c.place_id, c.source_id, c.known_from, c.drop_line
	FROM count_report c JOIN lane g ON g.lane_id = c.lane_id
	WHERE c.known_from <= :known AND ((c.known_from = :drop AND c.drop_line = :line) OR (c.known_to > :known AND (:by_name = 1
		AND (c.source_id IN (SELECT name_id FROM about) OR c.place_id IN (SELECT name_id FROM about)
			OR c.consignee_id IN (SELECT name_id FROM about) OR g.donor_id IN (SELECT name_id FROM about)
			OR g.commodity_id IN (SELECT name_id FROM about) OR g.destination_id IN (SELECT name_id FROM about))
		OR EXISTS (SELECT 1 FROM stands x WHERE x.source_id = c.source_id AND x.fact_hash = c.key_hash))))
	UNION ALL
	SELECT 2, c.stage, c.quantity, c.unit_id, c.trucks, 0, c.report_key, '', c.at, c.at_precision, c.place_id, c.source_id, c.known_from, c.drop_line
	FROM days y
	CROSS JOIN count_report c
	JOIN lane g ON g.lane_id = c.lane_id
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
	LEFT JOIN name_link ld ON ld.name_id = g.destination_id
	LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
	WHERE c.day = y.day AND c.stage = y.stage AND c.known_from <= :known AND c.known_to > :known AND NOT (c.known_from = :drop AND c.drop_line = :line)
		AND (coalesce(rp.ancestor_id, rd.ancestor_id, 0) = y.area_id OR lp.canonical_id = y.area_id)
	UNION ALL
	SELECT 4, CAST(NULL AS INTEGER), l.quantity, l.unit_id, CAST(NULL AS INTEGER), 0, n.text, '', l.starts_day * 86400, 2, l.destination_id, l.source_id, l.known_from, l.drop_line
	FROM commitment_line l JOIN name n ON n.name_id = l.commitment_id
	WHERE l.known_from <= :known AND ((l.known_from = :drop AND l.drop_line = :line) OR (l.known_to > :known AND (l.commitment_id IN (SELECT name_id FROM about)
		OR (:by_name = 1 AND (l.source_id IN (SELECT name_id FROM about) OR l.donor_id IN (SELECT name_id FROM about)
			OR l.organisation_id IN (SELECT name_id FROM about)
			OR l.commodity_id IN (SELECT name_id FROM about) OR l.destination_id IN (SELECT name_id FROM about)
			OR l.crossing_id IN (SELECT name_id FROM about))))))
	UNION ALL
	SELECT 5, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, 0, d.source_id, j.drop_id, j.line
	FROM reject j JOIN drop_file d ON d.drop_id = j.drop_id
	WHERE j.drop_id = :drop AND (j.line = :line OR :code = 'rejected_rows')
	UNION ALL
	SELECT 7, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, l.place_id, d.source_id, l.known_from, l.drop_line
	FROM (
		SELECT p.place_id, p.known_from, p.drop_line FROM place_line p
		WHERE p.known_to > :known AND ((p.place_id IN (SELECT name_id FROM about) AND :code IN ('cycle', 'contradiction'))
			OR (p.parent_id IN (SELECT name_id FROM about) AND :code = 'unknown_place'))
		UNION ALL
		SELECT 0, p.known_from, p.drop_line FROM commodity_line p
		WHERE p.known_to > :known AND ((p.commodity_id IN (SELECT name_id FROM about) AND :code = 'contradiction')
			OR (p.category_id IN (SELECT name_id FROM about) AND :code = 'unknown_commodity'))
		UNION ALL
		SELECT 0, p.known_from, p.drop_line FROM organisation_line p
		WHERE p.known_to > :known AND p.organisation_id IN (SELECT name_id FROM about) AND :code = 'contradiction'
		UNION ALL
		SELECT 0, p.known_from, p.drop_line FROM source_line p
		WHERE p.known_to > :known AND p.source_id IN (SELECT name_id FROM about) AND :code = 'contradiction'
		UNION ALL
		SELECT p.place_id, p.known_from, p.drop_line FROM policy_line p LEFT JOIN name n ON n.name_id = p.place_id
		WHERE p.known_to > :known AND p.is_withdrawn = 0 AND :code IN ('policy_silent', 'policy_part')
			AND (p.place_id = 0 OR substr(:subject, 1, length(n.text) + 1) = n.text || ' ')
			AND (p.stage = 0 OR substr(:subject, length(CAST(:subject AS TEXT)) - length(stage_text(p.stage))) = ' ' || stage_text(p.stage))
		UNION ALL
		SELECT p.place_id, p.known_from, p.drop_line FROM policy_line p
		WHERE p.known_to > :known AND ((p.place_id IN (SELECT name_id FROM about) AND :code = 'unknown_place')
			OR (p.source_id IN (SELECT name_id FROM about) AND :code = 'unknown_source'))
		UNION ALL
		SELECT p.place_id, p.known_from, p.drop_line FROM threshold_line p
		WHERE p.known_to > :known AND p.place_id IN (SELECT name_id FROM about) AND :code = 'unknown_place'
		UNION ALL
		SELECT 0, v.known_from, v.drop_line FROM conversion v JOIN unit u ON u.unit_id = v.unit_id
		WHERE v.known_to > :known AND ((u.code = :subject AND :code = 'conversion_cycle')
			OR (v.commodity_id IN (SELECT name_id FROM about) AND :code = 'unknown_commodity'))
	) AS l
	JOIN drop_file d ON d.drop_id = l.known_from
	WHERE l.known_from <= :known
	UNION ALL
	SELECT 6, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, 0, d.source_id, d.drop_id, CAST(NULL AS INTEGER)
	FROM drop_file d
	WHERE (d.drop_id = :drop AND :line = 0 AND :code <> 'rejected_rows')
		OR (:code = 'nominal_weights' AND d.drop_id IN (
			SELECT c.known_from FROM count_report c JOIN name_link l ON l.name_id = c.source_id
			WHERE l.canonical_id IN (SELECT name_id FROM about) AND c.quantity IS NOT NULL AND c.known_from <= :known AND c.known_to > :known))
), lines AS (
	SELECT f.* FROM facts f
	UNION ALL
	SELECT 6, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0, CAST(NULL AS INTEGER), 0, '', '', CAST(NULL AS INTEGER), 0, 0, d.source_id, d.drop_id, CAST(:line AS INTEGER)
	FROM drop_file d
	WHERE d.drop_id = :drop AND :line <> 0 AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.known_from = :drop AND f.drop_line = :line)
)
SELECT f.stage, 0, f.quantity, u.code, f.trucks, coalesce(w.written, f.report_key), f.line, f.at, f.at_precision, p.text, s.text, r.name, f.known_from, f.drop_line,
	r.sha256, f.level, 0, 0
FROM lines f
LEFT JOIN waybill w ON w.waybill_id = f.waybill_id
LEFT JOIN name s ON s.name_id = f.source_id
LEFT JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY f.known_from, f.drop_line, f.level, coalesce(w.written, f.report_key), f.line, f.stage, s.text;
