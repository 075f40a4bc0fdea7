-- The current state as canonical text: what is stated and what follows, in an order and in words that do not depend on who came
-- first. No drop numbers, arrival times or outcomes. Each statement gives the lines of one section.

-- name: dump_place
-- Entries of places.csv.
SELECT 'place', n.text, coalesce(p.text, ''), l.aliases, l.pcode, l.corridor
FROM place_line l JOIN name n ON n.name_id = l.place_id LEFT JOIN name p ON p.name_id = l.parent_id
WHERE l.known_to = 9223372036854775807 ORDER BY n.text;

-- name: dump_commodity
-- Entries of commodities.csv.
SELECT 'commodity', n.text, coalesce(c.text, ''), l.cluster, l.aliases
FROM commodity_line l JOIN name n ON n.name_id = l.commodity_id LEFT JOIN name c ON c.name_id = l.category_id
WHERE l.known_to = 9223372036854775807 ORDER BY n.text;

-- name: dump_organisation
-- Entries of organisations.csv.
SELECT 'organisation', n.text, l.type, l.aliases
FROM organisation_line l JOIN name n ON n.name_id = l.organisation_id WHERE l.known_to = 9223372036854775807 ORDER BY n.text;

-- name: dump_threshold
-- Lines of thresholds.csv.
SELECT 'threshold', l.stage, coalesce(n.text, ''), l.hours, l.percentile, l.is_withdrawn
FROM threshold_line l LEFT JOIN name n ON n.name_id = l.place_id WHERE l.known_to = 9223372036854775807 ORDER BY l.stage, 3;

-- name: dump_source
-- Entries of sources.csv.
SELECT 'source', n.text, l.aliases, l.count_point, l.trust, l.cadence_days
FROM source_line l JOIN name n ON n.name_id = l.source_id WHERE l.known_to = 9223372036854775807 ORDER BY n.text;

-- name: dump_policy
-- Lines of policies.csv.
SELECT 'policy', p.stage, coalesce(n.text, '') AS place, p.first_day, CASE WHEN p.last_day < 9223372036854775807 THEN p.last_day END, s.text, p.is_withdrawn, p.note
FROM policy_line p JOIN name s ON s.name_id = p.source_id LEFT JOIN name n ON n.name_id = p.place_id
WHERE p.known_to = 9223372036854775807 ORDER BY p.stage, place, p.first_day;

-- name: dump_conversion
-- Lines of units.csv and what everyone knows.
SELECT 'conversion', u.code, coalesce(n.text, '') AS commodity, b.code, c.low, c.nominal, c.high, c.basis, c.source_note
FROM conversion c JOIN unit u ON u.unit_id = c.unit_id JOIN unit b ON b.unit_id = c.base_unit_id LEFT JOIN name n ON n.name_id = c.commodity_id
WHERE c.known_to = 9223372036854775807 ORDER BY u.code, commodity;

-- name: dump_commitment
-- Commitments as stated.
SELECT 'commitment', n.text AS id, s.text AS source, CASE WHEN k.effective_day > -1000000 THEN k.effective_day END AS effective_day, coalesce(p.text, ''), coalesce(d.text, ''), coalesce(o.text, ''), coalesce(c.text, ''), coalesce(g.text, ''),
	coalesce(t.text, ''), coalesce(x.text, ''), k.quantity, u.code, k.basis, k.starts_day, k.due_day, k.counted_at, k.state,
	coalesce(k.stated_by, ''), k.stated_day, coalesce(k.statement_url, ''), coalesce(k.note, '')
FROM commitment_line k
JOIN name n ON n.name_id = k.commitment_id
JOIN name s ON s.name_id = k.source_id
JOIN unit u ON u.unit_id = k.unit_id
LEFT JOIN name p ON p.name_id = k.part_of_id
LEFT JOIN name d ON d.name_id = k.donor_id
LEFT JOIN name o ON o.name_id = k.organisation_id
LEFT JOIN name c ON c.name_id = k.commodity_id
LEFT JOIN name g ON g.name_id = k.category_id
LEFT JOIN name t ON t.name_id = k.destination_id
LEFT JOIN name x ON x.name_id = k.crossing_id
WHERE k.known_to = 9223372036854775807 ORDER BY id, source, k.effective_day;

-- name: dump_shipment
-- Shipments as stated.
SELECT 'shipment', b.folded, h.line, s.text AS source, b.written, coalesce(k.text, ''), coalesce(d.text, ''), coalesce(c.text, ''), coalesce(g.text, ''), coalesce(t.text, ''),
	coalesce(x.text, ''), h.quantity, coalesce(u.code, ''), h.trucks, h.weight, h.at, h.at_precision, h.eta, coalesce(o.text, ''), coalesce(f.text, ''),
	coalesce(e.text, ''), h.followed_to, coalesce(h.carrier, ''), coalesce(h.vehicle, ''), coalesce(h.manifest, ''), coalesce(h.note, '')
FROM waybill b
JOIN shipment h ON h.waybill_id = b.waybill_id
JOIN name s ON s.name_id = h.source_id
JOIN lane l ON l.lane_id = h.lane_id
LEFT JOIN name k ON k.name_id = h.commitment_id
LEFT JOIN name d ON d.name_id = l.donor_id
LEFT JOIN name c ON c.name_id = l.commodity_id
LEFT JOIN name g ON g.name_id = l.category_id
LEFT JOIN name t ON t.name_id = l.destination_id
LEFT JOIN name x ON x.name_id = l.crossing_id
LEFT JOIN name o ON o.name_id = h.origin_id
LEFT JOIN name f ON f.name_id = h.consignor_id
LEFT JOIN name e ON e.name_id = h.consignee_id
LEFT JOIN unit u ON u.unit_id = h.unit_id
WHERE h.known_to = 9223372036854775807 ORDER BY b.folded, h.line, source;

-- name: dump_observation
-- Reports on consignments.
SELECT 'observation', b.folded, q.line, q.stage, s.text AS source, q.at, q.at_precision, coalesce(p.text, '') AS place, coalesce(d.text, ''), coalesce(c.text, ''),
	coalesce(g.text, ''), coalesce(t.text, ''), q.quantity, coalesce(u.code, ''), q.trucks, coalesce(e.text, ''), q.followed_to,
	coalesce(q.vehicle, ''), coalesce(q.manifest, ''), coalesce(q.reason, ''), coalesce(q.note, '')
FROM waybill b
JOIN observation q ON q.waybill_id = b.waybill_id
JOIN name s ON s.name_id = q.source_id
JOIN lane l ON l.lane_id = q.lane_id
LEFT JOIN name p ON p.name_id = q.place_id
LEFT JOIN name d ON d.name_id = l.donor_id
LEFT JOIN name c ON c.name_id = l.commodity_id
LEFT JOIN name g ON g.name_id = l.category_id
LEFT JOIN name t ON t.name_id = l.destination_id
LEFT JOIN name e ON e.name_id = q.consignee_id
LEFT JOIN unit u ON u.unit_id = q.unit_id
WHERE q.known_to = 9223372036854775807 ORDER BY b.folded, q.line, q.stage, source, q.key_hash;

-- name: dump_count
-- Reports without a waybill.
SELECT 'count', q.day, q.stage, s.text AS source, q.report_key, q.at, q.at_precision, coalesce(p.text, ''), coalesce(d.text, ''), coalesce(c.text, ''),
	coalesce(g.text, ''), coalesce(t.text, ''), q.quantity, coalesce(u.code, ''), q.trucks, coalesce(e.text, ''),
	coalesce(q.vehicle, ''), coalesce(q.manifest, ''), coalesce(q.reason, ''), coalesce(q.note, '')
FROM count_report q
JOIN name s ON s.name_id = q.source_id
JOIN lane l ON l.lane_id = q.lane_id
LEFT JOIN name p ON p.name_id = q.place_id
LEFT JOIN name d ON d.name_id = l.donor_id
LEFT JOIN name c ON c.name_id = l.commodity_id
LEFT JOIN name g ON g.name_id = l.category_id
LEFT JOIN name t ON t.name_id = l.destination_id
LEFT JOIN name e ON e.name_id = q.consignee_id
LEFT JOIN unit u ON u.unit_id = q.unit_id
WHERE q.known_to = 9223372036854775807 ORDER BY q.day, q.stage, source, q.report_key, q.key_hash;

-- name: dump_match
-- What the office decided of such reports.
SELECT 'match', coalesce(s.text, '') AS source, m.report, m.waybill, m.line, m.decision, coalesce(m.note, '')
FROM match_line m LEFT JOIN name s ON s.name_id = m.source_id
WHERE m.known_to = 9223372036854775807 ORDER BY source, m.report;

-- name: dump_joined
-- Reports without a waybill, and the lines of waybills that they are of.
SELECT 'joined', s.text AS source, digits_text(j.key_hash) AS digits, b.folded, j.line, j.rule, j.quantity, coalesce(u.code, ''), j.trucks
FROM joined j
JOIN name s ON s.name_id = j.source_id
JOIN waybill b ON b.waybill_id = j.waybill_id
LEFT JOIN unit u ON u.unit_id = j.unit_id
WHERE j.is_joined = 1 ORDER BY source, digits, b.folded, j.line;

-- name: dump_position
-- How far each consignment got.
SELECT 'position', b.folded, p.line, u.code, coalesce(x.text, ''), coalesce(k.text, ''), p.day, p.access_day, p.w, p.a, p.o, p.x, p.c, p.v, p.i, p.r, p.l,
	p.outcome, p.seen_at, p.seen_stage, coalesce(p.road_hours, -1), coalesce(p.crossing_hours, -1), coalesce(p.onward_hours, -1)
FROM waybill b
JOIN position p ON p.waybill_id = b.waybill_id
JOIN unit u ON u.unit_id = p.base_unit_id
LEFT JOIN name x ON x.name_id = p.crossing_id
LEFT JOIN name k ON k.name_id = p.commitment_id
ORDER BY b.folded, p.line, u.code;

-- name: dump_count_source
-- Who counts on which day.
SELECT 'count_source', coalesce(a.text, ''), c.stage, c.day, s.text
FROM count_source c LEFT JOIN name a ON a.name_id = c.area_id JOIN name s ON s.name_id = c.source_id ORDER BY 2, c.stage, c.day;

-- name: dump_balance
-- Where the whole of each commitment is.
SELECT 'balance', n.text, u.code, b.w, b.a, b.o, b.x, b.c, b.v, b.moving, b.at_crossing, b.uncollected, b.collected, b.intercepted, b.returned, b.lost, b.unaccounted
FROM balance b JOIN name n ON n.name_id = b.commitment_id JOIN commitment k ON k.commitment_id = b.commitment_id JOIN unit u ON u.unit_id = k.base_unit_id
ORDER BY n.text;

-- name: dump_position_range
-- Consignments at the bounds of what was converted.
SELECT 'position_range', b.folded, p.line, u.code, p.bound, p.w, p.a, p.o, p.x, p.c, p.v, p.i, p.r, p.l
FROM position_range p
JOIN waybill b ON b.waybill_id = p.waybill_id
JOIN unit u ON u.unit_id = p.base_unit_id
ORDER BY b.folded, p.line, u.code, p.bound;

-- name: dump_balance_range
-- Commitments at the same bounds.
SELECT 'balance_range', n.text, u.code, b.bound, b.w, b.a, b.o, b.x, b.c, b.v, b.moving, b.at_crossing, b.uncollected, b.collected, b.intercepted,
	b.returned, b.lost, b.unaccounted
FROM balance_range b
JOIN name n ON n.name_id = b.commitment_id
JOIN commitment k ON k.commitment_id = b.commitment_id
JOIN unit u ON u.unit_id = k.base_unit_id
ORDER BY n.text, b.bound;

-- name: dump_finding
SELECT 'finding', code, subject, args FROM finding ORDER BY code, subject;

-- name: dump_contradiction
-- Statements of one moment that disagree.
SELECT DISTINCT 'contradiction', c.kind, coalesce(s.text, '') AS source, c.fact_key
FROM contradiction c LEFT JOIN name s ON s.name_id = c.source_id WHERE c.noted_to = 9223372036854775807 ORDER BY c.kind, source, c.fact_key;
