/* Which shipment a report without a waybill is of: the order in which the statements of schema/reconcile/joins.sql run. */
#include "ledger/internal.h"

struct joining {
	struct aid_ledger *ledger;
	const struct aid_reconcile_scope *scope;
	int64_t round; /* of those that are judged */
};

static int
run_one(struct joining *j, const char *name, struct aid_error *err)
{
	struct aid_statement *s;
	if (atomic_load(&j->ledger->is_interrupted))
		return aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
	int result = aid_db_statement(j->ledger->db, name, &s, err);
	if (result != 0)
		return result;
	aid_bind_int_if(s, ":known", j->scope->known);
	aid_bind_int_if(s, ":as_of", j->scope->as_of);
	aid_bind_int_if(s, ":round", j->round);
	return aid_statement_run(s, err);
}

static int
run_list(struct joining *j, const char *const *names, size_t n_names, struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; k < n_names && result == 0; k++)
		result = run_one(j, names[k], err);
	return result;
}

#define RUN_LIST(j, names, err) run_list(j, names, sizeof(names) / sizeof(names[0]), err)

static int
has_row(struct aid_ledger *ledger, const char *name, bool *out_has_row, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ledger->db, name, &s, err);
	if (result == 0)
		result = aid_statement_step(s, out_has_row, err);
	if (result == 0 && *out_has_row)
		aid_statement_reset(s);
	return result;
}

/* By what reports without a waybill find shipments, kept from the first drop on with which there are both. */
static int
keep_report_marks(struct joining *j, bool is_all, struct aid_error *err)
{
	static const char *const names[] = { "judged_of_days",        "touched_of_days",
					     "joinable_report_clear", "joinable_report_vehicle",
					     "joinable_report_goods", "joinable_report_begin",
					     "judged_of_days",        "touched_of_days" };
	bool is_begun = false;
	int result = has_row(j->ledger, "join_reports_begun", &is_begun, err);
	if (result == 0)
		result = run_one(j, is_all || !is_begun ? "join_day_all" : "join_day_dirty", err);
	return result == 0 ? RUN_LIST(j, names, err) : result;
}

static int
keep_shipment_marks(struct joining *j, bool is_all, struct aid_error *err)
{
	static const char *const anew[] = { "join_run_all", "joinable_shipment_empty" };
	static const char *const some[] = { "join_run_dirty", "touched_of_runs",
					    "joinable_shipment_clear" };
	static const char *const names[] = { "joinable_shipment_vehicle", "joinable_shipment_goods",
					     "joinable_shipment_begin" };
	bool is_begun = false;
	int result = has_row(j->ledger, "join_shipments_begun", &is_begun, err);
	if (result == 0)
		result = is_all || !is_begun ? RUN_LIST(j, anew, err) : RUN_LIST(j, some, err);
	if (result == 0)
		result = RUN_LIST(j, names, err);
	/* With all of them every report is looked at anyway. */
	return result == 0 && !is_all && is_begun ? run_one(j, "touched_of_runs", err) : result;
}

/* Decisions and vehicles, for the reports of a round. */
static int
judge_round(struct joining *j, int64_t round, struct aid_error *err)
{
	static const char *const names[] = { "old_joined_save",  "joined_clear",
					     "join_report_fill", "fit_vehicle",
					     "join_line_fill",   "fit_narrow",
					     "joined_decided",   "joined_vehicle",
					     "joined_load",      "touched_of_judged" };
	j->round = round;
	return RUN_LIST(j, names, err);
}

static int
judge(struct joining *j, struct aid_error *err)
{
	static const char *const decided[] = { "resolved_fill", "decided_fill", "decided_line",
					       "judged_decided", "judged_touched" };
	static const char *const goods[] = { "fit_goods", "join_line_fill", "fit_route",
					     "joined_goods", "sharing_fill" };
	static const char *const sharing[] = {
		"judged_sharing", "old_joined_save", "sharing_fill",
		"join_line_fill", "too_much_fill",   "joined_settle"
	};
	static const char *const after[] = { "rejoined_fill",
					     "rejoined_waybill",
					     "rejoined_day",
					     "candidate_fill",
					     "finding_candidates_clear",
					     "finding_candidates",
					     "finding_match_clear",
					     "finding_match" };
	j->round = 1;
	int result = RUN_LIST(j, decided, err);
	if (result == 0)
		result = judge_round(j, 1, err);
	/* What became of the first may make others of the same goods the only ones, or no longer. */
	j->round = 2;
	if (result == 0)
		result = run_one(j, "judged_touched", err);
	if (result == 0)
		result = judge_round(j, 2, err);
	if (result == 0)
		result = RUN_LIST(j, goods, err);
	j->round = 3;
	if (result == 0)
		result = RUN_LIST(j, sharing, err);
	return result == 0 ? RUN_LIST(j, after, err) : result;
}

int
aid_join_reconcile(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope, bool is_all,
		   bool *out_has_joined, struct aid_error *err)
{
	struct joining j = { ledger, scope, 1 };
	bool is_possible = false, is_wanted = false;
	*out_has_joined = false;
	int result = has_row(ledger, "join_possible", &is_possible, err);
	if (result != 0 || !is_possible)
		return result;
	result = aid_db_script(ledger->db, "join_clear", err);
	if (result == 0)
		result = keep_report_marks(&j, is_all, err);
	if (result == 0)
		result = has_row(ledger, "join_wanted", &is_wanted, err);
	if (result != 0 || !is_wanted)
		return result;
	result = keep_shipment_marks(&j, is_all, err);
	if (result == 0)
		result = judge(&j, err);
	return result == 0 ? has_row(ledger, "join_any", out_has_joined, err) : result;
}
