-- Committed against what reached each stage. A row a commitment; sums and the funnel are done in core/report/funnel.c.

-- name: shortfall_rows
-- The commitments that pass the filters, with their balance in the base unit. :has_* 1 where the filter is set (table wanted).
-- :by orders for groups: 1 donor, 2 commodity, 3 destination, 4 month of the due day; 0 none. :commitment_id 0: all. :bound 3 for what was
-- stated in the commitment's measure alone, else 0. What reached counted_at with conversions at their low, at their high, and without them,
-- stands at the end; NULL where that is the same. The commitment of which one is a part is named where it is counted in that one: not of the
-- one of a ring that counts as the whole, nor where nobody has stated the whole.
SELECT n.text, d.text, c.text, t.text, k.due_day, k.counted_at, u.code, k.starts_day, k.factor,
	coalesce(z.w, b.w), coalesce(z.a, b.a), coalesce(z.o, b.o), coalesce(z.x, b.x), coalesce(z.c, b.c), coalesce(z.v, b.v),
	coalesce(z.moving, b.moving), coalesce(z.at_crossing, b.at_crossing), coalesce(z.uncollected, b.uncollected), coalesce(z.collected, b.collected), coalesce(z.intercepted, b.intercepted), coalesce(z.returned, b.returned), coalesce(z.lost, b.lost), coalesce(z.unaccounted, b.unaccounted),
	pn.text, g.text, x.text, k.commitment_id,
	CASE k.counted_at WHEN 1 THEN r1.w WHEN 2 THEN r1.a WHEN 3 THEN r1.o WHEN 4 THEN r1.x WHEN 5 THEN r1.c WHEN 6 THEN r1.v END,
	CASE k.counted_at WHEN 1 THEN r2.w WHEN 2 THEN r2.a WHEN 3 THEN r2.o WHEN 4 THEN r2.x WHEN 5 THEN r2.c WHEN 6 THEN r2.v END,
	CASE k.counted_at WHEN 1 THEN r3.w WHEN 2 THEN r3.a WHEN 3 THEN r3.o WHEN 4 THEN r3.x WHEN 5 THEN r3.c WHEN 6 THEN r3.v END
FROM commitment k
JOIN name n ON n.name_id = k.commitment_id
JOIN unit u ON u.unit_id = k.unit_id
LEFT JOIN balance b ON b.commitment_id = k.commitment_id
LEFT JOIN balance_range z ON z.commitment_id = k.commitment_id AND z.bound = CAST(:bound AS INTEGER)
LEFT JOIN balance_range r1 ON r1.commitment_id = k.commitment_id AND r1.bound = 1
LEFT JOIN balance_range r2 ON r2.commitment_id = k.commitment_id AND r2.bound = 2
LEFT JOIN balance_range r3 ON r3.commitment_id = k.commitment_id AND r3.bound = 3
LEFT JOIN name d ON d.name_id = k.donor_id
LEFT JOIN name c ON c.name_id = k.commodity_id
LEFT JOIN name t ON t.name_id = k.destination_id
LEFT JOIN name pn ON pn.name_id = k.part_of_id AND k.root_id <> k.commitment_id
LEFT JOIN name g ON g.name_id = k.category_id
LEFT JOIN name x ON x.name_id = k.crossing_id
WHERE (:has_donor = 0 OR k.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
	AND (:has_commodity = 0 OR k.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
		OR k.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
	AND (:has_destination = 0 OR k.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
	AND (:has_crossing = 0 OR k.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4))
	AND (:has_source = 0 OR k.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
	AND (:due_before = 9223372036854775807 OR k.due_day < :due_before)
	AND (:commitment_id = 0 OR k.commitment_id = :commitment_id)
ORDER BY CASE WHEN :by = 4 THEN coalesce(k.due_day, 10000000) ELSE 0 END,
	CASE :by WHEN 1 THEN coalesce(d.text, '') WHEN 2 THEN coalesce(c.text, '') WHEN 3 THEN coalesce(t.text, '') ELSE '' END, n.text;

-- name: shortfall_terms
-- What a commitment amounts to and from when, in the order in which its terms take effect; :commitment_id 0: all, one after the other.
SELECT commitment_id, effective_day, from_day, to_day, quantity, basis, state FROM commitment_term
WHERE CAST(:commitment_id AS INTEGER) = 0 OR commitment_id = CAST(:commitment_id AS INTEGER)
ORDER BY commitment_id, effective_day;

-- name: shortfall_pace
-- What reached the stage at which a commitment is counted on the days after :short_from, and after :long_from, up to :to_day: of consignments and of
-- counts, of each window the larger. Consignments that name it, or a part of it, as table arrival has them; of those that match it the share of
-- their lane that counts towards it, and for a promise of access what crossed on the day. :bound as in shortfall_rows: where it is not 0, of
-- consignments the part that the bound has of all that counts towards the commitment. All in one go, as a statement a commitment costs more than
-- what it finds; :commitment_id 0: all. Rows: those of which anything is to be said, by id.
WITH k AS (
	SELECT commitment_id, root_id, class, base_unit_id, counted_at FROM commitment
	WHERE CAST(:commitment_id AS INTEGER) = 0 OR commitment_id = CAST(:commitment_id AS INTEGER)
), reached AS (
	SELECT k.commitment_id, 1 AS kind, r.day, CASE k.counted_at WHEN 1 THEN r.w WHEN 2 THEN r.a WHEN 3 THEN r.o WHEN 4 THEN r.x WHEN 5 THEN r.c ELSE r.v END AS quantity
	FROM k CROSS JOIN arrival r
	WHERE r.commitment_id = k.commitment_id AND r.lane_id = 0 AND r.base_unit_id = k.base_unit_id AND r.day > :long_from AND r.day <= :to_day
	UNION ALL
	SELECT k.commitment_id, 1, r.day, CASE k.counted_at WHEN 1 THEN r.w WHEN 2 THEN r.a WHEN 3 THEN r.o WHEN 4 THEN r.x WHEN 5 THEN r.c ELSE r.v END
	FROM commitment p CROSS JOIN commitment k CROSS JOIN arrival r
	WHERE p.root_id <> p.commitment_id AND k.commitment_id = p.root_id
		AND (CAST(:commitment_id AS INTEGER) = 0 OR k.commitment_id = CAST(:commitment_id AS INTEGER))
		AND r.commitment_id = p.commitment_id AND r.lane_id = 0 AND r.base_unit_id = k.base_unit_id AND r.day > :long_from AND r.day <= :to_day
	UNION ALL
	SELECT k.commitment_id, 1, r.day, scale(CASE k.counted_at WHEN 1 THEN r.w WHEN 2 THEN r.a WHEN 3 THEN r.o WHEN 4 THEN r.x WHEN 5 THEN r.c ELSE r.v END, k.quantity, t.w)
	FROM (
		SELECT k.commitment_id, k.base_unit_id, k.counted_at, a.lane_id, CAST(sum(a.quantity) AS INTEGER) AS quantity
		FROM k CROSS JOIN allocation a
		WHERE k.class = 1 AND a.commitment_id = k.commitment_id AND a.kind = 1 AND a.cell_commitment_id = 0
		GROUP BY k.commitment_id, k.base_unit_id, k.counted_at, a.lane_id
	) AS k CROSS JOIN arrival t CROSS JOIN arrival r
	WHERE t.commitment_id = 0 AND t.lane_id = k.lane_id AND t.base_unit_id = k.base_unit_id AND t.day = -1000000 AND t.w > 0
		AND r.commitment_id = 0 AND r.lane_id = k.lane_id AND r.base_unit_id = k.base_unit_id AND r.day > :long_from AND r.day <= :to_day
	UNION ALL
	SELECT k.commitment_id, 1, a.day, a.quantity FROM k CROSS JOIN allocation a
	WHERE k.class = 2 AND a.commitment_id = k.commitment_id AND a.kind = 1 AND a.cell_commitment_id = 0 AND a.stage >= k.counted_at
		AND a.day > :long_from AND a.day <= :to_day
	UNION ALL
	SELECT commitment_id, 2, day, max(quantity) FROM (
		SELECT commitment_id, day, stage, CAST(sum(quantity) AS INTEGER) AS quantity FROM (
			SELECT k.commitment_id, a.day, a.stage, a.quantity FROM k CROSS JOIN allocation a
			WHERE EXISTS (SELECT 1 FROM cell c WHERE c.class = 1 AND c.kind = 2) AND a.commitment_id = k.commitment_id AND a.kind = 2 AND a.cell_commitment_id = 0 AND a.stage BETWEEN k.counted_at AND 6
				AND a.day > :long_from AND a.day <= :to_day
			UNION ALL
			SELECT k.commitment_id, a.day, a.stage, a.quantity FROM k CROSS JOIN allocation_range a
			WHERE CAST(:bound AS INTEGER) > 0 AND a.commitment_id = k.commitment_id AND a.kind = 2 AND a.cell_commitment_id = 0
				AND a.stage BETWEEN k.counted_at AND 6 AND a.day > :long_from AND a.day <= :to_day AND a.bound = CAST(:bound AS INTEGER)
		) AS got GROUP BY commitment_id, day, stage
	) AS stages GROUP BY commitment_id, day
), part AS (
	SELECT k.commitment_id, CAST(sum(a.quantity) AS INTEGER) AS whole, CAST(sum(a.quantity) + coalesce((SELECT sum(b.quantity) FROM allocation_range b
		WHERE b.commitment_id = k.commitment_id AND b.kind = 1 AND b.bound = CAST(:bound AS INTEGER)), 0) AS INTEGER) AS part
	FROM k CROSS JOIN allocation a
	WHERE CAST(:bound AS INTEGER) > 0 AND a.commitment_id = k.commitment_id AND a.kind = 1
	GROUP BY k.commitment_id
)
SELECT s.commitment_id, max(CASE WHEN s.kind = 1 AND p.whole > 0 THEN scale(s.short_sum, p.part, p.whole) ELSE s.short_sum END),
	max(CASE WHEN s.kind = 1 AND p.whole > 0 THEN scale(s.long_sum, p.part, p.whole) ELSE s.long_sum END)
FROM (
	SELECT commitment_id, kind, CAST(sum(CASE WHEN day > :short_from THEN quantity ELSE 0 END) AS INTEGER) AS short_sum,
		CAST(sum(quantity) AS INTEGER) AS long_sum
	FROM reached GROUP BY commitment_id, kind
) AS s LEFT JOIN part p ON p.commitment_id = s.commitment_id
GROUP BY s.commitment_id
ORDER BY s.commitment_id;

-- name: shortfall_sources
-- Whose counts a commitment counts.
SELECT DISTINCT n.text
FROM (SELECT DISTINCT day, lane_id, crossing_id, stage FROM allocation WHERE commitment_id = :commitment_id AND kind = 2) a
JOIN lane g ON g.lane_id = a.lane_id
LEFT JOIN name_link lx ON lx.name_id = a.crossing_id
LEFT JOIN place_root rx ON rx.place_id = lx.canonical_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
JOIN count_source s ON s.area_id = coalesce(rx.ancestor_id, rd.ancestor_id, 0) AND s.stage = a.stage AND s.day = a.day
JOIN name n ON n.name_id = s.source_id
ORDER BY n.text;

-- name: has_counts
-- Rows: 1 when the ledger holds any counts.
SELECT 1 FROM cell WHERE class = 1 AND kind = 2 LIMIT 1;

-- script: unallocated_create
-- Goods by the commitment that they name (0: none; root_id: its root), of which there may be any that count towards no promise.
CREATE TEMPORARY TABLE IF NOT EXISTS open_group (class INTEGER NOT NULL, kind INTEGER NOT NULL, commitment_id INTEGER NOT NULL, root_id INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id)) WITHOUT ROWID;

-- name: open_group_clear
-- Before they are filled again.
DELETE FROM open_group;

-- name: open_group_fill
-- All that names no commitment; and what names one whose root did not take just as much. Most roots did (named_fill_root): nothing is left of these,
-- in whatever measure, and they need not be read.
INSERT INTO open_group (class, kind, commitment_id, root_id)
SELECT t.class, u.kind, 0, 0 FROM (SELECT 1 AS class UNION ALL SELECT 2) AS t CROSS JOIN (SELECT 1 AS kind UNION ALL SELECT 2) AS u
WHERE EXISTS (SELECT 1 FROM cell c WHERE c.class = t.class AND c.kind = u.kind AND c.commitment_id = 0)
UNION ALL
SELECT h.class, h.kind, h.commitment_id, coalesce(k.root_id, 0)
FROM (SELECT class, kind, commitment_id, sum(quantity) AS quantity FROM cell WHERE commitment_id <> 0 GROUP BY class, kind, commitment_id) AS h
LEFT JOIN commitment k ON k.commitment_id = h.commitment_id AND k.class = h.class
WHERE h.quantity <> coalesce((SELECT sum(a.quantity) FROM allocation a
	WHERE a.commitment_id = k.root_id AND a.kind = h.kind AND a.cell_commitment_id = h.commitment_id), 0);

-- name: unallocated_goods
-- Such goods in the order of what is shared out at once: class, kind, commitment that is named, day, lane and crossing; then the measure. is_bound: how
-- far the bound is from them (:bound as in shortfall_rows).
SELECT g.class, g.kind, g.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, c.quantity, 0 AS is_bound
FROM open_group g CROSS JOIN cell c
WHERE c.class = g.class AND c.kind = g.kind AND c.commitment_id = g.commitment_id
UNION ALL
SELECT g.class, g.kind, g.commitment_id, c.day, c.lane_id, c.crossing_id, c.base_unit_id, c.stage, c.outcome, c.quantity, 1
FROM open_group g CROSS JOIN cell_range c
WHERE CAST(:bound AS INTEGER) > 0 AND c.class = g.class AND c.kind = g.kind AND c.commitment_id = g.commitment_id AND c.bound = CAST(:bound AS INTEGER)
ORDER BY 1, 2, 3, 4, 5, 6, 7;

-- name: unallocated_taken
-- What roots took of them, in the same order. strand: what is taken together, of consignments 0 (whatever their stage), of counts the stage.
WITH taken AS (
	SELECT g.class, g.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.quantity
	FROM open_group g CROSS JOIN commitment k CROSS JOIN allocation a
	WHERE g.commitment_id = 0 AND k.root_id = k.commitment_id AND k.class = g.class
		AND a.commitment_id = k.commitment_id AND a.kind = g.kind AND a.cell_commitment_id = 0
	UNION ALL
	SELECT g.class, g.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.quantity
	FROM open_group g CROSS JOIN allocation a
	WHERE g.commitment_id <> 0 AND a.commitment_id = g.root_id AND a.kind = g.kind AND a.cell_commitment_id = g.commitment_id
)
SELECT class, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, CASE WHEN kind = 1 THEN 0 ELSE stage END AS strand,
	CAST(sum(quantity) AS INTEGER)
FROM taken
GROUP BY class, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, 8
ORDER BY 1, 2, 3, 4, 5, 6, 7;

-- name: unallocated_units
-- All units, in the order in which goods in them are written, and as promises of which class leave them: of those that count in the unit, each for itself (is_other 1: donors
-- have promised in it too); where none does of donors, or of access where nothing else is promised. n_classes: of how many classes promises are.
WITH promised AS (SELECT DISTINCT class, base_unit_id FROM commitment)
SELECT u.unit_id, u.code, t.class, CASE WHEN t.class = 2 AND EXISTS (SELECT 1 FROM promised p WHERE p.class = 1 AND p.base_unit_id = u.unit_id) THEN 1 ELSE 0 END,
	(SELECT count(DISTINCT class) FROM promised)
FROM unit u CROSS JOIN (SELECT 1 AS class UNION ALL SELECT 2) AS t
WHERE EXISTS (SELECT 1 FROM promised p WHERE p.class = t.class AND p.base_unit_id = u.unit_id)
	OR (t.class = coalesce((SELECT min(class) FROM promised), 1) AND NOT EXISTS (SELECT 1 FROM promised p WHERE p.base_unit_id = u.unit_id))
ORDER BY u.code, t.class;
