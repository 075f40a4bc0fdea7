/* Records of a CSV text, one physical line at a time (STYLE.md, libcsv measured): every physical line is exactly one of
 * preamble, header, HXL, blank, footer, or part of one record; a stray quote costs at most the record it stands in. */
#ifndef AID_READ_RECORD_H
#define AID_READ_RECORD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/message.h"
#include "read/dialect.h"

struct aid_record {
	int64_t number; /* 1 for the first record below the header */
	int64_t line;   /* physical line it starts on, 1-based */
	int64_t n_lines;
	struct aid_slice
		raw; /* its bytes as text, without the last line end; of a line over the limit its beginning */
	const struct aid_slice
		*fields; /* trimmed, without formula guards; never more than the header has */
	size_t n_fields;
	bool is_resumed; /* it begins on a line that an earlier, rejected quotation mark seemed to hold */
	enum aid_message
		reject; /* NOT_CSV, TWO_READINGS, RAGGED, RECORD_LIMIT, FIELD_LIMIT: fields may then be missing */
	struct aid_slice reject_args; /* joined by AID_MESSAGE_SEPARATOR */
};

struct aid_dialect {
	const char *encoding;          /* UTF-8, UTF-16LE, windows-1256 ... */
	enum aid_message encoding_how; /* READ_ENCODING or one of its likes: who says so */
	char delimiter;                /* , ; tab | */
	int64_t header_line;
	int64_t hxl_line; /* 0: there is none */
	bool has_bom;
};

struct aid_records;

/* Reads from the start of `fd` (a regular file that does not change; not closed by the reader), sniffs the delimiter from the first line that holds one, and
 * finds the header: the first line that is not blank (or not before the `header_line` of the wish). The whole file is looked through first:
 * AID_E_REFUSED with a sentence: empty, too large, NUL bytes, not UTF-8, no header or none that can be read; AID_E_IO, AID_E_NOMEM.
 * `wish` (NULL: there is none) is not kept. */
int aid_records_open(int fd, const struct aid_dialect_wish *wish, struct aid_records **out_records,
		     struct aid_error *err);
void aid_records_close(struct aid_records *records);
/* A quotation mark that was never meant can swallow rows in silence: 4,x,"8 above 5,y,9" is one record to every CSV parser. A field with a
 * line in it that holds as many delimiters as a row is therefore suspect. `is_row` then says whether that line, cut at the delimiters, fits the
 * columns (aid_map_is_row): if so the first line alone is rejected (NOT_CSV) and reading goes on with the second; if not, or without a
 * check, the record is rejected whole (TWO_READINGS). */
typedef bool
aid_records_is_row(const void *context, const struct aid_slice *fields, size_t n_fields);
void
aid_records_set_check(struct aid_records *records, aid_records_is_row *is_row, const void *context);
/* The header's fields, trimmed, and the dialect; owned by the reader. Empty fields at its end are left out: a row may be as wide as the
 * header with them, and beyond that hold empty fields only. */
const struct aid_slice *aid_records_header(const struct aid_records *records, size_t *out_n_fields);
/* The tags of the HXL row below it, trimmed; NULL and none without one. Owned by the reader. */
const struct aid_slice *aid_records_tags(const struct aid_records *records, size_t *out_n_tags);
struct aid_dialect aid_records_dialect(const struct aid_records *records);
/* The next record, allocated in `arena`; *out_is_end instead when the file ends. A record that cannot be read is returned with `reject` set,
 * never left out. A line of blanks and delimiters only is blank: nobody stated anything. AID_E_IO, AID_E_NOMEM. */
int aid_records_next(struct aid_records *records, struct aid_arena *arena,
		     struct aid_record *out_record, bool *out_is_end, struct aid_error *err);
/* Lines by role once the end was reached: together they are n_total. */
struct aid_line_roles {
	int64_t n_preamble, n_header, n_hxl, n_blank, n_footer, n_record, n_total;
};
struct aid_line_roles aid_records_roles(const struct aid_records *records);

#endif
