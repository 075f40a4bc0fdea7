#include "report/load.h"

enum column { NAME, VALUE, N_COLUMNS };

static const struct aid_result_column columns[N_COLUMNS] = {
	[NAME] = { "name", "What", false, 0 },
	[VALUE] = { "value", "Value", false, 0 },
};

static const struct {
	const char *name;
	enum aid_load load;
} values[] = {
	{ "drops", AID_LOAD_INTEGER },
	{ "refused_drops", AID_LOAD_INTEGER },
	{ "commitments", AID_LOAD_INTEGER },
	{ "consignments", AID_LOAD_INTEGER },
	{ "last_drop_at", AID_LOAD_SECONDS },
	{ "last_drop", AID_LOAD_INTEGER },
	{ "last_drop_name", AID_LOAD_TEXT },
	{ "waiting_keys", AID_LOAD_INTEGER },
	{ "rejected_records", AID_LOAD_INTEGER },
	{ "chain", AID_LOAD_TEXT },
};

/* As many as `findings` lists: some of them are found only when they are asked for. */
static int
add_findings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
	     struct aid_result *result, struct aid_error *err)
{
	struct aid_result findings;
	struct aid_cell *cells;
	int code = aid_report_findings(ledger, filter, &findings, err);

	if (code == 0) {
		code = aid_result_add_row(result, &cells, err);
	}
	if (code == 0) {
		code = aid_result_set_text(result, &cells[NAME], AID_SLICE_LITERAL("findings"),
					   err);
	}
	if (code == 0) {
		aid_result_set_number(&cells[VALUE], AID_CELL_INTEGER, (int64_t)findings.n_rows);
	}
	aid_result_done(&findings);
	return code;
}

int
aid_report_status(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		  struct aid_result *result, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_db_statement(aid_ledger_db(ledger), "status_counts", &s, err);
	if (code < 0) {
		return code;
	}
	code = aid_statement_step(s, &has_row, err);
	for (size_t i = 0; code == 0 && has_row && i < sizeof(values) / sizeof(values[0]); i++) {
		struct aid_cell *cells;

		code = aid_result_add_row(result, &cells, err);
		if (code == 0) {
			code = aid_result_set_text(result, &cells[NAME],
						   aid_slice_of(values[i].name), err);
		}
		if (code == 0) {
			code = aid_load_cell(s, (int)i, values[i].load, result, &cells[VALUE], err);
		}
	}
	aid_statement_reset(s);
	return code == 0 ? add_findings(ledger, filter, result, err) : code;
}
