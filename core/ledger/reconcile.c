/* The order in which the statements of schema/reconcile run. What they do stands there; the same order serves the kept tables after a
 * drop and the temporary ones of another moment. */
#include <inttypes.h>

#include "ledger/plain.h"
#include "ledger/tally.h"
#include "store/sums.h"

/* Sums of cells that are held in memory before they go on. */
#define SUMS_MAX 16384
#define SUMS_KEY 7

/* What promises of access there are: by what none of them names, goods are not told apart for them. */
struct access {
	int64_t is_promised, names_donor, names_place;
};

struct run {
	struct aid_ledger *ledger;
	struct aid_db *db;
	const struct aid_reconcile_scope *scope;
	struct aid_tally *tally;
	bool has_commitments, has_names, has_units, has_changed_units, has_sources, has_policies;
	struct access access;
	int64_t had_access;   /* 1: the cells of class 2 hold what goods were before this run */
	int64_t by_commodity; /* 1: a measure may depend on the commodity, or be a conversion */
	bool has_joined;      /* reports without a waybill are of shipments */
	bool is_telling;      /* and stand among those that name their waybill */
	bool has_ranges;      /* something kept, or about to be, is a range */
	int64_t first_arrival, had_first_arrival; /* first day of table arrival: now, and before */
};

/* Binds the parameters that a statement may have and runs it. */
static int
run_with(struct run *run, const char *name, const char *parameter, int64_t value,
	 struct aid_error *err)
{
	struct aid_statement *s;
	if (atomic_load(&run->ledger->is_interrupted))
		return aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
	int result = aid_db_statement(run->db, name, &s, err);
	if (result != 0)
		return result;
	aid_bind_int_if(s, ":known", run->scope->known);
	aid_bind_int_if(s, ":as_of", run->scope->as_of);
	aid_bind_int_if(s, ":is_all", run->has_commitments);
	aid_bind_int_if(s, ":by_commodity", run->by_commodity);
	aid_bind_int_if(s, ":has_access", run->access.is_promised);
	aid_bind_int_if(s, ":names_donor", run->access.names_donor);
	aid_bind_int_if(s, ":names_place", run->access.names_place);
	if (parameter != NULL)
		aid_bind_int(s, parameter, value);
	return aid_statement_run(s, err);
}

static int
run_all(struct run *run, const char *const *names, size_t n_names, struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; k < n_names && result == 0; k++)
		result = run_with(run, names[k], NULL, 0, err);
	return result;
}

#define RUN_ALL(run, names, err) run_all(run, names, sizeof(names) / sizeof(names[0]), err)

static int
read_topics(struct run *run, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	if (run->scope->is_all) {
		run->has_commitments = run->has_names = run->has_units = true;
		return 0;
	}
	int result = aid_db_statement(run->db, "dirty_topics", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_slice topic = aid_column_text(s, 0);
		run->has_commitments |= aid_slice_is_equal(topic, AID_SLICE_LITERAL("commitments"));
		run->has_names |= aid_slice_is_equal(topic, AID_SLICE_LITERAL("names"));
		run->has_units |= aid_slice_is_equal(topic, AID_SLICE_LITERAL("units"));
		run->has_changed_units |=
			aid_slice_is_equal(topic, AID_SLICE_LITERAL("changed_units"));
		run->has_sources |= aid_slice_is_equal(topic, AID_SLICE_LITERAL("sources"));
		run->has_policies |= aid_slice_is_equal(topic, AID_SLICE_LITERAL("policies"));
	}
	return result;
}

static int
has_rows(struct run *run, const char *name, bool *out_has_rows, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(run->db, name, &s, err);
	if (result == 0)
		result = aid_statement_step(s, out_has_rows, err);
	if (result == 0 && *out_has_rows)
		aid_statement_reset(s);
	return result;
}

/* Where reports are compared by what they name, a new alias touches positions. */
static int
mark_renamed(struct run *run, struct aid_error *err)
{
	static const char *const marks[] = { "renamed_place_mark", "renamed_lane_mark",
					     "renamed_line_mark" };
	bool has_any = false;
	int result = run_with(run, "renamed_fill", NULL, 0, err);
	if (result == 0)
		result = has_rows(run, "renamed_any", &has_any, err);
	return result == 0 && has_any ? RUN_ALL(run, marks, err) : result;
}

/* What names, sources and units touch beyond that waits too. */
static int
mark_touched(struct run *run, struct aid_error *err)
{
	static const char *const all[] = { "dirty_waybill_all", "dirty_day_all" };
	static const char *const sources[] = { "several_sources_mark", "dirty_day_all" };
	static const char *const measures[] = { "remeasured_fill", "remeasured_waybill_mark" };
	static const char *const names[] = { "moved_fill", "renamed_day_mark" };
	static const char *const policies[] = { "policy_day_mark", "policy_waybill_mark" };
	int result = 0;
	if (run->has_changed_units)
		return RUN_ALL(run, all, err);
	if (run->has_sources)
		result = RUN_ALL(run, sources, err);
	/* What a line names may stand for something else. */
	if (result == 0 && (run->has_policies || run->has_names))
		result = RUN_ALL(run, policies, err);
	if (result == 0 && run->has_names && run->by_commodity != 0)
		result = RUN_ALL(run, measures, err);
	return result == 0 && run->has_names ? RUN_ALL(run, names, err) : result;
}

/* Names, places, units. What changes them makes everything wait that they can touch. */
static int
reconcile_names(struct run *run, struct aid_error *err)
{
	static const char *const places[] = { "place_within_clear",  "place_within_fill",
					      "place_root_clear",    "place_root_fill",
					      "finding_cycle_clear", "finding_cycle" };
	static const char *const measures[] = {
		"conversion_step_fill", "conversion_ring_fill",           "measure_clear",
		"measure_fill",         "finding_conversion_cycle_clear", "finding_conversion_cycle"
	};
	static const char *const before[] = { "old_link_save", "old_root_save" };
	int result = 0;
	bool has_measures = false, has_estimates = false, has_new_places = false;
	bool has_ranges = false;
	if (run->has_names && !run->scope->is_all)
		result = RUN_ALL(run, before, err);
	if (result == 0 && run->has_names)
		result = run_with(run, "name_link_clear", NULL, 0, err);
	if (result == 0)
		result = run_with(run, "name_link_fill", NULL, 0, err);
	if (result == 0 && run->has_names && !run->scope->is_all)
		result = mark_renamed(run, err);
	if (result == 0)
		result = has_rows(run, "place_is_new", &has_new_places, err);
	if (result == 0 && (run->has_names || has_new_places))
		result = RUN_ALL(run, places, err);
	if (result == 0)
		result = run_with(run, "ruling_fill", NULL, 0, err);
	if (result == 0)
		result = has_rows(run, "measure_has_any", &has_measures, err);
	if (result == 0 &&
	    (run->has_units || run->has_changed_units || run->has_names || !has_measures))
		result = RUN_ALL(run, measures, err);
	if (result == 0)
		result = has_rows(run, "measure_has_estimates", &has_estimates, err);
	if (result == 0)
		result = has_rows(run, "range_has_any", &has_ranges, err);
	run->by_commodity = has_estimates;
	run->has_ranges = has_estimates || has_ranges;
	return result != 0 || run->scope->is_all ? result : mark_touched(run, err);
}

static int
read_access(struct run *run, struct access *out_access, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(run->db, "access_names", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	*out_access = (struct access){ aid_column_int(s, 0) > 0, aid_column_int(s, 1),
				       aid_column_int(s, 2) };
	aid_statement_reset(s);
	return 0;
}

static int
reconcile_commitments(struct run *run, struct aid_error *err)
{
	static const char *const names[] = { "old_class_save",          "commitment_clear",
					     "commitment_term_clear",   "commitment_fill",
					     "commitment_term_fill",    "commitment_whole",
					     "commitment_root",         "commitment_named_class",
					     "finding_amendment_clear", "finding_amendment_apart",
					     "finding_amendment_names" };
	static const char *const all[] = { "access_lane_clear", "access_cells_clear",
					   "access_ranges_clear", "dirty_waybill_all",
					   "dirty_day_all" };
	bool has_changed = false;
	struct access before;
	run->has_commitments |=
		run->has_names || run->has_units || run->has_changed_units || run->has_sources;
	int result = read_access(run, &before, err);
	if (result != 0)
		return result;
	run->access = before;
	run->had_access = before.is_promised;
	if (!run->has_commitments)
		return 0;
	result = RUN_ALL(run, names, err);
	if (result == 0)
		result = has_rows(run, "class_has_changed", &has_changed, err);
	if (result == 0 && has_changed && !run->scope->is_all)
		result = run_with(run, "class_change_mark", NULL, 0, err);
	if (result == 0)
		result = read_access(run, &run->access, err);
	bool is_same = before.is_promised == run->access.is_promised &&
		       before.names_donor == run->access.names_donor &&
		       before.names_place == run->access.names_place;
	/* The first promise of access, the end of the last, or one that names what none did: goods are summed for them anew. What was
	 * summed is gone, so nothing leaves it. */
	if (result == 0 && !is_same && !run->scope->is_all) {
		run->had_access = 0;
		result = RUN_ALL(run, all, err);
	}
	return result;
}

struct slice {
	bool has_loose, has_trucks, has_weight, has_unmeasured, has_several, has_undated;
};

static int
read_traits(struct run *run, struct slice *out_slice, struct aid_error *err)
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
find_access_lanes(struct run *run, struct aid_error *err)
{
	static const char *const names[] = { "access_lane_put", "access_lane_fill" };
	bool has_new = false;
	int result = has_rows(run, "access_lane_new", &has_new, err);
	return result == 0 && has_new ? RUN_ALL(run, names, err) : result;
}

/* The kept table has the last days, that of another moment all: which were the last ones then nobody knows any more. */
static int
find_first_arrival(struct run *run, struct aid_error *err)
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
sum_arrivals(struct run *run, int64_t sign, struct aid_error *err)
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
end_arrivals(struct run *run, struct aid_error *err)
{
	int result = run_with(run, "arrival_total", NULL, 0, err);
	if (result != 0 || run->first_arrival <= run->had_first_arrival)
		return result;
	result = run_with(run, "arrival_prune", ":first_day", run->first_arrival, err);
	return result == 0
		       ? run_with(run, "arrival_from_raise", ":first_day", run->first_arrival, err)
		       : result;
}

/* sign -1: what the positions were leaves the cells; 1: what they are comes in. */
static int
sum_cells(struct run *run, int64_t sign, struct aid_error *err)
{
	int64_t is_promised = run->access.is_promised;
	bool is_mixed = false;
	if (sign < 0)
		run->access.is_promised = run->had_access;
	int result = run_with(run, "cell_wide_donor", ":sign", sign, err);
	if (result == 0 && run->access.is_promised != 0)
		result = find_access_lanes(run, err);
	if (result == 0 && run->access.is_promised != 0)
		result = run_with(run, "cell_wide_access", ":sign", sign, err);
	if (result == 0)
		result = has_rows(run, "position_is_mixed", &is_mixed, err);
	if (result == 0 && is_mixed)
		result = run_with(run, "cell_change_mixed", ":sign", sign, err);
	if (result == 0 && run->has_ranges)
		result = run_with(run, "cell_range_sum", ":sign", sign, err);
	run->access.is_promised = is_promised;
	return result == 0 ? sum_arrivals(run, sign, err) : result;
}

/* Further measures: what reports make of those that they do not state themselves. */
static int
fill_measures(struct run *run, const struct slice *slice, struct aid_error *err)
{
	static const char *const estimates[] = { "sent_estimate", "sent_estimate_beside" };
	static const char *const measures[] = { "raw_extra",         "sent_own",
						"told_fill",         "converted_fill",
						"raw_converted_put", "raw_converted" };
	static const char *const ranges[] = { "converted_sent", "raw_range_fill" };
	int result = 0;
	if (slice->has_trucks)
		result = run_with(run, "sent_trucks", NULL, 0, err);
	if (result == 0 && slice->has_weight)
		result = run_with(run, "sent_weight", NULL, 0, err);
	if (result == 0 && run->by_commodity != 0)
		result = RUN_ALL(run, estimates, err);
	if (result == 0 && (slice->has_trucks || slice->has_weight || run->by_commodity != 0))
		result = RUN_ALL(run, measures, err);
	return result == 0 && run->by_commodity != 0 ? RUN_ALL(run, ranges, err) : result;
}

/* What was sent, what reports alone speak of, and further measures. */
static int
fill_raw(struct run *run, const struct slice *slice, struct aid_error *err)
{
	static const char *const alone[] = { "unsent_fill", "seen_lane_fill", "seen_lane_put",
					     "raw_seen" };
	static const char *const whole[] = { "raw_whole", "raw_whole_ends" };
	static const char *const whole_ranges[] = { "raw_range_whole", "raw_range_whole_ends" };
	static const char *const several[] = { "several_fill", "raw_several" };
	bool has_alone = false;
	int result = run_with(run, "raw_sent", NULL, 0, err);
	if (result == 0)
		result = has_rows(run, "seen_alone", &has_alone, err);
	if (result == 0 && has_alone)
		result = RUN_ALL(run, alone, err);
	if (result == 0 && slice->has_unmeasured)
		result = run_with(run, "raw_unmeasured", NULL, 0, err);
	if (result == 0)
		result = fill_measures(run, slice, err);
	if (result == 0 && slice->has_unmeasured)
		result = RUN_ALL(run, whole, err);
	if (result == 0 && slice->has_unmeasured && run->by_commodity != 0)
		result = RUN_ALL(run, whole_ranges, err);
	return result == 0 ? RUN_ALL(run, several, err) : result;
}

/* The closer look: statements of positions.sql over the facts of the slice. */
static int
reconcile_slice(struct run *run, struct aid_error *err)
{
	static const char *const seen[] = { "contested_observation", "reached_quantity" };
	static const char *const findings[] = { "finding_grew", "finding_before_dispatch",
						"finding_line_unclear", "finding_sources_differ" };
	struct slice slice;
	int result = run_with(run, "slice_fill", NULL, 0, err);
	if (result == 0 && run->is_telling)
		result = run_with(run, "slice_told", NULL, 0, err);
	if (result == 0)
		result = read_traits(run, &slice, err);
	if (result == 0 && slice.has_undated)
		result = run_with(run, "slice_seen", NULL, 0, err);
	if (result == 0 && slice.has_loose)
		result = run_with(run, "effective_line_fill", NULL, 0, err);
	if (result == 0 && slice.has_several)
		result = run_with(run, "contested_shipment", NULL, 0, err);
	if (result == 0)
		result = RUN_ALL(run, seen, err);
	if (result == 0 && slice.has_trucks)
		result = run_with(run, "reached_trucks", NULL, 0, err);
	if (result == 0 && slice.has_unmeasured)
		result = run_with(run, "reached_unmeasured", NULL, 0, err);
	if (result == 0)
		result = fill_raw(run, &slice, err);
	return result == 0 ? RUN_ALL(run, findings, err) : result;
}

/* What was summed goes on to what changed. */
static int
empty_sums(struct run *run, struct aid_error *err)
{
	static const char *const names[] = { "cell_change_fill", "cell_wide_clear" };
	return RUN_ALL(run, names, err);
}

static int
reconcile_batch(struct run *run, const struct aid_plain_batch *batch, struct aid_error *err)
{
	bool has_positions = false;
	int result = aid_db_script(run->db, "slice_clear", err);
	if (result == 0)
		result = has_rows(run, "position_was", &has_positions, err);
	if (result == 0 && has_positions)
		result = sum_cells(run, -1, err);
	if (result == 0 && has_positions)
		result = aid_tally_sum(run->tally, -1, err);
	if (result == 0)
		result = run_with(run, "finding_waybill_clear", NULL, 0, err);
	if (result == 0 && batch->has_closer)
		result = reconcile_slice(run, err);
	if (result == 0 && has_positions)
		result = run_with(run, "position_clear", NULL, 0, err);
	if (result == 0 && has_positions && run->has_ranges)
		result = run_with(run, "position_range_clear", NULL, 0, err);
	if (result == 0 && run->by_commodity != 0)
		result = run_with(run, "position_range_fill", NULL, 0, err);
	if (result == 0)
		result = run_with(run, "position_fill", NULL, 0, err);
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
reconcile_runs(struct run *run, const struct aid_reconcile_scope *scope, const char *runs,
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
reconcile_told(struct run *run, struct aid_error *err)
{
	static const char *const names[] = { "all_told_clear", "all_told_fill", "all_told_joined" };
	struct aid_reconcile_scope closely = *run->scope;
	bool is_whatif = run->ledger->is_whatif;
	int result = RUN_ALL(run, names, err);
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

static int
reconcile_positions(struct run *run, struct aid_error *err)
{
	bool has_told = false;
	int result = reconcile_runs(run, run->scope, "dirty_runs", err);
	if (result == 0 && run->has_joined)
		result = has_rows(run, "all_told_runs", &has_told, err);
	return result == 0 && has_told ? reconcile_told(run, err) : result;
}

static int
reconcile_counts(struct run *run, struct aid_error *err)
{
	static const char *const who[] = {
		"touched_series_fill", "count_day_clear",     "count_day_fill",
		"touched_series_fill", "touched_series_part", "old_count_source_save",
		"count_source_clear",  "count_source_fill",   "finding_policy_clear",
	};
	static const char *const parts[] = { "part_fill", "count_source_part",
					     "finding_policy_part" };
	static const char *const weights[] = { "finding_policy_silent",   "recount_day_fill",
					       "weighing_fill",           "count_weight_clear",
					       "count_weight_fill",       "weighing_fill",
					       "old_nominal_weight_save", "nominal_weight_clear",
					       "nominal_weight_fill",     "reweighed_day_fill",
					       "finding_nominal_clear",   "finding_nominal" };
	static const char *const cells[] = { "finding_undecided_clear", "finding_undecided",
					     "finding_count_clear",     "finding_count_differ",
					     "count_cell_leave",        "count_measure_fill",
					     "count_cell_come",         "count_range_leave",
					     "count_range_come" };
	bool has_parts = false;
	int result = RUN_ALL(run, who, err);
	if (result == 0)
		result = has_rows(run, "ruling_has_parts", &has_parts, err);
	if (result == 0 && has_parts)
		result = RUN_ALL(run, parts, err);
	if (result == 0)
		result = RUN_ALL(run, weights, err);
	return result == 0 ? RUN_ALL(run, cells, err) : result;
}

/* One term of a commitment takes: the row that `contenders` stands at. */
static int
allocate_contender(struct run *run, struct aid_statement *term, struct aid_error *err)
{
	static const char *const names[] = { "take_matching", "taken_own", "taken_other" };
	int64_t commitment = aid_column_int(term, 0), kind = aid_column_int(term, 1),
		from_day = aid_column_int(term, 2), to_day = aid_column_int(term, 3),
		capacity = aid_column_int(term, 4);
	bool is_bounded = !aid_column_is_null(term, 4);
	int result = 0;
	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]) && result == 0; k++) {
		struct aid_statement *s;
		result = aid_db_statement(run->db, names[k], &s, err);
		if (result != 0)
			return result;
		aid_bind_int(s, ":commitment", commitment);
		aid_bind_int(s, ":kind", kind);
		aid_bind_int_if(s, ":from_day", from_day);
		aid_bind_int_if(s, ":to_day", to_day);
		if (is_bounded)
			aid_bind_int_if(s, ":capacity", capacity);
		result = aid_statement_run(s, err);
	}
	return result;
}

static int
allocate_matches(struct run *run, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(run->db, "contenders", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		result = allocate_contender(run, s, err);
	return result;
}

/* What of the goods of this reconcile counts towards which commitment, nominally and at each bound. */
static int
allocate(struct run *run, struct aid_error *err)
{
	static const char *const before[] = {
		"touched_commitment_fill", "old_balance_save", "named_clear",    "matched_clear",
		"unmeasured_clear",        "pool_line_fill",   "pool_lane_all",  "match_fill",
		"unmeasured_fill",         "named_fill_root",  "named_fill_part"
	};
	static const char *const after[] = { "take_part", "matched_fill" };
	static const char *const ranges[] = { "named_range_clear", "matched_range_clear",
					      "range_line_fill",   "range_piece_fill",
					      "named_range_root",  "named_range_part",
					      "matched_range_fill" };
	int result = RUN_ALL(run, before, err);
	if (result == 0)
		result = allocate_matches(run, err);
	if (result == 0)
		result = RUN_ALL(run, after, err);
	return result == 0 && run->has_ranges ? RUN_ALL(run, ranges, err) : result;
}

static int
reconcile_balances(struct run *run, struct aid_error *err)
{
	static const char *const sums[] = { "balance_clear", "piece_sum_fill" };
	static const char *const kept[] = {
		"reckoned_fill",        "balance_fill",      "finding_no_measure_clear",
		"finding_no_measure",   "named_change_fill", "finding_no_commitment_clear",
		"finding_no_commitment"
	};
	static const char *const ranges[] = { "balance_range_clear", "balance_range_fill" };
	int result = RUN_ALL(run, sums, err);
	if (result == 0 && run->has_ranges)
		result = run_with(run, "piece_range_fill", NULL, 0, err);
	if (result == 0)
		result = RUN_ALL(run, kept, err);
	if (result == 0 && run->has_ranges)
		result = RUN_ALL(run, ranges, err);
	if (result == 0 && run->scope->is_journaled)
		result = run_with(run, "balance_journal_fill", NULL, 0, err);
	return result;
}

static int
reconcile_allocations(struct run *run, struct aid_error *err)
{
	static const char *const orphans[] = { "orphan_clear", "unmeasured_orphan_clear",
					       "range_orphan_clear" };
	static const char *const ranges[] = { "family_range_touch", "redo_range" };
	static const char *const changed[] = { "pool_lane_changed", "match_fill",
					       "pool_lane_settle", "redo_fill" };
	int result = run_with(run, "family_touch", NULL, 0, err);
	if (result == 0)
		result = RUN_ALL(run, changed, err);
	if (result == 0 && run->has_ranges)
		result = RUN_ALL(run, ranges, err);
	if (result == 0 && run->has_commitments)
		result = run_with(run, "redo_all", NULL, 0, err);
	if (result == 0 && !run->has_commitments)
		result = run_with(run, "redo_named", NULL, 0, err);
	if (result == 0 && run->has_commitments)
		result = RUN_ALL(run, orphans, err);
	if (result == 0)
		result = allocate(run, err);
	return result == 0 ? reconcile_balances(run, err) : result;
}

static int
apply_cells(struct run *run, struct aid_error *err)
{
	static const char *const ranges[] = { "cell_range_apply", "cell_range_prune" };
	bool is_taken = false, has_changed = false, has_any = false;
	int result = empty_sums(run, err);
	if (result == 0)
		result = run_with(run, "cell_apply", NULL, 0, err);
	if (result == 0)
		result = has_rows(run, "cell_change_takes", &is_taken, err);
	if (result == 0 && is_taken)
		result = run_with(run, "cell_prune", NULL, 0, err);
	if (result == 0)
		result = run_with(run, "cell_range_settle", NULL, 0, err);
	if (result == 0)
		result = has_rows(run, "range_has_changed", &has_changed, err);
	if (result == 0 && has_changed)
		result = RUN_ALL(run, ranges, err);
	if (result == 0)
		result = has_rows(run, "range_has_any", &has_any, err);
	run->has_ranges = has_changed || has_any;
	return result == 0 ? end_arrivals(run, err) : result;
}

static int
reconcile_facts(struct run *run, struct aid_error *err)
{
	int result = reconcile_commitments(run, err);
	if (result == 0)
		result = find_first_arrival(run, err);
	if (result == 0)
		result =
			aid_join_reconcile(run->ledger, run->scope,
					   run->scope->is_all || run->has_names || run->has_units ||
						   run->has_changed_units || run->has_sources,
					   &run->has_joined, err);
	if (result == 0)
		result = reconcile_positions(run, err);
	if (result == 0)
		result = reconcile_counts(run, err);
	if (result == 0)
		result = apply_cells(run, err);
	return result == 0 ? reconcile_allocations(run, err) : result;
}

int
aid_reconcile_run(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		  struct aid_error *err)
{
	struct run run = { .ledger = ledger, .db = ledger->db, .scope = scope };
	int result = aid_tally_new(run.db, &run.tally, err);
	if (result == 0)
		result = aid_db_script(run.db, "working_clear", err);
	if (result == 0 && ledger->cell_wide == NULL)
		result = aid_sums_define(run.db, "sums_create", "cell_wide", SUMS_KEY,
					 &ledger->cell_wide, err);
	if (result == 0)
		result = run_with(&run, "cell_wide_clear", NULL, 0, err);
	if (result == 0)
		result = read_topics(&run, err);
	if (result == 0)
		result = reconcile_names(&run, err);
	if (result == 0 && !scope->is_names_only)
		result = reconcile_facts(&run, err);
	aid_tally_free(run.tally);
	return result;
}
