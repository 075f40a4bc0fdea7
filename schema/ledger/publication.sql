-- Cumulative publications. What a publication leaves out of its list, within its scope, does not stand any more, unless it was said later.

-- script: publication_create
-- Of the publication that is being read: its places, its facts that are new to the ledger, and what it leaves out.
CREATE TEMPORARY TABLE IF NOT EXISTS scope_place (place_id INTEGER PRIMARY KEY);
CREATE TEMPORARY TABLE IF NOT EXISTS arrived (kind INTEGER NOT NULL, body_hash INTEGER NOT NULL, day INTEGER, subject_id INTEGER NOT NULL,
	line TEXT NOT NULL, stage INTEGER NOT NULL, key_hash INTEGER NOT NULL, is_reissued INTEGER NOT NULL,
	PRIMARY KEY (kind, subject_id, line, stage, key_hash)) WITHOUT ROWID;
CREATE TEMPORARY TABLE IF NOT EXISTS vanished (kind INTEGER NOT NULL, body_hash INTEGER NOT NULL, day INTEGER, subject_id INTEGER NOT NULL,
	line TEXT NOT NULL, stage INTEGER NOT NULL, key_hash INTEGER NOT NULL, has_own_key INTEGER NOT NULL, affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL, is_reissued INTEGER NOT NULL, PRIMARY KEY (kind, subject_id, line, stage, key_hash)) WITHOUT ROWID;
DELETE FROM scope_place;
DELETE FROM arrived;
DELETE FROM vanished;

-- name: publication_known
-- Row: what is known of the list: its publications, the last of them that takes effect, and its last day.
SELECT count(*), max(CASE WHEN is_held = 0 THEN reported_at END), max(last_day) FROM publication WHERE source_id = :source AND list_hash = :list;

-- name: publication_same_moment
-- Row: the name of another publication of the list that was said at the same moment, of places and days that this one speaks for too.
SELECT d.name FROM publication p JOIN drop_file d ON d.drop_id = p.drop_id
WHERE p.source_id = :source AND p.list_hash = :list AND p.reported_at = :at
	AND d.sha256 <> (SELECT e.sha256 FROM drop_file e WHERE e.drop_id = :drop)
	AND (:by_day = 0 OR p.scope < 2 OR (p.first_day <= :last_day AND p.last_day >= :first_day))
	AND (:by_place = 0 OR p.scope IN (0, 2)
		OR EXISTS (SELECT 1 FROM publication_place q JOIN scope_place z ON z.place_id = q.place_id WHERE q.drop_id = p.drop_id))
ORDER BY p.drop_id LIMIT 1;

-- name: publication_later
-- Row: one when a later publication of the list covers the place and the day.
SELECT 1 FROM publication p
WHERE p.source_id = :source AND p.list_hash = :list AND p.is_held = 0 AND p.reported_at > :at
	AND (p.scope < 2 OR (:day >= p.first_day AND :day <= p.last_day))
	AND (p.scope IN (0, 2) OR EXISTS (SELECT 1 FROM publication_place q WHERE q.drop_id = p.drop_id AND q.place_id = :place))
LIMIT 1;

-- name: publication_put
-- A publication, once it was read.
INSERT INTO publication (drop_id, source_id, list_hash, reported_at, scope, first_day, last_day, is_held)
VALUES (:drop, :source, :list, :at, :scope, :first_day, :last_day, :is_held)
RETURNING *;

-- name: publication_place_put
-- The places that the publication speaks for.
INSERT INTO publication_place (drop_id, place_id) SELECT CAST(:drop AS INTEGER), place_id FROM scope_place
RETURNING *;

-- name: scope_place_put
INSERT INTO scope_place (place_id) VALUES (:place) ON CONFLICT DO NOTHING;

-- name: listed_put
-- A fact of a list stands, as it is now.
INSERT INTO listed (source_id, list_hash, kind, subject_id, line, stage, key_hash, place_id, day, body_hash, is_gone)
VALUES (:source, :list, :kind, :subject, :line, :stage, :key_hash, :place, :day, :body_hash, 0)
ON CONFLICT (source_id, list_hash, kind, subject_id, line, stage, key_hash) DO UPDATE SET place_id = excluded.place_id, day = excluded.day,
	body_hash = excluded.body_hash, is_gone = 0;

-- name: listed_note_standing
-- A fact of a list, of which something else stands: where that is.
INSERT INTO listed (source_id, list_hash, kind, subject_id, line, stage, key_hash, place_id, day, body_hash, is_gone)
SELECT z.source_id, CAST(:list AS INTEGER), z.kind, z.subject_id, z.line, z.stage, z.key_hash, z.place_id, z.day,
	CAST(:body_hash AS INTEGER), 0
FROM standing z
WHERE z.source_id = :source AND z.kind = :kind AND z.subject_id = :subject AND z.line = :line AND z.stage = :stage AND z.key_hash = :key_hash
ON CONFLICT DO NOTHING;

-- name: listed_note
-- One of which nothing stands.
INSERT INTO listed (source_id, list_hash, kind, subject_id, line, stage, key_hash, place_id, day, body_hash, is_gone)
VALUES (:source, :list, :kind, :subject, :line, :stage, :key_hash, :place, :day, :body_hash, 1)
ON CONFLICT DO NOTHING;

-- name: listed_follow
-- Another file of the source said otherwise what is on its lists: where it is now.
UPDATE listed SET place_id = :place, day = :day, body_hash = :body_hash, is_gone = 0
WHERE source_id = :source AND kind = :kind AND subject_id = :subject AND line = :line AND stage = :stage AND key_hash = :key_hash;

-- name: listed_left_out
-- Row: one when the fact is of a list of which a later publication speaks for the place and the day of the row.
SELECT 1 FROM listed l JOIN publication p ON p.source_id = l.source_id AND p.list_hash = l.list_hash
WHERE l.source_id = :source AND l.kind = :kind AND l.subject_id = :subject AND l.line = :line AND l.stage = :stage AND l.key_hash = :key_hash
	AND p.is_held = 0 AND p.reported_at > :at
	AND (p.scope < 2 OR (:day >= p.first_day AND :day <= p.last_day))
	AND (p.scope IN (0, 2) OR EXISTS (SELECT 1 FROM publication_place q WHERE q.drop_id = p.drop_id AND q.place_id = :place))
LIMIT 1;

-- name: arrived_put
-- A fact of the publication that was not known before.
INSERT INTO arrived (kind, body_hash, day, subject_id, line, stage, key_hash, is_reissued)
VALUES (:kind, :body_hash, :day, :subject, :line, :stage, :key_hash, 0) ON CONFLICT DO NOTHING;

-- name: vanished_commitment
-- Commitments of the list within the scope that were last said before :at. :by_place, :by_day: is the scope so limited. :is_late 1: others were
-- published later, and leave out what this one is the first to list.
INSERT INTO vanished (kind, body_hash, day, subject_id, line, stage, key_hash, has_own_key, affirmed_at, content_hash, is_reissued)
SELECT l.kind, l.body_hash, l.day, l.subject_id, l.line, l.stage, l.key_hash, 0, f.affirmed_at, f.content_hash, 0
FROM covered l
JOIN commitment_line f ON f.commitment_id = l.subject_id AND f.source_id = l.source_id AND f.effective_day = l.key_hash AND f.known_to = 9223372036854775807
WHERE l.source_id = :source AND l.list_hash = :list AND l.kind = 1 AND ((f.affirmed_at < :at
	AND (:by_place = 0 OR l.place_id IN (SELECT place_id FROM scope_place)) AND (:by_day = 0 OR (l.day >= :first_day AND l.day <= :last_day)))
	OR (:is_late = 1 AND f.affirmed_at < l.covered_at));

-- name: vanished_shipment
-- The same of shipments.
INSERT INTO vanished (kind, body_hash, day, subject_id, line, stage, key_hash, has_own_key, affirmed_at, content_hash, is_reissued)
SELECT l.kind, l.body_hash, l.day, l.subject_id, l.line, l.stage, l.key_hash, 0, f.affirmed_at, f.content_hash, 0
FROM covered l
JOIN shipment f ON f.waybill_id = l.subject_id AND f.line = l.line AND f.source_id = l.source_id AND f.known_to = 9223372036854775807
WHERE l.source_id = :source AND l.list_hash = :list AND l.kind = 2 AND ((f.affirmed_at < :at
	AND (:by_place = 0 OR l.place_id IN (SELECT place_id FROM scope_place)) AND (:by_day = 0 OR (l.day >= :first_day AND l.day <= :last_day)))
	OR (:is_late = 1 AND f.affirmed_at < l.covered_at));

-- name: vanished_observation
-- The same of reports on consignments; those with a key of their own where they stand now.
INSERT INTO vanished (kind, body_hash, day, subject_id, line, stage, key_hash, has_own_key, affirmed_at, content_hash, is_reissued)
SELECT l.kind, l.body_hash, l.day, f.waybill_id, f.line, f.stage, l.key_hash, CASE WHEN l.subject_id = 0 THEN 1 ELSE 0 END, f.affirmed_at, f.content_hash, 0
FROM covered l
LEFT JOIN observation_key b ON l.subject_id = 0 AND b.source_id = l.source_id AND b.key_hash = l.key_hash
JOIN observation f ON f.waybill_id = coalesce(b.waybill_id, l.subject_id) AND f.line = coalesce(b.line, l.line) AND f.stage = coalesce(b.stage, l.stage)
	AND f.source_id = l.source_id AND f.key_hash = l.key_hash AND f.known_to = 9223372036854775807
WHERE l.source_id = :source AND l.list_hash = :list AND l.kind = 3 AND ((f.affirmed_at < :at
	AND (:by_place = 0 OR l.place_id IN (SELECT place_id FROM scope_place)) AND (:by_day = 0 OR (l.day >= :first_day AND l.day <= :last_day)))
	OR (:is_late = 1 AND f.affirmed_at < l.covered_at));

-- name: vanished_count
-- The same of counts.
INSERT INTO vanished (kind, body_hash, day, subject_id, line, stage, key_hash, has_own_key, affirmed_at, content_hash, is_reissued)
SELECT l.kind, l.body_hash, l.day, l.subject_id, l.line, l.stage, l.key_hash, 0, f.affirmed_at, f.content_hash, 0
FROM covered l
JOIN count_report f ON f.source_id = l.source_id AND f.key_hash = l.key_hash AND f.known_to = 9223372036854775807
WHERE l.source_id = :source AND l.list_hash = :list AND l.kind = 3 AND l.subject_id = 0 AND ((f.affirmed_at < :at
	AND (:by_place = 0 OR l.place_id IN (SELECT place_id FROM scope_place)) AND (:by_day = 0 OR (l.day >= :first_day AND l.day <= :last_day)))
	OR (:is_late = 1 AND f.affirmed_at < l.covered_at));

-- name: vanished_reissued
-- Of equal contents, key apart, the first to vanish is the first that arrived, and so on.
UPDATE vanished SET is_reissued = 1
FROM (SELECT kind, subject_id, line, stage, key_hash, body_hash,
	row_number() OVER (PARTITION BY kind, body_hash ORDER BY key_hash, subject_id, line, stage) AS n FROM vanished) AS v
JOIN (SELECT kind, body_hash, count(*) AS n_arrived FROM arrived GROUP BY kind, body_hash) AS a
	ON a.kind = v.kind AND a.body_hash = v.body_hash AND v.n <= a.n_arrived
WHERE vanished.kind = v.kind AND vanished.subject_id = v.subject_id AND vanished.line = v.line AND vanished.stage = v.stage
	AND vanished.key_hash = v.key_hash;

-- name: arrived_reissued
-- The same seen from those that arrived.
UPDATE arrived SET is_reissued = 1
FROM (SELECT kind, subject_id, line, stage, key_hash, body_hash,
	row_number() OVER (PARTITION BY kind, body_hash ORDER BY key_hash, subject_id, line, stage) AS n FROM arrived) AS a
JOIN (SELECT kind, body_hash, count(*) AS n_vanished FROM vanished GROUP BY kind, body_hash) AS v
	ON v.kind = a.kind AND v.body_hash = a.body_hash AND a.n <= v.n_vanished
WHERE arrived.kind = a.kind AND arrived.subject_id = a.subject_id AND arrived.line = a.line AND arrived.stage = a.stage
	AND arrived.key_hash = a.key_hash;

-- name: publication_classes
-- Row: of the publication, what it leaves out, what of that has another key now, what is new, and what of that lies before :last_day or on it; and
-- how much of its list lies within its scope.
SELECT (SELECT count(*) FROM vanished WHERE is_reissued = 0), (SELECT count(*) FROM vanished WHERE is_reissued = 1),
	(SELECT count(*) FROM arrived WHERE is_reissued = 0 AND (day IS NULL OR day > :known_day)),
	(SELECT count(*) FROM arrived WHERE is_reissued = 0 AND day <= :known_day),
	(SELECT count(*) FROM listed l WHERE l.source_id = :source AND l.kind IN (1, 2, 3) AND l.list_hash = :list AND l.is_gone = 0
		AND (:by_place = 0 OR l.place_id IN (SELECT place_id FROM scope_place)) AND (:by_day = 0 OR (l.day >= :first_day AND l.day <= :last_day)))
	- (SELECT count(*) FROM arrived);

-- name: vanished_keep
-- Held: what has another key now goes, the rest stays until a person has looked.
DELETE FROM vanished WHERE is_reissued = 0;

-- name: vanished_rows_commitment
-- The statements of what vanished, all columns of them.
SELECT f.* FROM vanished v CROSS JOIN commitment_line f
WHERE v.kind = 1 AND f.commitment_id = v.subject_id AND f.source_id = :source AND f.effective_day = v.key_hash AND f.known_to = 9223372036854775807;

-- name: vanished_rows_shipment
-- The same of shipments.
SELECT f.* FROM vanished v CROSS JOIN shipment f
WHERE v.kind = 2 AND f.waybill_id = v.subject_id AND f.line = v.line AND f.source_id = :source AND f.known_to = 9223372036854775807;

-- name: vanished_rows_observation
-- The same of reports on consignments.
SELECT f.* FROM vanished v CROSS JOIN observation f
WHERE v.kind = 3 AND v.subject_id > 0 AND f.waybill_id = v.subject_id AND f.line = v.line AND f.stage = v.stage AND f.source_id = :source
	AND f.key_hash = v.key_hash AND f.known_to = 9223372036854775807;

-- name: vanished_rows_count
-- The same of counts.
SELECT f.* FROM vanished v CROSS JOIN count_report f
WHERE v.kind = 3 AND v.subject_id = 0 AND f.source_id = :source AND f.key_hash = v.key_hash AND f.known_to = 9223372036854775807;

-- name: vanished_facts
-- What tells each from every other statement of the source, and when it was last said.
SELECT v.kind, v.subject_id, coalesce(w.folded, ''), v.line, v.stage, v.key_hash, v.has_own_key, v.affirmed_at
FROM vanished v LEFT JOIN waybill w ON w.waybill_id = CASE WHEN v.kind IN (2, 3) THEN v.subject_id END;

-- name: vanished_close_commitment
-- Ends the statements of what vanished.
UPDATE commitment_line SET known_to = :drop FROM vanished v
WHERE v.kind = 1 AND commitment_line.commitment_id = v.subject_id AND commitment_line.source_id = :source
	AND commitment_line.effective_day = v.key_hash AND commitment_line.known_to = 9223372036854775807;

-- name: vanished_close_shipment
-- The same of shipments.
UPDATE shipment SET known_to = :drop FROM vanished v
WHERE v.kind = 2 AND shipment.waybill_id = v.subject_id AND shipment.line = v.line AND shipment.source_id = :source
	AND shipment.known_to = 9223372036854775807;

-- name: vanished_close_observation
-- The same of reports on consignments.
UPDATE observation SET known_to = :drop FROM vanished v
WHERE v.kind = 3 AND v.subject_id > 0 AND observation.waybill_id = v.subject_id AND observation.line = v.line AND observation.stage = v.stage
	AND observation.source_id = :source AND observation.key_hash = v.key_hash AND observation.known_to = 9223372036854775807;

-- name: vanished_close_count
-- The same of counts.
UPDATE count_report SET known_to = :drop FROM vanished v
WHERE v.kind = 3 AND v.subject_id = 0 AND count_report.source_id = :source AND count_report.key_hash = v.key_hash
	AND count_report.known_to = 9223372036854775807;

-- name: vanished_forget_key
-- A report with a key of its own stands nowhere now.
UPDATE observation_key SET waybill_id = 0, line = '', stage = 0 WHERE source_id = :source
	AND key_hash IN (SELECT v.key_hash FROM vanished v WHERE v.kind = 3 AND v.subject_id > 0 AND v.has_own_key = 1);

-- name: vanished_withdraw
-- What holds of them is their last statement, and that it stands no more.
INSERT INTO withdrawn (source_id, kind, subject_id, line, stage, key_hash, is_explicit, affirmed_at, content_hash, known_from, drop_line)
SELECT CAST(:source AS INTEGER), v.kind, CASE WHEN v.has_own_key = 1 THEN 0 ELSE v.subject_id END, CASE WHEN v.has_own_key = 1 THEN '' ELSE v.line END,
	CASE WHEN v.has_own_key = 1 THEN 0 ELSE v.stage END, v.key_hash, 0, v.affirmed_at, v.content_hash, CAST(:drop AS INTEGER), 0
FROM vanished v
WHERE true
ON CONFLICT (source_id, kind, subject_id, line, stage, key_hash) DO UPDATE SET is_explicit = 0, affirmed_at = excluded.affirmed_at,
	content_hash = excluded.content_hash, known_from = excluded.known_from, drop_line = 0;

-- name: vanished_unlist
-- They are on the list no more; what another file says of them later, the next publication may leave out again.
UPDATE listed SET is_gone = 1
WHERE source_id = :source AND list_hash = :list AND (kind, subject_id, line, stage, key_hash) IN (SELECT v.kind, CASE WHEN v.has_own_key = 1 THEN 0 ELSE v.subject_id END,
	CASE WHEN v.has_own_key = 1 THEN '' ELSE v.line END, CASE WHEN v.has_own_key = 1 THEN 0 ELSE v.stage END, v.key_hash FROM vanished v);

-- name: vanished_dirty_waybill
-- What is to be reconciled anew.
INSERT INTO dirty_waybill (first_id, last_id)
SELECT DISTINCT v.subject_id, v.subject_id FROM vanished v WHERE v.kind IN (2, 3) AND v.subject_id > 0
ON CONFLICT DO NOTHING;

-- name: vanished_dirty_day
-- The same of counts.
INSERT INTO dirty_day (day) SELECT DISTINCT v.day FROM vanished v WHERE v.kind = 3 AND v.subject_id = 0 ON CONFLICT DO NOTHING;
