-- What a person should look at. args are joined by 0x1F, in the order that the message table expects. quantity_text, day_text and stage_text turn
-- thousandths, days and stages into text.

-- name: finding_waybill_clear
-- What was said of waybills of the runs.
DELETE FROM finding WHERE waybill_id IN (
	SELECT f.waybill_id FROM plain_run r CROSS JOIN finding f WHERE f.waybill_id BETWEEN r.first_id AND r.last_id);

-- name: finding_grew
-- More was seen than was sent.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'grew', b.written || ' ' || p.line || ' ' || u.code, p.waybill_id,
	b.written || ' ' || p.line || char31() || quantity_text(greatest(p.a, p.o, p.x, p.c, p.v + p.i + p.r + p.l)) || ' ' || u.code
		|| char31() || quantity_text(p.d) || ' ' || u.code,
	coalesce((SELECT max(o.known_from) FROM observation o WHERE o.waybill_id = p.waybill_id AND o.known_from <= :known AND o.known_to > :known), 0), 0
FROM raw_position p
JOIN waybill b ON b.waybill_id = p.waybill_id
JOIN unit u ON u.unit_id = p.base_unit_id
WHERE p.is_primary = 1 AND p.d > 0 AND greatest(p.a, p.o, p.x, p.c, p.v + p.i + p.r + p.l) > p.d
ON CONFLICT DO NOTHING;

-- name: finding_before_dispatch
-- Consignments that were seen on a day before they were sent.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'before_dispatch', b.written || ' ' || p.line, p.waybill_id,
	b.written || ' ' || p.line || char31() || day_text(p.first_at / 86400), 0, 0
FROM raw_position p
JOIN waybill b ON b.waybill_id = p.waybill_id
WHERE p.is_primary = 1 AND p.first_at / 86400 < p.day
ON CONFLICT DO NOTHING;

-- name: finding_line_unclear
-- Reports that name a waybill of several lines and none of the lines.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'line_unclear', b.written || ' ' || e.line, e.waybill_id, b.written || char31() || CAST(e.n_lines AS TEXT),
	coalesce(min(o.known_from), 0), coalesce(min(o.drop_line), 0)
FROM effective_line e
JOIN waybill b ON b.waybill_id = e.waybill_id
LEFT JOIN observation o ON o.waybill_id = e.waybill_id AND o.line = e.line AND o.known_from <= :known AND o.known_to > :known
WHERE e.is_unclear = 1
GROUP BY b.written, e.line, e.waybill_id, e.n_lines
ON CONFLICT DO NOTHING;

-- name: finding_sources_differ
-- Stages of a consignment of which several sources state different sums: the one that counts, and another.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
WITH told AS (
	SELECT t.waybill_id, t.line, t.stage, t.source_id AS counting_id, ls.canonical_id AS source_id, m.base_unit_id,
		CAST(sum(scale(o.quantity, m.factor, 1000)) AS INTEGER) AS quantity
	FROM contested t
	CROSS JOIN observation o
	JOIN name_link ls ON ls.name_id = o.source_id
	LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
	JOIN measure m ON m.unit_id = o.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	WHERE t.stage > 0 AND o.waybill_id = t.waybill_id AND coalesce(e.effective, o.line) = t.line AND o.stage = t.stage
		AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND o.quantity IS NOT NULL
	GROUP BY t.waybill_id, t.line, t.stage, t.source_id, ls.canonical_id, m.base_unit_id
)
SELECT 'sources_differ', written || ' ' || line || ' ' || stage_text(stage) || ' ' || other, waybill_id,
	written || ' ' || line || ', ' || stage_text(stage) || char31() || counting || char31() || quantity_text(counted) || ' ' || code || char31() || other || char31()
		|| quantity_text(quantity) || ' ' || code, 0, 0
FROM (
	SELECT c.waybill_id, b.written, c.line, c.stage, nc.text AS counting, no.text AS other, u.code, c.quantity AS counted, o.quantity,
		row_number() OVER (PARTITION BY c.waybill_id, c.line, c.stage, o.source_id ORDER BY u.code) AS choice
	FROM told c
	JOIN told o ON o.waybill_id = c.waybill_id AND o.line = c.line AND o.stage = c.stage AND o.base_unit_id = c.base_unit_id
	JOIN waybill b ON b.waybill_id = c.waybill_id
	JOIN name nc ON nc.name_id = c.source_id
	JOIN name no ON no.name_id = o.source_id
	JOIN unit u ON u.unit_id = c.base_unit_id
	WHERE c.source_id = c.counting_id AND o.quantity <> c.quantity
) AS differing WHERE choice = 1
ON CONFLICT DO NOTHING;

-- name: finding_count_clear
-- What is said anew of the days to be counted again.
DELETE FROM finding WHERE waybill_id = 0 AND code = 'count_sources_differ' AND subject IN (
	SELECT coalesce(n.text, '') || ' ' || stage_text(f.stage) || ' ' || day_text(d.day)
	FROM recount_day d CROSS JOIN touched_series f LEFT JOIN name n ON n.name_id = f.area_id);

-- name: finding_undecided_clear
-- What is said anew of the series that were touched.
DELETE FROM finding WHERE waybill_id = 0 AND code = 'source_undecided' AND subject IN (
	SELECT coalesce(n.text, '') || ' ' || stage_text(f.stage) FROM touched_series f LEFT JOIN name n ON n.name_id = f.area_id);

-- name: finding_undecided
-- Series in which on some days nothing but a name decides who counts.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'source_undecided', coalesce(a.text, '') || ' ' || stage_text(c.stage), 0,
	coalesce(a.text || ', ', '') || stage_text(c.stage) || char31() || CAST(count(*) AS TEXT) || char31() || min(s.text), 0, 0
FROM touched_series f
CROSS JOIN count_source c
JOIN name s ON s.name_id = c.source_id
LEFT JOIN name a ON a.name_id = c.area_id
WHERE c.area_id = f.area_id AND c.stage = f.stage AND c.is_by_name = 1
GROUP BY a.text, c.stage
ON CONFLICT DO NOTHING;

-- name: finding_count_differ
-- Days on which another source says another number of trucks, or quantity, than the one that counts: of several the one with the least name.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
WITH told AS (
	SELECT coalesce(rp.ancestor_id, rd.ancestor_id, 0) AS area_id, c.stage, c.day, ls.canonical_id AS source_id, c.unit_id, c.quantity, c.trucks,
		c.known_from, c.drop_line
	FROM recount_day d
	CROSS JOIN count_report c
	JOIN lane g ON g.lane_id = c.lane_id
	JOIN name_link ls ON ls.name_id = c.source_id
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN place_root rp ON rp.place_id = lp.canonical_id
	LEFT JOIN name_link ld ON ld.name_id = g.destination_id
	LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
	WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
), measured AS (
	SELECT t.area_id, t.stage, t.day, t.source_id, m.base_unit_id, scale(t.quantity, m.factor, 1000) AS quantity, t.known_from, t.drop_line
	FROM told t JOIN measure m ON m.unit_id = t.unit_id AND m.is_own = 1 AND m.commodity_id = 0
	WHERE t.quantity IS NOT NULL
	UNION ALL
	SELECT t.area_id, t.stage, t.day, t.source_id, 8, t.trucks, t.known_from, t.drop_line
	FROM told t
	WHERE t.trucks IS NOT NULL AND NOT EXISTS (SELECT 1 FROM measure m WHERE m.unit_id = t.unit_id AND m.is_own = 1 AND m.commodity_id = 0
		AND m.base_unit_id = 8 AND t.quantity IS NOT NULL)
), summed AS (
	SELECT area_id, stage, day, source_id, base_unit_id, CAST(sum(quantity) AS INTEGER) AS quantity, min(known_from) AS known_from,
		min(drop_line) AS drop_line
	FROM measured GROUP BY area_id, stage, day, source_id, base_unit_id
), differing AS (
	SELECT o.area_id, o.stage, o.day, nc.text AS counting, no.text AS other, u.code, c.quantity AS counted, o.quantity, o.known_from, o.drop_line,
		row_number() OVER (PARTITION BY o.area_id, o.stage, o.day ORDER BY no.text, u.code) AS choice
	FROM summed c
	CROSS JOIN count_source k
	JOIN summed o ON o.area_id = c.area_id AND o.stage = c.stage AND o.day = c.day AND o.base_unit_id = c.base_unit_id
	JOIN name nc ON nc.name_id = c.source_id
	JOIN name no ON no.name_id = o.source_id
	JOIN unit u ON u.unit_id = o.base_unit_id
	WHERE k.area_id = c.area_id AND k.stage = c.stage AND k.day = c.day AND k.source_id = c.source_id
		AND o.quantity <> c.quantity
)
SELECT 'count_sources_differ', coalesce(a.text, '') || ' ' || stage_text(q.stage) || ' ' || day_text(q.day), 0,
	coalesce(a.text || ', ', '') || stage_text(q.stage) || char31() || day_text(q.day) || char31() || q.counting || char31() || quantity_text(q.counted) || ' ' || q.code
		|| char31() || q.other || char31() || quantity_text(q.quantity) || ' ' || q.code, q.known_from, q.drop_line
FROM differing q
LEFT JOIN name a ON a.name_id = q.area_id
WHERE q.choice = 1
ON CONFLICT DO NOTHING;

-- name: named_change_fill
-- Commitments that are named by goods which changed; by any goods when commitments did (:is_all 1).
INSERT INTO named_change (commitment_id)
SELECT commitment_id FROM cell_change WHERE commitment_id <> 0
UNION
SELECT commitment_id FROM cell WHERE CAST(:is_all AS INTEGER) = 1 AND class = 1 AND kind = 1 AND commitment_id <> 0;

-- name: finding_no_commitment_clear
-- What is said anew of them; of all when commitments changed.
DELETE FROM finding WHERE waybill_id = 0 AND code = 'no_commitment' AND (CAST(:is_all AS INTEGER) = 1 OR subject IN (
	SELECT n.text FROM named_change c JOIN name n ON n.name_id = c.commitment_id));

-- name: finding_no_commitment
-- Commitments that shipments name and nobody has stated.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'no_commitment', n.text, 0, n.text, 0, 0
FROM named_change c JOIN name n ON n.name_id = c.commitment_id
WHERE NOT EXISTS (SELECT 1 FROM commitment k WHERE k.commitment_id = c.commitment_id)
	AND EXISTS (SELECT 1 FROM cell g WHERE g.class = 1 AND g.kind = 1 AND g.commitment_id = c.commitment_id);

-- name: finding_amendment_clear
DELETE FROM finding WHERE waybill_id = 0 AND code IN ('amendment_apart', 'amendment_names');

-- name: finding_amendment_apart
-- Amendments that cannot take the place of what they amend: in another dimension, or a rate for a total.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'amendment_apart', n.text || ' ' || day_text(l.effective_day), 0, n.text || char31() || day_text(l.effective_day) || char31()
	|| lu.code || CASE l.basis WHEN 0 THEN ' total' WHEN 1 THEN ' per_day' WHEN 7 THEN ' per_week' WHEN 30 THEN ' per_month' ELSE '' END
	|| char31() || ku.code || CASE t.basis WHEN 0 THEN ' total' WHEN 1 THEN ' per_day' WHEN 7 THEN ' per_week' ELSE ' per_month' END,
	l.known_from, l.drop_line
FROM commitment k
JOIN commitment_line l ON l.commitment_id = k.commitment_id AND l.source_id = k.source_id
JOIN name n ON n.name_id = k.commitment_id
JOIN unit lu ON lu.unit_id = l.unit_id
JOIN unit ku ON ku.unit_id = k.unit_id
JOIN commitment_term t ON t.commitment_id = k.commitment_id
	AND t.effective_day = (SELECT min(f.effective_day) FROM commitment_term f WHERE f.commitment_id = k.commitment_id)
WHERE l.known_from <= :known AND l.known_to > :known
	AND NOT EXISTS (SELECT 1 FROM commitment_term e WHERE e.commitment_id = l.commitment_id AND e.effective_day = l.effective_day);

-- name: finding_amendment_names
-- Amendments that name something else than the first statement, the first such column.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'amendment_names', id || ' ' || day_text(effective_day), 0, id || char31() || day_text(effective_day) || char31() || other,
	known_from, drop_line
FROM (
	SELECT n.text AS id, l.effective_day, l.known_from, l.drop_line,
		CASE WHEN l.part_of_id NOT IN (0, k.part_of_id) THEN 'part_of'
			WHEN coalesce(ld.canonical_id, 0) NOT IN (0, k.donor_id) THEN 'donor'
			WHEN coalesce(lc.canonical_id, 0) NOT IN (0, k.commodity_id) THEN 'commodity'
			WHEN coalesce(lg.canonical_id, 0) NOT IN (0, k.category_id) THEN 'category'
			WHEN coalesce(lt.canonical_id, 0) NOT IN (0, k.destination_id) THEN 'destination'
			WHEN coalesce(lx.canonical_id, 0) NOT IN (0, k.crossing_id) THEN 'crossing'
			WHEN coalesce(l.counted_at, k.counted_at) <> k.counted_at THEN 'counted_at' END AS other
	FROM commitment k
	JOIN commitment_line l ON l.commitment_id = k.commitment_id AND l.source_id = k.source_id
	JOIN name n ON n.name_id = k.commitment_id
	LEFT JOIN name_link ld ON ld.name_id = l.donor_id
	LEFT JOIN name_link lc ON lc.name_id = l.commodity_id
	LEFT JOIN name_link lg ON lg.name_id = l.category_id
	LEFT JOIN name_link lt ON lt.name_id = l.destination_id
	LEFT JOIN name_link lx ON lx.name_id = l.crossing_id
	WHERE l.known_from <= :known AND l.known_to > :known AND l.effective_day > -1000000
) AS named
WHERE other IS NOT NULL;

-- name: finding_part_clear
DELETE FROM finding WHERE waybill_id = 0 AND code IN ('part_of_unknown', 'part_of_ring');

-- name: finding_part
-- Commitments that count by themselves, though they say that they are part of another: nobody has stated that one, or it is part of them.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT CASE WHEN p.commitment_id IS NULL THEN 'part_of_unknown' ELSE 'part_of_ring' END, n.text, 0, n.text || char31() || w.text, 0, 0
FROM commitment k
JOIN name n ON n.name_id = k.commitment_id
JOIN name w ON w.name_id = k.part_of_id
LEFT JOIN commitment p ON p.commitment_id = k.part_of_id
WHERE k.root_id = k.commitment_id;

-- name: finding_no_measure_clear
DELETE FROM finding WHERE waybill_id = 0 AND code = 'no_measure';

-- name: finding_no_measure
-- Commitments that are matched by goods without a measure in which they could count.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'no_measure', n.text, 0, n.text || char31() || u.code || char31() || CAST(count(DISTINCT z.day) AS TEXT), 0, 0
FROM unmeasured z
JOIN commitment k ON k.commitment_id = z.commitment_id
JOIN name n ON n.name_id = k.commitment_id
JOIN unit u ON u.unit_id = k.unit_id
GROUP BY n.text, u.code;

-- name: finding_cycle_clear
DELETE FROM finding WHERE waybill_id = 0 AND code = 'cycle';

-- name: finding_cycle
-- Places that are among their own ancestors: each of the two lies in the other.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT DISTINCT 'cycle', n.text, 0, n.text, 0, 0
FROM place_within w
JOIN place_within b ON b.place_id = w.ancestor_id AND b.ancestor_id = w.place_id
JOIN name n ON n.name_id = w.place_id
WHERE w.place_id <> w.ancestor_id;
