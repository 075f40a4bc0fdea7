-- Balances: sums of allocations, for the commitments that were touched.

-- name: old_balance_save
-- Balances as they were, for the journal.
INSERT INTO old_balance (commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted)
SELECT b.commitment_id, b.w, b.a, b.o, b.x, b.c, b.v, b.moving, b.at_crossing, b.uncollected, b.collected, b.intercepted, b.returned,
	b.lost, b.unaccounted
FROM touched_commitment t CROSS JOIN balance b
WHERE b.commitment_id = t.commitment_id;

-- name: balance_clear
DELETE FROM balance WHERE commitment_id IN (SELECT commitment_id FROM touched_commitment);

-- name: piece_sum_fill
-- The allocations of touched commitments, summed by what balances tell apart.
INSERT INTO piece_sum (commitment_id, bound, kind, stage, outcome, quantity)
SELECT t.commitment_id, 0, g.kind, g.stage, g.outcome, CAST(sum(g.quantity) AS INTEGER)
FROM touched_commitment t CROSS JOIN allocation g
WHERE g.commitment_id = t.commitment_id
GROUP BY t.commitment_id, g.kind, g.stage, g.outcome;

-- name: reckoned_fill
-- Consignments are summed piece by piece. Counts give sums at stages; where there are counts, each stage takes the larger of the two
-- (they are never added), and the closure and the pieces of DESIGN 3.3 follow from that.
INSERT INTO reckoned (commitment_id, bound, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted)
SELECT commitment_id, bound, w, a, o, x, c, v,
	CASE WHEN n_counts = 0 THEN moving WHEN is_settled = 1 THEN 0
		ELSE greatest(0, least(o - v + w - a, w - v - r) - greatest(o - v, i + l)) END,
	CASE WHEN n_counts = 0 THEN at_crossing WHEN is_settled = 1 THEN 0
		ELSE greatest(0, w - v - r - greatest(o - v + w - a, i + l)) END,
	CASE WHEN n_counts = 0 THEN uncollected WHEN is_settled = 1 THEN 0
		ELSE greatest(0, least(o - v, w - v - r) - greatest(c - v, i + l)) END,
	CASE WHEN n_counts = 0 THEN collected WHEN is_settled = 1 THEN 0
		ELSE greatest(0, least(c - v, w - v - r) - (i + l)) END,
	i, r, l, CASE WHEN n_counts = 0 THEN unaccounted WHEN is_settled = 1 THEN w - v - i - r - l ELSE 0 END
FROM (
	SELECT closed.*, CASE WHEN v + i + r + l > 0 AND v + i + r + l >= w - w / 20 THEN 1 ELSE 0 END AS is_settled
	FROM (
		SELECT summed.commitment_id, summed.bound, n_counts, moving, at_crossing, uncollected, collected, unaccounted,
			greatest(w1, d2, a1, a2, o1, o2, x1, x2, c1, c2, greatest(v1, v2) + greatest(i1, i2) + greatest(r1, r2) + greatest(l1, l2)) AS w,
			greatest(a1, a2, o1, o2, x1, x2, c1, c2, v1, v2) AS a, greatest(o1, o2, x1, x2, c1, c2, v1, v2) AS o,
			greatest(x1, x2, c1, c2, v1, v2) AS x, greatest(c1, c2, v1, v2) AS c, greatest(v1, v2) AS v,
			greatest(i1, i2) AS i, greatest(r1, r2) AS r, greatest(l1, l2) AS l
		FROM (
			SELECT t.commitment_id, b.bound, count(g.kind) FILTER (WHERE g.kind = 2) AS n_counts,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1), 0) AS INTEGER) AS w1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.stage >= 2), 0) AS INTEGER) AS a1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.stage >= 3), 0) AS INTEGER) AS o1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.stage >= 4), 0) AS INTEGER) AS x1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.stage >= 5), 0) AS INTEGER) AS c1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.stage = 6), 0) AS INTEGER) AS v1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 0 AND g.stage = 1), 0) AS INTEGER) AS moving,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 0 AND g.stage = 2), 0) AS INTEGER) AS at_crossing,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 0 AND g.stage IN (3, 4)), 0) AS INTEGER) AS uncollected,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 0 AND g.stage = 5), 0) AS INTEGER) AS collected,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 1), 0) AS INTEGER) AS i1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 2), 0) AS INTEGER) AS r1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 3), 0) AS INTEGER) AS l1,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 1 AND g.outcome = 4), 0) AS INTEGER) AS unaccounted,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 1), 0) AS INTEGER) AS d2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 2), 0) AS INTEGER) AS a2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 3), 0) AS INTEGER) AS o2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 4), 0) AS INTEGER) AS x2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 5), 0) AS INTEGER) AS c2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 6), 0) AS INTEGER) AS v2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage = 7), 0) AS INTEGER) AS i2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage IN (8, 9)), 0) AS INTEGER) AS r2,
				CAST(coalesce(sum(g.quantity) FILTER (WHERE g.kind = 2 AND g.stage IN (10, 11)), 0) AS INTEGER) AS l2
			FROM touched_commitment t
			JOIN commitment k ON k.commitment_id = t.commitment_id
			CROSS JOIN (SELECT 0 AS bound UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) AS b
			LEFT JOIN piece_sum g ON g.commitment_id = t.commitment_id AND g.bound = b.bound
			WHERE b.bound = 0 OR g.commitment_id IS NOT NULL
			GROUP BY t.commitment_id, b.bound
		) AS summed
	) AS closed
) AS settled;

-- name: balance_fill
-- The nominal figures are the balance.
INSERT INTO balance (commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted)
SELECT commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted
FROM reckoned WHERE bound = 0;

-- name: balance_journal_fill
-- What this reconcile changed; a second one after the same drop adds to its lines.
INSERT INTO balance_journal (drop_id, commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted)
SELECT :known, t.commitment_id, coalesce(n.w, 0) - coalesce(h.w, 0), coalesce(n.a, 0) - coalesce(h.a, 0), coalesce(n.o, 0) - coalesce(h.o, 0),
	coalesce(n.x, 0) - coalesce(h.x, 0), coalesce(n.c, 0) - coalesce(h.c, 0), coalesce(n.v, 0) - coalesce(h.v, 0),
	coalesce(n.moving, 0) - coalesce(h.moving, 0), coalesce(n.at_crossing, 0) - coalesce(h.at_crossing, 0),
	coalesce(n.uncollected, 0) - coalesce(h.uncollected, 0), coalesce(n.collected, 0) - coalesce(h.collected, 0),
	coalesce(n.intercepted, 0) - coalesce(h.intercepted, 0), coalesce(n.returned, 0) - coalesce(h.returned, 0),
	coalesce(n.lost, 0) - coalesce(h.lost, 0), coalesce(n.unaccounted, 0) - coalesce(h.unaccounted, 0)
FROM touched_commitment t
LEFT JOIN balance n ON n.commitment_id = t.commitment_id
LEFT JOIN old_balance h ON h.commitment_id = t.commitment_id
WHERE coalesce(n.w, 0) <> coalesce(h.w, 0) OR coalesce(n.a, 0) <> coalesce(h.a, 0) OR coalesce(n.o, 0) <> coalesce(h.o, 0)
	OR coalesce(n.x, 0) <> coalesce(h.x, 0) OR coalesce(n.c, 0) <> coalesce(h.c, 0) OR coalesce(n.v, 0) <> coalesce(h.v, 0)
	OR coalesce(n.moving, 0) <> coalesce(h.moving, 0) OR coalesce(n.intercepted, 0) <> coalesce(h.intercepted, 0)
	OR coalesce(n.at_crossing, 0) <> coalesce(h.at_crossing, 0) OR coalesce(n.uncollected, 0) <> coalesce(h.uncollected, 0)
	OR coalesce(n.collected, 0) <> coalesce(h.collected, 0) OR coalesce(n.returned, 0) <> coalesce(h.returned, 0)
	OR coalesce(n.lost, 0) <> coalesce(h.lost, 0) OR coalesce(n.unaccounted, 0) <> coalesce(h.unaccounted, 0)
ON CONFLICT (drop_id, commitment_id) DO UPDATE SET w = balance_journal.w + excluded.w, a = balance_journal.a + excluded.a,
	o = balance_journal.o + excluded.o, x = balance_journal.x + excluded.x, c = balance_journal.c + excluded.c,
	v = balance_journal.v + excluded.v, moving = balance_journal.moving + excluded.moving,
	at_crossing = balance_journal.at_crossing + excluded.at_crossing, uncollected = balance_journal.uncollected + excluded.uncollected,
	collected = balance_journal.collected + excluded.collected, intercepted = balance_journal.intercepted + excluded.intercepted,
	returned = balance_journal.returned + excluded.returned, lost = balance_journal.lost + excluded.lost,
	unaccounted = balance_journal.unaccounted + excluded.unaccounted;
