-- Registries: which entry a name stands for, what lies in what, and what a unit is.
-- Parameters of every statement of schema/reconcile: :known, the number of the last drop that is known; :as_of, the
-- moment (exclusive) up to which things have happened.

-- name: name_link_clear
DELETE FROM name_link;

-- name: name_link_fill
-- Names that have no link yet. Of several entries that claim one spelling the one that was stated last has it (what an office says stands
-- before the registries that come with aidtally), then the one whose own name it is, then the one with the least text. An entry whose own
-- name went to another goes there with all its spellings; as each step leads to what was stated later, there is an end.
INSERT INTO name_link (name_id, canonical_id, is_known)
WITH RECURSIVE claim AS MATERIALIZED (
	SELECT registry, folded, name_id FROM (
		SELECT a.registry, a.folded, a.name_id,
			row_number() OVER (PARTITION BY a.registry, a.folded ORDER BY coalesce((SELECT q.affirmed_at FROM entry_affirmed q
					WHERE q.registry = a.registry AND q.name_id = a.name_id AND q.known_to > :known
						AND q.known_to <= coalesce(p.known_to, c.known_to, o.known_to, s.known_to)
					ORDER BY q.known_to LIMIT 1), p.affirmed_at, c.affirmed_at, o.affirmed_at, s.affirmed_at) DESC,
				CASE WHEN t.folded = a.folded THEN 0 ELSE 1 END, t.text) AS choice
		FROM alias a JOIN name t ON t.name_id = a.name_id
		LEFT JOIN place_line p ON a.registry = 2 AND p.place_id = a.name_id AND p.known_from <= :known AND p.known_to > :known
		LEFT JOIN commodity_line c ON a.registry = 3 AND c.commodity_id = a.name_id AND c.known_from <= :known AND c.known_to > :known
		LEFT JOIN organisation_line o ON a.registry = 1 AND o.organisation_id = a.name_id AND o.known_from <= :known AND o.known_to > :known
		LEFT JOIN source_line s ON a.registry = 5 AND s.source_id = a.name_id AND s.known_from <= :known AND s.known_to > :known
		WHERE a.known_from <= :known AND a.known_to > :known
	) AS ranked WHERE choice = 1
), heir (entry_id, heir_id, depth) AS (
	SELECT DISTINCT name_id, name_id, 0 FROM claim
	UNION
	SELECT h.entry_id, k.name_id, h.depth + 1
	FROM heir h JOIN name n ON n.name_id = h.heir_id JOIN claim k ON k.registry = n.registry AND k.folded = n.folded
	WHERE k.name_id <> h.heir_id AND h.depth < 16
), final (entry_id, heir_id) AS (
	SELECT entry_id, heir_id FROM (
		SELECT entry_id, heir_id, row_number() OVER (PARTITION BY entry_id ORDER BY depth DESC) AS choice FROM heir
	) AS ranked WHERE choice = 1
)
SELECT n.name_id, coalesce(f.heir_id, n.name_id), CASE WHEN f.heir_id IS NULL THEN 0 ELSE 1 END
FROM name n
LEFT JOIN claim k ON k.registry = n.registry AND k.folded = n.folded
LEFT JOIN final f ON f.entry_id = k.name_id
WHERE n.name_id > (SELECT coalesce(max(name_id), 0) FROM name_link);

-- name: old_link_save
-- What names stood for before this reconcile.
INSERT INTO old_link (name_id, canonical_id) SELECT name_id, canonical_id FROM name_link;

-- name: old_root_save
-- The area of every place before this reconcile.
INSERT INTO old_root (name_id, root_id) SELECT l.name_id, r.ancestor_id FROM name_link l JOIN place_root r ON r.place_id = l.canonical_id;

-- name: renamed_fill
-- Names that stand for something else now.
INSERT INTO renamed (name_id)
SELECT o.name_id FROM old_link o JOIN name_link l ON l.name_id = o.name_id WHERE l.canonical_id <> o.canonical_id;

-- name: renamed_any
-- Rows: one when there are any.
SELECT 1 FROM renamed LIMIT 1;

-- name: renamed_place_mark
-- Names are applied when goods are matched, not when positions are worked out, but where reports have to be compared. So here: consignments
-- that were seen at a crossing which is spelled in several ways.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT waybill_id, waybill_id FROM observation
WHERE stage BETWEEN 2 AND 4 AND place_id <> 0
GROUP BY waybill_id
HAVING min(place_id) <> max(place_id) AND max(CASE WHEN place_id IN (SELECT name_id FROM renamed) THEN 1 ELSE 0 END) = 1
ON CONFLICT DO NOTHING;

-- name: renamed_lane_mark
-- Consignments that only reports name, and in several ways.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT DISTINCT q.waybill_id, q.waybill_id FROM (
	SELECT waybill_id, line FROM observation
	GROUP BY waybill_id, line
	HAVING min(lane_id) <> max(lane_id) AND max(CASE WHEN lane_id IN (SELECT g.lane_id FROM lane g
		WHERE g.donor_id IN (SELECT name_id FROM renamed) OR g.commodity_id IN (SELECT name_id FROM renamed)
			OR g.category_id IN (SELECT name_id FROM renamed) OR g.destination_id IN (SELECT name_id FROM renamed)
			OR g.crossing_id IN (SELECT name_id FROM renamed)) THEN 1 ELSE 0 END) = 1
) AS q
WHERE NOT EXISTS (SELECT 1 FROM shipment h WHERE h.waybill_id = q.waybill_id AND h.line = q.line AND h.known_to = 9223372036854775807)
ON CONFLICT DO NOTHING;

-- name: renamed_line_mark
-- Consignments whose reports find their line by the commodity.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT t.waybill_id, t.waybill_id
FROM waybill_trait t CROSS JOIN observation o JOIN lane g ON g.lane_id = o.lane_id
WHERE t.traits & 1 = 1 AND o.waybill_id = t.waybill_id AND g.commodity_id IN (SELECT name_id FROM renamed)
UNION
SELECT t.waybill_id, t.waybill_id
FROM waybill_trait t CROSS JOIN shipment h JOIN lane g ON g.lane_id = h.lane_id
WHERE t.traits & 1 = 1 AND h.waybill_id = t.waybill_id AND g.commodity_id IN (SELECT name_id FROM renamed)
ON CONFLICT DO NOTHING;

-- name: moved_fill
-- Places that lie in another area now.
INSERT INTO moved (name_id)
SELECT o.name_id FROM old_root o JOIN name_link l ON l.name_id = o.name_id LEFT JOIN place_root r ON r.place_id = l.canonical_id
WHERE coalesce(r.ancestor_id, 0) <> o.root_id;

-- name: remeasured_fill
-- Commodities that stand for what a renamed one stands for, or stood for: conversions follow the entry.
INSERT INTO remeasured (name_id)
SELECT l.name_id FROM name_link l JOIN name n ON n.name_id = l.name_id
WHERE n.registry = 3 AND l.canonical_id IN (
	SELECT o.canonical_id FROM renamed r JOIN old_link o ON o.name_id = r.name_id
	UNION SELECT k.canonical_id FROM renamed r JOIN name_link k ON k.name_id = r.name_id);

-- name: remeasured_waybill_mark
-- Consignments of them, where measures depend on the commodity.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT h.waybill_id, h.waybill_id FROM shipment h JOIN lane g ON g.lane_id = h.lane_id WHERE g.commodity_id IN (SELECT name_id FROM remeasured)
UNION
SELECT o.waybill_id, o.waybill_id FROM observation o JOIN lane g ON g.lane_id = o.lane_id WHERE g.commodity_id IN (SELECT name_id FROM remeasured)
ON CONFLICT DO NOTHING;

-- name: renamed_source_mark
-- Consignments of which several sources speak, and one of these is another now.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT waybill_id, waybill_id FROM shipment GROUP BY waybill_id
HAVING min(source_id) <> max(source_id) AND max(CASE WHEN source_id IN (SELECT name_id FROM renamed) THEN 1 ELSE 0 END) = 1
UNION
SELECT waybill_id, waybill_id FROM observation GROUP BY waybill_id
HAVING min(source_id) <> max(source_id) AND max(CASE WHEN source_id IN (SELECT name_id FROM renamed) THEN 1 ELSE 0 END) = 1
ON CONFLICT DO NOTHING;

-- name: several_sources_mark
-- Consignments of which several sources speak: who counts depends on what is known of them.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT waybill_id, waybill_id FROM shipment GROUP BY waybill_id HAVING min(source_id) <> max(source_id)
UNION
SELECT waybill_id, waybill_id FROM observation GROUP BY waybill_id HAVING min(source_id) <> max(source_id)
ON CONFLICT DO NOTHING;

-- name: renamed_day_mark
-- Days of counts whose source or area is another now, or (:by_commodity) whose measures may be.
INSERT INTO dirty_day (day)
SELECT DISTINCT c.day FROM count_report c JOIN lane g ON g.lane_id = c.lane_id
WHERE c.source_id IN (SELECT name_id FROM renamed) OR c.place_id IN (SELECT name_id FROM moved) OR g.destination_id IN (SELECT name_id FROM moved)
	OR (CAST(:by_commodity AS INTEGER) = 1 AND g.commodity_id IN (SELECT name_id FROM remeasured))
ON CONFLICT DO NOTHING;

-- name: place_within_clear
DELETE FROM place_within;

-- name: place_within_fill
-- Every canonical place with its ancestors. A place that is part of itself keeps each ancestor once.
INSERT INTO place_within (place_id, ancestor_id, depth)
WITH RECURSIVE parent (place_id, parent_id) AS (
	SELECT DISTINCT lp.canonical_id, lq.canonical_id
	FROM place_line p
	JOIN name_link lp ON lp.name_id = p.place_id
	JOIN name_link lq ON lq.name_id = p.parent_id
	WHERE p.known_from <= :known AND p.known_to > :known AND lp.canonical_id <> lq.canonical_id
), walk (place_id, ancestor_id, depth) AS (
	SELECT n.name_id, n.name_id, 0
	FROM name n JOIN name_link l ON l.name_id = n.name_id
	WHERE n.registry = 2 AND l.canonical_id = n.name_id
	UNION ALL
	SELECT w.place_id, p.parent_id, w.depth + 1
	FROM walk w JOIN parent p ON p.place_id = w.ancestor_id
	WHERE w.depth < 16
)
SELECT place_id, ancestor_id, min(depth) FROM walk GROUP BY place_id, ancestor_id;

-- name: place_is_new
-- Rows: one when a place has been named that has no ancestors yet, itself included.
SELECT 1 FROM name n JOIN name_link l ON l.name_id = n.name_id
WHERE n.registry = 2 AND l.canonical_id = n.name_id AND n.name_id > (SELECT coalesce(max(place_id), 0) FROM place_within) LIMIT 1;
