#include "value/date.h"

#include "base/integer.h"
#include "base/limits.h"
#include "text/fold.h"
#include "text/zone.h"
#include "value/date_parts.h"

/* The calendar repeats after 400 years. Years begin in March here, so that the leap day is the last
 * of its year. */
#define ERA_YEARS 400
#define ERA_DAYS 146097
#define MARCH_0000 719468 /* days from 0000-03-01 to 1970-01-01 */

/* 1990-01-01 and 2101-01-01. */
#define LOW_SECOND INT64_C(631152000)
#define HIGH_SECOND INT64_C(4133980800)

/* What a duration can be: the years that a date can lie apart. */
#define MAX_DURATION (HIGH_SECOND - LOW_SECOND)

int64_t
aid_date_day_of(int64_t seconds)
{
	int64_t day = seconds / AID_DAY_SECONDS;

	return seconds % AID_DAY_SECONDS < 0 ? day - 1 : day;
}

int64_t
aid_date_days_from_civil(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - (ERA_YEARS - 1)) / ERA_YEARS;
	int64_t year_of_era = y - era * ERA_YEARS;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - MARCH_0000;
}

static void
civil_of(int64_t days, int64_t *out_year, unsigned *out_month, unsigned *out_day)
{
	int64_t from_march = days + MARCH_0000;
	int64_t era = (from_march >= 0 ? from_march : from_march - (ERA_DAYS - 1)) / ERA_DAYS;
	unsigned day_of_era = (unsigned)(from_march - era * ERA_DAYS);
	unsigned year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	unsigned day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned month_of_year = (5 * day_of_year + 2) / 153;

	*out_day = day_of_year - (153 * month_of_year + 2) / 5 + 1;
	*out_month = month_of_year < 10 ? month_of_year + 3 : month_of_year - 9;
	*out_year = era * ERA_YEARS + year_of_era + (*out_month <= 2);
}

void
aid_date_civil_from_days(int64_t days, int *out_year, int *out_month, int *out_day)
{
	int64_t year;
	unsigned month, day;

	civil_of(days, &year, &month, &day);
	*out_year = (int)year;
	*out_month = (int)month;
	*out_day = (int)day;
}

static int
days_of_month(int year, int month)
{
	static const signed char days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month];
}

enum aid_message
aid_date_of_parts(const struct aid_date_parts *parts, int64_t *out_seconds)
{
	if (parts->month < 1 || parts->month > 12 || parts->day < 1 ||
	    parts->day > days_of_month(parts->year, parts->month))
		return AID_MSG_NOT_A_DATE;
	if (parts->hour > 23 || parts->minute > 59 || parts->second > 59)
		return AID_MSG_NOT_A_DATE;
	if (parts->year < AID_LIMIT_YEAR_LOW || parts->year > AID_LIMIT_YEAR_HIGH)
		return AID_MSG_DATE_RANGE;
	*out_seconds =
		aid_date_days_from_civil(parts->year, parts->month, parts->day) * AID_DAY_SECONDS +
		parts->hour * 3600 + parts->minute * 60 + parts->second;
	return AID_MSG_NONE;
}

enum aid_message
aid_date_check_range(int64_t seconds)
{
	return seconds >= LOW_SECOND && seconds < HIGH_SECOND ? AID_MSG_NONE : AID_MSG_DATE_RANGE;
}

/* ":05", ":05:09" and what follows: nothing, Z or an offset. */
static bool
read_iso_time(const char *p, const char *end, struct aid_date_parts *parts)
{
	parts->hour = aid_date_two_digits(p);
	parts->minute = aid_date_two_digits(p + 3);
	if (parts->hour < 0 || p[2] != ':' || parts->minute < 0)
		return false;
	parts->precision = AID_PRECISION_MINUTE;
	p += 5;
	if (end - p >= 3 && *p == ':') {
		parts->second = aid_date_two_digits(p + 1);
		if (parts->second < 0)
			return false;
		parts->precision = AID_PRECISION_SECOND;
		p += 3;
	}
	if (p == end)
		return true;
	parts->has_offset = true;
	if (*p == 'Z')
		return end - p == 1;
	return end - p == 6 &&
	       aid_zone_read_offset((struct aid_slice){ p, 6 }, &parts->offset) == 6;
}

bool
aid_date_read_iso(struct aid_slice text, struct aid_date_parts *out_parts)
{
	const char *p = text.ptr;
	int century, year;

	*out_parts = (struct aid_date_parts){ 0, 0, 1, 0, 0, 0, AID_PRECISION_MONTH, false, 0 };
	if (text.len < 7 || p[4] != '-')
		return false;
	century = aid_date_two_digits(p);
	year = aid_date_two_digits(p + 2);
	out_parts->month = aid_date_two_digits(p + 5);
	if (century < 0 || year < 0 || out_parts->month < 0)
		return false;
	out_parts->year = century * 100 + year;
	if (text.len == 7)
		return true;
	if (text.len < 10 || p[7] != '-')
		return false;
	out_parts->day = aid_date_two_digits(p + 8);
	out_parts->precision = AID_PRECISION_DAY;
	if (text.len == 10)
		return out_parts->day >= 0;
	if (out_parts->day < 0 || text.len < 16 || (p[10] != 'T' && p[10] != ' '))
		return false;
	return read_iso_time(p + 11, p + text.len, out_parts);
}

static enum aid_message
parse_ascii(struct aid_slice text, struct aid_time *out)
{
	struct aid_date_parts parts;
	enum aid_message message;
	int64_t seconds;

	if (!aid_date_read_iso(text, &parts))
		return AID_MSG_NOT_A_DATE;
	if (parts.precision >= AID_PRECISION_MINUTE && !parts.has_offset)
		return AID_MSG_NOT_A_DATE;
	message = aid_date_of_parts(&parts, &seconds);
	if (message != AID_MSG_NONE)
		return message;
	seconds -= parts.offset;
	if (aid_date_check_range(seconds) != AID_MSG_NONE)
		return AID_MSG_DATE_RANGE;
	*out = (struct aid_time){ seconds, parts.precision };
	return AID_MSG_NONE;
}

enum aid_message
aid_date_parse_iso(struct aid_slice text, struct aid_time *out)
{
	enum aid_message message = parse_ascii(text, out);
	char ascii[AID_DATE_TEXT_BYTES];
	size_t len;

	if (message != AID_MSG_NOT_A_DATE || aid_fold_is_ascii(text))
		return message;
	if (!aid_fold_digits(text, ascii, sizeof(ascii), &len))
		return AID_MSG_NOT_A_DATE;
	return parse_ascii((struct aid_slice){ ascii, len }, out);
}

static char *
put_two(char *p, unsigned number)
{
	p[0] = (char)('0' + number / 10);
	p[1] = (char)('0' + number % 10);
	return p + 2;
}

/* Year and month, and the day where it is known. A year that has not four digits is one of a
 * projection: written out. */
static void
append_civil(struct aid_buffer *out, int64_t days, bool has_day)
{
	char text[10];
	char *p = text;
	int64_t year;
	unsigned month, day;

	civil_of(days, &year, &month, &day);
	if (year >= 0 && year <= 9999) {
		p = put_two(p, (unsigned)year / 100);
		p = put_two(p, (unsigned)year % 100);
	} else {
		aid_buffer_append_int(out, year);
	}
	*p++ = '-';
	p = put_two(p, month);
	if (has_day) {
		*p++ = '-';
		p = put_two(p, day);
	}
	aid_buffer_append(out, (struct aid_slice){ text, (size_t)(p - text) });
}

void
aid_date_format_append(struct aid_buffer *out, struct aid_time time)
{
	int64_t days = aid_date_day_of(time.seconds);
	unsigned second = (unsigned)(time.seconds - days * AID_DAY_SECONDS);
	char text[10];
	char *p = text;

	if (time.precision == AID_PRECISION_NONE)
		return;
	append_civil(out, days, time.precision >= AID_PRECISION_DAY);
	if (time.precision <= AID_PRECISION_DAY)
		return;
	*p++ = 'T';
	p = put_two(p, second / 3600);
	*p++ = ':';
	p = put_two(p, second / 60 % 60);
	if (time.precision == AID_PRECISION_SECOND) {
		*p++ = ':';
		p = put_two(p, second % 60);
	}
	*p++ = 'Z';
	aid_buffer_append(out, (struct aid_slice){ text, (size_t)(p - text) });
}

void
aid_date_append_day(struct aid_buffer *out, int64_t day)
{
	append_civil(out, day, true);
}

void
aid_date_append_seconds(struct aid_buffer *out, int64_t seconds)
{
	aid_date_format_append(out, (struct aid_time){ seconds, AID_PRECISION_SECOND });
}

bool
aid_duration_parse(struct aid_slice text, int64_t *out_seconds)
{
	int64_t number = 0, seconds, unit;

	if (text.len < 2)
		return false;
	for (size_t i = 0; i + 1 < text.len; i++) {
		unsigned digit = aid_date_digit(text.ptr[i]);

		if (digit > 9 || number > MAX_DURATION)
			return false;
		number = number * 10 + digit;
	}
	switch (text.ptr[text.len - 1]) {
	case 's':
		unit = 1;
		break;
	case 'm':
		unit = 60;
		break;
	case 'h':
		unit = 3600;
		break;
	case 'd':
		unit = AID_DAY_SECONDS;
		break;
	case 'w':
		unit = 7 * AID_DAY_SECONDS;
		break;
	default:
		return false;
	}
	if (!aid_integer_multiply(number, unit, &seconds) || seconds <= 0 || seconds > MAX_DURATION)
		return false;
	*out_seconds = seconds;
	return true;
}

bool
aid_date_parse_moment(struct aid_slice text, int64_t *out_end)
{
	struct aid_time time;
	int year, month, day;

	if (aid_date_parse_iso(text, &time) != AID_MSG_NONE)
		return false;
	if (time.precision == AID_PRECISION_DAY) {
		time.seconds += AID_DAY_SECONDS;
	} else if (time.precision == AID_PRECISION_MONTH) {
		aid_date_civil_from_days(aid_date_day_of(time.seconds), &year, &month, &day);
		time.seconds += (int64_t)days_of_month(year, month) * AID_DAY_SECONDS;
	}
	*out_end = time.seconds;
	return true;
}
