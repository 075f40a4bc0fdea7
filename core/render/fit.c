#define _XOPEN_SOURCE 700 /* wcwidth */
#include "render/fit.h"

#include <wchar.h>

#include "render/visible.h"

static int
point_width(uint32_t c)
{
	int width = c - 0x20 < 0x5F || c > 0x10FFFF ? 1 : wcwidth((wchar_t)c);

	return width < 0 ? 1 : width;
}

int
aid_fit_width(struct aid_slice text)
{
	size_t position = aid_visible_skip_ascii(text, 0);
	int width = (int)position;

	while (position < text.len) {
		size_t start;

		width += point_width(aid_visible_next(text, &position));
		start = position;
		position = aid_visible_skip_ascii(text, position);
		width += (int)(position - start);
	}
	return width;
}

int
aid_fit_word_width(struct aid_slice text)
{
	size_t start = 0;
	int widest = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i == text.len || text.ptr[i] == ' ') {
			int width =
				aid_fit_width((struct aid_slice){ text.ptr + start, i - start });

			widest = width > widest ? width : widest;
			start = i + 1;
		}
	}
	return widest;
}

static int
total_width(const struct aid_fit_column *columns, size_t n_columns)
{
	int total = 0;

	for (size_t i = 0; i < n_columns; i++) {
		if (!columns[i].is_dropped) {
			total += columns[i].width + (total > 0 ? AID_FIT_GAP : 0);
		}
	}
	return total;
}

/* One cell less for the widest column that may give one. */
static bool
narrow_one(struct aid_fit_column *columns, size_t n_columns)
{
	struct aid_fit_column *widest = NULL;

	for (size_t i = 0; i < n_columns; i++) {
		struct aid_fit_column *column = &columns[i];

		if (!column->is_dropped && column->width > column->least &&
		    (widest == NULL || column->width > widest->width)) {
			widest = column;
		}
	}
	if (widest != NULL) {
		widest->width--;
	}
	return widest != NULL;
}

static bool
drop_one(struct aid_fit_column *columns, size_t n_columns)
{
	struct aid_fit_column *last = NULL;

	for (size_t i = 0; i < n_columns; i++) {
		if (!columns[i].is_dropped && columns[i].rank > 0 &&
		    (last == NULL || columns[i].rank >= last->rank)) {
			last = &columns[i];
		}
	}
	if (last != NULL) {
		last->is_dropped = true;
	}
	return last != NULL;
}

void
aid_fit_columns(struct aid_fit_column *columns, size_t n_columns, int width)
{
	for (size_t i = 0; i < n_columns; i++) {
		columns[i].is_dropped = false;
	}
	do {
		for (size_t i = 0; i < n_columns; i++) {
			columns[i].width = columns[i].natural;
		}
		while (total_width(columns, n_columns) > width && narrow_one(columns, n_columns)) {
		}
	} while (total_width(columns, n_columns) > width && drop_one(columns, n_columns));
}

static bool
is_break_behind(uint32_t c)
{
	return c == '-' || c == '_' || c == '/' || c == ',' || c == ';' || c == ':';
}

/* The first line of `rest`: its length in bytes, and in *out_next where the next one starts. */
static size_t
line_length(struct aid_slice rest, int width, size_t *out_next)
{
	size_t position = 0, blank = 0, mark = 0, full = 0;
	int used = 0;

	while (position < rest.len) {
		size_t start = position;
		uint32_t c = aid_visible_next(rest, &position);

		if (c == ' ') {
			blank = start;
		}
		used += point_width(c);
		if (used > width && start > 0) {
			full = c == ' ' ? 0 : start;
			break;
		}
		if (is_break_behind(c)) {
			mark = position;
		}
		if (position == rest.len) {
			*out_next = rest.len;
			return rest.len;
		}
	}
	if (blank > 0) {
		*out_next = blank + 1;
		return blank;
	}
	/* A long number or name: behind punctuation, unless that leaves less than a third of a line. */
	*out_next = aid_fit_width((struct aid_slice){ rest.ptr, mark }) * 3 >= width ? mark : full;
	return *out_next;
}

void
aid_fit_wrap(struct aid_slice text, int width, struct aid_buffer *out)
{
	struct aid_slice rest = text;

	aid_buffer_reset(out);
	for (int n_lines = 1; rest.len > 0; n_lines++) {
		size_t next;
		size_t length = line_length(rest, width, &next);

		if (n_lines == AID_FIT_CELL_LINES && next < rest.len) {
			length = line_length(rest, width > 1 ? width - 1 : 1, &next);
			aid_buffer_append(out, (struct aid_slice){ rest.ptr, length });
			aid_buffer_append_text(out, "\xE2\x80\xA6");
			return;
		}
		aid_buffer_append(out, (struct aid_slice){ rest.ptr, length });
		rest = (struct aid_slice){ rest.ptr + next, rest.len - next };
		if (rest.len > 0) {
			aid_buffer_append_char(out, '\n');
		}
	}
}
