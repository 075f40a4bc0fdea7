#include "report/load.h"

static const struct aid_result_column columns[] = {
	{ "day", "Day", false, 0 },
	{ "place", "Place", false, 0 },
	{ "stage", "Stage", false, 0 },
	{ "source", "Says", false, 0 },
	{ "trucks", "Trucks", true, 0 },
	{ "quantity", "Quantity", true, 0 },
	{ "unit", "Unit", false, 0 },
	{ "consignments", "Tracked", true, 3 },
	{ "dwell_p50_hours", "Half waited", true, 1 },
	{ "dwell_p90_hours", "9 of 10 waited", true, 2 },
	{ "counts", "Counted", true, 4 },
	{ "unmeasured_rows", "Unweighed", true, 2 },
};

static const enum aid_load loads[] = {
	AID_LOAD_DAY,      AID_LOAD_TEXT,     AID_LOAD_STAGE,   AID_LOAD_TEXT,
	AID_LOAD_TRUCKS,   AID_LOAD_MEASURE,  AID_LOAD_TEXT,    AID_LOAD_INTEGER,
	AID_LOAD_QUANTITY, AID_LOAD_QUANTITY, AID_LOAD_INTEGER, AID_LOAD_INTEGER,
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

int
aid_report_crossings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	struct aid_statement *s;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "crossings_rows", &s, err);
	}
	if (code != 0) {
		return code;
	}
	aid_load_bind_promise(s, &names);
	aid_load_bind_source(s, &names);
	aid_bind_int(s, ":known", names.known);
	aid_bind_int(s, ":as_of", names.as_of);
	code = aid_load_rows(s, loads, sizeof(loads) / sizeof(loads[0]), result, err);
	if (code == 0 && result->n_rows == 0) {
		code = aid_load_note(result, err, AID_MSG_CROSSINGS_NONE, 0);
	}
	return code;
}
