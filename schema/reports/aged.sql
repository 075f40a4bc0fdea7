-- The funnel by age and place (core/report/aged.c).

-- name: aged_positions
-- Every measure of every consignment: the cells that it is summed in (schema/reconcile/cells.sql), where it is and when it was last heard of.
SELECT p.waybill_id, p.line, p.class, p.commitment_id, p.day, p.access_day, p.lane_id, g.access_lane_id, p.crossing_id, p.base_unit_id,
	p.w, p.a, p.o, p.x, p.c, p.v, p.i, p.r, p.l, p.outcome, p.seen_at, coalesce(lx.canonical_id, 0), coalesce(ld.canonical_id, 0)
FROM position p
CROSS JOIN lane g
LEFT JOIN name_link lx ON lx.name_id = p.crossing_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
WHERE g.lane_id = p.lane_id;

-- name: aged_ends
-- How a consignment ended otherwise: stage, reason and how much of it. A report without a quantity weighs as one.
SELECT o.stage, o.reason, CAST(sum(coalesce(o.quantity, o.trucks, 1)) AS INTEGER)
FROM observation o
WHERE o.waybill_id = :waybill_id AND (o.line = :line OR o.is_line_stated = 0) AND o.stage >= 7
	AND o.known_from <= :known AND o.known_to > :known AND o.at < :as_of
GROUP BY o.stage, o.reason;

-- name: aged_allocations
-- What counts towards a commitment, with its class and where it was seen or goes; counts by stage and day.
SELECT k.class, a.kind, a.cell_commitment_id, a.day, a.lane_id, a.crossing_id, a.base_unit_id, a.stage, a.outcome, a.quantity,
	coalesce(lx.canonical_id, 0), coalesce(ld.canonical_id, 0)
FROM commitment k
JOIN allocation a ON a.commitment_id = k.commitment_id
JOIN lane g ON g.lane_id = a.lane_id
LEFT JOIN name_link lx ON lx.name_id = a.crossing_id
LEFT JOIN name_link ld ON ld.name_id = g.destination_id
WHERE k.commitment_id = :commitment_id
ORDER BY a.kind, a.stage, a.day, a.lane_id, a.crossing_id, a.outcome;
