-- What each reconcile changed in the sums from which balances follow, so that an earlier moment is what is there now without what came since:
-- cells and arrivals are brought back, and the statements of allocations.sql and balances.sql make of them what they made then.

-- name: reconciled_any
-- Rows: one when anything was reconciled before.
SELECT 1 FROM reconciled LIMIT 1;

-- name: reconciled_put
-- This reconcile. :is_start 1: what was there before it is not brought back.
INSERT INTO reconciled (drop_id, latest_at, arrival_from, is_start)
SELECT CAST(:known AS INTEGER), latest_at, arrival_from, CAST(:is_start AS INTEGER) FROM horizon WHERE true
ON CONFLICT (drop_id) DO UPDATE SET latest_at = excluded.latest_at, arrival_from = excluded.arrival_from,
	is_start = greatest(reconciled.is_start, excluded.is_start);

-- name: cell_journal_fill
-- What changed in cells; a second reconcile after the same drop adds to its lines.
INSERT INTO cell_journal (drop_id, class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT CAST(:known AS INTEGER), class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, 0, CAST(sum(quantity) AS INTEGER)
FROM cell_change
WHERE true
GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome
HAVING sum(quantity) <> 0
ON CONFLICT (drop_id, class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
DO UPDATE SET quantity = cell_journal.quantity + excluded.quantity;

-- name: cell_journal_range
-- The same at the bounds.
INSERT INTO cell_journal (drop_id, class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT CAST(:known AS INTEGER), class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity
FROM cell_range_change
WHERE true
ON CONFLICT (drop_id, class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
DO UPDATE SET quantity = cell_journal.quantity + excluded.quantity;

-- name: arrival_journal_fill
-- What changed in arrivals.
INSERT INTO arrival_journal (drop_id, commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT CAST(:known AS INTEGER), commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v
FROM arrival_change
WHERE w <> 0 OR a <> 0 OR o <> 0 OR x <> 0 OR c <> 0 OR v <> 0
ON CONFLICT (drop_id, commitment_id, lane_id, base_unit_id, day) DO UPDATE SET w = arrival_journal.w + excluded.w, a = arrival_journal.a + excluded.a,
	o = arrival_journal.o + excluded.o, x = arrival_journal.x + excluded.x, c = arrival_journal.c + excluded.c, v = arrival_journal.v + excluded.v;

-- name: arrival_journal_prune
-- Days before :first_day are about to go.
INSERT INTO arrival_journal (drop_id, commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT CAST(:known AS INTEGER), commitment_id, lane_id, base_unit_id, day, -w, -a, -o, -x, -c, -v
FROM arrival
WHERE day > -1000000 AND day < :first_day
ON CONFLICT (drop_id, commitment_id, lane_id, base_unit_id, day) DO UPDATE SET w = arrival_journal.w + excluded.w, a = arrival_journal.a + excluded.a,
	o = arrival_journal.o + excluded.o, x = arrival_journal.x + excluded.x, c = arrival_journal.c + excluded.c, v = arrival_journal.v + excluded.v;

-- name: journal_leads_back
-- Rows: one when everything was reconciled with the drop :known, none of its facts is dated :as_of or later, and every reconcile since has its lines.
SELECT 1 FROM reconciled r WHERE r.drop_id = :known AND r.latest_at < :as_of
	AND NOT EXISTS (SELECT 1 FROM reconciled z WHERE z.drop_id > :known AND z.is_start = 1);

-- name: past_cell_fill
-- Cells as they were with the drop :known.
INSERT INTO cell (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity)
SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, quantity FROM main.cell
	UNION ALL
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, -quantity FROM cell_journal
	WHERE drop_id > CAST(:known AS INTEGER) AND bound = 0
) AS moves
GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome
HAVING sum(quantity) <> 0;

-- name: past_cell_range_fill
-- And how far the bounds were from them.
INSERT INTO cell_range (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity)
SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, CAST(sum(quantity) AS INTEGER)
FROM (
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity FROM main.cell_range
	UNION ALL
	SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, -quantity FROM cell_journal
	WHERE drop_id > CAST(:known AS INTEGER) AND bound > 0
) AS moves
GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound
HAVING sum(quantity) <> 0;

-- name: past_arrival_fill
-- Arrivals of the days that were kept then.
INSERT INTO arrival (commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT commitment_id, lane_id, base_unit_id, day, CAST(sum(w) AS INTEGER), CAST(sum(a) AS INTEGER), CAST(sum(o) AS INTEGER),
	CAST(sum(x) AS INTEGER), CAST(sum(c) AS INTEGER), CAST(sum(v) AS INTEGER)
FROM (
	SELECT commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v FROM main.arrival
	UNION ALL
	SELECT commitment_id, lane_id, base_unit_id, day, -w, -a, -o, -x, -c, -v FROM arrival_journal WHERE drop_id > CAST(:known AS INTEGER)
) AS moves
GROUP BY commitment_id, lane_id, base_unit_id, day
HAVING sum(w) <> 0;
