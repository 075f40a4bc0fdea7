-- What needs a person.

-- name: findings_rows
-- The ledger's own findings, those of drops, drops that were refused, statements that contradict each other, names that no registry
-- has (of registries that have any), and commodities that are several: "Flour + Tents", or known ones with a comma or the like between. seq: of a drop's finding, and of what a line contradicts, else 0.
-- registry: where it has to be looked up what the folded name in args may mean; else 0.
SELECT f.code, f.known_from, f.drop_line, f.subject, f.args, coalesce(d.sha256, ''), 0 AS seq, 0 AS registry
FROM finding f LEFT JOIN drop_file d ON d.drop_id = f.known_from
WHERE (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT g.code, g.drop_id, g.line, g.subject, g.args, d.sha256, g.seq, 0
FROM drop_finding g JOIN drop_file d ON d.drop_id = g.drop_id
WHERE g.drop_id <= :known AND (g.code <> 'rejected_rows' OR EXISTS (SELECT 1 FROM reject j WHERE j.drop_id = g.drop_id
	AND j.code NOT IN ('total_row', 'total_differs') AND (j.corrected_by = 0 OR j.corrected_by > :known)))
	AND (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT 'drop_refused', d.drop_id, 0, d.name, d.name || char31() || d.why, d.sha256, -1, 0
FROM drop_file d
WHERE d.state IN (2, 4) AND d.drop_id <= :known AND (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT 'contradiction', c.known_from, c.drop_line, c.fact_key, coalesce(s.text, o.text, '') || char31() || c.fact_key, d.sha256, c.drop_line, 0
FROM contradiction c
JOIN drop_file d ON d.drop_id = c.known_from
LEFT JOIN name s ON s.name_id = c.source_id
LEFT JOIN name o ON o.name_id = d.source_id
WHERE c.noted_from <= :known AND c.noted_to > :known
	AND (:has_source = 0 OR CASE WHEN c.source_id = 0 THEN d.source_id ELSE c.source_id END IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
-- Spellings that two entries claim.
SELECT 'spelling_claimed', 0, 0, a.folded, a.folded || char31() || ta.text || char31() || tb.text, '', 0, 0
FROM alias a
JOIN alias b ON b.registry = a.registry AND b.folded = a.folded AND b.known_from <= :known AND b.known_to > :known
JOIN name_link la ON la.name_id = a.name_id
JOIN name_link lb ON lb.name_id = b.name_id
JOIN name ta ON ta.name_id = la.canonical_id
JOIN name tb ON tb.name_id = lb.canonical_id
WHERE a.known_from <= :known AND a.known_to > :known AND ta.text < tb.text AND :has_source = 0
UNION ALL
SELECT CASE n.registry WHEN 1 THEN 'unknown_organisation' WHEN 2 THEN 'unknown_place' WHEN 3 THEN 'unknown_commodity' ELSE 'unknown_source' END, 0, 0, n.text,
	n.folded, '', 0, n.registry
FROM name n JOIN name_link l ON l.name_id = n.name_id AND l.is_known = 0
WHERE n.name_id <= (SELECT coalesce(max(last_name), 0) FROM drop_chain WHERE drop_id <= :known) AND n.registry IN (1, 2, 3, 5) AND NOT (n.registry = 5 AND n.text = 'office')
	AND EXISTS (SELECT 1 FROM alias e WHERE e.registry = n.registry AND e.known_from <= :known AND e.known_to > :known)
	AND (:has_source = 0 OR n.name_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT 'compound_cargo', 0, 0, n.text, n.folded, '', 0, CASE WHEN n.text LIKE '%+ %' OR n.text LIKE '% +%' THEN 0 ELSE 3 END
FROM name n JOIN name_link l ON l.name_id = n.name_id AND l.is_known = 0
WHERE n.registry = 3 AND n.name_id <= (SELECT coalesce(max(last_name), 0) FROM drop_chain WHERE drop_id <= :known) AND :has_source = 0 AND (n.text LIKE '%+%' OR n.text LIKE '%,%' OR n.text LIKE '%;%' OR n.text LIKE '%/%' OR n.text LIKE '%&%'
	OR n.text LIKE '% and %')
ORDER BY 2, 3, 1, 4, 7;

-- name: known_spellings
-- Every spelling that the registries know, folded, and the entry that it is of.
SELECT a.registry, a.folded, a.name_id, n.text FROM alias a JOIN name n ON n.name_id = a.name_id WHERE a.known_from <= :known AND a.known_to > :known;
