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
-- Rows: every spelling of every unit that was known with the drop :known; units are numbered as they come.
SELECT folded, unit_id FROM unit_name
WHERE unit_id <= coalesce((SELECT last_unit FROM drop_chain WHERE drop_id = :known), 9223372036854775807);

-- name: unit_factors
-- Rows: units, what lines of units.csv make of each, and the most that one is; for any commodity.
SELECT unit_id, base_unit_id, high FROM conversion WHERE known_to = 9223372036854775807;

-- name: unit_put
INSERT INTO unit (code, is_base) VALUES (:code, 0) RETURNING unit_id;

-- name: unit_name_put
INSERT INTO unit_name (folded, unit_id) VALUES (:folded, :unit);

-- name: entry_affirmed_keep
-- Before an entry is said again, at :affirmed_at and as it stands: when it had been said last. Only where another entry has one of its spellings.
INSERT INTO entry_affirmed (registry, name_id, known_to, affirmed_at)
SELECT e.registry, e.name_id, CAST(:drop AS INTEGER), e.affirmed_at
FROM (
	SELECT 1 AS registry, organisation_id AS name_id, affirmed_at, content_hash FROM organisation_line
	WHERE organisation_id = :name AND known_to = 9223372036854775807
	UNION ALL SELECT 2, place_id, affirmed_at, content_hash FROM place_line WHERE place_id = :name AND known_to = 9223372036854775807
	UNION ALL SELECT 3, commodity_id, affirmed_at, content_hash FROM commodity_line WHERE commodity_id = :name AND known_to = 9223372036854775807
	UNION ALL SELECT 5, source_id, affirmed_at, content_hash FROM source_line WHERE source_id = :name AND known_to = 9223372036854775807
) AS e
WHERE e.affirmed_at < :affirmed_at AND e.content_hash = :content_hash
	AND EXISTS (SELECT 1 FROM alias a JOIN alias b ON b.registry = a.registry AND b.folded = a.folded AND b.name_id <> a.name_id
		WHERE a.registry = e.registry AND a.name_id = e.name_id)
ON CONFLICT DO NOTHING;

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
