#!/usr/bin/env bash
# by_hand.sh DATA WORK: what a person at the sqlite3 shell would do with the files of workload.py, to get the same answer.
# DATA/*.csv are imported as text, copied into typed tables (what is not valid is left out, what is there twice counts once),
# and summed. WORK gets by_hand.db, shortfall.csv and stalled.csv; the last line printed is
# commitments|committed|dispatched|delivered|shortfall|stalled, in kilograms.
set -euo pipefail
data=$1
work=$2
rm -f "$work"/by_hand.db*
exec sqlite3 -batch -bail "$work/by_hand.db" <<EOS
PRAGMA journal_mode = WAL;
.import --csv "$data/commitments.csv" stated_commitment
.import --csv "$data/shipments.csv" stated_shipment
.import --csv "$data/crossings.csv" stated_crossing

CREATE TABLE weighs (unit TEXT PRIMARY KEY, kg INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO weighs VALUES ('kg', 1), ('t', 1000), ('bag25', 25), ('box9', 9);

CREATE TABLE commitment (id TEXT PRIMARY KEY, donor TEXT, commodity TEXT, destination TEXT, due TEXT, kg INTEGER) WITHOUT ROWID;
INSERT OR IGNORE INTO commitment
SELECT commitment_id, donor, commodity, destination, due_on, CAST(round(quantity * kg) AS INTEGER)
FROM stated_commitment JOIN weighs USING (unit) WHERE quantity + 0 > 0;

CREATE TABLE shipment (waybill TEXT PRIMARY KEY, commitment TEXT, kg INTEGER, at TEXT) WITHOUT ROWID;
INSERT OR IGNORE INTO shipment
SELECT waybill, commitment_id, CAST(round(quantity * kg) AS INTEGER), dispatched_at
FROM stated_shipment JOIN weighs USING (unit)
WHERE quantity + 0 > 0 AND date(dispatched_at, '+0 days') = substr(dispatched_at, 1, 10);

CREATE TABLE crossing (waybill TEXT, stage TEXT, place TEXT, at TEXT, kg INTEGER, PRIMARY KEY (waybill, stage, place, at)) WITHOUT ROWID;
INSERT OR IGNORE INTO crossing
SELECT waybill, stage, place, occurred_at, CAST(round(quantity * kg) AS INTEGER)
FROM stated_crossing JOIN weighs USING (unit)
WHERE quantity + 0 > 0 AND date(occurred_at, '+0 days') = substr(occurred_at, 1, 10);

CREATE TABLE way AS
SELECT s.waybill, s.commitment, s.kg AS sent, sum(c.kg) FILTER (WHERE c.stage = 'delivered') AS arrived,
	coalesce(max(c.at), s.at) AS last_at, count(*) FILTER (WHERE c.stage IN ('delivered', 'refused')) AS n_ends
FROM shipment s LEFT JOIN crossing c ON c.waybill = s.waybill
GROUP BY s.waybill;

CREATE TABLE shortfall AS
SELECT k.id, k.donor, k.commodity, k.destination, k.due, k.kg AS committed, coalesce(w.sent, 0) AS dispatched,
	coalesce(w.arrived, 0) AS delivered, max(0, k.kg - coalesce(w.arrived, 0)) AS missing
FROM commitment k
LEFT JOIN (SELECT commitment, sum(sent) AS sent, sum(arrived) AS arrived FROM way GROUP BY commitment) w ON w.commitment = k.id;

CREATE TABLE stalled AS
SELECT waybill, commitment, last_at FROM way WHERE n_ends = 0 AND last_at < '2024-06-26T00:00:00Z';

.headers on
.mode csv
.once "$work/shortfall.csv"
SELECT * FROM shortfall;
.once "$work/stalled.csv"
SELECT * FROM stalled;
.headers off
.mode list
SELECT (SELECT count(*) || '|' || sum(committed) || '|' || sum(dispatched) || '|' || sum(delivered) || '|' || sum(missing) FROM shortfall)
	|| '|' || (SELECT count(*) FROM stalled);
EOS
