-- Which goods count towards which promise (DESIGN 3.4). Promises of donors (class 1) compete among themselves, promises of access
-- (class 2) among themselves. Consignments (kind 1) and counts (kind 2) are allocated apart; of counts each stage (strand) for itself.

-- name: family_touch
-- Roots whose named consignments changed, and all roots when commitments did (:is_all 1).
INSERT INTO family (root_id)
SELECT DISTINCT k.root_id FROM cell_change c JOIN commitment k ON k.commitment_id = c.commitment_id
WHERE c.commitment_id <> 0
UNION
SELECT commitment_id FROM commitment WHERE root_id = commitment_id AND CAST(:is_all AS INTEGER) = 1;

-- name: named_clear
-- Allocations of these families by name; they are counted again below.
DELETE FROM allocation WHERE commitment_id IN (SELECT commitment_id FROM commitment WHERE root_id IN (SELECT root_id FROM family))
	AND cell_commitment_id <> 0;

-- name: named_fill_root
-- A consignment that names a commitment, or a part of it, counts towards the root with all of it, whatever the capacity.
INSERT INTO allocation (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity)
SELECT r.commitment_id, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, 1, c.quantity
FROM family f
JOIN commitment k ON k.root_id = f.root_id
JOIN commitment r ON r.commitment_id = f.root_id
CROSS JOIN cell c
WHERE c.class = r.class AND c.kind = 1 AND c.commitment_id = k.commitment_id AND c.base_unit_id = r.base_unit_id AND r.is_withdrawn = 0;

-- name: named_fill_part
-- A part counts what names it, and what names another of the family, matches it and is dated inside one of its terms.
INSERT INTO allocation (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity)
SELECT p.commitment_id, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome,
	CASE WHEN c.commitment_id = p.commitment_id THEN 1 ELSE 3 END, c.quantity
FROM family f
JOIN commitment p ON p.root_id = f.root_id AND p.commitment_id <> f.root_id
JOIN commitment r ON r.commitment_id = f.root_id
JOIN commitment k ON k.root_id = f.root_id
CROSS JOIN cell c
WHERE c.class = r.class AND c.kind = 1 AND c.commitment_id = k.commitment_id AND c.base_unit_id = p.base_unit_id
	AND r.is_withdrawn = 0 AND p.is_withdrawn = 0
	AND (c.commitment_id = p.commitment_id OR (EXISTS (SELECT 1 FROM commitment_term e WHERE e.commitment_id = p.commitment_id AND e.state <> 4 AND c.day BETWEEN e.from_day AND e.to_day)
		AND EXISTS (SELECT 1 FROM match m WHERE m.commitment_id = p.commitment_id
			AND m.class = r.class AND m.lane_id = c.lane_id AND m.crossing_id = c.crossing_id)));

-- name: pool_lane_changed
-- Lanes, and crossings, in which something unnamed changed.
INSERT INTO pool_lane (class, lane_id, crossing_id, is_new)
SELECT class, lane_id, crossing_id, 1 FROM cell_change WHERE commitment_id = 0
UNION
SELECT class, lane_id, crossing_id, 1 FROM cell_range_change WHERE commitment_id = 0;

-- name: redo_fill
-- Classes and kinds in which something unnamed changed that a commitment matches, from the first day on that it did.
INSERT INTO redo (class, kind, from_day)
SELECT c.class, c.kind, min(c.day) FROM cell_change c
WHERE c.commitment_id = 0
	AND EXISTS (SELECT 1 FROM match m WHERE m.lane_id = c.lane_id AND m.crossing_id = c.crossing_id AND m.class = c.class)
GROUP BY c.class, c.kind;

-- name: redo_named
-- What is named takes first. Where that leaves a root less room than before, and it had matches, or more room, the matches of its class are
-- redone from the beginning. (The allocations are still those of before.)
INSERT INTO redo (class, kind, from_day)
SELECT DISTINCT r.class, 1, -1000000
FROM (
	SELECT r.commitment_id, CAST(sum(c.quantity) AS INTEGER) AS more
	FROM cell_change c
	JOIN commitment k ON k.commitment_id = c.commitment_id
	JOIN commitment r ON r.commitment_id = k.root_id
	WHERE c.commitment_id <> 0 AND c.kind = 1 AND c.class = r.class AND c.base_unit_id = r.base_unit_id
	GROUP BY r.commitment_id HAVING sum(c.quantity) <> 0
) AS changed
JOIN commitment r ON r.commitment_id = changed.commitment_id
WHERE r.capacity IS NOT NULL
	AND (changed.more < 0 OR EXISTS (SELECT 1 FROM allocation a WHERE a.commitment_id = r.commitment_id AND a.kind = 1 AND a.cell_commitment_id = 0))
	AND least(r.capacity, coalesce((SELECT CAST(sum(a.quantity) AS INTEGER) FROM allocation a
		WHERE a.commitment_id = r.commitment_id AND a.kind = 1 AND a.cell_commitment_id <> 0), 0))
	<> least(r.capacity, coalesce((SELECT CAST(sum(a.quantity) AS INTEGER) FROM allocation a
		WHERE a.commitment_id = r.commitment_id AND a.kind = 1 AND a.cell_commitment_id <> 0), 0) + changed.more)
ON CONFLICT (class, kind) DO UPDATE SET from_day = excluded.from_day;

-- name: redo_all
-- Commitments changed: every class and kind, from the beginning.
INSERT INTO redo (class, kind, from_day)
SELECT t.class, u.kind, -1000000
FROM (SELECT 1 AS class UNION ALL SELECT 2) t CROSS JOIN (SELECT 1 AS kind UNION ALL SELECT 2) u
WHERE true
ON CONFLICT (class, kind) DO UPDATE SET from_day = excluded.from_day;

-- name: touched_commitment_fill
-- Commitments whose allocations are about to be redone: what they name changed, or they match what is in the pool or left it; and (:is_all 1)
-- those that come or go.
INSERT INTO touched_commitment (commitment_id)
SELECT k.commitment_id FROM family f JOIN commitment k ON k.root_id = f.root_id
UNION
SELECT k.commitment_id FROM (SELECT DISTINCT commitment_id FROM match) m JOIN commitment r ON r.commitment_id = m.commitment_id
JOIN commitment k ON k.root_id = r.root_id
UNION
SELECT b.commitment_id FROM balance b
WHERE CAST(:is_all AS INTEGER) = 1 AND NOT EXISTS (SELECT 1 FROM commitment k WHERE k.commitment_id = b.commitment_id)
UNION
SELECT k.commitment_id FROM commitment k
WHERE CAST(:is_all AS INTEGER) = 1 AND NOT EXISTS (SELECT 1 FROM balance b WHERE b.commitment_id = k.commitment_id);

-- name: orphan_clear
-- Allocations of commitments that no longer stand.
DELETE FROM allocation WHERE NOT EXISTS (SELECT 1 FROM commitment k WHERE k.commitment_id = allocation.commitment_id);

-- name: matched_clear
-- Matches of the days that are redone.
DELETE FROM allocation WHERE (commitment_id, kind) IN (SELECT t.commitment_id, r.kind FROM redo r CROSS JOIN touched_commitment t)
	AND cell_commitment_id = 0 AND day >= (SELECT min(from_day) FROM redo)
	AND EXISTS (SELECT 1 FROM redo r JOIN commitment k ON k.class = r.class
		WHERE k.commitment_id = allocation.commitment_id AND r.kind = allocation.kind AND allocation.day >= r.from_day);

-- name: unmeasured_orphan_clear
-- Of commitments that no longer stand.
DELETE FROM unmeasured WHERE NOT EXISTS (SELECT 1 FROM commitment k WHERE k.commitment_id = unmeasured.commitment_id);

-- name: unmeasured_clear
-- Days that are redone.
DELETE FROM unmeasured WHERE (commitment_id, kind) IN (SELECT t.commitment_id, r.kind FROM redo r CROSS JOIN touched_commitment t)
	AND day >= (SELECT min(from_day) FROM redo)
	AND EXISTS (SELECT 1 FROM redo r JOIN commitment k ON k.class = r.class
		WHERE k.commitment_id = unmeasured.commitment_id AND r.kind = unmeasured.kind AND unmeasured.day >= r.from_day);

-- name: unmeasured_fill
-- Days on which goods lie in the pool that a commitment matches but has no measure for.
INSERT INTO unmeasured (commitment_id, kind, day)
SELECT DISTINCT k.commitment_id, l.kind, l.day
FROM match m
CROSS JOIN (SELECT 1 AS kind UNION ALL SELECT 2) t
CROSS JOIN pool_line l
JOIN commitment k ON k.commitment_id = m.commitment_id
WHERE l.class = m.class AND l.kind = t.kind AND l.lane_id = m.lane_id AND l.crossing_id = m.crossing_id
	AND EXISTS (SELECT 1 FROM commitment_term e WHERE e.commitment_id = k.commitment_id AND e.state <> 4 AND l.day BETWEEN e.from_day AND e.to_day)
	AND NOT EXISTS (SELECT 1 FROM pool_line o WHERE o.class = l.class AND o.kind = l.kind AND o.strand = l.strand AND o.day = l.day
		AND o.lane_id = l.lane_id AND o.crossing_id = l.crossing_id AND o.base_unit_id = k.base_unit_id);

-- name: pool_line_fill
-- What lies in each cell to be redone, in each measure.
INSERT INTO pool_line (class, kind, strand, day, lane_id, crossing_id, base_unit_id, lane_order, crossing_order, total, taken)
SELECT c.class, c.kind, CASE WHEN c.kind = 1 THEN 0 ELSE c.stage END, c.day, c.lane_id, c.crossing_id, c.base_unit_id,
	min(g.order_hash), min(coalesce(x.order_hash, 0)), CAST(sum(c.quantity) AS INTEGER), 0
FROM redo r
CROSS JOIN cell c
JOIN lane g ON g.lane_id = c.lane_id
LEFT JOIN name x ON x.name_id = c.crossing_id
WHERE c.class = r.class AND c.kind = r.kind AND c.commitment_id = 0 AND c.day >= r.from_day
GROUP BY c.class, c.kind, 3, c.day, c.lane_id, c.crossing_id, c.base_unit_id;

-- name: pool_lane_all
-- And all that lies in the pool. (Goods that name a commitment are looked at only where it has parts, which count what matches them.)
INSERT INTO pool_lane (class, lane_id, crossing_id, is_new)
SELECT class, lane_id, crossing_id, 1 FROM (
	SELECT class, lane_id, crossing_id FROM pool_line
	UNION SELECT c.class, c.lane_id, c.crossing_id FROM (SELECT DISTINCT root_id FROM commitment WHERE root_id <> commitment_id) h
	CROSS JOIN commitment m CROSS JOIN family f CROSS JOIN cell c
	WHERE m.root_id = h.root_id AND f.root_id = h.root_id AND c.class = m.class AND c.kind = 1 AND c.commitment_id = m.commitment_id
) AS q
WHERE true
ON CONFLICT DO NOTHING;

-- name: pool_lane_settle
-- Lanes of which it is known who matches them.
UPDATE pool_lane SET is_new = 0 WHERE is_new = 1;

-- name: match_fill
-- Which lanes, seen at which crossing, match which commitment; what a commitment leaves blank matches any. A commodity is matched
-- by its own name or, where the commitment names only a category, by the category it states or belongs to. A place matches what
-- lies in it; where goods state no destination, the crossing they were seen at says where they are.
INSERT INTO match (commitment_id, class, lane_id, crossing_id)
SELECT k.commitment_id, k.class, q.lane_id, q.crossing_id
FROM (
	SELECT z.class, z.lane_id, z.crossing_id, coalesce(ld.canonical_id, 0) AS donor_id, coalesce(lc.canonical_id, 0) AS commodity_id,
		coalesce(lg.canonical_id, 0) AS category_id, coalesce(lt.canonical_id, 0) AS destination_id,
		coalesce(lx.canonical_id, ly.canonical_id, 0) AS place_id, coalesce(lb.canonical_id, 0) AS belongs_id
	FROM pool_lane z
	JOIN lane g ON g.lane_id = z.lane_id
	LEFT JOIN name_link ld ON ld.name_id = g.donor_id
	LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
	LEFT JOIN name_link lg ON lg.name_id = g.category_id
	LEFT JOIN name_link lt ON lt.name_id = g.destination_id
	LEFT JOIN name_link lx ON lx.name_id = g.crossing_id
	LEFT JOIN name_link ly ON ly.name_id = z.crossing_id
	LEFT JOIN commodity_line b ON b.commodity_id = lc.canonical_id AND b.known_from <= :known AND b.known_to > :known
	LEFT JOIN name_link lb ON lb.name_id = b.category_id
	WHERE z.is_new = 1
) q
CROSS JOIN commitment k
WHERE k.class = q.class AND k.commodity_id IN (0, q.commodity_id) AND k.is_withdrawn = 0
	AND (k.donor_id = 0 OR k.donor_id = q.donor_id)
	AND (k.category_id = 0 OR k.commodity_id <> 0 OR k.category_id = q.category_id OR k.category_id = q.belongs_id)
	AND (k.destination_id = 0 OR EXISTS (SELECT 1 FROM place_within w WHERE w.ancestor_id = k.destination_id
		AND w.place_id = CASE WHEN q.destination_id <> 0 THEN q.destination_id ELSE q.place_id END))
	AND (k.crossing_id = 0 OR EXISTS (SELECT 1 FROM place_within w WHERE w.ancestor_id = k.crossing_id AND w.place_id = q.place_id));

-- name: contenders
-- Rows: terms of the roots that something matches, in the order in which they take: narrower first, then earliest due, then id; of one
-- commitment the earlier first. Days, and up to how much it may then have: of a total the amount of the term.
SELECT k.commitment_id, r.kind, t.from_day, t.to_day, CASE WHEN k.is_rate = 1 THEN k.capacity ELSE scale(t.quantity, k.factor, 1000) END
FROM redo r
JOIN commitment k ON k.class = r.class AND k.root_id = k.commitment_id
JOIN commitment_term t ON t.commitment_id = k.commitment_id AND t.state <> 4 AND t.to_day >= r.from_day
JOIN name n ON n.name_id = k.commitment_id
WHERE EXISTS (SELECT 1 FROM match m WHERE m.commitment_id = k.commitment_id)
ORDER BY r.class, r.kind, k.n_named DESC, coalesce(k.due_day, 10000000), n.text, t.from_day;

-- name: take_matching
-- A commitment takes what matches it in the order of days, :from_day to :to_day of a term, up to what its :capacity leaves (NULL: unbounded)
-- after what names it, the days that are not redone and the terms before. What came under a term stays, also when the next is smaller.
INSERT INTO take (commitment_id, class, kind, strand, day, lane_id, crossing_id, base_unit_id, low, high, rule)
SELECT :commitment, class, kind, strand, day, lane_id, crossing_id, base_unit_id, taken,
	taken + least(total - taken, coalesce(room - before, total - taken)), 2
FROM (
	SELECT l.class, l.kind, l.strand, l.day, l.lane_id, l.crossing_id, l.base_unit_id, l.total, l.taken,
		coalesce(sum(l.total - l.taken) OVER (PARTITION BY l.strand ORDER BY l.day, l.lane_order, l.crossing_order
			ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
		CAST(:capacity AS INTEGER) - coalesce(u.used, 0) AS room
	FROM commitment k
	JOIN match m ON m.commitment_id = k.commitment_id
	JOIN pool_line l ON l.class = m.class AND l.kind = :kind AND l.lane_id = m.lane_id AND l.crossing_id = m.crossing_id
		AND l.base_unit_id = k.base_unit_id
	LEFT JOIN (SELECT strand, sum(quantity) AS used FROM (
			SELECT CASE WHEN kind = 1 THEN 0 ELSE stage END AS strand, quantity FROM allocation
			WHERE commitment_id = :commitment AND kind = :kind
			UNION ALL SELECT strand, high - low FROM take WHERE commitment_id = :commitment AND kind = :kind
		) AS had GROUP BY strand) u ON u.strand = l.strand
	WHERE k.commitment_id = :commitment AND l.total > l.taken
		AND l.day BETWEEN CAST(:from_day AS INTEGER) AND CAST(:to_day AS INTEGER)
) AS offered
WHERE room IS NULL OR room > before;

-- name: taken_own
-- What a commitment has just taken is gone for the next.
UPDATE pool_line SET taken = t.high
FROM take t
WHERE t.commitment_id = :commitment AND t.kind = :kind AND pool_line.class = t.class AND pool_line.kind = t.kind AND pool_line.strand = t.strand
	AND pool_line.day = t.day AND pool_line.lane_id = t.lane_id AND pool_line.crossing_id = t.crossing_id
	AND pool_line.base_unit_id = t.base_unit_id;

-- name: taken_other
-- The same goods are gone in their other measures, in proportion.
UPDATE pool_line SET taken = scale(pool_line.total, t.high, o.total)
FROM take t
JOIN pool_line o ON o.class = t.class AND o.kind = t.kind AND o.strand = t.strand AND o.day = t.day AND o.lane_id = t.lane_id
	AND o.crossing_id = t.crossing_id AND o.base_unit_id = t.base_unit_id
WHERE t.commitment_id = :commitment AND t.kind = :kind AND pool_line.class = t.class AND pool_line.kind = t.kind AND pool_line.strand = t.strand
	AND pool_line.day = t.day AND pool_line.lane_id = t.lane_id AND pool_line.crossing_id = t.crossing_id
	AND pool_line.base_unit_id <> t.base_unit_id AND o.total > 0;

-- name: take_part
-- A part counts all of its root's that matches it, in its own measure and its own terms.
INSERT INTO take (commitment_id, class, kind, strand, day, lane_id, crossing_id, base_unit_id, low, high, rule)
SELECT p.commitment_id, t.class, t.kind, t.strand, t.day, t.lane_id, t.crossing_id, l.base_unit_id,
	CASE WHEN l.base_unit_id = t.base_unit_id THEN t.low ELSE scale(l.total, t.low, o.total) END,
	CASE WHEN l.base_unit_id = t.base_unit_id THEN t.high ELSE scale(l.total, t.high, o.total) END, 3
FROM commitment p
JOIN commitment r ON r.commitment_id = p.root_id
JOIN take t ON t.commitment_id = r.commitment_id
JOIN match m ON m.commitment_id = p.commitment_id AND m.class = t.class AND m.lane_id = t.lane_id AND m.crossing_id = t.crossing_id
JOIN pool_line l ON l.class = t.class AND l.kind = t.kind AND l.strand = t.strand AND l.day = t.day AND l.lane_id = t.lane_id
	AND l.crossing_id = t.crossing_id AND l.base_unit_id = p.base_unit_id
JOIN pool_line o ON o.class = t.class AND o.kind = t.kind AND o.strand = t.strand AND o.day = t.day AND o.lane_id = t.lane_id
	AND o.crossing_id = t.crossing_id AND o.base_unit_id = t.base_unit_id
WHERE p.root_id <> p.commitment_id AND o.total > 0
	AND EXISTS (SELECT 1 FROM commitment_term e WHERE e.commitment_id = p.commitment_id AND e.state <> 4 AND t.day BETWEEN e.from_day AND e.to_day);

-- name: matched_fill
-- The takes as pieces: a cell is cut with the furthest stage first.
INSERT INTO allocation (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule, quantity)
SELECT commitment_id, kind, 0, day, lane_id, crossing_id, base_unit_id, stage, outcome, rule,
	least(high, upto) - greatest(low, upto - quantity)
FROM (
	SELECT t.commitment_id, t.kind, t.day, t.lane_id, t.crossing_id, t.base_unit_id, t.rule, t.low, t.high, c.stage, c.outcome, c.quantity,
		sum(c.quantity) OVER (PARTITION BY t.commitment_id, t.class, t.kind, t.strand, t.day, t.lane_id, t.crossing_id, t.base_unit_id
			ORDER BY c.stage DESC, c.outcome) AS upto
	FROM take t
	CROSS JOIN cell c
	WHERE c.class = t.class AND c.kind = t.kind AND c.commitment_id = 0 AND c.day = t.day AND c.lane_id = t.lane_id
		AND c.crossing_id = t.crossing_id AND c.base_unit_id = t.base_unit_id AND (t.strand = 0 OR c.stage = t.strand)
) AS pieces
WHERE least(high, upto) > greatest(low, upto - quantity);
