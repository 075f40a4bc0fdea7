/* One cell of a file, or one constant of a profile, as a value of its column. */
#ifndef AID_READ_CELL_H
#define AID_READ_CELL_H

#include "read/map.h"

struct aid_cell_format {
	const struct aid_column *column;
	struct aid_number_format number;
	const struct aid_date_format *date; /* NULL: canonical */
	int n_shift; /* a quantity is that many tens larger than it is written: tons read as kilograms, 3 */
	bool is_rounded; /* a number may have more decimals than thousandths: half away from zero */
	struct aid_slice
		missing; /* further words for "not stated", '|' between; '*' stands for anything */
};

/* "-", "N/A" and their like: nothing is stated. In a text, which may be any word, only the few
 * that can mean nothing else. The empty cell is missing in both. */
bool aid_cell_is_missing(struct aid_slice text, bool is_text);
/* Is `text` one of the patterns ('|' between them, '*' stands for anything, ASCII case ignored)? */
bool aid_cell_is_listed(struct aid_slice text, struct aid_slice patterns);
/* AID_MSG_NONE and *out_value, unset for a missing cell; or what is wrong with `text` (trimmed).
 * No memory is needed. */
enum aid_message aid_cell_parse(const struct aid_cell_format *format, struct aid_slice text,
				struct aid_value *out_value);
/* How a value of the format is written, for messages: "1234.5". */
struct aid_slice aid_cell_example(const struct aid_cell_format *format);
/* Appends the arguments of such a message, AID_MESSAGE_SEPARATOR between. */
void aid_cell_describe(const struct aid_cell_format *format, enum aid_message message,
		       struct aid_slice text, struct aid_buffer *out);
/* Appends text of a file into a sentence: on one line, a long one cut short. */
void aid_cell_quote(struct aid_slice text, struct aid_buffer *out);

#endif
