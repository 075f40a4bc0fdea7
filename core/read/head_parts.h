/* The rows at the beginning of a file, and which of them is the header. Private to head.c and head_place.c. */
#ifndef AID_READ_HEAD_PARTS_H
#define AID_READ_HEAD_PARTS_H

#include "read/head.h"

/* Blank lines among them included. */
#define AID_HEAD_LINES (4 * AID_HEAD_ROWS)

struct aid_head_row {
	int64_t number; /* of its line */
	int64_t n_lines;
	size_t n_bytes;
	const struct aid_slice *fields; /* NULL: blank, or no CSV */
	size_t n_fields;
	size_t width;    /* as it stands in the file: may be over the limit */
	size_t n_stated; /* fields that are not empty */
	bool is_blank;
	bool is_hxl;
};

struct aid_head_rows {
	struct aid_head_row items[AID_HEAD_LINES];
	size_t n_items;
};

/* The rows [first, end) hold the names; first == end: none does. hxl: the row of tags, or n_items. */
struct aid_head_place {
	size_t first, end, hxl;
	int64_t line; /* of the row that a refusal is about */
};

/* AID_MSG_NONE, or why there is no header. */
enum aid_message
aid_head_place(const struct aid_head_rows *rows, const struct aid_dialect_wish *wish,
	       struct aid_head_place *out_place);
/* The names that the rows [first, end) give the columns, joined from top to bottom; a name that spans columns is given to each. AID_E_NOMEM. */
int
aid_head_join(const struct aid_head_rows *rows, size_t first, size_t end, struct aid_arena *arena,
	      const struct aid_slice **out_names, size_t *out_n_columns, struct aid_error *err);

#endif
