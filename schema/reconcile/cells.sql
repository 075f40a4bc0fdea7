-- From positions to cells: what changed, summed.

-- name: cell_wide_donor
-- Positions of the runs summed for the promises of donors, :sign 1 for what is there now, -1 for what leaves. A consignment that
-- names its commitment needs neither day nor crossing, but where that has parts, which may (class 3 and 4).
INSERT INTO cell_wide (class, commitment_id, day, lane_id, crossing_id, base_unit_id, outcome, q1, q2, q3, q4, q5, q6)
SELECT 1, CASE WHEN p.class IN (1, 3) THEN p.commitment_id ELSE 0 END, CASE WHEN p.class = 1 THEN 0 ELSE p.day END, p.lane_id,
	CASE WHEN p.class = 1 THEN 0 ELSE p.crossing_id END, p.base_unit_id, p.outcome,
	CAST(:sign AS INTEGER) * (p.w - p.a), CAST(:sign AS INTEGER) * (p.a - p.o),
	CAST(:sign AS INTEGER) * (p.o - p.x), CAST(:sign AS INTEGER) * (p.x - p.c),
	CAST(:sign AS INTEGER) * (p.c - p.v), CAST(:sign AS INTEGER) * p.v
FROM plain_run s CROSS JOIN position p
WHERE p.waybill_id BETWEEN s.first_id AND s.last_id AND p.outcome < 9;

-- name: cell_wide_access
-- The same for promises of access: by the day on which the goods crossed, and by those names that any such promise has.
INSERT INTO cell_wide (class, commitment_id, day, lane_id, crossing_id, base_unit_id, outcome, q1, q2, q3, q4, q5, q6)
SELECT 2, CASE WHEN p.class IN (2, 4) THEN p.commitment_id ELSE 0 END, CASE WHEN p.class = 2 THEN 0 ELSE p.access_day END,
	CASE WHEN p.class IN (2, 4) THEN p.lane_id ELSE g.access_lane_id END,
	CASE WHEN p.class = 2 OR (p.class <> 4 AND CAST(:names_place AS INTEGER) = 0) THEN 0 ELSE p.crossing_id END, p.base_unit_id, p.outcome,
	CAST(:sign AS INTEGER) * (p.w - p.a), CAST(:sign AS INTEGER) * (p.a - p.o),
	CAST(:sign AS INTEGER) * (p.o - p.x), CAST(:sign AS INTEGER) * (p.x - p.c),
	CAST(:sign AS INTEGER) * (p.c - p.v), CAST(:sign AS INTEGER) * p.v
FROM plain_run s CROSS JOIN position p CROSS JOIN lane g
WHERE p.waybill_id BETWEEN s.first_id AND s.last_id AND g.lane_id = p.lane_id AND p.outcome < 9;

-- name: cell_change_mixed
-- Consignments of which parts ended differently, piece by piece (DESIGN 3.3): on the line [0, w - v) lie collected, crossed, offloaded,
-- moving, at_crossing in this order; on the same line intercepted, then lost, then what is open, and returned at the far end.
INSERT INTO cell_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT t.class, 1, CASE WHEN p.class IN (t.class, t.class + 2) THEN p.commitment_id ELSE 0 END,
	CASE WHEN p.class = t.class THEN 0 WHEN t.class = 1 THEN p.day ELSE p.access_day END,
	CASE WHEN p.class IN (t.class, t.class + 2) OR t.class = 1 THEN p.lane_id ELSE p.access_lane_id END,
	CASE WHEN p.class = t.class OR (t.class = 2 AND p.class <> 4 AND CAST(:names_place AS INTEGER) = 0) THEN 0 ELSE p.crossing_id END, p.base_unit_id, p.stage,
	p.outcome, CAST(:sign AS INTEGER) * CAST(sum(least(p.stage_high, p.outcome_high) - greatest(p.stage_low, p.outcome_low)) AS INTEGER)
FROM (
	SELECT z.*, g.stage, e.outcome AS end_kind,
		CASE g.stage WHEN 5 THEN 0 WHEN 4 THEN z.c - z.v WHEN 3 THEN z.x - z.v WHEN 1 THEN z.o - z.v ELSE z.o - z.v + z.w - z.a END AS stage_low,
		CASE g.stage WHEN 5 THEN z.c - z.v WHEN 4 THEN z.x - z.v WHEN 3 THEN z.o - z.v WHEN 1 THEN z.o - z.v + z.w - z.a ELSE z.w - z.v END AS stage_high,
		CASE e.outcome WHEN 1 THEN 0 WHEN 3 THEN z.i WHEN 0 THEN z.i + z.l ELSE z.w - z.v - z.r END AS outcome_low,
		CASE e.outcome WHEN 1 THEN z.i WHEN 3 THEN z.i + z.l WHEN 0 THEN z.w - z.v - z.r ELSE z.w - z.v END AS outcome_high,
		CASE WHEN e.outcome = 0 AND z.v + z.i + z.r + z.l >= z.w - z.w / 20 THEN 4 ELSE e.outcome END AS outcome
	FROM (
		SELECT q.waybill_id, q.line, q.lane_id, q.crossing_id, q.commitment_id, q.class, q.day, q.access_day, q.base_unit_id,
			q.w, q.a, q.o, q.x, q.c, q.v, q.i, q.r, q.l, lg.access_lane_id
		FROM plain_run s CROSS JOIN position q CROSS JOIN lane lg
		WHERE q.waybill_id BETWEEN s.first_id AND s.last_id AND q.outcome = 9 AND lg.lane_id = q.lane_id
	) AS z
	CROSS JOIN (SELECT 1 AS stage UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS g
	CROSS JOIN (SELECT 0 AS outcome UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) AS e
) AS p
CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2 WHERE CAST(:has_access AS INTEGER) = 1) AS t
WHERE least(p.stage_high, p.outcome_high) > greatest(p.stage_low, p.outcome_low)
GROUP BY 1, 3, 4, 5, 6, p.base_unit_id, p.stage, p.outcome
UNION ALL
SELECT t.class, 1, CASE WHEN q.class IN (t.class, t.class + 2) THEN q.commitment_id ELSE 0 END,
	CASE WHEN q.class = t.class THEN 0 WHEN t.class = 1 THEN q.day ELSE q.access_day END,
	CASE WHEN q.class IN (t.class, t.class + 2) OR t.class = 1 THEN q.lane_id ELSE lg.access_lane_id END,
	CASE WHEN q.class = t.class OR (t.class = 2 AND q.class <> 4 AND CAST(:names_place AS INTEGER) = 0) THEN 0 ELSE q.crossing_id END, q.base_unit_id, 6, 0, CAST(:sign AS INTEGER) * CAST(sum(q.v) AS INTEGER)
FROM plain_run s CROSS JOIN position q CROSS JOIN lane lg
CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2 WHERE CAST(:has_access AS INTEGER) = 1) AS t
WHERE q.waybill_id BETWEEN s.first_id AND s.last_id AND q.outcome = 9 AND q.v > 0 AND lg.lane_id = q.lane_id
GROUP BY 1, 3, 4, 5, 6, q.base_unit_id;

-- name: cell_change_fill
-- The wide sums, a row a stage.
INSERT INTO cell_change (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT class, 1, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 1 AS stage, outcome, q1 AS quantity FROM cell_wide WHERE q1 <> 0
	UNION ALL SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 2, outcome, q2 FROM cell_wide WHERE q2 <> 0
	UNION ALL SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 3, outcome, q3 FROM cell_wide WHERE q3 <> 0
	UNION ALL SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 4, outcome, q4 FROM cell_wide WHERE q4 <> 0
	UNION ALL SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 5, outcome, q5 FROM cell_wide WHERE q5 <> 0
	UNION ALL SELECT class, commitment_id, day, lane_id, crossing_id, base_unit_id, 6, 0, q6 FROM cell_wide WHERE q6 <> 0
) AS strips
GROUP BY class, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome
HAVING sum(quantity) <> 0;

-- name: cell_wide_clear
-- Before the next sums.
DELETE FROM cell_wide;

-- name: cell_apply
-- Adds what changed to the cells that are kept.
INSERT INTO cell (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, CAST(sum(quantity) AS INTEGER)
FROM cell_change
WHERE true
GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome
ON CONFLICT (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)
DO UPDATE SET quantity = cell.quantity + excluded.quantity;

-- name: cell_change_takes
-- Rows: one when anything left a cell, and so a cell may be empty now.
SELECT 1 FROM cell_change WHERE quantity < 0 LIMIT 1;

-- name: cell_prune
-- Cells that hold nothing any more, among those that changed.
DELETE FROM cell WHERE quantity = 0
	AND (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome) IN (
		SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome FROM cell_change);
