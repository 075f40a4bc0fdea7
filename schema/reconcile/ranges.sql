-- Ranges: what was converted, and what is nominal, at each bound (position_range). Everything here runs beside what is done with the nominal
-- figures, and only where there is any such thing. Of cells and allocations the distance from the nominal figure is kept: where nothing was
-- converted there is nothing.

-- name: range_has_any
-- Rows: one when anything kept is a range.
SELECT 1 FROM position_range UNION ALL SELECT 1 FROM cell_range LIMIT 1;

-- name: range_has_changed
-- Rows: one when a range changed in this reconcile.
SELECT 1 FROM cell_range_change LIMIT 1;

-- name: position_range_clear
-- As position_clear.
DELETE FROM position_range WHERE waybill_id IN (
	SELECT p.waybill_id FROM plain_run r CROSS JOIN position_range p WHERE p.waybill_id BETWEEN r.first_id AND r.last_id);

-- name: position_range_fill
-- The closure of position_fill, of each bound.
INSERT INTO position_range (waybill_id, line, base_unit_id, bound, w, a, o, x, c, v, i, r, l)
SELECT waybill_id, line, base_unit_id, bound, greatest(d, a, o, x, c, v + i + r + l), greatest(a, o, x, c, v), greatest(o, x, c, v), greatest(x, c, v),
	greatest(c, v), v, i, r, l
FROM raw_range;

-- name: cell_range_sum
-- How far the pieces of each bound of the runs are from those of the nominal figures, :sign 1 for what is there now, -1 for what leaves. The
-- pieces are those of cell_change_mixed; where all of a consignment shares one outcome, they are those of cell_wide_donor.
INSERT INTO cell_range_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT t.class, 1, CASE WHEN p.class IN (t.class, t.class + 2) THEN p.commitment_id ELSE 0 END,
	CASE WHEN p.class = t.class THEN 0 WHEN t.class = 1 THEN p.day ELSE p.access_day END,
	CASE WHEN p.class IN (t.class, t.class + 2) OR t.class = 1 THEN p.lane_id ELSE p.access_lane_id END,
	CASE WHEN p.class = t.class OR (t.class = 2 AND p.class <> 4 AND CAST(:names_place AS INTEGER) = 0) THEN 0 ELSE p.crossing_id END, p.base_unit_id, p.stage,
	p.outcome, p.bound,
	CAST(:sign AS INTEGER) * CAST(sum(p.way * (least(p.stage_high, p.outcome_high) - greatest(p.stage_low, p.outcome_low))) AS INTEGER)
FROM (
	SELECT z.*, g.stage,
		CASE g.stage WHEN 6 THEN 0 WHEN 5 THEN 0 WHEN 4 THEN z.c - z.v WHEN 3 THEN z.x - z.v WHEN 1 THEN z.o - z.v ELSE z.o - z.v + z.w - z.a END AS stage_low,
		CASE g.stage WHEN 6 THEN z.v WHEN 5 THEN z.c - z.v WHEN 4 THEN z.x - z.v WHEN 3 THEN z.o - z.v WHEN 1 THEN z.o - z.v + z.w - z.a
			ELSE z.w - z.v END AS stage_high,
		CASE WHEN g.stage = 6 THEN 0 ELSE CASE e.outcome WHEN 1 THEN 0 WHEN 3 THEN z.i WHEN 0 THEN z.i + z.l ELSE z.w - z.v - z.r END END AS outcome_low,
		CASE WHEN g.stage = 6 THEN CASE e.outcome WHEN 0 THEN z.v ELSE 0 END
			ELSE CASE e.outcome WHEN 1 THEN z.i WHEN 3 THEN z.i + z.l WHEN 0 THEN z.w - z.v - z.r ELSE z.w - z.v END END AS outcome_high,
		CASE WHEN g.stage < 6 AND e.outcome = 0 AND z.v + z.i + z.r + z.l >= z.w - z.w / 20 THEN 4 ELSE e.outcome END AS outcome
	FROM (
		SELECT q.lane_id, q.crossing_id, q.commitment_id, q.class, q.day, q.access_day, q.base_unit_id, lg.access_lane_id, b.bound, n.way,
			CASE n.way WHEN 1 THEN b.w ELSE q.w END AS w, CASE n.way WHEN 1 THEN b.a ELSE q.a END AS a, CASE n.way WHEN 1 THEN b.o ELSE q.o END AS o,
			CASE n.way WHEN 1 THEN b.x ELSE q.x END AS x, CASE n.way WHEN 1 THEN b.c ELSE q.c END AS c, CASE n.way WHEN 1 THEN b.v ELSE q.v END AS v,
			CASE n.way WHEN 1 THEN b.i ELSE q.i END AS i, CASE n.way WHEN 1 THEN b.r ELSE q.r END AS r, CASE n.way WHEN 1 THEN b.l ELSE q.l END AS l
		FROM plain_run s CROSS JOIN position_range b CROSS JOIN position q CROSS JOIN lane lg CROSS JOIN (SELECT 1 AS way UNION ALL SELECT -1) AS n
		WHERE b.waybill_id BETWEEN s.first_id AND s.last_id AND q.waybill_id = b.waybill_id AND q.line = b.line AND q.base_unit_id = b.base_unit_id AND lg.lane_id = q.lane_id
	) AS z
	CROSS JOIN (SELECT 1 AS stage UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6) AS g
	CROSS JOIN (SELECT 0 AS outcome UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) AS e
) AS p
CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2 WHERE CAST(:has_access AS INTEGER) = 1) AS t
WHERE least(p.stage_high, p.outcome_high) > greatest(p.stage_low, p.outcome_low)
GROUP BY 1, 3, 4, 5, 6, p.base_unit_id, p.stage, p.outcome, p.bound
ON CONFLICT (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
DO UPDATE SET quantity = cell_range_change.quantity + excluded.quantity;

-- name: cell_range_settle
-- What left and came again is no change.
DELETE FROM cell_range_change WHERE quantity = 0;

-- name: cell_range_apply
-- Adds what changed to what is kept.
INSERT INTO cell_range (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity FROM cell_range_change
WHERE true
ON CONFLICT (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
DO UPDATE SET quantity = cell_range.quantity + excluded.quantity;

-- name: cell_range_prune
-- As cell_prune.
DELETE FROM cell_range WHERE quantity = 0
	AND (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound) IN (
		SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound FROM cell_range_change);

-- name: family_range_touch
-- As family_touch, of what changed at a bound only.
INSERT INTO family (root_id)
SELECT DISTINCT k.root_id FROM cell_range_change c JOIN commitment k ON k.commitment_id = c.commitment_id
WHERE c.commitment_id <> 0
ON CONFLICT DO NOTHING;

-- name: redo_range
-- As redo_fill.
INSERT INTO redo (class, kind, from_day)
SELECT c.class, c.kind, min(c.day) FROM cell_range_change c
WHERE c.commitment_id = 0
	AND EXISTS (SELECT 1 FROM match m WHERE m.lane_id = c.lane_id AND m.crossing_id = c.crossing_id AND m.class = c.class)
GROUP BY c.class, c.kind
ON CONFLICT (class, kind) DO UPDATE SET from_day = least(redo.from_day, excluded.from_day);

-- name: range_orphan_clear
-- As orphan_clear.
DELETE FROM allocation_range WHERE NOT EXISTS (SELECT 1 FROM commitment k WHERE k.commitment_id = allocation_range.commitment_id);

-- name: named_range_clear
-- As named_clear.
DELETE FROM allocation_range WHERE commitment_id IN (SELECT commitment_id FROM commitment WHERE root_id IN (SELECT root_id FROM family))
	AND cell_commitment_id <> 0;

-- name: matched_range_clear
-- As matched_clear.
DELETE FROM allocation_range WHERE (commitment_id, kind) IN (SELECT t.commitment_id, r.kind FROM redo r CROSS JOIN touched_commitment t)
	AND cell_commitment_id = 0 AND day >= (SELECT min(from_day) FROM redo)
	AND EXISTS (SELECT 1 FROM redo r JOIN commitment k ON k.class = r.class
		WHERE k.commitment_id = allocation_range.commitment_id AND r.kind = allocation_range.kind AND allocation_range.day >= r.from_day);

-- name: named_range_root
-- As named_fill_root: goods that name a commitment count with all of each bound.
INSERT INTO allocation_range (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT r.commitment_id, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, c.bound, c.quantity
FROM family f
JOIN commitment k ON k.root_id = f.root_id
JOIN commitment r ON r.commitment_id = f.root_id
CROSS JOIN cell_range c
WHERE c.class = r.class AND c.kind = 1 AND c.commitment_id = k.commitment_id AND c.base_unit_id = r.base_unit_id AND r.is_withdrawn = 0;

-- name: named_range_part
-- As named_fill_part.
INSERT INTO allocation_range (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT p.commitment_id, c.kind, c.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, c.bound, c.quantity
FROM family f
JOIN commitment p ON p.root_id = f.root_id AND p.commitment_id <> f.root_id
JOIN commitment r ON r.commitment_id = f.root_id
JOIN commitment k ON k.root_id = f.root_id
CROSS JOIN cell_range c
WHERE c.class = r.class AND c.kind = 1 AND c.commitment_id = k.commitment_id AND c.base_unit_id = p.base_unit_id
	AND r.is_withdrawn = 0 AND p.is_withdrawn = 0
	AND (c.commitment_id = p.commitment_id OR (EXISTS (SELECT 1 FROM commitment_term e WHERE e.commitment_id = p.commitment_id AND e.state <> 4 AND c.day BETWEEN e.from_day AND e.to_day)
		AND EXISTS (SELECT 1 FROM match m WHERE m.commitment_id = p.commitment_id
			AND m.class = r.class AND m.lane_id = c.lane_id AND m.crossing_id = c.crossing_id)));

-- name: range_line_fill
-- The whole of each bound of the cells to be redone that are ranges.
INSERT INTO range_line (class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound, total)
SELECT q.class, q.kind, q.strand, q.day, q.lane_id, q.crossing_id, q.base_unit_id, q.bound, q.more + coalesce(l.total, 0)
FROM (
	SELECT c.class, c.kind, CASE WHEN c.kind = 1 THEN 0 ELSE c.stage END AS strand, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.bound,
		CAST(sum(c.quantity) AS INTEGER) AS more
	FROM redo r
	CROSS JOIN cell_range c
	WHERE c.class = r.class AND c.kind = r.kind AND c.commitment_id = 0 AND c.day >= r.from_day
	GROUP BY c.class, c.kind, 3, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.bound
) AS q
LEFT JOIN pool_line l ON l.class = q.class AND l.kind = q.kind AND l.strand = q.strand AND l.day = q.day AND l.lane_id = q.lane_id
	AND l.crossing_id = q.crossing_id AND l.base_unit_id = q.base_unit_id;

-- name: range_piece_fill
-- Its pieces.
INSERT INTO range_piece (class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound, stage, outcome, quantity)
SELECT class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound, stage, outcome, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT l.class, l.kind, l.strand, l.day, l.lane_id, l.crossing_id, l.base_unit_id, l.bound, c.stage, c.outcome, c.quantity
	FROM range_line l CROSS JOIN cell c
	WHERE c.class = l.class AND c.kind = l.kind AND c.commitment_id = 0 AND c.day = l.day AND c.lane_id = l.lane_id AND c.crossing_id = l.crossing_id
		AND c.base_unit_id = l.base_unit_id AND (l.strand = 0 OR c.stage = l.strand)
	UNION ALL
	SELECT l.class, l.kind, l.strand, l.day, l.lane_id, l.crossing_id, l.base_unit_id, l.bound, c.stage, c.outcome, c.quantity
	FROM range_line l CROSS JOIN cell_range c
	WHERE c.class = l.class AND c.kind = l.kind AND c.commitment_id = 0 AND c.day = l.day AND c.lane_id = l.lane_id AND c.crossing_id = l.crossing_id
		AND c.base_unit_id = l.base_unit_id AND c.bound = l.bound AND (l.strand = 0 OR c.stage = l.strand)
) AS pieces
GROUP BY class, kind, strand, day, lane_id, crossing_id, base_unit_id, bound, stage, outcome
HAVING sum(quantity) <> 0;

-- name: matched_range_fill
-- The takes of each bound, in proportion, cut with the furthest stage first as in matched_fill, less what was taken of the nominal figures.
INSERT INTO allocation_range (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT commitment_id, kind, 0, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT commitment_id, kind, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, least(high, upto) - greatest(low, upto - quantity) AS quantity
	FROM (
		SELECT t.commitment_id, t.kind, t.day, t.lane_id, t.crossing_id, t.base_unit_id, l.bound, scale(t.low, l.total, p.total) AS low,
			scale(t.high, l.total, p.total) AS high, c.stage, c.outcome, c.quantity,
			sum(c.quantity) OVER (PARTITION BY t.commitment_id, t.class, t.kind, t.strand, t.day, t.lane_id, t.crossing_id, t.base_unit_id, l.bound
				ORDER BY c.stage DESC, c.outcome) AS upto
		FROM take t
		JOIN pool_line p ON p.class = t.class AND p.kind = t.kind AND p.strand = t.strand AND p.day = t.day AND p.lane_id = t.lane_id
			AND p.crossing_id = t.crossing_id AND p.base_unit_id = t.base_unit_id
		JOIN range_line l ON l.class = t.class AND l.kind = t.kind AND l.strand = t.strand AND l.day = t.day AND l.lane_id = t.lane_id
			AND l.crossing_id = t.crossing_id AND l.base_unit_id = t.base_unit_id
		JOIN range_piece c ON c.class = t.class AND c.kind = t.kind AND c.strand = t.strand AND c.day = t.day AND c.lane_id = t.lane_id
			AND c.crossing_id = t.crossing_id AND c.base_unit_id = t.base_unit_id AND c.bound = l.bound
	) AS pieces
	WHERE least(high, upto) > greatest(low, upto - quantity)
	UNION ALL
	SELECT t.commitment_id, t.kind, t.day, t.lane_id, t.crossing_id, t.base_unit_id, a.stage, a.outcome, l.bound, -a.quantity
	FROM take t
	JOIN range_line l ON l.class = t.class AND l.kind = t.kind AND l.strand = t.strand AND l.day = t.day AND l.lane_id = t.lane_id
		AND l.crossing_id = t.crossing_id AND l.base_unit_id = t.base_unit_id
	CROSS JOIN allocation a
	WHERE a.commitment_id = t.commitment_id AND a.kind = t.kind AND a.cell_commitment_id = 0 AND a.day = t.day AND a.lane_id = t.lane_id
		AND a.crossing_id = t.crossing_id AND a.base_unit_id = t.base_unit_id AND (t.strand = 0 OR a.stage = t.strand)
) AS moves
GROUP BY commitment_id, kind, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound
HAVING sum(quantity) <> 0;

-- name: piece_range_fill
-- The allocations of touched commitments at each bound at which they have one, summed.
INSERT INTO piece_sum (commitment_id, bound, kind, stage, outcome, quantity)
SELECT commitment_id, bound, kind, stage, outcome, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT p.commitment_id, b.bound, p.kind, p.stage, p.outcome, p.quantity
	FROM (SELECT DISTINCT g.commitment_id, g.bound FROM touched_commitment t CROSS JOIN allocation_range g WHERE g.commitment_id = t.commitment_id) AS b
	JOIN piece_sum p ON p.commitment_id = b.commitment_id
	UNION ALL
	SELECT g.commitment_id, g.bound, g.kind, g.stage, g.outcome, g.quantity
	FROM touched_commitment t CROSS JOIN allocation_range g
	WHERE g.commitment_id = t.commitment_id
) AS pieces
GROUP BY commitment_id, bound, kind, stage, outcome;

-- name: balance_range_clear
DELETE FROM balance_range WHERE commitment_id IN (SELECT commitment_id FROM touched_commitment);

-- name: balance_range_fill
-- The bounds stand beside it.
INSERT INTO balance_range (commitment_id, bound, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted)
SELECT commitment_id, bound, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted
FROM reckoned WHERE bound > 0;
