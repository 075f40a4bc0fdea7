#include "text/formula.h"

#include "text/utf8.h"

static bool
is_lead(uint32_t c)
{
	switch (c) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case 0xFF0B: /* full-width + - = @ */
	case 0xFF0D:
	case 0xFF1D:
	case 0xFF20:
		return true;
	default:
		return false;
	}
}

/* Blanks, quotes and characters without a width, which a spreadsheet, or a sloppy reader before it, skips. */
static bool
is_skipped(uint32_t c)
{
	return c == ' ' || c == '\'' || c == '"' || c == 0xA0 || c == 0xAD || c == 0x61C ||
	       c == 0x180E || (c >= 0x2000 && c <= 0x200F) || c == 0x202F ||
	       (c >= 0x205F && c <= 0x2065) || c == 0x3000 || c == 0xFEFF;
}

bool
aid_formula_is_led(struct aid_slice text)
{
	const char *p = text.ptr, *end = text.ptr + text.len;

	while (p < end) {
		uint32_t c = 0;
		size_t length = aid_utf8_next(p, end, &c);

		if (length == 0) {
			return false;
		}
		if (is_lead(c)) {
			return true;
		}
		if (!is_skipped(c)) {
			return false;
		}
		p += length;
	}
	return false;
}
