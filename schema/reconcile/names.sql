-- Registries: which entry a name stands for, what lies in what, and what a unit is.
-- Parameters of every statement of schema/reconcile: :known, the number of the last drop that is known; :as_of, the
-- moment (exclusive) up to which things have happened.

-- name: name_link_clear
DELETE FROM name_link;

-- name: name_link_fill
-- Names that have no link yet. Of several entries that claim one spelling, the one with the least text.
INSERT INTO name_link (name_id, canonical_id, is_known)
SELECT n.name_id, coalesce(k.name_id, n.name_id), CASE WHEN k.name_id IS NULL THEN 0 ELSE 1 END
FROM name n
LEFT JOIN (
	SELECT registry, folded, name_id FROM (
		SELECT a.registry, a.folded, a.name_id,
			row_number() OVER (PARTITION BY a.registry, a.folded ORDER BY t.text) AS choice
		FROM alias a JOIN name t ON t.name_id = a.name_id
		WHERE a.known_from <= :known AND a.known_to > :known
	) AS ranked WHERE choice = 1
) AS k ON k.registry = n.registry AND k.folded = n.folded
WHERE n.name_id > (SELECT coalesce(max(name_id), 0) FROM name_link);

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

-- name: measure_clear
DELETE FROM measure;

-- name: measure_fill
-- Conversions followed to the units they end in, at most four steps. A unit that is no dimension of its own and is
-- defined exactly becomes what it is defined by; everything else keeps itself as its own measure, and estimates stand beside it.
INSERT INTO measure (unit_id, commodity_id, base_unit_id, factor, is_own)
WITH RECURSIVE step (unit_id, commodity_id, base_unit_id, factor, is_exact) AS (
	SELECT c.unit_id, coalesce(l.canonical_id, 0), c.base_unit_id, c.nominal, CASE WHEN c.low = c.high THEN 1 ELSE 0 END
	FROM conversion c LEFT JOIN name_link l ON l.name_id = c.commodity_id
	WHERE c.known_from <= :known AND c.known_to > :known
), walk (unit_id, commodity_id, at_unit_id, factor, is_exact, depth) AS (
	SELECT unit_id, commodity_id, base_unit_id, factor, is_exact, 1 FROM step
	UNION ALL
	SELECT w.unit_id, greatest(w.commodity_id, s.commodity_id), s.base_unit_id, scale(w.factor, s.factor, 1000),
		w.is_exact * s.is_exact, w.depth + 1
	FROM walk w JOIN step s ON s.unit_id = w.at_unit_id
	WHERE w.depth < 4 AND s.base_unit_id <> w.unit_id
		AND (w.commodity_id = 0 OR s.commodity_id = 0 OR s.commodity_id = w.commodity_id)
), found AS (
	SELECT w.unit_id, w.commodity_id, w.at_unit_id, min(w.factor) AS factor,
		max(CASE WHEN w.is_exact = 1 AND u.is_base = 0 AND b.is_base = 1 AND w.depth = n.depth THEN 1 ELSE 0 END) AS is_own
	FROM walk w
	JOIN unit u ON u.unit_id = w.unit_id
	JOIN unit b ON b.unit_id = w.at_unit_id
	JOIN (SELECT f.unit_id, f.commodity_id, min(f.depth) AS depth FROM walk f JOIN unit g ON g.unit_id = f.at_unit_id
		WHERE g.is_base = 1 GROUP BY f.unit_id, f.commodity_id) n
		ON n.unit_id = w.unit_id AND n.commodity_id = w.commodity_id
	WHERE b.is_base = 1
	GROUP BY w.unit_id, w.commodity_id, w.at_unit_id
)
SELECT unit_id, commodity_id, at_unit_id, factor, is_own FROM found
UNION ALL
SELECT u.unit_id, 0, u.unit_id, 1000, 1 FROM unit u
WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.unit_id = u.unit_id AND f.commodity_id = 0 AND f.is_own = 1);

-- name: measure_has_estimates
-- Rows: 1 when any conversion estimates, or depends on the commodity.
SELECT 1 FROM measure WHERE is_own = 0 OR commodity_id <> 0 LIMIT 1;

-- name: measure_has_any
-- Rows: one when measures have been worked out.
SELECT 1 FROM measure LIMIT 1;

-- name: place_is_new
-- Rows: one when a place has been named that has no ancestors yet, itself included.
SELECT 1 FROM name n JOIN name_link l ON l.name_id = n.name_id
WHERE n.registry = 2 AND l.canonical_id = n.name_id AND n.name_id > (SELECT coalesce(max(place_id), 0) FROM place_within) LIMIT 1;
