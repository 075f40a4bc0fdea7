/* Fix files, from the ledger alone: the rejected rows of a drop as they were, to be corrected in a spreadsheet and dropped again. */
#include "ledger/fix.h"
#include "ledger/internal.h"
#include "read/total.h"
#include "render/render.h"

#define PIECE_BYTES 65536
#define BOM "\xef\xbb\xbf"

struct drop_row {
	struct aid_arena arena;
	struct aid_slice header;
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
	int result = aid_db_statement(ledger->db, "drop_written", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", drop);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (!has_row)
		return aid_message_error(err, AID_E_NOTFOUND, AID_MSG_DROP_UNKNOWN, 0);
	aid_arena_init(&out->arena);
	out->header = aid_arena_copy(&out->arena, aid_column_text(s, 0));
	out->delimiter = aid_column_text(s, 1).len > 0 ? aid_column_text(s, 1).ptr[0] : ',';
	aid_statement_reset(s);
	if (out->header.ptr == NULL) {
		aid_arena_done(&out->arena);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	return 0;
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

void
aid_fix_append_field(struct aid_buffer *out, struct aid_slice text, char delimiter)
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
		aid_fix_append_field(out, (struct aid_slice){ header.ptr, len }, delimiter);
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
	if (result == 0) {
		aid_bind_int(s, ":drop", drop);
		aid_bind_int(s, ":known", INT64_MAX);
	}
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		enum aid_message why = aid_message_find(aid_column_text(s, 2));
		if (aid_column_int(s, 8) != 0 ||
		    aid_total_is_one(why)) /* corrected, or nothing to correct */
			continue;
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
		aid_message_format_joined(&message, why, aid_column_text(s, 3));
		aid_fix_append_field(&out, aid_buffer_slice(&message), row.delimiter);
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
