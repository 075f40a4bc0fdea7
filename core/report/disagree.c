#include "report/disagree.h"

#include "value/date.h"

/* Rows this far outside the days that are asked for are read too: what a source puts on other days than the base. */
#define MARGIN_DAYS 31
/* Of table wanted. */
#define SLOT_SOURCE 5
#define SLOT_BASE 6

int
aid_report_period_find(struct aid_slice word)
{
#define X(name, text)                                                                              \
	if (aid_slice_is_equal(word, AID_SLICE_LITERAL(text))) {                                   \
		return AID_REPORT_PERIOD_##name;                                                   \
	}
	AID_REPORT_PERIOD_LIST(X)
#undef X
	return -1;
}

/* The first day of the period; weeks begin on Monday. */
static int64_t
period_of(enum aid_report_period period, int64_t day)
{
	int year, month, rest;

	if (period == AID_REPORT_PERIOD_DAY) {
		return day;
	}
	if (period == AID_REPORT_PERIOD_WEEK) {
		/* 1970-01-01 was a Thursday. */
		return day - (((day + 3) % 7) + 7) % 7;
	}
	aid_date_civil_from_days(day, &year, &month, &rest);
	return aid_date_days_from_civil(year, month, 1);
}

static int
run(const struct aid_disagree *disagree, const char *name, struct aid_error *err)
{
	const struct aid_load_filter *names = &disagree->names;
	struct aid_statement *s;
	int code = aid_db_statement(disagree->db, name, &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int_if(s, ":known", names->known);
	aid_bind_int_if(s, ":as_of", names->as_of);
	aid_bind_int_if(s, ":first_day", disagree->filter->first_day);
	aid_bind_int_if(s, ":last_day", disagree->filter->last_day);
	aid_bind_int_if(s, ":margin", MARGIN_DAYS);
	aid_bind_int_if(s, ":place", disagree->place_id);
	aid_bind_int_if(s, ":has_base", names->has_base);
	aid_bind_int_if(s, ":has_donor", names->has_donor);
	aid_bind_int_if(s, ":has_commodity", names->has_commodity);
	aid_bind_int_if(s, ":has_destination", names->has_destination);
	aid_bind_int_if(s, ":has_crossing", names->has_crossing);
	aid_bind_int_if(s, ":rows", AID_DISAGREE_SCOPE_ROWS);
	aid_bind_int_if(s, ":days", AID_DISAGREE_LAG_DAYS);
	aid_bind_int_if(s, ":least", AID_DISAGREE_LAG_LEAST);
	return aid_statement_run(s, err);
}

static int
find_place(struct aid_disagree *disagree, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code;

	if (!disagree->names.has_crossing) {
		return 0;
	}
	code = aid_db_statement(disagree->db, "disagree_place", &s, err);
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	if (code == 0 && has_row) {
		disagree->place_id = aid_column_int(s, 0);
		aid_statement_reset(s);
	}
	return code;
}

static int
put_day(const struct aid_disagree *disagree, int64_t day, struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(disagree->db, "calendar_put", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":day", day);
	aid_bind_int(s, ":period", period_of(disagree->filter->period, day));
	return aid_statement_run(s, err);
}

/* Every day of which anything is told, and those to which a lag may move it. */
static int
fill_calendar(const struct aid_disagree *disagree, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(disagree->db, "told_fact_days", &s, err);

	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		int64_t day = aid_column_int(s, 0);

		for (int64_t k = -AID_DISAGREE_LAG_DAYS; code == 0 && k <= AID_DISAGREE_LAG_DAYS;
		     k++) {
			code = put_day(disagree, day + k, err);
		}
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

static int
gather(struct aid_disagree *disagree, struct aid_error *err)
{
	static const char *const names[] = {
		"entry_fill",    "entry_clear_alone", "base_entry_fill", "comparison_fill",
		"pair_fill",     "dim_value_fill",    "outside_fill",    "day_sum_fill",
		"pair_lag",      "said_day_fill",     "base_day_fill",   "side_fill",
		"side_day_fill", "side_sum_fill"
	};
	int code = aid_db_script(disagree->db, "disagree_create", err);

	if (code == 0) {
		code = aid_db_script(disagree->db, "disagree_clear", err);
	}
	if (code == 0) {
		code = find_place(disagree, err);
	}
	if (code == 0) {
		code = run(disagree, "told_fact_fill", err);
	}
	if (code == 0) {
		code = fill_calendar(disagree, err);
	}
	for (size_t k = 0; code == 0 && k < sizeof(names) / sizeof(names[0]); k++) {
		code = run(disagree, names[k], err);
	}
	return code;
}

static int
want_shipments(struct aid_ledger *ledger, int64_t slot, struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(aid_ledger_db(ledger), "wanted_shipments", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":slot", slot);
	return aid_statement_run(s, err);
}

int
aid_disagree_load_filter(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_load_filter *out_filter, struct aid_error *err)
{
	const struct aid_slice shipments = AID_SLICE_LITERAL(AID_DISAGREE_SHIPMENTS);
	bool is_source = aid_slice_is_equal(filter->source, shipments);
	bool is_base = aid_slice_is_equal(filter->base, shipments);
	struct aid_report_filter named = *filter;
	int code;

	named.source = is_source ? (struct aid_slice){ NULL, 0 } : filter->source;
	named.base = is_base ? (struct aid_slice){ NULL, 0 } : filter->base;
	code = aid_load_filter(ledger, &named, out_filter, err);
	if (code == 0 && is_source) {
		out_filter->has_source = true;
		code = want_shipments(ledger, SLOT_SOURCE, err);
	}
	if (code == 0 && is_base) {
		out_filter->has_base = true;
		code = want_shipments(ledger, SLOT_BASE, err);
	}
	return code;
}

int
aid_report_disagree(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_result *result, struct aid_error *err)
{
	struct aid_disagree disagree = { .ledger = ledger,
					 .db = aid_ledger_db(ledger),
					 .filter = filter };
	int code;

	aid_result_init(result, NULL, 0);
	code = aid_disagree_load_filter(ledger, filter, &disagree.names, err);
	if (code == 0) {
		code = gather(&disagree, err);
	}
	return code < 0 ? code : aid_disagree_rows(&disagree, result, err);
}
