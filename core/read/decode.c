#include "read/decode.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "text/fold.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define RAW_BYTES ((size_t)64 * 1024)
#define NUMBER_SIZE 24

static int
read_at(int fd, char *buffer, size_t size, int64_t offset, size_t *out_n, struct aid_error *err)
{
	ssize_t n;
	do
		n = pread(fd, buffer, size, offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return aid_error_set_errno(err, errno, "byte %" PRId64, offset);
	*out_n = (size_t)n;
	return 0;
}

/* Not beyond the end of what is to be read. */
static int
read_within(const struct aid_decode *decode, char *buffer, size_t size, int64_t offset,
	    size_t *out_n, struct aid_error *err)
{
	int64_t left = decode->end - offset;
	if (left < (int64_t)size)
		size = left < 0 ? 0 : (size_t)left;
	return read_at(decode->fd, buffer, size, offset, out_n, err);
}

int
aid_decode_read(struct aid_decode *decode, char *out, size_t size, size_t *out_n,
		struct aid_error *err)
{
	if (decode->encoding == NULL) {
		int rc = read_within(decode, out, size, decode->offset, out_n, err);
		if (rc == 0)
			decode->offset += (int64_t)*out_n;
		return rc;
	}
	size_t len = 0, n = 1;
	while (len == 0 && n > 0) {
		n = decode->to - decode->from;
		if (n == 0) {
			int rc = read_within(decode, decode->raw, RAW_BYTES, decode->offset, &n,
					     err);
			if (rc != 0)
				return rc;
			decode->offset += (int64_t)n;
			decode->from = 0;
			decode->to = n;
		}
		const char *p = decode->raw + decode->from;
		/* All was looked through when it was opened. */
		(void)aid_encoding_read(decode->encoding, &p, decode->raw + decode->to, false, out,
					size, &len);
		decode->from = (size_t)(p - decode->raw);
	}
	*out_n = len;
	return 0;
}

void
aid_decode_rewind(struct aid_decode *decode)
{
	decode->offset = decode->start;
	decode->from = decode->to = 0;
	if (decode->encoding != NULL)
		aid_encoding_reset(decode->encoding);
}

void
aid_decode_close(struct aid_decode *decode)
{
	aid_encoding_close(decode->encoding);
	free(decode->raw);
	*decode = (struct aid_decode){ .fd = -1 };
}

/* ---- sentences ---- */

static int
refuse_place(enum aid_message message, int64_t line, int64_t byte, const char *third,
	     struct aid_error *err)
{
	char line_text[NUMBER_SIZE], byte_text[NUMBER_SIZE];
	snprintf(line_text, sizeof line_text, "%" PRId64, line);
	snprintf(byte_text, sizeof byte_text, "%" PRId64, byte);
	return aid_message_error(err, AID_E_REFUSED, message, 3, line_text, byte_text, third);
}

/* Line and byte in it (both from 1) of the byte `at` of a file of UTF-8 or the like. */
static int
locate(const struct aid_decode *decode, char *buffer, int64_t at, int64_t *out_line,
       int64_t *out_byte, struct aid_error *err)
{
	int64_t line = 1, line_start = decode->offset;
	char last = '\0';
	for (int64_t offset = decode->offset; offset < at;) {
		size_t n = 0;
		int64_t left = at - offset;
		int rc = read_at(decode->fd, buffer,
				 left < (int64_t)CHUNK_BYTES ? (size_t)left : CHUNK_BYTES, offset,
				 &n, err);
		if (rc != 0)
			return rc;
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++) {
			if (buffer[i] == '\r' || (buffer[i] == '\n' && last != '\r'))
				line++;
			if (buffer[i] == '\r' || buffer[i] == '\n')
				line_start = offset + (int64_t)i + 1;
			last = buffer[i];
		}
		offset += (int64_t)n;
	}
	*out_line = line;
	*out_byte = at - line_start + 1;
	return 0;
}

/* `as windows-1252 it reads "café"; as ...`: what the bytes around the byte `at` say in the likely encodings. */
static int
append_readings(const struct aid_decode *decode, char *buffer, int64_t at, struct aid_buffer *out,
		struct aid_error *err)
{
	struct aid_encoding_guess guesses[AID_ENCODING_GUESSES];
	int64_t start = at - decode->offset < 4096 ? decode->offset : at - 4096;
	size_t n = 0;
	int rc = read_at(decode->fd, buffer, RAW_BYTES, start, &n, err);
	if (rc != 0)
		return rc;
	size_t n_guesses = aid_encoding_guesses((struct aid_slice){ buffer, n },
						(size_t)(at - start), guesses);
	for (size_t i = 0; i < n_guesses; i++) {
		struct aid_slice args[2] = { aid_slice_of(guesses[i].name),
					     aid_slice_of(guesses[i].excerpt) };
		aid_buffer_append_text(out, i == 0 ? "" : "; ");
		aid_message_format(out, AID_MSG_ENCODING_READS, args, 2);
	}
	return aid_buffer_check(out, err);
}

static int
refuse_bytes(const struct aid_decode *decode, char *buffer, int64_t at, bool is_nul,
	     struct aid_error *err)
{
	int64_t line, byte;
	struct aid_buffer readings;
	int rc = locate(decode, buffer, at, &line, &byte, err);
	if (rc != 0)
		return rc;
	if (is_nul)
		return refuse_place(AID_MSG_DROP_NUL, line, byte, "", err);
	aid_buffer_init(&readings);
	rc = append_readings(decode, buffer, at, &readings, err);
	if (rc == 0 && readings.len == 0)
		rc = refuse_place(AID_MSG_DROP_NOT_TEXT, line, byte, "", err);
	else if (rc == 0)
		rc = refuse_place(AID_MSG_DROP_NOT_UTF8, line, byte, readings.ptr, err);
	aid_buffer_done(&readings);
	return rc;
}

/* ---- what is it? ---- */

static const struct {
	struct aid_slice beginning;
	enum aid_message what;
} foreign[] = {
	{ { "PK\x03\x04", 4 }, AID_MSG_THING_SPREADSHEET },
	{ { "\xD0\xCF\x11\xE0", 4 }, AID_MSG_THING_SPREADSHEET },
	{ { "%PDF", 4 }, AID_MSG_THING_PDF },
	{ { "\x1F\x8B", 2 }, AID_MSG_THING_PACKED },
	{ { "<!doctype html", 14 }, AID_MSG_THING_PAGE },
	{ { "<html", 5 }, AID_MSG_THING_PAGE },
};

static int
refuse_foreign(struct aid_slice beginning, struct aid_error *err)
{
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
		struct aid_slice mark = foreign[i].beginning;
		if (beginning.len < mark.len ||
		    !aid_slice_is_equal_nocase((struct aid_slice){ beginning.ptr, mark.len }, mark))
			continue;
		struct aid_buffer what;
		aid_buffer_init(&what);
		aid_message_format(&what, foreign[i].what, NULL, 0);
		int rc = aid_buffer_check(&what, err);
		if (rc == 0)
			rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_NOT_CSV, 1,
					       what.ptr);
		aid_buffer_done(&what);
		return rc;
	}
	return 0;
}

/* Unicode 15, table 23-6; the longer mark first, for one begins as the other. */
static const struct {
	struct aid_slice mark;
	const char *name; /* NULL: UTF-8 */
} marks[] = {
	{ { "\xEF\xBB\xBF", 3 }, NULL },       { { "\xFF\xFE\0\0", 4 }, "UTF-32LE" },
	{ { "\0\0\xFE\xFF", 4 }, "UTF-32BE" }, { { "\xFF\xFE", 2 }, "UTF-16LE" },
	{ { "\xFE\xFF", 2 }, "UTF-16BE" },
};

static const char *
take_mark(struct aid_decode *decode, struct aid_slice beginning)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		struct aid_slice mark = marks[i].mark;
		if (beginning.len < mark.len ||
		    !aid_slice_is_equal((struct aid_slice){ beginning.ptr, mark.len }, mark))
			continue;
		decode->has_bom = true;
		decode->offset = (int64_t)mark.len;
		return marks[i].name;
	}
	return NULL;
}

/* The first byte that no UTF-8 is, or that is NUL; -1: there is none. A character may be cut by the end of a chunk: its first bytes wait for the next. */
static int
find_flaw(const struct aid_decode *decode, char *buffer, bool is_cut, int64_t *out_at,
	  bool *out_is_nul, bool *out_is_ascii, struct aid_error *err)
{
	int64_t offset = decode->offset; /* of buffer[0] */
	size_t kept = 0;
	*out_at = -1;
	*out_is_nul = false;
	*out_is_ascii = true;
	for (;;) {
		size_t n = 0;
		int rc = read_within(decode, buffer + kept, CHUNK_BYTES, offset + (int64_t)kept, &n,
				     err);
		if (rc != 0)
			return rc;
		size_t len = kept + n;
		const char *nul = len == 0 ? NULL : memchr(buffer, '\0', len);
		size_t valid = aid_fold_valid_utf8((struct aid_slice){ buffer, len });
		bool is_flawed = valid < len && (len - valid >= 4 || (n == 0 && !is_cut));
		if (nul != NULL && (!is_flawed || nul < buffer + valid)) {
			*out_is_nul = true;
			*out_at = offset + (nul - buffer);
			return 0;
		}
		if (is_flawed)
			*out_at = offset + (int64_t)valid;
		if (is_flawed || n == 0)
			return 0;
		*out_is_ascii =
			*out_is_ascii && aid_fold_is_ascii((struct aid_slice){ buffer, valid });
		kept = len - valid;
		memmove(buffer, buffer + valid, kept);
		offset += (int64_t)valid;
	}
}

/* Takes the encoding if all of the file is in it. */
static int
convert(struct aid_decode *decode, const char *name, enum aid_message how, char *buffer,
	bool is_cut, struct aid_error *err)
{
	int64_t start = decode->offset;
	size_t n = 1;
	bool is_text = true;
	decode->raw = malloc(RAW_BYTES);
	if (decode->raw == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = aid_encoding_open(name, &decode->encoding, err);
	while (rc == 0 && is_text && n > 0) {
		rc = read_within(decode, decode->raw, RAW_BYTES, decode->offset, &n, err);
		if (rc != 0)
			return rc;
		decode->offset += (int64_t)n;
		const char *p = decode->raw, *end = decode->raw + n;
		size_t len = 1;
		while (is_text && len > 0)
			is_text = aid_encoding_read(decode->encoding, &p, end, n == 0 && !is_cut,
						    buffer, CHUNK_BYTES, &len);
	}
	if (rc != 0)
		return rc;
	decode->name = aid_encoding_name(decode->encoding);
	decode->how = how;
	if (!is_text) {
		int64_t line, byte;
		aid_encoding_place(decode->encoding, &line, &byte);
		return refuse_place(AID_MSG_DROP_NOT_DECODED, line, byte, decode->name, err);
	}
	aid_encoding_reset(decode->encoding);
	decode->offset = start;
	return 0;
}

static int
check_size(struct aid_decode *decode, const struct aid_dialect_wish *wish, bool *out_is_cut,
	   struct aid_error *err)
{
	struct stat status;
	if (fstat(decode->fd, &status) < 0)
		return aid_error_set_errno(err, errno, "fstat");
	decode->end = status.st_size;
	*out_is_cut = wish->n_head_bytes > 0 && (int64_t)wish->n_head_bytes < decode->end;
	if (*out_is_cut)
		decode->end = (int64_t)wish->n_head_bytes;
	if (status.st_size <= AID_LIMIT_DROP_BYTES)
		return 0;
	char size[NUMBER_SIZE], limit[NUMBER_SIZE];
	snprintf(size, sizeof size, "%" PRId64, (int64_t)status.st_size);
	snprintf(limit, sizeof limit, "%lld", AID_LIMIT_DROP_BYTES);
	return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_TOO_LARGE, 2, size, limit);
}

static int
open_text(struct aid_decode *decode, const struct aid_dialect_wish *wish, char *buffer,
	  struct aid_error *err)
{
	bool is_cut = false, is_nul, is_ascii;
	int64_t at;
	size_t n = 0;
	int rc = check_size(decode, wish, &is_cut, err);
	if (rc == 0)
		rc = read_within(decode, buffer, RAW_BYTES, 0, &n, err);
	if (rc != 0)
		return rc;
	struct aid_slice beginning = { buffer, n };
	const char *marked = take_mark(decode, beginning);
	if (n == (size_t)decode->offset)
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_EMPTY, 0);
	const char *wide = decode->has_bom ? NULL : aid_encoding_wide(beginning);
	rc = refuse_foreign(beginning, err);
	if (rc == 0 && marked != NULL)
		return convert(decode, marked, AID_MSG_READ_ENCODING, buffer, is_cut, err);
	if (rc == 0)
		rc = find_flaw(decode, buffer, is_cut, &at, &is_nul, &is_ascii, err);
	if (rc != 0)
		return rc;
	if (at < 0) {
		if (wish->encoding != NULL && !is_ascii)
			decode->how = AID_MSG_READ_ENCODING_OTHER;
		return 0;
	}
	if (wide != NULL && memchr(beginning.ptr, '\0', beginning.len) != NULL)
		return convert(decode, wide, AID_MSG_READ_ENCODING_FOUND, buffer, is_cut, err);
	if (wish->encoding != NULL && !decode->has_bom)
		return convert(decode, wish->encoding, AID_MSG_READ_ENCODING_PROFILE, buffer,
			       is_cut, err);
	return refuse_bytes(decode, buffer, at, is_nul, err);
}

int
aid_decode_open(int fd, const struct aid_dialect_wish *wish, struct aid_decode *out_decode,
		struct aid_error *err)
{
	struct aid_decode decode = { .fd = fd, .name = "UTF-8", .how = AID_MSG_READ_ENCODING };
	/* Room for a character that was cut by the end of a chunk. */
	char *buffer = malloc(CHUNK_BYTES + 4);
	if (buffer == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = open_text(&decode, wish, buffer, err);
	free(buffer);
	if (rc != 0)
		aid_decode_close(&decode);
	decode.start = decode.offset;
	if (rc == 0)
		*out_decode = decode;
	return rc;
}
