-- Spellings that may be one name.

-- name: alias_names
-- The names of a registry, with the entry that each stands for and how many rows that stand use it: entries by their own names first, then
-- the most used.
WITH lane_rows (lane_id, n) AS (
	SELECT lane_id, count(*) FROM (
		SELECT lane_id FROM shipment WHERE known_from <= :known AND known_to > :known
		UNION ALL SELECT lane_id FROM observation WHERE known_from <= :known AND known_to > :known
		UNION ALL SELECT lane_id FROM count_report WHERE known_from <= :known AND known_to > :known
	) AS stated GROUP BY lane_id
), used (registry, name_id, n) AS (
	SELECT 1, g.donor_id, r.n FROM lane_rows r JOIN lane g ON g.lane_id = r.lane_id
	UNION ALL SELECT 3, g.commodity_id, r.n FROM lane_rows r JOIN lane g ON g.lane_id = r.lane_id
	UNION ALL SELECT 2, g.destination_id, r.n FROM lane_rows r JOIN lane g ON g.lane_id = r.lane_id
	UNION ALL SELECT 2, g.crossing_id, r.n FROM lane_rows r JOIN lane g ON g.lane_id = r.lane_id
	UNION ALL SELECT 1, consignor_id, 1 FROM shipment WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 1, consignee_id, 1 FROM shipment WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 2, origin_id, 1 FROM shipment WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 5, source_id, 1 FROM shipment WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 1, consignee_id, 1 FROM observation WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 2, place_id, 1 FROM observation WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 5, source_id, 1 FROM observation WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 1, consignee_id, 1 FROM count_report WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 2, place_id, 1 FROM count_report WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 5, source_id, 1 FROM count_report WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 1, donor_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 1, organisation_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 3, commodity_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 2, destination_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 2, crossing_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
	UNION ALL SELECT 5, source_id, 1 FROM commitment_line WHERE known_from <= :known AND known_to > :known
)
SELECT n.text, n.folded, CASE WHEN l.is_known = 1 THEN l.canonical_id ELSE 0 END, n.name_id, coalesce(u.n, 0)
FROM name n
JOIN name_link l ON l.name_id = n.name_id
LEFT JOIN (SELECT name_id, CAST(sum(n) AS INTEGER) AS n FROM used WHERE registry = :registry GROUP BY name_id) AS u ON u.name_id = n.name_id
WHERE n.registry = :registry AND n.name_id <= (SELECT coalesce(max(last_name), 0) FROM drop_chain WHERE drop_id <= :known) AND (u.n IS NOT NULL OR l.is_known = 1) AND NOT (n.registry = 5 AND n.text = 'office')
ORDER BY CASE WHEN l.is_known = 1 AND l.canonical_id = n.name_id THEN 0 ELSE 1 END, coalesce(u.n, 0) DESC, n.text;

-- name: alias_claims
-- The spellings that the registry knows, folded, and the entries that they stand for.
SELECT a.folded, min(l.canonical_id)
FROM alias a JOIN name_link l ON l.name_id = a.name_id
WHERE a.registry = :registry AND a.known_from <= :known AND a.known_to > :known
GROUP BY a.folded ORDER BY a.folded;

-- name: alias_organisation
-- What the registry says of an entry now: a line of organisations.csv but for its name.
SELECT type, aliases FROM organisation_line WHERE organisation_id = :entry AND known_from <= :known AND known_to > :known;

-- name: alias_place
-- The same of places.csv.
SELECT p.text, l.aliases, l.pcode, l.corridor FROM place_line l LEFT JOIN name p ON p.name_id = l.parent_id
WHERE l.place_id = :entry AND l.known_from <= :known AND l.known_to > :known;

-- name: alias_commodity
-- The same of commodities.csv.
SELECT c.text, l.cluster, l.aliases FROM commodity_line l LEFT JOIN name c ON c.name_id = l.category_id
WHERE l.commodity_id = :entry AND l.known_from <= :known AND l.known_to > :known;

-- name: alias_source
-- The same of sources.csv.
SELECT aliases, count_point, trust, CASE WHEN cadence_days > 0 THEN CAST(cadence_days AS TEXT) || 'd' ELSE '' END
FROM source_line WHERE source_id = :entry AND known_from <= :known AND known_to > :known;
