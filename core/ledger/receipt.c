/* Receipts and fix files, from the ledger alone: they can be made again at any time. */
#include <stdio.h>

#include "ledger/internal.h"
#include "render/render.h"

#define PIECE_BYTES 65536
#define BOM "\xef\xbb\xbf"

struct drop_row {
	struct aid_arena arena;
	struct aid_slice kinds, header;
	char delimiter;
};

static int
hand_on(struct aid_buffer *out, size_t at_least, aid_ledger_write *write, void *context,
	struct aid_error *err)
{
	int result = aid_buffer_check(out, err);
	if (result == 0 && out->len > at_least) {
		result = write(context, aid_buffer_slice(out), err);
		aid_buffer_reset(out);
	}
	return result;
}

static int
read_drop(struct aid_ledger *ledger, int64_t drop, struct drop_row *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	char number[24];
	int result = aid_db_statement(ledger->db, "drop_get", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", drop);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (!has_row) {
		snprintf(number, sizeof(number), "%lld", (long long)drop);
		return aid_message_error(err, AID_E_NOTFOUND, AID_MSG_NO_SUCH_DROP, 1, number);
	}
	aid_arena_init(&out->arena);
	out->kinds = aid_arena_copy(&out->arena, aid_column_text(s, 5));
	out->header = aid_arena_copy(&out->arena, aid_column_text(s, 9));
	out->delimiter = aid_column_text(s, 10).len > 0 ? aid_column_text(s, 10).ptr[0] : ',';
	aid_statement_reset(s);
	if (out->kinds.ptr == NULL || out->header.ptr == NULL) {
		aid_arena_done(&out->arena);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	return 0;
}

struct receipt_line {
	int64_t line, record;
	const char *outcome;
	struct aid_slice code, column, value, message, proposal, fact;
	struct aid_buffer *shown; /* room for a text as it is shown */
};

/* line,outcome,code,column,value,message,proposal,record,fact,key */
static void
append_line(struct aid_buffer *out, const struct receipt_line *r)
{
	aid_buffer_append_int(out, r->line);
	aid_buffer_append_char(out, ',');
	aid_buffer_append_text(out, r->outcome);
	const struct aid_slice texts[] = { r->code, r->column, r->value, r->message, r->proposal };
	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		aid_buffer_append_char(out, ',');
		aid_render_csv_text(out, texts[k], r->shown);
	}
	aid_buffer_append_char(out, ',');
	aid_buffer_append_int(out, r->record);
	aid_buffer_append_char(out, ',');
	aid_render_csv_field(out, r->fact);
	aid_buffer_append_text(out, ",\n");
}

static enum aid_message
message_of_outcome(struct aid_slice code)
{
	if (aid_slice_is_equal(code, AID_SLICE_LITERAL("repeat")))
		return AID_MSG_RECEIPT_REPEAT;
	if (aid_slice_is_equal(code, AID_SLICE_LITERAL("known")))
		return AID_MSG_RECEIPT_KNOWN;
	if (aid_slice_is_equal(code, AID_SLICE_LITERAL("older")))
		return AID_MSG_RECEIPT_OLDER;
	if (aid_slice_is_equal(code, AID_SLICE_LITERAL("contradiction")))
		return AID_MSG_RECEIPT_CONTRADICTION;
	return AID_MSG_NONE;
}

/* The reject of a record, which the statement `s` stands on. */
static void
append_reject(struct aid_statement *s, const struct aid_units *units, struct receipt_line *r,
	      struct aid_buffer *message, struct aid_buffer *proposal, struct aid_buffer *out)
{
	r->code = aid_column_text(s, 2);
	r->column = aid_column_text(s, 4);
	r->value = aid_column_text(s, 5);
	aid_buffer_reset(message);
	aid_buffer_reset(proposal);
	aid_message_format_joined(message, aid_message_find(r->code), aid_column_text(s, 3));
	if (aid_message_find(r->code) == AID_MSG_UNKNOWN_UNIT)
		aid_units_nearest(units, r->value, proposal);
	r->message = aid_buffer_slice(message);
	r->proposal = proposal->len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(proposal);
	append_line(out, r);
}

struct receipt_writer {
	struct aid_ledger *ledger;
	struct aid_units *units;
	struct aid_buffer out, message, proposal, shown;
	aid_ledger_write *write;
	void *context;
};

static int
write_runs(struct receipt_writer *w, int64_t drop, const struct drop_row *row,
	   struct aid_error *err)
{
	static const char *const outcomes[] = { "", "accepted", "unchanged", "superseding",
						"rejected" };
	struct aid_statement *runs, *rejects;
	bool has_run, has_reject;
	int result = aid_db_statement(w->ledger->db, "receipt_rows", &runs, err);
	if (result == 0)
		result = aid_db_statement(w->ledger->db, "reject_rows", &rejects, err);
	if (result != 0)
		return result;
	aid_bind_int(runs, ":drop", drop);
	aid_bind_int(rejects, ":drop", drop);
	while (result == 0 && (result = aid_statement_step(runs, &has_run, err)) == 0 && has_run) {
		int64_t first = aid_column_int(runs, 0), last = aid_column_int(runs, 1),
			line = aid_column_int(runs, 2);
		int64_t outcome = aid_column_int(runs, 4);
		struct aid_slice code = aid_column_text(runs, 5);
		aid_buffer_reset(&w->message);
		if (message_of_outcome(code) != AID_MSG_NONE)
			aid_message_format(&w->message, message_of_outcome(code), NULL, 0);
		for (int64_t record = first; record <= last && result == 0; record++) {
			struct receipt_line r = { line + record - first,
						  record,
						  outcomes[outcome],
						  code,
						  AID_SLICE_EMPTY,
						  AID_SLICE_EMPTY,
						  w->message.len == 0
							  ? AID_SLICE_EMPTY
							  : aid_buffer_slice(&w->message),
						  AID_SLICE_EMPTY,
						  row->kinds,
						  &w->shown };
			if (outcome != 4) {
				append_line(&w->out, &r);
			} else if ((result = aid_statement_step(rejects, &has_reject, err)) == 0) {
				AID_REQUIRE(has_reject);
				append_reject(rejects, w->units, &r, &w->message, &w->proposal,
					      &w->out);
				aid_buffer_reset(&w->message);
			}
			if (result == 0)
				result = hand_on(&w->out, PIECE_BYTES, w->write, w->context, err);
		}
	}
	aid_statement_reset(rejects);
	aid_statement_reset(runs);
	return result;
}

int
aid_ledger_write_receipt(struct aid_ledger *ledger, int64_t drop, aid_ledger_write *write,
			 void *context, struct aid_error *err)
{
	struct drop_row row;
	struct receipt_writer w = { .ledger = ledger, .write = write, .context = context };
	int result = read_drop(ledger, drop, &row, err);
	if (result != 0)
		return result;
	aid_buffer_init(&w.out);
	aid_buffer_init(&w.message);
	aid_buffer_init(&w.proposal);
	aid_buffer_init(&w.shown);
	aid_buffer_append_text(&w.out, BOM
			       "line,outcome,code,column,value,message,proposal,record,fact,key\n");
	result = aid_units_load(ledger->db, &w.units, err);
	if (result == 0)
		result = write_runs(&w, drop, &row, err);
	if (result == 0)
		result = hand_on(&w.out, 0, write, context, err);
	aid_units_free(w.units);
	aid_buffer_done(&w.out);
	aid_buffer_done(&w.message);
	aid_buffer_done(&w.proposal);
	aid_buffer_done(&w.shown);
	aid_arena_done(&row.arena);
	return result;
}

/* A record as it stands in the file, but for what a spreadsheet would take for a formula: that gets a ', which is stripped when it is read. */
static void
append_guarded(struct aid_buffer *out, struct aid_slice raw, char delimiter)
{
	bool is_start = true, is_quoted = false;
	for (size_t k = 0; k < raw.len; k++) {
		char c = raw.ptr[k];
		bool is_opening = is_start && c == '"';
		size_t first = is_opening ? k + 1 : k;
		if (is_start && first < raw.len && strchr("=+-@", raw.ptr[first]) != NULL) {
			bool is_number = raw.ptr[first] != '=' && raw.ptr[first] != '@' &&
					 first + 1 < raw.len && raw.ptr[first + 1] >= '0' &&
					 raw.ptr[first + 1] <= '9';
			if (!is_number && is_opening) {
				aid_buffer_append_text(out, "\"'");
				is_quoted = true;
				is_start = false;
				continue;
			}
			if (!is_number)
				aid_buffer_append_char(out, '\'');
		}
		if (c == '"')
			is_quoted = !is_quoted;
		is_start = !is_quoted && c == delimiter;
		aid_buffer_append_char(out, c);
	}
}

static void
append_cell(struct aid_buffer *out, struct aid_slice text, char delimiter)
{
	bool has_delimiter =
		delimiter != ',' && text.len > 0 && memchr(text.ptr, delimiter, text.len) != NULL;
	if (!has_delimiter) {
		aid_render_csv_field(out, text);
		return;
	}
	aid_buffer_append_char(out, '"');
	for (size_t k = 0; k < text.len; k++) {
		if (text.ptr[k] == '"')
			aid_buffer_append_char(out, '"');
		aid_buffer_append_char(out, text.ptr[k]);
	}
	aid_buffer_append_char(out, '"');
}

static void
append_fix_header(struct aid_buffer *out, struct aid_slice header, char delimiter)
{
	static const char *const own[] = { "_drop", "_line", "_why" };
	aid_buffer_append_text(out, BOM);
	for (size_t k = 0; k < 3; k++) {
		if (k > 0)
			aid_buffer_append_char(out, delimiter);
		aid_buffer_append_text(out, own[k]);
	}
	while (true) {
		const char *end = header.len == 0
					  ? NULL
					  : memchr(header.ptr, AID_MESSAGE_SEPARATOR, header.len);
		size_t len = end == NULL ? header.len : (size_t)(end - header.ptr);
		aid_buffer_append_char(out, delimiter);
		append_cell(out, (struct aid_slice){ header.ptr, len }, delimiter);
		if (end == NULL)
			break;
		header.ptr += len + 1;
		header.len -= len + 1;
	}
	aid_buffer_append_char(out, '\n');
}

int
aid_ledger_write_fix(struct aid_ledger *ledger, int64_t drop, aid_ledger_write *write,
		     void *context, int64_t *out_n_rows, struct aid_error *err)
{
	struct drop_row row;
	struct aid_statement *s;
	bool has_row;
	int64_t n_rows = 0;
	struct aid_buffer out, message;
	int result = read_drop(ledger, drop, &row, err);
	if (result != 0)
		return result;
	aid_buffer_init(&out);
	aid_buffer_init(&message);
	result = aid_db_statement(ledger->db, "reject_rows", &s, err);
	if (result == 0)
		aid_bind_int(s, ":drop", drop);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (n_rows++ == 0)
			append_fix_header(&out, row.header, row.delimiter);
		aid_buffer_append_int(&out, drop);
		aid_buffer_append_char(&out, row.delimiter);
		aid_buffer_append_int(&out, aid_column_int(s, 1));
		aid_buffer_append_char(&out, row.delimiter);
		aid_buffer_reset(&message);
		struct aid_slice column = aid_column_text(s, 4);
		if (column.len > 0) {
			aid_buffer_append(&message, column);
			aid_buffer_append_text(&message, ": ");
		}
		aid_message_format_joined(&message, aid_message_find(aid_column_text(s, 2)),
					  aid_column_text(s, 3));
		append_cell(&out, aid_buffer_slice(&message), row.delimiter);
		aid_buffer_append_char(&out, row.delimiter);
		append_guarded(&out, aid_column_text(s, 6), row.delimiter);
		aid_buffer_append_char(&out, '\n');
		result = hand_on(&out, PIECE_BYTES, write, context, err);
	}
	if (result == 0)
		result = hand_on(&out, 0, write, context, err);
	if (result == 0)
		*out_n_rows = n_rows;
	aid_buffer_done(&out);
	aid_buffer_done(&message);
	aid_arena_done(&row.arena);
	return result;
}
