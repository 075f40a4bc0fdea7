-- One consignment, statement by statement.

-- name: waybill_find
-- A waybill by its folded number.
SELECT waybill_id FROM waybill WHERE folded = :folded;

-- name: trace_rows
-- Everything that stands about the lines of a waybill, in the order of its times.
SELECT coalesce((SELECT z.written FROM waybill_form z WHERE z.waybill_id = w.waybill_id AND z.known_to > :known ORDER BY z.known_to LIMIT 1), w.written),
	f.line, f.at, f.at_precision, f.stage, p.text, d.text, c.text, t.text, f.quantity, u.code, f.trucks, f.vehicle, s.text,
	r.name, f.known_from, f.drop_line, r.sha256, kn.text, f.note, CASE f.rule WHEN 1 THEN 'decided' WHEN 2 THEN 'vehicle ' || f.vehicle || ' and date'
		WHEN 3 THEN 'load of vehicle ' || f.vehicle || ' and date' WHEN 4 THEN 'goods, quantity, date and route' END
FROM (
	SELECT h.waybill_id, h.line, h.at, h.at_precision, 1 AS stage, h.origin_id AS place_id, h.lane_id, h.quantity, h.unit_id, h.trucks,
		h.vehicle, h.source_id, h.known_from, h.drop_line, h.commitment_id, h.note, 0 AS rule
	FROM shipment h WHERE h.waybill_id = :waybill_id AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.stated_at) < :as_of
	UNION ALL
	SELECT o.waybill_id, o.line, o.at, o.at_precision, o.stage, o.place_id, o.lane_id, o.quantity, o.unit_id, o.trucks,
		o.vehicle, o.source_id, o.known_from, o.drop_line, 0, coalesce(o.reason, o.note), 0
	FROM observation o WHERE o.waybill_id = :waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	UNION ALL
	-- Those that do not name it, and are of it (schema/reconcile/joins.sql).
	SELECT j.waybill_id, j.line, c.at, c.at_precision, c.stage, c.place_id, c.lane_id, j.quantity, j.unit_id, j.trucks,
		c.vehicle, c.source_id, c.known_from, c.drop_line, 0, coalesce(c.reason, c.note), j.rule
	FROM joined j
	CROSS JOIN count_report c
	WHERE j.waybill_id = :waybill_id AND j.is_joined = 1 AND c.source_id = j.source_id AND c.key_hash = j.key_hash
		AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
) AS f
JOIN waybill w ON w.waybill_id = f.waybill_id
JOIN lane g ON g.lane_id = f.lane_id
JOIN name s ON s.name_id = f.source_id
JOIN drop_file r ON r.drop_id = f.known_from
LEFT JOIN name p ON p.name_id = f.place_id
LEFT JOIN name d ON d.name_id = g.donor_id
LEFT JOIN name c ON c.name_id = g.commodity_id
LEFT JOIN name t ON t.name_id = g.destination_id
LEFT JOIN name kn ON kn.name_id = f.commitment_id
LEFT JOIN unit u ON u.unit_id = f.unit_id
ORDER BY coalesce(f.at, -9000000000), f.stage, f.line, s.text, f.known_from, f.drop_line;
