#include "read/row.h"

#include <csv.h>
#include <stdlib.h>

#include "base/message.h"
#include "text/fold.h"
#include "text/formula.h"

#define OPTIONS (CSV_STRICT | CSV_STRICT_FINI)

struct field {
	size_t at; /* from the record's first byte, or in `unquoted` */
	size_t len;
	bool is_unquoted; /* it had doubled quotation marks */
};

struct aid_row {
	struct csv_parser parser;
	char delimiter;
	char quote;
	const char *start; /* of the record, and the end of what was fed of it */
	const char *end;
	size_t cursor; /* where the next field begins */
	struct field fields[AID_LIMIT_COLUMNS];
	size_t n_fields;
	size_t n_stated;
	struct aid_buffer unquoted;
	bool is_whole;
	bool is_clean; /* the parser holds nothing of an earlier record */
};

/* A field may grow to its limit and no further; libcsv wants room for the byte behind it. */
static void *
limited_realloc(void *memory, size_t size)
{
	return size > AID_LIMIT_FIELD_BYTES + 1 ? NULL : realloc(memory, size);
}

int
aid_row_new(char delimiter, char quote, struct aid_row **out_row, struct aid_error *err)
{
	struct aid_row *row = malloc(sizeof *row);
	if (row == NULL || csv_init(&row->parser, OPTIONS) != 0) {
		free(row);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	csv_set_delim(&row->parser, (unsigned char)delimiter);
	csv_set_quote(&row->parser, (unsigned char)quote);
	csv_set_realloc_func(&row->parser, limited_realloc);
	row->delimiter = delimiter;
	row->quote = quote;
	row->is_clean = true;
	aid_buffer_init(&row->unquoted);
	aid_row_begin(row);
	*out_row = row;
	return 0;
}

void
aid_row_free(struct aid_row *row)
{
	if (row == NULL)
		return;
	csv_free(&row->parser);
	aid_buffer_done(&row->unquoted);
	free(row);
}

void
aid_row_begin(struct aid_row *row)
{
	if (!row->is_clean) {
		/* Without CSV_STRICT_FINI and without callbacks csv_fini only resets. */
		csv_set_opts(&row->parser, 0);
		csv_fini(&row->parser, NULL, NULL, NULL);
		csv_set_opts(&row->parser, OPTIONS);
		row->is_clean = true;
	}
	row->cursor = 0;
	row->n_fields = 0;
	row->n_stated = 0;
	row->is_whole = false;
	aid_buffer_reset(&row->unquoted);
}

static inline bool
is_blank(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

/* The byte behind the closing quotation mark of the field whose text begins at `p`. */
static const char *
find_close(const char *p, const char *end, char quote)
{
	while (p < end && (p = memchr(p, quote, (size_t)(end - p))) != NULL) {
		if (p[1] != quote)
			return p + 1;
		p += 2;
	}
	return end;
}

static void
on_field(void *text, size_t len, void *context)
{
	struct aid_row *row = context;
	const char *p = row->start + row->cursor;
	struct field field = { 0, len, false };
	while (is_blank(*p, row->delimiter))
		p++;
	if (*p != row->quote) {
		field.at = (size_t)(p - row->start);
		p += len;
	} else if (memchr(p + 1, row->quote, len) == NULL) {
		field.at = (size_t)(p + 1 - row->start);
		p += len + 2;
	} else {
		field.at = row->unquoted.len;
		field.is_unquoted = true;
		aid_buffer_append(&row->unquoted, (struct aid_slice){ text, len });
		p = find_close(p + 1, row->end, row->quote);
	}
	while (is_blank(*p, row->delimiter))
		p++;
	row->cursor = (size_t)(p + 1 - row->start); /* behind the delimiter */
	if (row->n_fields < AID_LIMIT_COLUMNS)
		row->fields[row->n_fields] = field;
	row->n_fields++;
	if (len > 0)
		row->n_stated = row->n_fields;
}

static void
on_row(int end, void *context)
{
	struct aid_row *row = context;
	(void)end;
	row->is_whole = true;
}

int
aid_row_feed(struct aid_row *row, const char *start, const struct aid_line *line,
	     enum aid_row_state *out_state, struct aid_error *err)
{
	size_t size = line->len + line->n_end;
	row->start = start;
	row->end = line->ptr + size;
	row->is_clean = false;
	size_t n = csv_parse(&row->parser, line->ptr, size, on_field, on_row, row);
	/* The last line of a file may have no end; libcsv's own csv_fini would make a record of
	 * a broken one too. */
	if (n == size && line->n_end == 0)
		n += csv_parse(&row->parser, "\n", 1, on_field, on_row, row) - 1;
	if (aid_buffer_check(&row->unquoted, err) < 0)
		return AID_E_NOMEM;
	if (n == size) {
		*out_state = row->is_whole ? AID_ROW_WHOLE : AID_ROW_OPEN;
		row->is_clean = row->is_whole;
		return 0;
	}
	if (csv_error(&row->parser) == CSV_EPARSE) {
		*out_state = AID_ROW_BROKEN;
		return 0;
	}
	if (csv_get_buffer_size(&row->parser) <= AID_LIMIT_FIELD_BYTES)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*out_state = AID_ROW_FIELD_LIMIT;
	return 0;
}

int
aid_row_look(struct aid_row *row, struct aid_lines *lines, size_t ahead,
	     const struct aid_line *first, struct aid_span *out_span, struct aid_error *err)
{
	struct aid_line line = *first;
	struct aid_span span = { .n_first = first->len, .n_first_all = first->len + first->n_end };
	aid_row_begin(row);
	for (;;) {
		int rc = aid_row_feed(row, aid_lines_here(lines) + ahead, &line, &span.state, err);
		if (rc < 0)
			return rc;
		span.n_bytes = span.n_bytes_all + line.len;
		span.n_bytes_all = span.n_bytes + line.n_end;
		span.n_lines++;
		if (span.state != AID_ROW_OPEN)
			break;
		span.state = AID_ROW_BROKEN;
		if (line.n_end == 0 || span.n_lines == AID_LIMIT_RECORD_LINES)
			break;
		bool is_end;
		rc = aid_lines_peek(lines, ahead + span.n_bytes_all, &line, &is_end, err);
		if (rc < 0)
			return rc;
		if (is_end || line.is_long)
			break;
	}
	*out_span = span;
	return 0;
}

char
aid_row_delimiter(const struct aid_row *row)
{
	return row->delimiter;
}

char
aid_row_quote(const struct aid_row *row)
{
	return row->quote;
}

size_t
aid_row_n_fields(const struct aid_row *row)
{
	return row->n_fields;
}

size_t
aid_row_n_stated(const struct aid_row *row)
{
	return row->n_stated;
}

struct aid_slice
aid_row_tidy(struct aid_slice field)
{
	if (field.len == 0)
		return field;
	unsigned char first = (unsigned char)field.ptr[0];
	unsigned char last = (unsigned char)field.ptr[field.len - 1];
	/* Only then can there be anything to trim: ASCII blanks, or something wider. */
	if (first <= ' ' || first >= 0x80 || last <= ' ' || last >= 0x80)
		field = aid_fold_trim(field);
	if (field.len >= 2 && field.ptr[0] == '\'' &&
	    aid_formula_is_led((struct aid_slice){ field.ptr + 1, field.len - 1 }))
		field = (struct aid_slice){ field.ptr + 1, field.len - 1 };
	return field;
}

int
aid_row_take(const struct aid_row *row, const char *start, size_t n_raw, size_t n_max,
	     struct aid_arena *arena, struct aid_slice *out_raw,
	     const struct aid_slice **out_fields, size_t *out_n_fields, struct aid_error *err)
{
	size_t n = row->n_fields < n_max ? row->n_fields : n_max;
	if (n > AID_LIMIT_COLUMNS)
		n = AID_LIMIT_COLUMNS;
	struct aid_slice *fields =
		aid_arena_alloc(arena, n * sizeof *fields + n_raw + row->unquoted.len + 1);
	if (fields == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	char *raw = (char *)(fields + n);
	char *unquoted = raw + n_raw;
	memcpy(raw, start, n_raw);
	if (row->unquoted.len > 0)
		memcpy(unquoted, row->unquoted.ptr, row->unquoted.len);
	unquoted[row->unquoted.len] = '\0';
	for (size_t i = 0; i < n; i++) {
		const struct field *field = &row->fields[i];
		const char *base = field->is_unquoted ? unquoted : raw;
		fields[i] = aid_row_tidy((struct aid_slice){ base + field->at, field->len });
	}
	*out_raw = (struct aid_slice){ raw, n_raw };
	*out_fields = fields;
	*out_n_fields = n;
	return 0;
}
