/* The table for people. libsmartcols lays the cells out; which columns stay and where text breaks is decided in fit.c,
 * because libsmartcols breaks words anywhere and truncates numbers. */
#include "base/integer.h"
#include "render/render.h"

#include <libsmartcols.h>
#include <stdlib.h>

#include "base/message.h"
#include "render/fit.h"
#include "render/visible.h"
#include "value/date.h"
#include "value/quantity.h"

#define DEFAULT_WIDTH 80
#define LEAST_TEXT_WIDTH 10 /* text is not wrapped narrower than this, */
#define LONG_WORD_WIDTH 12  /* nor than its longest word, if that is no longer than this */

struct table {
	const struct aid_result *result;
	size_t n_columns; /* that are shown at all */
	size_t *indexes;  /* of the result's columns */
	struct aid_fit_column *fits;
	struct aid_slice *texts; /* n_rows x n_columns, one line each */
	struct aid_slice *row;   /* cells of one row, wrapped */
	struct aid_arena arena;
	struct aid_arena row_arena;
	struct aid_buffer scratch;
};

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static void
append_integer_grouped(struct aid_buffer *out, int64_t number)
{
	if (number > INT64_MAX / 1000 || number < INT64_MIN / 1000) {
		aid_buffer_append_int(out, number);
	} else {
		aid_quantity_format_grouped(out, number * 1000);
	}
}

/* To the kilogram: people read it. */
static void
append_tons(struct aid_buffer *out, int64_t kilograms_milli)
{
	int64_t tons_milli = 0;
	if (aid_integer_scale(kilograms_milli, 1, 1000, &tons_milli))
		aid_quantity_format_grouped(out, tons_milli);
}

/* Whole numbers to the left are names (of a drop, a line) and are not grouped. Moments go without seconds. */
static void
append_cell(struct aid_buffer *out, const struct aid_cell *cell, bool is_right_aligned)
{
	switch (cell->type) {
	case AID_CELL_NONE:
		break;
	case AID_CELL_TEXT:
		aid_visible_append(out, aid_slice_trim(cell->text));
		break;
	case AID_CELL_INTEGER:
		if (is_right_aligned) {
			append_integer_grouped(out, cell->number);
		} else {
			aid_buffer_append_int(out, cell->number);
		}
		break;
	case AID_CELL_QUANTITY:
		aid_quantity_format_grouped(out, cell->number);
		break;
	case AID_CELL_MASS:
		append_tons(out, cell->number);
		break;
	case AID_CELL_DAY:
		aid_date_append_day(out, cell->number);
		break;
	case AID_CELL_SECONDS:
		aid_date_format_append(out,
				       (struct aid_time){ cell->number, AID_PRECISION_MINUTE });
		break;
	}
}

static bool
is_blank(const struct aid_cell *cell)
{
	if (cell->type == AID_CELL_NONE) {
		return true;
	}
	if (cell->type == AID_CELL_TEXT) {
		return cell->text.len == 0;
	}
	return cell->number == 0 &&
	       (cell->type == AID_CELL_INTEGER || cell->type == AID_CELL_QUANTITY ||
		cell->type == AID_CELL_MASS);
}

static bool
is_shown(const struct aid_result *result, size_t column)
{
	if (result->columns[column].title[0] == '\0') {
		return false;
	}
	for (size_t row = 0; row < result->n_rows; row++) {
		if (!is_blank(&result->cells[row * result->n_columns + column])) {
			return true;
		}
	}
	return false;
}

/* Cells to one line of text each, and the widths that they ask for. */
static int
format_cells(struct table *t, struct aid_error *err)
{
	const struct aid_result *result = t->result;

	for (size_t i = 0; i < t->n_columns; i++) {
		const struct aid_result_column *column = &result->columns[t->indexes[i]];
		struct aid_fit_column *fit = &t->fits[i];
		int header = aid_fit_word_width(aid_slice_of(column->title));
		bool is_text = false;
		int word = 0;

		for (size_t row = 0; row < result->n_rows; row++) {
			const struct aid_cell *cell =
				&result->cells[row * result->n_columns + t->indexes[i]];
			struct aid_slice *text = &t->texts[row * t->n_columns + i];
			int width;

			aid_buffer_reset(&t->scratch);
			append_cell(&t->scratch, cell, column->is_right_aligned);
			*text = aid_arena_copy(&t->arena, aid_buffer_slice(&t->scratch));
			if (text->ptr == NULL || t->scratch.is_failed) {
				return no_memory(err);
			}
			width = aid_fit_word_width(*text);
			word = width > word ? width : word;
			width = aid_fit_width(*text);
			fit->natural = width > fit->natural ? width : fit->natural;
			is_text = is_text || cell->type == AID_CELL_TEXT;
		}
		fit->rank = column->rank;
		fit->least = fit->natural;
		if (is_text && !column->is_right_aligned && fit->natural > LEAST_TEXT_WIDTH) {
			word = word > LONG_WORD_WIDTH ? LONG_WORD_WIDTH : word;
			fit->least = word > LEAST_TEXT_WIDTH ? word : LEAST_TEXT_WIDTH;
		}
		fit->natural = header > fit->natural ? header : fit->natural;
		fit->least = header > fit->least ? header : fit->least;
	}
	return 0;
}

static int
choose_columns(struct table *t, int width, struct aid_error *err)
{
	const struct aid_result *result = t->result;
	int code;

	t->indexes = calloc(result->n_columns, sizeof(*t->indexes));
	t->fits = calloc(result->n_columns, sizeof(*t->fits));
	if (t->indexes == NULL || t->fits == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < result->n_columns; i++) {
		if (is_shown(result, i)) {
			t->indexes[t->n_columns++] = i;
		}
	}
	t->texts = calloc(result->n_rows * t->n_columns + 1, sizeof(*t->texts));
	t->row = calloc(t->n_columns + 1, sizeof(*t->row));
	if (t->texts == NULL || t->row == NULL) {
		return no_memory(err);
	}
	code = format_cells(t, err);
	if (code == 0) {
		aid_fit_columns(t->fits, t->n_columns, width);
	}
	return code;
}

/* Line `index` (0 ...) of a cell that was wrapped; empty beyond its last. */
static struct aid_slice
line_of(struct aid_slice wrapped, size_t index)
{
	size_t start = 0;

	for (size_t i = 0; i <= wrapped.len; i++) {
		if (i == wrapped.len || wrapped.ptr[i] == '\n') {
			if (index == 0) {
				return (struct aid_slice){ wrapped.ptr + start, i - start };
			}
			index--;
			start = i + 1;
		}
	}
	return AID_SLICE_EMPTY;
}

static size_t
count_lines(struct aid_slice wrapped)
{
	size_t n_lines = 1;

	for (size_t i = 0; i < wrapped.len; i++) {
		n_lines += wrapped.ptr[i] == '\n' ? 1 : 0;
	}
	return n_lines;
}

/* One line on the terminal. (A cell of several lines is several lines of the table: libsmartcols pads the first line of a
 * right-aligned one by the length of the whole.) */
static int
add_line(struct table *t, struct libscols_table *table, const struct aid_slice *cells, size_t index,
	 struct aid_error *err)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	size_t n = 0;

	if (line == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		struct aid_slice text;

		if (t->fits[i].is_dropped) {
			continue;
		}
		text = line_of(cells[i], index);
		aid_buffer_reset(&t->scratch);
		aid_buffer_append(&t->scratch, text);
		if (t->scratch.is_failed ||
		    scols_line_set_data(line, n++, text.len == 0 ? "" : t->scratch.ptr) != 0) {
			return no_memory(err);
		}
	}
	return 0;
}

/* The cells of one row, wrapped, into `arena` (reset by the caller), and how many lines the tallest of them takes. */
static int
wrap_cells(struct table *t, const struct aid_slice *texts, struct aid_slice *out_cells,
	   size_t *out_n_lines, struct aid_error *err)
{
	size_t n_lines = 1;

	for (size_t i = 0; i < t->n_columns; i++) {
		size_t n;

		if (t->fits[i].is_dropped) {
			continue;
		}
		aid_fit_wrap(texts[i], t->fits[i].width, &t->scratch);
		out_cells[i] = aid_arena_copy(&t->row_arena, aid_buffer_slice(&t->scratch));
		if (out_cells[i].ptr == NULL || t->scratch.is_failed) {
			return no_memory(err);
		}
		n = count_lines(out_cells[i]);
		n_lines = n > n_lines ? n : n_lines;
	}
	*out_n_lines = n_lines;
	return 0;
}

static int
add_row(struct table *t, struct libscols_table *table, const struct aid_slice *texts,
	struct aid_error *err)
{
	size_t n_lines = 0;
	int code;

	aid_arena_reset(&t->row_arena);
	code = wrap_cells(t, texts, t->row, &n_lines, err);
	for (size_t i = 0; code == 0 && i < n_lines; i++) {
		code = add_line(t, table, t->row, i, err);
	}
	return code;
}

static int
add_columns(struct table *t, struct libscols_table *table, struct aid_error *err)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct aid_result_column *column = &t->result->columns[t->indexes[i]];

		if (!t->fits[i].is_dropped &&
		    scols_table_new_column(table, "", t->fits[i].width,
					   column->is_right_aligned ? SCOLS_FL_RIGHT : 0) == NULL) {
			return no_memory(err);
		}
	}
	return 0;
}

/* Titles, and a rule below them: lines of the table like others, so that long titles wrap. */
static int
add_head(struct table *t, struct libscols_table *table, struct aid_error *err)
{
	static const char dashes[] = "----------------------------------------"
				     "----------------------------------------";
	struct aid_slice *texts = aid_arena_alloc(&t->arena, t->n_columns * sizeof(*texts));
	int code;

	if (texts == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		texts[i] = aid_slice_of(t->result->columns[t->indexes[i]].title);
	}
	code = add_row(t, table, texts, err);
	for (size_t i = 0; i < t->n_columns; i++) {
		size_t width = (size_t)t->fits[i].width;

		texts[i] =
			(struct aid_slice){ dashes,
					    width < sizeof(dashes) ? width : sizeof(dashes) - 1 };
	}
	return code < 0 ? code : add_line(t, table, texts, 0, err);
}

static int
add_rows(struct table *t, struct libscols_table *table, struct aid_error *err)
{
	int code = 0;

	for (size_t row = 0; code == 0 && row < t->result->n_rows; row++) {
		code = add_row(t, table, t->texts + row * t->n_columns, err);
	}
	return code;
}

/* Without the blanks that pad the last column. */
static void
append_trimmed(struct aid_buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t n_line = strcspn(text, "\n");
		size_t n_kept = n_line;

		while (n_kept > 0 && text[n_kept - 1] == ' ') {
			n_kept--;
		}
		aid_buffer_append(out, (struct aid_slice){ text, n_kept });
		aid_buffer_append_char(out, '\n');
		text += n_line + (text[n_line] == '\n' ? 1 : 0);
	}
}

static int
print(struct table *t, struct aid_buffer *out, struct aid_error *err)
{
	struct libscols_table *table = scols_new_table();
	char *text = NULL;
	int width = 0, code;

	if (table == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		width += t->fits[i].is_dropped ? 0 : t->fits[i].width + AID_FIT_GAP;
	}
	scols_table_enable_noheadings(table, 1);
	scols_table_set_column_separator(table, "  ");
	scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
	scols_table_set_termwidth(table, (size_t)width + 1);
	code = add_columns(t, table, err);
	if (code == 0) {
		code = add_head(t, table, err);
	}
	if (code == 0) {
		code = add_rows(t, table, err);
	}
	if (code == 0 && scols_print_table_to_string(table, &text) != 0) {
		code = no_memory(err);
	}
	if (code == 0 && text != NULL) {
		append_trimmed(out, text);
	}
	free(text);
	scols_unref_table(table);
	return code;
}

/* A paragraph of the program's own words, wrapped at blanks. */
static void
append_wrapped(struct aid_buffer *out, struct aid_buffer *scratch, struct aid_slice line, int width)
{
	size_t start = 0;

	aid_buffer_reset(scratch);
	aid_visible_append(scratch, line);
	line = aid_buffer_slice(scratch);
	while (start < line.len) {
		size_t end = line.len;

		if (aid_fit_width((struct aid_slice){ line.ptr + start, end - start }) > width) {
			size_t blank = start;

			for (size_t i = start; i < line.len; i++) {
				if (line.ptr[i] == ' ' &&
				    aid_fit_width((struct aid_slice){ line.ptr + start,
								      i - start }) <= width) {
					blank = i;
				} else if (line.ptr[i] == ' ') {
					blank = blank == start ? i : blank;
					break;
				}
			}
			end = blank == start ? line.len : blank;
		}
		aid_buffer_append(out, (struct aid_slice){ line.ptr + start, end - start });
		aid_buffer_append_char(out, '\n');
		start = end < line.len ? end + 1 : end;
	}
}

static void
append_notes(struct aid_buffer *out, struct aid_buffer *scratch, struct aid_slice notes, int width)
{
	size_t start = 0;

	for (size_t i = 0; notes.len > 0 && i <= notes.len; i++) {
		if (i == notes.len || notes.ptr[i] == '\n') {
			append_wrapped(out, scratch,
				       (struct aid_slice){ notes.ptr + start, i - start }, width);
			start = i + 1;
		}
	}
}

static void
append_dropped(struct table *t, int width, struct aid_buffer *out)
{
	struct aid_buffer names, sentence;
	bool is_any = false;

	aid_buffer_init(&names);
	aid_buffer_init(&sentence);
	for (size_t i = 0; i < t->n_columns; i++) {
		if (t->fits[i].is_dropped) {
			aid_buffer_append_text(&names, is_any ? ", " : "");
			aid_buffer_append_text(&names, t->result->columns[t->indexes[i]].title);
			is_any = true;
		}
	}
	if (is_any) {
		struct aid_slice arg = aid_buffer_slice(&names);

		aid_message_format(&sentence, AID_MSG_TABLE_NARROW, &arg, 1);
		append_wrapped(out, &t->scratch, aid_buffer_slice(&sentence), width);
	}
	out->is_failed = out->is_failed || names.is_failed || sentence.is_failed;
	aid_buffer_done(&names);
	aid_buffer_done(&sentence);
}

int
aid_render_table(const struct aid_result *result, int width, struct aid_buffer *out,
		 struct aid_error *err)
{
	struct table t = { .result = result };
	int code = 0;

	width = width <= 0 ? DEFAULT_WIDTH : width;
	aid_arena_init(&t.arena);
	aid_arena_init(&t.row_arena);
	aid_buffer_init(&t.scratch);
	if (result->title.len > 0) {
		append_wrapped(out, &t.scratch, result->title, width);
	}
	if (result->n_rows > 0) {
		code = choose_columns(&t, width, err);
		if (code == 0 && result->title.len > 0) {
			aid_buffer_append_char(out, '\n');
		}
		if (code == 0 && t.n_columns > 0) {
			code = print(&t, out, err);
		}
		if (code == 0 && (result->notes.len > 0 || t.n_columns > 0)) {
			append_dropped(&t, width, out);
		}
	}
	if (code == 0 && result->notes.len > 0) {
		if (result->n_rows > 0) {
			aid_buffer_append_char(out, '\n');
		}
		append_notes(out, &t.scratch, result->notes, width);
	}
	free(t.indexes);
	free(t.fits);
	free(t.texts);
	free(t.row);
	aid_buffer_done(&t.scratch);
	aid_arena_done(&t.arena);
	aid_arena_done(&t.row_arena);
	return code < 0 ? code : aid_buffer_check(out, err);
}
