/* What a cell looks like, before anybody knows what it means. */
#ifndef AID_READ_FORM_H
#define AID_READ_FORM_H

#include "base/slice.h"

enum aid_form {
	AID_FORM_NONE, /* empty, or a word for "not stated" */
	AID_FORM_TEXT,
	AID_FORM_YEAR,   /* 1900 to 2099: figures that may be a name */
	AID_FORM_NUMBER, /* figures, in digits of any script, without a letter */
	AID_FORM_DATE    /* the same with signs between that stand in dates */
};

enum aid_form aid_form_of(struct aid_slice cell);

#endif
