/* CSV for spreadsheets and scripts. The guard against formulas follows OWASP ("CSV Injection"): a cell that begins with one of
 * = + - @ TAB CR LF, also full-width or behind blanks and quotes, also on a later line of the cell, gets a leading
 * apostrophe. Text that already begins with apostrophes before such a character gets one more, so that taking one away on
 * reading restores it. */
#include "render/render.h"
#include "render/visible.h"
#include "text/formula.h"
#include "value/date.h"
#include "value/quantity.h"

/* -12.5 is a number, and a lone - is how people write "nothing": both stay as they are. */
static bool
is_harmless(struct aid_slice text)
{
	size_t i = 1;
	bool has_dot = false;

	if (text.len == 0 || text.ptr[0] != '-') {
		return false;
	}
	for (; i < text.len; i++) {
		if (text.ptr[i] == '.' && !has_dot && i > 1 && i + 1 < text.len) {
			has_dot = true;
		} else if (text.ptr[i] < '0' || text.ptr[i] > '9') {
			return false;
		}
	}
	return true;
}

static bool
needs_quotes(struct aid_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';' || c == '\t') {
			return true;
		}
	}
	return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
}

static void
append_escaped(struct aid_buffer *out, struct aid_slice text, bool is_quoted)
{
	size_t start = 0;

	for (size_t i = 0; is_quoted && i < text.len; i++) {
		if (text.ptr[i] == '"') {
			aid_buffer_append(out,
					  (struct aid_slice){ text.ptr + start, i + 1 - start });
			aid_buffer_append_char(out, '"');
			start = i + 1;
		}
	}
	aid_buffer_append(out, (struct aid_slice){ text.ptr + start, text.len - start });
}

/* The lines of a cell, each guarded where it needs to be; a line ends behind LF or a CR of its own. */
static void
append_lines(struct aid_buffer *out, struct aid_slice text, bool is_quoted)
{
	size_t start = 0;

	while (start < text.len) {
		size_t end = start;
		struct aid_slice line;

		while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r') {
			end++;
		}
		while (end < text.len && (text.ptr[end] == '\n' || text.ptr[end] == '\r')) {
			end++;
		}
		line = (struct aid_slice){ text.ptr + start, end - start };
		if (aid_formula_is_led(line) || (start == 0 && line.ptr[0] == '\n')) {
			aid_buffer_append_char(out, '\'');
		}
		append_escaped(out, line, is_quoted);
		start = end;
	}
}

void
aid_render_csv_field(struct aid_buffer *out, struct aid_slice text)
{
	bool is_guarded, is_quoted;

	if (text.len == 0) {
		return;
	}
	if (is_harmless(text)) {
		aid_buffer_append(out, text);
		return;
	}
	is_guarded = aid_formula_is_led(text) || text.ptr[0] == '\n';
	is_quoted = is_guarded || needs_quotes(text);
	if (is_quoted) {
		aid_buffer_append_char(out, '"');
	}
	append_lines(out, text, is_quoted);
	if (is_quoted) {
		aid_buffer_append_char(out, '"');
	}
}

void
aid_render_csv_text(struct aid_buffer *out, struct aid_slice text, struct aid_buffer *scratch)
{
	aid_buffer_reset(scratch);
	aid_visible_append_lines(scratch, text);
	if (scratch->is_failed) {
		out->is_failed = true;
		return;
	}
	aid_render_csv_field(out, aid_buffer_slice(scratch));
}

static void
append_cell(struct aid_buffer *out, struct aid_buffer *visible, const struct aid_cell *cell)
{
	switch (cell->type) {
	case AID_CELL_NONE:
		break;
	case AID_CELL_TEXT:
		aid_render_csv_text(out, cell->text, visible);
		break;
	case AID_CELL_INTEGER:
		aid_buffer_append_int(out, cell->number);
		break;
	case AID_CELL_QUANTITY:
		aid_quantity_format(out, cell->number);
		break;
	case AID_CELL_MASS:
		aid_quantity_format_micro(out, cell->number);
		break;
	case AID_CELL_DAY:
		aid_date_append_day(out, cell->number);
		break;
	case AID_CELL_SECONDS:
		aid_date_append_seconds(out, cell->number);
		break;
	}
}

static void
append_header(const struct aid_result *result, bool with_bom, struct aid_buffer *out)
{
	if (with_bom) {
		aid_buffer_append_text(out, "\xEF\xBB\xBF");
	}
	for (size_t i = 0; i < result->n_columns; i++) {
		if (i > 0) {
			aid_buffer_append_char(out, ',');
		}
		aid_render_csv_field(out, aid_slice_of(result->columns[i].name));
	}
	aid_buffer_append_char(out, '\n');
}

int
aid_render_csv(const struct aid_result *result, bool with_bom, struct aid_buffer *out,
	       struct aid_error *err)
{
	struct aid_buffer visible;

	aid_buffer_init(&visible);
	if (result->n_drained == 0) {
		append_header(result, with_bom, out);
	}
	for (size_t row = 0; row < result->n_rows; row++) {
		const struct aid_cell *cells = result->cells + row * result->n_columns;

		for (size_t i = 0; i < result->n_columns; i++) {
			if (i > 0) {
				aid_buffer_append_char(out, ',');
			}
			append_cell(out, &visible, &cells[i]);
		}
		aid_buffer_append_char(out, '\n');
	}
	aid_buffer_done(&visible);
	return aid_buffer_check(out, err);
}
