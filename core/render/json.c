/* JSON through jansson, one object a row: the whole is never held as a tree. */
#include "render/render.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/message.h"
#include "render/visible.h"
#include "value/date.h"
#include "value/quantity.h"

/* Jansson refuses what is not UTF-8; such a byte becomes U+FFFD. */
static json_t *
text_value(struct aid_buffer *scratch, struct aid_slice text)
{
	size_t position = 0;

	aid_buffer_reset(scratch);
	while (position < text.len) {
		size_t start = position;

		if (aid_visible_next(text, &position) > 0x10FFFF) {
			aid_buffer_append_text(scratch, "\xEF\xBF\xBD");
		} else {
			aid_buffer_append(scratch,
					  (struct aid_slice){ text.ptr + start, position - start });
		}
	}
	if (scratch->is_failed) {
		return NULL;
	}
	return json_stringn(scratch->len == 0 ? "" : scratch->ptr, scratch->len);
}

static json_t *
formatted_value(struct aid_buffer *scratch, const struct aid_cell *cell)
{
	aid_buffer_reset(scratch);
	if (cell->type == AID_CELL_QUANTITY) {
		aid_quantity_format(scratch, cell->number);
	} else if (cell->type == AID_CELL_MASS) {
		aid_quantity_format_micro(scratch, cell->number);
	} else if (cell->type == AID_CELL_DAY) {
		aid_date_append_day(scratch, cell->number);
	} else {
		aid_date_append_seconds(scratch, cell->number);
	}
	return scratch->is_failed ? NULL : json_stringn(scratch->ptr, scratch->len);
}

static json_t *
cell_value(struct aid_buffer *scratch, const struct aid_cell *cell)
{
	switch (cell->type) {
	case AID_CELL_NONE:
		return json_null();
	case AID_CELL_TEXT:
		return text_value(scratch, cell->text);
	case AID_CELL_INTEGER:
		return json_integer((json_int_t)cell->number);
	case AID_CELL_QUANTITY:
	case AID_CELL_MASS:
	case AID_CELL_DAY:
	case AID_CELL_SECONDS:
		break;
	}
	return formatted_value(scratch, cell);
}

/* What jansson leaves raw but a terminal might obey stands inside a string: \u007f, \u202e ... mean the same there. */
static void
append_safe(struct aid_buffer *out, struct aid_slice json)
{
	size_t position = 0;

	while (position < json.len) {
		size_t start = position;
		uint32_t c = aid_visible_next(json, &position);

		if (c < 0x7F || aid_visible_class(c) == AID_VISIBLE_PLAIN) {
			aid_buffer_append(out,
					  (struct aid_slice){ json.ptr + start, position - start });
		} else if (c > 0xFFFF) {
			aid_buffer_append_format(out, "\\u%04X\\u%04X",
						 (unsigned)(0xD800 + ((c - 0x10000) >> 10)),
						 (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
		} else {
			aid_buffer_append_format(out, "\\u%04X", (unsigned)c);
		}
	}
}

static int
append_row(const struct aid_result *result, size_t row, struct aid_buffer *scratch,
	   struct aid_buffer *out, struct aid_error *err)
{
	const struct aid_cell *cells = result->cells + row * result->n_columns;
	json_t *object = json_object();
	char *text = NULL;
	int code = 0;

	for (size_t i = 0; object != NULL && i < result->n_columns; i++) {
		if (json_object_set_new(object, result->columns[i].name,
					cell_value(scratch, &cells[i])) < 0) {
			code = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
			goto out;
		}
	}
	text = object == NULL ? NULL : json_dumps(object, 0);
	if (text == NULL) {
		code = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		goto out;
	}
	append_safe(out, aid_slice_of(text));
out:
	free(text);
	json_decref(object);
	return code;
}

int
aid_render_json(const struct aid_result *result, struct aid_buffer *out, struct aid_error *err)
{
	struct aid_buffer scratch;
	int code = 0;

	aid_buffer_init(&scratch);
	if (result->n_drained == 0) {
		aid_buffer_append_char(out, '[');
	}
	for (size_t row = 0; code == 0 && row < result->n_rows; row++) {
		aid_buffer_append_text(out, row + result->n_drained == 0 ? "\n" : ",\n");
		code = append_row(result, row, &scratch, out, err);
	}
	if (!result->has_more) {
		aid_buffer_append_text(out, "\n]\n");
	}
	aid_buffer_done(&scratch);
	return code < 0 ? code : aid_buffer_check(out, err);
}
