-- Rows of a batch on their way into the ledger, with ids filled in, waybills and lines folded. They are read from the program's memory
-- (core/store/rows.h), where no two have the same key. row_no counts them from 0.

-- script: incoming_create
-- Where there is no memory to share; core/store/rows.h takes the columns from here.
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_waybill (row_no INTEGER, waybill_id INTEGER, folded TEXT, written TEXT);
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_shipment (row_no INTEGER, waybill_id INTEGER, line TEXT, source_id INTEGER, drop_line INTEGER, lane_id INTEGER,
	quantity INTEGER, unit_id INTEGER, trucks INTEGER, at INTEGER, at_precision INTEGER, consignee_id INTEGER, is_line_stated INTEGER,
	vehicle TEXT, manifest TEXT, note TEXT, affirmed_at INTEGER, content_hash INTEGER,
	commitment_id INTEGER, weight INTEGER, eta INTEGER, origin_id INTEGER, consignor_id INTEGER, carrier TEXT, stated_at INTEGER);
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_observation (row_no INTEGER, waybill_id INTEGER, line TEXT, source_id INTEGER, drop_line INTEGER, lane_id INTEGER,
	quantity INTEGER, unit_id INTEGER, trucks INTEGER, at INTEGER, at_precision INTEGER, consignee_id INTEGER, is_line_stated INTEGER,
	vehicle TEXT, manifest TEXT, note TEXT, affirmed_at INTEGER, content_hash INTEGER,
	key_hash INTEGER, stage INTEGER, place_id INTEGER, reason TEXT);

-- name: shipment_put
-- Shipment lines as sources state them, in the order of the table's key. One with a key that is taken changes nothing.
INSERT INTO shipment (waybill_id, line, source_id, known_to, known_from, drop_line, lane_id, commitment_id, quantity, unit_id, trucks, weight,
	at, at_precision, eta, origin_id, consignor_id, consignee_id, followed_to, is_line_stated, carrier, vehicle, manifest, note, stated_at, affirmed_at, content_hash)
SELECT waybill_id, line, source_id, 9223372036854775807, CAST(:drop AS INTEGER), drop_line, lane_id, commitment_id, quantity, unit_id, trucks, weight,
	at, at_precision, eta, origin_id, consignor_id, consignee_id, CAST(:followed_to AS INTEGER), is_line_stated, carrier, vehicle, manifest, note, stated_at, affirmed_at, content_hash
FROM incoming_shipment WHERE true
ON CONFLICT DO NOTHING;

-- name: shipment_taken
-- Rows: those of the batch that were not put, since their key was taken.
SELECT i.row_no FROM incoming_shipment i CROSS JOIN shipment h
WHERE h.waybill_id = i.waybill_id AND h.line = i.line AND h.source_id = i.source_id AND h.known_to = 9223372036854775807
	AND (h.known_from <> CAST(:drop AS INTEGER) OR h.drop_line <> i.drop_line);

-- name: observation_put
-- The same for reports on consignments.
INSERT INTO observation (waybill_id, line, source_id, key_hash, known_to, known_from, drop_line, stage, place_id, at, at_precision, quantity,
	unit_id, trucks, lane_id, consignee_id, followed_to, is_line_stated, vehicle, manifest, reason, note, affirmed_at, content_hash)
SELECT waybill_id, line, source_id, key_hash, 9223372036854775807, CAST(:drop AS INTEGER), drop_line, stage, place_id, at, at_precision, quantity,
	unit_id, trucks, lane_id, consignee_id, CAST(:followed_to AS INTEGER), is_line_stated, vehicle, manifest, reason, note, affirmed_at, content_hash
FROM incoming_observation WHERE true
ON CONFLICT DO NOTHING;

-- name: observation_taken
-- The same of reports.
SELECT i.row_no FROM incoming_observation i CROSS JOIN observation o
WHERE o.waybill_id = i.waybill_id AND o.line = i.line AND o.stage = i.stage AND o.source_id = i.source_id AND o.key_hash = i.key_hash
	AND o.known_to = 9223372036854775807 AND (o.known_from <> CAST(:drop AS INTEGER) OR o.drop_line <> i.drop_line);
