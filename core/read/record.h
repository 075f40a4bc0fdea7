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
		reject; /* NOT_CSV, TWO_READINGS, RAGGED, SHIFTED, RECORD_LIMIT, FIELD_LIMIT: fields may then be missing; TOTAL_ROW */
	struct aid_slice reject_args; /* joined by AID_MESSAGE_SEPARATOR */
	struct aid_slice
		proposal; /* the row as it was probably meant, where it can have been meant in one way only; or empty */
};

struct aid_dialect {
	const char *encoding;          /* UTF-8, UTF-16LE, windows-1256 ... */
	enum aid_message encoding_how; /* READ_ENCODING or one of its likes: who says so */
	bool has_bom;
	char delimiter; /* , ; tab | */
	enum aid_message delimiter_how;
	char quote;
	int64_t header_line; /* 0: the columns have no names, they are called 1, 2, 3 ... */
	int64_t n_header_rows;
	int64_t hxl_line;   /* 0: there is none */
	unsigned line_ends; /* AID_LINE_LF ..., of what was read so far */
	const bool *
		is_used; /* of n_columns columns, with those beyond the names: most rows hold something in it */
	size_t n_columns;
	int64_t first_note; /* of the lines that are footer; 0: there are none */
};

struct aid_records;

/* Reads `fd` from its start (a regular file that does not change; not closed by the reader). The whole file is looked through first (read/decode.h), then its beginning
 * tells delimiter, titles, header and HXL tags (read/head.h), as far as `wish` (NULL: there is none; it is not kept) does not say them: AID_E_REFUSED with a
 * sentence where it is no text or has no header; AID_E_IO, AID_E_NOMEM. */
int aid_records_open(int fd, const struct aid_dialect_wish *wish, struct aid_records **out_records,
		     struct aid_error *err);
void aid_records_close(struct aid_records *records);
/* A quotation mark that was never meant can swallow rows in silence: 4,x,"8 above 5,y,9" is one record to every CSV parser. A field with a
 * line in it that holds as many delimiters as a row is therefore suspect. `is_row` then says whether that line, cut at the delimiters, fits the
 * columns (aid_map_is_row): if so the first line alone is rejected (NOT_CSV) and reading goes on with the second; if not, or without a
 * check, the record is rejected whole (TWO_READINGS).
 * `is_of_names`: a name alone is a row ("Blue Cross,,", "Total Relief,NGO,"), so there are no notes; in any other table no row begins with a word for a total,
 * but where the first column holds words of ours (`is_of_words`), of which `total` is one. */
typedef bool
aid_records_is_row(const void *context, const struct aid_slice *fields, size_t n_fields);
void aid_records_set_check(struct aid_records *records, aid_records_is_row *is_row,
			   const void *context, bool is_of_names, bool is_of_words);
/* The header's fields, trimmed, and the dialect; owned by the reader. Empty fields at its end are left out: a row may be as wide as the
 * header with them, and beyond that hold empty fields only. */
const struct aid_slice *aid_records_header(const struct aid_records *records, size_t *out_n_fields);
/* The HXL tags, a column each; NULL and 0 when the file has none. */
const struct aid_slice *aid_records_tags(const struct aid_records *records, size_t *out_n_tags);
struct aid_dialect aid_records_dialect(const struct aid_records *records);
/* The next record, allocated in `arena`; *out_is_end instead when the file ends. A record that cannot be read is returned with `reject` set,
 * never left out. A line of blanks and delimiters only is blank: nobody stated anything. AID_E_IO, AID_E_NOMEM. */
int aid_records_next(struct aid_records *records, struct aid_arena *arena,
		     struct aid_record *out_record, bool *out_is_end, struct aid_error *err);
/* Back to the first record: the file is read once more. AID_E_IO. */
int aid_records_rewind(struct aid_records *records, struct aid_error *err);
/* Columns that our own fix files have in front (_drop, _line, _why), which say nothing of aid: their names are hidden from the header. -1: not there. */
struct aid_own_columns {
	int drop, line, why;
};
struct aid_own_columns aid_records_own(const struct aid_records *records);
/* Lines by role once the end was reached: together they are n_total. */
struct aid_line_roles {
	int64_t n_preamble, n_header, n_hxl, n_blank, n_footer, n_record, n_total;
};
struct aid_line_roles aid_records_roles(const struct aid_records *records);

#endif
