-- What was promised, and the statements that say so.

-- name: commitments_rows
-- The commitments that pass the filters (see shortfall_rows), each with the term that is in force on :as_of_day, else its first, and the
-- statement behind that.
SELECT n.text, d.text, c.text, g.text, x.text, e.text, k.counted_at, u.code, k.starts_day, k.due_day, t.quantity, t.basis, t.state,
	CASE WHEN t.effective_day > -1000000 THEN t.effective_day END,
	(SELECT count(*) - 1 FROM commitment_term z WHERE z.commitment_id = k.commitment_id),
	l.stated_by, l.stated_day, l.statement_url, l.note, o.text, s.text, r.name, t.known_from, t.drop_line, r.sha256, p.text, k.commitment_id
FROM commitment k
JOIN commitment_term t ON t.commitment_id = k.commitment_id AND t.effective_day = coalesce(
	(SELECT max(z.effective_day) FROM commitment_term z WHERE z.commitment_id = k.commitment_id AND z.effective_day <= :as_of_day),
	(SELECT min(z.effective_day) FROM commitment_term z WHERE z.commitment_id = k.commitment_id))
JOIN commitment_line l ON l.commitment_id = k.commitment_id AND l.source_id = k.source_id AND l.effective_day = t.effective_day
	AND l.known_from <= :known AND l.known_to > :known
JOIN name n ON n.name_id = k.commitment_id
JOIN unit u ON u.unit_id = k.unit_id
JOIN name s ON s.name_id = k.source_id
JOIN drop_file r ON r.drop_id = t.known_from
LEFT JOIN name d ON d.name_id = k.donor_id
LEFT JOIN name c ON c.name_id = k.commodity_id
LEFT JOIN name g ON g.name_id = k.category_id
LEFT JOIN name e ON e.name_id = k.destination_id
LEFT JOIN name x ON x.name_id = k.crossing_id
LEFT JOIN name p ON p.name_id = k.part_of_id
LEFT JOIN name o ON o.name_id = l.organisation_id
WHERE (:has_donor = 0 OR k.donor_id IN (SELECT name_id FROM wanted WHERE slot = 1))
	AND (:has_commodity = 0 OR k.commodity_id IN (SELECT name_id FROM wanted WHERE slot = 2)
		OR k.category_id IN (SELECT name_id FROM wanted WHERE slot = 2))
	AND (:has_destination = 0 OR k.destination_id IN (SELECT name_id FROM wanted WHERE slot = 3))
	AND (:has_crossing = 0 OR k.crossing_id IN (SELECT name_id FROM wanted WHERE slot = 4))
	AND (:has_source = 0 OR k.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
	AND (:due_before = 9223372036854775807 OR k.due_day < :due_before)
ORDER BY n.text;

-- name: commitments_find
-- The commitment of that id that anybody has stated, standing or not: exactly as written, else folded. Two rows: it is not clear which.
SELECT n.name_id FROM name n WHERE n.registry = 6 AND n.text = :subject
	AND EXISTS (SELECT 1 FROM commitment_line l WHERE l.commitment_id = n.name_id AND l.known_from <= :known)
UNION
SELECT n.name_id FROM name n WHERE n.registry = 6 AND n.folded = :folded
	AND EXISTS (SELECT 1 FROM commitment_line l WHERE l.commitment_id = n.name_id AND l.known_from <= :known)
	AND NOT EXISTS (SELECT 1 FROM name e JOIN commitment_line z ON z.commitment_id = e.name_id WHERE e.registry = 6 AND e.text = :subject
		AND z.known_from <= :known)
LIMIT 2;

-- name: commitments_history
-- Every statement about a commitment, by the day from which it holds, then in the order in which they became known. What it is worth: 1 it counts, 2 another source counts,
-- 3 it cannot take the place of what it amends, 4 a later statement stands for it, 5 it was left out of a later publication; 6 it came when a later one of its source stood,
-- 7 or one of the same moment that says something else: these change nothing. The drop that ended it, or of the statement that stood when it came.
SELECT CASE WHEN l.effective_day > -1000000 THEN l.effective_day END, l.quantity, u.code, l.basis, l.state, l.starts_day, l.due_day,
	l.worth, l.stated_by, l.stated_day, l.statement_url, l.note, s.text, r.name, l.known_from, l.drop_line, r.sha256, z.known_at,
	CASE WHEN l.ended_by > 0 THEN l.ended_by END, d.text, c.text, e.text, x.text
FROM (
	SELECT y.effective_day, y.quantity, y.unit_id, y.basis, y.state, y.starts_day, y.due_day,
		CASE WHEN y.known_to <= :known THEN CASE WHEN EXISTS (SELECT 1 FROM commitment_line z WHERE z.commitment_id = y.commitment_id
				AND z.source_id = y.source_id AND z.effective_day = y.effective_day AND z.known_from = y.known_to) THEN 4 ELSE 5 END
			WHEN y.source_id <> k.source_id THEN 2 WHEN t.basis IS NULL THEN 3 ELSE 1 END AS worth,
		y.stated_by, y.stated_day, y.statement_url, y.note, y.source_id, y.known_from, y.drop_line,
		CASE WHEN y.known_to <= :known THEN y.known_to ELSE 0 END AS ended_by, y.donor_id, y.commodity_id, y.destination_id, y.crossing_id
	FROM commitment_line y
	LEFT JOIN commitment k ON k.commitment_id = y.commitment_id
	LEFT JOIN commitment_term t ON t.commitment_id = y.commitment_id AND t.effective_day = y.effective_day
	WHERE y.commitment_id = :commitment_id AND y.known_from <= :known
	UNION ALL
	SELECT p.effective_day, p.quantity, p.unit_id, p.basis, p.state, p.starts_day, p.due_day, p.worth, p.stated_by, p.stated_day, p.statement_url, p.note,
		p.source_id, p.known_from, p.drop_line, p.standing, p.donor_id, p.commodity_id, p.destination_id, p.crossing_id
	FROM commitment_passed p
	WHERE p.commitment_id = :commitment_id AND p.known_from <= :known
		AND NOT EXISTS (SELECT 1 FROM commitment_line y WHERE y.commitment_id = p.commitment_id AND y.source_id = p.source_id
			AND y.effective_day = p.effective_day AND y.content_hash = p.content_hash AND y.known_from <= p.known_from)
) AS l
JOIN unit u ON u.unit_id = l.unit_id
JOIN name s ON s.name_id = l.source_id
JOIN drop_file r ON r.drop_id = l.known_from
LEFT JOIN drop_chain z ON z.drop_id = l.known_from
LEFT JOIN name d ON d.name_id = l.donor_id
LEFT JOIN name c ON c.name_id = l.commodity_id
LEFT JOIN name e ON e.name_id = l.destination_id
LEFT JOIN name x ON x.name_id = l.crossing_id
ORDER BY l.effective_day, l.known_from, l.drop_line, s.text;

-- name: commitments_name
-- The id of a commitment as it is written.
SELECT text FROM name WHERE name_id = :commitment_id;
