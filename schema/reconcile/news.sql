-- What became known between two drops, and the ledger as it would have been had only some of it: views of the same names stand before the facts
-- (docs/adr/0015-what-became-known.md). A version of a fact is news when it stands at one of the two drops only. All versions that came and went
-- between them are none.

-- script: news_create
-- news: is_after 1: stands at the later drop, 0: at the earlier; is_shown: the views have it now. subject_id, line, stage, source_id, key_hash and
-- known_to are the key of the version, 0 or '' where its table has no such column: kind is enum aid_kind, counts are crossings of subject 0.
-- at: when it happened, or was said to be sent; until: the end of that, where no more than the day or the month is known.
CREATE TEMPORARY TABLE IF NOT EXISTS news_span (from_drop INTEGER NOT NULL, to_drop INTEGER NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS news (kind INTEGER NOT NULL, subject_id INTEGER NOT NULL, line TEXT NOT NULL, stage INTEGER NOT NULL,
	source_id INTEGER NOT NULL, key_hash INTEGER NOT NULL, known_to INTEGER NOT NULL, known_from INTEGER NOT NULL, drop_line INTEGER NOT NULL,
	until INTEGER NOT NULL, day INTEGER NOT NULL, is_after INTEGER NOT NULL, class INTEGER NOT NULL, is_shown INTEGER NOT NULL,
	PRIMARY KEY (kind, subject_id, line, stage, source_id, key_hash, known_to)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS news_class ON news (class, kind);
CREATE INDEX IF NOT EXISTS news_key ON news (source_id, key_hash);
DELETE FROM news_span;
DELETE FROM news;

-- name: news_span_put
-- :from, :to: drops.
INSERT INTO news_span (from_drop, to_drop) VALUES (:from, :to);

-- name: news_shipment
-- Shipments; one without a date was sent when it was first said.
INSERT INTO news (kind, subject_id, line, stage, source_id, key_hash, known_to, known_from, drop_line, until, day, is_after, class, is_shown)
SELECT 2, h.waybill_id, h.line, 0, h.source_id, 0, h.known_to, h.known_from, h.drop_line,
	coalesce(h.at, h.stated_at) + CASE WHEN h.at IS NULL THEN 0 WHEN h.at_precision = 1 THEN 2678400 WHEN h.at_precision = 2 THEN 86400 ELSE 0 END, 0,
	CASE WHEN h.known_to > :to THEN 1 ELSE 0 END, 0, CASE WHEN h.known_to > :to THEN 0 ELSE 1 END
FROM main.shipment h
WHERE (h.known_from > :from AND h.known_from <= :to AND h.known_to > :to) OR (h.known_from <= :from AND h.known_to > :from AND h.known_to <= :to);

-- name: news_observation
-- Reports that name a waybill.
INSERT INTO news (kind, subject_id, line, stage, source_id, key_hash, known_to, known_from, drop_line, until, day, is_after, class, is_shown)
SELECT 3, o.waybill_id, o.line, o.stage, o.source_id, o.key_hash, o.known_to, o.known_from, o.drop_line,
	o.at + CASE o.at_precision WHEN 1 THEN 2678400 WHEN 2 THEN 86400 ELSE 0 END, 0,
	CASE WHEN o.known_to > :to THEN 1 ELSE 0 END, 0, CASE WHEN o.known_to > :to THEN 0 ELSE 1 END
FROM main.observation o
WHERE (o.known_from > :from AND o.known_from <= :to AND o.known_to > :to) OR (o.known_from <= :from AND o.known_to > :from AND o.known_to <= :to);

-- name: news_count
-- Reports that name none.
INSERT INTO news (kind, subject_id, line, stage, source_id, key_hash, known_to, known_from, drop_line, until, day, is_after, class, is_shown)
SELECT 3, 0, '', 0, c.source_id, c.key_hash, c.known_to, c.known_from, c.drop_line,
	c.at + CASE c.at_precision WHEN 1 THEN 2678400 WHEN 2 THEN 86400 ELSE 0 END, c.day,
	CASE WHEN c.known_to > :to THEN 1 ELSE 0 END, 0, CASE WHEN c.known_to > :to THEN 0 ELSE 1 END
FROM main.count_report c
WHERE (c.known_from > :from AND c.known_from <= :to AND c.known_to > :to) OR (c.known_from <= :from AND c.known_to > :from AND c.known_to <= :to);

-- name: news_commitment
-- Commitments and their amendments, which have the day from which they hold in the place of key_hash.
INSERT INTO news (kind, subject_id, line, stage, source_id, key_hash, known_to, known_from, drop_line, until, day, is_after, class, is_shown)
SELECT 1, k.commitment_id, '', 0, k.source_id, k.effective_day, k.known_to, k.known_from, k.drop_line, 0, 0,
	CASE WHEN k.known_to > :to THEN 1 ELSE 0 END, 1, CASE WHEN k.known_to > :to THEN 0 ELSE 1 END
FROM main.commitment_line k
WHERE (k.known_from > :from AND k.known_from <= :to AND k.known_to > :to) OR (k.known_from <= :from AND k.known_to > :from AND k.known_to <= :to);

-- name: news_class
-- Classes (enum aid_news): 3 changed, where another version of the fact stands at the other drop (a report with a key of its own may have moved to
-- another waybill, or from a count to one and back); 4 withdrawn; 2 late: over before :before, when the earlier drop was known; 5 new.
UPDATE news SET class = CASE
	WHEN EXISTS (SELECT 1 FROM news p WHERE p.kind = news.kind AND p.subject_id = news.subject_id AND p.line = news.line AND p.stage = news.stage
		AND p.source_id = news.source_id AND p.key_hash = news.key_hash AND p.is_after <> news.is_after) THEN 3
	WHEN news.kind = 3 AND EXISTS (SELECT 1 FROM observation_key q WHERE q.source_id = news.source_id AND q.key_hash = news.key_hash)
		AND EXISTS (SELECT 1 FROM news p WHERE p.source_id = news.source_id AND p.key_hash = news.key_hash AND p.is_after <> news.is_after) THEN 3
	WHEN news.is_after = 0 THEN 4
	WHEN news.until <= :before THEN 2
	ELSE 5 END
WHERE kind <> 1;

-- name: news_classes
-- Rows: the classes that have facts.
SELECT DISTINCT class FROM news;

-- script: whatif_create
-- The facts as they stand with what is shown of the news.
CREATE TEMPORARY VIEW shipment AS
SELECT h.waybill_id, h.line, h.source_id, 9223372036854775807 AS known_to, least(h.known_from, (SELECT from_drop FROM temp.news_span)) AS known_from, h.drop_line,
	h.lane_id, h.commitment_id, h.quantity, h.unit_id, h.trucks, h.weight, h.at, h.at_precision, h.eta, h.origin_id, h.consignor_id, h.consignee_id,
	h.followed_to, h.is_line_stated, h.carrier, h.vehicle, h.manifest, h.note, h.stated_at, h.affirmed_at, h.content_hash
FROM main.shipment h
WHERE (h.known_from <= (SELECT from_drop FROM temp.news_span) AND h.known_to > (SELECT to_drop FROM temp.news_span))
	OR EXISTS (SELECT 1 FROM temp.news n WHERE n.kind = 2 AND n.subject_id = h.waybill_id AND n.line = h.line AND n.stage = 0
		AND n.source_id = h.source_id AND n.key_hash = 0 AND n.known_to = h.known_to AND n.is_shown = 1);
CREATE TEMPORARY VIEW count_report AS
SELECT c.source_id, c.key_hash, 9223372036854775807 AS known_to, least(c.known_from, (SELECT from_drop FROM temp.news_span)) AS known_from, c.drop_line, c.stage,
	c.day, c.at, c.at_precision, c.place_id, c.lane_id, c.quantity, c.unit_id, c.trucks, c.consignee_id, c.report_key, c.vehicle, c.manifest,
	c.reason, c.note, c.affirmed_at, c.content_hash
FROM main.count_report c
WHERE (c.known_from <= (SELECT from_drop FROM temp.news_span) AND c.known_to > (SELECT to_drop FROM temp.news_span))
	OR EXISTS (SELECT 1 FROM temp.news n WHERE n.kind = 3 AND n.subject_id = 0 AND n.line = '' AND n.stage = 0
		AND n.source_id = c.source_id AND n.key_hash = c.key_hash AND n.known_to = c.known_to AND n.is_shown = 1);
CREATE TEMPORARY VIEW commitment_line AS
SELECT k.commitment_id, k.source_id, k.effective_day, k.part_of_id, k.donor_id, k.organisation_id, k.commodity_id, k.category_id, k.destination_id, k.crossing_id,
	k.quantity, k.unit_id, k.basis, k.starts_day, k.due_day, k.counted_at, k.state, k.stated_by, k.stated_day, k.statement_url, k.note,
	k.affirmed_at, k.content_hash, least(k.known_from, (SELECT from_drop FROM temp.news_span)) AS known_from, 9223372036854775807 AS known_to, k.drop_line
FROM main.commitment_line k
WHERE (k.known_from <= (SELECT from_drop FROM temp.news_span) AND k.known_to > (SELECT to_drop FROM temp.news_span))
	OR EXISTS (SELECT 1 FROM temp.news n WHERE n.kind = 1 AND n.subject_id = k.commitment_id AND n.line = '' AND n.stage = 0
		AND n.source_id = k.source_id AND n.key_hash = k.effective_day AND n.known_to = k.known_to AND n.is_shown = 1);

-- script: whatif_crossings_create
-- And reports that name their waybill, which joins.sql puts a table in front of.
CREATE TEMPORARY VIEW observation AS
SELECT o.waybill_id, o.line, o.source_id, o.key_hash, 9223372036854775807 AS known_to, least(o.known_from, (SELECT from_drop FROM temp.news_span)) AS known_from,
	o.drop_line, o.stage, o.place_id, o.at, o.at_precision, o.quantity, o.unit_id, o.trucks, o.lane_id, o.consignee_id, o.followed_to,
	o.is_line_stated, o.vehicle, o.manifest, o.reason, o.note, o.affirmed_at, o.content_hash
FROM main.observation o
WHERE (o.known_from <= (SELECT from_drop FROM temp.news_span) AND o.known_to > (SELECT to_drop FROM temp.news_span))
	OR EXISTS (SELECT 1 FROM temp.news n WHERE n.kind = 3 AND n.subject_id = o.waybill_id AND n.line = o.line AND n.stage = o.stage
		AND n.source_id = o.source_id AND n.key_hash = o.key_hash AND n.known_to = o.known_to AND n.is_shown = 1);

-- script: whatif_drop
-- The facts as they are.
DROP VIEW temp.shipment;
DROP VIEW temp.observation;
DROP VIEW temp.count_report;
DROP VIEW temp.commitment_line;

-- script: whatif_settle
-- What waited is worked off.
DELETE FROM temp.dirty_waybill;
DELETE FROM temp.dirty_day;
DELETE FROM temp.dirty_topic;

-- name: news_admit
-- Shows what came of a class, and hides what it replaced or took away.
UPDATE temp.news SET is_shown = 1 - is_shown WHERE class = :class;

-- name: news_dirty_waybill
-- What a class touches: consignments,
INSERT INTO temp.dirty_waybill (first_id, last_id)
SELECT DISTINCT subject_id, subject_id FROM temp.news WHERE class = :class AND kind IN (2, 3) AND subject_id > 0;

-- name: news_dirty_day
-- days of counts,
INSERT INTO temp.dirty_day (day)
SELECT DISTINCT day FROM temp.news WHERE class = :class AND kind = 3 AND subject_id = 0;

-- name: news_dirty_topic
-- and commitments.
INSERT INTO temp.dirty_topic (topic)
SELECT 'commitments' FROM temp.news WHERE class = :class AND kind = 1
ON CONFLICT DO NOTHING;
