/* Quantities: int64 thousandths of a unit. No floating point. */
#ifndef AID_VALUE_QUANTITY_H
#define AID_VALUE_QUANTITY_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/message.h"

/* How numbers are written in one column. '\0' means none. */
struct aid_number_format {
	char decimal;  /* '.' or ',' */
	char grouping; /* ',' '.' ' ' '\'' or '\0'; ' ' stands for NBSP and thin spaces as well; '*':
			* any of them but the decimal sign, one and the same in a number */
};

#define AID_NUMBER_FORMAT_PLAIN ((struct aid_number_format){ '.', '\0' })

/* Parses the whole of `text` (trimmed) into thousandths. Result AID_MSG_NONE and *out_milli, or
 * what is wrong: NOT_A_NUMBER; NEGATIVE_QUANTITY (a number with '-' before or behind it, or in
 * brackets as accountants write it, -0 too); QUANTITY_RANGE (over 10^12, or a decimal beyond the
 * third that is not 0). Grouping, where the format has one, must stand at every third digit or
 * nowhere, and not behind a leading zero: "0,123" is a decimal comma in the wrong column. Digits
 * are needed on both sides of the decimal sign. Digits may be of any script, the Arabic decimal and
 * grouping signs stand for the format's, the Arabic comma for ',', U+2019 for '\'', U+2212 and
 * the en dash for '-'. A '+' in front says nothing. */
enum aid_message
aid_quantity_parse(struct aid_slice text, struct aid_number_format format, int64_t *out_milli);

/* The same, but what is below zero is a number, and what has too many decimals is cut short: the
 * number that is written, whether or not it can be a quantity. AID_MSG_NONE, NOT_A_NUMBER,
 * QUANTITY_RANGE (over 10^12). */
enum aid_message
aid_quantity_read(struct aid_slice text, struct aid_number_format format, int64_t *out_milli);
/* Does a number with an exponent come first, as a spreadsheet shortens one, "1E4", "1.5e+03 kg"?
 * `is_alone`: only where nothing else is there, and both a decimal sign and the exponent's sign are:
 * 1.23E+05 is the name of nothing, 1E4 may be. */
bool aid_quantity_is_shortened(struct aid_slice text, bool is_alone);
/* A number with its unit behind it, "12 MT", "1650 Pallets": false when no letter follows, or
 * nothing that can be of a number comes before it, or the number is shortened. Both parts are
 * trimmed. */
bool
aid_quantity_split(struct aid_slice text, struct aid_slice *out_number, struct aid_slice *out_unit);

/* Plain decimal with a dot, no grouping, no trailing zeros: 1234.5, 0, -3. */
void aid_quantity_format(struct aid_buffer *out, int64_t milli);
/* For people: grouped by thousands with ',' and a dot, 1,234.5. */
void aid_quantity_format_grouped(struct aid_buffer *out, int64_t milli);
/* Plain decimal of millionths: thousandths of a kilogram as tons, 50916.72632. */
void aid_quantity_format_micro(struct aid_buffer *out, int64_t micro);

#endif
