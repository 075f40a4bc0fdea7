#include "report/load.h"

enum column { LINE, OUTCOME, CODE, COLUMN, VALUE, MESSAGE, N_RECORDS, N_COLUMNS };

static const struct aid_result_column columns[N_COLUMNS] = {
	[LINE] = { "line", "Line", false, 0 },
	[OUTCOME] = { "outcome", "Outcome", false, 0 },
	[CODE] = { "code", "", false, 0 },
	[COLUMN] = { "column", "Column", false, 0 },
	[VALUE] = { "value", "Value", false, 0 },
	[MESSAGE] = { "message", "Why", false, 0 },
	[N_RECORDS] = { "records", "Records", true, 0 },
};

/* As table outcome_run numbers them. */
static const char *const outcomes[] = { "", "accepted", "unchanged", "superseding", "rejected" };

#define LEAST_SHA_DIGITS 6
#define NUMBER_DIGITS_MAX 18

/* A number, or the beginning of a SHA-256: which of the two is told by its length, since both may be digits only. */
static bool
read_drop_name(struct aid_slice text, int64_t *out_number, bool *out_is_sha)
{
	int64_t number = 0;
	bool is_number = text.len > 0 && text.len <= NUMBER_DIGITS_MAX,
	     is_sha = text.len >= LEAST_SHA_DIGITS && text.len <= 64;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		is_number = is_number && c >= '0' && c <= '9';
		is_sha = is_sha && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
		number = is_number ? number * 10 + (c - '0') : -1;
	}
	*out_number = is_number ? number : -1;
	*out_is_sha = is_sha;
	return is_number || is_sha;
}

int
aid_report_find_drop(struct aid_ledger *ledger, struct aid_slice text, int64_t *out_drop,
		     struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer like;
	int64_t number, found = 0;
	bool has_row = false, is_sha = false;
	int code, n_found = 0;

	aid_buffer_init(&like);
	aid_buffer_append(&like, text);
	if (!read_drop_name(text, &number, &is_sha)) {
		code = aid_message_error(err, AID_E_INVALID, AID_MSG_RECEIPT_NAME, 1,
					 like.ptr == NULL ? "" : like.ptr);
		goto out;
	}
	aid_buffer_append_char(&like, '%');
	code = aid_buffer_check(&like, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "drop_find", &s, err);
	}
	if (code < 0) {
		goto out;
	}
	aid_bind_int(s, ":number", number);
	aid_bind_text(s, ":like", is_sha ? aid_buffer_slice(&like) : AID_SLICE_EMPTY);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		/* A number goes before a SHA-256 that happens to begin with it. */
		int64_t drop = aid_column_int(s, 0);

		n_found = found == number && found > 0 ? 1 : n_found + 1;
		found = found == number && found > 0 ? found : drop;
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	if (code == 0 && n_found != 1) {
		like.ptr[like.len - 1] = '\0';
		code = aid_message_error(
			err, n_found == 0 ? AID_E_NOTFOUND : AID_E_INVALID,
			n_found == 0 ? AID_MSG_RECEIPT_NONE : AID_MSG_RECEIPT_SEVERAL, 1, like.ptr);
	}
	if (code == 0) {
		*out_drop = found;
	}
out:
	aid_buffer_done(&like);
	return code;
}

/* Of a record that is not rejected the codes are those of table outcome_run. */
static enum aid_message
message_of(int64_t outcome, struct aid_slice code)
{
	if (outcome != 4 && aid_slice_is_equal(code, AID_SLICE_LITERAL("contradiction"))) {
		return AID_MSG_RECEIPT_CONTRADICTION;
	}
	return code.len == 0 ? AID_MSG_NONE : aid_message_find(code);
}

static int
add_row(struct aid_statement *s, struct aid_result *result, struct aid_error *err)
{
	int64_t outcome = aid_column_int(s, 3);
	struct aid_buffer why;
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = aid_load_cell(s, 0, AID_LOAD_TEXT, result, &cells[LINE], err);
	}
	if (code == 0 && outcome >= 1 && outcome <= 4) {
		code = aid_result_set_text(result, &cells[OUTCOME], aid_slice_of(outcomes[outcome]),
					   err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 4, AID_LOAD_TEXT, result, &cells[CODE], err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 5, AID_LOAD_TEXT, result, &cells[COLUMN], err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 6, AID_LOAD_TEXT, result, &cells[VALUE], err);
	}
	if (code < 0) {
		return code;
	}
	aid_result_set_number(&cells[N_RECORDS], AID_CELL_INTEGER, aid_column_int(s, 2));
	aid_buffer_init(&why);
	aid_message_format_joined(&why, message_of(outcome, aid_column_text(s, 4)),
				  aid_column_text(s, 7));
	code = aid_buffer_check(&why, err);
	if (code == 0) {
		code = aid_result_set_text(result, &cells[MESSAGE], aid_buffer_slice(&why), err);
	}
	aid_buffer_done(&why);
	return code;
}

/* "cogat.csv from COGAT: 15,468 records: ..." and, of a refused drop, why. */
static int
add_words(struct aid_ledger *ledger, int64_t drop, struct aid_result *result, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	char numbers[5][AID_LOAD_NUMBER_SIZE];
	struct aid_buffer text;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "drop_one", &s, err);

	if (code < 0) {
		return code;
	}
	aid_buffer_init(&text);
	aid_bind_int(s, ":drop_id", drop);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row) {
		args[0] = aid_column_text(s, 0);
		for (int i = 0; i < 5; i++) {
			args[i + 1] = aid_slice_of(
				aid_load_number(numbers[i], aid_column_int(s, 5 + i) * 1000));
		}
		aid_message_format(&text, AID_MSG_RECEIPT_TITLE, args, 6);
		code = aid_result_set_title(result, aid_buffer_slice(&text), err);
		if (code == 0 && aid_column_text(s, 4).len > 0) {
			code = aid_result_add_note(result, aid_column_text(s, 4), err);
		}
	}
	aid_statement_reset(s);
	if (code == 0) {
		code = aid_buffer_check(&text, err);
	}
	aid_buffer_done(&text);
	return code;
}

int
aid_report_receipt(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t drop = 0;
	bool has_row = false;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_report_find_drop(ledger, filter->subject, &drop, err);
	if (code == 0) {
		code = add_words(ledger, drop, result, err);
	}
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "receipt_summary", &s, err);
	}
	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":drop_id", drop);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = add_row(s, result, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}
