/* Positions of consignments, batch by batch, and the cells that they are summed in. */
#include "ledger/reconcile.h"
#include "store/sums.h"

/* Sums of cells that are held in memory before they go on. */
#define SUMS_MAX 16384
#define SUMS_KEY 7

struct slice {
	bool has_loose, has_trucks, has_weight, has_unmeasured, has_several, has_undated;
};

static int
read_traits(struct aid_reconcile *run, struct slice *out_slice, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(run->db, "slice_last", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	*out_slice = (struct slice){ aid_column_int(s, 0) != 0, aid_column_int(s, 1) != 0,
				     aid_column_int(s, 2) != 0, aid_column_int(s, 3) != 0,
				     aid_column_int(s, 4) != 0, aid_column_int(s, 5) != 0 };
	aid_statement_reset(s);
	return 0;
}

/* New lanes find the one under which promises of access count their goods. */
static int
find_access_lanes(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "access_lane_put", "access_lane_fill" };
	bool has_new = false;
	int result = aid_reconcile_has(run, "access_lane_new", &has_new, err);
	return result == 0 && has_new ? AID_RECONCILE_ALL(run, names, err) : result;
}

/* The kept table has the last days, that of another moment all: which were the last ones then nobody knows any more. */
int
aid_reconcile_arrivals(struct aid_reconcile *run, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	run->first_arrival = INT32_MIN;
	if (!run->scope->is_journaled)
		return 0;
	int result = aid_db_statement(run->db, "arrival_first", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	run->first_arrival = aid_column_int(s, 0);
	run->had_first_arrival = aid_column_int(s, 1);
	aid_statement_reset(s);
	return 0;
}

static int
sum_arrivals(struct aid_reconcile *run, int64_t sign, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(run->db, "arrival_sum", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":sign", sign);
	aid_bind_int(s, ":first_day", run->first_arrival);
	return aid_statement_run(s, err);
}

static int
end_arrivals(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "arrival_total", "arrival_apply" };
	int result = AID_RECONCILE_ALL(run, names, err);
	if (result == 0 && run->is_kept)
		result = aid_reconcile_with(run, "arrival_journal_fill", NULL, 0, err);
	if (result != 0 || run->first_arrival <= run->had_first_arrival)
		return result;
	if (run->is_kept)
		result = aid_reconcile_with(run, "arrival_journal_prune", ":first_day",
					    run->first_arrival, err);
	if (result == 0)
		result = aid_reconcile_with(run, "arrival_prune", ":first_day", run->first_arrival,
					    err);
	return result == 0 ? aid_reconcile_with(run, "arrival_from_raise", ":first_day",
						run->first_arrival, err)
			   : result;
}

/* sign -1: what the positions were leaves the cells; 1: what they are comes in. */
static int
sum_cells(struct aid_reconcile *run, int64_t sign, struct aid_error *err)
{
	int64_t is_promised = run->access.is_promised;
	bool is_mixed = false;
	if (sign < 0)
		run->access.is_promised = run->had_access;
	int result = aid_reconcile_with(run, "cell_wide_donor", ":sign", sign, err);
	if (result == 0 && run->access.is_promised != 0)
		result = find_access_lanes(run, err);
	if (result == 0 && run->access.is_promised != 0)
		result = aid_reconcile_with(run, "cell_wide_access", ":sign", sign, err);
	if (result == 0)
		result = aid_reconcile_has(run, "position_is_mixed", &is_mixed, err);
	if (result == 0 && is_mixed)
		result = aid_reconcile_with(run, "cell_change_mixed", ":sign", sign, err);
	if (result == 0 && run->has_ranges)
		result = aid_reconcile_with(run, "cell_range_sum", ":sign", sign, err);
	run->access.is_promised = is_promised;
	return result == 0 ? sum_arrivals(run, sign, err) : result;
}

/* Further measures: what reports make of those that they do not state themselves. */
static int
fill_measures(struct aid_reconcile *run, const struct slice *slice, struct aid_error *err)
{
	static const char *const estimates[] = { "sent_estimate", "sent_estimate_beside" };
	static const char *const measures[] = { "raw_extra",         "sent_own",
						"told_fill",         "converted_fill",
						"raw_converted_put", "raw_converted" };
	static const char *const ranges[] = { "converted_sent", "raw_range_fill" };
	int result = 0;
	if (slice->has_trucks)
		result = aid_reconcile_with(run, "sent_trucks", NULL, 0, err);
	if (result == 0 && slice->has_weight)
		result = aid_reconcile_with(run, "sent_weight", NULL, 0, err);
	if (result == 0 && run->by_commodity != 0)
		result = AID_RECONCILE_ALL(run, estimates, err);
	if (result == 0 && (slice->has_trucks || slice->has_weight || run->by_commodity != 0))
		result = AID_RECONCILE_ALL(run, measures, err);
	return result == 0 && run->by_commodity != 0 ? AID_RECONCILE_ALL(run, ranges, err) : result;
}

/* What was sent, what reports alone speak of, and further measures. */
static int
fill_raw(struct aid_reconcile *run, const struct slice *slice, struct aid_error *err)
{
	static const char *const alone[] = { "unsent_fill", "seen_lane_fill", "seen_lane_put",
					     "raw_seen" };
	static const char *const whole[] = { "raw_whole", "raw_whole_ends" };
	static const char *const whole_ranges[] = { "raw_range_whole", "raw_range_whole_ends" };
	static const char *const several[] = { "several_fill", "raw_several" };
	bool has_alone = false;
	int result = aid_reconcile_with(run, "raw_sent", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_has(run, "seen_alone", &has_alone, err);
	if (result == 0 && has_alone)
		result = AID_RECONCILE_ALL(run, alone, err);
	if (result == 0 && slice->has_unmeasured)
		result = aid_reconcile_with(run, "raw_unmeasured", NULL, 0, err);
	if (result == 0)
		result = fill_measures(run, slice, err);
	if (result == 0 && slice->has_unmeasured)
		result = AID_RECONCILE_ALL(run, whole, err);
	if (result == 0 && slice->has_unmeasured && run->by_commodity != 0)
		result = AID_RECONCILE_ALL(run, whole_ranges, err);
	return result == 0 ? AID_RECONCILE_ALL(run, several, err) : result;
}

/* The closer look: statements of positions.sql over the facts of the slice. */
static int
reconcile_slice(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const seen[] = { "contested_observation", "reached_quantity" };
	static const char *const findings[] = { "finding_grew", "finding_before_dispatch",
						"finding_line_unclear", "finding_sources_differ" };
	struct slice slice;
	int result = aid_reconcile_with(run, "slice_fill", NULL, 0, err);
	if (result == 0 && run->is_telling)
		result = aid_reconcile_with(run, "slice_told", NULL, 0, err);
	if (result == 0)
		result = read_traits(run, &slice, err);
	if (result == 0 && slice.has_undated)
		result = aid_reconcile_with(run, "slice_seen", NULL, 0, err);
	if (result == 0 && slice.has_loose)
		result = aid_reconcile_with(run, "effective_line_fill", NULL, 0, err);
	if (result == 0 && slice.has_several)
		result = aid_reconcile_with(run, "contested_shipment", NULL, 0, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, seen, err);
	if (result == 0 && slice.has_trucks)
		result = aid_reconcile_with(run, "reached_trucks", NULL, 0, err);
	if (result == 0 && slice.has_unmeasured)
		result = aid_reconcile_with(run, "reached_unmeasured", NULL, 0, err);
	if (result == 0)
		result = fill_raw(run, &slice, err);
	return result == 0 ? AID_RECONCILE_ALL(run, findings, err) : result;
}

/* What was summed goes on to what changed. */
static int
empty_sums(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "cell_change_fill", "cell_wide_clear" };
	return AID_RECONCILE_ALL(run, names, err);
}

static int
reconcile_batch(struct aid_reconcile *run, const struct aid_plain_batch *batch,
		struct aid_error *err)
{
	bool has_positions = false;
	int result = aid_db_script(run->db, "slice_clear", err);
	if (result == 0)
		result = aid_reconcile_has(run, "position_was", &has_positions, err);
	if (result == 0 && has_positions)
		result = sum_cells(run, -1, err);
	if (result == 0 && has_positions)
		result = aid_tally_sum(run->tally, -1, err);
	if (result == 0)
		result = aid_reconcile_with(run, "finding_waybill_clear", NULL, 0, err);
	if (result == 0 && batch->has_closer)
		result = reconcile_slice(run, err);
	if (result == 0 && has_positions)
		result = aid_reconcile_with(run, "position_clear", NULL, 0, err);
	if (result == 0 && has_positions && run->has_ranges)
		result = aid_reconcile_with(run, "position_range_clear", NULL, 0, err);
	if (result == 0 && run->by_commodity != 0)
		result = aid_reconcile_with(run, "position_range_fill", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_with(run, "position_fill", NULL, 0, err);
	if (result == 0)
		result = aid_tally_sum(run->tally, 1, err);
	if (result == 0)
		result = sum_cells(run, 1, err);
	return result == 0 && aid_sums_count(run->ledger->cell_wide) >= SUMS_MAX
		       ? empty_sums(run, err)
		       : result;
}

/* runs: the statement that gives the runs of waybills. */
static int
reconcile_runs(struct aid_reconcile *run, const struct aid_reconcile_scope *scope, const char *runs,
	       struct aid_error *err)
{
	struct aid_plains *plains;
	struct aid_plain_batch batch = { 0 };
	int result = aid_plains_start(run->ledger, scope, runs, &plains, err);
	if (result != 0)
		return result;
	while (result == 0 && !batch.is_last) {
		result = aid_plains_next(plains, &batch, err);
		if (result == 0)
			result = reconcile_batch(run, &batch, err);
	}
	aid_plains_stop(plains);
	return result == 0 ? aid_tally_keep(run->tally, err) : result;
}

/* Consignments of which reports speak that do not name them are reckoned once more, closely, with a table of all reports on them in front of
 * the kept one. */
static int
reconcile_told(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "all_told_clear", "all_told_fill", "all_told_joined" };
	struct aid_reconcile_scope closely = *run->scope;
	bool is_whatif = run->ledger->is_whatif;
	int result = AID_RECONCILE_ALL(run, names, err);
	if (result == 0 && is_whatif)
		result = aid_db_script(run->db, "all_told_drop", err);
	if (result == 0)
		result = aid_db_script(run->db, "all_told_create", err);
	closely.is_all_looked_at = true;
	/* They have been summed by now. */
	run->had_access = run->access.is_promised;
	run->is_telling = true;
	if (result == 0)
		result = reconcile_runs(run, &closely, "all_told_runs", err);
	run->is_telling = false;
	if (result == 0)
		result = aid_db_script(run->db, "all_told_drop", err);
	return result == 0 && is_whatif ? aid_db_script(run->db, "whatif_crossings_create", err)
					: result;
}

int
aid_reconcile_positions(struct aid_reconcile *run, struct aid_error *err)
{
	bool has_told = false;
	int result = reconcile_runs(run, run->scope, "dirty_runs", err);
	if (result == 0 && run->has_joined)
		result = aid_reconcile_has(run, "all_told_runs", &has_told, err);
	return result == 0 && has_told ? reconcile_told(run, err) : result;
}

int
aid_reconcile_cells(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const ranges[] = { "cell_range_apply", "cell_range_prune" };
	static const char *const journal[] = { "cell_journal_fill", "cell_journal_range" };
	bool is_taken = false, has_changed = false, has_any = false;
	int result = empty_sums(run, err);
	if (result == 0)
		result = aid_reconcile_with(run, "cell_apply", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_has(run, "cell_change_takes", &is_taken, err);
	if (result == 0 && is_taken)
		result = aid_reconcile_with(run, "cell_prune", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_with(run, "cell_range_settle", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_has(run, "range_has_changed", &has_changed, err);
	if (result == 0 && has_changed)
		result = AID_RECONCILE_ALL(run, ranges, err);
	if (result == 0 && run->is_kept)
		result = AID_RECONCILE_ALL(run, journal, err);
	if (result == 0)
		result = aid_reconcile_has(run, "range_has_any", &has_any, err);
	run->has_ranges = has_changed || has_any;
	return result == 0 ? end_arrivals(run, err) : result;
}

int
aid_reconcile_define_sums(struct aid_ledger *ledger, struct aid_error *err)
{
	return aid_sums_define(ledger->db, "sums_create", "cell_wide", SUMS_KEY, &ledger->cell_wide,
			       err);
}
