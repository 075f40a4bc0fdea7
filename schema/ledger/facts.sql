-- Facts: written once, closed when another statement of the same key stands. *_put inserts unless a statement stands; *_standing
-- reads the one that does; *_close ends it with a drop; *_forget removes what the same drop had stated; *_affirm raises affirmed_at.

-- name: waybill_get
SELECT waybill_id, written FROM waybill WHERE folded = :folded;

-- name: waybill_last
-- Numbers are given by the one that writes, without gaps.
SELECT coalesce(max(waybill_id), 0) FROM waybill;

-- name: waybill_put
-- Waybills under new numbers. One that is known changes nothing.
INSERT INTO main.waybill (waybill_id, folded, written)
SELECT waybill_id, folded, written FROM incoming_waybill WHERE true
ON CONFLICT DO NOTHING;

-- name: waybill_taken
-- Rows: those of the batch that were not put, since they are known.
SELECT i.row_no FROM incoming_waybill i CROSS JOIN main.waybill w
WHERE w.folded = i.folded AND w.waybill_id <> i.waybill_id;

-- name: waybill_form_put
-- Keeps the form of a waybill that a drop is about to replace, the first of several.
INSERT INTO waybill_form (waybill_id, known_to, written)
SELECT waybill_id, CAST(:drop AS INTEGER), written FROM main.waybill WHERE waybill_id = :waybill
ON CONFLICT DO NOTHING;

-- name: waybill_rewrite
UPDATE main.waybill SET written = :written WHERE waybill_id = :waybill;

-- name: waybill_trait_put
-- Adds hints to those that the waybill has.
INSERT INTO waybill_trait (waybill_id, traits) VALUES (:waybill, :traits)
ON CONFLICT (waybill_id) DO UPDATE SET traits = waybill_trait.traits | excluded.traits;

-- name: shipment_of_others
-- Rows: one when a source other than :source has stated a shipment under the waybill, at any time.
SELECT 1 FROM shipment WHERE waybill_id = :waybill AND source_id <> :source LIMIT 1;

-- name: shipment_standing
-- Row: content, affirmed_at, drop and stated_at of the statement that stands.
SELECT content_hash, affirmed_at, known_from, drop_line, stated_at FROM shipment
WHERE waybill_id = :waybill AND line = :line AND source_id = :source AND known_to = 9223372036854775807;

-- name: shipment_close
-- Ends the statement that stands.
UPDATE shipment SET known_to = :drop WHERE waybill_id = :waybill AND line = :line AND source_id = :source AND known_to = 9223372036854775807
RETURNING *;

-- name: shipment_forget
-- Removes what this very drop had stated.
DELETE FROM shipment WHERE waybill_id = :waybill AND line = :line AND source_id = :source AND known_to = 9223372036854775807
RETURNING *;

-- name: shipment_affirm
-- The same was stated again, later.
UPDATE shipment SET affirmed_at = :affirmed_at
WHERE waybill_id = :waybill AND line = :line AND source_id = :source AND known_to = 9223372036854775807;

-- name: first_said_put
-- When a content of a shipment without a date was first said: gives the earliest moment.
INSERT INTO first_said (waybill_id, line, source_id, content_hash, at) VALUES (:waybill, :line, :source, :content_hash, :at)
ON CONFLICT (waybill_id, line, source_id, content_hash) DO UPDATE SET at = least(first_said.at, excluded.at)
RETURNING at;

-- name: observation_standing
-- Row: content, affirmed_at and drop of the statement that stands.
SELECT content_hash, affirmed_at, known_from, drop_line FROM observation
WHERE waybill_id = :waybill AND line = :line AND stage = :stage AND source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807;

-- name: observation_close
-- Ends the statement that stands.
UPDATE observation SET known_to = :drop
WHERE waybill_id = :waybill AND line = :line AND stage = :stage AND source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: observation_forget
-- Removes what this very drop had stated.
DELETE FROM observation
WHERE waybill_id = :waybill AND line = :line AND stage = :stage AND source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: observation_affirm
-- The same was stated again, later.
UPDATE observation SET affirmed_at = :affirmed_at
WHERE waybill_id = :waybill AND line = :line AND stage = :stage AND source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807;

-- name: observation_key_get
SELECT waybill_id, line, stage FROM observation_key WHERE source_id = :source AND key_hash = :key_hash AND waybill_id > 0;

-- name: observation_key_put
-- The report with this key stands here from now on.
INSERT INTO observation_key (source_id, key_hash, waybill_id, line, stage) VALUES (:source, :key_hash, :waybill, :line, :stage)
ON CONFLICT (source_id, key_hash) DO UPDATE SET waybill_id = excluded.waybill_id, line = excluded.line, stage = excluded.stage;

-- name: observation_key_forget
-- The report with this key names no waybill any more.
UPDATE observation_key SET waybill_id = 0, line = '', stage = 0 WHERE source_id = :source AND key_hash = :key_hash;

-- name: count_put
-- A report without a waybill.
INSERT INTO count_report (source_id, key_hash, known_to, known_from, drop_line, stage, day, at, at_precision, place_id, lane_id, quantity, unit_id,
	trucks, consignee_id, report_key, vehicle, manifest, reason, note, affirmed_at, content_hash)
VALUES (:source, :key_hash, 9223372036854775807, :drop, :drop_line, :stage, :day, :at, :at_precision, :place, :lane, :quantity, :unit,
	:trucks, :consignee, :report_key, :vehicle, :manifest, :reason, :note, :affirmed_at, :content_hash)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: count_standing
-- Row: content, affirmed_at, drop and day of the statement that stands.
SELECT content_hash, affirmed_at, known_from, drop_line, day FROM count_report
WHERE source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807;

-- name: count_close
-- Ends the statement that stands.
UPDATE count_report SET known_to = :drop WHERE source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: count_forget
-- Removes what this very drop had stated.
DELETE FROM count_report WHERE source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: count_affirm
UPDATE count_report SET affirmed_at = :affirmed_at WHERE source_id = :source AND key_hash = :key_hash AND known_to = 9223372036854775807;

-- name: commitment_put
-- A commitment, or an amendment to one, as one source states it.
INSERT INTO commitment_line (commitment_id, source_id, effective_day, part_of_id, donor_id, organisation_id, commodity_id, category_id, destination_id, crossing_id,
	quantity, unit_id, basis, starts_day, due_day, counted_at, state, stated_by, stated_day, statement_url, note, affirmed_at, content_hash,
	known_from, known_to, drop_line)
VALUES (:commitment, :source, :effective_day, :part_of, :donor, :organisation, :commodity, :category, :destination, :crossing,
	:quantity, :unit, :basis, :starts_day, :due_day, :counted_at, :state, :stated_by, :stated_day, :statement_url, :note, :affirmed_at, :content_hash,
	:drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: commitment_pass
-- One that came when a later statement stood, or had gone.
INSERT INTO commitment_passed (commitment_id, source_id, effective_day, part_of_id, donor_id, organisation_id, commodity_id, category_id, destination_id, crossing_id,
	quantity, unit_id, basis, starts_day, due_day, counted_at, state, stated_by, stated_day, statement_url, note, affirmed_at, content_hash,
	known_from, drop_line, worth, standing)
VALUES (:commitment, :source, :effective_day, :part_of, :donor, :organisation, :commodity, :category, :destination, :crossing,
	:quantity, :unit, :basis, :starts_day, :due_day, :counted_at, :state, :stated_by, :stated_day, :statement_url, :note, :affirmed_at, :content_hash,
	:drop, :drop_line, :worth, :standing)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: commitment_keep
-- What stands is about to be replaced by another row of the same drop, said :at.
INSERT INTO commitment_passed (commitment_id, source_id, effective_day, part_of_id, donor_id, organisation_id, commodity_id, category_id, destination_id, crossing_id,
	quantity, unit_id, basis, starts_day, due_day, counted_at, state, stated_by, stated_day, statement_url, note, affirmed_at, content_hash,
	known_from, drop_line, worth, standing)
SELECT commitment_id, source_id, effective_day, part_of_id, donor_id, organisation_id, commodity_id, category_id, destination_id, crossing_id,
	quantity, unit_id, basis, starts_day, due_day, counted_at, state, stated_by, stated_day, statement_url, note, affirmed_at, content_hash,
	known_from, drop_line, CASE WHEN affirmed_at < :at THEN 4 ELSE 7 END, known_from
FROM commitment_line
WHERE commitment_id = :commitment AND source_id = :source AND effective_day = :effective_day AND known_to = 9223372036854775807
ON CONFLICT DO NOTHING
RETURNING *;

-- name: commitment_standing
-- Row: content, affirmed_at and drop of the statement that stands.
SELECT content_hash, affirmed_at, known_from, drop_line FROM commitment_line
WHERE commitment_id = :commitment AND source_id = :source AND effective_day = :effective_day AND known_to = 9223372036854775807;

-- name: commitment_close
-- Ends the statement that stands.
UPDATE commitment_line SET known_to = :drop
WHERE commitment_id = :commitment AND source_id = :source AND effective_day = :effective_day AND known_to = 9223372036854775807
RETURNING *;

-- name: commitment_forget
-- Removes what this very drop had stated.
DELETE FROM commitment_line WHERE commitment_id = :commitment AND source_id = :source AND effective_day = :effective_day AND known_to = 9223372036854775807
RETURNING *;

-- name: commitment_affirm
-- The same was stated again, later.
UPDATE commitment_line SET affirmed_at = :affirmed_at
WHERE commitment_id = :commitment AND source_id = :source AND effective_day = :effective_day AND known_to = 9223372036854775807;

-- name: place_put
-- An entry of places.csv.
INSERT INTO place_line (place_id, parent_id, aliases, pcode, corridor, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:place, :parent, :aliases, :pcode, :corridor, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: place_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM place_line WHERE place_id = :place AND known_to = 9223372036854775807;

-- name: place_close
-- Ends the statement that stands.
UPDATE place_line SET known_to = :drop WHERE place_id = :place AND known_to = 9223372036854775807
RETURNING *;

-- name: place_forget
-- Removes what this very drop had stated.
DELETE FROM place_line WHERE place_id = :place AND known_to = 9223372036854775807
RETURNING *;

-- name: place_affirm
UPDATE place_line SET affirmed_at = :affirmed_at WHERE place_id = :place AND known_to = 9223372036854775807;

-- name: commodity_put
-- An entry of commodities.csv.
INSERT INTO commodity_line (commodity_id, category_id, cluster, aliases, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:commodity, :category, :cluster, :aliases, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: commodity_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM commodity_line WHERE commodity_id = :commodity AND known_to = 9223372036854775807;

-- name: commodity_close
-- Ends the statement that stands.
UPDATE commodity_line SET known_to = :drop WHERE commodity_id = :commodity AND known_to = 9223372036854775807
RETURNING *;

-- name: commodity_forget
-- Removes what this very drop had stated.
DELETE FROM commodity_line WHERE commodity_id = :commodity AND known_to = 9223372036854775807
RETURNING *;

-- name: commodity_affirm
UPDATE commodity_line SET affirmed_at = :affirmed_at WHERE commodity_id = :commodity AND known_to = 9223372036854775807;

-- name: organisation_put
-- An entry of organisations.csv.
INSERT INTO organisation_line (organisation_id, type, aliases, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:organisation, :type, :aliases, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: organisation_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM organisation_line WHERE organisation_id = :organisation AND known_to = 9223372036854775807;

-- name: organisation_close
-- Ends the statement that stands.
UPDATE organisation_line SET known_to = :drop WHERE organisation_id = :organisation AND known_to = 9223372036854775807
RETURNING *;

-- name: organisation_forget
-- Removes what this very drop had stated.
DELETE FROM organisation_line WHERE organisation_id = :organisation AND known_to = 9223372036854775807
RETURNING *;

-- name: organisation_affirm
UPDATE organisation_line SET affirmed_at = :affirmed_at WHERE organisation_id = :organisation AND known_to = 9223372036854775807;

-- name: threshold_put
-- A line of thresholds.csv.
INSERT INTO threshold_line (stage, place_id, hours, percentile, is_withdrawn, note, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:stage, :place, :hours, :percentile, :is_withdrawn, :note, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: threshold_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM threshold_line WHERE stage = :stage AND place_id = :place AND known_to = 9223372036854775807;

-- name: threshold_close
-- Ends the statement that stands.
UPDATE threshold_line SET known_to = :drop WHERE stage = :stage AND place_id = :place AND known_to = 9223372036854775807
RETURNING *;

-- name: threshold_forget
-- Removes what this very drop had stated.
DELETE FROM threshold_line WHERE stage = :stage AND place_id = :place AND known_to = 9223372036854775807
RETURNING *;

-- name: threshold_affirm
UPDATE threshold_line SET affirmed_at = :affirmed_at WHERE stage = :stage AND place_id = :place AND known_to = 9223372036854775807;

-- name: source_put
-- An entry of sources.csv.
INSERT INTO source_line (source_id, aliases, count_point, trust, cadence_days, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:named_source, :aliases, :count_point, :trust, :cadence_days, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: source_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM source_line WHERE source_id = :named_source AND known_to = 9223372036854775807;

-- name: source_close
-- Ends the statement that stands.
UPDATE source_line SET known_to = :drop WHERE source_id = :named_source AND known_to = 9223372036854775807
RETURNING *;

-- name: source_forget
-- Removes what this very drop had stated.
DELETE FROM source_line WHERE source_id = :named_source AND known_to = 9223372036854775807
RETURNING *;

-- name: source_affirm
UPDATE source_line SET affirmed_at = :affirmed_at WHERE source_id = :named_source AND known_to = 9223372036854775807;

-- name: policy_put
-- A line of policies.csv.
INSERT INTO policy_line (stage, place_id, first_day, source_id, last_day, is_withdrawn, note, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:stage, :place, :first_day, :named_source, :last_day, :is_withdrawn, :note, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: policy_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM policy_line WHERE stage = :stage AND place_id = :place AND first_day = :first_day AND known_to = 9223372036854775807;

-- name: policy_close
-- Ends the statement that stands.
UPDATE policy_line SET known_to = :drop WHERE stage = :stage AND place_id = :place AND first_day = :first_day AND known_to = 9223372036854775807
RETURNING *;

-- name: policy_forget
-- Removes what this very drop had stated.
DELETE FROM policy_line WHERE stage = :stage AND place_id = :place AND first_day = :first_day AND known_to = 9223372036854775807
RETURNING *;

-- name: policy_affirm
UPDATE policy_line SET affirmed_at = :affirmed_at WHERE stage = :stage AND place_id = :place AND first_day = :first_day AND known_to = 9223372036854775807;

-- name: conversion_put
-- A line of units.csv.
INSERT INTO conversion (unit_id, commodity_id, base_unit_id, low, nominal, high, basis, source_note, affirmed_at, content_hash, known_from, known_to, drop_line)
VALUES (:unit, :commodity, :base_unit, :low, :nominal, :high, :basis, :source_note, :affirmed_at, :content_hash, :drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: conversion_standing
SELECT content_hash, affirmed_at, known_from, drop_line FROM conversion WHERE unit_id = :unit AND commodity_id = :commodity AND known_to = 9223372036854775807;

-- name: conversion_close
-- Ends the statement that stands.
UPDATE conversion SET known_to = :drop WHERE unit_id = :unit AND commodity_id = :commodity AND known_to = 9223372036854775807
RETURNING *;

-- name: conversion_forget
-- Removes what this very drop had stated.
DELETE FROM conversion WHERE unit_id = :unit AND commodity_id = :commodity AND known_to = 9223372036854775807
RETURNING *;

-- name: conversion_overtake
-- Ends a line that is about to be said again, at :affirmed_at and as it stands, and will so hold instead of that of another spelling of the commodity
-- (conversion_step_fill): it is put anew, as looks back must find what held.
UPDATE conversion SET known_to = :drop
WHERE unit_id = :unit AND commodity_id = :commodity AND known_to = 9223372036854775807 AND known_from < :drop AND content_hash = :content_hash
	AND EXISTS (SELECT 1 FROM conversion o JOIN name_link ol ON ol.name_id = o.commodity_id JOIN name_link cl ON cl.name_id = conversion.commodity_id
		WHERE o.unit_id = conversion.unit_id AND o.commodity_id <> conversion.commodity_id AND o.known_to = 9223372036854775807
			AND ol.canonical_id = cl.canonical_id
			AND (o.affirmed_at > conversion.affirmed_at OR (o.affirmed_at = conversion.affirmed_at AND o.content_hash < conversion.content_hash))
			AND (o.affirmed_at < :affirmed_at OR (o.affirmed_at = :affirmed_at AND conversion.content_hash < o.content_hash)))
RETURNING *;

-- name: conversion_affirm
UPDATE conversion SET affirmed_at = :affirmed_at WHERE unit_id = :unit AND commodity_id = :commodity AND known_to = 9223372036854775807;

-- name: match_put
-- A decision on a report without a waybill.
INSERT INTO match_line (source_id, report_hash, report, by_report_id, by_key, by_digits, waybill, written, line, decision, note, affirmed_at, content_hash,
	known_from, known_to, drop_line)
VALUES (:source, :report_hash, :report, :by_report_id, :by_key, :by_digits, :waybill, :written, :line, :decision, :note, :affirmed_at, :content_hash,
	:drop, 9223372036854775807, :drop_line)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: match_standing
-- Row: content, affirmed_at and drop of the decision that stands.
SELECT content_hash, affirmed_at, known_from, drop_line FROM match_line
WHERE source_id = :source AND report_hash = :report_hash AND known_to = 9223372036854775807;

-- name: match_latest
-- Row: when the last decision was made.
SELECT coalesce(max(affirmed_at), 0) FROM match_line;

-- name: match_close
-- Ends the decision that stands.
UPDATE match_line SET known_to = :drop WHERE source_id = :source AND report_hash = :report_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: match_forget
-- Removes what this very drop had stated.
DELETE FROM match_line WHERE source_id = :source AND report_hash = :report_hash AND known_to = 9223372036854775807
RETURNING *;

-- name: match_affirm
UPDATE match_line SET affirmed_at = :affirmed_at WHERE source_id = :source AND report_hash = :report_hash AND known_to = 9223372036854775807;

-- name: contradiction_put
-- A statement that does not stand beside another of the same moment.
INSERT INTO contradiction (kind, source_id, fact_hash, fact_key, affirmed_at, content_hash, known_from, drop_line, noted_from, noted_to)
VALUES (:kind, :source, :fact_hash, :fact_key, :affirmed_at, :content_hash, :known_from, :drop_line, :drop, 9223372036854775807)
ON CONFLICT DO NOTHING;

-- name: contradiction_clear
-- A later statement settles what an earlier moment left open.
UPDATE contradiction SET noted_to = :drop
WHERE kind = :kind AND source_id = :source AND fact_hash = :fact_hash AND affirmed_at < :affirmed_at AND noted_to = 9223372036854775807;
