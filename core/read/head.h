/* Where the table of a file begins: what parts its fields, which lines above are titles, on which its column names stand, and the row of HXL tags. Found from the
 * first AID_HEAD_ROWS rows; what the wish says is not looked for. */
#ifndef AID_READ_HEAD_H
#define AID_READ_HEAD_H

#include "read/row.h"

/* Rows that are looked at, and how many of them may stand above the first row of the table. */
#define AID_HEAD_ROWS 40
#define AID_HEAD_TITLES 25

struct aid_head {
	char delimiter;
	char quote;
	enum aid_message delimiter_how; /* READ_DELIMITER or one of its likes: who says so */
	const struct aid_slice *names;  /* of all columns; may be empty */
	size_t n_columns;
	const struct aid_slice *tags; /* HXL, one a column; n_tags 0: there are none */
	size_t n_tags;
	int64_t header_line; /* 0: the columns have no names, and are called 1, 2, 3 ... */
	int64_t n_header_rows;
	int64_t hxl_line;
	bool is_used
		[AID_LIMIT_COLUMNS]; /* more than half of the rows hold something in the column */
	size_t usual_width; /* fields of more than half of the rows; 0: there is no such number */
	/* What stands above the first row, in bytes and lines. */
	size_t n_bytes;
	int64_t n_lines, n_preamble, n_blank, n_header, n_hxl;
};

/* Looks at what lies ahead of `lines`, which stands at the beginning of the file; leaves it where the first row begins, and the row parser of the file in *out_row. The
 * texts are in `arena`. AID_E_REFUSED with a sentence: DROP_NO_HEADER, DROP_NO_NAMES, DROP_LONG_HEADER, DROP_BROKEN_HEADER, DROP_WIDE_HEADER. */
int
aid_head_find(struct aid_lines *lines, const struct aid_dialect_wish *wish, struct aid_arena *arena,
	      struct aid_head *out_head, struct aid_row **out_row, struct aid_error *err);

#endif
