-- Positions of consignments: of the plain ones as they were laid side by side (plain.sql), of the waybills of the slice from their facts.

-- name: dirty_runs
-- Rows: runs of waybill ids to be worked off, in the order of their first.
SELECT first_id, last_id FROM dirty_waybill ORDER BY first_id;

-- name: slice_fill
-- The waybills that need the closer look, with what is hinted of them.
INSERT INTO slice (waybill_id, traits)
SELECT c.waybill_id, coalesce(t.traits, 0)
FROM closer_look c LEFT JOIN waybill_trait t ON t.waybill_id = c.waybill_id;

-- name: slice_seen
-- Where a shipment has no date, the first report on its waybill says by when it was dispatched.
UPDATE slice SET first_seen = (SELECT min(o.at) FROM observation o
	WHERE o.waybill_id = slice.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of)
WHERE traits & 32 = 32;

-- name: slice_last
-- Rows: whether any waybill of the slice has each trait.
SELECT coalesce(max(traits & 1), 0), coalesce(max(traits & 2), 0), coalesce(max(traits & 4), 0), coalesce(max(traits & 8), 0),
	coalesce(max(traits & 16), 0), coalesce(max(traits & 32), 0)
FROM slice WHERE traits <> 0;

-- name: effective_line_fill
-- A report whose line no shipment of its waybill has. One that names no line belongs to the line of the commodity that it names, else to
-- the only line; where there are several, it cannot be told which, and it is not counted. One that names a line belongs to the only line
-- where that has no number; else it stands for itself.
INSERT INTO effective_line (waybill_id, line, effective, is_unclear, n_lines)
SELECT o.waybill_id, o.line, CASE WHEN c.n_lines = 1 THEN c.line WHEN h.n_lines = 1 THEN h.line ELSE o.line END,
	CASE WHEN coalesce(c.n_lines, 0) <> 1 AND h.n_lines > 1 THEN 1 ELSE 0 END, h.n_lines
FROM slice s
CROSS JOIN (SELECT waybill_id, line, max(is_line_stated) AS is_line_stated, max(lane_id) AS lane_id FROM observation
	WHERE known_from <= :known AND known_to > :known AND at < :as_of
		AND waybill_id IN (SELECT waybill_id FROM slice WHERE traits & 1 = 1)
	GROUP BY waybill_id, line) o
JOIN (SELECT waybill_id, min(line) AS line, count(DISTINCT line) AS n_lines, max(is_line_stated) AS is_line_stated FROM shipment
	WHERE known_from <= :known AND known_to > :known
		AND coalesce(at, (SELECT least(stated_at, u.first_seen) FROM slice u WHERE u.waybill_id = shipment.waybill_id)) < :as_of
		AND waybill_id IN (SELECT waybill_id FROM slice WHERE traits & 1 = 1)
	GROUP BY waybill_id) h ON h.waybill_id = s.waybill_id
JOIN lane g ON g.lane_id = o.lane_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
LEFT JOIN (SELECT z.waybill_id, lz.canonical_id AS commodity_id, min(z.line) AS line, count(DISTINCT z.line) AS n_lines
	FROM shipment z JOIN lane y ON y.lane_id = z.lane_id JOIN name_link lz ON lz.name_id = y.commodity_id
	WHERE z.known_from <= :known AND z.known_to > :known AND coalesce(z.at, (SELECT least(z.stated_at, u.first_seen) FROM slice u WHERE u.waybill_id = z.waybill_id)) < :as_of
		AND z.waybill_id IN (SELECT waybill_id FROM slice WHERE traits & 1 = 1)
	GROUP BY z.waybill_id, lz.canonical_id) c ON c.waybill_id = o.waybill_id AND c.commodity_id = lc.canonical_id AND o.is_line_stated = 0
WHERE o.waybill_id = s.waybill_id AND s.traits & 1 = 1
	AND (o.is_line_stated = 0 OR (h.n_lines = 1 AND h.is_line_stated = 0))
	AND NOT EXISTS (SELECT 1 FROM shipment g WHERE g.waybill_id = o.waybill_id AND g.line = o.line
		AND g.known_from <= :known AND g.known_to > :known AND coalesce(g.at, least(g.stated_at, s.first_seen)) < :as_of);

-- name: contested_shipment
-- Shipment lines that several sources state: who counts, by its name as written (two spellings of one source are two statements). A line of
-- policies.csv for the place that a source says it was dispatched from (else for its destination), then trust, then name.
INSERT INTO contested (waybill_id, line, stage, source_id)
SELECT waybill_id, line, 0, source_id FROM (
	SELECT h.waybill_id, h.line, h.source_id, row_number() OVER (PARTITION BY h.waybill_id, h.line
		ORDER BY CASE WHEN ls.canonical_id = (SELECT r.source_id FROM ruling r WHERE r.place_id IN (coalesce(lp.canonical_id, ld.canonical_id, 0), 0)
			AND r.stage IN (1, 0) AND coalesce(h.at, least(h.stated_at, several.first_seen)) / 86400 BETWEEN r.first_day AND r.last_day
			ORDER BY CASE WHEN r.place_id = 0 THEN 1 ELSE 0 END, r.rank LIMIT 1) THEN 0 ELSE 1 END,
			coalesce(sl.trust, 0) DESC, n.text, w.text) AS choice
	FROM (
		SELECT h.waybill_id, h.line, s.first_seen FROM slice s CROSS JOIN shipment h
		WHERE h.waybill_id = s.waybill_id AND s.traits & 16 = 16 AND h.known_from <= :known AND h.known_to > :known
			AND coalesce(h.at, least(h.stated_at, s.first_seen)) < :as_of
		GROUP BY h.waybill_id, h.line, s.first_seen HAVING min(h.source_id) <> max(h.source_id)
	) AS several
	JOIN shipment h ON h.waybill_id = several.waybill_id AND h.line = several.line
	JOIN name w ON w.name_id = h.source_id
	JOIN name_link ls ON ls.name_id = h.source_id
	JOIN name n ON n.name_id = ls.canonical_id
	JOIN lane v ON v.lane_id = h.lane_id
	LEFT JOIN name_link lp ON lp.name_id = h.origin_id
	LEFT JOIN name_link ld ON ld.name_id = v.destination_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
	WHERE h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, least(h.stated_at, several.first_seen)) < :as_of
) AS ranked WHERE choice = 1;

-- name: contested_observation
-- Stages of a line that several sources report: who counts. A line of policies.csv for the place and day of its report, more trust, then the source whose count point this stage is, then
-- the smaller name. Sources and lines are those that the reports stand for, not those that they spell.
INSERT INTO contested (waybill_id, line, stage, source_id)
WITH told AS (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line, o.stage, ls.canonical_id AS source_id,
		min(CASE WHEN ls.canonical_id = (SELECT r.source_id FROM ruling r WHERE r.place_id IN (coalesce(lp.canonical_id, ld.canonical_id, 0), 0)
			AND r.stage IN (o.stage, 0) AND o.at / 86400 BETWEEN r.first_day AND r.last_day
			ORDER BY CASE WHEN r.place_id = 0 THEN 1 ELSE 0 END, r.rank LIMIT 1) THEN 0 ELSE 1 END) AS is_passed
	FROM (
		SELECT o.waybill_id, o.stage FROM slice s CROSS JOIN observation o
		WHERE o.waybill_id = s.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		GROUP BY o.waybill_id, o.stage HAVING min(o.source_id) <> max(o.source_id)
	) AS several
	CROSS JOIN observation o
	JOIN name_link ls ON ls.name_id = o.source_id
	JOIN lane v ON v.lane_id = o.lane_id
	LEFT JOIN name_link lp ON lp.name_id = o.place_id
	LEFT JOIN name_link ld ON ld.name_id = v.destination_id
	LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
	WHERE o.waybill_id = several.waybill_id AND o.stage = several.stage
		AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND (e.is_unclear IS NULL OR e.is_unclear = 0)
	GROUP BY o.waybill_id, 2, o.stage, ls.canonical_id
)
SELECT waybill_id, line, stage, source_id FROM (
	SELECT t.waybill_id, t.line, t.stage, t.source_id, count(*) OVER (PARTITION BY t.waybill_id, t.line, t.stage) AS n_sources,
		row_number() OVER (PARTITION BY t.waybill_id, t.line, t.stage
			ORDER BY t.is_passed, coalesce(sl.trust, 0) DESC, CASE WHEN sl.count_point = t.stage THEN 0 ELSE 1 END, n.text) AS choice
	FROM told t
	JOIN name n ON n.name_id = t.source_id
	LEFT JOIN source_line sl ON sl.source_id = t.source_id AND sl.known_from <= :known AND sl.known_to > :known
) AS ranked WHERE choice = 1 AND n_sources > 1;

-- name: reached_quantity
-- What was seen of each consignment at each stage, by measure: sums of the counting source.
-- :by_commodity 1 when a unit's measure can depend on the commodity.
INSERT INTO reached (waybill_id, line, base_unit_id, d, a, o, x, c, v, i, r, l, seen, first_at, access_at, place_low, place_high, followed_to)
SELECT waybill_id, line, base_unit_id,
	coalesce(sum(q) FILTER (WHERE stage = 1), 0), coalesce(sum(q) FILTER (WHERE stage = 2), 0),
	coalesce(sum(q) FILTER (WHERE stage = 3), 0), coalesce(sum(q) FILTER (WHERE stage = 4), 0),
	coalesce(sum(q) FILTER (WHERE stage = 5), 0), coalesce(sum(q) FILTER (WHERE stage = 6), 0),
	coalesce(sum(q) FILTER (WHERE stage = 7), 0), coalesce(sum(q) FILTER (WHERE stage IN (8, 9)), 0),
	coalesce(sum(q) FILTER (WHERE stage IN (10, 11)), 0),
	max(at * 16 + stage), min(at), min(at) FILTER (WHERE stage BETWEEN 4 AND 6),
	min(place_id) FILTER (WHERE stage BETWEEN 2 AND 4 AND place_id <> 0), max(place_id) FILTER (WHERE stage BETWEEN 2 AND 4),
	max(followed_to)
FROM (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line, m.base_unit_id, o.stage, o.at, o.place_id, o.followed_to,
		CASE WHEN m.factor = 1000 THEN o.quantity ELSE scale(o.quantity, m.factor, 1000) END AS q
	FROM slice s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = CASE WHEN s.traits & 1 = 1 THEN o.waybill_id END AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = coalesce(e.effective, o.line) AND t.stage = o.stage
	JOIN measure m ON m.unit_id = o.unit_id AND m.is_own = 1 AND m.commodity_id = CASE WHEN CAST(:by_commodity AS INTEGER) = 1 THEN
		coalesce((SELECT y.commodity_id FROM measure y WHERE y.unit_id = o.unit_id AND y.is_own = 1 AND y.commodity_id =
			coalesce((SELECT lc.canonical_id FROM lane g JOIN name_link lc ON lc.name_id = g.commodity_id WHERE g.lane_id = o.lane_id),
				(SELECT CASE WHEN min(lc.canonical_id) = max(lc.canonical_id) THEN min(lc.canonical_id) END
				FROM shipment h JOIN lane g ON g.lane_id = h.lane_id JOIN name_link lc ON lc.name_id = g.commodity_id
				WHERE h.waybill_id = o.waybill_id AND h.line = coalesce(e.effective, o.line)
					AND h.known_from <= :known AND h.known_to > :known))), 0) ELSE 0 END
	WHERE o.waybill_id = s.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND o.quantity IS NOT NULL
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL
			OR t.source_id = (SELECT ls.canonical_id FROM name_link ls WHERE ls.name_id = o.source_id))
) AS counted
GROUP BY waybill_id, line, base_unit_id;

-- name: reached_trucks
-- The same for the column trucks (unit truck), of waybills that have any. They join what other reports state in trucks.
INSERT INTO reached (waybill_id, line, base_unit_id, d, a, o, x, c, v, i, r, l, seen, first_at, access_at, place_low, place_high, followed_to)
SELECT waybill_id, line, 8,
	coalesce(sum(q) FILTER (WHERE stage = 1), 0), coalesce(sum(q) FILTER (WHERE stage = 2), 0),
	coalesce(sum(q) FILTER (WHERE stage = 3), 0), coalesce(sum(q) FILTER (WHERE stage = 4), 0),
	coalesce(sum(q) FILTER (WHERE stage = 5), 0), coalesce(sum(q) FILTER (WHERE stage = 6), 0),
	coalesce(sum(q) FILTER (WHERE stage = 7), 0), coalesce(sum(q) FILTER (WHERE stage IN (8, 9)), 0),
	coalesce(sum(q) FILTER (WHERE stage IN (10, 11)), 0),
	max(at * 16 + stage), min(at), min(at) FILTER (WHERE stage BETWEEN 4 AND 6),
	min(place_id) FILTER (WHERE stage BETWEEN 2 AND 4 AND place_id <> 0), max(place_id) FILTER (WHERE stage BETWEEN 2 AND 4),
	max(followed_to)
FROM (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line, o.stage, o.at, o.place_id, o.followed_to, o.trucks AS q
	FROM slice s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = CASE WHEN s.traits & 1 = 1 THEN o.waybill_id END AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = coalesce(e.effective, o.line) AND t.stage = o.stage
	WHERE o.waybill_id = s.waybill_id AND s.traits & 2 = 2 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND o.trucks IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM measure m WHERE m.unit_id = o.unit_id AND m.base_unit_id = 8 AND m.is_own = 1 AND o.quantity IS NOT NULL)
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL
			OR t.source_id = (SELECT ls.canonical_id FROM name_link ls WHERE ls.name_id = o.source_id))
) AS counted
GROUP BY waybill_id, line
ON CONFLICT (waybill_id, line, base_unit_id) DO UPDATE SET d = reached.d + excluded.d, a = reached.a + excluded.a, o = reached.o + excluded.o,
	x = reached.x + excluded.x, c = reached.c + excluded.c, v = reached.v + excluded.v, i = reached.i + excluded.i, r = reached.r + excluded.r,
	l = reached.l + excluded.l, seen = greatest(reached.seen, excluded.seen), first_at = least(reached.first_at, excluded.first_at),
	access_at = least(reached.access_at, excluded.access_at), place_low = least(reached.place_low, excluded.place_low),
	place_high = greatest(reached.place_high, excluded.place_high), followed_to = greatest(reached.followed_to, excluded.followed_to);

-- name: reached_unmeasured
-- Stages at which a report states neither quantity nor trucks, as base_unit_id 0: 1 at each stage that has one.
INSERT INTO reached (waybill_id, line, base_unit_id, d, a, o, x, c, v, i, r, l, seen, first_at, access_at, place_low, place_high, followed_to)
SELECT waybill_id, line, 0,
	max(CASE WHEN stage = 1 THEN 1 ELSE 0 END), max(CASE WHEN stage = 2 THEN 1 ELSE 0 END),
	max(CASE WHEN stage = 3 THEN 1 ELSE 0 END), max(CASE WHEN stage = 4 THEN 1 ELSE 0 END),
	max(CASE WHEN stage = 5 THEN 1 ELSE 0 END), max(CASE WHEN stage = 6 THEN 1 ELSE 0 END),
	max(CASE WHEN stage = 7 THEN 1 ELSE 0 END), max(CASE WHEN stage IN (8, 9) THEN 1 ELSE 0 END),
	max(CASE WHEN stage IN (10, 11) THEN 1 ELSE 0 END),
	max(at * 16 + stage), min(at), min(at) FILTER (WHERE stage BETWEEN 4 AND 6),
	min(place_id) FILTER (WHERE stage BETWEEN 2 AND 4 AND place_id <> 0), max(place_id) FILTER (WHERE stage BETWEEN 2 AND 4),
	max(followed_to)
FROM (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line, o.stage, o.at, o.place_id, o.followed_to
	FROM slice s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = coalesce(e.effective, o.line) AND t.stage = o.stage
	WHERE o.waybill_id = s.waybill_id AND s.traits & 8 = 8 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND o.quantity IS NULL AND o.trucks IS NULL
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL
			OR t.source_id = (SELECT ls.canonical_id FROM name_link ls WHERE ls.name_id = o.source_id))
) AS seen
GROUP BY waybill_id, line;

-- name: raw_sent
-- Consignments that a shipment states, in the shipment's own measure; one without a quantity is one consignment. One without a date was
-- dispatched at the latest when it was first listed, or its waybill first seen.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, sent_at, first_at, access_at, seen, followed_to)
SELECT h.waybill_id, h.line, coalesce(m.base_unit_id, 1), h.lane_id,
	CASE WHEN y.place_low = y.place_high THEN y.place_low ELSE 0 END, h.commitment_id,
	CASE WHEN h.commitment_id = 0 THEN 0 ELSE coalesce(k.named_class, 1) END,
	coalesce(h.at, least(h.stated_at, s.first_seen)) / 86400,
	coalesce(y.access_at, h.at, least(h.stated_at, s.first_seen)) / 86400,
	CASE WHEN m.unit_id IS NULL THEN 1000 WHEN m.factor = 1000 THEN h.quantity ELSE scale(h.quantity, m.factor, 1000) END,
	coalesce(y.a, 0), coalesce(y.o, 0), coalesce(y.x, 0), coalesce(y.c, 0), coalesce(y.v, 0), coalesce(y.i, 0),
	coalesce(y.r, 0), coalesce(y.l, 0), 1, CASE WHEN y.d = 0 THEN h.at END, y.first_at, y.access_at,
	CASE WHEN y.seen > coalesce(h.at, least(h.stated_at, s.first_seen)) * 16 + 1 THEN y.seen
		ELSE coalesce(h.at, least(h.stated_at, s.first_seen)) * 16 + 1 END,
	CASE WHEN y.followed_to > h.followed_to THEN y.followed_to ELSE h.followed_to END
FROM slice s
CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
LEFT JOIN measure m ON m.unit_id = h.unit_id AND m.is_own = 1 AND m.commodity_id = CASE WHEN CAST(:by_commodity AS INTEGER) = 1 THEN
	coalesce((SELECT z.commodity_id FROM measure z JOIN lane g ON g.lane_id = h.lane_id JOIN name_link lc ON lc.name_id = g.commodity_id
		WHERE z.unit_id = h.unit_id AND z.is_own = 1 AND z.commodity_id = lc.canonical_id), 0) ELSE 0 END
LEFT JOIN reached y ON y.waybill_id = h.waybill_id AND y.line = h.line AND y.base_unit_id = coalesce(m.base_unit_id, 1)
LEFT JOIN commitment k ON k.commitment_id = h.commitment_id
WHERE h.waybill_id = s.waybill_id AND h.known_from <= :known AND h.known_to > :known
	AND coalesce(h.at, least(h.stated_at, s.first_seen)) < :as_of
	AND (t.source_id IS NULL OR t.source_id = h.source_id);

-- name: seen_alone
-- Rows: one when reports state a consignment, or a measure of one, that no shipment states: what was seen is more than what was sent and seen.
SELECT 1 WHERE (SELECT count(*) FROM reached) <> (SELECT count(*) FROM raw_position WHERE first_at IS NOT NULL);

-- name: unsent_fill
-- Consignments that only reports name.
INSERT INTO unsent (waybill_id, line)
SELECT DISTINCT y.waybill_id, y.line FROM reached y
WHERE NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = y.waybill_id AND p.line = y.line);

-- name: seen_lane_fill
-- What those reports agree on, however they spell it.
INSERT INTO seen_lane (waybill_id, line, donor_id, commodity_id, category_id, destination_id, crossing_id)
SELECT o.waybill_id, o.line,
	CASE WHEN max(g.donor_id) = min(g.donor_id) FILTER (WHERE g.donor_id <> 0) THEN max(g.donor_id)
		WHEN max(ld.canonical_id) = min(ld.canonical_id) THEN max(ld.canonical_id) ELSE 0 END,
	CASE WHEN max(g.commodity_id) = min(g.commodity_id) FILTER (WHERE g.commodity_id <> 0) THEN max(g.commodity_id)
		WHEN max(lc.canonical_id) = min(lc.canonical_id) THEN max(lc.canonical_id) ELSE 0 END,
	CASE WHEN max(g.category_id) = min(g.category_id) FILTER (WHERE g.category_id <> 0) THEN max(g.category_id)
		WHEN max(lg.canonical_id) = min(lg.canonical_id) THEN max(lg.canonical_id) ELSE 0 END,
	CASE WHEN max(g.destination_id) = min(g.destination_id) FILTER (WHERE g.destination_id <> 0) THEN max(g.destination_id)
		WHEN max(lt.canonical_id) = min(lt.canonical_id) THEN max(lt.canonical_id) ELSE 0 END,
	CASE WHEN max(g.crossing_id) = min(g.crossing_id) FILTER (WHERE g.crossing_id <> 0) THEN max(g.crossing_id)
		WHEN max(lx.canonical_id) = min(lx.canonical_id) THEN max(lx.canonical_id) ELSE 0 END
FROM unsent s
CROSS JOIN observation o
JOIN lane g ON g.lane_id = o.lane_id
LEFT JOIN name_link ld ON ld.name_id = g.donor_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
LEFT JOIN name_link lg ON lg.name_id = g.category_id
LEFT JOIN name_link lt ON lt.name_id = g.destination_id
LEFT JOIN name_link lx ON lx.name_id = g.crossing_id
WHERE o.waybill_id = s.waybill_id AND o.line = s.line AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
GROUP BY o.waybill_id, o.line;

-- name: seen_lane_put
-- Lanes that nobody wrote in this combination, but reports agree on.
INSERT INTO lane (donor_id, commodity_id, category_id, destination_id, crossing_id, order_hash)
SELECT DISTINCT q.donor_id, q.commodity_id, q.category_id, q.destination_id, q.crossing_id,
	coalesce(n1.order_hash / 32, 0) + coalesce(n2.order_hash / 32 * 2, 0) + coalesce(n3.order_hash / 32 * 3, 0)
		+ coalesce(n4.order_hash / 32 * 4, 0) + coalesce(n5.order_hash / 32 * 5, 0)
FROM seen_lane q
LEFT JOIN name n1 ON n1.name_id = q.donor_id
LEFT JOIN name n2 ON n2.name_id = q.commodity_id
LEFT JOIN name n3 ON n3.name_id = q.category_id
LEFT JOIN name n4 ON n4.name_id = q.destination_id
LEFT JOIN name n5 ON n5.name_id = q.crossing_id
WHERE NOT EXISTS (SELECT 1 FROM lane g WHERE g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id
	AND g.category_id = q.category_id AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id);

-- name: raw_seen
-- Consignments, or measures of them, that only reports state.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, sent_at, first_at, access_at, seen, followed_to)
SELECT y.waybill_id, y.line, y.base_unit_id, coalesce(p.lane_id, g.lane_id),
	CASE WHEN y.place_low = y.place_high THEN y.place_low ELSE 0 END, coalesce(p.commitment_id, 0), coalesce(p.class, 0),
	coalesce(p.day, y.first_at / 86400), coalesce(y.access_at, y.first_at) / 86400,
	y.d, y.a, y.o, y.x, y.c, y.v, y.i, y.r, y.l,
	CASE WHEN p.waybill_id IS NULL AND y.base_unit_id = (SELECT min(z.base_unit_id) FROM reached z
		WHERE z.waybill_id = y.waybill_id AND z.line = y.line AND z.base_unit_id <> 0) THEN 1 ELSE 0 END, NULL, y.first_at, y.access_at,
	y.seen, y.followed_to
FROM reached y
LEFT JOIN raw_position p ON p.waybill_id = y.waybill_id AND p.line = y.line AND p.is_primary = 1
LEFT JOIN seen_lane q ON q.waybill_id = y.waybill_id AND q.line = y.line
LEFT JOIN lane g ON g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id AND g.category_id = q.category_id
	AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id
WHERE y.base_unit_id <> 0 AND (p.waybill_id IS NULL OR p.base_unit_id <> y.base_unit_id);

-- name: raw_unmeasured
-- A consignment of which nobody states any quantity is one consignment.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, sent_at, first_at, access_at, seen, followed_to)
SELECT y.waybill_id, y.line, 1, g.lane_id, CASE WHEN y.place_low = y.place_high THEN y.place_low ELSE 0 END, 0, 0, y.first_at / 86400,
	coalesce(y.access_at, y.first_at) / 86400, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 1, NULL, y.first_at, y.access_at, y.seen, y.followed_to
FROM seen_lane q
JOIN reached y ON y.waybill_id = q.waybill_id AND y.line = q.line AND y.base_unit_id = 0
JOIN lane g ON g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id AND g.category_id = q.category_id
	AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id
WHERE NOT EXISTS (SELECT 1 FROM reached z WHERE z.waybill_id = q.waybill_id AND z.line = q.line AND z.base_unit_id <> 0);

-- name: sent_trucks
-- Trucks of a shipment that is measured otherwise.
INSERT INTO sent_measure (waybill_id, line, base_unit_id, d, is_estimate)
SELECT h.waybill_id, h.line, 8, h.trucks, 0
FROM slice s CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
WHERE h.waybill_id = s.waybill_id AND s.traits & 2 = 2 AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, least(h.stated_at, s.first_seen)) < :as_of
	AND h.trucks IS NOT NULL AND (t.source_id IS NULL OR t.source_id = h.source_id)
	AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = h.waybill_id AND p.line = h.line
		AND p.base_unit_id = 8 AND p.is_primary = 1);

-- name: sent_weight
-- Gross weight of a shipment whose quantity is no mass.
INSERT INTO sent_measure (waybill_id, line, base_unit_id, d, is_estimate)
SELECT h.waybill_id, h.line, 2, h.weight, 0
FROM slice s CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
WHERE h.waybill_id = s.waybill_id AND s.traits & 4 = 4 AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, least(h.stated_at, s.first_seen)) < :as_of
	AND h.weight IS NOT NULL AND (t.source_id IS NULL OR t.source_id = h.source_id)
	AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = h.waybill_id AND p.line = h.line
		AND p.base_unit_id = 2 AND p.is_primary = 1);

-- name: raw_extra
-- Further measures of a shipment. An estimate does not stand beside what reports state in that measure.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, sent_at, first_at, access_at, seen, followed_to)
SELECT p.waybill_id, p.line, e.base_unit_id, p.lane_id, p.crossing_id, p.commitment_id, p.class, p.day, p.access_day, e.d,
	0, 0, 0, 0, 0, 0, 0, 0, 0, p.sent_at, p.first_at, p.access_at, p.seen, p.followed_to
FROM sent_measure e
JOIN raw_position p ON p.waybill_id = e.waybill_id AND p.line = e.line AND p.is_primary = 1
WHERE e.is_estimate = 0
	OR NOT EXISTS (SELECT 1 FROM reached y WHERE y.waybill_id = e.waybill_id AND y.line = e.line AND y.base_unit_id = e.base_unit_id)
ON CONFLICT (waybill_id, line, base_unit_id) DO UPDATE SET d = excluded.d;

-- name: sent_own
-- The shipment's own measure joins the others.
INSERT INTO sent_measure (waybill_id, line, base_unit_id, d, is_estimate)
SELECT waybill_id, line, base_unit_id, d, 0 FROM raw_position WHERE is_primary = 1
ON CONFLICT DO NOTHING;

-- name: raw_whole
-- A report without any quantity speaks of the whole consignment; delivered, of what did not end otherwise.
UPDATE raw_position SET
	a = CASE WHEN u.a = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) ELSE raw_position.a END,
	o = CASE WHEN u.o = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) ELSE raw_position.o END,
	x = CASE WHEN u.x = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) ELSE raw_position.x END,
	c = CASE WHEN u.c = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) ELSE raw_position.c END,
	v = CASE WHEN u.v = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) - raw_position.i - raw_position.r - raw_position.l
		ELSE raw_position.v END
FROM reached u
WHERE u.base_unit_id = 0 AND u.waybill_id = raw_position.waybill_id AND u.line = raw_position.line;

-- name: raw_whole_ends
-- Intercepted, lost or returned without any quantity: the rest of it, which ends once.
UPDATE raw_position SET
	i = CASE WHEN u.i = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) - raw_position.v - raw_position.r - raw_position.l
		ELSE raw_position.i END,
	l = CASE WHEN u.i = 0 AND u.l = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x, raw_position.c,
		raw_position.v + raw_position.i + raw_position.r + raw_position.l) - raw_position.v - raw_position.i - raw_position.r
		ELSE raw_position.l END,
	r = CASE WHEN u.i = 0 AND u.l = 0 AND u.r = 1 THEN greatest(raw_position.d, raw_position.a, raw_position.o, raw_position.x,
		raw_position.c, raw_position.v + raw_position.i + raw_position.r + raw_position.l)
		- raw_position.v - raw_position.i - raw_position.l ELSE raw_position.r END
FROM reached u
WHERE u.base_unit_id = 0 AND u.waybill_id = raw_position.waybill_id AND u.line = raw_position.line;

-- name: several_fill
-- Consignments of which reports speak in several measures, or in none, or at several places.
INSERT INTO several (waybill_id, line)
SELECT waybill_id, line FROM raw_position WHERE is_primary = 0
UNION
SELECT waybill_id, line FROM reached GROUP BY waybill_id, line
HAVING count(*) > 1 OR min(base_unit_id) = 0 OR min(place_low) <> max(place_high);

-- name: raw_several
-- Where and when they were seen, in whatever measure: that is the same for all of them. Places that are spelled in several ways are compared
-- by what they stand for.
UPDATE raw_position SET
	crossing_id = CASE WHEN u.place_low = u.place_high THEN u.place_low ELSE coalesce(u.place_id, 0) END,
	day = CASE WHEN u.is_unsent = 1 THEN u.first_at / 86400 ELSE raw_position.day END,
	access_day = coalesce(u.access_at, CASE WHEN u.is_unsent = 1 THEN u.first_at ELSE raw_position.day * 86400 END) / 86400,
	sent_at = CASE WHEN u.d = 0 THEN raw_position.sent_at END,
	first_at = u.first_at,
	access_at = u.access_at,
	seen = greatest(raw_position.seen, u.seen),
	followed_to = greatest(raw_position.followed_to, u.followed_to)
FROM (
	SELECT y.waybill_id, y.line, min(y.place_low) AS place_low, max(y.place_high) AS place_high, min(y.access_at) AS access_at,
		min(y.first_at) AS first_at, max(y.d) AS d, max(y.seen) AS seen, max(y.followed_to) AS followed_to,
		CASE WHEN EXISTS (SELECT 1 FROM unsent z WHERE z.waybill_id = y.waybill_id AND z.line = y.line) THEN 1 ELSE 0 END AS is_unsent,
		CASE WHEN min(y.place_low) <> max(y.place_high) THEN (
			SELECT CASE WHEN min(lp.canonical_id) = max(lp.canonical_id) THEN min(lp.canonical_id) END
			FROM observation o
			JOIN name_link lp ON lp.name_id = o.place_id
			LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
			WHERE o.waybill_id = y.waybill_id AND coalesce(e.effective, o.line) = y.line AND o.stage BETWEEN 2 AND 4 AND o.place_id <> 0
				AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of) END AS place_id
	FROM several s
	JOIN reached y ON y.waybill_id = s.waybill_id AND y.line = s.line
	GROUP BY y.waybill_id, y.line
) AS u
WHERE u.waybill_id = raw_position.waybill_id AND u.line = raw_position.line;

-- name: position_was
-- Rows: one when there are positions among these numbers already.
SELECT 1 FROM plain_run r CROSS JOIN position p WHERE p.waybill_id BETWEEN r.first_id AND r.last_id LIMIT 1;

-- name: position_is_mixed
-- Rows: one when there is a position among these numbers of which parts ended differently.
SELECT 1 FROM plain_run r CROSS JOIN position p WHERE p.outcome = 9 AND p.waybill_id BETWEEN r.first_id AND r.last_id LIMIT 1;

-- name: position_clear
-- Positions of waybills of the runs.
DELETE FROM position WHERE waybill_id IN (
	SELECT p.waybill_id FROM plain_run r CROSS JOIN position p WHERE p.waybill_id BETWEEN r.first_id AND r.last_id);

-- name: position_fill
-- The closure of DESIGN 3.3: c = max(c, v), x = max(x, c), o = max(o, x), a = max(a, o), w = max(d, a, v + i + r + l); and what
-- became of the rest: settled when at least 95 % of it is delivered or otherwise ended. Hours are whole ones, begun ones too; where a report tells only
-- the day they are as many as there may have been.
INSERT INTO position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	w, a, o, x, c, v, i, r, l, outcome, is_primary, seen_at, seen_stage, followed_to, road_hours, crossing_hours, onward_hours)
SELECT waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	greatest(d, a, o, x, c, v + i + r + l), greatest(a, o, x, c, v), greatest(o, x, c, v), greatest(x, c, v),
	CASE WHEN c > v THEN c ELSE v END, v, i, r, l,
	CASE WHEN i + r + l = 0 THEN
			CASE WHEN v = 0 OR v < greatest(d, a, o, x, c) - greatest(d, a, o, x, c) / 20 THEN 0 ELSE 4 END
		WHEN v = 0 AND i = greatest(d, a, o, x, c, i + r + l) THEN 1
		WHEN v = 0 AND r = greatest(d, a, o, x, c, i + r + l) THEN 2
		WHEN v = 0 AND l = greatest(d, a, o, x, c, i + r + l) THEN 3
		ELSE 9 END,
	is_primary, seen / 16, seen % 16, followed_to,
	CASE WHEN is_primary = 1 THEN CASE WHEN first_at > sent_at THEN (first_at - sent_at + 3599) / 3600 WHEN first_at IS NOT NULL AND sent_at IS NOT NULL THEN 0 END END,
	CASE WHEN is_primary = 1 AND access_at >= first_at AND a + o > 0 THEN (access_at - first_at + 3599) / 3600 END,
	CASE WHEN is_primary = 1 AND seen % 16 = 6 AND x + c > 0 THEN (seen / 16 - access_at + 3599) / 3600 END
FROM (
	SELECT p.waybill_id, p.line, p.base_unit_id, p.lane_id, p.crossing_id, p.commitment_id,
		CASE WHEN p.commitment_id = 0 THEN 0
			ELSE coalesce((SELECT k.named_class FROM commitment k WHERE k.commitment_id = p.commitment_id), 1) END AS class,
		p.day, p.access_day, p.d, p.a, p.o, p.x, p.c, p.v, p.i, p.r, p.l, 1 AS is_primary, p.seen, p.followed_to, p.sent_at, p.first_at,
		p.access_at
	FROM plain_consignment p
	UNION ALL
	SELECT waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day, d, a, o, x, c, v, i, r, l,
		is_primary, seen, followed_to, sent_at, first_at, access_at
	FROM raw_position
	ORDER BY 1, 2, 3
) AS z;
