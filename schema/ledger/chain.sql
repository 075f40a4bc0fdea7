-- The chain of drops (core/ledger/chain.h). What is sealed is read as SELECT *, in the order of its table's columns.

-- name: chain_last
-- Row: how far the last drop sealed the tables that all drops share, its digest, and when it became known.
SELECT last_name, last_lane, last_unit, last_waybill, digest, known_at FROM drop_chain ORDER BY drop_id DESC LIMIT 1;

-- name: chain_put
-- The link of a drop.
INSERT INTO drop_chain (drop_id, seals, last_name, last_lane, last_unit, last_waybill, known_at, before, digest)
VALUES (:drop, :seals, :last_name, :last_lane, :last_unit, :last_waybill, :known_at, :before, :digest);

-- name: chain_drop
-- Row: what the ledger says of a drop and never changes.
SELECT d.drop_id, d.sha256, d.name, d.series, n.text, p.name, p.text, d.kinds, d.n_bytes, d.file_time, d.received_at, d.header, d.delimiter,
	d.records, d.accepted, d.unchanged, d.superseding, d.rejected, d.withdrawn, CASE WHEN d.state IN (2, 4) THEN 1 ELSE 0 END, d.why
FROM drop_file d
LEFT JOIN name n ON n.name_id = d.source_id
LEFT JOIN profile p ON p.profile_id = d.profile_id
WHERE d.drop_id = :drop;

-- name: chain_names
SELECT * FROM name WHERE name_id > :after ORDER BY name_id;

-- name: chain_lanes
SELECT * FROM lane WHERE lane_id > :after ORDER BY lane_id;

-- name: chain_units
SELECT * FROM unit WHERE unit_id > :after ORDER BY unit_id;

-- name: chain_unit_names
SELECT * FROM unit_name WHERE unit_id > :after;

-- name: chain_built_in
-- Conversions that the schema brings.
SELECT * FROM conversion WHERE known_from = 0;

-- name: chain_waybills
-- What every waybill is known by, and as it is written for people.
SELECT waybill_id, folded, written FROM waybill;

-- name: chain_links
-- Rows: every link, with its drop, in the order of the drops; a NULL for whichever of the two is missing.
SELECT d.drop_id, d.name, c.drop_id, c.seals, c.last_name, c.last_lane, c.last_unit, c.last_waybill, c.known_at, c.before, c.digest
FROM drop_file d LEFT JOIN drop_chain c ON c.drop_id = d.drop_id
UNION ALL
SELECT c.drop_id, NULL, c.drop_id, c.seals, c.last_name, c.last_lane, c.last_unit, c.last_waybill, c.known_at, c.before, c.digest
FROM drop_chain c WHERE NOT EXISTS (SELECT 1 FROM drop_file d WHERE d.drop_id = c.drop_id)
ORDER BY 1;

-- All rows of a table that drops write.

-- name: chain_shipment
SELECT * FROM shipment;

-- name: chain_observation
SELECT * FROM observation;

-- name: chain_count_report
SELECT * FROM count_report;

-- name: chain_commitment_line
SELECT * FROM commitment_line;

-- name: chain_commitment_passed
SELECT * FROM commitment_passed;

-- name: chain_place_line
SELECT * FROM place_line;

-- name: chain_commodity_line
SELECT * FROM commodity_line;

-- name: chain_organisation_line
SELECT * FROM organisation_line;

-- name: chain_source_line
SELECT * FROM source_line;

-- name: chain_threshold_line
SELECT * FROM threshold_line;

-- name: chain_policy_line
SELECT * FROM policy_line;

-- name: chain_conversion
SELECT * FROM conversion;

-- name: chain_match_line
SELECT * FROM match_line;

-- name: chain_alias
SELECT * FROM alias;

-- name: chain_outcome_run
SELECT * FROM outcome_run;

-- name: chain_record_key
SELECT * FROM record_key;

-- name: chain_reject
SELECT * FROM reject;

-- name: chain_drop_finding
SELECT * FROM drop_finding;

-- name: chain_drop_note
SELECT * FROM drop_note;

-- name: chain_publication
SELECT * FROM publication;

-- name: chain_publication_place
SELECT * FROM publication_place;
