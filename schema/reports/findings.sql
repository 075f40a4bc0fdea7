-- What needs a person.

-- name: findings_rows
-- The ledger's own findings, those of drops, and drops that were refused. seq: of a drop's finding, else 0.
SELECT f.code, f.known_from, f.drop_line, f.subject, f.args, coalesce(d.sha256, ''), 0 AS seq
FROM finding f LEFT JOIN drop_file d ON d.drop_id = f.known_from
WHERE (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT g.code, g.drop_id, g.line, g.subject, g.args, d.sha256, g.seq
FROM drop_finding g JOIN drop_file d ON d.drop_id = g.drop_id
WHERE g.drop_id <= :known AND (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
UNION ALL
SELECT 'drop_refused', d.drop_id, 0, d.name, d.name || char31() || d.why, d.sha256, -1
FROM drop_file d
WHERE d.state IN (2, 4) AND d.drop_id <= :known AND (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
ORDER BY 2, 3, 1, 4, 7;
