-- How long consignments took, and when they passed: summed from positions as they leave and come (core/ledger/tally.c).

-- name: tally_rows
-- Consignments of the runs: where they crossed and where they go, when, and how long each leg took.
SELECT p.crossing_id, g.destination_id, p.day, p.access_day, p.seen_at, p.x, p.road_hours, p.crossing_hours, p.onward_hours
FROM plain_run r
CROSS JOIN position p
CROSS JOIN lane g
WHERE p.waybill_id BETWEEN r.first_id AND r.last_id AND p.is_primary = 1 AND g.lane_id = p.lane_id;

-- name: tally_add
-- So many more; :n below 0: fewer.
INSERT INTO tally (kind, place_id, period, hours, n) VALUES (:kind, :place, :period, :hours, :n)
ON CONFLICT (kind, place_id, period, hours) DO UPDATE SET n = tally.n + excluded.n;

-- name: tally_prune
-- A line that counts nothing any more.
DELETE FROM tally WHERE kind = :kind AND place_id = :place AND period = :period AND hours = :hours AND n = 0;
