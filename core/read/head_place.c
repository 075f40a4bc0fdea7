/* Which rows are the header: a decision on the cells of the first rows alone. */
#include "read/head_parts.h"

#include "base/buffer.h"
#include "read/form.h"

/* Rows of figures below a text before it is taken for a second line of names. */
#define EVIDENCE_ROWS 2

static struct aid_slice
cell_of(const struct aid_head_row *row, size_t column)
{
	return row->fields != NULL && column < row->n_fields ? row->fields[column]
							     : AID_SLICE_EMPTY;
}

/* ---- one row ---- */

/* Figures where the rows below have figures of the same form, or mostly figures: it is a row itself. A year may be the name of a column. */
static bool
is_like_rows(const struct aid_head_rows *rows, size_t index)
{
	const struct aid_head_row *row = &rows->items[index];
	size_t n_figures = 0;
	for (size_t k = 0; k < row->n_fields; k++) {
		enum aid_form form = aid_form_of(row->fields[k]);
		if (form != AID_FORM_NUMBER && form != AID_FORM_DATE)
			continue;
		n_figures++;
		for (size_t i = index + 1; i < rows->n_items; i++) {
			if (aid_form_of(cell_of(&rows->items[i], k)) == form)
				return true;
		}
	}
	return 2 * n_figures > row->n_stated;
}

/* How many cells most of the rows of several cells state; 1 when the table has but one column. */
static size_t
usual_width(const struct aid_head_rows *rows)
{
	size_t n_rows = 0, n_several = 0, counts[AID_LIMIT_COLUMNS + 1] = { 0 };
	for (size_t i = 0; i < rows->n_items; i++) {
		size_t n = rows->items[i].n_stated;
		n_rows += rows->items[i].fields != NULL;
		n_several += n > 1;
		counts[n]++;
	}
	size_t best = 2;
	for (size_t n = 2; n <= AID_LIMIT_COLUMNS; n++) {
		if (counts[n] >= counts[best])
			best = n;
	}
	return 4 * n_several <= n_rows ? 1 : best;
}

/* ---- several rows ---- */

/* The part of a column's name that a row gives: its cell, or one to the left that spans it: then both have names of their own below. */
static struct aid_slice
part_of(const struct aid_head_rows *rows, size_t index, size_t end, size_t column)
{
	const struct aid_head_row *row = &rows->items[index];
	struct aid_slice own = cell_of(row, column);
	if (own.len > 0 || index + 1 >= end || part_of(rows, index + 1, end, column).len == 0)
		return own;
	for (size_t k = column; k-- > 0;) {
		if (cell_of(row, k).len > 0)
			return part_of(rows, index + 1, end, k).len > 0 ? cell_of(row, k)
									: AID_SLICE_EMPTY;
	}
	return AID_SLICE_EMPTY;
}

static void
append_name(const struct aid_head_rows *rows, size_t first, size_t end, size_t column,
	    struct aid_buffer *out)
{
	struct aid_slice last = AID_SLICE_EMPTY;
	for (size_t i = first; i < end; i++) {
		struct aid_slice part = part_of(rows, i, end, column);
		if (part.len == 0 || aid_slice_is_equal(part, last))
			continue;
		if (last.len > 0)
			aid_buffer_append_char(out, ' ');
		aid_buffer_append(out, part);
		last = part;
	}
}

static size_t
width_of(const struct aid_head_rows *rows, size_t first, size_t end)
{
	size_t width = 0;
	for (size_t i = first; i < end; i++)
		width = rows->items[i].n_fields > width ? rows->items[i].n_fields : width;
	return width;
}

int
aid_head_join(const struct aid_head_rows *rows, size_t first, size_t end, struct aid_arena *arena,
	      const struct aid_slice **out_names, size_t *out_n_columns, struct aid_error *err)
{
	size_t n_columns = width_of(rows, first, end);
	struct aid_slice *names = aid_arena_alloc(arena, n_columns * sizeof *names + 1);
	struct aid_buffer name;
	int rc = names == NULL ? AID_E_NOMEM : 0;
	aid_buffer_init(&name);
	for (size_t k = 0; k < n_columns && rc == 0; k++) {
		aid_buffer_reset(&name);
		aid_buffer_append_text(&name, "");
		append_name(rows, first, end, k, &name);
		rc = aid_buffer_check(&name, NULL);
		names[k] =
			rc == 0 ? aid_arena_copy(arena, aid_buffer_slice(&name)) : AID_SLICE_EMPTY;
		rc = names[k].ptr == NULL ? AID_E_NOMEM : rc;
	}
	aid_buffer_done(&name);
	if (rc < 0)
		return aid_message_error(err, rc, AID_MSG_NO_MEMORY, 0);
	*out_names = names;
	*out_n_columns = n_columns;
	return 0;
}

static bool
is_stated_below(const struct aid_head_rows *rows, size_t end, size_t column)
{
	for (size_t i = end; i < rows->n_items; i++) {
		if (cell_of(&rows->items[i], column).len > 0)
			return true;
	}
	return false;
}

static bool
is_same_name(const struct aid_head_rows *rows, size_t first, size_t end, size_t a, size_t b)
{
	for (size_t i = first; i < end; i++) {
		if (!aid_slice_is_equal(part_of(rows, i, end, a), part_of(rows, i, end, b)))
			return false;
	}
	return true;
}

static bool
is_named(const struct aid_head_rows *rows, size_t first, size_t end, size_t column)
{
	for (size_t i = first; i < end; i++) {
		if (part_of(rows, i, end, column).len > 0)
			return true;
	}
	return false;
}

/* Does every column that holds something have a name, and no two the same? */
static bool
is_complete(const struct aid_head_rows *rows, size_t first, size_t end)
{
	for (size_t k = 0; k < AID_LIMIT_COLUMNS; k++) {
		if (!is_named(rows, first, end, k)) {
			if (is_stated_below(rows, end, k))
				return false;
			continue;
		}
		for (size_t j = 0; j < k; j++) {
			if (is_named(rows, first, end, j) && is_same_name(rows, first, end, j, k))
				return false;
		}
	}
	return true;
}

/* Names, not a row: all text, and over figures in one column at least. */
static bool
is_second_line(const struct aid_head_rows *rows, size_t index, size_t end)
{
	const struct aid_head_row *row = &rows->items[index];
	bool has_evidence = false;
	if (row->fields == NULL || row->n_stated == 0)
		return false;
	for (size_t k = 0; k < row->n_fields; k++) {
		enum aid_form form = aid_form_of(row->fields[k]);
		size_t n_figures = 0, n_texts = 0;
		if (form == AID_FORM_NUMBER || form == AID_FORM_DATE)
			return false;
		for (size_t i = end; i < rows->n_items && form != AID_FORM_NONE; i++) {
			enum aid_form below = aid_form_of(cell_of(&rows->items[i], k));
			n_figures += below > AID_FORM_TEXT;
			n_texts += below == AID_FORM_TEXT;
		}
		has_evidence = has_evidence || (n_figures >= EVIDENCE_ROWS && n_texts == 0);
	}
	return has_evidence;
}

/* Do the rows [first, end) name every column, each with a line that is needed and is no row? */
static bool
is_header(const struct aid_head_rows *rows, size_t first, size_t end)
{
	for (size_t i = first + 1; i < end; i++) {
		if (!is_second_line(rows, i, end))
			return false;
	}
	return is_complete(rows, first, end);
}

/* The header of which the row `index` is a part: that row alone, or with as many below or above it as it takes until every column has a name of its own. */
static void
take_names(const struct aid_head_rows *rows, size_t index, struct aid_head_place *place)
{
	place->first = index;
	place->end = index + 1;
	if (is_complete(rows, index, index + 1))
		return;
	for (size_t n = 2; n <= AID_LIMIT_HEADER_LINES && index + n <= rows->n_items; n++) {
		if (is_header(rows, index, index + n)) {
			place->end = index + n;
			return;
		}
	}
	for (size_t n = 1; n < AID_LIMIT_HEADER_LINES && n <= index; n++) {
		if (rows->items[index - n].n_stated < 2)
			return;
		if (is_header(rows, index - n, index + 1)) {
			place->first = index - n;
			return;
		}
	}
}

/* The beginning of the header that ends above the row of tags: one row, or more where it leaves tagged columns without a name of their own. */
static size_t
begin_of_names(const struct aid_head_rows *rows, size_t end, size_t hxl)
{
	for (size_t n = 1; n <= AID_LIMIT_HEADER_LINES && n <= end; n++) {
		size_t first = end - n;
		bool is_whole = true;
		if (rows->items[first].fields == NULL || (n > 1 && rows->items[first].n_stated < 2))
			break;
		for (size_t k = 0; k < rows->items[hxl].n_fields; k++) {
			bool is_tagged = rows->items[hxl].fields[k].len > 0;
			is_whole = is_whole && (!is_tagged || is_named(rows, first, end, k));
		}
		if (is_whole)
			return first;
	}
	return end - 1;
}

/* ---- the place ---- */

static size_t
next_row(const struct aid_head_rows *rows, size_t index)
{
	while (index < rows->n_items && rows->items[index].is_blank)
		index++;
	return index;
}

/* Tags right below the header, blank lines apart. */
static size_t
find_tags(const struct aid_head_rows *rows, size_t end)
{
	size_t next = next_row(rows, end);
	return next < rows->n_items && rows->items[next].is_hxl ? next : rows->n_items;
}

/* `n` rows from `first` on, blank lines apart. */
static size_t
count_rows(const struct aid_head_rows *rows, size_t first, int64_t n)
{
	size_t end = first;
	for (int64_t i = 0; i < n && next_row(rows, end) < rows->n_items; i++)
		end = next_row(rows, end) + 1;
	return end;
}

/* Tags tell where the names are: right above them. */
static bool
place_by_tags(const struct aid_head_rows *rows, struct aid_head_place *place)
{
	size_t hxl = 0, n_rows = 0;
	while (hxl < rows->n_items && !rows->items[hxl].is_hxl)
		n_rows += !rows->items[hxl++].is_blank;
	if (hxl == rows->n_items || n_rows >= AID_HEAD_TITLES)
		return false;
	size_t end = hxl;
	while (end > 0 && rows->items[end - 1].is_blank)
		end--;
	*place = (struct aid_head_place){ hxl, hxl, hxl, 0 };
	if (end == 0)
		return true;
	if (rows->items[end - 1].fields == NULL || is_like_rows(rows, end - 1))
		return false;
	place->first = begin_of_names(rows, end, hxl);
	place->end = end;
	return true;
}

/* The first row that states half as much as the rows do, or more. */
static enum aid_message
place_by_width(const struct aid_head_rows *rows, struct aid_head_place *place)
{
	size_t width = usual_width(rows), n_rows = 0;
	for (size_t i = 0; i < rows->n_items && n_rows < AID_HEAD_TITLES; i++) {
		const struct aid_head_row *row = &rows->items[i];
		if (row->is_blank)
			continue;
		n_rows++;
		place->line = row->number;
		bool is_broken = row->fields == NULL;
		size_t n = is_broken ? row->n_fields : row->n_stated;
		if (width > 1 && (n < 2 || 2 * n <= width))
			continue;
		if (is_broken)
			return AID_MSG_DROP_BROKEN_HEADER;
		if (n == 0)
			continue;
		place->first = i;
		return width > 1 && is_like_rows(rows, i) ? AID_MSG_DROP_NO_NAMES : AID_MSG_NONE;
	}
	return AID_MSG_DROP_NO_HEADER;
}

enum aid_message
aid_head_place(const struct aid_head_rows *rows, const struct aid_dialect_wish *wish,
	       struct aid_head_place *out_place)
{
	struct aid_head_place place = { 0, 0, rows->n_items, 0 };
	enum aid_message message = AID_MSG_NONE;
	bool is_said = wish->header_line > 0 || wish->header_lines != 0;
	if (!is_said && place_by_tags(rows, &place)) {
		*out_place = place;
		return AID_MSG_NONE;
	}
	place = (struct aid_head_place){ next_row(rows, 0), 0, rows->n_items, 0 };
	if (wish->header_line == 0 && wish->header_lines != AID_HEADER_NONE)
		message = place_by_width(rows, &place);
	if (wish->header_lines == AID_HEADER_NONE)
		place.end = place.first;
	else if (wish->header_lines > 0)
		place.end = count_rows(rows, place.first, wish->header_lines);
	else if (wish->header_line > 0)
		place.end = place.first + 1;
	else
		take_names(rows, place.first, &place);
	place.hxl = find_tags(rows, place.end);
	*out_place = place;
	return message;
}
