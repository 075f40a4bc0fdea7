-- Reports without a waybill and the shipments that they are of: decided by the office, by vehicle and dates, by goods, quantity, dates and
-- route (ADR 21). A report is of a line only where exactly one fits; of several the candidates are a finding.
--
-- Each report is judged for itself: a decision, else the vehicle, else the goods. Judged again are those of which anything changed that
-- they look at: themselves (join_day), lines that share a mark with them (join_run, touched_mark), reports that want the same line.

-- name: join_possible
-- Rows: one when there are both reports without a waybill and shipments, or anything was decided.
SELECT 1 WHERE (EXISTS (SELECT 1 FROM count_report) AND EXISTS (SELECT 1 FROM shipment)) OR EXISTS (SELECT 1 FROM match_line);

-- name: join_reports_begun
-- Rows: one when the marks of all reports are kept (rule 0 says so).
SELECT 1 FROM joinable_report WHERE rule = 0 LIMIT 1;

-- name: join_shipments_begun
-- Rows: one when the marks of all shipments are kept.
SELECT 1 FROM joinable_shipment WHERE rule = 0 LIMIT 1;

-- name: join_wanted
-- Rows: one when any report could be of a shipment, or is; or could once, so that the marks of shipments are kept.
SELECT 1 WHERE EXISTS (SELECT 1 FROM joinable_report WHERE rule > 0) OR EXISTS (SELECT 1 FROM match_line) OR EXISTS (SELECT 1 FROM joined)
	OR EXISTS (SELECT 1 FROM joinable_shipment);

-- name: join_any
-- Rows: one when any report is of a shipment.
SELECT 1 FROM joined LIMIT 1;

-- name: joined_mark
-- Consignments of which such reports speak: who counts of several sources, and which places are one, depends on what is known of names.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT DISTINCT waybill_id, waybill_id FROM joined WHERE is_joined = 1
ON CONFLICT DO NOTHING;

-- name: join_day_all
INSERT INTO join_day (day) SELECT DISTINCT day FROM count_report;

-- name: join_day_dirty
INSERT INTO join_day (day) SELECT day FROM dirty_day;

-- name: join_run_all
INSERT INTO join_run (first_id, last_id) SELECT 1, coalesce(max(waybill_id), 0) FROM waybill;

-- name: join_run_dirty
INSERT INTO join_run (first_id, last_id) SELECT first_id, last_id FROM dirty_waybill;

-- name: judged_of_days
-- Reports of the days that are looked at, as they were kept or as they are now.
INSERT INTO judged (source_id, key_hash, round)
SELECT DISTINCT k.source_id, k.key_hash, 1 FROM join_day d CROSS JOIN joinable_report k WHERE k.day = d.day AND k.rule > 0
ON CONFLICT DO NOTHING;

-- name: touched_of_days
-- Their goods: what else is of the same goods may be the only one now, or no longer.
INSERT INTO touched_mark (rule, mark)
SELECT DISTINCT k.rule, k.mark FROM join_day d CROSS JOIN joinable_report k WHERE k.day = d.day AND k.rule = 4
ON CONFLICT DO NOTHING;

-- name: joinable_report_clear
-- Marks of the days that are looked at.
DELETE FROM joinable_report WHERE day IN (SELECT day FROM join_day) AND rule > 0;

-- name: joinable_report_vehicle
-- The vehicles that reports name.
INSERT INTO joinable_report (rule, mark, source_id, key_hash, day)
SELECT 2, vehicle_mark(c.vehicle, p.n), c.source_id, c.key_hash, c.day
FROM join_day d
CROSS JOIN count_report c
CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS p
WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND c.at_precision >= 2
	AND c.vehicle IS NOT NULL AND vehicle_mark(c.vehicle, p.n) IS NOT NULL
ON CONFLICT DO NOTHING;

-- name: joinable_report_goods
-- The goods that reports state and how much, in the measure they end in. Trucks and consignments are no quantity of goods.
INSERT INTO joinable_report (rule, mark, source_id, key_hash, day)
SELECT 4, CAST(lc.canonical_id AS TEXT) || ' ' || CAST(m.base_unit_id AS TEXT) || ' ' || CAST(scale(c.quantity, m.factor, 1000) AS TEXT),
	c.source_id, c.key_hash, c.day
FROM join_day d
CROSS JOIN count_report c
JOIN lane g ON g.lane_id = c.lane_id
JOIN name_link lc ON lc.name_id = g.commodity_id
JOIN measure m ON m.unit_id = c.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
	FROM measure z WHERE z.unit_id = c.unit_id AND z.commodity_id = lc.canonical_id), 0)
WHERE c.day = d.day AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND c.at_precision >= 2
	AND c.quantity > 0 AND m.base_unit_id NOT IN (1, 8)
ON CONFLICT DO NOTHING;

-- name: joinable_report_begin
INSERT INTO joinable_report (rule, mark, source_id, key_hash, day) VALUES (0, '', 0, 0, 0) ON CONFLICT DO NOTHING;

-- name: touched_of_runs
-- Marks of the shipments that are looked at, as they were kept or as they are now.
INSERT INTO touched_mark (rule, mark)
SELECT DISTINCT k.rule, k.mark FROM join_run r CROSS JOIN joinable_shipment k WHERE k.waybill_id BETWEEN r.first_id AND r.last_id AND k.rule > 0
ON CONFLICT DO NOTHING;

-- name: joinable_shipment_clear
-- Marks of the shipments that are looked at; they are filled again below.
DELETE FROM joinable_shipment WHERE (rule, mark, day, waybill_id, line) IN (
	SELECT k.rule, k.mark, k.day, k.waybill_id, k.line FROM join_run r CROSS JOIN joinable_shipment k
	WHERE k.waybill_id BETWEEN r.first_id AND r.last_id AND k.rule > 0);

-- name: joinable_shipment_empty
DELETE FROM joinable_shipment;

-- name: joinable_shipment_vehicle
-- The vehicles that shipments name, of those with a waybill and a date; whoever states them.
INSERT INTO joinable_shipment (rule, mark, day, waybill_id, line)
SELECT 2, vehicle_mark(h.vehicle, p.n), h.at / 86400, h.waybill_id, h.line
FROM join_run r
CROSS JOIN shipment h
JOIN waybill b ON b.waybill_id = h.waybill_id
CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS p
WHERE h.waybill_id BETWEEN r.first_id AND r.last_id AND h.known_from <= :known AND h.known_to > :known AND h.at < :as_of AND h.at_precision >= 2
	AND h.vehicle IS NOT NULL AND vehicle_mark(h.vehicle, p.n) IS NOT NULL AND substr(b.folded, 1, 1) <> char31()
ON CONFLICT DO NOTHING;

-- name: joinable_shipment_goods
-- The goods that they state and how much.
INSERT INTO joinable_shipment (rule, mark, day, waybill_id, line)
SELECT 4, CAST(lc.canonical_id AS TEXT) || ' ' || CAST(m.base_unit_id AS TEXT) || ' ' || CAST(scale(h.quantity, m.factor, 1000) AS TEXT),
	h.at / 86400, h.waybill_id, h.line
FROM join_run r
CROSS JOIN shipment h
JOIN waybill b ON b.waybill_id = h.waybill_id
JOIN lane g ON g.lane_id = h.lane_id
JOIN name_link lc ON lc.name_id = g.commodity_id
JOIN measure m ON m.unit_id = h.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
	FROM measure z WHERE z.unit_id = h.unit_id AND z.commodity_id = lc.canonical_id), 0)
WHERE h.waybill_id BETWEEN r.first_id AND r.last_id AND h.known_from <= :known AND h.known_to > :known AND h.at < :as_of AND h.at_precision >= 2
	AND h.quantity > 0 AND m.base_unit_id NOT IN (1, 8) AND substr(b.folded, 1, 1) <> char31()
ON CONFLICT DO NOTHING;

-- name: joinable_shipment_begin
INSERT INTO joinable_shipment (rule, mark, day, waybill_id, line) VALUES (0, '', 0, 0, '') ON CONFLICT DO NOTHING;

-- name: resolved_fill
-- The reports that decisions speak of: by their report_id, their key columns, or the digits that findings show.
INSERT INTO resolved (match_source_id, report_hash, source_id, key_hash)
SELECT DISTINCT m.source_id, m.report_hash, c.source_id, c.key_hash
FROM match_line m
CROSS JOIN name s
CROSS JOIN count_report c
JOIN name_link ls ON ls.name_id = c.source_id
WHERE m.known_from <= :known AND m.known_to > :known AND s.registry = 5 AND c.source_id = s.name_id
	AND c.key_hash IN (m.by_report_id, m.by_key, m.by_digits) AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
	AND (m.source_id = 0 OR ls.canonical_id = (SELECT lm.canonical_id FROM name_link lm WHERE lm.name_id = m.source_id));

-- name: decided_fill
-- What holds of each of them: of several decisions the last. One that could speak of several reports speaks of none.
INSERT INTO decided (source_id, key_hash, decision, waybill_id, line, line_id)
SELECT source_id, key_hash, decision, waybill_id, line, NULL FROM (
	SELECT v.source_id, v.key_hash, m.decision, b.waybill_id, m.line,
		row_number() OVER (PARTITION BY v.source_id, v.key_hash ORDER BY m.affirmed_at DESC, m.content_hash DESC) AS choice
	FROM resolved v
	JOIN match_line m ON m.source_id = v.match_source_id AND m.report_hash = v.report_hash AND m.known_from <= :known AND m.known_to > :known
	LEFT JOIN waybill b ON b.folded = m.waybill AND m.waybill <> ''
	WHERE (SELECT count(*) FROM resolved z WHERE z.match_source_id = v.match_source_id AND z.report_hash = v.report_hash) = 1
) AS ranked
WHERE choice = 1 AND decision <> 3;

-- name: decided_line
-- The line that is meant: the one that is named, else the one with the report's goods, else the only one.
UPDATE decided SET line_id = (
	SELECT CASE WHEN count(*) = 1 THEN min(q.line) WHEN sum(q.is_same) = 1 THEN min(q.line) FILTER (WHERE q.is_same = 1) END
	FROM (
		SELECT h.waybill_id, h.line, max(CASE WHEN lh.canonical_id = lc.canonical_id THEN 1 ELSE 0 END) AS is_same
		FROM shipment h
		JOIN lane g ON g.lane_id = h.lane_id
		LEFT JOIN name_link lh ON lh.name_id = g.commodity_id
		LEFT JOIN count_report c ON c.source_id = decided.source_id AND c.key_hash = decided.key_hash AND c.known_from <= :known AND c.known_to > :known
		LEFT JOIN lane gc ON gc.lane_id = c.lane_id
		LEFT JOIN name_link lc ON lc.name_id = gc.commodity_id
		WHERE h.waybill_id = decided.waybill_id AND (decided.line = '' OR h.line = decided.line)
			AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.stated_at) < :as_of
		GROUP BY h.waybill_id, h.line
	) AS q)
WHERE decision = 1 AND waybill_id IS NOT NULL;

-- name: judged_decided
-- Reports on which anything is or was decided.
INSERT INTO judged (source_id, key_hash, round)
SELECT source_id, key_hash, 1 FROM resolved
UNION SELECT source_id, key_hash, 1 FROM joined WHERE rule = 1
ON CONFLICT DO NOTHING;

-- name: judged_touched
-- Reports that share a mark with what is looked at, and those that are of it.
INSERT INTO judged (source_id, key_hash, round)
SELECT k.source_id, k.key_hash, CAST(:round AS INTEGER) FROM touched_mark t CROSS JOIN joinable_report k WHERE k.rule = t.rule AND k.mark = t.mark
UNION
SELECT j.source_id, j.key_hash, CAST(:round AS INTEGER) FROM join_run r CROSS JOIN joined j WHERE j.waybill_id BETWEEN r.first_id AND r.last_id
ON CONFLICT DO NOTHING;

-- name: old_joined_save
-- What they were of before.
INSERT INTO old_joined (source_id, key_hash, waybill_id, line, rule, is_joined, is_first, day, stage, teller_id, quantity, unit_id, trucks,
	lane_id, content_hash)
SELECT j.source_id, j.key_hash, j.waybill_id, j.line, j.rule, j.is_joined, j.is_first, j.day, j.stage, j.teller_id, j.quantity, j.unit_id, j.trucks,
	j.lane_id, j.content_hash
FROM judged q CROSS JOIN joined j
WHERE q.round = :round AND j.source_id = q.source_id AND j.key_hash = q.key_hash
ON CONFLICT DO NOTHING;

-- name: joined_clear
DELETE FROM joined WHERE (source_id, key_hash) IN (SELECT source_id, key_hash FROM judged WHERE round = :round);

-- name: join_report_fill
-- What the judged reports say that stand, in canonical names and in the measure that their unit ends in.
INSERT INTO join_report (source_id, key_hash, teller_id, stage, day, place_id, destination_id, donor_id, commodity_id, base_unit_id, base_quantity,
	quantity, unit_id, trucks, vehicle, lane_id, is_decided, content_hash)
SELECT c.source_id, c.key_hash, ls.canonical_id, c.stage, c.day, coalesce(lp.canonical_id, 0), coalesce(lt.canonical_id, 0), coalesce(ld.canonical_id, 0),
	coalesce(lc.canonical_id, 0), m.base_unit_id, CASE WHEN c.at_precision >= 2 THEN scale(c.quantity, m.factor, 1000) END, c.quantity, c.unit_id, c.trucks,
	CASE WHEN c.at_precision >= 2 THEN c.vehicle END, c.lane_id,
	CASE WHEN EXISTS (SELECT 1 FROM decided x WHERE x.source_id = c.source_id AND x.key_hash = c.key_hash) THEN 1 ELSE 0 END, c.content_hash
FROM judged q
CROSS JOIN count_report c
JOIN lane g ON g.lane_id = c.lane_id
JOIN name_link ls ON ls.name_id = c.source_id
LEFT JOIN name_link lp ON lp.name_id = c.place_id
LEFT JOIN name_link lt ON lt.name_id = g.destination_id
LEFT JOIN name_link ld ON ld.name_id = g.donor_id
LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
LEFT JOIN measure m ON c.quantity IS NOT NULL AND m.unit_id = c.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
	FROM measure z WHERE z.unit_id = c.unit_id AND z.commodity_id = lc.canonical_id), 0)
WHERE q.round = :round AND c.source_id = q.source_id AND c.key_hash = q.key_hash AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
ON CONFLICT DO NOTHING;

-- name: fit_vehicle
-- Lines that the vehicle of a report may have carried: sent at most 14 days before.
INSERT INTO fit (source_id, key_hash, waybill_id, line, rule)
SELECT DISTINCT q.source_id, q.key_hash, k.waybill_id, k.line, 2
FROM join_report q
CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS p
CROSS JOIN joinable_shipment k
WHERE q.is_decided = 0 AND q.vehicle IS NOT NULL AND k.rule = 2 AND k.mark = vehicle_mark(q.vehicle, p.n) AND k.day BETWEEN q.day - 14 AND q.day
ON CONFLICT DO NOTHING;

-- name: join_line_fill
-- What the lines say that are looked at: the statement that counts, of several sources.
INSERT INTO join_line (waybill_id, line, day, base_unit_id, base_quantity, quantity, unit_id, trucks, vehicle, lane_id,
	donor_id, commodity_id, destination_id, crossing_id, origin_id)
SELECT waybill_id, line, day, base_unit_id, base_quantity, quantity, unit_id, trucks, vehicle, lane_id,
	donor_id, commodity_id, destination_id, crossing_id, origin_id
FROM (
	SELECT h.waybill_id, h.line, h.at / 86400 AS day, m.base_unit_id, scale(h.quantity, m.factor, 1000) AS base_quantity, h.quantity, h.unit_id, h.trucks,
		h.vehicle, h.lane_id, coalesce(ld.canonical_id, 0) AS donor_id, coalesce(lc.canonical_id, 0) AS commodity_id,
		coalesce(lt.canonical_id, 0) AS destination_id, coalesce(lx.canonical_id, 0) AS crossing_id, coalesce(lo.canonical_id, 0) AS origin_id,
		row_number() OVER (PARTITION BY h.waybill_id, h.line ORDER BY coalesce(sl.trust, 0) DESC, n.text, w.text) AS choice
	FROM (SELECT waybill_id, line FROM fit UNION SELECT waybill_id, line_id FROM decided WHERE line_id IS NOT NULL UNION SELECT waybill_id, line FROM sharing) AS f
	CROSS JOIN shipment h
	JOIN name w ON w.name_id = h.source_id
	JOIN name_link ls ON ls.name_id = h.source_id
	JOIN name n ON n.name_id = ls.canonical_id
	LEFT JOIN source_line sl ON sl.source_id = ls.canonical_id AND sl.known_from <= :known AND sl.known_to > :known
	JOIN lane g ON g.lane_id = h.lane_id
	LEFT JOIN name_link ld ON ld.name_id = g.donor_id
	LEFT JOIN name_link lc ON lc.name_id = g.commodity_id
	LEFT JOIN name_link lt ON lt.name_id = g.destination_id
	LEFT JOIN name_link lx ON lx.name_id = g.crossing_id
	LEFT JOIN name_link lo ON lo.name_id = h.origin_id
	LEFT JOIN measure m ON h.quantity IS NOT NULL AND m.unit_id = h.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
		FROM measure z WHERE z.unit_id = h.unit_id AND z.commodity_id = lc.canonical_id), 0)
	WHERE h.waybill_id = f.waybill_id AND h.line = f.line AND h.known_from <= :known AND h.known_to > :known AND coalesce(h.at, h.stated_at) < :as_of
) AS ranked
WHERE choice = 1
ON CONFLICT DO NOTHING;

-- name: fit_narrow
-- A vehicle that carried several lines: where some are of the goods that the report names, it is one of these.
DELETE FROM fit WHERE (source_id, key_hash, waybill_id, line) IN (
	SELECT f.source_id, f.key_hash, f.waybill_id, f.line
	FROM fit f
	JOIN join_report q ON q.source_id = f.source_id AND q.key_hash = f.key_hash
	JOIN join_line l ON l.waybill_id = f.waybill_id AND l.line = f.line
	WHERE f.rule = 2 AND q.commodity_id <> 0 AND l.commodity_id <> q.commodity_id
		AND EXISTS (SELECT 1 FROM fit z JOIN join_line y ON y.waybill_id = z.waybill_id AND y.line = z.line
			WHERE z.source_id = f.source_id AND z.key_hash = f.key_hash AND y.commodity_id = q.commodity_id));

-- name: joined_decided
-- What the office decided.
INSERT INTO joined (source_id, key_hash, waybill_id, line, rule, is_joined, is_first, day, stage, teller_id, quantity, unit_id, trucks, lane_id,
	content_hash)
SELECT q.source_id, q.key_hash, l.waybill_id, l.line, 1, 1, 1, q.day, q.stage, q.teller_id, q.quantity, q.unit_id,
	CASE WHEN q.quantity IS NULL AND q.trucks <= 1000 AND l.trucks IS NULL THEN NULL ELSE q.trucks END, l.lane_id, q.content_hash
FROM decided x
JOIN join_report q ON q.source_id = x.source_id AND q.key_hash = x.key_hash
JOIN join_line l ON l.waybill_id = x.waybill_id AND l.line = x.line_id
WHERE x.decision = 1
ON CONFLICT DO NOTHING;

-- name: joined_vehicle
-- The only line that the vehicle can have carried. A vehicle that passed, without a quantity, passed with all that it carried; where the line
-- went on several vehicles, how much that was is not known.
INSERT INTO joined (source_id, key_hash, waybill_id, line, rule, is_joined, is_first, day, stage, teller_id, quantity, unit_id, trucks, lane_id,
	content_hash)
SELECT q.source_id, q.key_hash, l.waybill_id, l.line, 2, 1, 1, q.day, q.stage, q.teller_id, q.quantity, q.unit_id,
	CASE WHEN q.quantity IS NULL AND q.trucks <= 1000 AND l.trucks IS NULL THEN NULL ELSE q.trucks END, l.lane_id, q.content_hash
FROM join_report q
JOIN fit f ON f.source_id = q.source_id AND f.key_hash = q.key_hash AND f.rule = 2
JOIN join_line l ON l.waybill_id = f.waybill_id AND l.line = f.line
WHERE q.is_decided = 0
	AND (SELECT count(*) FROM fit z WHERE z.source_id = q.source_id AND z.key_hash = q.key_hash AND z.rule = 2) = 1
	AND (q.quantity IS NOT NULL OR l.trucks IS NOT NULL OR vehicle_mark(l.vehicle, 2) IS NULL)
ON CONFLICT DO NOTHING;

-- name: joined_load
-- Several lines that a vehicle took on one day, and a report of all of them: of as much as they are together, or of the vehicle alone.
INSERT INTO joined (source_id, key_hash, waybill_id, line, rule, is_joined, is_first, day, stage, teller_id, quantity, unit_id, trucks, lane_id,
	content_hash)
SELECT t.source_id, t.key_hash, l.waybill_id, l.line, 3, 1, CASE WHEN row_number() OVER (PARTITION BY t.source_id, t.key_hash
		ORDER BY l.waybill_id, l.line) = 1 THEN 1 ELSE 0 END, t.day, t.stage, t.teller_id, l.quantity, l.unit_id, NULL,
	CASE WHEN t.lane_low = t.lane_high THEN t.lane_low ELSE t.lane_id END, t.content_hash
FROM (
	SELECT q.source_id, q.key_hash, q.day, q.stage, q.teller_id, q.lane_id, q.content_hash, min(l.lane_id) AS lane_low, max(l.lane_id) AS lane_high
	FROM join_report q
	JOIN fit f ON f.source_id = q.source_id AND f.key_hash = q.key_hash AND f.rule = 2
	JOIN join_line l ON l.waybill_id = f.waybill_id AND l.line = f.line
	WHERE q.is_decided = 0
	GROUP BY q.source_id, q.key_hash, q.day, q.stage, q.teller_id, q.lane_id, q.content_hash, q.quantity, q.base_unit_id, q.base_quantity, q.trucks
	HAVING count(*) > 1 AND min(l.day) = max(l.day) AND max(CASE WHEN vehicle_mark(l.vehicle, 2) IS NULL THEN 0 ELSE 1 END) = 0
		AND ((q.quantity IS NULL AND coalesce(q.trucks, 1000) <= 1000)
			OR (min(l.base_unit_id) = q.base_unit_id AND max(l.base_unit_id) = q.base_unit_id AND count(l.base_quantity) = count(*)
				AND sum(l.base_quantity) = q.base_quantity))
) AS t
JOIN fit f ON f.source_id = t.source_id AND f.key_hash = t.key_hash AND f.rule = 2
JOIN join_line l ON l.waybill_id = f.waybill_id AND l.line = f.line
WHERE true
ON CONFLICT DO NOTHING;

-- name: touched_of_judged
-- Goods of the judged reports, and of the lines that they are or were of: those may be free for others now, or no longer.
INSERT INTO touched_mark (rule, mark)
SELECT 4, CAST(q.commodity_id AS TEXT) || ' ' || CAST(q.base_unit_id AS TEXT) || ' ' || CAST(q.base_quantity AS TEXT)
FROM join_report q WHERE q.commodity_id <> 0 AND q.base_quantity > 0
UNION
SELECT k.rule, k.mark
FROM (SELECT waybill_id, line FROM old_joined
	UNION SELECT j.waybill_id, j.line FROM judged q CROSS JOIN joined j WHERE j.source_id = q.source_id AND j.key_hash = q.key_hash) AS l
CROSS JOIN joinable_shipment k
WHERE k.waybill_id = l.waybill_id AND k.line = l.line AND k.rule = 4
ON CONFLICT DO NOTHING;

-- name: fit_goods
-- Lines of the same goods and quantity that were sent at most 14 days before a report that no vehicle speaks for. A line of which the same
-- source reports this stage already is taken.
INSERT INTO fit (source_id, key_hash, waybill_id, line, rule)
SELECT DISTINCT q.source_id, q.key_hash, k.waybill_id, k.line, 4
FROM join_report q
CROSS JOIN joinable_shipment k
WHERE q.is_decided = 0 AND q.commodity_id <> 0 AND q.base_quantity > 0 AND k.rule = 4
	AND k.mark = CAST(q.commodity_id AS TEXT) || ' ' || CAST(q.base_unit_id AS TEXT) || ' ' || CAST(q.base_quantity AS TEXT)
	AND k.day BETWEEN q.day - 14 AND q.day
	AND NOT EXISTS (SELECT 1 FROM fit v WHERE v.source_id = q.source_id AND v.key_hash = q.key_hash AND v.rule = 2)
	AND NOT EXISTS (SELECT 1 FROM joined j WHERE j.waybill_id = k.waybill_id AND j.line = k.line AND j.stage = q.stage AND j.teller_id = q.teller_id AND j.rule < 4)
	AND NOT EXISTS (SELECT 1 FROM observation o JOIN name_link lo ON lo.name_id = o.source_id
		WHERE o.waybill_id = k.waybill_id AND o.stage = q.stage AND (o.line = k.line OR o.is_line_stated = 0) AND lo.canonical_id = q.teller_id
			AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of)
ON CONFLICT DO NOTHING;

-- name: fit_route
-- Of these, lines that went another way: the place of the report is not on it, another donor or destination is named, or another vehicle.
-- Places agree where one lies in the other; at least one must agree.
DELETE FROM fit WHERE rule = 4 AND NOT EXISTS (
	SELECT 1
	FROM (
		SELECT q.vehicle, q.donor_id, l.vehicle AS line_vehicle, l.donor_id AS line_donor_id,
			CASE WHEN q.place_id = 0 OR (CASE q.stage WHEN 1 THEN l.origin_id WHEN 6 THEN l.destination_id ELSE l.crossing_id END) = 0 THEN NULL
				WHEN EXISTS (SELECT 1 FROM place_within w WHERE w.place_id = q.place_id
					AND w.ancestor_id = CASE q.stage WHEN 1 THEN l.origin_id WHEN 6 THEN l.destination_id ELSE l.crossing_id END)
				OR EXISTS (SELECT 1 FROM place_within w WHERE w.ancestor_id = q.place_id
					AND w.place_id = CASE q.stage WHEN 1 THEN l.origin_id WHEN 6 THEN l.destination_id ELSE l.crossing_id END)
				THEN 1 ELSE 0 END AS is_on_way,
			CASE WHEN q.destination_id = 0 OR l.destination_id = 0 THEN NULL
				WHEN EXISTS (SELECT 1 FROM place_within w WHERE w.place_id = q.destination_id AND w.ancestor_id = l.destination_id)
				OR EXISTS (SELECT 1 FROM place_within w WHERE w.ancestor_id = q.destination_id AND w.place_id = l.destination_id)
				THEN 1 ELSE 0 END AS is_to_there
		FROM join_report q
		CROSS JOIN join_line l
		WHERE q.source_id = fit.source_id AND q.key_hash = fit.key_hash AND l.waybill_id = fit.waybill_id AND l.line = fit.line
	) AS way
	WHERE coalesce(way.is_on_way, 1) = 1 AND coalesce(way.is_to_there, 1) = 1 AND coalesce(way.is_on_way, way.is_to_there, 0) = 1
		AND (way.donor_id = 0 OR way.line_donor_id = 0 OR way.donor_id = way.line_donor_id)
		AND (way.vehicle IS NULL OR way.line_vehicle IS NULL));

-- name: joined_goods
-- One line for the report, and one report of this source and stage for the line.
INSERT INTO joined (source_id, key_hash, waybill_id, line, rule, is_joined, is_first, day, stage, teller_id, quantity, unit_id, trucks, lane_id,
	content_hash)
SELECT q.source_id, q.key_hash, l.waybill_id, l.line, 4, 1, 1, q.day, q.stage, q.teller_id, q.quantity, q.unit_id, q.trucks, l.lane_id, q.content_hash
FROM join_report q
JOIN fit f ON f.source_id = q.source_id AND f.key_hash = q.key_hash AND f.rule = 4
JOIN join_line l ON l.waybill_id = f.waybill_id AND l.line = f.line
WHERE (SELECT count(*) FROM fit z WHERE z.source_id = q.source_id AND z.key_hash = q.key_hash) = 1
	AND (SELECT count(*) FROM fit z JOIN join_report y ON y.source_id = z.source_id AND y.key_hash = z.key_hash
		WHERE z.waybill_id = l.waybill_id AND z.line = l.line AND z.rule = 4 AND y.stage = q.stage AND y.teller_id = q.teller_id) = 1
ON CONFLICT DO NOTHING;

-- name: sharing_fill
-- Lines of which a vehicle is or was reported: what else is reported of them may be too much now, or no longer.
INSERT INTO sharing (waybill_id, line)
SELECT waybill_id, line FROM old_joined
UNION
SELECT j.waybill_id, j.line FROM judged q CROSS JOIN joined j WHERE j.source_id = q.source_id AND j.key_hash = q.key_hash
ON CONFLICT DO NOTHING;

-- name: judged_sharing
-- The other reports of these lines.
INSERT INTO judged (source_id, key_hash, round)
SELECT DISTINCT j.source_id, j.key_hash, 3 FROM sharing s CROSS JOIN joined j WHERE j.waybill_id = s.waybill_id AND j.line = s.line
ON CONFLICT DO NOTHING;

-- name: too_much_fill
-- Lines of which the reports of one source at one stage, with a waybill or without, are together more than was sent (by more than a twentieth,
-- as scales differ), or cannot be added: they are not parts of it, and which is of it cannot be told.
INSERT INTO too_much (waybill_id, line, stage, teller_id)
SELECT waybill_id, line, stage, teller_id
FROM (
	SELECT l.waybill_id, l.line, j.stage, j.teller_id, l.base_quantity AS sent, 1 AS is_joined,
		CASE WHEN m.base_unit_id = l.base_unit_id THEN scale(j.quantity, m.factor, 1000) END AS part
	FROM join_line l
	CROSS JOIN joined j
	LEFT JOIN measure m ON m.unit_id = j.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
		FROM measure z WHERE z.unit_id = j.unit_id AND z.commodity_id = l.commodity_id), 0)
	WHERE j.waybill_id = l.waybill_id AND j.line = l.line
	UNION ALL
	SELECT l.waybill_id, l.line, o.stage, lo.canonical_id, l.base_quantity, 0,
		CASE WHEN m.base_unit_id = l.base_unit_id THEN scale(o.quantity, m.factor, 1000) END
	FROM join_line l
	CROSS JOIN observation o
	JOIN name_link lo ON lo.name_id = o.source_id
	LEFT JOIN measure m ON m.unit_id = o.unit_id AND m.is_own = 1 AND m.commodity_id = coalesce((SELECT max(z.commodity_id)
		FROM measure z WHERE z.unit_id = o.unit_id AND z.commodity_id = l.commodity_id), 0)
	WHERE o.waybill_id = l.waybill_id AND (o.line = l.line OR o.is_line_stated = 0) AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
		AND EXISTS (SELECT 1 FROM joined j WHERE j.waybill_id = l.waybill_id AND j.line = l.line)
) AS told
GROUP BY waybill_id, line, stage, teller_id, sent
HAVING sum(is_joined) > 0 AND count(*) > 1 AND (sent IS NULL OR count(part) < count(*) OR sum(part) > sent + sent / 20);

-- name: joined_settle
-- A report of a vehicle is of its lines where none of them is too much.
UPDATE joined SET is_joined = CASE WHEN EXISTS (SELECT 1 FROM joined z JOIN too_much t ON t.waybill_id = z.waybill_id AND t.line = z.line
	AND t.stage = z.stage AND t.teller_id = z.teller_id WHERE z.source_id = joined.source_id AND z.key_hash = joined.key_hash) THEN 0 ELSE 1 END
WHERE rule IN (2, 3) AND (source_id, key_hash) IN (SELECT source_id, key_hash FROM judged);

-- name: rejoined_fill
-- Reports that are of something else than before, or of nothing, or say something else of it.
INSERT INTO rejoined (waybill_id, day)
SELECT waybill_id, day FROM (
	SELECT * FROM (SELECT * FROM old_joined WHERE is_joined = 1
		EXCEPT SELECT j.* FROM judged q CROSS JOIN joined j WHERE j.source_id = q.source_id AND j.key_hash = q.key_hash AND j.is_joined = 1) AS gone
	UNION ALL
	SELECT * FROM (SELECT j.* FROM judged q CROSS JOIN joined j WHERE j.source_id = q.source_id AND j.key_hash = q.key_hash AND j.is_joined = 1
		EXCEPT SELECT * FROM old_joined WHERE is_joined = 1) AS come
) AS differing
GROUP BY waybill_id, day;

-- name: rejoined_waybill
-- Their consignments are looked at again.
INSERT INTO dirty_waybill (first_id, last_id) SELECT DISTINCT waybill_id, waybill_id FROM rejoined WHERE true ON CONFLICT DO NOTHING;

-- name: rejoined_day
-- And so are their days, and those of all reports of consignments that are looked at.
INSERT INTO dirty_day (day)
SELECT day FROM rejoined
UNION SELECT j.day FROM join_run r CROSS JOIN joined j WHERE j.waybill_id BETWEEN r.first_id AND r.last_id AND j.is_joined = 1
ON CONFLICT DO NOTHING;

-- name: candidate_fill
-- What reports that are of no line may be of. Of goods that many reports or many lines share nothing is said.
INSERT INTO candidate (source_id, key_hash, waybill_id, line)
SELECT j.source_id, j.key_hash, j.waybill_id, j.line FROM judged q CROSS JOIN joined j
WHERE j.source_id = q.source_id AND j.key_hash = q.key_hash AND j.is_joined = 0
UNION
SELECT f.source_id, f.key_hash, f.waybill_id, f.line FROM fit f
JOIN join_report q ON q.source_id = f.source_id AND q.key_hash = f.key_hash
WHERE NOT EXISTS (SELECT 1 FROM joined j WHERE j.source_id = f.source_id AND j.key_hash = f.key_hash)
	AND (f.rule = 2 OR (SELECT count(*) FROM fit z JOIN join_report y ON y.source_id = z.source_id AND y.key_hash = z.key_hash
		WHERE z.waybill_id = f.waybill_id AND z.line = f.line AND z.rule = 4 AND y.stage = q.stage AND y.teller_id = q.teller_id) <= 5);

-- name: finding_candidates_clear
-- What is said anew of the judged reports.
DELETE FROM finding WHERE waybill_id = 0 AND code = 'join_candidates' AND subject IN (
	SELECT s.text || ' ' || digits_text(q.key_hash) FROM judged q JOIN name s ON s.name_id = q.source_id);

-- name: finding_candidates
-- Reports that may be of one of several lines, or of one that others may be of too.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'join_candidates', s.text || ' ' || digits_text(c.key_hash), 0,
	s.text || char31() || day_text(c.day) || coalesce(', ' || c.vehicle, '') || coalesce(', ' || quantity_text(c.quantity) || ' ' || u.code, '')
		|| char31() || t.first_name || coalesce(', ' || t.second_name, '') || coalesce(', ' || t.third_name, '') || CASE WHEN t.n > 3 THEN ', ...' ELSE '' END
		|| char31() || CASE WHEN c.report_key = '' OR c.report_key LIKE '%' || char31() || '%' THEN digits_text(c.key_hash) ELSE c.report_key END,
	c.known_from, c.drop_line
FROM (
	SELECT source_id, key_hash, count(*) AS n, min(text) FILTER (WHERE choice = 1) AS first_name, min(text) FILTER (WHERE choice = 2) AS second_name,
		min(text) FILTER (WHERE choice = 3) AS third_name
	FROM (
		SELECT k.source_id, k.key_hash, b.written || ' ' || k.line AS text,
			row_number() OVER (PARTITION BY k.source_id, k.key_hash ORDER BY b.written || ' ' || k.line) AS choice
		FROM candidate k JOIN waybill b ON b.waybill_id = k.waybill_id
	) AS named
	GROUP BY source_id, key_hash
	HAVING count(*) <= 5
) AS t
CROSS JOIN count_report c
JOIN name s ON s.name_id = c.source_id
LEFT JOIN unit u ON u.unit_id = c.unit_id
WHERE c.source_id = t.source_id AND c.key_hash = t.key_hash AND c.known_from <= :known AND c.known_to > :known
ON CONFLICT DO NOTHING;

-- name: finding_match_clear
DELETE FROM finding WHERE waybill_id = 0 AND code = 'match_waits';

-- name: finding_match
-- Decisions that have no effect: the report, the waybill or its line is not known, or several could be meant.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'match_waits', coalesce(s.text || ' ', '') || m.report, 0, m.report || char31() || m.written, m.known_from, m.drop_line
FROM match_line m
LEFT JOIN name s ON s.name_id = m.source_id
WHERE m.known_from <= :known AND m.known_to > :known AND m.decision < 3
	AND ((SELECT count(*) FROM resolved v WHERE v.match_source_id = m.source_id AND v.report_hash = m.report_hash) <> 1
		OR (m.decision = 1 AND EXISTS (SELECT 1 FROM resolved v JOIN decided x ON x.source_id = v.source_id AND x.key_hash = v.key_hash
			WHERE v.match_source_id = m.source_id AND v.report_hash = m.report_hash AND x.decision = 1 AND x.line_id IS NULL)))
ON CONFLICT DO NOTHING;

-- ---------------------------------------------------------------- the consignments that such reports are of

-- name: all_told_runs
-- Rows: waybills to be worked off of which such reports speak, in their order.
SELECT DISTINCT j.waybill_id, j.waybill_id FROM dirty_waybill d CROSS JOIN joined j
WHERE j.waybill_id BETWEEN d.first_id AND d.last_id AND j.is_joined = 1
ORDER BY 1;

-- name: slice_told
-- They may state trucks, or no quantity.
UPDATE slice SET traits = traits | 10;

-- name: all_told_clear
DELETE FROM all_told;

-- name: all_told_fill
-- The reports on them that name them.
INSERT INTO all_told
SELECT o.* FROM (SELECT DISTINCT j.waybill_id FROM dirty_waybill d CROSS JOIN joined j
	WHERE j.waybill_id BETWEEN d.first_id AND d.last_id AND j.is_joined = 1) AS s
CROSS JOIN observation o
WHERE o.waybill_id = s.waybill_id;

-- name: all_told_joined
-- And those that do not.
INSERT INTO all_told (waybill_id, line, source_id, key_hash, known_to, known_from, drop_line, stage, place_id, at, at_precision, quantity, unit_id,
	trucks, lane_id, consignee_id, followed_to, is_line_stated, vehicle, manifest, reason, note, affirmed_at, content_hash)
SELECT j.waybill_id, j.line, c.source_id, c.key_hash, c.known_to, c.known_from, c.drop_line, c.stage, c.place_id, c.at, c.at_precision, j.quantity, j.unit_id,
	j.trucks, c.lane_id, c.consignee_id, 0, 1, c.vehicle, c.manifest, c.reason, c.note, c.affirmed_at, c.content_hash
FROM (SELECT DISTINCT j.waybill_id FROM dirty_waybill d CROSS JOIN joined j
	WHERE j.waybill_id BETWEEN d.first_id AND d.last_id AND j.is_joined = 1) AS s
CROSS JOIN joined j
CROSS JOIN count_report c
WHERE j.waybill_id = s.waybill_id AND j.is_joined = 1 AND c.source_id = j.source_id AND c.key_hash = j.key_hash
	AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of;

-- script: all_told_create
-- The statements of positions.sql find all of them where they look for reports.
CREATE TEMPORARY VIEW observation AS SELECT * FROM all_told;

-- script: all_told_drop
-- Whatever stands in front of the kept reports.
DROP VIEW temp.observation;
