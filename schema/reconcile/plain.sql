-- Plain consignments (core/ledger/plain.h): the facts of a run of waybills in the order in which they are laid side by side.

-- script: plain_create
-- Memory that statements read like tables (core/store/rows.h); where there is none to share, temporary tables. Runs of waybill ids that do
-- not overlap; the consignments among them that are plain, in the order of waybill and line; the waybills that need a closer look.
CREATE TEMPORARY TABLE IF NOT EXISTS plain_run (first_id INTEGER, last_id INTEGER);
CREATE TEMPORARY TABLE IF NOT EXISTS plain_consignment (waybill_id INTEGER, line TEXT, base_unit_id INTEGER, lane_id INTEGER,
	crossing_id INTEGER, commitment_id INTEGER, day INTEGER, access_day INTEGER, d INTEGER, a INTEGER, o INTEGER, x INTEGER, c INTEGER,
	v INTEGER, i INTEGER, r INTEGER, l INTEGER, seen INTEGER, followed_to INTEGER, sent_at INTEGER, first_at INTEGER, access_at INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS plain_consignment_key ON plain_consignment (waybill_id, line, base_unit_id);
CREATE TEMPORARY TABLE IF NOT EXISTS closer_look (waybill_id INTEGER);

-- name: plain_measures
-- Units that always have the same measure, whatever the goods, and of which nothing is estimated.
SELECT m.unit_id, m.base_unit_id, m.factor FROM measure m
WHERE m.commodity_id = 0 AND NOT EXISTS (SELECT 1 FROM measure e
	WHERE e.unit_id IN (m.unit_id, m.base_unit_id) AND (e.is_own = 0 OR e.commodity_id <> 0));

-- name: plain_traits
-- Waybills of which a hint says that they are not plain.
SELECT waybill_id FROM waybill_trait WHERE waybill_id BETWEEN :first AND :last AND traits <> 0 ORDER BY waybill_id;

-- name: plain_shipments
-- The columns of struct line in core/ledger/plain.c.
SELECT waybill_id, line, lane_id, commitment_id, quantity, unit_id, at, followed_to FROM shipment
WHERE waybill_id BETWEEN :first AND :last AND known_from <= :known AND known_to > :known AND at < :as_of
ORDER BY waybill_id, line;

-- name: plain_reports
-- Reports on them.
SELECT waybill_id, line, stage, at, place_id, quantity, unit_id, followed_to FROM observation
WHERE waybill_id BETWEEN :first AND :last AND known_from <= :known AND known_to > :known AND at < :as_of
ORDER BY waybill_id, line;
