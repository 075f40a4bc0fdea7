-- What came in.

-- name: drops_rows
-- In the order of their numbers; the last column is the sentence of a refused one. :is_past 1: asked of an earlier moment, at which what follows with
-- the files of a drop that was committed is no matter.
SELECT d.drop_id, d.name, s.text, d.kinds, d.received_at, d.records, d.accepted, d.unchanged, d.superseding, d.rejected,
	CASE WHEN d.state IN (2, 4) THEN 'refused' WHEN d.state = 1 AND :is_past = 0 THEN 'committed' ELSE 'done' END, d.sha256, d.withdrawn, d.file_time,
	c.digest, c.known_at, d.why
FROM drop_file d
LEFT JOIN drop_chain c ON c.drop_id = d.drop_id
LEFT JOIN name s ON s.name_id = d.source_id
WHERE d.drop_id <= :known AND (:has_source = 0 OR d.source_id IN (SELECT name_id FROM wanted WHERE slot = 5))
ORDER BY d.drop_id;

-- name: drop_find
-- A drop by its number or by the beginning of its SHA-256 (:like with a % at the end).
SELECT drop_id FROM drop_file WHERE drop_id <= :known AND (drop_id = :number OR sha256 LIKE :like) ORDER BY drop_id DESC LIMIT 2;

-- name: drop_one
-- What a sentence about one drop needs.
SELECT d.name, s.text, d.sha256, d.state, d.why, d.records, d.accepted, d.unchanged, d.superseding, d.rejected, d.received_at
FROM drop_file d LEFT JOIN name s ON s.name_id = d.source_id WHERE d.drop_id = :drop_id;

-- name: reference_drops
-- Drops that hold nothing but reference lines, in the order in which they came: number and source.
SELECT d.drop_id, s.text
FROM drop_file d LEFT JOIN name s ON s.name_id = d.source_id
WHERE d.state IN (1, 3) AND d.kinds <> '' AND d.kinds NOT LIKE '%commitments%' AND d.kinds NOT LIKE '%shipments%'
	AND d.kinds NOT LIKE '%crossings%'
ORDER BY d.drop_id;
