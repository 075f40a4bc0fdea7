#include "read/lines.h"

#include <stdlib.h>

#include "base/message.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define BUFFER_BYTES ((size_t)AID_LIMIT_RECORD_BYTES + CHUNK_BYTES)

int
aid_lines_init(struct aid_lines *lines, struct aid_decode *text, struct aid_error *err)
{
	/* One byte more: what looks for the end of a field stops at the terminator behind the
	 * last one. */
	char *buffer = malloc(BUFFER_BYTES + 1);
	if (buffer == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*lines = (struct aid_lines){ .text = text, .buffer = buffer, .number = 1 };
	buffer[0] = '\0';
	return 0;
}

void
aid_lines_done(struct aid_lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}

void
aid_lines_rewind(struct aid_lines *lines)
{
	aid_decode_rewind(lines->text);
	*lines = (struct aid_lines){ .text = lines->text, .buffer = lines->buffer, .number = 1 };
	lines->buffer[0] = '\0';
}

/* Reads one chunk more, after moving what is still of use to the front of the buffer. */
static int
refill(struct aid_lines *lines, struct aid_error *err)
{
	size_t kept = lines->end - lines->here;
	memmove(lines->buffer, lines->buffer + lines->here, kept);
	lines->here = 0;
	lines->end = kept;
	lines->lf.from = lines->lf.at = lines->cr.from = lines->cr.at = 0;

	size_t room = BUFFER_BYTES - kept < CHUNK_BYTES ? BUFFER_BYTES - kept : CHUNK_BYTES;
	size_t n;
	int rc = aid_decode_read(lines->text, lines->buffer + kept, room, &n, err);
	if (rc < 0)
		return rc;
	lines->is_eof = n == 0;
	lines->end += n;
	lines->buffer[lines->end] = '\0';
	return 0;
}

/* Where the next `c` at or behind `start` is, or `end`. Each byte is looked at once, however
 * often a record is begun anew. */
static inline size_t
find(const struct aid_lines *lines, size_t start, char c, size_t *from, size_t *at)
{
	if (start < *from || start > *at || *from == *at) {
		const char *found = memchr(lines->buffer + start, c, lines->end - start);
		*from = start;
		*at = found == NULL ? lines->end : (size_t)(found - lines->buffer);
	}
	return *at;
}

/* The end of the line that begins at `start`: false when it is not in the buffer yet. */
static bool
find_end(struct aid_lines *lines, size_t start, size_t *out_at, size_t *out_n_end)
{
	size_t lf = find(lines, start, '\n', &lines->lf.from, &lines->lf.at);
	size_t cr = find(lines, start, '\r', &lines->cr.from, &lines->cr.at);
	if (cr < lf) {
		if (cr + 1 == lines->end && !lines->is_eof)
			return false; /* is there an LF behind it? */
		*out_at = cr;
		*out_n_end = cr + 1 == lf && lf < lines->end ? 2 : 1;
		lines->ends |= *out_n_end == 2 ? AID_LINE_CRLF : AID_LINE_CR;
		return true;
	}
	*out_at = lf;
	*out_n_end = lf < lines->end ? 1 : 0;
	if (lf < lines->end)
		lines->ends |= AID_LINE_LF;
	else if (lines->is_eof && start < lines->end)
		lines->ends |= AID_LINE_NONE;
	return lf < lines->end || lines->is_eof;
}

int
aid_lines_peek(struct aid_lines *lines, size_t ahead, struct aid_line *out_line, bool *out_is_end,
	       struct aid_error *err)
{
	size_t at, n_end;
	bool is_long = false;
	AID_REQUIRE(ahead <= lines->end - lines->here);
	while (!find_end(lines, lines->here + ahead, &at, &n_end)) {
		if (lines->end - lines->here > AID_LIMIT_RECORD_BYTES) {
			is_long = true;
			break;
		}
		int rc = refill(lines, err);
		if (rc < 0)
			return rc;
	}
	size_t start = lines->here + ahead;
	*out_is_end = !is_long && at == start && n_end == 0;
	if (!is_long && at - lines->here > AID_LIMIT_RECORD_BYTES)
		is_long = true;
	if (is_long) {
		size_t limit = lines->here + AID_LIMIT_RECORD_BYTES;
		at = limit > start ? limit : start;
		n_end = 0;
	}
	*out_line = (struct aid_line){ lines->buffer + start, at - start, n_end, is_long };
	return 0;
}

int
aid_lines_skip_long(struct aid_lines *lines, struct aid_error *err)
{
	size_t at, n_end;
	while (!find_end(lines, lines->here, &at, &n_end)) {
		/* A CR at the very end stays: an LF may follow. */
		bool is_open = lines->end > lines->here && lines->buffer[lines->end - 1] == '\r';
		lines->here = lines->end - (is_open ? 1 : 0);
		int rc = refill(lines, err);
		if (rc < 0)
			return rc;
	}
	lines->here = at + n_end;
	lines->number++;
	return 0;
}
