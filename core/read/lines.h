/* Physical lines of a file through one buffer of fixed size: LF, CRLF and a lone CR end a line.
 * The caller looks at a line, and at the lines behind it, as long as it has not moved on past
 * the first: that is how a record which turns out to be none is given up and its second line is
 * read as a first one. */
#ifndef AID_READ_LINES_H
#define AID_READ_LINES_H

#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"
#include "read/decode.h"

struct aid_line {
	const char *ptr; /* valid until the next call */
	size_t len;      /* without its end */
	size_t n_end;    /* bytes of its end: 2, 1, or 0 where the file ends without one */
	bool is_long; /* it goes on beyond what may be held at once; ptr and len are its beginning */
};

#define AID_LINE_LF 1u
#define AID_LINE_CRLF 2u
#define AID_LINE_CR 4u
#define AID_LINE_NONE 8u /* the last line has no end */

struct aid_lines {
	struct aid_decode *text;
	char *buffer;
	size_t here; /* where the caller stands, and the end of what is in the buffer */
	size_t end;
	bool is_eof;
	int64_t number; /* of the line that begins at `here`, 1-based */
	unsigned ends;  /* kinds of line ends that were met: AID_LINE_LF ... */
	/* What was looked for last: none of that character in [from, at). */
	struct {
		size_t from, at;
	} lf, cr;
};

/* Lines of `text`, which stays the caller's. AID_E_NOMEM. */
int aid_lines_init(struct aid_lines *lines, struct aid_decode *text, struct aid_error *err);
void aid_lines_done(struct aid_lines *lines);
/* Back to the first line of the text. */
void aid_lines_rewind(struct aid_lines *lines);
/* The line that begins `ahead` bytes behind where the caller stands (a place where a line
 * begins). *out_is_end instead when the file ends there. From where the caller stands to the end
 * of that line is at most AID_LIMIT_RECORD_BYTES, else `is_long`. AID_E_IO. */
int aid_lines_peek(struct aid_lines *lines, size_t ahead, struct aid_line *out_line,
		   bool *out_is_end, struct aid_error *err);
/* The byte where the caller stands; valid until the next peek. */
static inline const char *
aid_lines_here(const struct aid_lines *lines)
{
	return lines->buffer + lines->here;
}
/* Moves on by lines that were looked at. */
static inline void
aid_lines_advance(struct aid_lines *lines, size_t n_bytes, int64_t n_lines)
{
	lines->here += n_bytes;
	lines->number += n_lines;
}
/* Moves on behind the end of a long line. AID_E_IO. */
int aid_lines_skip_long(struct aid_lines *lines, struct aid_error *err);

#endif
