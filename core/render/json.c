/* JSON, one object a row, with texts through jansson: nothing is ever held as a tree. */
#include "render/render.h"

#include <jansson.h>
#include <stdlib.h>

#include "render/visible.h"
#include "value/date.h"
#include "value/quantity.h"

static void
append_run(struct aid_buffer *out, struct aid_slice text, size_t start, size_t end)
{
	if (start < end) {
		aid_buffer_append(out, (struct aid_slice){ text.ptr + start, end - start });
	}
}

/* What jansson leaves raw but a terminal might obey stands inside a string: \u007f, \u202e ... mean the same there. */
static void
append_safe(struct aid_buffer *out, struct aid_slice json)
{
	size_t position = 0, done = 0;

	while ((position = aid_visible_skip_ascii(json, position)) < json.len) {
		size_t start = position;
		uint32_t c = aid_visible_next(json, &position);

		if (c < 0x7F || aid_visible_class(c) == AID_VISIBLE_PLAIN) {
			continue;
		}
		append_run(out, json, done, start);
		done = position;
		if (c > 0xFFFF) {
			aid_buffer_append_format(out, "\\u%04X\\u%04X",
						 (unsigned)(0xD800 + ((c - 0x10000) >> 10)),
						 (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
		} else {
			aid_buffer_append_format(out, "\\u%04X", (unsigned)c);
		}
	}
	append_run(out, json, done, json.len);
}

/* Jansson escapes it. It refuses what is not UTF-8; such a byte becomes U+FFFD. */
static void
append_text(struct aid_buffer *out, struct aid_buffer *scratch, struct aid_slice text)
{
	size_t position = 0, done = 0;
	json_t *value = NULL;
	char *json = NULL;

	aid_buffer_reset(scratch);
	while ((position = aid_visible_skip_ascii(text, position)) < text.len) {
		size_t start = position;

		if (aid_visible_next(text, &position) > 0x10FFFF) {
			append_run(scratch, text, done, start);
			aid_buffer_append_text(scratch, "\xEF\xBF\xBD");
			done = position;
		}
	}
	append_run(scratch, text, done, text.len);
	if (!scratch->is_failed) {
		value = json_stringn(scratch->len == 0 ? "" : scratch->ptr, scratch->len);
	}
	if (value != NULL) {
		json = json_dumps(value, JSON_ENCODE_ANY);
	}
	if (json == NULL) {
		out->is_failed = true;
	} else {
		append_safe(out, aid_slice_of(json));
	}
	free(json);
	json_decref(value);
}

/* Numbers with a fraction, days and times stand in quotes, and need no escapes. */
static void
append_cell(struct aid_buffer *out, struct aid_buffer *scratch, const struct aid_cell *cell)
{
	if (cell->type == AID_CELL_NONE) {
		aid_buffer_append_text(out, "null");
	} else if (cell->type == AID_CELL_INTEGER) {
		aid_buffer_append_int(out, cell->number);
	} else if (cell->type == AID_CELL_TEXT) {
		append_text(out, scratch, cell->text);
	} else {
		aid_buffer_append_char(out, '"');
		if (cell->type == AID_CELL_QUANTITY) {
			aid_quantity_format(out, cell->number);
		} else if (cell->type == AID_CELL_MASS) {
			aid_quantity_format_micro(out, cell->number);
		} else if (cell->type == AID_CELL_DAY) {
			aid_date_append_day(out, cell->number);
		} else {
			aid_date_append_seconds(out, cell->number);
		}
		aid_buffer_append_char(out, '"');
	}
}

static void
append_row(const struct aid_result *result, size_t row, struct aid_buffer *scratch,
	   struct aid_buffer *out)
{
	const struct aid_cell *cells = result->cells + row * result->n_columns;

	aid_buffer_append_char(out, '{');
	for (size_t i = 0; i < result->n_columns; i++) {
		aid_buffer_append_text(out, i == 0 ? "\"" : ", \"");
		aid_buffer_append_text(out, result->columns[i].name);
		aid_buffer_append_text(out, "\": ");
		append_cell(out, scratch, &cells[i]);
	}
	aid_buffer_append_char(out, '}');
}

int
aid_render_json(const struct aid_result *result, struct aid_buffer *out, struct aid_error *err)
{
	struct aid_buffer scratch;

	aid_buffer_init(&scratch);
	if (result->n_drained == 0) {
		aid_buffer_append_char(out, '[');
	}
	for (size_t row = 0; row < result->n_rows; row++) {
		aid_buffer_append_text(out, row + result->n_drained == 0 ? "\n" : ",\n");
		append_row(result, row, &scratch, out);
	}
	if (!result->has_more) {
		aid_buffer_append_text(out, "\n]\n");
	}
	aid_buffer_done(&scratch);
	return aid_buffer_check(out, err);
}
