/* What needs no folding: is it UTF-8, and where does it begin and end. */
#include "text/fold.h"

#include <unicode/uchar.h>

#include "text/utf8.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Length of the longest ASCII prefix, to within the last eight bytes of it. */
static size_t
skip_ascii(struct aid_slice text, size_t at)
{
	while (text.len - at >= sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, text.ptr + at, sizeof(word));
		if ((word & HIGH_BITS) != 0)
			break;
		at += sizeof(word);
	}
	return at;
}

bool
aid_fold_is_ascii(struct aid_slice text)
{
	unsigned char high = 0;

	for (size_t i = skip_ascii(text, 0); i < text.len; i++)
		high |= (unsigned char)text.ptr[i];
	return high < 0x80;
}

size_t
aid_fold_valid_utf8(struct aid_slice text)
{
	size_t at = skip_ascii(text, 0);

	while (at < text.len) {
		uint32_t code;
		size_t len = aid_utf8_next(text.ptr + at, text.ptr + text.len, &code);

		if (len == 0)
			return at;
		at += len;
		if (len == 1)
			at = skip_ascii(text, at);
	}
	return at;
}

/* Blanks of any width, and what stands in a text without being seen. */
static bool
is_unseen(uint32_t code)
{
	if (code < 0x80)
		return code == ' ' || (code >= '\t' && code <= '\r');
	return code == 0x85 || code == 0xa0 || code == 0xad || code == 0x61c || code == 0x180e ||
	       (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) ||
	       (code >= 0x205f && code <= 0x206f) || code == 0x3000 || code == 0xfeff;
}

struct aid_slice
aid_fold_trim(struct aid_slice text)
{
	const char *start, *end;
	uint32_t code = 0;
	size_t len;

	if (text.len == 0)
		return text;
	start = text.ptr;
	end = text.ptr + text.len;
	while (start < end && (len = aid_utf8_next(start, end, &code)) != 0 && is_unseen(code))
		start += len;
	while (end > start) {
		const char *p = end - 1;

		while (p > start && end - p < 4 && ((unsigned char)*p & 0xc0) == 0x80)
			p--;
		len = aid_utf8_next(p, end, &code);
		if (len != (size_t)(end - p) || !is_unseen(code))
			break;
		end = p;
	}
	return (struct aid_slice){ start, (size_t)(end - start) };
}

static bool
is_direction_mark(uint32_t code)
{
	return code == 0x61c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool
aid_fold_digits(struct aid_slice text, char *out, size_t size, size_t *out_len)
{
	const char *p = text.ptr;
	const char *end = text.len == 0 ? p : p + text.len;
	size_t n = 0;

	while (p < end) {
		uint32_t code = 0;
		size_t len = aid_utf8_next(p, end, &code);
		int32_t digit;

		if (len > 1 && is_direction_mark(code)) {
			p += len;
			continue;
		}
		if (len == 0)
			len = 1; /* not UTF-8: as it is */
		if (size - n < len)
			return false;
		if (len == 1)
			out[n++] = *p;
		else if ((digit = u_charDigitValue((UChar32)code)) >= 0)
			out[n++] = (char)('0' + digit);
		else if (code == 0xa0 || code == 0x2007 || code == 0x2009 || code == 0x202f)
			out[n++] = ' ';
		else if (code == 0x2212)
			out[n++] = '-';
		else
			for (size_t i = 0; i < len; i++)
				out[n++] = p[i];
		p += len;
	}
	*out_len = n;
	return true;
}

size_t
aid_fold_numeric_prefix(struct aid_slice text)
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t code = (unsigned char)text.ptr[at];
		size_t len =
			code < 0x80 ? 1 : aid_utf8_next(text.ptr + at, text.ptr + text.len, &code);

		if (len == 0 || (code < 0x80 ? (code | 0x20) - 'a' < 26 : u_isalpha((UChar32)code)))
			break;
		at += len;
	}
	return at;
}
