#include "value/quantity.h"

#include "base/limits.h"
#include "text/fold.h"

/* A number that is not plain ASCII is written anew in ASCII before it is read; a longer one is no
 * number. */
#define ASCII_SIZE 128

/* Above this no digit is added any more: far beyond the limit, far below what int64 holds. */
#define WHOLE_CAP INT64_C(100000000000000000)

#define DIGITS_MILLI 3

struct number {
	int64_t whole;    /* stops growing at WHOLE_CAP */
	int64_t fraction; /* thousandths */
	bool is_too_fine; /* a decimal beyond the third is not 0 */
	bool is_negative;
};

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline int64_t
add_digit(int64_t whole, char digit)
{
	return whole < WHOLE_CAP ? whole * 10 + (digit - '0') : whole;
}

/* Does `c` part thousands in the format? */
static inline bool
is_grouping(struct aid_number_format format, char c)
{
	if (format.grouping != '*')
		return c == format.grouping && c != '\0';
	return c != format.decimal && (c == ',' || c == '.' || c == ' ' || c == '\'');
}

/* The digits before the decimal sign, behind which it returns; NULL when grouping is out of place.
 * "0,123" is not grouped: nobody writes one thousand so, but with a decimal comma it is an eighth. */
static const char *
read_whole(const char *p, const char *end, struct aid_number_format format, int64_t *out_whole)
{
	const char *start = p;
	int64_t whole = 0;

	while (p < end && is_digit(*p))
		whole = add_digit(whole, *p++);
	if (p == start)
		return NULL;
	if (p < end && is_grouping(format, *p)) {
		char sign = *p;

		if (p - start > 3 || *start == '0')
			return NULL;
		while (p < end && *p == sign) {
			if (end - p < 4 || !is_digit(p[1]) || !is_digit(p[2]) || !is_digit(p[3]))
				return NULL;
			for (int i = 1; i <= 3; i++)
				whole = add_digit(whole, p[i]);
			p += 4;
		}
	}
	*out_whole = whole;
	return p;
}

/* The digits behind the decimal sign; NULL when there are none. */
static const char *
read_fraction(const char *p, const char *end, struct number *number)
{
	const char *start = p;
	int64_t fraction = 0;
	int n_digits = 0;

	for (; p < end && is_digit(*p); p++) {
		if (n_digits < DIGITS_MILLI) {
			fraction = fraction * 10 + (*p - '0');
			n_digits++;
		} else if (*p != '0') {
			number->is_too_fine = true;
		}
	}
	if (p == start)
		return NULL;
	for (; n_digits < DIGITS_MILLI; n_digits++)
		fraction *= 10;
	number->fraction = fraction;
	return p;
}

/* The sign in front, behind, or as a pair of brackets. False when no digit comes then. */
static bool
strip_sign(struct aid_slice *text, bool *out_is_negative)
{
	struct aid_slice t = *text;

	*out_is_negative = false;
	if (t.len >= 2 && t.ptr[0] == '(' && t.ptr[t.len - 1] == ')') {
		*out_is_negative = true;
		t = aid_slice_trim((struct aid_slice){ t.ptr + 1, t.len - 2 });
	} else if (t.len > 0 && (t.ptr[0] == '-' || t.ptr[0] == '+')) {
		*out_is_negative = t.ptr[0] == '-';
		t = (struct aid_slice){ t.ptr + 1, t.len - 1 };
	} else if (t.len > 0 && t.ptr[t.len - 1] == '-') {
		*out_is_negative = true;
		t = aid_slice_trim((struct aid_slice){ t.ptr, t.len - 1 });
	}
	*text = t;
	return t.len > 0 && is_digit(t.ptr[0]);
}

static bool
read_number(struct aid_slice text, struct aid_number_format format, struct number *out_number)
{
	struct number number = { 0, 0, false, false };

	if (text.len == 0)
		return false;
	if (!(is_digit(text.ptr[0]) && is_digit(text.ptr[text.len - 1])) &&
	    !strip_sign(&text, &number.is_negative))
		return false;
	const char *end = text.ptr + text.len;
	const char *p = read_whole(text.ptr, end, format, &number.whole);
	if (p != NULL && p < end && format.decimal != '\0' && *p == format.decimal)
		p = read_fraction(p + 1, end, &number);
	*out_number = number;
	return p != NULL && p == end;
}

/* The Arabic signs U+066B and U+066C can only be the decimal and the grouping sign, whatever the
 * column's are; the Arabic comma is a comma, the apostrophe of Swiss grouping is often U+2019, and an
 * en dash stands for a minus.
 * Shortens `text` in place. */
static size_t
replace_signs(char *text, size_t len, struct aid_number_format format)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (len - i >= 2 && memcmp(text + i, "\xd9\xab", 2) == 0 &&
		    format.decimal != '\0') {
			text[n++] = format.decimal;
			i += 1;
		} else if (len - i >= 2 && memcmp(text + i, "\xd9\xac", 2) == 0 &&
			   format.grouping != '\0') {
			text[n++] = format.grouping == '*' ? '\'' : format.grouping;
			i += 1;
		} else if (len - i >= 2 && memcmp(text + i, "\xd8\x8c", 2) == 0) {
			text[n++] = ',';
			i += 1;
		} else if (len - i >= 3 && memcmp(text + i, "\xe2\x80\x99", 3) == 0) {
			text[n++] = '\'';
			i += 2;
		} else if (len - i >= 3 && memcmp(text + i, "\xe2\x80\x93", 3) == 0) {
			text[n++] = '-';
			i += 2;
		} else {
			text[n++] = text[i];
		}
	}
	return n;
}

static bool
read_text(struct aid_slice text, struct aid_number_format format, struct number *out_number)
{
	char ascii[ASCII_SIZE];
	size_t len;

	text = aid_slice_trim(text);
	if (read_number(text, format, out_number))
		return true;
	if (aid_fold_is_ascii(text) || !aid_fold_digits(text, ascii, sizeof(ascii), &len))
		return false;
	len = replace_signs(ascii, len, format);
	return read_number(aid_slice_trim((struct aid_slice){ ascii, len }), format, out_number);
}

enum aid_message
aid_quantity_read(struct aid_slice text, struct aid_number_format format, int64_t *out_milli)
{
	struct number number;
	int64_t milli;

	if (!read_text(text, format, &number))
		return AID_MSG_NOT_A_NUMBER;
	if (number.whole > AID_LIMIT_QUANTITY_MILLI / 1000)
		return AID_MSG_QUANTITY_RANGE;
	milli = number.whole * 1000 + number.fraction;
	if (milli > AID_LIMIT_QUANTITY_MILLI)
		return AID_MSG_QUANTITY_RANGE;
	*out_milli = number.is_negative ? -milli : milli;
	return AID_MSG_NONE;
}

enum aid_message
aid_quantity_parse(struct aid_slice text, struct aid_number_format format, int64_t *out_milli)
{
	struct number number;

	if (!read_text(text, format, &number))
		return AID_MSG_NOT_A_NUMBER;
	if (number.is_negative)
		return AID_MSG_NEGATIVE_QUANTITY;
	if (number.is_too_fine || number.whole > AID_LIMIT_QUANTITY_MILLI / 1000)
		return AID_MSG_QUANTITY_RANGE;

	int64_t milli = number.whole * 1000 + number.fraction;
	if (milli > AID_LIMIT_QUANTITY_MILLI)
		return AID_MSG_QUANTITY_RANGE;
	*out_milli = milli;
	return AID_MSG_NONE;
}

/* As aid_quantity_is_shortened, in ASCII. */
static bool
has_exponent(struct aid_slice text, bool is_alone)
{
	const char *p = text.ptr, *end = p + text.len;
	bool has_digit = false, has_sign = false, has_decimal = false;

	while (p < end && strchr("+-( ", *p) != NULL)
		p++;
	for (; p < end && (is_digit(*p) || (has_digit && strchr(".,' ", *p) != NULL)); p++) {
		has_digit = has_digit || is_digit(*p);
		has_decimal = has_decimal || *p == '.' || *p == ',';
	}
	if (!has_digit || end - p < 2 || (*p | 0x20) != 'e')
		return false;
	has_sign = p[1] == '+' || p[1] == '-';
	p += 1 + has_sign;
	if (p == end || !is_digit(*p))
		return false;
	while (p < end && is_digit(*p))
		p++;
	return !is_alone || (p == end && has_sign && has_decimal);
}

bool
aid_quantity_is_shortened(struct aid_slice text, bool is_alone)
{
	char ascii[ASCII_SIZE];
	size_t len;

	if (text.len == 0)
		return false;
	if (aid_fold_is_ascii(text))
		return has_exponent(text, is_alone);
	if (!aid_fold_digits(text, ascii, sizeof(ascii), &len))
		return false;
	len = replace_signs(ascii, len, (struct aid_number_format){ '.', '*' });
	return has_exponent((struct aid_slice){ ascii, len }, is_alone);
}

bool
aid_quantity_split(struct aid_slice text, struct aid_slice *out_number, struct aid_slice *out_unit)
{
	size_t len = aid_fold_numeric_prefix(text);
	struct aid_slice number = aid_fold_trim((struct aid_slice){ text.ptr, len });

	if (number.len == 0 || len == text.len || aid_quantity_is_shortened(text, false))
		return false;
	*out_number = number;
	*out_unit = aid_fold_trim((struct aid_slice){ text.ptr + len, text.len - len });
	return true;
}

/* Decimal text from the back: sign, digits above the point with their grouping, point, at most n_decimals digits. */
#define TEXT_SIZE 40

static void
format_decimal(struct aid_buffer *out, int64_t number, int n_decimals, bool is_grouped)
{
	char text[TEXT_SIZE];
	char *p = text + sizeof(text);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	bool is_written = false;
	int n_digits = 0;

	for (int k = 0; k < n_decimals; k++, rest /= 10) {
		is_written = is_written || rest % 10 != 0;
		if (is_written)
			*--p = (char)('0' + rest % 10);
	}
	if (is_written)
		*--p = '.';
	do {
		if (is_grouped && n_digits > 0 && n_digits % 3 == 0)
			*--p = ',';
		*--p = (char)('0' + rest % 10);
		rest /= 10;
		n_digits++;
	} while (rest != 0);
	if (number < 0)
		*--p = '-';
	aid_buffer_append(out, (struct aid_slice){ p, (size_t)(text + sizeof(text) - p) });
}

void
aid_quantity_format(struct aid_buffer *out, int64_t milli)
{
	format_decimal(out, milli, DIGITS_MILLI, false);
}

void
aid_quantity_format_grouped(struct aid_buffer *out, int64_t milli)
{
	format_decimal(out, milli, DIGITS_MILLI, true);
}

void
aid_quantity_format_micro(struct aid_buffer *out, int64_t micro)
{
	format_decimal(out, micro, 2 * DIGITS_MILLI, false);
}
