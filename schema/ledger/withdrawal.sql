-- Facts that were withdrawn, or left out of a later publication of their list.

-- name: withdrawn_any
-- Row: one when the source has a withdrawn fact, or lists that may leave one out.
SELECT 1 FROM withdrawn WHERE source_id = :source UNION ALL SELECT 1 FROM publication WHERE source_id = :source LIMIT 1;

-- name: withdrawn_get
-- Row: the statement that holds of a withdrawn fact.
SELECT affirmed_at, content_hash, is_explicit FROM withdrawn
WHERE source_id = :source AND kind = :kind AND subject_id = :subject AND line = :line AND stage = :stage AND key_hash = :key_hash;

-- name: withdrawn_put
-- A fact that stands no more, by this statement.
INSERT INTO withdrawn (source_id, kind, subject_id, line, stage, key_hash, is_explicit, affirmed_at, content_hash, known_from, drop_line)
VALUES (:source, :kind, :subject, :line, :stage, :key_hash, :is_explicit, :affirmed_at, :content_hash, :drop, :drop_line)
ON CONFLICT (source_id, kind, subject_id, line, stage, key_hash) DO UPDATE SET is_explicit = excluded.is_explicit,
	affirmed_at = excluded.affirmed_at, content_hash = excluded.content_hash, known_from = excluded.known_from, drop_line = excluded.drop_line;

-- name: withdrawn_clear
-- The fact stands again.
DELETE FROM withdrawn
WHERE source_id = :source AND kind = :kind AND subject_id = :subject AND line = :line AND stage = :stage AND key_hash = :key_hash;
