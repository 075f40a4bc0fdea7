#include "report/crossings.h"

static const struct aid_result_column columns[AID_PASSED_COLUMNS] = {
	[AID_PASSED_DAY] = { "day", "Day", false, 0 },
	[AID_PASSED_PLACE] = { "place", "Place", false, 0 },
	[AID_PASSED_STAGE] = { "stage", "Stage", false, 0 },
	[AID_PASSED_SOURCE] = { "source", "Says", false, 0 },
	[AID_PASSED_TRUCKS] = { "trucks", "Trucks", true, 0 },
	[AID_PASSED_QUANTITY] = { "quantity", "Quantity", true, 0 },
	[AID_PASSED_UNIT] = { "unit", "Unit", false, 0 },
	[AID_PASSED_CONSIGNMENTS] = { "consignments", "Tracked", true, 3 },
	[AID_PASSED_P50] = { "dwell_p50_hours", "Half waited", true, 1 },
	[AID_PASSED_P90] = { "dwell_p90_hours", "9 of 10 waited", true, 2 },
	[AID_PASSED_COUNTS] = { "counts", "Counted", true, 4 },
	[AID_PASSED_UNMEASURED] = { "unmeasured_rows", "Unweighed", true, 2 },
};

static const enum aid_load loads[] = {
	AID_LOAD_DAY,      AID_LOAD_TEXT,     AID_LOAD_STAGE,   AID_LOAD_TEXT,
	AID_LOAD_TRUCKS,   AID_LOAD_MEASURE,  AID_LOAD_TEXT,    AID_LOAD_INTEGER,
	AID_LOAD_QUANTITY, AID_LOAD_QUANTITY, AID_LOAD_INTEGER, AID_LOAD_INTEGER,
};

int
aid_report_crossings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	struct aid_statement *s;
	int code;

	aid_result_init(result, columns, AID_PASSED_COLUMNS);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "crossings_rows", &s, err);
	}
	if (code != 0) {
		return code;
	}
	aid_load_bind_promise(s, &names);
	aid_load_bind_source(s, &names);
	aid_bind_int(s, ":first_day", filter->first_day);
	aid_bind_int(s, ":last_day", filter->last_day);
	aid_bind_int(s, ":known", names.known);
	aid_bind_int(s, ":as_of", names.as_of);
	code = aid_load_rows(s, loads, sizeof(loads) / sizeof(loads[0]), result, err);
	if (code == 0 && result->n_rows == 0) {
		code = aid_load_note(result, err, AID_MSG_CROSSINGS_NONE, 0);
	}
	return code;
}
