-- What became known between two drops, statement by statement (table news, schema/reconcile/news.sql).

-- name: diff_rows
-- The statements by class, in each those first that moved most: class, kind, what it is about, line, stage, when and how precisely, place, quantity, unit, trucks,
-- source, drop, its line and file; what stood before, with its drop and line; the drop by which a statement was gone; the trucks of before. Of a fact that changed, the
-- statement that stands now. Drops that hold reference lines or decisions come last, one row each (class :rules).
WITH told AS (
	SELECT n.kind, n.subject_id, n.line, n.stage, n.source_id, n.key_hash, n.known_to, n.known_from, n.drop_line, n.class, n.is_after,
		b.known_to AS before_known_to, b.known_from AS before_known_from, b.drop_line AS before_drop_line
	FROM news n
	LEFT JOIN news b ON b.kind = n.kind AND b.subject_id = n.subject_id AND b.line = n.line AND b.stage = n.stage AND b.source_id = n.source_id
		AND b.key_hash = n.key_hash AND b.is_after = 0 AND n.is_after = 1
	WHERE n.is_after = 1 OR NOT EXISTS (SELECT 1 FROM news p WHERE p.kind = n.kind AND p.subject_id = n.subject_id AND p.line = n.line AND p.stage = n.stage
		AND p.source_id = n.source_id AND p.key_hash = n.key_hash AND p.is_after = 1)
), stated AS (
	SELECT t.class, 'commitments' AS kind, k.text AS subject, '' AS line, 0 AS stage, CASE WHEN t.key_hash > -1000000 THEN t.key_hash ELSE coalesce(c.stated_day, c.starts_day) END * 86400 AS at, 2 AS at_precision,
		c.destination_id AS place_id, c.quantity, c.unit_id, CAST(NULL AS INTEGER) AS trucks, t.source_id, t.known_from, t.drop_line, t.known_to, t.is_after,
		b.quantity AS before_quantity, b.unit_id AS before_unit_id, CAST(NULL AS INTEGER) AS before_trucks, t.before_known_from, t.before_drop_line
	FROM told t
	JOIN name k ON k.name_id = t.subject_id
	JOIN main.commitment_line c ON c.commitment_id = t.subject_id AND c.source_id = t.source_id AND c.effective_day = t.key_hash AND c.known_to = t.known_to
	LEFT JOIN main.commitment_line b ON b.commitment_id = t.subject_id AND b.source_id = t.source_id AND b.effective_day = t.key_hash AND b.known_to = t.before_known_to
	WHERE t.kind = 1
	UNION ALL
	SELECT t.class, 'shipments', w.written, t.line, 1, coalesce(h.at, h.stated_at), h.at_precision, h.origin_id, h.quantity, h.unit_id, h.trucks, t.source_id,
		t.known_from, t.drop_line, t.known_to, t.is_after, b.quantity, b.unit_id, b.trucks, t.before_known_from, t.before_drop_line
	FROM told t
	JOIN waybill w ON w.waybill_id = t.subject_id
	JOIN main.shipment h ON h.waybill_id = t.subject_id AND h.line = t.line AND h.source_id = t.source_id AND h.known_to = t.known_to
	LEFT JOIN main.shipment b ON b.waybill_id = t.subject_id AND b.line = t.line AND b.source_id = t.source_id AND b.known_to = t.before_known_to
	WHERE t.kind = 2
	UNION ALL
	SELECT t.class, 'crossings', w.written, t.line, t.stage, o.at, o.at_precision, o.place_id, o.quantity, o.unit_id, o.trucks, t.source_id,
		t.known_from, t.drop_line, t.known_to, t.is_after, b.quantity, b.unit_id, b.trucks, t.before_known_from, t.before_drop_line
	FROM told t
	JOIN waybill w ON w.waybill_id = t.subject_id
	JOIN main.observation o ON o.waybill_id = t.subject_id AND o.line = t.line AND o.stage = t.stage AND o.source_id = t.source_id
		AND o.key_hash = t.key_hash AND o.known_to = t.known_to
	LEFT JOIN main.observation b ON b.waybill_id = t.subject_id AND b.line = t.line AND b.stage = t.stage AND b.source_id = t.source_id
		AND b.key_hash = t.key_hash AND b.known_to = t.before_known_to
	WHERE t.kind = 3 AND t.subject_id > 0
	UNION ALL
	SELECT t.class, 'crossings', c.report_key, '', c.stage, c.at, c.at_precision, c.place_id, c.quantity, c.unit_id, c.trucks, t.source_id,
		t.known_from, t.drop_line, t.known_to, t.is_after, b.quantity, b.unit_id, b.trucks, t.before_known_from, t.before_drop_line
	FROM told t
	JOIN main.count_report c ON c.source_id = t.source_id AND c.key_hash = t.key_hash AND c.known_to = t.known_to
	LEFT JOIN main.count_report b ON b.source_id = t.source_id AND b.key_hash = t.key_hash AND b.known_to = t.before_known_to
	WHERE t.kind = 3 AND t.subject_id = 0
	UNION ALL
	SELECT :rules, d.kinds, '', '', 0, NULL, 0, 0, NULL, 0, NULL, d.source_id, d.drop_id, 0, 9223372036854775807, 1, NULL, 0, NULL, NULL, NULL
	FROM drop_file d
	WHERE d.drop_id > :from AND d.drop_id <= :to AND d.state IN (1, 3)
		AND replace(replace(replace(replace(d.kinds, 'commitments', ''), 'shipments', ''), 'crossings', ''), '+', '') <> ''
)
SELECT q.class, q.kind, q.subject, q.line, q.stage, q.at, q.at_precision, p.text, q.quantity, u.code, q.trucks, s.text, q.known_from, q.drop_line, d.name,
	q.before_quantity, bu.code, q.before_known_from, q.before_drop_line, CASE WHEN q.is_after = 0 THEN q.known_to END, d.sha256, q.before_trucks
FROM stated q
JOIN name s ON s.name_id = q.source_id
JOIN drop_file d ON d.drop_id = q.known_from
LEFT JOIN name p ON p.name_id = q.place_id
LEFT JOIN unit u ON u.unit_id = q.unit_id
LEFT JOIN unit bu ON bu.unit_id = q.before_unit_id
LEFT JOIN measure m ON m.unit_id = q.unit_id AND m.commodity_id = 0 AND m.is_own = 1
LEFT JOIN measure bm ON bm.unit_id = q.before_unit_id AND bm.commodity_id = 0 AND bm.is_own = 1
ORDER BY q.class, abs(coalesce(scale(q.quantity, m.factor, 1000), q.trucks, 0)
		- CASE WHEN q.is_after = 1 THEN coalesce(scale(q.before_quantity, bm.factor, 1000), q.before_trucks, 0) ELSE 0 END) DESC,
	q.known_from, q.drop_line, q.subject, q.line, q.stage;
