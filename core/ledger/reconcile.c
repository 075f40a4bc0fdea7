/* The order in which the statements of schema/reconcile run. What they do stands there; the same order serves the kept tables after a
 * drop and the temporary ones of another moment. */
#include "ledger/reconcile.h"

int
aid_reconcile_with(struct aid_reconcile *run, const char *name, const char *parameter,
		   int64_t value, struct aid_error *err)
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

int
aid_reconcile_all(struct aid_reconcile *run, const char *const *names, size_t n_names,
		  struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; k < n_names && result == 0; k++)
		result = aid_reconcile_with(run, names[k], NULL, 0, err);
	return result;
}

int
aid_reconcile_has(struct aid_reconcile *run, const char *name, bool *out_has_rows,
		  struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(run->db, name, &s, err);
	if (result == 0)
		result = aid_statement_step(s, out_has_rows, err);
	if (result == 0 && *out_has_rows)
		aid_statement_reset(s);
	return result;
}

static int
read_topics(struct aid_reconcile *run, struct aid_error *err)
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

/* Where reports are compared by what they name, a new alias touches positions. */
static int
mark_renamed(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const marks[] = { "renamed_place_mark", "renamed_lane_mark",
					     "renamed_line_mark", "renamed_source_mark" };
	bool has_any = false;
	int result = aid_reconcile_with(run, "renamed_fill", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_has(run, "renamed_any", &has_any, err);
	return result == 0 && has_any ? AID_RECONCILE_ALL(run, marks, err) : result;
}

/* What names, sources and units touch beyond that waits too. */
static int
mark_touched(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const all[] = { "dirty_waybill_all", "dirty_day_all" };
	static const char *const sources[] = { "several_sources_mark", "dirty_day_all" };
	static const char *const measures[] = { "remeasured_fill", "remeasured_waybill_mark" };
	static const char *const policies[] = { "policy_day_mark", "policy_waybill_mark",
						"joined_mark" };
	int result = run->has_names ? aid_reconcile_with(run, "moved_fill", NULL, 0, err) : 0;
	if (result == 0 && run->has_changed_units)
		return AID_RECONCILE_ALL(run, all, err);
	if (result == 0 && run->has_sources)
		result = AID_RECONCILE_ALL(run, sources, err);
	/* What a line names may stand for something else. */
	if (result == 0 && (run->has_policies || run->has_names))
		result = AID_RECONCILE_ALL(run, policies, err);
	if (result == 0 && run->has_names && run->by_commodity != 0)
		result = AID_RECONCILE_ALL(run, measures, err);
	return result == 0 && run->has_names
		       ? aid_reconcile_with(run, "renamed_day_mark", NULL, 0, err)
		       : result;
}

/* Names, places, units. What changes them makes everything wait that they can touch. */
static int
reconcile_names(struct aid_reconcile *run, struct aid_error *err)
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
		result = AID_RECONCILE_ALL(run, before, err);
	if (result == 0 && run->has_names)
		result = aid_reconcile_with(run, "name_link_clear", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_with(run, "name_link_fill", NULL, 0, err);
	if (result == 0 && run->has_names && !run->scope->is_all)
		result = mark_renamed(run, err);
	if (result == 0)
		result = aid_reconcile_has(run, "place_is_new", &has_new_places, err);
	if (result == 0 && (run->has_names || has_new_places))
		result = AID_RECONCILE_ALL(run, places, err);
	if (result == 0)
		result = aid_reconcile_with(run, "ruling_fill", NULL, 0, err);
	if (result == 0)
		result = aid_reconcile_has(run, "measure_has_any", &has_measures, err);
	if (result == 0 &&
	    (run->has_units || run->has_changed_units || run->has_names || !has_measures))
		result = AID_RECONCILE_ALL(run, measures, err);
	if (result == 0)
		result = aid_reconcile_has(run, "measure_has_estimates", &has_estimates, err);
	if (result == 0)
		result = aid_reconcile_has(run, "range_has_any", &has_ranges, err);
	run->by_commodity = has_estimates;
	run->has_ranges = has_estimates || has_ranges;
	return result != 0 || run->scope->is_all ? result : mark_touched(run, err);
}

static int
read_access(struct aid_reconcile *run, struct aid_access *out_access, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(run->db, "access_names", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	*out_access = (struct aid_access){ aid_column_int(s, 0) > 0, aid_column_int(s, 1),
					   aid_column_int(s, 2) };
	aid_statement_reset(s);
	return 0;
}

static int
reconcile_commitments(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "old_class_save",
					     "commitment_clear",
					     "commitment_term_clear",
					     "commitment_fill",
					     "commitment_term_fill",
					     "commitment_whole",
					     "commitment_root",
					     "commitment_named_class",
					     "finding_amendment_clear",
					     "finding_amendment_apart",
					     "finding_amendment_names",
					     "finding_part_clear",
					     "finding_part" };
	static const char *const all[] = { "access_lane_clear", "access_cells_clear",
					   "access_ranges_clear", "dirty_waybill_all",
					   "dirty_day_all" };
	bool has_changed = false;
	struct aid_access before;
	run->has_commitments |=
		run->has_names || run->has_units || run->has_changed_units || run->has_sources;
	int result = read_access(run, &before, err);
	if (result != 0)
		return result;
	run->access = before;
	run->had_access = before.is_promised;
	if (!run->has_commitments)
		return 0;
	result = AID_RECONCILE_ALL(run, names, err);
	if (result == 0)
		result = aid_reconcile_has(run, "class_has_changed", &has_changed, err);
	if (result == 0 && has_changed && !run->scope->is_all)
		result = aid_reconcile_with(run, "class_change_mark", NULL, 0, err);
	if (result == 0)
		result = read_access(run, &run->access, err);
	bool is_same = before.is_promised == run->access.is_promised &&
		       before.names_donor == run->access.names_donor &&
		       before.names_place == run->access.names_place;
	/* The first promise of access, the end of the last, or one that names what none did: goods are summed for them anew. What was
	 * summed is gone, so nothing leaves it. */
	if (result == 0 && !is_same && !run->scope->is_all) {
		run->had_access = 0;
		run->is_kept = false;
		result = AID_RECONCILE_ALL(run, all, err);
	}
	return result;
}

static int
reconcile_count_sources(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const who[] = {
		"touched_series_fill", "count_day_clear",     "count_day_fill",
		"touched_series_fill", "touched_series_part", "old_count_source_save",
		"count_source_clear",  "count_source_fill",   "finding_policy_clear",
	};
	static const char *const parts[] = { "part_fill", "count_source_part",
					     "finding_policy_part" };
	bool has_parts = false;
	int result = AID_RECONCILE_ALL(run, who, err);
	if (result == 0)
		result = aid_reconcile_has(run, "ruling_has_parts", &has_parts, err);
	return result == 0 && has_parts ? AID_RECONCILE_ALL(run, parts, err) : result;
}

static int
reconcile_counts(struct aid_reconcile *run, struct aid_error *err)
{
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
	int result = reconcile_count_sources(run, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, weights, err);
	return result == 0 ? AID_RECONCILE_ALL(run, cells, err) : result;
}

static int
reconcile_facts(struct aid_reconcile *run, struct aid_error *err)
{
	int result = reconcile_commitments(run, err);
	if (result == 0)
		result = aid_reconcile_arrivals(run, err);
	if (result == 0)
		result =
			aid_join_reconcile(run->ledger, run->scope,
					   run->scope->is_all || run->has_names || run->has_units ||
						   run->has_changed_units || run->has_sources,
					   &run->has_joined, err);
	if (result == 0)
		result = aid_reconcile_positions(run, err);
	if (result == 0)
		result = reconcile_counts(run, err);
	if (result == 0)
		result = aid_reconcile_cells(run, err);
	return result == 0 ? aid_reconcile_allocations(run, err) : result;
}

/* Of a moment that the journals lead back to: whose counts count there, and the sums as they were. */
static int
bring_back(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const names[] = { "past_cell_fill", "past_cell_range_fill",
					     "past_arrival_fill" };
	int result = reconcile_commitments(run, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, names, err);
	if (result == 0)
		result = aid_reconcile_has(run, "range_has_any", &run->has_ranges, err);
	if (result == 0)
		result = reconcile_count_sources(run, err);
	return result == 0 ? aid_reconcile_allocations(run, err) : result;
}

/* Is there one before it? */
static int
open_journal(struct aid_reconcile *run, struct aid_error *err)
{
	return run->scope->is_journaled
		       ? aid_reconcile_has(run, "reconciled_any", &run->is_kept, err)
		       : 0;
}

static int
close_journal(struct aid_reconcile *run, struct aid_error *err)
{
	return run->scope->is_journaled ? aid_reconcile_with(run, "reconciled_put", ":is_start",
							     run->is_kept ? 0 : 1, err)
					: 0;
}

int
aid_reconcile_prepare(struct aid_ledger *ledger, struct aid_error *err)
{
	if (ledger->has_working)
		return 0;
	int result = aid_db_script(ledger->db, "working_create", err);
	if (result == 0)
		result = aid_plains_define(ledger, err);
	if (result == 0)
		result = aid_reconcile_define_sums(ledger, err);
	ledger->has_working = result == 0;
	return result;
}

int
aid_reconcile_waiting(struct aid_ledger *ledger, bool is_uncommitted, struct aid_error *err)
{
	struct aid_reconcile_scope scope = { .as_of = INT64_MAX,
					     .is_journaled = true,
					     .is_uncommitted = is_uncommitted,
					     .is_all_looked_at = ledger->is_all_looked_at };
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ledger->db, "drop_last", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	scope.known = aid_column_int(s, 0);
	aid_statement_reset(s);
	result = aid_reconcile_run(ledger, &scope, err);
	return result == 0 ? aid_db_script(ledger->db, "dirty_clear", err) : result;
}

int
aid_reconcile_run(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		  struct aid_error *err)
{
	struct aid_reconcile run = { .ledger = ledger, .db = ledger->db, .scope = scope };
	int result = aid_tally_new(run.db, &run.tally, err);
	if (result == 0)
		result = aid_db_script(run.db, "working_clear", err);
	if (result == 0)
		result = aid_reconcile_with(&run, "cell_wide_clear", NULL, 0, err);
	if (result == 0)
		result = read_topics(&run, err);
	if (result == 0)
		result = open_journal(&run, err);
	if (result == 0)
		result = reconcile_names(&run, err);
	if (result == 0 && scope->is_brought_back)
		result = bring_back(&run, err);
	else if (result == 0 && !scope->is_names_only)
		result = reconcile_facts(&run, err);
	if (result == 0)
		result = close_journal(&run, err);
	aid_tally_free(run.tally);
	return result;
}
