#include "read/dialect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/message.h"
#include "text/fold.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define NUMBER_SIZE 24

static const char delimiters[] = { ',', ';', '\t', '|' };
#define N_DELIMITERS (sizeof delimiters)

bool
aid_dialect_is_wished(const struct aid_dialect_wish *wish)
{
	return wish->encoding != NULL || wish->delimiter != 0 || wish->quote != 0 ||
	       wish->header_line != 0 || wish->header_lines != 0;
}

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

/* Line and byte in it (both from 1) of the byte `at` of the file. */
static int
locate(int fd, char *buffer, int64_t start, int64_t at, int64_t *out_line, int64_t *out_byte,
       struct aid_error *err)
{
	int64_t line = 1, line_start = start;
	char last = '\0';
	for (int64_t offset = start; offset < at;) {
		size_t n;
		int64_t left = at - offset;
		int rc = read_at(fd, buffer,
				 left < (int64_t)CHUNK_BYTES ? (size_t)left : CHUNK_BYTES, offset,
				 &n, err);
		if (rc < 0)
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

static int
refuse_bytes(int fd, char *buffer, int64_t start, int64_t at, enum aid_message message,
	     struct aid_error *err)
{
	int64_t line, byte;
	int rc = locate(fd, buffer, start, at, &line, &byte, err);
	if (rc < 0)
		return rc;
	char line_text[NUMBER_SIZE], byte_text[NUMBER_SIZE];
	snprintf(line_text, sizeof line_text, "%" PRId64, line);
	snprintf(byte_text, sizeof byte_text, "%" PRId64, byte);
	return aid_message_error(err, AID_E_REFUSED, message, 2, line_text, byte_text);
}

/* Every byte from `start` on. A character may be cut by the end of a chunk: its first bytes wait
 * for the next. */
static int
check_bytes(int fd, char *buffer, int64_t start, struct aid_error *err)
{
	int64_t offset = start; /* of buffer[0] */
	size_t kept = 0;
	for (;;) {
		size_t n;
		int rc = read_at(fd, buffer + kept, CHUNK_BYTES, offset + (int64_t)kept, &n, err);
		if (rc < 0)
			return rc;
		size_t len = kept + n;
		const char *nul = len == 0 ? NULL : memchr(buffer, '\0', len);
		if (nul != NULL)
			return refuse_bytes(fd, buffer, start, offset + (nul - buffer),
					    AID_MSG_DROP_NUL, err);
		size_t valid = aid_fold_valid_utf8((struct aid_slice){ buffer, len });
		if (valid < len && (n == 0 || len - valid >= 4))
			return refuse_bytes(fd, buffer, start, offset + (int64_t)valid,
					    AID_MSG_DROP_NOT_TEXT, err);
		if (n == 0)
			return 0;
		kept = len - valid;
		memmove(buffer, buffer + valid, kept);
		offset += (int64_t)valid;
	}
}

static int
check_size(int fd, struct aid_error *err)
{
	struct stat status;
	if (fstat(fd, &status) < 0)
		return aid_error_set_errno(err, errno, "fstat");
	if (status.st_size <= AID_LIMIT_DROP_BYTES)
		return 0;
	char size[NUMBER_SIZE], limit[NUMBER_SIZE];
	snprintf(size, sizeof size, "%" PRId64, (int64_t)status.st_size);
	snprintf(limit, sizeof limit, "%lld", AID_LIMIT_DROP_BYTES);
	return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_TOO_LARGE, 2, size, limit);
}

int
aid_dialect_check(int fd, int64_t *out_start, struct aid_error *err)
{
	int rc = check_size(fd, err);
	if (rc < 0)
		return rc;
	char *buffer = malloc(CHUNK_BYTES + 4);
	if (buffer == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	size_t n;
	rc = read_at(fd, buffer, CHUNK_BYTES, 0, &n, err);
	if (rc < 0)
		goto out;
	int64_t start = n >= 3 && memcmp(buffer, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (n == (size_t)start) {
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_EMPTY, 0);
		goto out;
	}
	rc = check_bytes(fd, buffer, start, err);
	if (rc == 0)
		*out_start = start;
out:
	free(buffer);
	return rc;
}

char
aid_dialect_sniff(struct aid_slice line)
{
	size_t counts[N_DELIMITERS] = { 0 };
	bool is_quoted = false;
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '"')
			is_quoted = !is_quoted;
		for (size_t d = 0; d < N_DELIMITERS && !is_quoted; d++)
			counts[d] += line.ptr[i] == delimiters[d];
	}
	size_t best = 0;
	for (size_t d = 1; d < N_DELIMITERS; d++) {
		if (counts[d] > counts[best])
			best = d;
	}
	return counts[best] == 0 ? '\0' : delimiters[best];
}

char
aid_dialect_declared(struct aid_slice line)
{
	line = aid_slice_trim(line);
	if (line.len >= 2 && line.ptr[0] == '"' && line.ptr[line.len - 1] == '"')
		line = (struct aid_slice){ line.ptr + 1, line.len - 2 };
	struct aid_slice prefix = AID_SLICE_LITERAL("sep=");
	bool is_tab = line.len == prefix.len; /* the blank at the end was trimmed */
	if (!is_tab && line.len != prefix.len + 1)
		return '\0';
	if (!aid_slice_is_equal_nocase((struct aid_slice){ line.ptr, prefix.len }, prefix))
		return '\0';
	char c = is_tab ? '\t' : line.ptr[prefix.len];
	return memchr(delimiters, c, N_DELIMITERS) == NULL ? '\0' : c;
}

bool
aid_dialect_is_blank(struct aid_slice line, char delimiter)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != delimiter)
			return false;
	}
	return true;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* #org+name+funder, with blanks allowed around the '+'. */
static bool
is_tag(struct aid_slice cell)
{
	if (cell.len < 2 || cell.ptr[0] != '#' || !is_letter(cell.ptr[1]))
		return false;
	for (size_t i = 2; i < cell.len; i++) {
		char c = cell.ptr[i];
		if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != ' ')
			return false;
	}
	return true;
}

bool
aid_dialect_is_hxl(const struct aid_slice *fields, size_t n_fields)
{
	size_t n_stated = 0, n_tags = 0;
	for (size_t i = 0; i < n_fields; i++) {
		n_stated += fields[i].len > 0;
		n_tags += is_tag(fields[i]);
	}
	return n_tags > 0 && 2 * n_tags >= n_stated;
}
