/* The lines of a proposal, and what a line says of a column: its name, and a few of its cells. */
#include "propose/text.h"

#include <stdarg.h>

#include "read/cell.h"

#define SAMPLES 3

void
aid_propose_comment(struct aid_propose_writer *w, bool is_question, enum aid_message message,
		    size_t n_args, ...)
{
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	va_list list;
	va_start(list, n_args);
	for (size_t i = 0; i < n_args && i < AID_MESSAGE_ARGS_MAX; i++)
		args[i] = va_arg(list, struct aid_slice);
	va_end(list);
	aid_buffer_append_text(w->out, is_question ? "#? " : "# ");
	aid_message_format(w->out, message, args, n_args);
	aid_buffer_append_char(w->out, '\n');
	w->n_asked += is_question;
}

void
aid_propose_set(struct aid_propose_writer *w, const char *key, struct aid_slice value)
{
	aid_buffer_append_text(w->out, key);
	aid_buffer_append_text(w->out, " = ");
	aid_buffer_append(w->out, value);
	aid_buffer_append_char(w->out, '\n');
}

void
aid_propose_offer(struct aid_propose_writer *w, const char *key, struct aid_slice value)
{
	aid_buffer_append_format(w->out, "#? %s =%s", key, value.len == 0 ? "" : " ");
	aid_buffer_append(w->out, value);
	aid_buffer_append_char(w->out, '\n');
}

/* Bytes of a character that no terminal should see, at `p`: a control character, or (in *out_is_mark) one that only directs or joins text; 0 for none. */
static size_t
hidden_length(const unsigned char *p, size_t n, bool *out_is_mark)
{
	*out_is_mark = false;
	if (p[0] < ' ' || p[0] == 0x7f)
		return 1;
	if (n >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F)
		return 2;
	if (n < 3 || p[0] != 0xE2 || (p[1] != 0x80 && p[1] != 0x81))
		return 0;
	*out_is_mark = p[1] == 0x81
			       ? p[2] >= 0xA0 && p[2] <= 0xAF
			       : (p[2] >= 0x8C && p[2] <= 0x8F) || (p[2] >= 0xAA && p[2] <= 0xAE);
	bool is_blank = p[1] == 0x80 && (p[2] == 0x8B || p[2] == 0xA8 || p[2] == 0xA9);
	return *out_is_mark || is_blank ? 3 : 0;
}

void
aid_propose_append_name(struct aid_propose_writer *w, struct aid_slice name)
{
	for (size_t i = 0; i < name.len;) {
		bool is_mark;
		size_t n =
			hidden_length((const unsigned char *)name.ptr + i, name.len - i, &is_mark);
		bool is_sign = name.ptr[i] == '|' || name.ptr[i] == '"';
		if (!is_mark)
			aid_buffer_append_char(w->out, n > 0 || is_sign ? ' ' : name.ptr[i]);
		i += n == 0 ? 1 : n;
	}
}

struct aid_slice
aid_propose_name(const struct aid_propose_writer *w, int field)
{
	return w->inspection->header.names[field];
}

void
aid_propose_set_field(struct aid_propose_writer *w, const char *key, int field)
{
	aid_buffer_append_text(w->out, key);
	aid_buffer_append_text(w->out, " = ");
	aid_propose_append_name(w, aid_propose_name(w, field));
	aid_buffer_append_char(w->out, '\n');
}

void
aid_propose_append_values(const struct aid_inspected_values *values, struct aid_buffer *out)
{
	for (size_t i = 0; i < values->n_items && i < SAMPLES; i++) {
		aid_buffer_append_text(out, i == 0 ? "" : " | ");
		aid_cell_quote(values->items[i].text, out);
	}
	if (values->n_items > SAMPLES)
		aid_buffer_append_text(out, " | ...");
}
