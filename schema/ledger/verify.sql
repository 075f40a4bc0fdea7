-- What `verify` checks. Each statement gives one number: how many things are wrong. What is kept is called main: tables of the same name may stand before it,
-- with what was known at another moment.

-- name: verify_outcomes
-- P1: drops whose runs of outcomes do not add up to what they say.
SELECT count(*) FROM drop_file d WHERE d.state IN (1, 3) AND (
	d.records <> coalesce((SELECT sum(record_to - record_from + 1) FROM outcome_run r WHERE r.drop_id = d.drop_id), 0)
	OR d.rejected <> (SELECT count(*) FROM reject j WHERE j.drop_id = d.drop_id)
	OR d.accepted <> coalesce((SELECT sum(record_to - record_from + 1) FROM outcome_run r WHERE r.drop_id = d.drop_id AND r.outcome = 1), 0)
	OR d.unchanged <> coalesce((SELECT sum(record_to - record_from + 1) FROM outcome_run r WHERE r.drop_id = d.drop_id AND r.outcome = 2), 0)
	OR d.superseding <> coalesce((SELECT sum(record_to - record_from + 1) FROM outcome_run r WHERE r.drop_id = d.drop_id AND r.outcome = 3), 0));

-- name: verify_cells
-- P8: cells of which more is counted towards promises than there is (parts count what their root has and are left out).
SELECT count(*) FROM (
	SELECT a.kind FROM main.allocation a JOIN main.commitment k ON k.commitment_id = a.commitment_id AND k.root_id = k.commitment_id
	LEFT JOIN main.cell c ON c.class = k.class AND c.kind = a.kind AND c.commitment_id = a.cell_commitment_id AND c.day = a.day AND c.lane_id = a.lane_id
		AND c.crossing_id = a.crossing_id AND c.base_unit_id = a.base_unit_id AND c.stage = a.stage AND c.outcome = a.outcome
	GROUP BY k.class, a.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.outcome
	HAVING sum(a.quantity) > coalesce(min(c.quantity), 0)
) AS over_counted;

-- name: verify_funnel
-- P8: balances that are not where their goods are, or that go back on the way.
SELECT count(*) FROM (
	SELECT w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted FROM main.balance
	UNION ALL SELECT w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted FROM main.balance_range
) AS bounds WHERE w <> v + moving + at_crossing + uncollected + collected + intercepted + returned + lost + unaccounted
	OR w < a OR a < o OR o < x OR x < c OR c < v OR v < 0 OR moving < 0 OR at_crossing < 0 OR uncollected < 0 OR collected < 0 OR unaccounted < 0;

-- P6: rows that the kept tables and the recomputation do not share.

-- name: verify_commitment
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.commitment EXCEPT SELECT * FROM temp.commitment) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.commitment EXCEPT SELECT * FROM main.commitment) AS anew) AS differing;

-- name: verify_term
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.commitment_term EXCEPT SELECT * FROM temp.commitment_term) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.commitment_term EXCEPT SELECT * FROM main.commitment_term) AS anew) AS differing;

-- name: verify_position
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.position EXCEPT SELECT * FROM temp.position) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.position EXCEPT SELECT * FROM main.position) AS anew) AS differing;

-- name: verify_tally
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.tally EXCEPT SELECT * FROM temp.tally) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.tally EXCEPT SELECT * FROM main.tally) AS anew) AS differing;

-- name: verify_position_range
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.position_range EXCEPT SELECT * FROM temp.position_range) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.position_range EXCEPT SELECT * FROM main.position_range) AS anew) AS differing;

-- name: verify_joined
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.joined EXCEPT SELECT * FROM temp.joined) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.joined EXCEPT SELECT * FROM main.joined) AS anew) AS differing;

-- name: verify_count_day
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.count_day EXCEPT SELECT * FROM temp.count_day) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.count_day EXCEPT SELECT * FROM main.count_day) AS anew) AS differing;

-- name: verify_count_source
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.count_source EXCEPT SELECT * FROM temp.count_source) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.count_source EXCEPT SELECT * FROM main.count_source) AS anew) AS differing;

-- name: verify_count_weight
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.count_weight EXCEPT SELECT * FROM temp.count_weight) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.count_weight EXCEPT SELECT * FROM main.count_weight) AS anew) AS differing;

-- name: verify_nominal_weight
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.nominal_weight EXCEPT SELECT * FROM temp.nominal_weight) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.nominal_weight EXCEPT SELECT * FROM main.nominal_weight) AS anew) AS differing;

-- name: verify_cell
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.cell EXCEPT SELECT * FROM temp.cell) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.cell EXCEPT SELECT * FROM main.cell) AS anew) AS differing;

-- name: verify_cell_range
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.cell_range EXCEPT SELECT * FROM temp.cell_range) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.cell_range EXCEPT SELECT * FROM main.cell_range) AS anew) AS differing;

-- name: verify_arrival
-- Rows that one of the two has and the other has not; of the days that are kept, and what left is no row.
SELECT count(*) FROM (
	SELECT * FROM (SELECT * FROM main.arrival WHERE w <> 0 EXCEPT SELECT * FROM temp.arrival) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.arrival WHERE w <> 0 AND (day = -1000000 OR day >= (SELECT arrival_from FROM main.horizon))
		EXCEPT SELECT * FROM main.arrival) AS anew) AS differing;

-- name: verify_allocation
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.allocation EXCEPT SELECT * FROM temp.allocation) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.allocation EXCEPT SELECT * FROM main.allocation) AS anew) AS differing;

-- name: verify_allocation_range
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.allocation_range EXCEPT SELECT * FROM temp.allocation_range) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.allocation_range EXCEPT SELECT * FROM main.allocation_range) AS anew) AS differing;

-- name: verify_balance
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.balance EXCEPT SELECT * FROM temp.balance) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.balance EXCEPT SELECT * FROM main.balance) AS anew) AS differing;

-- name: verify_balance_range
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.balance_range EXCEPT SELECT * FROM temp.balance_range) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.balance_range EXCEPT SELECT * FROM main.balance_range) AS anew) AS differing;

-- name: verify_journal
-- Balances that are not the sum of their journal.
SELECT count(*) FROM (
	SELECT commitment_id FROM (
		SELECT commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted FROM main.balance
		UNION ALL
		SELECT commitment_id, -w, -a, -o, -x, -c, -v, -moving, -at_crossing, -uncollected, -collected, -intercepted, -returned, -lost, -unaccounted
		FROM balance_journal
	) AS moves
	GROUP BY commitment_id
	HAVING sum(w) <> 0 OR sum(a) <> 0 OR sum(o) <> 0 OR sum(x) <> 0 OR sum(c) <> 0 OR sum(v) <> 0 OR sum(moving) <> 0 OR sum(at_crossing) <> 0
		OR sum(uncollected) <> 0 OR sum(collected) <> 0 OR sum(intercepted) <> 0 OR sum(returned) <> 0 OR sum(lost) <> 0 OR sum(unaccounted) <> 0
) AS differing;

-- name: verify_journal_drops
-- Rows: the drops with which everything was reconciled, in their order, and whether the journals of cells begin there.
SELECT drop_id, is_start FROM reconciled ORDER BY drop_id;

-- name: verify_journal_then
-- Balances of a moment that are not the sum of their journal up to it.
SELECT count(*) FROM (
	SELECT commitment_id FROM (
		SELECT commitment_id, w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted FROM temp.balance
		UNION ALL
		SELECT commitment_id, -w, -a, -o, -x, -c, -v, -moving, -at_crossing, -uncollected, -collected, -intercepted, -returned, -lost, -unaccounted
		FROM balance_journal WHERE drop_id <= (SELECT known FROM temp.moment)
	) AS moves
	GROUP BY commitment_id
	HAVING sum(w) <> 0 OR sum(a) <> 0 OR sum(o) <> 0 OR sum(x) <> 0 OR sum(c) <> 0 OR sum(v) <> 0 OR sum(moving) <> 0 OR sum(at_crossing) <> 0
		OR sum(uncollected) <> 0 OR sum(collected) <> 0 OR sum(intercepted) <> 0 OR sum(returned) <> 0 OR sum(lost) <> 0 OR sum(unaccounted) <> 0
) AS differing;

-- name: verify_cells_then
-- Cells of a moment that are not those of now without what their journal has since.
SELECT count(*) FROM (
	SELECT class FROM (
		SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, 0 AS bound, quantity FROM main.cell
		UNION ALL SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, quantity FROM main.cell_range
		UNION ALL SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, -quantity FROM cell_journal
			WHERE drop_id > (SELECT known FROM temp.moment)
		UNION ALL SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, 0, -quantity FROM temp.cell
		UNION ALL SELECT class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound, -quantity FROM temp.cell_range
	) AS moves
	GROUP BY class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound
	HAVING sum(quantity) <> 0
) AS differing;

-- name: verify_arrivals_then
-- The same of the arrivals on the days that were kept then.
SELECT count(*) FROM (
	SELECT day FROM (
		SELECT commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v FROM main.arrival
		UNION ALL SELECT commitment_id, lane_id, base_unit_id, day, -w, -a, -o, -x, -c, -v FROM arrival_journal WHERE drop_id > (SELECT known FROM temp.moment)
		UNION ALL SELECT commitment_id, lane_id, base_unit_id, day, -w, -a, -o, -x, -c, -v FROM temp.arrival
			WHERE day = -1000000 OR day >= (SELECT arrival_from FROM reconciled WHERE drop_id = (SELECT known FROM temp.moment))
	) AS moves
	GROUP BY commitment_id, lane_id, base_unit_id, day
	HAVING sum(w) <> 0 OR sum(a) <> 0 OR sum(o) <> 0 OR sum(x) <> 0 OR sum(c) <> 0 OR sum(v) <> 0
) AS differing;

-- name: verify_finding
-- Rows that one of the two has and the other has not.
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.finding EXCEPT SELECT * FROM temp.finding) AS kept
	UNION ALL SELECT * FROM (SELECT * FROM temp.finding EXCEPT SELECT * FROM main.finding) AS anew) AS differing;
