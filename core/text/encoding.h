/* Text in other encodings than UTF-8: ICU's converters, a piece at a time. Strict: what stands for no character of text stops the reading. */
#ifndef AID_TEXT_ENCODING_H
#define AID_TEXT_ENCODING_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct aid_encoding;

/* `name`: one of the names that IANA or a system gives an encoding (windows-1256, cp1256, KOI8-U, Big5, Shift_JIS, UTF-16LE ...), in capitals or
 * not. AID_E_INVALID (ENCODING_UNKNOWN) for a name that is none, or when digits, quotation marks, delimiters or line ends are not written as in
 * ASCII; AID_E_NOMEM. */
int aid_encoding_open(const char *name, struct aid_encoding **out_encoding, struct aid_error *err);
void aid_encoding_close(struct aid_encoding *encoding);
/* Its usual name; lives as long as the program. */
const char *aid_encoding_name(const struct aid_encoding *encoding);
/* Begins anew. */
void aid_encoding_reset(struct aid_encoding *encoding);
/* Reads *in up to `in_end`, as far as the `size` (at least 16) bytes at `out` hold what it makes of it, and moves *in on. A character may be cut by
 * the end; `is_last` says that nothing follows. False where the bytes are no text: not in the encoding, NUL, or a control character of the range U+0080 to
 * U+009F but for NEL, which no text holds (in ISO-8859-1 it mostly means windows-1252). */
bool aid_encoding_read(struct aid_encoding *encoding, const char **in, const char *in_end,
		       bool is_last, char *out, size_t size, size_t *out_len);
/* Where a reading stopped: line and byte in it, both from 1, of the bytes read since the beginning. */
void aid_encoding_place(const struct aid_encoding *encoding, int64_t *out_line, int64_t *out_byte);

#define AID_ENCODING_GUESSES 3
struct aid_encoding_guess {
	const char *name;
	char excerpt[160]; /* what the bytes around `at` read in it */
};
/* The encodings that `sample` is likely to be in, best first, as advice for a person: those in which its words look like words. The byte at `at` is what no
 * UTF-8 is. Readings that say the same are given once. */
size_t aid_encoding_guesses(struct aid_slice sample, size_t at,
			    struct aid_encoding_guess out_guesses[AID_ENCODING_GUESSES]);
/* "UTF-16LE" or "UTF-16BE" where the beginning of a file without a mark, which holds NUL bytes, can be nothing else; NULL where it can. */
const char *aid_encoding_wide(struct aid_slice beginning);

#endif
