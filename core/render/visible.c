#include "render/visible.h"

#include "text/utf8.h"

#define NOT_UTF8 0x110000u

uint32_t
aid_visible_next(struct aid_slice text, size_t *position)
{
	const char *p = text.ptr + *position;
	uint32_t c = 0;
	size_t length = aid_utf8_next(p, text.ptr + text.len, &c);

	if (length == 0) {
		*position += 1;
		return NOT_UTF8 + (unsigned char)*p;
	}
	*position += length;
	return c;
}

enum aid_visible
aid_visible_class(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r') {
		return AID_VISIBLE_BREAK;
	}
	if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c >= NOT_UTF8) {
		return AID_VISIBLE_ESCAPE;
	}
	/* Line and paragraph separator; embeddings, overrides; isolates; deprecated format and interlinear characters. */
	if ((c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F) ||
	    (c >= 0xFFF9 && c <= 0xFFFB)) {
		return AID_VISIBLE_ESCAPE;
	}
	/* Soft hyphen, Arabic letter mark, Mongolian separator, zero-width and direction marks, joiners, BOM, tags. */
	if (c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x2060 && c <= 0x2065) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF)) {
		return AID_VISIBLE_NOTHING;
	}
	return AID_VISIBLE_PLAIN;
}

void
aid_visible_append_escape(struct aid_buffer *out, uint32_t c)
{
	if (c >= NOT_UTF8) {
		aid_buffer_append_text(out, "\xEF\xBF\xBD");
	} else {
		aid_buffer_append_format(out, "\\u%04x", (unsigned)c);
	}
}

size_t
aid_visible_skip_ascii(struct aid_slice text, size_t position)
{
	while (position < text.len && text.ptr[position] >= 0x20 && text.ptr[position] < 0x7F) {
		position++;
	}
	return position;
}

/* Runs of what stays as it is are appended in one go. */
static void
append(struct aid_buffer *out, struct aid_slice text, bool with_breaks)
{
	size_t position = 0, done = 0;

	while ((position = aid_visible_skip_ascii(text, position)) < text.len) {
		size_t start = position;
		uint32_t c = aid_visible_next(text, &position);
		enum aid_visible class = aid_visible_class(c);

		if (class == AID_VISIBLE_PLAIN ||
		    (class == AID_VISIBLE_BREAK && with_breaks && c != '\r')) {
			continue;
		}
		aid_buffer_append(out, (struct aid_slice){ text.ptr + done, start - done });
		done = position;
		if (class == AID_VISIBLE_BREAK) {
			aid_buffer_append_char(out, ' ');
		} else if (class == AID_VISIBLE_ESCAPE) {
			aid_visible_append_escape(out, c);
		}
	}
	if (done < text.len) {
		aid_buffer_append(out, (struct aid_slice){ text.ptr + done, text.len - done });
	}
}

void
aid_visible_append(struct aid_buffer *out, struct aid_slice text)
{
	append(out, text, false);
}

void
aid_visible_append_lines(struct aid_buffer *out, struct aid_slice text)
{
	append(out, text, true);
}
