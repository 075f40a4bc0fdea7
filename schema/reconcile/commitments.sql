-- The commitments as they stand.

-- name: old_class_save
INSERT INTO old_class (commitment_id, class) SELECT commitment_id, named_class FROM commitment;

-- name: commitment_clear
DELETE FROM commitment;

-- name: commitment_term_clear
DELETE FROM commitment_term;

-- name: commitment_fill
-- The first statement of each commitment says what it is: of the source with more trust, then of the one that reaches back further, then
-- of the smaller name; that source alone speaks for it. A rate without a start runs from the day it was stated. Its terms say how much it
-- is and until when (commitment_whole). n_named: two for each thing it names, commodity or category being one thing, and one more for a
-- commodity, which is narrower than a category.
INSERT INTO commitment (commitment_id, source_id, root_id, part_of_id, class, named_class, donor_id, commodity_id, category_id,
	destination_id, crossing_id, n_named, unit_id, base_unit_id, factor, is_rate, starts_day, due_day, counted_at,
	is_withdrawn, capacity, known_from, drop_line)
SELECT commitment_id, source_id, commitment_id, part_of_id, CASE WHEN donor_id = 0 THEN 2 ELSE 1 END,
	CASE WHEN donor_id = 0 THEN 2 ELSE 1 END, donor_id, commodity_id,
	category_id, destination_id, crossing_id,
	CASE WHEN donor_id = 0 THEN 0 ELSE 2 END + CASE WHEN commodity_id <> 0 THEN 3 WHEN category_id <> 0 THEN 2 ELSE 0 END
		+ CASE WHEN destination_id = 0 THEN 0 ELSE 2 END + CASE WHEN crossing_id = 0 THEN 0 ELSE 2 END,
	unit_id, base_unit_id, factor, CASE WHEN basis > 0 THEN 1 ELSE 0 END,
	coalesce(starts_day, CASE WHEN effective_day > -1000000 THEN effective_day WHEN basis > 0 THEN stated_day END), NULL, counted_at,
	0, NULL, known_from, drop_line
FROM (
	SELECT k.commitment_id, k.source_id, k.part_of_id, coalesce(ld.canonical_id, 0) AS donor_id,
		coalesce(lc.canonical_id, 0) AS commodity_id, coalesce(lg.canonical_id, 0) AS category_id,
		coalesce(lt.canonical_id, 0) AS destination_id, coalesce(lx.canonical_id, 0) AS crossing_id,
		k.unit_id, m.base_unit_id, m.factor, coalesce(k.basis, 0) AS basis, k.starts_day, k.stated_day, k.effective_day,
		coalesce(k.counted_at, 6) AS counted_at, k.known_from, k.drop_line,
		row_number() OVER (PARTITION BY k.commitment_id ORDER BY coalesce(sl.trust, 0) DESC, k.effective_day, n.text) AS choice
	FROM commitment_line k
	JOIN name n ON n.name_id = k.source_id
	LEFT JOIN name_link ls ON ls.name_id = k.source_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
	LEFT JOIN name_link ld ON ld.name_id = k.donor_id
	LEFT JOIN name_link lc ON lc.name_id = k.commodity_id
	LEFT JOIN name_link lg ON lg.name_id = k.category_id
	LEFT JOIN name_link lt ON lt.name_id = k.destination_id
	LEFT JOIN name_link lx ON lx.name_id = k.crossing_id
	JOIN measure m ON m.unit_id = k.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT s.commodity_id
		FROM measure s WHERE s.unit_id = k.unit_id AND s.is_own = 1 AND s.commodity_id = lc.canonical_id), 0)
	WHERE k.known_from <= :known AND k.known_to > :known
) AS stated WHERE choice = 1;

-- name: commitment_term_fill
-- The statement and its amendments, in the order in which they take effect; what an amendment leaves blank stays as it was before. One in
-- another dimension, or of a rate where a total was promised, cannot take its place and is left out (finding amendment_apart), but
-- for one that withdraws, which needs no quantity. A rate falls due on the days of its terms; a total takes what is dated from its
-- start on, late goods too, as long as the term holds.
INSERT INTO commitment_term (commitment_id, effective_day, from_day, to_day, quantity, basis, state, due_day, known_from, drop_line)
SELECT commitment_id, effective_day, greatest(effective_day, coalesce(starts_day, -1000000)),
	CASE WHEN is_rate = 1 THEN least(next_day - 1, coalesce(due_day, 10000000)) ELSE next_day - 1 END,
	quantity, basis, state, due_day, known_from, drop_line
FROM (
	SELECT commitment_id, is_rate, effective_day, quantity, known_from, drop_line,
		lead(effective_day, 1, 10000001) OVER (PARTITION BY commitment_id ORDER BY effective_day) AS next_day,
		coalesce(max(basis) OVER (PARTITION BY commitment_id, basis_run), 0) AS basis,
		coalesce(max(state) OVER (PARTITION BY commitment_id, state_run), 2) AS state,
		coalesce(max(starts_day) OVER (PARTITION BY commitment_id, starts_run), first_day) AS starts_day,
		max(due_day) OVER (PARTITION BY commitment_id, due_run) AS due_day
	FROM (
		SELECT q.*, count(q.basis) OVER (PARTITION BY q.commitment_id ORDER BY q.effective_day) AS basis_run,
			count(q.state) OVER (PARTITION BY q.commitment_id ORDER BY q.effective_day) AS state_run,
			count(q.starts_day) OVER (PARTITION BY q.commitment_id ORDER BY q.effective_day) AS starts_run,
			count(q.due_day) OVER (PARTITION BY q.commitment_id ORDER BY q.effective_day) AS due_run
		FROM (
			SELECT k.commitment_id, k.is_rate, l.effective_day, l.known_from, l.drop_line, l.due_day,
				CASE WHEN m.unit_id IS NULL THEN 0 WHEN l.unit_id = k.unit_id THEN l.quantity
					ELSE scale(l.quantity, m.factor, k.factor) END AS quantity,
				CASE WHEN CASE WHEN l.basis > 0 THEN 1 ELSE 0 END = k.is_rate THEN l.basis END AS basis, l.state, l.starts_day,
				k.starts_day AS first_day
			FROM commitment k
			JOIN commitment_line l ON l.commitment_id = k.commitment_id AND l.source_id = k.source_id
			LEFT JOIN measure m ON m.unit_id = l.unit_id AND m.is_own = 1 AND m.base_unit_id = k.base_unit_id
				AND m.commodity_id = coalesce((SELECT s.commodity_id
					FROM measure s WHERE s.unit_id = l.unit_id AND s.is_own = 1 AND s.commodity_id = k.commodity_id), 0)
			WHERE l.known_from <= :known AND l.known_to > :known
				AND (l.state = 4 OR (m.unit_id IS NOT NULL AND (l.basis IS NULL OR CASE WHEN l.basis > 0 THEN 1 ELSE 0 END = k.is_rate)))
		) AS q
	) AS runs
) AS terms;

-- name: commitment_whole
-- What the terms come to: the last day, whether anything of it stands, and how much it can take. A rate takes up to its whole window.
UPDATE commitment SET due_day = terms.due_day, is_withdrawn = terms.is_withdrawn, capacity = terms.capacity
FROM (
	SELECT k.commitment_id, CASE WHEN max(t.state) < 4 OR min(t.state) < 4 THEN 0 ELSE 1 END AS is_withdrawn,
		(SELECT z.due_day FROM commitment_term z WHERE z.commitment_id = k.commitment_id
			ORDER BY CASE WHEN z.state = 4 THEN 1 ELSE 0 END, z.effective_day DESC LIMIT 1) AS due_day,
		CASE WHEN k.is_rate = 0 THEN coalesce(max(scale(t.quantity, k.factor, 1000)) FILTER (WHERE t.state <> 4), 0)
			WHEN max(CASE WHEN t.state <> 4 AND (t.from_day = -1000000 OR t.to_day = 10000000) THEN 1 ELSE 0 END) = 1 THEN NULL
			ELSE CAST(coalesce(sum(scale(scale(t.quantity, k.factor, 1000), greatest(0, t.to_day - t.from_day + 1), t.basis))
				FILTER (WHERE t.state <> 4 AND t.basis > 0), 0) AS INTEGER) END AS capacity
	FROM commitment k JOIN commitment_term t ON t.commitment_id = k.commitment_id
	GROUP BY k.commitment_id, k.is_rate, k.factor
) AS terms
WHERE terms.commitment_id = commitment.commitment_id;

-- name: commitment_root
-- The root of every chain of part_of, and with it the class. A commitment that is part of nothing known is a root; of commitments that
-- are part of each other in a ring, the one with the smallest id.
UPDATE commitment SET root_id = top.root_id, class = top.class
FROM (
	WITH RECURSIVE up (commitment_id, at_id) AS (
		SELECT commitment_id, commitment_id FROM commitment
		UNION
		SELECT u.commitment_id, p.commitment_id
		FROM up u JOIN commitment k ON k.commitment_id = u.at_id JOIN commitment p ON p.commitment_id = k.part_of_id
	), root AS (
		SELECT k.commitment_id, k.class
		FROM commitment k LEFT JOIN commitment p ON p.commitment_id = k.part_of_id
		WHERE p.commitment_id IS NULL
		UNION ALL
		SELECT k.commitment_id, k.class
		FROM commitment k
		JOIN up r ON r.commitment_id = k.part_of_id AND r.at_id = k.commitment_id
		JOIN name n ON n.name_id = k.commitment_id
		WHERE n.text = (SELECT min(m.text) FROM up z JOIN name m ON m.name_id = z.at_id WHERE z.commitment_id = k.commitment_id)
	)
	SELECT u.commitment_id, r.commitment_id AS root_id, r.class
	FROM up u JOIN root r ON r.commitment_id = u.at_id
) AS top
WHERE top.commitment_id = commitment.commitment_id AND top.root_id <> commitment.commitment_id;

-- name: commitment_named_class
-- A family of several is one in which it matters when and where something crossed that names one of them.
UPDATE commitment SET named_class = class + CASE
	WHEN root_id IN (SELECT root_id FROM commitment WHERE root_id <> commitment_id) THEN 2 ELSE 0 END;

-- name: class_has_changed
-- Rows: 1 when a commitment became, or ceased to be, a promise of access, or one with parts: consignments that name it are counted elsewhere
-- then.
SELECT 1 FROM commitment k LEFT JOIN old_class h ON h.commitment_id = k.commitment_id
WHERE coalesce(h.class, 1) <> k.named_class
UNION ALL
SELECT 1 FROM old_class h LEFT JOIN commitment k ON k.commitment_id = h.commitment_id
WHERE k.commitment_id IS NULL AND h.class <> 1
LIMIT 1;

-- name: class_change_mark
-- Consignments that name a commitment of the other class than they were summed for.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT DISTINCT p.waybill_id, p.waybill_id FROM position p LEFT JOIN commitment k ON k.commitment_id = p.commitment_id
WHERE p.commitment_id <> 0 AND p.class <> coalesce(k.named_class, 1)
ON CONFLICT DO NOTHING;

-- name: access_names
-- Row: how many commitments promise access (goods are summed for class 2 only where any does), and whether any of them names a
-- donor, and a place: by what none of them names, goods are not told apart there.
SELECT count(*), coalesce(max(CASE WHEN donor_id <> 0 THEN 1 ELSE 0 END), 0),
	coalesce(max(CASE WHEN destination_id <> 0 OR crossing_id <> 0 THEN 1 ELSE 0 END), 0)
FROM commitment WHERE class = 2;

-- name: access_lane_clear
-- Promises of access name other things than before.
UPDATE lane SET access_lane_id = NULL WHERE access_lane_id IS NOT NULL;

-- name: access_lane_new
-- Rows: one when there are lanes that were not looked up yet.
SELECT 1 FROM lane WHERE access_lane_id IS NULL LIMIT 1;

-- name: access_lane_put
-- The lanes that are left of those when what no promise of access names is taken away; goods and category stay, as what they are
-- says how they are measured.
INSERT INTO lane (donor_id, commodity_id, category_id, destination_id, crossing_id, order_hash)
SELECT DISTINCT q.donor_id, q.commodity_id, q.category_id, q.destination_id, q.crossing_id,
	coalesce(n1.order_hash / 32, 0) + coalesce(n2.order_hash / 32 * 2, 0) + coalesce(n3.order_hash / 32 * 3, 0)
		+ coalesce(n4.order_hash / 32 * 4, 0) + coalesce(n5.order_hash / 32 * 5, 0)
FROM (
	SELECT CASE WHEN CAST(:names_donor AS INTEGER) = 1 THEN donor_id ELSE 0 END AS donor_id, commodity_id, category_id,
		CASE WHEN CAST(:names_place AS INTEGER) = 1 THEN destination_id ELSE 0 END AS destination_id,
		CASE WHEN CAST(:names_place AS INTEGER) = 1 THEN crossing_id ELSE 0 END AS crossing_id
	FROM lane WHERE access_lane_id IS NULL
) AS q
LEFT JOIN name n1 ON n1.name_id = q.donor_id
LEFT JOIN name n2 ON n2.name_id = q.commodity_id
LEFT JOIN name n3 ON n3.name_id = q.category_id
LEFT JOIN name n4 ON n4.name_id = q.destination_id
LEFT JOIN name n5 ON n5.name_id = q.crossing_id
WHERE NOT EXISTS (SELECT 1 FROM lane g WHERE g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id
	AND g.category_id = q.category_id AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id);

-- name: access_lane_fill
-- Which of them each lane goes to.
UPDATE lane SET access_lane_id = (SELECT q.lane_id FROM lane q
	WHERE q.donor_id = CASE WHEN CAST(:names_donor AS INTEGER) = 1 THEN lane.donor_id ELSE 0 END
		AND q.commodity_id = lane.commodity_id AND q.category_id = lane.category_id
		AND q.destination_id = CASE WHEN CAST(:names_place AS INTEGER) = 1 THEN lane.destination_id ELSE 0 END
		AND q.crossing_id = CASE WHEN CAST(:names_place AS INTEGER) = 1 THEN lane.crossing_id ELSE 0 END)
WHERE access_lane_id IS NULL;

-- name: access_cells_clear
DELETE FROM cell WHERE class = 2;

-- name: access_ranges_clear
DELETE FROM cell_range WHERE class = 2;
