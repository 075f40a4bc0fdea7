-- Lines of policies.csv: which source counts, and what a change of them touches. The line that decides about a report is the one
-- of the innermost place that holds the report's place (else its destination); of those of one place the one that names the stage,
-- then the one that begins last.

-- name: ruling_fill
-- Every line, for each place that lies in its own; rank 1 is asked first. Lines without a place come after all others: place_id 0.
INSERT INTO ruling (place_id, rank, stage, first_day, last_day, named_id, source_id, is_narrow, known_from, drop_line)
WITH line AS (
	SELECT p.stage, coalesce(lp.canonical_id, 0) AS named_id, p.first_day, p.last_day, ls.canonical_id AS source_id, n.text, p.known_from, p.drop_line
	FROM policy_line p
	JOIN name_link ls ON ls.name_id = p.source_id
	JOIN name n ON n.name_id = ls.canonical_id
	LEFT JOIN name_link lp ON lp.name_id = p.place_id
	WHERE p.known_from <= :known AND p.known_to > :known AND p.is_withdrawn = 0
), told AS (
	SELECT w.place_id, w.depth, k.stage, k.first_day, k.last_day, k.named_id, k.source_id, k.text,
		CASE WHEN r.ancestor_id <> k.named_id THEN 1 ELSE 0 END AS is_narrow, k.known_from, k.drop_line
	FROM line k JOIN place_within w ON w.ancestor_id = k.named_id JOIN place_root r ON r.place_id = k.named_id
	UNION ALL
	SELECT 0, 0, stage, first_day, last_day, 0, source_id, text, 0, known_from, drop_line FROM line WHERE named_id = 0
)
SELECT place_id, row_number() OVER (PARTITION BY place_id ORDER BY depth, CASE WHEN stage = 0 THEN 1 ELSE 0 END, first_day DESC, text, last_day DESC, stage, source_id),
	stage, first_day, last_day, named_id, source_id, is_narrow, known_from, drop_line
FROM told;

-- name: policy_day_mark
-- Days of counts on which another source counts than the lines say: they were not known, or said otherwise. Where lines speak of a
-- part of an area, all their days.
INSERT INTO dirty_day (day)
SELECT q.day FROM (
	SELECT k.day, k.source_id, k.is_by_policy, CASE WHEN r.ancestor_id <> k.area_id THEN 1 ELSE 0 END AS is_part,
		(SELECT g.source_id FROM ruling g WHERE g.place_id IN (k.area_id, 0) AND g.stage IN (k.stage, 0)
			AND k.day BETWEEN g.first_day AND g.last_day ORDER BY CASE WHEN g.place_id = 0 THEN 1 ELSE 0 END, g.rank LIMIT 1) AS ruling_id
	FROM count_source k LEFT JOIN place_root r ON r.place_id = k.area_id
) AS q
WHERE q.is_part = 1 OR (q.is_by_policy = 1 AND (q.ruling_id IS NULL OR q.ruling_id <> q.source_id)) OR (q.is_by_policy = 0 AND q.ruling_id IS NOT NULL)
UNION
SELECT d.day FROM ruling g
JOIN place_root r ON r.place_id = g.named_id
JOIN count_day d ON d.area_id = r.ancestor_id AND d.day BETWEEN g.first_day AND g.last_day
WHERE g.is_narrow = 1 AND g.stage IN (d.stage, 0)
ON CONFLICT DO NOTHING;

-- name: policy_waybill_mark
-- Consignments of which several sources speak, at a stage and on a day of which any line speaks or ever spoke.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT DISTINCT o.waybill_id, o.waybill_id FROM observation o
WHERE EXISTS (SELECT 1 FROM policy_line p WHERE p.stage IN (o.stage, 0) AND o.at / 86400 BETWEEN p.first_day AND p.last_day)
	AND o.waybill_id IN (SELECT waybill_id FROM observation GROUP BY waybill_id HAVING min(source_id) <> max(source_id))
UNION
SELECT h.waybill_id, h.waybill_id FROM shipment h
WHERE EXISTS (SELECT 1 FROM policy_line p WHERE p.stage IN (1, 0))
GROUP BY h.waybill_id HAVING min(h.source_id) <> max(h.source_id)
ON CONFLICT DO NOTHING;

-- name: touched_series_part
-- Parts of the touched areas for which a line speaks, or spoke: their counting sources are told anew as well. And what was such a part as long as
-- its name stood for itself, or lay in another area.
INSERT INTO touched_series (area_id, stage)
SELECT t.area_id, t.stage FROM (
	SELECT g.named_id AS area_id, f.stage FROM touched_series f
	JOIN place_root r ON r.ancestor_id = f.area_id JOIN ruling g ON g.place_id = r.place_id AND g.named_id = r.place_id
	WHERE g.is_narrow = 1
	UNION
	SELECT k.area_id, k.stage FROM touched_series f
	JOIN place_root r ON r.ancestor_id = f.area_id AND r.place_id <> f.area_id
	CROSS JOIN count_source k WHERE k.area_id = r.place_id AND k.stage = f.stage
	UNION
	SELECT k.area_id, k.stage FROM (SELECT name_id FROM renamed UNION SELECT name_id FROM moved) AS d
	CROSS JOIN count_source k WHERE k.area_id = d.name_id
) AS t
WHERE true
ON CONFLICT DO NOTHING;

-- name: ruling_has_parts
-- Rows: one when a line speaks of a part of an area.
SELECT 1 FROM ruling WHERE is_narrow = 1 LIMIT 1;

-- name: part_fill
-- Days on which a line speaks of a part of an area, and somebody reported there. It cannot be followed (is_kept 0) where the source that
-- counts for the area, another one, reports that day without saying where in it: both would be added.
INSERT INTO part (area_id, stage, day, source_id, whole_id, is_kept)
WITH told AS (
	SELECT DISTINCT g.named_id, c.stage, c.day, g.source_id, r.ancestor_id AS whole_id
	FROM touched_series f
	CROSS JOIN count_source k
	CROSS JOIN count_report c
	JOIN name_link lp ON lp.name_id = c.place_id
	JOIN ruling g ON g.place_id = lp.canonical_id
	JOIN place_root r ON r.place_id = lp.canonical_id
	WHERE k.area_id = f.area_id AND k.stage = f.stage AND c.day = k.day AND c.stage = k.stage AND r.ancestor_id = k.area_id
		AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of AND g.is_narrow = 1
		AND g.rank = (SELECT min(z.rank) FROM ruling z WHERE z.place_id = g.place_id AND z.stage IN (c.stage, 0) AND c.day BETWEEN z.first_day AND z.last_day)
)
SELECT t.named_id, t.stage, t.day, t.source_id, t.whole_id, CASE WHEN EXISTS (
	SELECT 1 FROM count_source k
	JOIN count_report c ON c.day = t.day AND c.stage = t.stage
	JOIN lane v ON v.lane_id = c.lane_id
	JOIN name_link ls ON ls.name_id = c.source_id
	LEFT JOIN name_link lp ON lp.name_id = c.place_id
	LEFT JOIN name_link ld ON ld.name_id = v.destination_id
	LEFT JOIN place_root rd ON rd.place_id = ld.canonical_id
	WHERE k.area_id = t.whole_id AND k.stage = t.stage AND k.day = t.day AND k.source_id <> t.source_id AND ls.canonical_id = k.source_id
		AND c.known_from <= :known AND c.known_to > :known AND c.at < :as_of
		AND CASE WHEN lp.canonical_id IS NULL THEN CASE WHEN rd.ancestor_id = t.whole_id THEN 1 ELSE 0 END
			ELSE (SELECT count(*) FROM place_within w WHERE w.place_id = t.named_id AND w.ancestor_id = lp.canonical_id AND w.depth > 0) END > 0
	) THEN 0 ELSE 1 END
FROM told t;

-- name: count_source_part
-- In those parts the source of the line counts.
INSERT INTO count_source (area_id, stage, day, source_id, is_by_name, is_by_policy)
SELECT area_id, stage, day, source_id, 0, 1 FROM part WHERE is_kept = 1;

-- name: finding_policy_clear
-- What is said anew of the series that were touched.
DELETE FROM finding WHERE waybill_id = 0 AND code IN ('policy_silent', 'policy_part') AND subject IN (
	SELECT coalesce(n.text, '') || ' ' || stage_text(f.stage) FROM touched_series f LEFT JOIN name n ON n.name_id = f.area_id);

-- name: finding_policy_silent
-- Days on which the source that a line names says nothing, and another does: nothing counts then.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'policy_silent', coalesce(a.text, '') || ' ' || stage_text(c.stage), 0,
	coalesce(a.text || ', ', '') || stage_text(c.stage) || char31() || min(s.text) || char31() || CAST(count(*) AS TEXT) || char31() || day_text(min(c.day)), 0, 0
FROM touched_series f
CROSS JOIN count_source c
JOIN name s ON s.name_id = c.source_id
LEFT JOIN name a ON a.name_id = c.area_id
LEFT JOIN place_root r ON r.place_id = c.area_id
WHERE c.area_id = f.area_id AND c.stage = f.stage AND c.is_by_policy = 1
	AND NOT EXISTS (SELECT 1 FROM count_day d WHERE d.area_id = coalesce(r.ancestor_id, c.area_id) AND d.stage = c.stage AND d.source_id = c.source_id AND d.day = c.day)
GROUP BY a.text, c.stage
ON CONFLICT DO NOTHING;

-- name: finding_policy_part
-- Lines that speak of a part of an area and cannot be followed on some days.
INSERT INTO finding (code, subject, waybill_id, args, known_from, drop_line)
SELECT 'policy_part', n.text || ' ' || stage_text(p.stage), 0,
	n.text || ', ' || stage_text(p.stage) || char31() || min(s.text) || char31() || CAST(count(*) AS TEXT) || char31() || min(ks.text) || char31() || min(a.text), 0, 0
FROM part p
JOIN name n ON n.name_id = p.area_id
JOIN name s ON s.name_id = p.source_id
JOIN name a ON a.name_id = p.whole_id
JOIN count_source k ON k.area_id = p.whole_id AND k.stage = p.stage AND k.day = p.day
JOIN name ks ON ks.name_id = k.source_id
WHERE p.is_kept = 0
GROUP BY n.text, p.stage
ON CONFLICT DO NOTHING;
