#include "base/limits.h"
#include "read/cell.h"

#include "text/fold.h"
#include "value/words.h"

/* Of a text that a sentence quotes. */
#define QUOTED_BYTES 80

struct marker {
	struct aid_slice text;
	bool is_also_in_text;
};

#define MARKER(s, is_also_in_text)                                                                 \
	{                                                                                          \
		{ s, sizeof(s) - 1 }, is_also_in_text                                              \
	}
static const struct marker markers[] = {
	MARKER("-", true),      MARKER("N/A", true),  MARKER("NA", true),    MARKER("\u2013", true),
	MARKER("\u2014", true), MARKER("--", false),  MARKER("---", false),  MARKER(".", false),
	MARKER("N.A.", false),  MARKER("nil", false), MARKER("null", false), MARKER("none", false),
};
#define MARKER_BYTES 4

static bool
is_marker(struct aid_slice text, bool is_text)
{
	for (size_t i = 0; i < sizeof markers / sizeof markers[0]; i++) {
		if ((markers[i].is_also_in_text || !is_text) &&
		    aid_slice_is_equal_nocase(text, markers[i].text))
			return true;
	}
	return false;
}

bool
aid_cell_is_missing(struct aid_slice text, bool is_text)
{
	if (text.len == 0)
		return true;
	/* Nearly every cell ends here. */
	if (text.len > MARKER_BYTES || strchr("-.nN\xE2", text.ptr[0]) == NULL)
		return false;
	return is_marker(text, is_text);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_match(struct aid_slice text, struct aid_slice pattern)
{
	size_t t = 0, p = 0, star = SIZE_MAX, star_text = 0;
	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			star_text = t;
		} else if (p < pattern.len && lower(pattern.ptr[p]) == lower(text.ptr[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++star_text;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

bool
aid_cell_is_listed(struct aid_slice text, struct aid_slice patterns)
{
	const char *end = patterns.ptr + patterns.len;
	const char *p = patterns.ptr;
	while (p < end) {
		const char *bar = memchr(p, '|', (size_t)(end - p));
		const char *stop = bar == NULL ? end : bar;
		struct aid_slice pattern =
			aid_slice_trim((struct aid_slice){ p, (size_t)(stop - p) });
		if (is_match(text, pattern))
			return true;
		p = stop + 1;
	}
	return false;
}

static bool
is_digits(struct aid_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return true;
}

/* Ten to the n_shift times the number: 42.78283 t are 42782.83 kg. What is finer than a thousandth then is rounded, half away from
 * zero (42.782830000000004, as computers write 42.78283), or refused unless it is 0. */
static enum aid_message
parse_shifted(struct aid_slice text, const struct aid_cell_format *format, int64_t *out_milli)
{
	const char *decimal = memchr(text.ptr, format->number.decimal, text.len);
	size_t n_kept = decimal == NULL ? text.len : (size_t)(decimal - text.ptr) + 4;
	if (n_kept > text.len)
		n_kept = text.len;
	struct aid_slice rest = { text.ptr + n_kept, text.len - n_kept };
	if (!is_digits(rest))
		return AID_MSG_NOT_A_NUMBER;
	int64_t milli;
	enum aid_message message =
		aid_quantity_parse((struct aid_slice){ text.ptr, n_kept }, format->number, &milli);
	if (message != AID_MSG_NONE)
		return message;
	for (int k = 0; k < format->n_shift; k++) {
		if (milli > AID_LIMIT_QUANTITY_MILLI / 10)
			return AID_MSG_QUANTITY_RANGE;
		milli *= 10;
		if (rest.len > 0) {
			milli += rest.ptr[0] - '0';
			rest.ptr++;
			rest.len--;
		}
	}
	if (format->is_rounded) {
		*out_milli = milli + (rest.len > 0 && rest.ptr[0] >= '5');
		return AID_MSG_NONE;
	}
	for (size_t k = 0; k < rest.len; k++)
		if (rest.ptr[k] != '0')
			return AID_MSG_QUANTITY_RANGE;
	*out_milli = milli;
	return AID_MSG_NONE;
}

static enum aid_message
parse_integer(struct aid_slice text, struct aid_number_format format, int64_t *out_number)
{
	int64_t milli;
	enum aid_message message = aid_quantity_parse(text, format, &milli);
	if (message != AID_MSG_NONE)
		return message;
	if (milli % 1000 != 0)
		return AID_MSG_NOT_A_NUMBER;
	*out_number = milli / 1000;
	return AID_MSG_NONE;
}

/* Spreadsheets shorten a number to one digit and its decimals: nearly no name begins so. */
static inline bool
is_led_by_decimal(struct aid_slice text)
{
	return text.len > 2 && text.ptr[0] >= '0' && text.ptr[0] <= '9' &&
	       (text.ptr[1] == '.' || text.ptr[1] == ',');
}

enum aid_message
aid_cell_parse(const struct aid_cell_format *format, struct aid_slice text,
	       struct aid_value *out_value)
{
	enum aid_type type = format->column->type;
	struct aid_value value = { text, 0, AID_PRECISION_NONE };
	enum aid_message message = AID_MSG_NONE;
	struct aid_time time;
	int word;

	if (aid_cell_is_missing(text, type == AID_TYPE_TEXT) ||
	    (format->missing.len > 0 && aid_cell_is_listed(text, format->missing))) {
		*out_value = (struct aid_value){ { NULL, 0 }, 0, AID_PRECISION_NONE };
		return AID_MSG_NONE;
	}
	switch (type) {
	case AID_TYPE_TEXT:
	case AID_TYPE_KEY:
		if (is_led_by_decimal(text) && aid_quantity_is_shortened(text, true))
			message = AID_MSG_DIGITS_LOST;
		break;
	case AID_TYPE_NAME:
	case AID_TYPE_UNIT:
		break;
	case AID_TYPE_QUANTITY:
		message = format->is_rounded || format->n_shift > 0
				  ? parse_shifted(text, format, &value.number)
				  : aid_quantity_parse(text, format->number, &value.number);
		break;
	case AID_TYPE_INTEGER:
		message = parse_integer(text, format->number, &value.number);
		break;
	case AID_TYPE_DATE:
		message = format->date == NULL ? aid_date_parse_iso(text, &time)
					       : aid_date_parse(text, format->date, &time);
		if (message == AID_MSG_NONE) {
			value.number = time.seconds;
			value.precision = (int16_t)time.precision;
		}
		break;
	case AID_TYPE_WORD:
		word = aid_words_find((enum aid_words)format->column->words, text);
		if (word < 0)
			message = AID_MSG_UNKNOWN_CHOICE;
		value.number = word;
		break;
	}
	if (message == AID_MSG_NOT_A_NUMBER && aid_quantity_is_shortened(text, false))
		message = AID_MSG_NUMBER_SHORTENED;
	if (message == AID_MSG_NONE)
		*out_value = value;
	return message;
}

void
aid_cell_quote(struct aid_slice text, struct aid_buffer *out)
{
	bool is_cut = text.len > QUOTED_BYTES;
	if (is_cut) {
		text.len = QUOTED_BYTES;
		text.len = aid_fold_valid_utf8(text);
	}
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		aid_buffer_append_char(out, c < ' ' || c == 0x7f ? ' ' : text.ptr[i]);
	}
	if (is_cut)
		aid_buffer_append_text(out, "\u2026");
}

struct aid_slice
aid_cell_example(const struct aid_cell_format *format)
{
	switch (format->column->type) {
	case AID_TYPE_DATE:
		return format->date == NULL ? AID_SLICE_LITERAL("2024-03-31")
					    : aid_date_format_example(format->date);
	case AID_TYPE_INTEGER:
		return AID_SLICE_LITERAL("12");
	case AID_TYPE_QUANTITY:
		return format->number.decimal == ',' ? AID_SLICE_LITERAL("1234,5")
						     : AID_SLICE_LITERAL("1234.5");
	case AID_TYPE_WORD:
		return aid_slice_of(aid_words_choices((enum aid_words)format->column->words));
	default:
		return AID_SLICE_EMPTY;
	}
}

void
aid_cell_describe(const struct aid_cell_format *format, enum aid_message message,
		  struct aid_slice text, struct aid_buffer *out)
{
	aid_cell_quote(text, out);
	if (message == AID_MSG_NOT_A_DATE || message == AID_MSG_NOT_A_NUMBER ||
	    message == AID_MSG_UNKNOWN_CHOICE) {
		aid_buffer_append_char(out, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(out, aid_cell_example(format));
	}
}
