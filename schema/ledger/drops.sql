-- Drops and what became of their records.

-- name: drop_taken
-- Rows: the drop that took these bytes, of this source, read in this way (committed or done).
SELECT d.drop_id FROM drop_file d JOIN name n ON n.name_id = d.source_id
WHERE d.sha256 = :sha256 AND n.text = :source AND d.profile_id = :profile AND d.state IN (1, 3)
ORDER BY d.drop_id LIMIT 1;

-- name: drop_find_bytes
-- Rows: drop and state of every drop with these bytes.
SELECT drop_id, state FROM drop_file WHERE sha256 = :sha256 ORDER BY drop_id;

-- name: drop_put
-- A drop, before its records: they refer to its number.
INSERT INTO drop_file (sha256, name, series, source_id, profile_id, kinds, n_bytes, file_time, received_at, header, delimiter, records, accepted,
	unchanged, superseding, rejected, withdrawn, state, why)
VALUES (:sha256, :name, :series, :source, :profile, :kinds, :n_bytes, :file_time, :received_at, :header, :delimiter, 0, 0, 0, 0, 0, 0, :state, :why)
RETURNING drop_id;

-- name: drop_before
-- Row: name and header of the last drop of the source and series before a drop that could be read.
SELECT name, header FROM drop_file
WHERE source_id = :source AND series = :series AND drop_id < :drop AND header <> '' AND state NOT IN (2, 4)
ORDER BY drop_id DESC
LIMIT 1;

-- name: drop_count
-- What became of the records of a drop, once all are read.
UPDATE drop_file SET records = :records, accepted = :accepted, unchanged = :unchanged, superseding = :superseding, rejected = :rejected,
	withdrawn = :withdrawn
WHERE drop_id = :drop;

-- name: drop_state
UPDATE drop_file SET state = :state WHERE drop_id = :drop;

-- name: drop_written
-- Row: how the file of a drop is written, for its fix file, and whose it is.
SELECT d.header, d.delimiter, d.source_id, n.text FROM drop_file d JOIN name n ON n.name_id = d.source_id WHERE d.drop_id = :drop;

-- name: receipt_counts
-- Row: kinds, name and counts of a drop.
SELECT kinds, name, records, accepted, unchanged, superseding, rejected FROM drop_file WHERE drop_id = :drop;

-- name: drop_last
SELECT coalesce(max(drop_id), 0) FROM drop_file;

-- name: drop_last_before
-- Row: the last drop known before a moment; none where there was none. Moments do not go back from drop to drop.
SELECT drop_id FROM drop_chain WHERE known_at < :known_at ORDER BY drop_id DESC LIMIT 1;

-- name: drop_known_at
-- Row: when a drop became known.
SELECT known_at FROM drop_chain WHERE drop_id = :drop;

-- name: drop_profile
-- Row: name and text of the profile that a drop was read by; none where it has canonical columns.
SELECT p.name, p.text FROM drop_file d JOIN profile p ON p.profile_id = d.profile_id WHERE d.drop_id = :drop;

-- name: profile_get
SELECT profile_id FROM profile WHERE hash = :hash AND name = :name;

-- name: profile_put
INSERT INTO profile (hash, name, text) VALUES (:hash, :name, :text) RETURNING profile_id;

-- name: outcome_put
-- A run of neighbours with one outcome.
INSERT INTO outcome_run (drop_id, record_from, record_to, line_from, line_to, outcome, code)
VALUES (:drop, :record_from, :record_to, :line_from, :line_to, :outcome, :code);

-- name: reject_put
-- A record that was not taken, with what it said and why.
INSERT INTO reject (drop_id, record_no, line, code, args, column_name, value, raw, proposal, of_drop, of_record, corrected_by, corrected_line)
VALUES (:drop, :record, :line, :code, :args, :column, :value, :raw, :proposal, :of_drop, :of_record, 0, 0);

-- name: reject_open
-- Rows: the rejects of a drop that nobody has corrected, and of each where it first stood (itself, but for what a fix file had wrong again) and when that was said.
SELECT j.record_no, j.line, d.file_time, j.raw, j.of_drop, j.of_record
FROM reject j JOIN drop_file d ON d.drop_id = j.of_drop
WHERE j.drop_id = :drop AND j.corrected_by = 0 ORDER BY j.record_no;

-- name: reject_correct
-- The record that was rejected is right now, and so is whatever fix files had wrong of it since.
UPDATE reject SET corrected_by = :drop, corrected_line = :line
WHERE of_drop = :of_drop AND of_record = :of_record AND corrected_by = 0
RETURNING *;

-- name: drop_finding_put
-- What the drop as a whole has to say.
INSERT INTO drop_finding (drop_id, seq, code, subject, args, line) VALUES (:drop, :seq, :code, :subject, :args, :line)
RETURNING *;

-- name: drop_note_put
-- How a file was understood, one line of its receipt's head.
INSERT INTO drop_note (drop_id, seq, line, code, args, column_name, value) VALUES (:drop, :seq, :line, :code, :args, :column, :value)
RETURNING *;

-- name: drop_note_rows
-- The head of a receipt: notes, then findings of the drop; how many of its rejects (but for totals) were corrected with the drop :known, and
-- how many were not.
SELECT line, code, args, column_name, value, 0 AS n_corrected, 0 AS n_open, 0 AS part, seq FROM drop_note WHERE drop_id = :drop
UNION ALL
SELECT f.line, f.code, f.args, '', '',
	(SELECT count(*) FROM reject j WHERE j.drop_id = f.drop_id AND j.corrected_by > 0 AND j.corrected_by <= :known AND j.code NOT IN ('total_row', 'total_differs')),
	(SELECT count(*) FROM reject j WHERE j.drop_id = f.drop_id AND (j.corrected_by = 0 OR j.corrected_by > :known)
		AND j.code NOT IN ('total_row', 'total_differs')), 1 AS part, f.seq
FROM drop_finding f WHERE f.drop_id = :drop
ORDER BY part, seq;

-- name: receipt_rows
-- Rows: runs of a drop in the order of its records.
SELECT record_from, record_to, line_from, line_to, outcome, code FROM outcome_run WHERE drop_id = :drop ORDER BY record_from;

-- name: record_key_put
-- What a record states, and of which commitment, waybill or report.
INSERT INTO record_key (drop_id, record_no, facts, fact_keys) VALUES (:drop, :record, :facts, :fact_keys);

-- name: record_key_rows
-- Rows: the records of a drop whose keys are kept, in their order.
SELECT record_no, facts, fact_keys FROM record_key WHERE drop_id = :drop ORDER BY record_no;

-- name: reject_rows
-- Rows: the rejects of a drop, and by what they were corrected with the drop :known.
SELECT record_no, line, code, args, column_name, value, raw, proposal, CASE WHEN corrected_by <= :known THEN corrected_by ELSE 0 END, corrected_line FROM reject WHERE drop_id = :drop ORDER BY record_no;

-- name: dirty_topic_put
INSERT INTO dirty_topic (topic) VALUES (:topic) ON CONFLICT DO NOTHING;

-- name: dirty_topics
SELECT topic FROM dirty_topic;

-- name: dirty_waybill_put
INSERT INTO dirty_waybill (first_id, last_id) VALUES (:first, :last) ON CONFLICT DO NOTHING;

-- name: dirty_waybill_before
-- Rows: the run that begins at :waybill or before it, and nearest to it.
SELECT last_id FROM dirty_waybill WHERE first_id <= :waybill ORDER BY first_id DESC, last_id DESC LIMIT 1;

-- name: dirty_waybill_all
INSERT INTO dirty_waybill (first_id, last_id) SELECT 1, coalesce(max(waybill_id), 0) FROM waybill WHERE true ON CONFLICT DO NOTHING;

-- name: dirty_day_put
INSERT INTO dirty_day (day) VALUES (:day) ON CONFLICT DO NOTHING;

-- name: dirty_day_all
INSERT INTO dirty_day (day) SELECT DISTINCT day FROM count_report WHERE true ON CONFLICT DO NOTHING;

-- name: dirty_is_waiting
-- Rows: one when anything waits to be reconciled (what a moment works off is another matter).
SELECT 1 FROM dirty_topic UNION ALL SELECT 1 FROM main.dirty_waybill UNION ALL SELECT 1 FROM main.dirty_day LIMIT 1;

-- script: dirty_clear
-- All that waited is worked off.
DELETE FROM dirty_waybill;
DELETE FROM dirty_day;
DELETE FROM dirty_topic;

-- name: horizon_raise
UPDATE horizon SET latest_at = :at WHERE latest_at < :at;

-- name: horizon_get
SELECT latest_at FROM horizon;

-- script: occurrence_create
-- Counts equal rows of one drop; emptied before each.
CREATE TEMPORARY TABLE IF NOT EXISTS occurrence (content_hash INTEGER PRIMARY KEY, n INTEGER NOT NULL);
DELETE FROM occurrence;

-- name: occurrence_next
-- How often this content has stood in the drop so far, this time included.
INSERT INTO occurrence (content_hash, n) VALUES (:content_hash, 1)
ON CONFLICT (content_hash) DO UPDATE SET n = occurrence.n + 1 RETURNING n;

-- name: occurrence_keep
-- For corrections of what the drop had wrong.
INSERT INTO drop_occurrence (drop_id, content_hash, n)
SELECT CAST(:drop AS INTEGER), content_hash, n FROM occurrence WHERE true
ON CONFLICT DO NOTHING;

-- name: occurrence_fixed
-- The same of a record that is corrected: as if it had stood behind its equals in the drop that had it wrong first.
INSERT INTO drop_occurrence (drop_id, content_hash, n) VALUES (:drop, :content_hash, 1)
ON CONFLICT (drop_id, content_hash) DO UPDATE SET n = drop_occurrence.n + 1 RETURNING n;
