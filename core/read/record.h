/* Records of a CSV text, one physical line at a time (STYLE.md, libcsv measured): every physical line is exactly one of
 * preamble, header, HXL, blank, footer, or part of one record; a stray quote costs at most the record it stands in. */
#ifndef AID_READ_RECORD_H
#define AID_READ_RECORD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/message.h"

struct aid_record {
	int64_t number;     /* 1 for the first record below the header */
	int64_t line;       /* physical line it starts on, 1-based */
	int64_t n_lines;
	struct aid_slice raw; /* its bytes as text, without the last line end */
	const struct aid_slice *fields;
	size_t n_fields;
	bool is_resumed;              /* read after a record that was not CSV */
	enum aid_message reject;      /* NOT_CSV, RAGGED, NOT_TEXT, RECORD_LIMIT: fields may then be missing */
	struct aid_slice reject_args; /* joined by AID_MESSAGE_SEPARATOR */
};

struct aid_dialect {
	char delimiter; /* , ; tab | */
	int64_t header_line;
	bool has_bom;
	bool has_hxl_row;
};

struct aid_records;

/* Reads from the start of `fd` (a regular file that does not change; not closed by the reader), sniffs the delimiter from the first line that holds one, and
 * finds the header: the first line that is not blank (or `header_line` when > 0). AID_E_REFUSED with a sentence: empty, NUL bytes, no
 * header, too large; AID_E_IO. `delimiter` 0 means: sniff. */
int aid_records_open(int fd, char delimiter, int64_t header_line, struct aid_records **out_records,
		     struct aid_error *err);
void aid_records_close(struct aid_records *records);
/* The header's fields, trimmed, and the dialect; owned by the reader. */
const struct aid_slice *aid_records_header(const struct aid_records *records, size_t *out_n_fields);
struct aid_dialect aid_records_dialect(const struct aid_records *records);
/* The next record, allocated in `arena`; *out_is_end instead when the file ends. A record that cannot be read is returned with `reject` set,
 * never left out. Footer and blank lines are counted (aid_records_n_lines accounts for all of them). AID_E_IO, AID_E_NOMEM. */
int aid_records_next(struct aid_records *records, struct aid_arena *arena, struct aid_record *out_record,
		     bool *out_is_end, struct aid_error *err);
/* Lines by role once the end was reached. */
struct aid_line_roles {
	int64_t n_preamble, n_header, n_hxl, n_blank, n_footer, n_record, n_total;
};
struct aid_line_roles aid_records_roles(const struct aid_records *records);

#endif
