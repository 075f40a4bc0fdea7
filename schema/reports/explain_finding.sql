-- What a finding is about.

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
