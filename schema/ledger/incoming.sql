-- Rows of a batch on their way into the ledger, with ids filled in, waybills and lines folded. They are read from the program's memory
-- (core/store/rows.h). note_standing() keeps which of them met a standing statement, and is 0.

-- script: incoming_create
-- Where there is no memory to share; core/store/rows.h takes the columns from here.
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_waybill (waybill_id INTEGER, folded TEXT, written TEXT);
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_shipment (waybill_id INTEGER, line TEXT, source_id INTEGER, drop_line INTEGER, lane_id INTEGER,
	quantity INTEGER, unit_id INTEGER, trucks INTEGER, at INTEGER, at_precision INTEGER, consignee_id INTEGER, is_line_stated INTEGER,
	vehicle TEXT, manifest TEXT, note TEXT, affirmed_at INTEGER, content_hash INTEGER,
	commitment_id INTEGER, weight INTEGER, eta INTEGER, origin_id INTEGER, consignor_id INTEGER, carrier TEXT, stated_at INTEGER);
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_observation (waybill_id INTEGER, line TEXT, source_id INTEGER, drop_line INTEGER, lane_id INTEGER,
	quantity INTEGER, unit_id INTEGER, trucks INTEGER, at INTEGER, at_precision INTEGER, consignee_id INTEGER, is_line_stated INTEGER,
	vehicle TEXT, manifest TEXT, note TEXT, affirmed_at INTEGER, content_hash INTEGER,
	key_hash INTEGER, stage INTEGER, place_id INTEGER, reason TEXT);

-- name: shipment_put
-- Shipment lines as sources state them, in the order of the table's key. One with a key that is taken changes nothing and is noted.
INSERT INTO shipment (waybill_id, line, source_id, known_to, known_from, drop_line, lane_id, commitment_id, quantity, unit_id, trucks, weight,
	at, at_precision, eta, origin_id, consignor_id, consignee_id, followed_to, is_line_stated, carrier, vehicle, manifest, note, stated_at, affirmed_at, content_hash)
SELECT waybill_id, line, source_id, 9223372036854775807, CAST(:drop AS INTEGER), drop_line, lane_id, commitment_id, quantity, unit_id, trucks, weight,
	at, at_precision, eta, origin_id, consignor_id, consignee_id, CAST(:followed_to AS INTEGER), is_line_stated, carrier, vehicle, manifest, note, stated_at, affirmed_at, content_hash
FROM incoming_shipment WHERE true
ON CONFLICT (waybill_id, line, source_id, known_to) DO UPDATE SET note = shipment.note WHERE note_standing() = 1;

-- name: observation_put
-- The same for reports on consignments.
INSERT INTO observation (waybill_id, line, source_id, key_hash, known_to, known_from, drop_line, stage, place_id, at, at_precision, quantity,
	unit_id, trucks, lane_id, consignee_id, followed_to, is_line_stated, vehicle, manifest, reason, note, affirmed_at, content_hash)
SELECT waybill_id, line, source_id, key_hash, 9223372036854775807, CAST(:drop AS INTEGER), drop_line, stage, place_id, at, at_precision, quantity,
	unit_id, trucks, lane_id, consignee_id, CAST(:followed_to AS INTEGER), is_line_stated, vehicle, manifest, reason, note, affirmed_at, content_hash
FROM incoming_observation WHERE true
ON CONFLICT (waybill_id, line, stage, source_id, key_hash, known_to) DO UPDATE SET note = observation.note WHERE note_standing() = 1;
