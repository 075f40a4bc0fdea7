-- How the ledger stands.

-- name: status_counts
-- One row: drops, of them refused, commitments, consignments, when the last drop came, its number and its name, waiting keys,
-- rejected records, the chain of the last drop.
SELECT (SELECT count(*) FROM drop_file), (SELECT count(*) FROM drop_file WHERE state IN (2, 4)), (SELECT count(*) FROM commitment),
	(SELECT count(*) FROM position WHERE is_primary = 1),
	(SELECT received_at FROM drop_file ORDER BY drop_id DESC LIMIT 1), (SELECT max(drop_id) FROM drop_file),
	(SELECT name FROM drop_file ORDER BY drop_id DESC LIMIT 1), (SELECT count(*) FROM dirty_waybill) + (SELECT count(*) FROM dirty_day)
	+ (SELECT count(*) FROM dirty_topic), (SELECT coalesce(sum(rejected), 0) FROM drop_file),
	(SELECT digest FROM drop_chain ORDER BY drop_id DESC LIMIT 1);
