/* One code point of UTF-8. Private to text/. */
#ifndef AID_TEXT_UTF8_H
#define AID_TEXT_UTF8_H

#include <stdint.h>

#include "base/slice.h"

/* Bytes of the code point at p < end (1 to 4) and the code point; 0 where the bytes are no UTF-8:
 * overlong, a surrogate, beyond U+10FFFF, cut off. (Unicode 15, table 3-7.) */
static inline size_t
aid_utf8_next(const char *p, const char *end, uint32_t *out_code)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n_left = (size_t)(end - p);
	size_t len;
	uint32_t code;

	if (u[0] < 0x80) {
		*out_code = u[0];
		return 1;
	}
	if (u[0] < 0xc2 || u[0] > 0xf4)
		return 0;
	len = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
	if (n_left < len)
		return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
	    (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	code = u[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (u[i] & 0x3f);
	}
	*out_code = code;
	return len;
}

/* Writes 1 to 4 bytes. */
static inline size_t
aid_utf8_put(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

#endif
