/* How a table is made to fit a terminal: which columns stay, how wide they are, where their text breaks. */
#ifndef AID_RENDER_FIT_H
#define AID_RENDER_FIT_H

#include "base/arena.h"
#include "base/buffer.h"

#define AID_FIT_GAP 2         /* blanks between columns */
#define AID_FIT_CELL_LINES 12 /* what does not fit in so many lines ends in an ellipsis */

struct aid_fit_column {
	int natural; /* cells of the terminal that the widest text takes */
	int least; /* the column is not made narrower than this; == natural where it may not wrap */
	int rank;  /* as in struct aid_result_column */
	int width; /* out */
	bool is_dropped; /* out: did not fit */
};

/* Cells that the text takes on a terminal. */
int aid_fit_width(struct aid_slice text);
/* Cells that its widest word takes. */
int aid_fit_word_width(struct aid_slice text);
/* Shares `width` out: text columns are made narrower first, the widest first; then columns of the highest rank are dropped,
 * the rightmost first. */
void aid_fit_columns(struct aid_fit_column *columns, size_t n_columns, int width);
/* `text` (one line) in lines of at most `width` cells, '\n' between: broken at blanks, else behind punctuation, else
 * anywhere. Replaces the content of `out`. */
void aid_fit_wrap(struct aid_slice text, int width, struct aid_buffer *out);

#endif
