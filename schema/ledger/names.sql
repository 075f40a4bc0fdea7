-- Names, lanes and units as they come in.

-- name: name_get
SELECT name_id FROM name WHERE registry = :registry AND text = :text;

-- name: name_put
INSERT INTO name (registry, text, folded, order_hash) VALUES (:registry, :text, :folded, :order_hash) RETURNING name_id;

-- name: lane_get
-- Row: the lane of five names.
SELECT lane_id FROM lane WHERE donor_id = :donor AND commodity_id = :commodity AND category_id = :category
	AND destination_id = :destination AND crossing_id = :crossing;

-- name: lane_put
-- order_hash mixes those of the five names, each its own way, and cannot leave the range of an integer.
INSERT INTO lane (donor_id, commodity_id, category_id, destination_id, crossing_id, order_hash)
SELECT CAST(:donor AS INTEGER), CAST(:commodity AS INTEGER), CAST(:category AS INTEGER), CAST(:destination AS INTEGER), CAST(:crossing AS INTEGER),
	coalesce((SELECT order_hash / 32 FROM name WHERE name_id = :donor), 0)
	+ coalesce((SELECT order_hash / 32 * 2 FROM name WHERE name_id = :commodity), 0)
	+ coalesce((SELECT order_hash / 32 * 3 FROM name WHERE name_id = :category), 0)
	+ coalesce((SELECT order_hash / 32 * 4 FROM name WHERE name_id = :destination), 0)
	+ coalesce((SELECT order_hash / 32 * 5 FROM name WHERE name_id = :crossing), 0)
RETURNING lane_id;

-- name: unit_names
-- Rows: every spelling of every unit.
SELECT folded, unit_id FROM unit_name;

-- name: unit_put
INSERT INTO unit (code, is_base) VALUES (:code, 0) RETURNING unit_id;

-- name: unit_name_put
INSERT INTO unit_name (folded, unit_id) VALUES (:folded, :unit);

-- name: alias_close
-- Ends the spellings of an entry that earlier drops gave it.
UPDATE alias SET known_to = :drop WHERE registry = :registry AND name_id = :name AND known_to = 9223372036854775807 AND known_from < :drop
RETURNING *;

-- name: alias_forget
-- What this very drop said of the entry before.
DELETE FROM alias WHERE registry = :registry AND name_id = :name AND known_from = :drop
RETURNING *;

-- name: alias_put
-- One spelling of an entry, from this drop on.
INSERT INTO alias (registry, folded, name_id, known_from, known_to) VALUES (:registry, :folded, :name, :drop, 9223372036854775807)
ON CONFLICT DO NOTHING
RETURNING *;
