-- Positions of consignments: for the waybills of one slice, from their facts.

-- name: dirty_runs
-- Rows: runs of waybill ids to be worked off, in the order of their first.
SELECT first_id, last_id FROM dirty_waybill ORDER BY first_id;

-- name: slice_fill
-- Adds the waybills of a run of ids.
INSERT INTO slice (waybill_id, traits)
SELECT b.waybill_id, coalesce(t.traits, 0)
FROM waybill b LEFT JOIN waybill_trait t ON t.waybill_id = b.waybill_id
WHERE b.waybill_id BETWEEN :first AND :last;

-- name: slice_last
-- Rows: whether any waybill of the slice has each trait.
SELECT coalesce(max(traits & 1), 0), coalesce(max(traits & 2), 0), coalesce(max(traits & 4), 0), coalesce(max(traits & 8), 0),
	coalesce(max(traits & 16), 0)
FROM slice WHERE traits <> 0;

-- name: effective_line_fill
-- A report whose line no shipment of its waybill has: where the waybill has one line, it is that one; where it has several and
-- the report named none, it cannot be told which, and it is not counted. A report that did name a line stands for itself.
INSERT INTO effective_line (waybill_id, line, effective, is_unclear, n_lines)
SELECT o.waybill_id, o.line, CASE WHEN h.n_lines = 1 THEN h.line ELSE o.line END,
	CASE WHEN h.n_lines > 1 THEN 1 ELSE 0 END, h.n_lines
FROM slice s
CROSS JOIN (SELECT DISTINCT waybill_id, line FROM observation
	WHERE is_line_stated = 0 AND known_from <= :known AND known_to > :known AND at < :as_of
		AND waybill_id IN (SELECT waybill_id FROM slice WHERE traits & 1 = 1)) o
JOIN (SELECT waybill_id, min(line) AS line, count(DISTINCT line) AS n_lines FROM shipment
	WHERE known_from <= :known AND known_to > :known AND coalesce(at, affirmed_at) < :as_of
		AND waybill_id IN (SELECT waybill_id FROM slice WHERE traits & 1 = 1)
	GROUP BY waybill_id) h ON h.waybill_id = s.waybill_id
WHERE o.waybill_id = s.waybill_id AND s.traits & 1 = 1
	AND NOT EXISTS (SELECT 1 FROM shipment g WHERE g.waybill_id = o.waybill_id AND g.line = o.line
		AND g.known_from <= :known AND g.known_to > :known AND coalesce(g.at, g.affirmed_at) < :as_of);

-- name: contested_shipment
-- Shipment lines that several sources state: who counts.
INSERT INTO contested (waybill_id, line, stage, source_id)
SELECT waybill_id, line, 0, source_id FROM (
	SELECT h.waybill_id, h.line, h.source_id, row_number() OVER (PARTITION BY h.waybill_id, h.line
		ORDER BY coalesce(sl.trust, 0) DESC, n.text) AS choice
	FROM (
		SELECT h.waybill_id, h.line FROM slice s CROSS JOIN shipment h
		WHERE h.waybill_id = s.waybill_id AND s.traits & 16 = 16 AND h.known_from <= :known AND h.known_to > :known
			AND coalesce(h.at, h.affirmed_at) < :as_of
		GROUP BY h.waybill_id, h.line HAVING min(h.source_id) <> max(h.source_id)
	) AS several
	JOIN shipment h ON h.waybill_id = several.waybill_id AND h.line = several.line
	JOIN name n ON n.name_id = h.source_id
	LEFT JOIN name_link ls ON ls.name_id = h.source_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
	WHERE h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.affirmed_at) < :as_of
) AS ranked WHERE choice = 1;

-- name: reached_plain
-- What was seen of each consignment, where that is plain: lines stated, one report a stage, one measure. What is not plain gets
-- base_unit_id -1 and is looked at again (general_fill). Counting digits: one hexadecimal digit a stage, none above 1.
INSERT INTO reached (waybill_id, line, base_unit_id, d, a, o, x, c, v, i, r, l, seen, first_at, access_at, place_low, place_high, followed_to)
SELECT s.waybill_id, q.line,
	CASE WHEN min(m.base_unit_id) = max(m.base_unit_id) AND count(*) < 12
		AND CAST(sum(CASE q.stage WHEN 6 THEN 16777216 WHEN 4 THEN 65536 WHEN 1 THEN 16 WHEN 2 THEN 256 WHEN 3 THEN 4096
			WHEN 5 THEN 1048576 WHEN 7 THEN 268435456 WHEN 8 THEN 4294967296 WHEN 9 THEN 68719476736
			WHEN 10 THEN 1099511627776 ELSE 17592186044416 END) AS INTEGER) & 262709978263264 = 0 THEN min(m.base_unit_id) ELSE -1 END,
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 1), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 2), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 3), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 4), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 5), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 6), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage = 7), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage IN (8, 9)), 0),
	coalesce(sum(CASE WHEN m.factor = 1000 THEN q.quantity ELSE scale(q.quantity, m.factor, 1000) END) FILTER (WHERE q.stage IN (10, 11)), 0),
	max(q.at * 16 + q.stage), min(q.at), min(q.at) FILTER (WHERE q.stage BETWEEN 4 AND 6),
	min(q.place_id) FILTER (WHERE q.stage BETWEEN 2 AND 4 AND q.place_id <> 0), max(q.place_id) FILTER (WHERE q.stage BETWEEN 2 AND 4),
	max(q.followed_to)
FROM slice s
CROSS JOIN observation q
CROSS JOIN measure m
WHERE q.waybill_id = s.waybill_id AND m.unit_id = q.unit_id AND m.commodity_id = 0 AND m.is_own = 1
	AND s.traits & 11 = 0 AND q.known_from <= :known AND q.known_to > :known AND q.at < :as_of AND q.quantity IS NOT NULL
GROUP BY s.waybill_id, q.line;

-- name: general_fill
-- Waybills of the slice that are not plain: a line, trucks or a quantity is missing or several, or (:by_commodity) measures depend on
-- the commodity.
INSERT INTO general (waybill_id, traits)
SELECT s.waybill_id, s.traits FROM slice s WHERE s.traits & 11 <> 0 OR CAST(:by_commodity AS INTEGER) = 1
	OR s.waybill_id IN (SELECT waybill_id FROM reached WHERE base_unit_id = -1);

-- name: general_clear_plain
DELETE FROM reached WHERE waybill_id IN (SELECT waybill_id FROM general);

-- name: contested_observation
-- Stages of a line that several sources report: who counts. More trust, then the source whose count point this stage is, then
-- the smaller name. (Reports that join another line are looked at under their own.)
INSERT INTO contested (waybill_id, line, stage, source_id)
SELECT waybill_id, line, stage, source_id FROM (
	SELECT o.waybill_id, o.line, o.stage, o.source_id, row_number() OVER (PARTITION BY o.waybill_id, o.line, o.stage
		ORDER BY coalesce(sl.trust, 0) DESC, CASE WHEN sl.count_point = o.stage THEN 0 ELSE 1 END, n.text) AS choice
	FROM (
		SELECT o.waybill_id, o.line, o.stage FROM general s CROSS JOIN observation o
		WHERE o.waybill_id = s.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		GROUP BY o.waybill_id, o.line, o.stage HAVING min(o.source_id) <> max(o.source_id)
	) AS several
	JOIN observation o ON o.waybill_id = several.waybill_id AND o.line = several.line AND o.stage = several.stage
	JOIN name n ON n.name_id = o.source_id
	LEFT JOIN name_link ls ON ls.name_id = o.source_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
	WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
) AS ranked WHERE choice = 1;

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
	FROM general s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = CASE WHEN s.traits & 1 = 1 THEN o.waybill_id END AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = o.line AND t.stage = o.stage
	JOIN measure m ON m.unit_id = o.unit_id AND m.is_own = 1 AND m.commodity_id = CASE WHEN CAST(:by_commodity AS INTEGER) = 1 THEN
		coalesce((SELECT y.commodity_id FROM measure y WHERE y.unit_id = o.unit_id AND y.is_own = 1 AND y.commodity_id =
			coalesce((SELECT lc.canonical_id FROM lane g JOIN name_link lc ON lc.name_id = g.commodity_id WHERE g.lane_id = o.lane_id),
				(SELECT CASE WHEN min(lc.canonical_id) = max(lc.canonical_id) THEN min(lc.canonical_id) END
				FROM shipment h JOIN lane g ON g.lane_id = h.lane_id JOIN name_link lc ON lc.name_id = g.commodity_id
				WHERE h.waybill_id = o.waybill_id AND h.line = coalesce(e.effective, o.line)
					AND h.known_from <= :known AND h.known_to > :known))), 0) ELSE 0 END
	WHERE o.waybill_id = s.waybill_id AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of AND o.quantity IS NOT NULL
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL OR t.source_id = o.source_id)
) AS counted
GROUP BY waybill_id, line, base_unit_id;

-- name: reached_trucks
-- The same for the column trucks (unit truck), of waybills that have any.
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
	FROM general s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = CASE WHEN s.traits & 1 = 1 THEN o.waybill_id END AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = o.line AND t.stage = o.stage
	WHERE o.waybill_id = s.waybill_id AND s.traits & 2 = 2 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND o.trucks IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM measure m WHERE m.unit_id = o.unit_id AND m.base_unit_id = 8 AND m.is_own = 1 AND o.quantity IS NOT NULL)
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL OR t.source_id = o.source_id)
) AS counted
GROUP BY waybill_id, line
ON CONFLICT DO NOTHING;

-- name: raw_sent
-- Consignments that a shipment states, in the shipment's own measure; one without a quantity is one consignment.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, first_day, seen, followed_to)
SELECT h.waybill_id, h.line, coalesce(m.base_unit_id, 1), h.lane_id,
	CASE WHEN y.place_low = y.place_high THEN y.place_low ELSE 0 END, h.commitment_id,
	CASE WHEN h.commitment_id = 0 THEN 0 ELSE coalesce(k.class, 1) END,
	coalesce(h.at, y.first_at, h.affirmed_at) / 86400,
	coalesce(y.access_at, h.at, y.first_at, h.affirmed_at) / 86400,
	CASE WHEN m.unit_id IS NULL THEN 1000 WHEN m.factor = 1000 THEN h.quantity ELSE scale(h.quantity, m.factor, 1000) END,
	coalesce(y.a, 0), coalesce(y.o, 0), coalesce(y.x, 0), coalesce(y.c, 0), coalesce(y.v, 0), coalesce(y.i, 0),
	coalesce(y.r, 0), coalesce(y.l, 0), 1, y.first_at / 86400,
	CASE WHEN y.seen > coalesce(h.at, h.affirmed_at) * 16 + 1 THEN y.seen ELSE coalesce(h.at, h.affirmed_at) * 16 + 1 END,
	CASE WHEN y.followed_to > h.followed_to THEN y.followed_to ELSE h.followed_to END
FROM slice s
CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
LEFT JOIN measure m ON m.unit_id = h.unit_id AND m.is_own = 1 AND m.commodity_id = CASE WHEN CAST(:by_commodity AS INTEGER) = 1 THEN
	coalesce((SELECT z.commodity_id FROM measure z JOIN lane g ON g.lane_id = h.lane_id JOIN name_link lc ON lc.name_id = g.commodity_id
		WHERE z.unit_id = h.unit_id AND z.is_own = 1 AND z.commodity_id = lc.canonical_id), 0) ELSE 0 END
LEFT JOIN reached y ON y.waybill_id = h.waybill_id AND y.line = h.line AND y.base_unit_id = coalesce(m.base_unit_id, 1)
LEFT JOIN commitment k ON k.commitment_id = h.commitment_id
WHERE h.waybill_id = s.waybill_id AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.affirmed_at) < :as_of
	AND (t.source_id IS NULL OR t.source_id = h.source_id);

-- name: seen_alone
-- Rows: one when reports state a consignment, or a measure of one, that no shipment states: what was seen is more than what was sent and seen.
SELECT 1 WHERE (SELECT count(*) FROM reached) <> (SELECT count(*) FROM raw_position WHERE first_day IS NOT NULL);

-- name: unsent_fill
-- Consignments that only reports name.
INSERT INTO unsent (waybill_id, line)
SELECT DISTINCT y.waybill_id, y.line FROM reached y
WHERE NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = y.waybill_id AND p.line = y.line);

-- name: unsent_fill_unmeasured
-- The same, where no report states a quantity.
INSERT INTO unsent (waybill_id, line)
SELECT DISTINCT o.waybill_id, o.line
FROM general s
CROSS JOIN observation o
LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
WHERE o.waybill_id = s.waybill_id AND s.traits & 8 = 8 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	AND e.line IS NULL AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = o.waybill_id AND p.line = o.line)
ON CONFLICT DO NOTHING;

-- name: seen_lane_fill
-- What those reports agree on.
INSERT INTO seen_lane (waybill_id, line, donor_id, commodity_id, category_id, destination_id, crossing_id)
SELECT o.waybill_id, o.line,
	CASE WHEN max(g.donor_id) = min(g.donor_id) FILTER (WHERE g.donor_id <> 0) THEN max(g.donor_id) ELSE 0 END,
	CASE WHEN max(g.commodity_id) = min(g.commodity_id) FILTER (WHERE g.commodity_id <> 0) THEN max(g.commodity_id) ELSE 0 END,
	CASE WHEN max(g.category_id) = min(g.category_id) FILTER (WHERE g.category_id <> 0) THEN max(g.category_id) ELSE 0 END,
	CASE WHEN max(g.destination_id) = min(g.destination_id) FILTER (WHERE g.destination_id <> 0) THEN max(g.destination_id) ELSE 0 END,
	CASE WHEN max(g.crossing_id) = min(g.crossing_id) FILTER (WHERE g.crossing_id <> 0) THEN max(g.crossing_id) ELSE 0 END
FROM unsent s
CROSS JOIN observation o
JOIN lane g ON g.lane_id = o.lane_id
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
-- Consignments, or measures of them, that only reports state. A consignment without any measure is one consignment.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, first_day, seen, followed_to)
SELECT y.waybill_id, y.line, y.base_unit_id, coalesce(p.lane_id, g.lane_id),
	CASE WHEN y.place_low = y.place_high THEN y.place_low ELSE 0 END, coalesce(p.commitment_id, 0), coalesce(p.class, 0),
	coalesce(p.day, y.first_at / 86400), coalesce(y.access_at, y.first_at) / 86400,
	y.d, y.a, y.o, y.x, y.c, y.v, y.i, y.r, y.l,
	CASE WHEN p.waybill_id IS NULL AND y.base_unit_id = (SELECT min(z.base_unit_id) FROM reached z
		WHERE z.waybill_id = y.waybill_id AND z.line = y.line) THEN 1 ELSE 0 END, y.first_at / 86400,
	y.seen, y.followed_to
FROM reached y
LEFT JOIN raw_position p ON p.waybill_id = y.waybill_id AND p.line = y.line AND p.is_primary = 1
LEFT JOIN seen_lane q ON q.waybill_id = y.waybill_id AND q.line = y.line
LEFT JOIN lane g ON g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id AND g.category_id = q.category_id
	AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id
WHERE p.waybill_id IS NULL OR p.base_unit_id <> y.base_unit_id;

-- name: raw_unmeasured
-- Consignments of which no report states any quantity: one consignment each.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, first_day, seen, followed_to)
SELECT q.waybill_id, q.line, 1, g.lane_id, 0, 0, 0, min(o.at) / 86400, min(o.at) / 86400, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 1, min(o.at) / 86400,
	max(o.at * 16 + o.stage), max(o.followed_to)
FROM seen_lane q
JOIN lane g ON g.donor_id = q.donor_id AND g.commodity_id = q.commodity_id AND g.category_id = q.category_id
	AND g.destination_id = q.destination_id AND g.crossing_id = q.crossing_id
JOIN observation o ON o.waybill_id = q.waybill_id AND o.line = q.line
WHERE o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
	AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = q.waybill_id AND p.line = q.line)
GROUP BY q.waybill_id, q.line, g.lane_id;

-- name: raw_whole
-- A report without any quantity speaks of the whole consignment.
UPDATE raw_position SET
	a = CASE WHEN u.a = 1 THEN greatest(raw_position.a, d) ELSE raw_position.a END,
	o = CASE WHEN u.o = 1 THEN greatest(raw_position.o, d) ELSE raw_position.o END,
	x = CASE WHEN u.x = 1 THEN greatest(raw_position.x, d) ELSE raw_position.x END,
	c = CASE WHEN u.c = 1 THEN greatest(raw_position.c, d) ELSE raw_position.c END,
	v = CASE WHEN u.v = 1 THEN greatest(raw_position.v, d) ELSE raw_position.v END,
	i = CASE WHEN u.i = 1 THEN greatest(raw_position.i, d) ELSE raw_position.i END,
	r = CASE WHEN u.r = 1 THEN greatest(raw_position.r, d) ELSE raw_position.r END,
	l = CASE WHEN u.l = 1 THEN greatest(raw_position.l, d) ELSE raw_position.l END,
	seen = greatest(raw_position.seen, u.seen),
	access_day = CASE WHEN u.access_at IS NULL THEN access_day ELSE least(u.access_at / 86400, greatest(access_day, day)) END,
	crossing_id = CASE WHEN crossing_id = 0 AND u.place_low = u.place_high THEN u.place_low ELSE crossing_id END,
	followed_to = greatest(raw_position.followed_to, u.followed_to)
FROM (
	SELECT o.waybill_id, coalesce(e.effective, o.line) AS line,
		max(CASE WHEN o.stage = 2 THEN 1 ELSE 0 END) AS a, max(CASE WHEN o.stage = 3 THEN 1 ELSE 0 END) AS o,
		max(CASE WHEN o.stage = 4 THEN 1 ELSE 0 END) AS x, max(CASE WHEN o.stage = 5 THEN 1 ELSE 0 END) AS c,
		max(CASE WHEN o.stage = 6 THEN 1 ELSE 0 END) AS v, max(CASE WHEN o.stage = 7 THEN 1 ELSE 0 END) AS i,
		max(CASE WHEN o.stage IN (8, 9) THEN 1 ELSE 0 END) AS r, max(CASE WHEN o.stage IN (10, 11) THEN 1 ELSE 0 END) AS l,
		max(o.at * 16 + o.stage) AS seen, min(o.at) FILTER (WHERE o.stage BETWEEN 4 AND 6) AS access_at,
		min(o.place_id) FILTER (WHERE o.stage BETWEEN 2 AND 4 AND o.place_id <> 0) AS place_low,
		max(o.place_id) FILTER (WHERE o.stage BETWEEN 2 AND 4) AS place_high, max(o.followed_to) AS followed_to
	FROM general s
	CROSS JOIN observation o
	LEFT JOIN effective_line e ON e.waybill_id = o.waybill_id AND e.line = o.line
	LEFT JOIN contested t ON t.waybill_id = o.waybill_id AND t.line = o.line AND t.stage = o.stage
	WHERE o.waybill_id = s.waybill_id AND s.traits & 8 = 8 AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND o.quantity IS NULL AND o.trucks IS NULL
		AND (e.is_unclear IS NULL OR e.is_unclear = 0) AND (t.source_id IS NULL OR t.source_id = o.source_id)
	GROUP BY o.waybill_id, coalesce(e.effective, o.line)
) AS u
WHERE u.waybill_id = raw_position.waybill_id AND u.line = raw_position.line;

-- name: sent_trucks
-- Trucks of a shipment that is measured otherwise.
INSERT INTO sent_extra (waybill_id, line, base_unit_id, d)
SELECT h.waybill_id, h.line, 8, h.trucks
FROM slice s CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
WHERE h.waybill_id = s.waybill_id AND s.traits & 2 = 2 AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.affirmed_at) < :as_of
	AND h.trucks IS NOT NULL AND (t.source_id IS NULL OR t.source_id = h.source_id)
	AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = h.waybill_id AND p.line = h.line
		AND p.base_unit_id = 8 AND p.is_primary = 1);

-- name: sent_weight
-- Gross weight of a shipment whose quantity is no mass.
INSERT INTO sent_extra (waybill_id, line, base_unit_id, d)
SELECT h.waybill_id, h.line, 2, h.weight
FROM slice s CROSS JOIN shipment h
LEFT JOIN contested t ON t.waybill_id = h.waybill_id AND t.line = h.line AND t.stage = 0
WHERE h.waybill_id = s.waybill_id AND s.traits & 4 = 4 AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.affirmed_at) < :as_of
	AND h.weight IS NOT NULL AND (t.source_id IS NULL OR t.source_id = h.source_id)
	AND NOT EXISTS (SELECT 1 FROM raw_position p WHERE p.waybill_id = h.waybill_id AND p.line = h.line
		AND p.base_unit_id = 2 AND p.is_primary = 1);

-- name: raw_extra
-- Further measures of a shipment. Where no report states that measure, the consignment got as far in it as in its own, in proportion.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, first_day, seen, followed_to)
SELECT p.waybill_id, p.line, e.base_unit_id, p.lane_id, p.crossing_id, p.commitment_id, p.class, p.day, p.access_day, e.d,
	coalesce(scale(p.a, e.d, nullif(p.d, 0)), 0), coalesce(scale(p.o, e.d, nullif(p.d, 0)), 0),
	coalesce(scale(p.x, e.d, nullif(p.d, 0)), 0), coalesce(scale(p.c, e.d, nullif(p.d, 0)), 0),
	coalesce(scale(p.v, e.d, nullif(p.d, 0)), 0), coalesce(scale(p.i, e.d, nullif(p.d, 0)), 0),
	coalesce(scale(p.r, e.d, nullif(p.d, 0)), 0), coalesce(scale(p.l, e.d, nullif(p.d, 0)), 0),
	0, p.first_day, p.seen, p.followed_to
FROM sent_extra e
JOIN raw_position p ON p.waybill_id = e.waybill_id AND p.line = e.line AND p.is_primary = 1
WHERE true
ON CONFLICT (waybill_id, line, base_unit_id) DO UPDATE SET d = excluded.d;

-- name: raw_estimate
-- What an estimate of schema units says of a measure that nobody stated.
INSERT INTO raw_position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	d, a, o, x, c, v, i, r, l, is_primary, first_day, seen, followed_to)
SELECT p.waybill_id, p.line, m.base_unit_id, p.lane_id, p.crossing_id, p.commitment_id, p.class, p.day, p.access_day,
	scale(p.d, m.factor, 1000), scale(p.a, m.factor, 1000), scale(p.o, m.factor, 1000), scale(p.x, m.factor, 1000),
	scale(p.c, m.factor, 1000), scale(p.v, m.factor, 1000), scale(p.i, m.factor, 1000), scale(p.r, m.factor, 1000),
	scale(p.l, m.factor, 1000), 0, p.first_day, p.seen, p.followed_to
FROM raw_position p
JOIN lane g ON g.lane_id = p.lane_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
JOIN measure m ON m.unit_id = p.base_unit_id AND m.is_own = 0 AND m.base_unit_id <> p.base_unit_id
	AND m.commodity_id = coalesce((SELECT z.commodity_id FROM measure z WHERE z.unit_id = m.unit_id
		AND z.base_unit_id = m.base_unit_id AND z.commodity_id = lc.canonical_id), 0)
WHERE p.is_primary = 1
ON CONFLICT DO NOTHING;

-- name: position_was
-- Rows: one when there are positions among these numbers already.
SELECT 1 FROM position WHERE waybill_id BETWEEN (SELECT min(waybill_id) FROM slice) AND (SELECT max(waybill_id) FROM slice) LIMIT 1;

-- name: position_is_mixed
-- Rows: one when there is a position among these numbers of which parts ended differently.
SELECT 1 FROM position
WHERE outcome = 9 AND waybill_id BETWEEN (SELECT min(waybill_id) FROM slice) AND (SELECT max(waybill_id) FROM slice) LIMIT 1;

-- name: position_clear
DELETE FROM position WHERE waybill_id IN (SELECT waybill_id FROM slice);

-- name: position_fill
-- The closure of DESIGN 3.3: c = max(c, v), x = max(x, c), o = max(o, x), a = max(a, o), w = max(d, a, v + i + r + l); and what
-- became of the rest: settled when at least 95 % of it is delivered or otherwise ended.
INSERT INTO position (waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	w, a, o, x, c, v, i, r, l, outcome, is_primary, seen_at, seen_stage, followed_to)
SELECT waybill_id, line, base_unit_id, lane_id, crossing_id, commitment_id, class, day, access_day,
	greatest(d, a, o, x, c, v + i + r + l), greatest(a, o, x, c, v), greatest(o, x, c, v), greatest(x, c, v),
	CASE WHEN c > v THEN c ELSE v END, v, i, r, l,
	CASE WHEN i + r + l = 0 THEN
			CASE WHEN v = 0 OR v < d - d / 20 OR v < greatest(d, a, o, x, c) - greatest(d, a, o, x, c) / 20 THEN 0 ELSE 4 END
		WHEN v = 0 AND i = greatest(d, a, o, x, c, i + r + l) THEN 1
		WHEN v = 0 AND r = greatest(d, a, o, x, c, i + r + l) THEN 2
		WHEN v = 0 AND l = greatest(d, a, o, x, c, i + r + l) THEN 3
		ELSE 9 END,
	is_primary, seen / 16, seen % 16, followed_to
FROM raw_position;
