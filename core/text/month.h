/* Names of months in the languages of the field. */
#ifndef AID_TEXT_MONTH_H
#define AID_TEXT_MONTH_H

#include "base/slice.h"

/* 1 to 12 for a month's name or usual abbreviation in English, French, Arabic, Spanish, Ukrainian or Turkish, whatever its case,
 * accents and dots; 0 for another word. */
int aid_month_of_name(struct aid_slice name);

#endif
