-- What all reports share: the names a user asks for, and which drop is the last that is known.

-- script: wanted_create
-- Names that pass a filter, every spelling and part of them. slot: 1 donor, 2 commodity or category, 3 destination, 4 crossing, 5 source, 6 source that others are compared with.
CREATE TEMPORARY TABLE IF NOT EXISTS wanted (slot INTEGER NOT NULL, name_id INTEGER NOT NULL, PRIMARY KEY (slot, name_id)) WITHOUT ROWID;

-- name: wanted_clear
-- One report may follow another on the same connection.
DELETE FROM wanted;

-- name: wanted_fill
-- Every name of the registry that stands for what :folded spells, as a name or as an alias. Names are numbered as they come: those that came with later
-- drops than :known are none yet.
INSERT INTO wanted (slot, name_id)
SELECT :slot, l.name_id
FROM name_link l JOIN name n ON n.name_id = l.name_id
WHERE n.registry = :registry AND l.canonical_id IN (
	SELECT f.canonical_id FROM name s JOIN name_link f ON f.name_id = s.name_id WHERE s.registry = :registry AND s.folded = :folded
		AND s.name_id <= (SELECT coalesce(max(last_name), 0) FROM drop_chain WHERE drop_id <= :known)
	UNION
	SELECT a.name_id FROM alias a WHERE a.registry = :registry AND a.folded = :folded AND a.known_from <= :known AND a.known_to > :known);

-- name: wanted_fill_places
-- The same for places, with all that lies in them.
INSERT INTO wanted (slot, name_id)
SELECT :slot, l.name_id
FROM name_link l JOIN name n ON n.name_id = l.name_id
WHERE n.registry = 2 AND l.canonical_id IN (SELECT w.place_id FROM place_within w WHERE w.ancestor_id IN (
	SELECT f.canonical_id FROM name s JOIN name_link f ON f.name_id = s.name_id WHERE s.registry = 2 AND s.folded = :folded
		AND s.name_id <= (SELECT coalesce(max(last_name), 0) FROM drop_chain WHERE drop_id <= :known)
	UNION
	SELECT a.name_id FROM alias a WHERE a.registry = 2 AND a.folded = :folded AND a.known_from <= :known AND a.known_to > :known));
