#include "ledger/fixed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ledger/fix.h"
#include "ledger/ingest_parts.h"
#include "read/row.h"

/* Drops that one fix file may correct rows of. */
#define ORIGINS_MAX 16
#define DIGITS_MAX 18

/* A drop that rows of the file come from. */
struct origin {
	int64_t drop;
	struct aid_row *splitter;           /* of its records */
	int16_t columns[AID_LIMIT_COLUMNS]; /* of the fix file -> of that drop, or -1 */
};

struct aid_fixes {
	struct aid_own_columns own;
	int64_t source_id; /* who drops the file */
	const struct aid_slice *names;
	size_t n_names;
	struct origin origins[ORIGINS_MAX];
	size_t n_origins;
	struct aid_fixed *items; /* by drop and line */
	size_t n_items, n_room;
	struct aid_arena arena;
};

/* A number as a spreadsheet leaves it; -1 for anything else. */
static int64_t
read_digits(struct aid_slice text)
{
	int64_t number = 0;
	if (text.len == 0 || text.len > DIGITS_MAX)
		return -1;
	for (size_t k = 0; k < text.len; k++) {
		if (text.ptr[k] < '0' || text.ptr[k] > '9')
			return -1;
		number = number * 10 + (text.ptr[k] - '0');
	}
	return number;
}

static int64_t
read_number(const struct aid_record *record, int column)
{
	bool has_field = column >= 0 && (size_t)column < record->n_fields;
	return has_field ? read_digits(record->fields[column]) : -1;
}

/* Takes the first field off a row as it is written. */
static struct aid_slice
cut(struct aid_slice *rest, char delimiter)
{
	bool is_quoted = false;
	size_t k = 0;
	while (k < rest->len && (is_quoted || rest->ptr[k] != delimiter))
		is_quoted ^= rest->ptr[k++] == '"';
	struct aid_slice field = { rest->ptr, k };
	size_t n_taken = k < rest->len ? k + 1 : k;
	*rest = (struct aid_slice){ rest->ptr + n_taken, rest->len - n_taken };
	return field;
}

static void
meet(struct aid_fixes *fixes, int64_t drop)
{
	for (size_t k = 0; k < fixes->n_origins; k++)
		if (fixes->origins[k].drop == drop)
			return;
	if (drop > 0 && fixes->n_origins < ORIGINS_MAX)
		fixes->origins[fixes->n_origins++].drop = drop;
}

static int
read_origins(struct aid_fixes *fixes, struct aid_records *records, struct aid_error *err)
{
	char delimiter = aid_records_dialect(records).delimiter;
	struct aid_arena arena;
	bool is_end = false;
	int result = 0;
	aid_arena_init(&arena);
	while (result == 0 && !is_end) {
		struct aid_record record;
		aid_arena_reset(&arena);
		result = aid_records_next(records, &arena, &record, &is_end, err);
		if (result != 0 || is_end)
			break;
		meet(fixes, record.reject == AID_MSG_NONE
				    ? read_number(&record, fixes->own.drop)
				    : read_digits(cut(&record.raw, delimiter)));
	}
	aid_arena_done(&arena);
	return result == 0 ? aid_records_rewind(records, err) : result;
}

/* Which column of the drop each column of the fix file is, by its name. */
static void
match_columns(const struct aid_fixes *fixes, struct origin *origin, struct aid_slice header)
{
	for (size_t k = 0; k < AID_LIMIT_COLUMNS; k++)
		origin->columns[k] = -1;
	for (int16_t column = 0; header.ptr != NULL; column++) {
		const char *end = header.len == 0
					  ? NULL
					  : memchr(header.ptr, AID_MESSAGE_SEPARATOR, header.len);
		struct aid_slice name = { header.ptr,
					  end == NULL ? header.len : (size_t)(end - header.ptr) };
		for (size_t k = 0; k < fixes->n_names && name.len > 0; k++)
			if (aid_slice_is_equal(fixes->names[k], name))
				origin->columns[k] = column;
		header = end == NULL ? (struct aid_slice){ NULL, 0 }
				     : (struct aid_slice){ end + 1, header.len - name.len - 1 };
	}
}

static int
add_item(struct aid_fixes *fixes, struct aid_statement *s, size_t origin, struct aid_error *err)
{
	if (fixes->n_items == fixes->n_room) {
		size_t n_room = fixes->n_room == 0 ? 256 : 2 * fixes->n_room;
		struct aid_fixed *items = realloc(fixes->items, n_room * sizeof(*items));
		if (items == NULL)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		fixes->items = items;
		fixes->n_room = n_room;
	}
	struct aid_fixed *item = &fixes->items[fixes->n_items++];
	*item = (struct aid_fixed){ .drop = fixes->origins[origin].drop,
				    .line = aid_column_int(s, 1),
				    .reported_at = aid_column_int(s, 2),
				    .first_drop = aid_column_int(s, 4),
				    .first_record = aid_column_int(s, 5),
				    .origin = origin,
				    .raw = AID_SLICE_EMPTY };
	struct aid_slice raw = aid_column_text(s, 3);
	/* Beyond the limit rows are corrected as well, but as the spreadsheet left them. */
	if (fixes->arena.n_bytes < AID_LIMIT_FIX_BYTES)
		item->raw = aid_arena_copy(&fixes->arena, raw);
	return item->raw.ptr == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
				     : 0;
}

/* Who said the rejected row says the corrected one. `s` stands on the row of the drop. */
static int
check_source(const struct aid_fixes *fixes, const struct origin *origin, struct aid_statement *s,
	     struct aid_error *err)
{
	char drop[24];
	if (aid_column_int(s, 2) == fixes->source_id)
		return 0;
	struct aid_slice source = aid_column_text(s, 3);
	snprintf(drop, sizeof(drop), "%" PRId64, origin->drop);
	bool is_office = aid_slice_is_equal(source, AID_SLICE_LITERAL(AID_SOURCE_OFFICE));
	return aid_message_error(err, AID_E_REFUSED,
				 is_office ? AID_MSG_DROP_FIX_OFFICE : AID_MSG_DROP_FIX_OTHER, 2,
				 drop, source.ptr);
}

static int
load_origin(struct aid_fixes *fixes, struct aid_db *db, size_t k, struct aid_error *err)
{
	struct aid_statement *s;
	struct origin *origin = &fixes->origins[k];
	bool has_row;
	int result = aid_db_statement(db, "drop_written", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", origin->drop);
	if ((result = aid_statement_step(s, &has_row, err)) != 0 || !has_row)
		return result;
	if ((result = check_source(fixes, origin, s, err)) != 0) {
		aid_statement_reset(s);
		return result;
	}
	match_columns(fixes, origin, aid_column_text(s, 0));
	char delimiter = aid_column_text(s, 1).len > 0 ? aid_column_text(s, 1).ptr[0] : ',';
	aid_statement_reset(s);
	result = aid_row_new(delimiter, '"', &origin->splitter, err);
	if (result == 0)
		result = aid_db_statement(db, "reject_open", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", origin->drop);
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (fixes->n_items < AID_LIMIT_FIX_ROWS)
			result = add_item(fixes, s, k, err);
		if (result != 0 || fixes->n_items == AID_LIMIT_FIX_ROWS) {
			aid_statement_reset(s);
			break;
		}
	}
	return result;
}

static int
compare(const void *a, const void *b)
{
	const struct aid_fixed *x = a, *y = b;
	if (x->drop != y->drop)
		return x->drop < y->drop ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

int
aid_fixes_load(struct aid_db *db, struct aid_records *records, int64_t source_id,
	       struct aid_fixes **out_fixes, struct aid_error *err)
{
	struct aid_own_columns own = aid_records_own(records);
	*out_fixes = NULL;
	if (own.drop < 0 || own.line < 0)
		return 0;
	struct aid_fixes *fixes = calloc(1, sizeof(*fixes));
	if (fixes == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	aid_arena_init(&fixes->arena);
	fixes->own = own;
	fixes->source_id = source_id;
	fixes->names = aid_records_header(records, &fixes->n_names);
	int result = read_origins(fixes, records, err);
	for (size_t k = 0; k < fixes->n_origins && result == 0; k++)
		result = load_origin(fixes, db, k, err);
	if (result != 0) {
		aid_fixes_free(fixes);
		return result;
	}
	if (fixes->n_items > 0)
		qsort(fixes->items, fixes->n_items, sizeof(*fixes->items), compare);
	*out_fixes = fixes;
	return 0;
}

void
aid_fixes_free(struct aid_fixes *fixes)
{
	if (fixes == NULL)
		return;
	for (size_t k = 0; k < fixes->n_origins; k++)
		aid_row_free(fixes->origins[k].splitter);
	aid_arena_done(&fixes->arena);
	free(fixes->items);
	free(fixes);
}

static const struct aid_fixed *
find(const struct aid_fixes *fixes, int64_t drop, int64_t line)
{
	struct aid_fixed wanted = { .drop = drop, .line = line };
	if (fixes->n_items == 0)
		return NULL;
	return bsearch(&wanted, fixes->items, fixes->n_items, sizeof(wanted), compare);
}

/* Is `text` what is left of `whole` when its leading zeros are gone? "0.5" keeps its zero. */
static bool
is_eaten(struct aid_slice text, struct aid_slice whole)
{
	size_t n_zeros = 0;
	while (n_zeros < whole.len && whole.ptr[n_zeros] == '0')
		n_zeros++;
	/* Of zeros alone one is left. */
	if (n_zeros == whole.len && n_zeros > 0)
		n_zeros--;
	return n_zeros > 0 && text.len > 0 &&
	       aid_slice_is_equal(text,
				  (struct aid_slice){ whole.ptr + n_zeros, whole.len - n_zeros });
}

/* The fields of the rejected record; none where it is no record of one line. */
static int
split(struct aid_row *splitter, struct aid_slice raw, struct aid_arena *arena,
      const struct aid_slice **out_fields, size_t *out_n_fields, struct aid_error *err)
{
	enum aid_row_state state;
	struct aid_slice text;
	char *copy = aid_arena_alloc(arena, raw.len + 1);
	*out_n_fields = 0;
	if (copy == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	memcpy(copy, raw.ptr, raw.len);
	copy[raw.len] = '\0';
	if (raw.len == 0 || memchr(raw.ptr, '\n', raw.len) != NULL)
		return 0;
	struct aid_line line = { .ptr = copy, .len = raw.len };
	aid_row_begin(splitter);
	int result = aid_row_feed(splitter, copy, &line, &state, err);
	if (result != 0 || state != AID_ROW_WHOLE)
		return result;
	return aid_row_take(splitter, copy, raw.len, AID_LIMIT_COLUMNS, arena, &text, out_fields,
			    out_n_fields, err);
}

static int
restore(struct aid_fixes *fixes, const struct aid_fixed *fixed, struct aid_record *record,
	struct aid_arena *arena, struct aid_error *err)
{
	const struct origin *origin = &fixes->origins[fixed->origin];
	const struct aid_slice *was;
	size_t n_was;
	int result = split(origin->splitter, fixed->raw, arena, &was, &n_was, err);
	if (result != 0 || n_was == 0)
		return result;
	struct aid_slice *fields = aid_arena_alloc(arena, (record->n_fields + 1) * sizeof(*fields));
	if (fields == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (size_t k = 0; k < record->n_fields; k++) {
		int column = k < fixes->n_names ? origin->columns[k] : -1;
		bool is_known = column >= 0 && (size_t)column < n_was;
		fields[k] = is_known && is_eaten(record->fields[k], was[column])
				    ? was[column]
				    : record->fields[k];
	}
	record->fields = fields;
	return 0;
}

/* The record as a row of the file that it first stood in: without _drop, _line and _why. */
static int
join(const struct aid_fixes *fixes, const struct aid_record *record, char delimiter,
     struct aid_arena *arena, struct aid_slice *out_raw, struct aid_error *err)
{
	struct aid_buffer text;
	bool is_begun = false;
	aid_buffer_init(&text);
	for (int k = 0; (size_t)k < record->n_fields; k++) {
		if (k == fixes->own.drop || k == fixes->own.line || k == fixes->own.why)
			continue;
		if (is_begun)
			aid_buffer_append_char(&text, delimiter);
		is_begun = true;
		aid_fix_append_field(&text, record->fields[k], delimiter);
	}
	int result = aid_buffer_check(&text, err);
	if (result == 0) {
		*out_raw = aid_arena_copy(arena, text.len == 0 ? AID_SLICE_EMPTY
							       : aid_buffer_slice(&text));
		if (out_raw->ptr == NULL)
			result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	aid_buffer_done(&text);
	return result;
}

/* The row is no CSV; _drop, _line and _why stand in front of it, unless somebody moved them. */
static const struct aid_fixed *
take_broken(const struct aid_fixes *fixes, struct aid_slice *raw, char delimiter)
{
	bool is_first = fixes->own.drop == 0 && fixes->own.line == 1 && fixes->own.why == 2;
	if (!is_first)
		return NULL;
	int64_t drop = read_digits(cut(raw, delimiter));
	int64_t line = read_digits(cut(raw, delimiter));
	cut(raw, delimiter);
	return find(fixes, drop, line);
}

int
aid_fixes_take(struct aid_fixes *fixes, struct aid_record *record, char delimiter,
	       struct aid_arena *arena, const struct aid_fixed **out_fixed, struct aid_error *err)
{
	if (record->reject != AID_MSG_NONE) {
		*out_fixed = take_broken(fixes, &record->raw, delimiter);
		return 0;
	}
	const struct aid_fixed *fixed = find(fixes, read_number(record, fixes->own.drop),
					     read_number(record, fixes->own.line));
	int result = fixed == NULL ? 0 : restore(fixes, fixed, record, arena, err);
	if (result == 0)
		result = join(fixes, record, delimiter, arena, &record->raw, err);
	if (result == 0)
		*out_fixed = fixed;
	return result;
}
