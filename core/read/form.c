#include "read/form.h"

#include "read/cell.h"
#include "text/fold.h"

#define FIGURE_SIZE 48

enum aid_form
aid_form_of(struct aid_slice cell)
{
	char text[FIGURE_SIZE];
	size_t len, n_digits = 0, n_joints = 0;
	if (cell.len == 0 || aid_cell_is_missing(cell, false))
		return AID_FORM_NONE;
	if (!aid_fold_digits(cell, text, sizeof text, &len))
		return AID_FORM_TEXT;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool is_digit = c >= '0' && c <= '9';
		n_digits += is_digit;
		n_joints += (c == '-' || c == '/' || c == ':') && i > 0;
		if (!is_digit && (c == '\0' || strchr(" -+/:.,'()%", c) == NULL))
			return AID_FORM_TEXT;
	}
	if (n_digits == 0)
		return AID_FORM_TEXT;
	if (n_joints > 0)
		return AID_FORM_DATE;
	bool is_year = len == 4 && n_digits == 4 &&
		       (memcmp(text, "19", 2) == 0 || memcmp(text, "20", 2) == 0);
	return is_year ? AID_FORM_YEAR : AID_FORM_NUMBER;
}
