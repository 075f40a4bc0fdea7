#include "report/load.h"
#include "text/fold.h"

static const struct aid_result_column columns[] = {
	{ "waybill", "", false, 0 },
	{ "line", "Line", false, 0 },
	{ "at", "When", false, 0 },
	{ "stage", "Stage", false, 0 },
	{ "place", "Place", false, 1 },
	{ "donor", "Donor", false, 8 },
	{ "commodity", "Commodity", false, 4 },
	{ "destination", "To", false, 7 },
	{ "quantity", "Quantity", true, 0 },
	{ "unit", "Unit", false, 0 },
	{ "trucks", "Trucks", true, 5 },
	{ "vehicle", "Vehicle", false, 6 },
	{ "source", "Says", false, 2 },
	{ "file", "File", false, 0 },
	{ "drop", "Drop", false, 3 },
	{ "drop_line", "Row", false, 0 },
	{ "sha256", "", false, 0 },
	{ "commitment_id", "Commitment", false, 9 },
	{ "note", "", false, 0 },
	{ "joined_by", "Joined by", false, 10 },
};

static const enum aid_load loads[] = {
	AID_LOAD_NUMBER_TEXT, AID_LOAD_TEXT, AID_LOAD_TIME, AID_LOAD_STAGE,    AID_LOAD_TEXT,
	AID_LOAD_TEXT,        AID_LOAD_TEXT, AID_LOAD_TEXT, AID_LOAD_QUANTITY, AID_LOAD_TEXT,
	AID_LOAD_TRUCKS,      AID_LOAD_TEXT, AID_LOAD_TEXT, AID_LOAD_TEXT,     AID_LOAD_INTEGER,
	AID_LOAD_INTEGER,     AID_LOAD_TEXT, AID_LOAD_TEXT, AID_LOAD_TEXT,     AID_LOAD_TEXT,
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* The waybill as people write it: with or without its blanks, hyphens and leading zeros. */
static int
find_waybill(struct aid_ledger *ledger, struct aid_slice subject, int64_t *out_waybill,
	     struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer folded;
	bool has_row = false;
	int code;

	aid_buffer_init(&folded);
	code = aid_fold_number(subject, &folded, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "waybill_find", &s, err);
	}
	if (code == 0) {
		aid_bind_text(s, ":folded", aid_buffer_slice(&folded));
		code = aid_statement_step(s, &has_row, err);
		*out_waybill = code == 0 && has_row ? aid_column_int(s, 0) : 0;
		aid_statement_reset(s);
	}
	aid_buffer_done(&folded);
	return code;
}

static int
not_found(struct aid_slice subject, struct aid_error *err)
{
	struct aid_buffer shown;
	int code;

	aid_buffer_init(&shown);
	aid_buffer_append(&shown, subject);
	code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_TRACE_NONE, 1,
				 shown.ptr == NULL ? "" : shown.ptr);
	aid_buffer_done(&shown);
	return code;
}

int
aid_report_trace(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		 struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	struct aid_statement *s;
	int64_t waybill = 0;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = find_waybill(ledger, filter->subject, &waybill, err);
	}
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "trace_rows", &s, err);
	}
	if (code != 0) {
		return code;
	}
	aid_bind_int(s, ":waybill_id", waybill);
	aid_bind_int(s, ":known", names.known);
	aid_bind_int(s, ":as_of", names.as_of);
	code = aid_load_rows(s, loads, sizeof(loads) / sizeof(loads[0]), result, err);
	if (code == 0 && result->n_rows == 0) {
		code = not_found(filter->subject, err);
	}
	return code;
}
