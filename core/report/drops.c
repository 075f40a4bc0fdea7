#include "report/load.h"

static const struct aid_result_column columns[] = {
	{ "drop", "Drop", false, 0 },
	{ "name", "File", false, 0 },
	{ "source", "From", false, 2 },
	{ "kind", "Kind", false, 4 },
	{ "received_at", "Received", false, 3 },
	{ "records", "Records", true, 0 },
	{ "accepted", "Accepted", true, 0 },
	{ "unchanged", "Known", true, 1 },
	{ "superseding", "Newer", true, 1 },
	{ "rejected", "Rejected", true, 0 },
	{ "state", "State", false, 1 },
	{ "sha256", "", false, 0 },
	{ "withdrawn", "Withdrawn", true, 5 },
	{ "reported_at", "", false, 0 },
	{ "chain", "", false, 0 },
	{ "known_at", "", false, 0 },
};

static const enum aid_load loads[] = {
	AID_LOAD_INTEGER, AID_LOAD_TEXT,    AID_LOAD_TEXT,    AID_LOAD_TEXT,
	AID_LOAD_SECONDS, AID_LOAD_INTEGER, AID_LOAD_INTEGER, AID_LOAD_INTEGER,
	AID_LOAD_INTEGER, AID_LOAD_INTEGER, AID_LOAD_TEXT,    AID_LOAD_TEXT,
	AID_LOAD_INTEGER, AID_LOAD_SECONDS, AID_LOAD_TEXT,    AID_LOAD_SECONDS,
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define F_WHY 16

/* Why a refused drop could not be read. */
static int
note_refusal(struct aid_statement *s, struct aid_result *result, struct aid_error *err)
{
	struct aid_slice why = aid_column_text(s, F_WHY);
	struct aid_slice name = aid_column_text(s, 1);
	struct aid_slice args[2] = { name, why };
	struct aid_buffer text;
	int code;

	if (why.len == 0) {
		return 0;
	}
	aid_buffer_init(&text);
	aid_message_format(&text, AID_MSG_DROPS_REFUSED, args, 2);
	code = aid_buffer_check(&text, err);
	if (code == 0) {
		code = aid_result_add_note(result, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	return code;
}

int
aid_report_drops(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		 struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	struct aid_statement *s;
	bool has_row = false;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "drops_rows", &s, err);
	}
	if (code != 0) {
		return code;
	}
	aid_load_bind_source(s, &names);
	aid_bind_int(s, ":known", names.known);
	aid_bind_int(s, ":is_past", filter->is_known_asked ? 1 : 0);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = aid_load_row(s, loads, sizeof(loads) / sizeof(loads[0]), result, err);
		if (code == 0) {
			code = note_refusal(s, result, err);
		}
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	if (code == 0 && result->n_rows == 0) {
		code = aid_load_note(result, err, AID_MSG_DROPS_NONE, 0);
	}
	return code;
}
