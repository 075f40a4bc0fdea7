-- How far goods got on which day, for the recent pace of commitments (ADR 20). A consignment counts on the day of the last report on it, with all that it
-- reached by then. Only the last days are kept: arrival_from of table horizon says from which.

-- name: arrival_first
-- Row: the first day to be kept, four weeks before the last fact or, where that lies ahead, the last drop; and the one so far.
SELECT greatest(h.arrival_from, least(h.latest_at, coalesce((SELECT max(received_at) FROM main.drop_file), 0)) / 86400 - 28), h.arrival_from
FROM main.horizon h;

-- name: arrival_sum
-- Positions of the runs, :sign 1 for what is there now, -1 for what leaves: by the commitment that they name, and by lane where promises of
-- donors may match them. Days before :first_day are passed over.
INSERT INTO arrival_change (commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT CASE WHEN t.is_named = 1 THEN p.commitment_id ELSE 0 END, CASE WHEN t.is_named = 1 THEN 0 ELSE p.lane_id END, p.base_unit_id, p.seen_at / 86400,
	CAST(:sign AS INTEGER) * CAST(sum(p.w) AS INTEGER), CAST(:sign AS INTEGER) * CAST(sum(p.a) AS INTEGER),
	CAST(:sign AS INTEGER) * CAST(sum(p.o) AS INTEGER), CAST(:sign AS INTEGER) * CAST(sum(p.x) AS INTEGER),
	CAST(:sign AS INTEGER) * CAST(sum(p.c) AS INTEGER), CAST(:sign AS INTEGER) * CAST(sum(p.v) AS INTEGER)
FROM plain_run s CROSS JOIN position p CROSS JOIN (SELECT 0 AS is_named UNION ALL SELECT 1) AS t
WHERE p.waybill_id BETWEEN s.first_id AND s.last_id AND p.seen_at >= CAST(:first_day AS INTEGER) * 86400
	AND CASE WHEN t.is_named = 1 THEN p.commitment_id <> 0 ELSE p.class NOT IN (1, 3) END
GROUP BY 1, 2, p.base_unit_id, 4
ON CONFLICT (commitment_id, lane_id, base_unit_id, day) DO UPDATE SET w = arrival_change.w + excluded.w, a = arrival_change.a + excluded.a,
	o = arrival_change.o + excluded.o, x = arrival_change.x + excluded.x, c = arrival_change.c + excluded.c, v = arrival_change.v + excluded.v;

-- name: arrival_total
-- All goods of a lane that promises of donors may match, whenever they moved (day -1000000): what is counted towards one of them is a share of these.
INSERT INTO arrival_change (commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT 0, lane_id, base_unit_id, -1000000, CAST(sum(quantity) AS INTEGER), 0, 0, 0, 0, 0
FROM cell_change WHERE class = 1 AND kind = 1 AND commitment_id = 0
GROUP BY lane_id, base_unit_id
ON CONFLICT (commitment_id, lane_id, base_unit_id, day) DO UPDATE SET w = arrival_change.w + excluded.w;

-- name: arrival_apply
-- Adds what changed to what is kept.
INSERT INTO arrival (commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v)
SELECT commitment_id, lane_id, base_unit_id, day, w, a, o, x, c, v FROM arrival_change
WHERE true
ON CONFLICT (commitment_id, lane_id, base_unit_id, day) DO UPDATE SET w = arrival.w + excluded.w, a = arrival.a + excluded.a,
	o = arrival.o + excluded.o, x = arrival.x + excluded.x, c = arrival.c + excluded.c, v = arrival.v + excluded.v;

-- name: arrival_prune
-- Days that are no longer kept, and what left.
DELETE FROM arrival WHERE (day > -1000000 AND day < :first_day) OR w = 0;

-- name: arrival_from_raise
UPDATE main.horizon SET arrival_from = :first_day;
