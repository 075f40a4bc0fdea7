/* --rows: the original records behind the rows of a report, from the archive. For scripts they are columns of their rows; for people they stand below
 * the table, whole, each once. */
#include <stdlib.h>

#include "base/message.h"
#include "cli.h"

enum added { ARCHIVED, RECORD, N_ADDED };

static const struct aid_result_column added[N_ADDED] = {
	[ARCHIVED] = { "archived", "", false, 0 },
	[RECORD] = { "record", "", false, 0 },
};

/* A row of the report and where it comes from. */
struct origin {
	int64_t drop, line;
	size_t row;
};

struct originals {
	struct aid_result *result;
	size_t n_old; /* columns of the report itself */
	struct origin *origins;
	size_t n_origins;
	size_t at; /* that waits for its record */
	bool is_table;
	struct aid_buffer notes; /* of the drop at hand, a line a record */
};

static int
compare(const void *a, const void *b)
{
	const struct origin *left = a, *right = b;

	if (left->drop != right->drop) {
		return left->drop < right->drop ? -1 : 1;
	}
	if (left->line != right->line) {
		return left->line < right->line ? -1 : 1;
	}
	return left->row < right->row ? -1 : left->row > right->row;
}

static int
column_of(const struct aid_result *result, const char *name)
{
	for (size_t i = 0; i < result->n_columns; i++) {
		if (strcmp(result->columns[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static struct aid_cell *
cell_of(struct originals *o, size_t row, enum added column)
{
	return o->result->cells + row * o->result->n_columns + o->n_old + (size_t)column;
}

/* In `trace` and `explain` a line is one of a waybill, and drop_line the file's. */
static int
collect(struct originals *o, struct aid_error *err)
{
	struct aid_result *result = o->result;
	int drop = column_of(result, "drop"), line = column_of(result, "drop_line");

	line = line < 0 ? column_of(result, "line") : line;
	AID_REQUIRE(drop >= 0 && line >= 0);
	o->origins = calloc(result->n_rows + 1, sizeof(*o->origins));
	if (o->origins == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	for (size_t row = 0; row < result->n_rows; row++) {
		const struct aid_cell *cells = result->cells + row * result->n_columns;

		if (cells[drop].number > 0 && cells[line].number > 0) {
			o->origins[o->n_origins++] =
				(struct origin){ cells[drop].number, cells[line].number, row };
		}
	}
	qsort(o->origins, o->n_origins, sizeof(*o->origins), compare);
	return 0;
}

/* "12: AR-0101,1,Flour,200,t"; line breaks in a record are shown as such. */
static int
note_record(struct originals *o, int64_t line, struct aid_slice raw, struct aid_error *err)
{
	aid_buffer_append_int(&o->notes, line);
	aid_buffer_append_text(&o->notes, ": ");
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\n') {
			aid_buffer_append_text(&o->notes, "\u21b5");
		} else if (raw.ptr[i] != '\r') {
			aid_buffer_append_char(&o->notes, raw.ptr[i]);
		}
	}
	aid_buffer_append_char(&o->notes, '\n');
	return aid_buffer_check(&o->notes, err);
}

static int
take_record(void *context, int64_t line, struct aid_slice raw, struct aid_error *err)
{
	struct originals *o = context;
	int64_t drop = o->origins[o->at].drop;
	int code = 0;

	if (o->is_table) {
		return note_record(o, line, raw, err);
	}

	for (; code == 0 && o->at < o->n_origins && o->origins[o->at].drop == drop &&
	       o->origins[o->at].line <= line;
	     o->at++) {
		if (o->origins[o->at].line == line) {
			code = aid_result_set_text(
				o->result, cell_of(o, o->origins[o->at].row, RECORD), raw, err);
		}
	}
	return code;
}

static int
add_note(struct originals *o, enum aid_message message, int64_t drop, const char *path,
	 struct aid_error *err)
{
	struct aid_buffer text, number;
	int code;

	aid_buffer_init(&text);
	aid_buffer_init(&number);
	aid_buffer_append_int(&number, drop);
	aid_message_format(&text, message,
			   (struct aid_slice[]){ aid_buffer_slice(&number), aid_slice_of(path) },
			   2);
	code = aid_buffer_check(&text, err);
	if (code == 0 && o->is_table) {
		code = aid_result_add_note(o->result, aid_buffer_slice(&text), err);
	} else if (code == 0) {
		cli_print_error(aid_buffer_slice(&text));
	}
	aid_buffer_done(&number);
	aid_buffer_done(&text);
	return code;
}

static int
add_records(struct originals *o, int64_t drop, const char *path, struct aid_error *err)
{
	struct aid_slice rest = aid_buffer_slice(&o->notes);
	int code = add_note(o, AID_MSG_ROWS_FILE, drop, path, err);

	while (code == 0 && rest.len > 0) {
		const char *end = memchr(rest.ptr, '\n', rest.len);
		size_t len = (size_t)(end - rest.ptr);

		code = aid_result_add_note(o->result, (struct aid_slice){ rest.ptr, len }, err);
		rest.ptr += len + 1;
		rest.len -= len + 1;
	}
	return code;
}

/* A file that is not as it came gives no records: what is there is not what was dropped. */
static int
say_state(struct originals *o, size_t first, size_t end, enum aid_home_original state,
	  const char *path, struct aid_error *err)
{
	bool is_there = state == AID_HOME_ORIGINAL_THERE;
	bool is_missing = state == AID_HOME_ORIGINAL_MISSING;
	const char *shown = is_there ? path : is_missing ? "missing" : "altered";
	int64_t drop = o->origins[first].drop;
	int code = 0;

	for (size_t i = first; code == 0 && !o->is_table && i < end; i++) {
		size_t row = o->origins[i].row;

		code = aid_result_set_text(o->result, cell_of(o, row, ARCHIVED),
					   aid_slice_of(shown), err);
		if (!is_there) {
			*cell_of(o, row, RECORD) = (struct aid_cell){ .type = AID_CELL_NONE };
		}
	}
	if (code == 0 && !is_there) {
		code = add_note(o, is_missing ? AID_MSG_ROWS_MISSING : AID_MSG_ROWS_ALTERED, drop,
				"", err);
	} else if (code == 0 && o->is_table) {
		code = add_records(o, drop, path, err);
	}
	return code;
}

/* The origins from `first` to `end` are of one drop. */
static int
read_drop(struct originals *o, struct aid_home *home, struct aid_ledger *ledger, size_t first,
	  size_t end, bool *inout_is_whole, struct aid_error *err)
{
	enum aid_home_original state = AID_HOME_ORIGINAL_THERE;
	char path[AID_HOME_VIEW_SIZE];
	int64_t *lines = calloc(end - first, sizeof(*lines));
	size_t n_lines = 0;
	int code;

	if (lines == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	for (size_t i = first; i < end; i++) {
		if (i == first || o->origins[i].line != o->origins[i - 1].line) {
			lines[n_lines++] = o->origins[i].line;
		}
	}
	o->at = first;
	aid_buffer_reset(&o->notes);
	code = aid_home_originals(home, ledger, o->origins[first].drop, lines, n_lines, take_record,
				  o, path, &state, err);
	if (code == 0) {
		code = say_state(o, first, end, state, path, err);
	}
	*inout_is_whole = *inout_is_whole && state == AID_HOME_ORIGINAL_THERE;
	free(lines);
	return code;
}

int
cli_add_originals(const struct cli_options *options, struct aid_home *home,
		  struct aid_ledger *ledger, struct aid_result *result, bool *out_is_whole,
		  struct aid_error *err)
{
	struct originals o = { .result = result,
			       .n_old = result->n_columns,
			       .is_table = options->format == AID_FORMAT_TABLE };
	size_t first = 0;
	int code = o.is_table ? 0 : aid_result_add_columns(result, added, N_ADDED, err);

	aid_buffer_init(&o.notes);
	*out_is_whole = true;
	if (code == 0) {
		code = collect(&o, err);
	}
	while (code == 0 && first < o.n_origins) {
		size_t end = first + 1;

		while (end < o.n_origins && o.origins[end].drop == o.origins[first].drop) {
			end++;
		}
		code = read_drop(&o, home, ledger, first, end, out_is_whole, err);
		first = end;
	}
	aid_buffer_done(&o.notes);
	free(o.origins);
	return code;
}
