/* Dates written another way than ours: a pattern becomes a row of steps, each reads its piece of
 * the text. */
#include <stdlib.h>

#include "base/limits.h"
#include "text/fold.h"
#include "text/month.h"
#include "text/zone.h"
#include "value/date_parts.h"

#define PATTERN_BYTES 64
#define EXAMPLE_BYTES 256

enum step_kind {
	STEP_LITERAL,
	STEP_YEAR,
	STEP_SHORT_YEAR,
	STEP_MONTH,
	STEP_MONTH_NAME,
	STEP_DAY,
	STEP_HOUR,
	STEP_MINUTE,
	STEP_SECOND,
	STEP_KINDS
};

struct step {
	enum step_kind kind;
	char literal;
	bool is_two; /* exactly two digits, because other digits stand right beside */
};

struct aid_date_format {
	bool is_iso;
	bool is_ordered; /* only the order is known: */
	enum aid_date_order order;
	size_t n_steps;
	struct step steps[PATTERN_BYTES];
	enum aid_precision precision;
	struct aid_zone *zone;     /* NULL: UTC */
	struct aid_zone *day_zone; /* NULL: none */
	size_t example_len;
	char example[EXAMPLE_BYTES];
};

static enum step_kind
kind_of_letter(char letter)
{
	switch (letter) {
	case 'Y':
		return STEP_YEAR;
	case 'y':
		return STEP_SHORT_YEAR;
	case 'm':
		return STEP_MONTH;
	case 'b':
		return STEP_MONTH_NAME;
	case 'd':
		return STEP_DAY;
	case 'H':
		return STEP_HOUR;
	case 'M':
		return STEP_MINUTE;
	case 'S':
		return STEP_SECOND;
	default:
		return STEP_LITERAL;
	}
}

static bool
is_digits(const struct step *step)
{
	return step->kind != STEP_MONTH_NAME &&
	       (step->kind != STEP_LITERAL || aid_date_digit(step->literal) < 10);
}

/* False when the pattern names no month of a year, or something twice, or a time without its day. */
static bool
read_pattern(struct aid_slice pattern, struct aid_date_format *format)
{
	int n_of[STEP_KINDS] = { 0 };

	if (pattern.len == 0 || pattern.len > PATTERN_BYTES)
		return false;
	for (size_t i = 0; i < pattern.len; i++) {
		struct step *step = &format->steps[i];

		*step = (struct step){ kind_of_letter(pattern.ptr[i]), pattern.ptr[i], false };
		if (step->kind != STEP_LITERAL && ++n_of[step->kind] > 1)
			return false;
	}
	format->n_steps = pattern.len;
	for (size_t i = 1; i < pattern.len; i++)
		if (is_digits(&format->steps[i - 1]) && is_digits(&format->steps[i]))
			format->steps[i - 1].is_two = format->steps[i].is_two = true;
	format->precision = n_of[STEP_SECOND] > 0 ? AID_PRECISION_SECOND
			    : n_of[STEP_HOUR] > 0 ? AID_PRECISION_MINUTE
			    : n_of[STEP_DAY] > 0  ? AID_PRECISION_DAY
						  : AID_PRECISION_MONTH;
	return n_of[STEP_YEAR] + n_of[STEP_SHORT_YEAR] == 1 &&
	       n_of[STEP_MONTH] + n_of[STEP_MONTH_NAME] == 1 && n_of[STEP_HOUR] <= n_of[STEP_DAY] &&
	       n_of[STEP_MINUTE] == n_of[STEP_HOUR] && n_of[STEP_SECOND] <= n_of[STEP_MINUTE];
}

static const char *
example_of(enum step_kind kind)
{
	switch (kind) {
	case STEP_YEAR:
		return "2024";
	case STEP_SHORT_YEAR:
		return "24";
	case STEP_MONTH:
		return "03";
	case STEP_MONTH_NAME:
		return "Mar";
	case STEP_DAY:
		return "31";
	case STEP_HOUR:
		return "10";
	case STEP_MINUTE:
		return "05";
	case STEP_SECOND:
		return "09";
	default:
		return "";
	}
}

/* At most four bytes a step, so that it always fits. */
static void
write_example(struct aid_date_format *format)
{
	size_t n = 0;

	for (size_t i = 0; i < format->n_steps; i++) {
		const struct step *step = &format->steps[i];
		struct aid_slice piece = step->kind == STEP_LITERAL
						 ? (struct aid_slice){ &step->literal, 1 }
						 : aid_slice_of(example_of(step->kind));

		memcpy(format->example + n, piece.ptr, piece.len);
		n += piece.len;
	}
	format->example_len = n;
}

static void
set_example(struct aid_date_format *format, const char *example)
{
	format->example_len = strlen(example);
	memcpy(format->example, example, format->example_len);
}

/* What is said in a word instead of a pattern. */
static bool
set_word(struct aid_slice pattern, struct aid_date_format *format)
{
	static const struct {
		const char *word, *example;
	} orders[AID_DATE_ORDERS] = { { "year-first", "2024-03-31" },
				      { "day-first", "31/03/2024" },
				      { "month-first", "03/31/2024" },
				      { "excel", "45382" } };

	if (pattern.len == 0 || aid_slice_is_equal(pattern, AID_SLICE_LITERAL("iso"))) {
		format->is_iso = true;
		set_example(format, "2024-03-31");
		return true;
	}
	for (int i = 0; i < AID_DATE_ORDERS; i++) {
		if (!aid_slice_is_equal_nocase(pattern, aid_slice_of(orders[i].word)))
			continue;
		format->is_ordered = true;
		format->order = (enum aid_date_order)i;
		set_example(format, orders[i].example);
		return true;
	}
	return false;
}

static int
set_pattern(struct aid_slice pattern, struct aid_date_format *format, struct aid_error *err)
{
	char text[PATTERN_BYTES];
	size_t len;

	if (set_word(pattern, format))
		return 0;
	if (aid_fold_digits(pattern, text, sizeof(text), &len) &&
	    read_pattern((struct aid_slice){ text, len }, format)) {
		write_example(format);
		return 0;
	}
	len = pattern.len < sizeof(text) ? pattern.len : sizeof(text) - 1;
	len = aid_fold_valid_utf8((struct aid_slice){ pattern.ptr, len });
	memcpy(text, pattern.ptr, len);
	text[len] = '\0';
	return aid_message_error(err, AID_E_INVALID, AID_MSG_DATE_PATTERN, 1, text);
}

int
aid_date_format_new(struct aid_slice pattern, struct aid_slice zone, struct aid_slice day_zone,
		    struct aid_date_format **out_format, struct aid_error *err)
{
	struct aid_date_format *format = calloc(1, sizeof(*format));
	int rc;

	if (format == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	rc = set_pattern(pattern, format, err);
	if (rc == 0 && zone.len > 0)
		rc = aid_zone_new(zone, &format->zone, err);
	if (rc == 0 && day_zone.len > 0)
		rc = aid_zone_new(day_zone, &format->day_zone, err);
	if (rc != 0) {
		aid_date_format_free(format);
		return rc;
	}
	*out_format = format;
	return 0;
}

void
aid_date_format_free(struct aid_date_format *format)
{
	if (format == NULL)
		return;
	aid_zone_free(format->zone);
	aid_zone_free(format->day_zone);
	free(format);
}

struct aid_slice
aid_date_format_example(const struct aid_date_format *format)
{
	return (struct aid_slice){ format->example, format->example_len };
}

/* Reads `low` to `high` digits, as many as there are; NULL when there are fewer. */
static const char *
read_digits(const char *p, const char *end, int low, int high, int *out_number)
{
	int number = 0, n = 0;

	for (; n < high && p < end && aid_date_digit(*p) < 10; n++)
		number = number * 10 + (int)aid_date_digit(*p++);
	if (n < low)
		return NULL;
	*out_number = number;
	return p;
}

/* The longest beginning of the text, up to a digit, that names a month, and the dot of an
 * abbreviation that the pattern has not; NULL when there is none. "كانون الثاني" has a blank in it. */
static const char *
read_month_name(const char *p, const char *end, bool is_dot_next, int *out_month)
{
	const char *stop = p;

	if (p == end || (unsigned char)*p < 'A')
		return NULL;
	while (stop < end && aid_date_digit(*stop) > 9)
		stop++;
	for (; stop > p; stop--) {
		unsigned char last = (unsigned char)stop[-1];
		bool is_of_name = last >= 0x80 || (unsigned char)((last | 0x20) - 'a') < 26 ||
				  (last == '.' && !is_dot_next);
		bool is_inside = stop < end && ((unsigned char)*stop & 0xc0) == 0x80;
		int month;

		if (!is_of_name || is_inside)
			continue;
		month = aid_month_of_name((struct aid_slice){ p, (size_t)(stop - p) });
		if (month == 0)
			continue;
		*out_month = month;
		return stop;
	}
	return NULL;
}

/* One step; NULL when the text is something else. */
static const char *
read_step(const struct aid_date_format *format, size_t i, const char *p, const char *end,
	  struct aid_date_parts *parts)
{
	const struct step *step = &format->steps[i];
	const struct step *next = i + 1 < format->n_steps ? step + 1 : NULL;
	int low = step->is_two ? 2 : 1;

	switch (step->kind) {
	case STEP_YEAR:
		return read_digits(p, end, 4, 4, &parts->year);
	case STEP_SHORT_YEAR:
		p = read_digits(p, end, 2, 2, &parts->year);
		parts->year += parts->year < AID_DATE_SHORT_YEAR ? 2000 : 1900;
		return p;
	case STEP_MONTH:
		return read_digits(p, end, low, 2, &parts->month);
	case STEP_MONTH_NAME:
		return read_month_name(
			p, end, next != NULL && next->kind == STEP_LITERAL && next->literal == '.',
			&parts->month);
	case STEP_DAY:
		return read_digits(p, end, low, 2, &parts->day);
	case STEP_HOUR:
		return read_digits(p, end, low, 2, &parts->hour);
	case STEP_MINUTE:
		return read_digits(p, end, 2, 2, &parts->minute);
	case STEP_SECOND:
		return read_digits(p, end, 2, 2, &parts->second);
	default:
		return p < end && *p == step->literal ? p + 1 : NULL;
	}
}

static bool
read_text(struct aid_slice text, const struct aid_date_format *format, struct aid_date_parts *parts)
{
	const char *p = text.ptr;
	const char *end = text.len == 0 ? p : p + text.len;

	if (format->is_iso)
		return aid_date_read_iso(text, parts) &&
		       (parts->precision < AID_PRECISION_MINUTE || parts->has_offset ||
			format->zone != NULL);
	if (format->is_ordered)
		return aid_date_read_ordered(text, format->order, parts);
	*parts = (struct aid_date_parts){ 0, 0, 1, 0, 0, 0, format->precision, false, 0 };
	for (size_t i = 0; i < format->n_steps; i++) {
		p = read_step(format, i, p, end, parts);
		if (p == NULL)
			return false;
	}
	return p == end;
}

/* The day of which the moment is the first in the zone: midnight, or where the clocks skipped it,
 * what came instead. */
static enum aid_message
take_to_day(const struct aid_zone *zone, int64_t seconds, struct aid_time *out)
{
	int64_t day = aid_date_day_of(seconds + aid_zone_offset_at(zone, seconds));
	int64_t day_before = aid_date_day_of(seconds - 1 + aid_zone_offset_at(zone, seconds - 1));

	if (seconds + aid_zone_offset_at(zone, seconds) != day * AID_DAY_SECONDS &&
	    day_before == day)
		return AID_MSG_NOT_A_DAY;
	*out = (struct aid_time){ day * AID_DAY_SECONDS, AID_PRECISION_DAY };
	return aid_date_check_range(out->seconds);
}

/* From the clock on the wall to UTC, and from there to the day where the column holds days. */
static enum aid_message
take_to_utc(const struct aid_date_parts *parts, const struct aid_date_format *format,
	    struct aid_time *out)
{
	int64_t seconds;
	enum aid_message message = aid_date_of_parts(parts, &seconds);

	if (message != AID_MSG_NONE)
		return message;
	if (parts->precision >= AID_PRECISION_MINUTE) {
		if (parts->has_offset) {
			seconds -= parts->offset;
		} else if (format->zone != NULL) {
			switch (aid_zone_utc_of_local(format->zone, seconds, &seconds)) {
			case AID_ZONE_LOCAL_SKIPPED:
				return AID_MSG_TIME_SKIPPED;
			case AID_ZONE_LOCAL_TWICE:
				return AID_MSG_TIME_TWICE;
			case AID_ZONE_LOCAL_ONCE:
				break;
			}
		}
		if (format->day_zone != NULL)
			return take_to_day(format->day_zone, seconds, out);
	}
	*out = (struct aid_time){ seconds, parts->precision };
	return aid_date_check_range(seconds);
}

enum aid_message
aid_date_parse(struct aid_slice text, const struct aid_date_format *format, struct aid_time *out)
{
	struct aid_date_parts parts;
	struct aid_time time;
	enum aid_message message;
	char ascii[AID_DATE_TEXT_BYTES];
	size_t len;

	if (!aid_fold_is_ascii(text)) {
		if (!aid_fold_digits(text, ascii, sizeof(ascii), &len))
			return AID_MSG_NOT_A_DATE;
		text = (struct aid_slice){ ascii, len };
	}
	if (!read_text(text, format, &parts))
		return AID_MSG_NOT_A_DATE;
	message = take_to_utc(&parts, format, &time);
	if (message == AID_MSG_NONE)
		*out = time;
	return message;
}
