#include "report/load.h"

enum column { LINE, OUTCOME, CODE, COLUMN, VALUE, MESSAGE, PROPOSAL, RECORD, FACT, KEY, N_COLUMNS };

static const struct aid_result_column columns[N_COLUMNS] = {
	[LINE] = { "line", "Line", false, 0 },
	[OUTCOME] = { "outcome", "Outcome", false, 0 },
	[CODE] = { "code", "", false, 0 },
	[COLUMN] = { "column", "Column", false, 0 },
	[VALUE] = { "value", "Value", false, 0 },
	[MESSAGE] = { "message", "Why", false, 0 },
	[PROPOSAL] = { "proposal", "Perhaps", false, 1 },
	[RECORD] = { "record", "", false, 0 },
	[FACT] = { "fact", "", false, 0 },
	[KEY] = { "key", "Key", false, 2 },
};

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
aid_report_find_drop(struct aid_ledger *ledger, struct aid_slice text, int64_t known,
		     int64_t *out_drop, struct aid_error *err)
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
	if (code != 0) {
		goto out;
	}
	aid_bind_int(s, ":number", number);
	aid_bind_int(s, ":known", known);
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

/* A number; of a range "12-250", a text; nothing for none. */
static int
set_numbers(struct aid_result *result, struct aid_cell *cell, int64_t from, int64_t to,
	    struct aid_error *err)
{
	struct aid_buffer text;
	int code = 0;

	if (from > 0 && from == to) {
		aid_result_set_number(cell, AID_CELL_INTEGER, from);
	} else if (from > 0) {
		aid_buffer_init(&text);
		aid_buffer_append_int(&text, from);
		aid_buffer_append_char(&text, '-');
		aid_buffer_append_int(&text, to);
		code = aid_buffer_check(&text, err);
		if (code == 0) {
			code = aid_result_set_text(result, cell, aid_buffer_slice(&text), err);
		}
		aid_buffer_done(&text);
	}
	return code;
}

static int
add_line(void *context, const struct aid_receipt_line *line, struct aid_error *err)
{
	struct aid_result *result = context;
	const struct {
		enum column column;
		struct aid_slice text;
	} texts[] = { { OUTCOME, aid_slice_of(line->outcome) },
		      { CODE, line->code },
		      { COLUMN, line->column },
		      { VALUE, line->value },
		      { MESSAGE, line->message },
		      { PROPOSAL, line->proposal },
		      { FACT, line->fact },
		      { KEY, line->key } };
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = set_numbers(result, &cells[LINE], line->line_from, line->line_to, err);
	}
	if (code == 0) {
		code = set_numbers(result, &cells[RECORD], line->record_from, line->record_to, err);
	}
	for (size_t i = 0; code == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].text.len > 0) {
			code = aid_result_set_text(result, &cells[texts[i].column], texts[i].text,
						   err);
		}
	}
	return code;
}

/* For people the head stands above and below the table: the counts as its title, the rest as notes. */
static int
add_brief_line(void *context, const struct aid_receipt_line *line, struct aid_error *err)
{
	struct aid_result *result = context;

	if (line->record_from > 0) {
		return add_line(context, line, err);
	}
	return result->title.len == 0 ? aid_result_set_title(result, line->message, err)
				      : aid_result_add_note(result, line->message, err);
}

/* Of a refused drop: why. */
static int
add_refusal(struct aid_ledger *ledger, int64_t drop, struct aid_result *result,
	    struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "drop_one", &s, err);

	if (code != 0) {
		return code;
	}
	aid_bind_int(s, ":drop_id", drop);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row && aid_column_text(s, 4).len > 0) {
		code = aid_result_add_note(result, aid_column_text(s, 4), err);
	}
	aid_statement_reset(s);
	return code;
}

static int
fill(struct aid_ledger *ledger, const struct aid_report_filter *filter, bool is_brief,
     struct aid_result *result, struct aid_error *err)
{
	int64_t drop = 0;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_report_find_drop(ledger, filter->subject, filter->known, &drop, err);
	if (code == 0) {
		code = aid_ledger_read_receipt(ledger, drop, filter->known, is_brief,
					       is_brief ? add_brief_line : add_line, result, err);
	}
	return code == 0 && is_brief ? add_refusal(ledger, drop, result, err) : code;
}

int
aid_report_receipt(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	return fill(ledger, filter, true, result, err);
}

int
aid_report_receipt_lines(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_result *result, struct aid_error *err)
{
	return fill(ledger, filter, false, result, err);
}
