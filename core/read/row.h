/* One record out of the lines it stands on: libcsv, strict, fed one physical line at a time. The
 * only user of csv.h.
 *
 * libcsv says where a record and its fields end; the text of a field is then found again in the
 * line itself, so that only fields with doubled quotation marks are ever copied here. */
#ifndef AID_READ_ROW_H
#define AID_READ_ROW_H

#include "base/arena.h"
#include "base/buffer.h"
#include "read/lines.h"

struct aid_row;

enum aid_row_state {
	AID_ROW_WHOLE,      /* the record ends with the line */
	AID_ROW_OPEN,       /* a quotation mark is open at the end of the line */
	AID_ROW_BROKEN,     /* a quotation mark is out of place */
	AID_ROW_FIELD_LIMIT /* a field is longer than AID_LIMIT_FIELD_BYTES */
};

/* AID_E_NOMEM. */
int aid_row_new(char delimiter, char quote, struct aid_row **out_row, struct aid_error *err);
char aid_row_delimiter(const struct aid_row *row);
char aid_row_quote(const struct aid_row *row);
void aid_row_free(struct aid_row *row);
/* Forgets what it was fed and begins a record. */
void aid_row_begin(struct aid_row *row);
/* Feeds the next line of the record. `start` is the record's first byte, `line` lies behind it
 * in the same memory and is followed by a byte that can be read. AID_E_NOMEM. */
int aid_row_feed(struct aid_row *row, const char *start, const struct aid_line *line,
		 enum aid_row_state *out_state, struct aid_error *err);
/* A record as it lies in the lines ahead, before it is taken. */
struct aid_span {
	enum aid_row_state state;
	size_t n_first; /* bytes of its first line, without and with its end */
	size_t n_first_all;
	size_t n_bytes; /* of all its lines, without and with the last end */
	size_t n_bytes_all;
	int64_t n_lines;
};
/* Looks how far the record goes that begins `ahead` bytes behind where the reader of lines stands, with the line `first`. An open quotation mark that finds no end
 * within the limits is out of place: AID_ROW_BROKEN. AID_E_IO, AID_E_NOMEM. */
int aid_row_look(struct aid_row *row, struct aid_lines *lines, size_t ahead,
		 const struct aid_line *first, struct aid_span *out_span, struct aid_error *err);
/* Of the whole record: its fields, and how many there are up to the last that is not empty. */
size_t aid_row_n_fields(const struct aid_row *row);
size_t aid_row_n_stated(const struct aid_row *row);
/* Its text (the `n_raw` bytes at `start`) and its first fields, at most `n_max` and
 * AID_LIMIT_COLUMNS, trimmed and without formula guards, in one piece of the arena. AID_E_NOMEM. */
int aid_row_take(const struct aid_row *row, const char *start, size_t n_raw, size_t n_max,
		 struct aid_arena *arena, struct aid_slice *out_raw,
		 const struct aid_slice **out_fields, size_t *out_n_fields, struct aid_error *err);

/* A field as it is meant: no blanks at its ends, and without the apostrophe that our own files
 * put before what a spreadsheet would take for a formula. */
struct aid_slice aid_row_tidy(struct aid_slice field);

#endif
