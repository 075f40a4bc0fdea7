/* Texts that a spreadsheet would run. What is written for spreadsheets gets an apostrophe in front of them (render/csv.c), and reading takes one away
 * (read/row.c): both ask here, so that what was written comes back. */
#ifndef AID_TEXT_FORMULA_H
#define AID_TEXT_FORMULA_H

#include "base/slice.h"

/* Does the text begin with one of = + - @ TAB CR, also full-width, behind whatever blanks, quotes and invisible characters? (OWASP,
 * "CSV Injection") */
bool aid_formula_is_led(struct aid_slice text);

#endif
