-- What the files of a drop hang on: its row, as core/home reads it on the way of a file and after a crash.

-- name: passage_drop
-- One drop. :drop. Rows: drop, state, received_at, name, source, sha256, why.
SELECT d.drop_id, d.state, d.received_at, d.name, coalesce(n.text, ''), d.sha256, d.why
FROM drop_file d
LEFT JOIN name n ON n.name_id = d.source_id
WHERE d.drop_id = :drop;

-- name: passage_unfinished
-- The first drop after :after whose files are not all in place (states 1 and 2). The same columns.
SELECT d.drop_id, d.state, d.received_at, d.name, coalesce(n.text, ''), d.sha256, d.why
FROM drop_file d
LEFT JOIN name n ON n.name_id = d.source_id
WHERE d.drop_id > :after AND d.state IN (1, 2)
ORDER BY d.drop_id
LIMIT 1;

-- name: passage_next_done
-- Row: the first drop after :after that was read and whose files are in place.
SELECT drop_id FROM drop_file WHERE drop_id > :after AND state = 3 ORDER BY drop_id LIMIT 1;

-- name: passage_next_corrected
-- Row: the first drop after :after of which the drop :by has corrected a rejected row.
SELECT drop_id FROM reject WHERE corrected_by = :by AND corrected_by > 0 AND drop_id > :after ORDER BY drop_id LIMIT 1;
