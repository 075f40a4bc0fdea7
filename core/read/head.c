#include "read/head.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/message.h"
#include "read/head_parts.h"

#define NUMBER_SIZE 24

static int
refuse(enum aid_message message, int64_t first, int64_t second, struct aid_error *err)
{
	char first_text[NUMBER_SIZE], second_text[NUMBER_SIZE];
	snprintf(first_text, sizeof first_text, "%" PRId64, first);
	snprintf(second_text, sizeof second_text, "%" PRId64, second);
	return aid_message_error(err, AID_E_REFUSED, message, 2, first_text, second_text);
}

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* ---- before the first row that is looked at ---- */

/* A first line `sep=;`, and what stands above the line that the wish names. */
static int
pass_above(struct aid_lines *lines, const struct aid_dialect_wish *wish, struct aid_head *head,
	   struct aid_error *err)
{
	for (;;) {
		struct aid_line line;
		bool is_end;
		int rc = aid_lines_peek(lines, 0, &line, &is_end, err);
		if (rc < 0 || is_end)
			return rc;
		struct aid_slice text = { line.ptr, line.len };
		char declared = lines->number == 1 ? aid_dialect_declared(text) : '\0';
		if (declared == '\0' && lines->number >= wish->header_line)
			return 0;
		if (declared != '\0' && wish->delimiter == '\0') {
			head->delimiter = declared;
			head->delimiter_how = AID_MSG_READ_DELIMITER_DECLARED;
		}
		head->n_preamble++;
		if (line.is_long)
			rc = aid_lines_skip_long(lines, err);
		else
			aid_lines_advance(lines, line.len + line.n_end, 1);
		if (rc < 0)
			return rc;
	}
}

/* What parts the fields of the lines ahead, and what they stand between. */
static int
sniff(struct aid_lines *lines, const struct aid_dialect_wish *wish, struct aid_head *head,
      struct aid_error *err)
{
	struct aid_dialect_sample sample = { .n_lines = 0 };
	size_t ahead = 0;
	for (int i = 0; i < AID_HEAD_ROWS; i++) {
		struct aid_line line;
		bool is_end;
		int rc = aid_lines_peek(lines, ahead, &line, &is_end, err);
		if (rc < 0)
			return rc;
		if (is_end || line.is_long)
			break;
		aid_dialect_look(&sample, (struct aid_slice){ line.ptr, line.len });
		ahead += line.len + line.n_end;
	}
	if (head->delimiter == '\0')
		head->delimiter = aid_dialect_delimiter(&sample);
	head->quote =
		wish->quote != '\0' ? wish->quote : aid_dialect_quote(&sample, head->delimiter);
	return 0;
}

/* ---- the rows ahead ---- */

static int
add_row(struct aid_head_rows *rows, struct aid_row *parser, struct aid_lines *lines, size_t ahead,
	const struct aid_line *line, int64_t number, struct aid_arena *arena, struct aid_error *err)
{
	struct aid_head_row row = { .number = number,
				    .n_bytes = line->len + line->n_end,
				    .n_lines = 1 };
	char delimiter = aid_row_delimiter(parser);
	struct aid_slice text = { line->ptr, line->len };
	row.is_blank = aid_dialect_is_blank(text, delimiter, aid_row_quote(parser));
	if (!row.is_blank) {
		struct aid_span span;
		row.n_fields = aid_dialect_count(text, delimiter) + 1;
		int rc = aid_row_look(parser, lines, ahead, line, &span, err);
		if (rc < 0)
			return rc;
		if (span.state == AID_ROW_WHOLE) {
			struct aid_slice raw;
			row.n_bytes = span.n_bytes_all;
			row.n_lines = span.n_lines;
			row.width = aid_row_n_fields(parser);
			rc = aid_row_take(parser, aid_lines_here(lines) + ahead, span.n_bytes,
					  AID_LIMIT_COLUMNS, arena, &raw, &row.fields,
					  &row.n_fields, err);
			if (rc < 0)
				return rc;
			for (size_t i = 0; i < row.n_fields; i++)
				row.n_stated += row.fields[i].len > 0;
			row.is_hxl = aid_dialect_is_hxl(row.fields, row.n_fields);
		}
	}
	rows->items[rows->n_items++] = row;
	return 0;
}

static int
look_ahead(struct aid_lines *lines, struct aid_row *parser, struct aid_arena *arena,
	   struct aid_head_rows *out_rows, struct aid_error *err)
{
	struct aid_head_rows rows = { .n_items = 0 };
	size_t ahead = 0, n_full = 0;
	int64_t number = lines->number;
	while (n_full < AID_HEAD_ROWS && rows.n_items < AID_HEAD_LINES) {
		struct aid_line line;
		bool is_end;
		int rc = aid_lines_peek(lines, ahead, &line, &is_end, err);
		if (rc < 0)
			return rc;
		if (line.is_long && n_full == 0)
			return refuse(AID_MSG_DROP_LONG_HEADER, number, AID_LIMIT_RECORD_BYTES,
				      err);
		if (is_end || line.is_long)
			break;
		rc = add_row(&rows, parser, lines, ahead, &line, number, arena, err);
		if (rc < 0)
			return rc;
		const struct aid_head_row *row = &rows.items[rows.n_items - 1];
		n_full += !row->is_blank;
		ahead += row->n_bytes;
		number += row->n_lines;
	}
	if (n_full == 0)
		return refuse(AID_MSG_DROP_NO_HEADER, number - 1, 0, err);
	*out_rows = rows;
	return 0;
}

/* ---- the header ---- */

/* Columns without names are called by their numbers. */
static int
number_columns(struct aid_head *head, size_t n_columns, struct aid_arena *arena,
	       struct aid_error *err)
{
	struct aid_slice *names = aid_arena_alloc(arena, n_columns * sizeof *names + 1);
	if (names == NULL)
		return no_memory(err);
	for (size_t i = 0; i < n_columns; i++) {
		char number[NUMBER_SIZE];
		snprintf(number, sizeof number, "%zu", i + 1);
		names[i] = aid_arena_copy(arena, aid_slice_of(number));
		if (names[i].ptr == NULL)
			return no_memory(err);
	}
	head->names = names;
	head->n_columns = n_columns;
	return 0;
}

/* The rows [first, end) are the header. */
static int
take_header(const struct aid_head_rows *rows, size_t first, size_t end, struct aid_head *head,
	    struct aid_arena *arena, struct aid_error *err)
{
	const struct aid_head_row *top = &rows->items[first];
	for (size_t i = first; i < end; i++) {
		if (rows->items[i].is_blank)
			continue;
		if (rows->items[i].fields == NULL)
			return refuse(AID_MSG_DROP_BROKEN_HEADER, rows->items[i].number, 0, err);
		if (rows->items[i].width > AID_LIMIT_COLUMNS)
			return refuse(AID_MSG_DROP_WIDE_HEADER, (int64_t)rows->items[i].width,
				      AID_LIMIT_COLUMNS, err);
		head->n_header += rows->items[i].n_lines;
		head->n_header_rows++;
	}
	head->header_line = top->number;
	int rc = aid_head_join(rows, first, end, arena, &head->names, &head->n_columns, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < head->n_columns; i++) {
		if (head->names[i].len > 0)
			return 0;
	}
	return refuse(AID_MSG_DROP_NO_HEADER, top->number, 0, err);
}

/* Lines by what they are, and where the rows begin. */
static void
count_lines(const struct aid_head_rows *rows, size_t first, size_t end, struct aid_head *head)
{
	for (size_t i = 0; i < end; i++) {
		const struct aid_head_row *row = &rows->items[i];
		head->n_bytes += row->n_bytes;
		head->n_lines += row->n_lines;
		if (row->is_blank)
			head->n_blank += row->n_lines;
		else if (i < first)
			head->n_preamble += row->n_lines;
	}
}

/* What most of the rows below the header have in common. */
static void
look_at_rows(const struct aid_head_rows *rows, size_t end, struct aid_head *head)
{
	size_t n_rows = 0, n_stated[AID_LIMIT_COLUMNS] = { 0 },
	       widths[AID_LIMIT_COLUMNS + 1] = { 0 };
	for (size_t i = end; i < rows->n_items; i++) {
		const struct aid_head_row *row = &rows->items[i];
		if (row->fields == NULL)
			continue;
		n_rows++;
		widths[row->n_fields]++;
		for (size_t k = 0; k < row->n_fields; k++)
			n_stated[k] += row->fields[k].len > 0;
	}
	for (size_t k = 0; k < AID_LIMIT_COLUMNS; k++)
		head->is_used[k] = 2 * n_stated[k] > n_rows;
	for (size_t n = 1; n <= AID_LIMIT_COLUMNS; n++) {
		if (2 * widths[n] > n_rows)
			head->usual_width = n;
	}
}

static int
find_header(const struct aid_head_rows *rows, const struct aid_dialect_wish *wish,
	    struct aid_head *head, struct aid_arena *arena, struct aid_error *err)
{
	struct aid_head_place place;
	enum aid_message message = aid_head_place(rows, wish, &place);
	if (message != AID_MSG_NONE)
		return refuse(message, place.line, 0, err);
	size_t hxl = place.hxl;
	bool has_hxl = hxl < rows->n_items;
	size_t end = has_hxl ? hxl + 1 : place.end;
	int rc = 0;
	if (place.first == place.end && has_hxl) {
		head->names = rows->items[hxl].fields;
		head->n_columns = rows->items[hxl].n_fields;
	} else if (place.first == place.end) {
		rc = number_columns(head, rows->items[place.first].n_fields, arena, err);
	} else {
		rc = take_header(rows, place.first, place.end, head, arena, err);
	}
	if (rc < 0)
		return rc;
	if (has_hxl) {
		head->tags = rows->items[hxl].fields;
		head->n_tags = rows->items[hxl].n_fields;
		head->hxl_line = rows->items[hxl].number;
		head->n_hxl = rows->items[hxl].n_lines;
	}
	count_lines(rows, place.first, end, head);
	look_at_rows(rows, end, head);
	return 0;
}

/* A fix file has its names on its first line, whatever the profile says of the file that it corrects. */
static int
look_for_own(struct aid_lines *lines, const struct aid_dialect_wish **wish, struct aid_error *err)
{
	static const struct aid_dialect_wish own = { .header_line = 1, .header_lines = 1 };
	struct aid_line line;
	bool is_end;
	int rc = aid_lines_peek(lines, 0, &line, &is_end, err);
	if (rc == 0 && !is_end && aid_dialect_is_own((struct aid_slice){ line.ptr, line.len }))
		*wish = &own;
	return rc;
}

int
aid_head_find(struct aid_lines *lines, const struct aid_dialect_wish *wish, struct aid_arena *arena,
	      struct aid_head *out_head, struct aid_row **out_row, struct aid_error *err)
{
	struct aid_head_rows rows;
	struct aid_row *parser;
	int rc = look_for_own(lines, &wish, err);
	struct aid_head head = {
		.delimiter = wish->delimiter,
		.delimiter_how = wish->delimiter != '\0' ? AID_MSG_READ_DELIMITER_PROFILE
							 : AID_MSG_READ_DELIMITER,
	};
	if (rc == 0)
		rc = pass_above(lines, wish, &head, err);
	if (rc == 0)
		rc = sniff(lines, wish, &head, err);
	if (rc == 0)
		rc = aid_row_new(head.delimiter, head.quote, &parser, err);
	if (rc < 0)
		return rc;
	rc = look_ahead(lines, parser, arena, &rows, err);
	if (rc == 0)
		rc = find_header(&rows, wish, &head, arena, err);
	if (rc < 0) {
		aid_row_free(parser);
		return rc;
	}
	aid_lines_advance(lines, head.n_bytes, head.n_lines);
	*out_head = head;
	*out_row = parser;
	return 0;
}
