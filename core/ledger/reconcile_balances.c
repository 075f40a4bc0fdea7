/* Which goods count towards which commitment, and what that comes to. */
#include "ledger/reconcile.h"

/* One term of a commitment takes: the row that `contenders` stands at. */
static int
allocate_contender(struct aid_reconcile *run, struct aid_statement *term, struct aid_error *err)
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
allocate_matches(struct aid_reconcile *run, struct aid_error *err)
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
allocate(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const before[] = {
		"pool_line_fill",   "pool_lane_all",   "match_fill",     "touched_commitment_fill",
		"old_balance_save", "named_clear",     "matched_clear",  "unmeasured_clear",
		"unmeasured_fill",  "named_fill_root", "named_fill_part"
	};
	static const char *const after[] = { "take_part", "matched_fill" };
	static const char *const ranges[] = { "named_range_clear", "matched_range_clear",
					      "range_line_fill",   "range_piece_fill",
					      "named_range_root",  "named_range_part",
					      "matched_range_fill" };
	int result = AID_RECONCILE_ALL(run, before, err);
	if (result == 0)
		result = allocate_matches(run, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, after, err);
	return result == 0 && run->has_ranges ? AID_RECONCILE_ALL(run, ranges, err) : result;
}

static int
reconcile_balances(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const sums[] = { "balance_clear", "piece_sum_fill" };
	static const char *const kept[] = {
		"reckoned_fill",        "balance_fill",      "finding_no_measure_clear",
		"finding_no_measure",   "named_change_fill", "finding_no_commitment_clear",
		"finding_no_commitment"
	};
	static const char *const ranges[] = { "balance_range_clear", "balance_range_fill" };
	int result = AID_RECONCILE_ALL(run, sums, err);
	if (result == 0 && run->has_ranges)
		result = aid_reconcile_with(run, "piece_range_fill", NULL, 0, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, kept, err);
	if (result == 0 && run->has_ranges)
		result = AID_RECONCILE_ALL(run, ranges, err);
	if (result == 0 && run->scope->is_journaled)
		result = aid_reconcile_with(run, "balance_journal_fill", NULL, 0, err);
	return result;
}

int
aid_reconcile_allocations(struct aid_reconcile *run, struct aid_error *err)
{
	static const char *const orphans[] = { "orphan_clear", "unmeasured_orphan_clear",
					       "range_orphan_clear" };
	static const char *const ranges[] = { "family_range_touch", "redo_range" };
	static const char *const changed[] = { "pool_lane_changed", "match_fill",
					       "pool_lane_settle", "redo_fill" };
	int result = aid_reconcile_with(run, "family_touch", NULL, 0, err);
	if (result == 0)
		result = AID_RECONCILE_ALL(run, changed, err);
	if (result == 0 && run->has_ranges)
		result = AID_RECONCILE_ALL(run, ranges, err);
	if (result == 0 && run->has_commitments)
		result = aid_reconcile_with(run, "redo_all", NULL, 0, err);
	if (result == 0 && !run->has_commitments)
		result = aid_reconcile_with(run, "redo_named", NULL, 0, err);
	if (result == 0 && run->has_commitments)
		result = AID_RECONCILE_ALL(run, orphans, err);
	if (result == 0)
		result = allocate(run, err);
	return result == 0 ? reconcile_balances(run, err) : result;
}
