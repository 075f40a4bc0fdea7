#include <stdlib.h>

#include "report/load.h"

#include "base/digest.h"
#include "report/spellings.h"

enum column { ID, SEVERITY, CODE, DROP, LINE, SUBJECT, MESSAGE, N_COLUMNS };

static const struct aid_result_column columns[N_COLUMNS] = {
	[ID] = { "id", "", false, 0 },
	[SEVERITY] = { "severity", "Severity", false, 1 },
	[CODE] = { "code", "", false, 0 },
	[DROP] = { "drop", "Drop", false, 0 },
	[LINE] = { "line", "Line", false, 0 },
	[SUBJECT] = { "subject", "Of what", false, 2 },
	[MESSAGE] = { "message", "What to look at", false, 0 },
};

/* Columns of the statement. */
enum field { F_CODE, F_DROP, F_LINE, F_SUBJECT, F_ARGS, F_SHA256, F_SEQ, F_REGISTRY };

static int
read_spellings(struct aid_ledger *ledger, int64_t known, struct aid_spellings *spellings,
	       struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "known_spellings", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":known", known);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = aid_spellings_add(spellings, aid_column_int(s, 0), aid_column_text(s, 1),
					 aid_column_int(s, 2), aid_column_text(s, 3), err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

/* What the sentence is filled with. False: it is no finding, nobody knows these goods to be several. */
static bool
find_args(struct aid_statement *s, enum aid_message message, struct aid_spellings *spellings,
	  struct aid_slice *out_args)
{
	int64_t registry = aid_column_int(s, F_REGISTRY);
	struct aid_slice args = aid_column_text(s, F_ARGS);

	if (registry != 0 && message == AID_MSG_FINDING_COMPOUND_CARGO) {
		return aid_spellings_are_several(spellings, registry, args);
	}
	if (registry != 0) {
		args = aid_spellings_nearest(spellings, registry, args);
		args = args.len == 0 ? AID_SLICE_LITERAL("-") : args;
	}
	*out_args = args;
	return true;
}

/* An id that the same finding has tomorrow and in another office: from what it says, not from when it was found. */
static int
set_id(struct aid_statement *s, struct aid_result *result, struct aid_cell *cell,
       struct aid_error *err)
{
	struct aid_buffer hex;
	int64_t hash = aid_digest_hash64(aid_column_text(s, F_CODE), 0);
	int code;

	hash = aid_digest_hash64(aid_column_text(s, F_SUBJECT), hash);
	if (aid_column_int(s, F_SEQ) != 0) {
		hash = aid_digest_hash64(aid_column_text(s, F_SHA256),
					 hash + aid_column_int(s, F_SEQ));
	}
	aid_buffer_init(&hex);
	aid_buffer_append_format(&hex, "%016llx", (unsigned long long)hash);
	code = aid_buffer_check(&hex, err);
	if (code == 0) {
		code = aid_result_set_text(result, cell, aid_buffer_slice(&hex), err);
	}
	aid_buffer_done(&hex);
	return code;
}

static int
add_row(struct aid_statement *s, struct aid_spellings *spellings, struct aid_result *result,
	struct aid_error *err)
{
	enum aid_message message = aid_message_find(aid_column_text(s, F_CODE));
	enum aid_severity severity =
		message == AID_MSG_NONE ? AID_SEVERITY_WARNING : aid_message_severity(message);
	struct aid_slice args = AID_SLICE_EMPTY;
	struct aid_buffer text;
	struct aid_cell *cells;
	int code;

	if (!find_args(s, message, spellings, &args)) {
		return 0;
	}
	code = aid_result_add_row(result, &cells, err);
	if (code < 0) {
		return code;
	}
	aid_buffer_init(&text);
	aid_message_format_joined(&text, message, args);
	code = aid_buffer_check(&text, err);
	if (code == 0) {
		code = aid_result_set_text(result, &cells[MESSAGE], aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	if (code == 0) {
		code = set_id(s, result, &cells[ID], err);
	}
	if (code == 0) {
		code = aid_result_set_text(result, &cells[SEVERITY],
					   aid_slice_of(aid_severity_name(severity)), err);
	}
	if (code == 0) {
		code = aid_load_cell(s, F_CODE, AID_LOAD_TEXT, result, &cells[CODE], err);
	}
	if (code == 0) {
		code = aid_load_cell(s, F_SUBJECT, AID_LOAD_NUMBER_TEXT, result, &cells[SUBJECT],
				     err);
	}
	if (code == 0 && aid_column_int(s, F_DROP) != 0) {
		aid_result_set_number(&cells[DROP], AID_CELL_INTEGER, aid_column_int(s, F_DROP));
	}
	if (code == 0 && aid_column_int(s, F_LINE) != 0) {
		aid_result_set_number(&cells[LINE], AID_CELL_INTEGER, aid_column_int(s, F_LINE));
	}
	return code;
}

/* Severities stand in the message table, not in the ledger: rows are put in their order here, the gravest first. */
static int
sort_by_severity(struct aid_result *result, struct aid_error *err)
{
	static const enum aid_severity severities[] = { AID_SEVERITY_ERROR, AID_SEVERITY_WARNING,
							AID_SEVERITY_INFO };
	size_t n_row = result->n_columns, n_sorted = 0;
	struct aid_cell *sorted = calloc(result->n_rows + 1, n_row * sizeof(*sorted));

	if (sorted == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++) {
		struct aid_slice name = aid_slice_of(aid_severity_name(severities[i]));

		for (size_t row = 0; row < result->n_rows; row++) {
			const struct aid_cell *cells = result->cells + row * n_row;

			if (aid_slice_is_equal(cells[SEVERITY].text, name)) {
				memcpy(sorted + n_sorted++ * n_row, cells, n_row * sizeof(*cells));
			}
		}
	}
	if (n_sorted > 0) {
		memcpy(result->cells, sorted, n_sorted * n_row * sizeof(*sorted));
	}
	free(sorted);
	return 0;
}

static int
add_rows(struct aid_ledger *ledger, const struct aid_load_filter *names, struct aid_result *result,
	 struct aid_error *err)
{
	struct aid_spellings spellings = { 0 };
	struct aid_statement *s;
	bool has_row = false;
	int code = read_spellings(ledger, names->known, &spellings, err);

	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "findings_rows", &s, err);
	}
	if (code < 0) {
		aid_spellings_done(&spellings);
		return code;
	}
	aid_load_bind_source(s, names);
	aid_bind_int(s, ":known", names->known);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_row(s, &spellings, result, err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	aid_spellings_done(&spellings);
	return code;
}

int
aid_report_findings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = add_rows(ledger, &names, result, err);
	}
	if (code == 0) {
		code = sort_by_severity(result, err);
	}
	if (code == 0 && result->n_rows == 0) {
		code = aid_load_note(result, err, AID_MSG_FINDINGS_NONE, 0);
	}
	return code;
}
